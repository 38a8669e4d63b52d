"""The laboratory in Chromium: a page by address, turned by keyboard, and nothing else of it moves."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import panels
from tests.browser.driver import SIZES
from tests.browser.server import free_port

pytestmark = pytest.mark.slow
SEATS = 3


@contextlib.contextmanager
def laboratory(home, port, *options):
    """A laboratory of three widgets in a process of its own, whose home is the folder `home`."""
    command = [sys.executable, "-m", "nas_teach.lab.play", "--no-browser", f"--port={port}", *options]
    widgets = ["--widgets", "space_size", "reward_tweaker", "evolution_player"]
    places = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "NAS_TEACH_HOME")}
    process = subprocess.Popen(
        [*command, *widgets], env=os.environ | places, cwd=home, stdout=subprocess.PIPE, text=True
    )
    try:
        assert "is open at" in process.stdout.readline()
        assert "All 3 widgets are ready" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("play")


@pytest.fixture(scope="module")
def address(chromium, home):
    with laboratory(home, free_port(), f"--visitors={SEATS}") as address:
        yield address


@pytest.fixture
def visit(page, address):
    """visit("/reward_tweaker"): the page, with its picture; at the end nothing has gone wrong on it."""
    page.foreign.clear()
    page.console_errors.clear()

    def visit(path="/"):
        page.goto(address + path)
        page.wait_for_function("() => document.querySelector('.nas-picture')?.naturalWidth")
        return page

    yield visit
    assert (page.foreign, page.console_errors) == ([], [])
    page.goto("about:blank")


def test_the_first_page_is_the_reward_tweaker_and_turns_by_keyboard(visit):
    page = visit()
    assert page.locator("h1").inner_text() == "The reward tweaker"
    start = panels.state(page, 0)
    assert "Over 500 runs of 50 steps" in start[1]
    control = page.get_by_label("Noise of a reward")
    control.focus()
    panels.press(page, 0, "End")
    turned = panels.state(page, 0)
    assert turned[0] != start[0] and turned[1] != start[1]
    assert control.get_attribute("aria-valuetext") == "0.50"
    page.get_by_role("button", name="Reset").focus()
    panels.press(page, 0, "Enter")
    assert panels.state(page, 0) == start


def test_every_control_and_link_is_reached_by_tab(visit):
    page = visit()
    assert panels.unreachable(page, 0) == []
    page.locator("body").press("Tab")
    reached = []
    for _ in range(20):
        reached.append(page.evaluate("() => document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert {"To the widget", "All widgets", "Reset"} <= set(reached)


def test_a_hurried_control_ends_where_it_was_left(visit):
    page = visit("/space_size")
    page.locator(".nas-slider").first.focus()
    for key in ["ArrowLeft", "ArrowRight"] * 30 + ["Home", "ArrowRight"]:
        page.keyboard.press(key)
    page.wait_for_selector("text=2 layers, each with")
    page.wait_for_timeout(500)
    assert "2 layers, each with" in panels.state(page, 0)[1]


def test_two_on_one_page_and_the_list_that_led_there(visit):
    page = visit()
    page.locator("summary").click()
    page.get_by_label("Show How large is a search space? too").check()
    page.get_by_role("button", name="Show those ticked").click()
    page.wait_for_function("() => document.querySelectorAll('.nas-picture').length === 2")
    still = panels.state(page, 0)
    panels.first_control(page, 1)[0].focus()
    panels.press(page, 1, "ArrowLeft")
    assert panels.state(page, 0) == still


def test_play_plays(visit):
    page = visit("/evolution_player")
    page.locator(".nas-plays select").select_option("fast")
    words = page.locator(".nas-words")
    said = words.inner_text()
    page.get_by_role("button", name="Play").click()
    for _ in range(3):
        page.wait_for_function("said => document.querySelector('.nas-words').innerText != said", arg=said)
        said = words.inner_text()


@pytest.mark.parametrize("zoom", [*SIZES, "projector"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_and_nothing_cut_off(visit, zoom, scheme):
    page = visit("/reward_tweaker")
    width, height, _ = SIZES.get(zoom, (1920, 1080, 1))
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    page.locator("summary").click()
    found = Axe().run(page).response["violations"]
    assert [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]] == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    if zoom == "projector":  # controls, picture and words at once
        page.locator("summary").click()
        words = page.locator(".nas-words").bounding_box()
        assert words["y"] + words["height"] <= height
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_whoever_comes_too_late_gets_a_polite_page(visit, page, address):
    seats = [page.context.new_page() for _ in range(SEATS)]
    for seat in seats:
        seat.goto(address)
        seat.wait_for_selector(".nas-picture")
    page.wait_for_timeout(300)
    assert page.goto(address).status == 503
    assert "The laboratory is full: 3 visitors" in page.locator("main").inner_text()
    assert Axe().run(page).response["violations"] == []
    assert page.console_errors.pop().startswith(
        "Failed to load resource: the server responded with a status of 503"
    )
    for seat in seats:
        seat.close()
    page.wait_for_timeout(500)
    visit()


def test_whoever_was_away_goes_on_with_the_next_turn(chromium, page, home):
    with laboratory(home, free_port(), "--idle=0.02") as address:
        page.goto(address)
        page.wait_for_selector("text=You were away for a while")
        page.locator(".nas-slider").first.focus()
        panels.press(page, 0, "Home")
        assert page.locator(".notice").inner_text() == ""
        page.goto("about:blank")


def test_a_page_goes_on_when_the_laboratory_was_started_again(chromium, page, home):
    port = free_port()
    with laboratory(home, port) as address:
        page.goto(address)
        page.wait_for_selector(".nas-picture")
    page.wait_for_selector("text=The laboratory does not answer")
    page.locator(".nas-slider").first.focus()
    page.keyboard.press("Home")
    page.wait_for_selector("text=Waiting for the laboratory")
    with laboratory(home, port):
        page.wait_for_function("() => !document.querySelector('.notice').textContent", timeout=30_000)
        page.wait_for_function("() => !document.querySelector('.nas-late').textContent")
        assert page.locator(".nas-slider").first.get_attribute("aria-valuetext") == "0.00"
    page.goto("about:blank")
    page.console_errors.clear()


def test_the_disk_is_as_it_was(chromium, page, home):
    """Once matplotlib has listed the machine's fonts, which it does the first time that it draws anywhere."""
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    with laboratory(home, free_port()) as address:
        page.goto(address)
        page.wait_for_selector(".nas-picture")
        panels.first_control(page, 0)[0].focus()
        panels.press(page, 0, "Home")
        time.sleep(0.5)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before
    page.goto("about:blank")
