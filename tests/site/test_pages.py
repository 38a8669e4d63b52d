"""Lessons, exercises, sections, formulas and docstrings as the site has them."""

import re

import nbformat
import pytest

from nas_teach.lab.course import copies
from nas_teach.lab.course.catalogue import exercises, questions, widgets
from notebooks.site import lessons, reference, sections
from notebooks.site.__main__ import main
from notebooks.sources.build import NOTEBOOKS

NAMES = [lesson.name for lesson in copies.there()]
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$\w])\$(?!\s)([^$]+?)(?<!\s)\$(?!\d)", re.S)
DOCSTRING = """Scale depth and width by `phi`.

Args:    phi: dimensionless, >= 0; see a*b. depth_base, width_base: as
         in the paper.
Returns: (depth, width) multipliers.
Raises:  ValueError: phi < 0; the message gives the value.
Source:  Tan & Le 2019, arXiv:1905.11946.

>>> 2 * 2
4"""


def texts(cells, kind="markdown"):
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == kind)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_every_question_hint_solution_and_picture(name):
    pictures = {}
    page = lessons.page(name, pictures)
    read = texts(page.cells)
    for exercise in exercises(name[:2]):
        assert f"Exercise {exercise.id} ·" in read and exercise.solution.strip() in read
    folds = read.count('<details class="nas-fold">')
    assert folds == sum(len(one.hints) + 1 for one in exercises(name[:2])) + len(questions(name[:2]))
    code = texts(page.cells, "code")
    assert not re.search(r"^(?:\w+ = )?check\(|^# hint|^quick\(", code, re.M)
    shown = "".join(
        output["data"].get("text/html", "")
        for cell in page.cells
        for output in cell.get("outputs", [])
        if "data" in output
    )
    images = re.findall(r'<img src="pictures/(\w+\.png)" alt="([^"]{20,})"', shown)
    assert {file for file, _ in images} == set(pictures) and "nas-spoken" not in shown
    mine = [widget for widget, number in widgets().items() if number == name[:2]]
    assert set(re.findall(r'data-widget="(\w+)"', shown)) == set(mine)


def test_the_advice_of_every_lesson_from_01_on_is_collected_once():
    page = sections.what_to_use_when()
    for name in NAMES[1:]:
        assert page.count(f"]({name}.ipynb)\n\n") == 1, name


def test_every_formula_becomes_mathml():
    pytest.importorskip("math_core")
    from notebooks.site.maths import mathml

    for name in NAMES:
        cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
        for display, inline in FORMULA.findall(re.sub(r"```.*?```|`[^`]*`", "", texts(cells), flags=re.S)):
            assert mathml(display or inline, bool(display)).startswith("<math"), display or inline


def test_a_docstring_becomes_fields_and_lists():
    lines = reference.restructured(DOCSTRING, ("phi", "depth_base", "width_base"))
    text = "\n".join(lines)
    assert "Scale depth and width by ``phi``." in text
    assert r"   * **phi**: dimensionless, >= 0; see a\*b." in lines
    assert r"   * **depth\_base, width\_base**: as in the paper." in lines
    assert ":Returns: (depth, width) multipliers." in lines
    assert ":Raises: **ValueError**: phi < 0; the message gives the value." in lines
    assert ">>> 2 * 2" in lines


def test_the_reference_has_every_room():
    assert {"strategies", "evaluation", "supernets", "darts", "lab", "space"} <= set(reference.rooms())
    assert all(f"nas_teach.{room}" in reference.contents() for room in reference.rooms())


def test_a_folder_that_is_no_site_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["--to", str(tmp_path)]) == 1
    assert "no site of this course" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
