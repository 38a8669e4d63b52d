"""A line at the top of each lesson that leads to its widgets: which cells to run, and the page without cells."""

import ast
import re

from nas_teach.lab.course.catalogue import widgets

ADDED = r"\*\*Play first:\*\*[^\n]*|<a id=\"\w+\"></a>"  # what is written here, as a regular expression


def add(notebook, number):
    """Append the line to the first cell, and to where it leads an anchor, which JupyterLab can scroll to.

    Args:    notebook: of the lesson `number`, "05". One without widgets stays as it is.
    """
    ways = []
    for name in (name for name, lesson in widgets().items() if lesson == number):
        at = _place(notebook.cells, name)
        alone = f"import {name}" in notebook.cells[at].source
        begin, run = at, "the cell" if alone else "the one"
        if _is_named(notebook.cells, at):
            begin, run = _before(notebook.cells, at), "both"
        text = next(cell for cell in reversed(notebook.cells[:begin]) if cell.cell_type == "markdown")
        text.source += f'\n\n<a id="{name}"></a>'
        first = "" if alone or ways else "the next code cell and "
        ways.append(f"{first}{run} at [`{name}`](#{name})")
    if ways:
        line = f"**Play first:** run {' or '.join(ways)}, or open the page of that name with `make play`."
        notebook.cells[0].source += f"\n\n{line}"


def _place(cells, name):
    """The number of the cell that shows the widget."""
    shows = re.compile(rf"^{name}\(", re.M)
    return next(at for at, cell in enumerate(cells) if cell.cell_type == "code" and shows.search(cell.source))


def _before(cells, at):
    """The number of the code cell before."""
    return max((place for place in range(at) if cells[place].cell_type == "code"), default=0)


def _is_named(cells, at):
    """Whether the cell uses a name that the code cell before it gives, such as a guess."""
    names = {node.id for node in ast.walk(ast.parse(cells[at].source)) if isinstance(node, ast.Name)}
    before = cells[_before(cells, at)].source
    return any(re.search(rf"^{name} =", before, re.M) for name in names)
