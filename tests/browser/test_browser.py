"""Every lesson in JupyterLab: committed pages, live panels, keyboard, ears, light and dark, 100 % and 200 % zoom.

Complete and strict, cell by cell, each lesson is run by nbval. Here the first one shows that "Run All" works;
of the others only the panels run, so that their pages are the ones that a reader opens.
"""

import os
import pathlib
import shutil

import pytest

from tests.browser import panels
from tests.browser.driver import errors, is_modified, open_notebook, run_cells, save, set_look, shut_down
from tests.browser.notebooks import panel_cells

NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
pytestmark = pytest.mark.slow
LOOKS = [("Light", "100"), ("Dark", "100"), ("Light", "200"), ("Dark", "200")]


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request, page, server, folder):
    """The page with one lesson open and its panels live; the first lesson was run from top to bottom."""
    path = NOTEBOOKS / request.param
    shutil.copy(path, folder)
    open_notebook(page, server, path.name)
    page.untouched = is_modified(page), save(page), (folder / path.name).read_bytes() == path.read_bytes()
    run_cells(page, None if path.name == LESSONS[0] else panel_cells(path))
    yield page
    set_look(page, "Light", "100")
    shut_down(page)


def test_runs_without_any_error_or_foreign_request(lesson):
    assert errors(lesson) == []


def test_opening_and_saving_it_untouched_changes_no_byte(lesson):
    assert lesson.untouched == (False, None, True)


def test_every_widget_answers_the_keyboard(lesson):
    assert panels.count(lesson), "no panel came up"
    for index in range(panels.count(lesson)):
        control, (there, back) = panels.first_control(lesson, index)
        start = panels.state(lesson, index)
        control.focus()
        panels.press(lesson, index, there)
        moved = panels.state(lesson, index)
        assert moved[0] != start[0] and moved[1] != start[1], f"widget {index}: {moved[1]}"
        panels.press(lesson, index, back)
        assert panels.state(lesson, index) == start
        assert panels.unreachable(lesson, index) == []
    assert errors(lesson) == []


@pytest.mark.parametrize("theme, zoom", LOOKS)
def test_nothing_is_cut_off(lesson, request, theme, zoom):
    set_look(lesson, theme, zoom)
    album = os.environ.get("SCREENSHOTS")
    if album:
        name = request.node.callspec.params["lesson"].removesuffix(".ipynb")
        panels.photograph(lesson, pathlib.Path(album), f"{name}-{theme.lower()}-{zoom}")
    assert panels.misfits(lesson) == []
    if zoom == "100":
        assert panels.barriers(lesson) == []
