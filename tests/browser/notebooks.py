"""Small notebooks made on the spot, and what the browser tests run of a lesson."""

import ast

import nbformat

from notebooks.sources.build import WIDGET


def write_notebook(path, *cells):
    """Write a notebook with one code cell for each string of `cells`."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)


def write_widgets(path, names):
    """Write a notebook that shows every named widget of nas_teach.lab, one a cell."""
    shows = [f"lab.{name}()" for name in names]
    write_notebook(path, "from nas_teach import lab", *shows)


def panel_cells(path):
    """Numbers of the cells that bring a lesson's panels to life: what they are imported by, guesses, the panels.

    A panel's output carries a picture beside the live view; a progress bar's does not.
    """
    cells = nbformat.read(path, as_version=4).cells
    return [
        number
        for number, cell in enumerate(cells)
        if cell.cell_type == "code"
        and (
            "from nas_teach.lab import" in cell.source
            or _only_prepares(cell.source)
            or any({WIDGET, "image/png"} <= output.get("data", {}).keys() for output in cell.outputs)
        )
    ]


def _only_prepares(source):
    """Whether it only imports, or leaves room for a guess: `my_guess = ...`."""
    return all(
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Assign) and ast.unparse(node.value).strip("(), .") == "")
        for node in ast.parse(source).body
    )
