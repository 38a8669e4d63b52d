"""The laboratory under a class: thirty visitors at once, everyone moving a control once in five seconds.

A few visitors are pages in Chromium; the others ask by HTTP and a socket what a page asks, since thirty pages
would measure this machine's memory for browsers.
"""

import asyncio
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

import numpy as np
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

from nas_teach.lab.play.pages import known
from tests.browser.find_chromium import find_chromium
from tests.browser.server import free_port

VISITORS, PAGES, PAUSE, SECONDS = 30, 3, 5.0, 60.0
PARTS = ("parts/view.css", "parts/page.css", "parts/page.js", "parts/view.js")
BROWSER = """
import sys, time
from tests.browser.driver import browser_page
address, chromium, pages, pause, seconds = sys.argv[1], sys.argv[2], *map(float, sys.argv[3:])
with browser_page(chromium) as first:
    tabs = [first] + [first.context.new_page() for _ in range(int(pages) - 1)]
    for tab in tabs:
        begin = time.perf_counter()
        tab.goto(address)
        tab.wait_for_function("() => document.querySelector('.nas-picture')?.naturalWidth")
        print("page", time.perf_counter() - begin)
    end, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        tab, number = tabs[number % len(tabs)], number + 1
        control = tab.locator(".nas-slider").nth(number % 5)
        key = "ArrowLeft" if number // len(tabs) % 2 else "ArrowRight"
        begin = time.perf_counter()
        before = tab.locator(".nas-picture").get_attribute("src")
        control.press(key)
        tab.wait_for_function("old => { const now = document.querySelector('.nas-picture');"
                              " return now.src !== old && now.complete }", arg=before)
        print("turn", time.perf_counter() - begin, flush=True)
        tab.wait_for_timeout(max(0, 1000 * (pause / pages - time.perf_counter() + begin)))
"""  # steered from a process of its own: Playwright's waiting is not to disturb the other visitors


def run():
    """Rows for a class that has one widget open, and for one whose visitors have all of them."""
    for what, widgets in (("reward_tweaker", ["reward_tweaker"]), ("all widgets", list(known()))):
        yield from _class(what, widgets)


def _class(what, widgets):
    port = free_port()
    command = [sys.executable, "-m", "nas_teach.lab.play", "--no-browser", f"--port={port}"]
    begin = time.perf_counter()
    server = subprocess.Popen([*command, "--widgets", *widgets], stdout=subprocess.PIPE, text=True)
    try:
        server.stdout.readline()
        yield f"{what}: from the start to the first page", time.perf_counter() - begin, "s", ""
        server.stdout.readline()
        yield f"{what}: until all widgets are ready", time.perf_counter() - begin, "s", ""
        empty, before = _megabytes(server.pid), _processor_seconds(server.pid)
        pages, turns, browser_pages, browser_turns, full = asyncio.run(_lesson(port, widgets, server.pid))
        note = f"{len(turns)} turns"
        yield f"{what}: {VISITORS} pages asked for at once, last", max(pages), "s", "goal: 2"
        yield f"{what}: page in Chromium, slowest", max(browser_pages, default=np.nan), "s", "goal: 2"
        for name, share in (("p50", 50), ("p95", 95), ("slowest", 100)):
            yield f"{what}: control to picture, {name}", 1000 * np.percentile(turns, share), "ms", note
        spent = (_processor_seconds(server.pid) - before) / (len(turns) + len(browser_turns))
        yield f"{what}: processor time of a turn", 1000 * spent, "ms", "the pages' included"
        slowest = 1000 * max(browser_turns, default=np.nan)
        yield f"{what}: the same in Chromium, slowest", slowest, "ms", f"{len(browser_turns)} turns"
        yield f"{what}: memory without visitors", empty, "MB", ""
        yield f"{what}: memory with {VISITORS}", full, "MB", "goal: below 2,500"
        yield f"{what}: memory per visitor", (full - empty) / VISITORS, "MB", "mostly answers that are kept"
    finally:
        server.kill()
        server.wait()


async def _lesson(port, widgets, pid):
    """All visitors come at once and turn for SECONDS: seconds to pages, seconds to pictures, memory at the end."""
    chromium = find_chromium()
    others = VISITORS - PAGES * (chromium is not None)
    browser = asyncio.create_task(_browser(port, chromium)) if chromium else None
    visitors = [_visitor(port, widgets[number % len(widgets)], number) for number in range(others)]
    came = await asyncio.gather(*visitors)
    full = _megabytes(pid)
    lines = re.findall(r"(page|turn) (\S+)", await browser if browser else "")
    seen = {kind: [float(value) for name, value in lines if name == kind] for kind in ("page", "turn")}
    return (
        [page for page, _ in came],
        [t for _, turns in came for t in turns],
        seen["page"],
        seen["turn"],
        full,
    )


async def _visitor(port, name, seed):
    """(seconds until the page was there, seconds to every picture) of one visitor."""
    rng, client, address = random.Random(seed), AsyncHTTPClient(max_clients=200), f"127.0.0.1:{port}"
    begin = time.perf_counter()
    for part in (name, *PARTS, f"first/{name}.png"):
        await client.fetch(f"http://{address}/{part}")
    state = json.loads((await client.fetch(f"http://{address}/first/{name}.json")).body)
    socket = await websocket_connect(f"ws://{address}/turn", max_message_size=2**24)
    page = time.perf_counter() - begin
    counts, at, turns = [len(control["texts"]) for control in state["controls"]], state["defaults"], []
    await asyncio.sleep(rng.uniform(0, PAUSE))
    for turn in range(1, int(SECONDS / PAUSE) + 1):
        moved = rng.randrange(len(counts))
        at[moved] = (at[moved] + rng.choice((-1, 1))) % counts[moved]
        begin = time.perf_counter()
        await socket.write_message(json.dumps({"widget": name, "turn": turn, "at": at}))
        said, picture = json.loads(await socket.read_message()), await socket.read_message()
        turns.append(time.perf_counter() - begin)
        assert said["turn"] == turn and said["at"] == at and picture.startswith(b"\x89PNG"), "a lost visitor"
        await asyncio.sleep(max(0, PAUSE - turns[-1]))
    socket.close()
    return page, turns


async def _browser(port, chromium):
    arguments = [f"http://127.0.0.1:{port}/", chromium, *map(str, (PAGES, PAUSE, SECONDS - 5))]
    steered = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BROWSER, *arguments, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await steered.communicate()
    return said.decode()


def _megabytes(pid):
    """Resident memory of a process, where there is /proc."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _processor_seconds(pid):
    """Processor time that a process has used, where there is /proc."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
