"""The minutes that lesson, map and README state are counted, agree, and leave a lesson's main path at an hour."""

import re

import nbformat
import pytest

from nas_teach.lab.course.minutes import Minutes, load
from notebooks.sources import minutes
from notebooks.sources.build import sources, target

TOO_LONG = {"08", "10", "11"}  # to be emptied, lesson by lesson
NUMBERS = [source.stem[:2] for source in sources()]
each_lesson = pytest.mark.parametrize("source", sources(), ids=NUMBERS)


def code(source, *outputs, **metadata):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def printed(text):
    return nbformat.v4.new_output("stream", text=text)


def shown(**data):
    return nbformat.v4.new_output("display_data", data={key.replace("_", "/"): x for key, x in data.items()})


def counted(*cells):
    cells = [nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return minutes.count(nbformat.v4.new_notebook(cells=cells))


PICTURE = shown(image_png="", text_plain="A curve.")
PANEL = nbformat.v4.new_output("display_data", data={minutes.WIDGET: {}, "image/png": "", "text/plain": "x"})
BAR = nbformat.v4.new_output("display_data", data={minutes.WIDGET: {}, "text/plain": "0 %"})


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("word " * 1800, 10),
        ("[a link](with_a_long_address.ipynb) " * 900, 10),
        ("- | * " * 900, 0),
        (code("x = 1\n\n" * 150), 10),
        (code("", printed("1\n" * 300)), 10),
        (code("", shown(text_plain="row\n" * 300, text_html="<table>")), 10),
        (code("", *[PICTURE] * 30), 10),
        (code("", *[shown(text_plain="Picture: a curve.")] * 30), 0),
        (code("", *[PANEL] * 3), 9),
        (code("", *[BAR] * 30), 0),
        (code('quick("01.q1", ...)\n' * 20), 10),
    ],
)
def test_what_is_counted(cell, expected):
    assert counted(cell).main == expected


def test_an_exercise_takes_its_own_minutes_and_its_cell_no_more():
    from nas_teach.lab.course.catalogue import find

    cell = code("line\n" * 300, printed("Not attempted\n" * 300), exercise="02.1")
    assert counted(cell) == Minutes(main=find("02.1").minutes, exercises=find("02.1").minutes, optional=0)


def test_an_optional_part_ends_with_the_next_heading_of_its_level():
    long = "word " * 1800
    assert counted(f"# A\n{long}\n## B (optional)", long, f"### C\n{long}", f"## D\n{long}") == (20, 0, 20)
    assert counted("## B (optional)", code("", *[PICTURE] * 30), f"# E\n{long}") == (10, 0, 10)
    assert counted("## B (optional)", f"```\n# a comment\n```\n{long}").optional == 10
    exercise = code("", exercise="02.1")
    assert counted("## B (optional)", exercise)[:2] == (0, 0)


def test_the_sentence_itself_is_not_counted_so_filling_it_in_changes_nothing():
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("{{minutes}} **Builds on:** x.")]
    )
    notebook.cells[0].source += " word" * 266  # a second below half a minute
    before = minutes.count(notebook)
    minutes.fill(notebook)
    assert notebook.cells[0].source.startswith("**Time:** 1 minutes. **Builds")
    assert minutes.count(notebook) == before


@pytest.mark.parametrize(
    ("minutes", "sentence", "short"),
    [
        (
            Minutes(55, 24, 10),
            "55 minutes, of which exercises take 24; optional parts take 10 more.",
            "55 + 10",
        ),
        (Minutes(55, 0, 0), "55 minutes.", "55"),
    ],
)
def test_how_they_are_said(minutes, sentence, short):
    assert minutes.sentence == f"**Time:** {sentence}" and str(minutes).startswith(short)


@each_lesson
def test_no_minutes_are_typed(source):
    text = source.read_text("utf-8")
    [paragraph] = [part for part in text.split("\n#\n") if minutes.PLACEHOLDER in part]
    assert text.count(minutes.PLACEHOLDER) == 1 and text.index(minutes.PLACEHOLDER) < 4000
    assert "**Time" not in text and not re.search(r"\bminutes\b", paragraph.replace(minutes.PLACEHOLDER, ""))


@each_lesson
def test_notebook_and_maps_state_what_is_counted(source):
    """The README is compared with the same file by the test of its map."""
    notebook = nbformat.read(target(source), as_version=4)
    assert load()[source.stem[:2]] == minutes.count(notebook), "run: make notebooks"
    assert minutes.count(notebook).sentence in "".join(cell.source for cell in notebook.cells), (
        "run: make notebooks"
    )


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(number, marks=pytest.mark.xfail(reason="to be shortened") if number in TOO_LONG else ())
        for number in NUMBERS
    ],
)
def test_the_main_path_takes_an_hour_at_most(number):
    assert load()[number].main <= 60
