"""Milliseconds from a key press to the new picture, in JupyterLab in Chromium, for every widget."""

import pathlib
import tempfile

import numpy as np

from nas_teach.lab.course.catalogue import widgets
from tests.browser import panels
from tests.browser.driver import PANEL, browser_page, open_notebook, run_cells
from tests.browser.find_chromium import find_chromium
from tests.browser.notebooks import write_widgets
from tests.browser.server import lab_server

SAMPLES = 30
STOPWATCH = """image => {
    let pressed = 0;
    window.addEventListener('keydown', () => { pressed = performance.now() }, true);
    window.times = [];
    new MutationObserver(async () => { await image.decode(); window.times.push(performance.now() - pressed) })
        .observe(image, {attributes: true, attributeFilter: ['src']}) }"""


def run():
    """Rows for p50 and p95 of each widget at its default setting; one row of NaN without Chromium."""
    chromium = find_chromium()
    if chromium is None:
        return [("widget latency", float("nan"), "ms", "no Chromium found")]
    with tempfile.TemporaryDirectory() as folder:
        write_widgets(pathlib.Path(folder, "widgets.ipynb"), widgets())
        with lab_server(folder, folder) as server, browser_page(chromium) as page:
            open_notebook(page, server, "widgets.ipynb")
            run_cells(page)
            found = enumerate(widgets())
            return [row for index, name in found for row in _rows(name, latencies(page, index))]


def latencies(page, index):
    """SAMPLES times in milliseconds, while the first control of a panel goes a step up and a step down."""
    control, keys = panels.first_control(page, index)
    control.scroll_into_view_if_needed()
    page.locator(PANEL).nth(index).locator("img").evaluate(STOPWATCH)
    control.focus()
    for number in range(SAMPLES + 2):
        panels.press(page, index, keys[number % 2])
        page.wait_for_function("count => window.times.length >= count", arg=number + 1, timeout=30_000)
        page.wait_for_timeout(50)
    return page.evaluate("() => window.times")[2:]  # the first two warm up


def _rows(name, times):
    p50, p95 = np.percentile(times, [50, 95])
    return [
        (f"{name}: key press to picture, p50", p50, "ms", f"{len(times)} samples"),
        (f"{name}: key press to picture, p95", p95, "ms", "target: below 100"),
    ]
