"""Small notebooks made on the spot, for the tests of the driver and for the benchmark."""

import nbformat


def write_notebook(path, *cells):
    """Write a notebook with one code cell for each string of `cells`."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)


def write_widgets(path, names):
    """Write a notebook that shows every named widget of nas_teach.lab, one a cell."""
    shows = [f"lab.{name}()" for name in names]
    write_notebook(path, "from nas_teach import lab", *shows)
