"""The line at the top of a lesson leads to its widgets, and the cells that it names are enough for them."""

import ast
import builtins
import re

import nbformat
import pytest

from nas_teach.lab.course.catalogue import widgets
from notebooks.sources import minutes, play_first
from notebooks.sources.build import read_source, sources

EACH = [
    (source, name) for source in sources() for name, number in widgets().items() if source.stem[:2] == number
]


def notebook(*cells):
    made = [
        nbformat.v4.new_code_cell(cell[1:]) if cell[0] == ">" else nbformat.v4.new_markdown_cell(cell)
        for cell in cells
    ]
    return nbformat.v4.new_notebook(cells=made)


def names(cells, kind):
    """Names that code cells bind (ast.Store) or use (ast.Load)."""
    found = set()
    for node in (node for cell in cells for node in ast.walk(ast.parse(cell.source))):
        if isinstance(node, ast.Name) and isinstance(node.ctx, kind):
            found.add(node.id)
        if kind is ast.Store and isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


@pytest.mark.parametrize(("source", "name"), EACH, ids=[name for _, name in EACH])
def test_the_cells_that_the_line_names_are_enough(source, name):
    cells = read_source(source).cells
    line = cells[0].source.splitlines()[-1]
    assert line.startswith("**Play first:** run ") and f"[`{name}`](#{name})" in line
    [anchor] = [at for at, cell in enumerate(cells) if f'<a id="{name}"></a>' in cell.source]
    code = [cell for cell in cells[anchor:] if cell.cell_type == "code"]
    wanted = code[: 2 if f"both at [`{name}`]" in line else 1]
    assert re.search(rf"^{name}\(", wanted[-1].source, re.M)
    first = [cell for cell in cells if cell.cell_type == "code"][: "the next code cell" in line]
    assert names(wanted, ast.Load) <= names(first + wanted, ast.Store) | set(dir(builtins))


def test_a_guess_that_the_widget_takes_is_run_too():
    made = notebook(
        "# T", ">from nas_teach.lab import reward_tweaker", "## A", ">bet = ...", "x", ">reward_tweaker(bet)"
    )
    play_first.add(made, "02")
    assert "the next code cell and both at [`reward_tweaker`](#reward_tweaker)" in made.cells[0].source
    assert made.cells[2].source.endswith('<a id="reward_tweaker"></a>') and made.cells[4].source == "x"


def test_a_cell_that_imports_its_widget_needs_no_other():
    made = notebook("# T", ">import numpy", "## A", ">from nas_teach.lab import space_size\nspace_size()")
    play_first.add(made, "00")
    assert "run the cell at [`space_size`](#space_size), or" in made.cells[0].source


def test_a_lesson_without_widgets_stays_as_it_is():
    made = notebook("# T", ">1")
    play_first.add(made, "99")
    assert made.cells[0].source == "# T"


def test_the_line_takes_no_minutes():
    plain, led = (
        notebook("# T", "word " * 267, ">from nas_teach.lab import space_size\nspace_size()") for _ in "ab"
    )
    play_first.add(led, "00")
    assert minutes.count(led) == minutes.count(plain)
