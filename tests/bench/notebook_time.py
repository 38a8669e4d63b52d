"""Seconds that each lesson takes from Restart to the last cell."""

import pathlib
import subprocess
import tempfile
import time

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"


def run():
    """A row for each lesson; it is executed in an empty folder, so nothing is written beside it."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        yield path.stem, seconds(path), "s", "target: below 60"


def seconds(path):
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": folder}})
        begin = time.perf_counter()
        client.execute(stderr=subprocess.DEVNULL)
        return time.perf_counter() - begin
