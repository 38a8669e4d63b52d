"""Of a notebook just the statements that an answer needs, so that nothing else of it is ever run."""

import nbformat
import pytest

from nas_teach.lab.checking.slicing import answers, ids, source_of_answer
from notebooks.sources.build import sources, target
from notebooks.sources.exercise_cells import solved

ASK = 'check("02.1", {})'

NEEDED = [  # cells, expression, statements that it needs
    (["a = 1", "b = a", "c = 3"], "b", ["a = 1", "b = a"]),
    (["a = 1", "a = 2"], "a", ["a = 2"]),
    (["a = 1", "a += 2"], "a", ["a = 1", "a += 2"]),
    (["a = []", "a.append(1)", "print(a)", "show(a)"], "a", ["a = []", "a.append(1)"]),
    (["a = {}", "a['b'] = 1"], "a", ["a = {}", "a['b'] = 1"]),
    (
        ["a = []", "for n in range(3):\n    a.append(n)"],
        "a",
        ["a = []", "for n in range(3):\n    a.append(n)"],
    ),
    (["a, b = 1, 2; c = 3"], "b", ["a, b = 1, 2"]),
    (["if x:\n    a = 1", "a = 2", "if 0:\n    a = 3"], "a", ["a = 2", "if 0:\n    a = 3"]),
    (
        ["import numpy as np", "np.seterr(all='raise')", "a = np.ones(3)"],
        "a",
        ["import numpy as np", "a = np.ones(3)"],
    ),
    (
        ["def f():\n    return g()", "def g():\n    return 1"],
        "f",
        ["def f():\n    return g()", "def g():\n    return 1"],
    ),
    (["def f(n):\n    return f(n)", "x = f(1)"], "f", ["def f(n):\n    return f(n)"]),
    (
        ["rng = make()", "first = rng.random()", "a = rng.random()"],
        "a",
        ["rng = make()", "first = rng.random()", "a = rng.random()"],
    ),
    (["@cache\ndef f():\n    pass"], "f", ["@cache\ndef f():\n    pass"]),
    (["c = 1", "d = 1", "class A:\n    b = c"], "A", ["c = 1", "class A:\n    b = c"]),
    (["f = lambda: a", "a = 1"], "f()", ["f = lambda: a", "a = 1"]),
    (["%time a = 1", "!rm -r x", "a = 2  # not a = 1"], "a", ["a = 2"]),
    (["a = = 1", "b = 2"], "b", ["b = 2"]),
    (["a = (7\n% 4)"], "a", ["a = (7\n% 4)"]),
    (["%%time\na = (7 +\n2)", "a?"], "a", ["a = (7 +\n2)"]),
    (["def check(id, answer):\n    return 1", "a = 1"], "a", ["a = 1"]),
    ([], "3 * 2", []),
]


@pytest.mark.parametrize("cells,expression,needed", NEEDED)
def test_the_statements_that_an_answer_needs(cells, expression, needed):
    answer = answers([*cells, ASK.format(expression)])["02.1"]
    assert list(answer.statements) == needed and answer.expression == expression


ASKED = [
    ('check("02.1", a)', "a"),
    ("check('2.1', a)", "a"),
    ('a = check("02.1", a)', "a"),
    ('check(answer=a, id="02.1")', "a"),
    ('x = 1; check("02.1", a)', "a"),
    ('check("02.1")', "..."),
    ('# check("02.1", b)\ncheck("02.1", a)', "a"),
    ('check("02.1", b)\ncheck("02.1", a)', "a"),
]


@pytest.mark.parametrize("cell,expression", ASKED)
def test_an_answer_is_found_however_it_is_handed_in(cell, expression):
    assert answers(["a = 1", cell])["02.1"].expression == expression


@pytest.mark.parametrize(
    "cell", ["check(id, a)", "check()", "check", 'x = [check("02.1", 3)]', "# check('02.1', 1)"]
)
def test_what_is_no_question_is_none(cell):
    assert answers([cell]) == {}


def test_an_answer_that_is_no_python_is_told():
    found = answers(['answer = = 3\ncheck("02.1", answer)'])
    assert "no Python" in found["02.1"].fault and ids('answer = = 3\ncheck("2.1", answer)') == ["02.1"]


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_every_lesson_hands_in_all_its_exercises(source):
    """And of a solved lesson little is needed: no answer waits for the lesson's measurements."""
    notebook = solved(nbformat.read(target(source), as_version=4))
    found = answers([cell.source for cell in notebook.cells if cell.cell_type == "code"])
    asked = {
        cell.metadata[kind]
        for cell in notebook.cells
        for kind in ("exercise", "quick")
        if kind in cell.metadata
    }
    assert asked == set(found)
    assert not any(answer.fault for answer in found.values())
    assert max(len(answer.statements) for answer in found.values()) < 25


def test_outside_of_a_notebook_there_is_no_source():
    assert source_of_answer("02.1") == ""
