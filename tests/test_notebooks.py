"""The notebooks are what their sources say, were executed, are for everyone, and pass on any processor."""

import os
import random
import subprocess
import sys

import nbformat
import pytest

from notebooks.sources.build import NOTEBOOKS, ROOT, build, read_source, sources, target
from tests import notebook_rules as rules

ANY_PROCESSOR = {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41"}
OFFLINE = {"PYTHONPATH": str(ROOT / "tests/offline")}
NAMES = [source.stem for source in sources()]
SHUFFLED = random.Random(0).sample(NAMES, len(NAMES))
each_lesson = pytest.mark.parametrize("source", sources(), ids=NAMES)


def notebook_of(source):
    return nbformat.read(target(source), as_version=4)


def test_every_source_has_its_notebook_and_no_notebook_lacks_a_source():
    assert sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")) == NAMES


@each_lesson
def test_notebook_equals_its_source(source):
    assert rules.shape(notebook_of(source)) == rules.shape(read_source(source)), "run: make notebooks"


@each_lesson
def test_executed_without_errors(source):
    assert rules.execution_faults(notebook_of(source)) == []


@each_lesson
def test_comparison_is_switched_off_only_with_a_reason(source):
    assert rules.tag_faults(source) == []


@each_lesson
def test_pictures_have_alt_text(source):
    assert rules.picture_faults(notebook_of(source)) == []


@each_lesson
def test_cells_are_short(source):
    assert rules.length_faults(notebook_of(source)) == []


@each_lesson
def test_no_output_widgets(source):
    cells = rules.code_cells(read_source(source))
    assert [f for number, cell in cells for f in rules.output_widget_faults(cell.source, number)] == []


def test_no_output_widgets_in_the_package():
    code = {path.name: path.read_text("utf-8") for path in ROOT.glob("nas_teach/**/*.py")}
    assert [f for name, text in code.items() for f in rules.output_widget_faults(text, name)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SHUFFLED)
def test_passes_offline_on_the_simplest_processor(name):
    """Each lesson alone, in another order, without network and without vector instructions."""
    nbval = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run([*nbval, f"notebooks/{name}.ipynb"], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | ANY_PROCESSOR | OFFLINE)
    assert done.returncode == 0, done.stdout[-5000:]


def test_offline_really_cuts_the_network():
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    for address in ("'192.0.2.1'", "'example.org'"):
        done = subprocess.run([sys.executable, "-c", code.replace("'192.0.2.1'", address)],
                              env=os.environ | OFFLINE, capture_output=True, text=True)
        assert "the network is cut" in done.stderr


def test_a_failing_lesson_says_where_and_leaves_the_old_notebook(tmp_path, monkeypatch):
    source = tmp_path / "97_broken.py"
    source.write_text("# %% [markdown]\n# Text\n\n# %%\nx = 1\n\n# %%\nbad = x / 0\n")
    old = tmp_path / "97_broken.ipynb"
    old.write_text("old")
    monkeypatch.setattr("notebooks.sources.build.target", lambda source: old)
    problem = build(source)
    assert "cell 2" in problem and "bad = x / 0" in problem and "ZeroDivisionError" in problem
    assert old.read_text() == "old"
