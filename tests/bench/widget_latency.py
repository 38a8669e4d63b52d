"""Milliseconds from a key press to the new picture, in JupyterLab in Chromium, for every widget; where they go."""

import json
import pathlib
import tempfile

import numpy as np

from nas_teach.lab.course.catalogue import widgets
from tests.browser import panels
from tests.browser.driver import NOTEBOOK, PANEL, browser_page, open_notebook, run_cells
from tests.browser.find_chromium import find_chromium
from tests.browser.notebooks import write_notebook
from tests.browser.server import lab_server

SAMPLES = 30
STOPWATCH = """image => {
    let pressed = null;
    const now = () => performance.timeOrigin + performance.now();
    window.addEventListener('keydown', () => { pressed = now() }, true);
    window.times = [];
    new MutationObserver(async () => {
        if (pressed === null) return;  // the exact picture that follows a light one
        const began = pressed, changed = now();
        pressed = null;
        await image.decode().catch(() => null);  // the next picture is there already
        window.times.push([began, changed, now()])
    }).observe(image, {attributes: true, attributeFilter: ['src']}) }"""
LOGGED = """
import time
from nas_teach import lab
from nas_teach.lab.showing import painting
from nas_teach.lab.showing.panel import Panel

log = []

def timed(owner, name):
    inner = getattr(owner, name)
    def outer(*args, **kwargs):
        begin = time.time(), time.process_time()
        result = inner(*args, **kwargs)
        log.append((name, 1000 * begin[0], 1000 * time.time(), 1000 * (time.process_time() - begin[1])))
        return result
    setattr(owner, name, outer)

timed(painting.Picture, "_paint"), timed(painting, "light"), timed(Panel, "draw")
build = Panel.__init__

def with_timed_update(self, controls, update, *rest):
    box = type("Box", (), {"update": staticmethod(update)})
    timed(box, "update")
    build(self, controls, box.update, *rest)

Panel.__init__ = with_timed_update
"""
TOLD = "print(__import__('json').dumps(log)); log.clear()"
PARTS = ("up", "compute", "draw", "encode", "down", "decode")


def run():
    """Yield rows for each widget at its default setting; one row of NaN without Chromium.

    The parts are medians: up to the kernel, processor time of what it does there, down to the page, decoding.
    """
    chromium = find_chromium()
    if chromium is None:
        yield "widget latency", float("nan"), "ms", "no Chromium found"
        return
    with tempfile.TemporaryDirectory() as folder:
        shows = [f"lab.{name}()" for name in widgets()]
        write_notebook(pathlib.Path(folder, "widgets.ipynb"), LOGGED, *shows, TOLD)
        with lab_server(folder, folder) as server, browser_page(chromium) as page:
            open_notebook(page, server, "widgets.ipynb")
            run_cells(page)
            for index, name in enumerate(widgets()):
                yield from _rows(name, *measured(page, index))


def measured(page, index):
    """(times, log) while the first control of a panel goes SAMPLES times a step up or down.

    times: (SAMPLES, 3), milliseconds: key pressed, picture changed, picture decoded. log: of the kernel.
    """
    control, keys = panels.first_control(page, index)
    control.scroll_into_view_if_needed()
    page.locator(PANEL).nth(index).locator("img").evaluate(STOPWATCH)
    control.focus()
    for number in range(SAMPLES + 2):
        for key in keys[number % 2].split():
            page.keyboard.press(key)
        page.wait_for_function("count => window.times.length >= count", arg=number + 1, timeout=30_000)
        page.wait_for_timeout(50)
    times = np.array(page.evaluate("() => window.times")[2:])  # the first two warm up
    return times, _log(page)


def _log(page):
    """What the kernel wrote down: [(name, begin, end, processor time)], in milliseconds."""
    last = len(widgets()) + 1
    run_cells(page, [last])
    said = page.evaluate(
        f"""number => {NOTEBOOK}.content.widgets[number].model.sharedModel.toJSON()
        .outputs.map(output => [output.text].flat().join('')).join('')""",
        last,
    )
    return json.loads(said)


def _rows(name, times, log):
    pressed, changed, decoded = times.T
    p50, p95 = np.percentile(decoded - pressed, [50, 95])
    yield f"{name}: key press to picture, p50", p50, "ms", f"{len(times)} samples"
    yield f"{name}: key press to picture, p95", p95, "ms", "target: below 50"
    for part, value in zip(PARTS, _parts(times, log), strict=True):
        yield f"{name}: {part}", value, "ms", "median"


def _parts(times, log):
    pressed, changed, decoded = times.T
    begin, end, cost = ({} for _ in range(3))
    for part in ("update", "_paint", "light", "draw"):
        rows = np.array([row[1:] for row in log if row[0] == part])[-len(times) :]
        begin[part], end[part], cost[part] = rows.T
    up, down, decode = begin["draw"] - pressed, changed - end["light"], decoded - changed
    return [np.median(part) for part in (up, cost["update"], cost["_paint"], cost["light"], down, decode)]
