"""A panel in JupyterLab: what is heard of it, its keys, Play, and what it says without its kernel."""

import os
import signal

import pytest

from nas_teach.lab.course.catalogue import widgets
from tests.browser import panels
from tests.browser.driver import NOTEBOOK, PANEL, errors, open_notebook, run_cells, save, set_look
from tests.browser.notebooks import write_notebook, write_widgets
from tests.browser.test_driver import LEVELS

pytestmark = pytest.mark.slow
SLOW = """
def slow():
    fig, lines = figure(2, 1), []
    line = fig.subplots().axhline(0.0, animated=True)
    def update(rate, kind):
        line.set_ydata([rate, rate])
        return f"The line is at {rate}, of the {kind} kind."
    rate = stops("Rate", 0.1, (0.01, 0.1, 0.5, 1.0), "per step")
    kind = choice("Kind", "one", ("one", "two"))
    return panel({"rate": rate, "kind": kind}, update, fig, alt="A level line that a slider moves.", play="rate")
"""
IMPORTS = LEVELS.partition("def level")[0] + "from nas_teach.lab.showing.controls import choice, stops\n"


@pytest.fixture(scope="module")
def notebook(page, server, folder):
    """A page with one panel that plays, its kernel's process, and a cell that takes two seconds."""
    cells = IMPORTS + SLOW, "slow()", "import os; os.getpid()", "import time; time.sleep(2)"
    write_notebook(folder / "panel.ipynb", *cells)
    open_notebook(page, server, "panel.ipynb")
    return page


@pytest.fixture
def opened(notebook):
    run_cells(notebook, [0, 1, 2])
    return notebook


def heard(page):
    """The panel as a screen reader has it: one line for each thing that can be reached or is read out."""
    return page.locator(PANEL).aria_snapshot()


def test_a_panel_is_heard_with_names_values_units_and_what_changed(opened):
    tree = heard(opened)
    for line in (
        'slider "Rate"',
        'combobox "Kind"',
        'button "Play: Rate"',
        'combobox "Speed of Play"',
        'button "Reset"',
    ):
        assert line in tree, tree
    assert (
        'img "A level line that a slider moves."' in tree
        and "status: The line is at 0.1, of the one kind." in tree
    )
    slider = opened.locator(".nas-slider")
    assert slider.get_attribute("aria-valuetext") == "0.1 per step"
    status = opened.locator("[role=status]").first.element_handle()
    slider.focus()
    panels.press(opened, 0, "End")
    assert slider.get_attribute("aria-valuetext") == "1.0 per step"
    assert (
        status.inner_text() == "The line is at 1.0, of the one kind."
    )  # the same element: its text alone changed
    panels.press(opened, 0, "Home")
    panels.press(opened, 0, "PageUp")
    assert slider.get_attribute("aria-valuetext") == "0.1 per step"


def test_plain_letters_stay_in_the_panel_and_shortcuts_do_not(opened):
    opened.locator(".nas-slider").focus()
    for key in ("d", "d", "a", "ArrowUp"):  # in JupyterLab: delete the cell, add one, go up
        opened.keyboard.press(key)
    assert opened.evaluate(f"() => {NOTEBOOK}.content.widgets.length") == 4
    assert opened.locator(".nas-slider").get_attribute("aria-valuetext") == "0.5 per step"
    opened.keyboard.press("Control+s")
    opened.wait_for_function(f"() => !{NOTEBOOK}.context.model.dirty")


def test_play_says_what_it_does_and_stops_at_the_end_and_for_reset(opened):
    toggle = opened.locator(".nas-button").first
    assert (toggle.get_attribute("aria-pressed"), toggle.inner_text()) == ("false", "Play")
    opened.locator(".nas-plays select").select_option("slow")
    toggle.focus()
    opened.keyboard.press("Space")
    assert (toggle.get_attribute("aria-pressed"), toggle.get_attribute("aria-label")) == (
        "true",
        "Pause: Rate",
    )
    opened.wait_for_selector("text=The line is at 0.5")
    opened.locator("text=Reset").click()
    assert toggle.get_attribute("aria-pressed") == "false"
    opened.wait_for_selector("text=The line is at 0.1,")
    opened.wait_for_timeout(1500)
    assert "status: The line is at 0.1," in heard(opened)
    opened.locator(".nas-plays select").select_option("fast")
    toggle.click()
    opened.wait_for_selector("text=The line is at 1.0")
    opened.wait_for_selector("[aria-label='Play: Rate']")  # a moment after the last picture


def test_a_busy_kernel_is_told_until_it_answers(opened):
    start = "window.jupyterapp.commands.execute('notebook:run-cell')"
    opened.evaluate(f"() => {{ {NOTEBOOK}.content.activeCellIndex = 3; {start} }}")
    opened.locator(".nas-slider").focus()
    opened.keyboard.press("ArrowRight")
    opened.wait_for_selector("text=Waiting for the kernel")
    opened.wait_for_selector("text=The line is at 0.5")
    assert "Waiting" not in heard(opened)


@pytest.mark.parametrize("way", ["restarted", "killed while dragging", "reopened"])
def test_without_its_kernel_a_panel_says_so_and_offers_nothing(opened, server, way):
    if way == "restarted":
        opened.evaluate(f"() => {NOTEBOOK}.sessionContext.session.kernel.restart()")
    elif way == "reopened":
        save(opened)
        opened.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
        opened.goto("about:blank")
        open_notebook(opened, server, "panel.ipynb")
    else:
        cell = f"{NOTEBOOK}.content.widgets[2].model.sharedModel.toJSON()"
        process = int(opened.evaluate(f"() => {cell}.outputs[0].data['text/plain']"))
        opened.locator(".nas-slider").focus()
        opened.keyboard.down("ArrowRight")
        os.kill(process, signal.SIGKILL)
        opened.keyboard.up("ArrowRight")
    opened.wait_for_selector("text=Not running: run this cell", timeout=30_000)
    tree = heard(opened)
    assert 'slider "' not in tree and "button" not in tree and 'img "A level line' in tree
    run_cells(opened, [0, 1])
    assert 'slider "Rate"' in heard(opened) and "Not running" not in heard(opened)
    assert [fault for fault in errors(opened) if "error" in fault.lower()] == []


def test_no_barrier_on_a_page_of_all_widgets(page, server, folder):
    write_widgets(folder / "widgets.ipynb", widgets())
    open_notebook(page, server, "widgets.ipynb")
    run_cells(page)
    for theme in ("Light", "Dark"):
        set_look(page, theme, "100")
        assert panels.barriers(page) == []
    set_look(page, "Light", "100")
