"""The driver sees what it is meant to see: notebooks that are broken in each known way are caught."""

import pytest

from tests.browser import panels
from tests.browser.driver import errors, open_notebook, run_cells, set_look
from tests.browser.notebooks import write_notebook

pytestmark = pytest.mark.slow
LEVELS = """
import ipywidgets
from nas_teach.lab.showing.style import figure
from nas_teach.lab.showing.controls import slider
from nas_teach.lab.showing.panel import panel

def level():
    fig = figure(2, 1)
    line = fig.subplots().axhline(0.0, animated=True)
    def update(height):
        if height == 3:
            raise RuntimeError("three is too much")
        line.set_ydata([height / 4, height / 4])
        return f"The line is at {height} quarters."
    controls = {"height": slider("Height", 2, 0, 4, 1)}
    return panel(controls, update, fig, alt="A level line that a slider moves.")
"""
OBSERVE = """
plain = ipywidgets.IntSlider(layout={"width": "200px"})
plain.observe(lambda change: 1 / 0, names="value")
plain
"""
BAR = "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass"
FOREIGN = """
from IPython.display import HTML
HTML("<img src=https://example.org/a.png onerror=this.remove()>")
"""
WIDE = "HTML('<div style=width:700px>A ruler of 700 pixels</div>')"
WARNING = "import sys\nprint('careful', file=sys.stderr)"


def open_and_run(page, server, folder, name, *cells):
    write_notebook(folder / f"{name}.ipynb", *cells)
    open_notebook(page, server, f"{name}.ipynb")
    run_cells(page)


@pytest.fixture(scope="module")
def levels(page, server, folder):
    """A page with two panels, a progress bar and a slider whose callback fails, each cell run twice."""
    open_and_run(page, server, folder, "levels", LEVELS, "level()", "level()", BAR, OBSERVE)
    run_cells(page)
    assert errors(page) == []
    return page


def test_two_panels_do_not_disturb_each_other(levels):
    still = panels.state(levels, 1)
    panels.first_control(levels, 0)[0].focus()
    panels.press(levels, 0, "ArrowLeft")
    assert panels.state(levels, 1) == still
    panels.press(levels, 0, "ArrowRight")
    assert panels.state(levels, 0) == still


def test_a_failing_update_is_shown_in_the_widget_and_cleared_by_the_next(levels):
    start = panels.state(levels, 0)
    panels.first_control(levels, 0)[0].focus()
    levels.keyboard.press("ArrowRight")
    levels.wait_for_selector(".nas-widget-error:not([hidden])", timeout=30_000)
    assert "RuntimeError: three is too much" in errors(levels)[0]
    levels.keyboard.press("ArrowLeft")
    levels.wait_for_selector(".nas-widget-error", state="hidden", timeout=30_000)
    assert errors(levels) == [] and panels.state(levels, 0) == start


def test_reset_works_by_keyboard(levels):
    start = panels.state(levels, 0)
    panels.first_control(levels, 0)[0].focus()
    panels.press(levels, 0, "ArrowLeft")
    assert panels.state(levels, 0) != start
    while levels.evaluate("() => document.activeElement.tagName") != "BUTTON":
        levels.keyboard.press("Tab")
    panels.press(levels, 0, "Enter")
    assert panels.state(levels, 0) == start


def test_a_panel_fits_at_200_percent_beside_the_file_browser(levels):
    set_look(levels, "Light", "200", sidebar=True)
    assert panels.misfits(levels) == []
    set_look(levels, "Light", "100")


def test_an_error_of_a_plain_callback_is_caught(levels):
    levels.locator(".noUi-handle").last.focus()
    levels.keyboard.press("ArrowRight")
    levels.wait_for_function("() => window.heard.length > 0", timeout=30_000)
    assert "ZeroDivisionError" in errors(levels)[0]


@pytest.fixture(scope="module")
def broken(page, server, folder):
    open_and_run(page, server, folder, "broken", FOREIGN, WIDE, WARNING, "1 / 0")
    return page


def test_a_broken_notebook_is_caught(broken):
    found = "\n".join(errors(broken))
    for message in ("ZeroDivisionError", "kernel: careful", "foreign request: https://example.org"):
        assert message in found


def test_what_is_cut_off_in_one_look_only_is_seen_in_that_look(broken):
    for _ in range(3):
        for zoom, too_wide in (("200", True), ("100", False)):
            set_look(broken, "Light", zoom)
            assert any("ruler" in fault for fault in panels.misfits(broken)) == too_wide, zoom
