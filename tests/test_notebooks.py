"""The notebooks are what their sources say, were executed, and are for everyone; nbval itself runs them."""

import os
import subprocess
import sys

import nbformat
import pytest

from nas_teach.lab.course import progress
from nas_teach.lab.course.minutes import load
from notebooks.sources import build as builder
from notebooks.sources import minutes
from notebooks.sources.build import NOTEBOOKS, ROOT, WIDGET, build, nbval, read_source, sources, target, tidy
from tests import notebook_rules as rules

NAMES = [source.stem for source in sources()]
each_lesson = pytest.mark.parametrize("source", sources(), ids=NAMES)


def notebook_of(source):
    return nbformat.read(target(source), as_version=4)


def test_every_source_has_its_notebook_and_no_notebook_lacks_a_source():
    assert sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")) == NAMES


@each_lesson
def test_notebook_equals_its_source(source):
    wanted = read_source(source)
    minutes.fill(wanted, load()[source.stem[:2]])
    assert rules.shape(notebook_of(source)) == rules.shape(wanted), "run: make notebooks"


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
def test_lines_fit_beside_the_file_browser(source):
    assert rules.width_faults(notebook_of(source)) == []


@each_lesson
def test_no_output_widgets(source):
    cells = rules.code_cells(read_source(source))
    assert [f for number, cell in cells for f in rules.output_widget_faults(cell.source, number)] == []


def test_no_output_widgets_in_the_package():
    code = {path.name: path.read_text("utf-8") for path in ROOT.glob("nas_teach/**/*.py")}
    assert [f for name, text in code.items() for f in rules.output_widget_faults(text, name)] == []


@pytest.mark.slow
def test_printed_output_is_compared(tmp_path):
    cells = [nbformat.v4.new_code_cell("print(1)", execution_count=1) for _ in range(2)]
    for cell, printed in zip(cells, "12", strict=True):
        cell.outputs = [nbformat.v4.new_output("stream", text=f"{printed}\n")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "two.ipynb")
    done = nbval(tmp_path / "two.ipynb")
    assert done.returncode == 1 and "1 failed, 1 passed" in done.stdout and "::Cell 1" in done.stdout


def test_every_lesson_runs_offline():
    """conftest.py cuts the network for all kernels that nbval starts."""
    code = "import socket; socket.create_connection(({}, 80), timeout=1)"
    for address in ("'192.0.2.1'", "'example.org'"):
        done = subprocess.run([sys.executable, "-c", code.format(address)], capture_output=True, text=True)
        assert "the network is cut" in done.stderr


@pytest.mark.parametrize("time", ["first", "second"])
def test_no_test_leaves_progress_to_the_lessons(time):
    """Lesson 00 shows the map, and nbval compares it: what a test has solved must not stand in it."""
    assert progress.load() == ({}, "")
    progress.keep("00.1", "correct")


@pytest.mark.slow
def test_a_lesson_that_prints_something_else_on_another_processor_is_not_written(tmp_path, monkeypatch):
    source, old = tmp_path / "98_unsteady.py", tmp_path / "98_unsteady.ipynb"
    source.write_text("# %%\nimport torch\nprint('on', torch.backends.cpu.get_cpu_capability())\n")
    old.write_text("old")
    monkeypatch.setattr("notebooks.sources.build.target", lambda source: old)
    problem = build(source)
    assert "98_unsteady.py: comes out differently on a simpler processor" in problem
    assert "on DEFAULT" in problem
    assert old.read_text() == "old"


@pytest.mark.slow
def test_the_kernel_of_a_lesson_ends_with_it():
    cells = [nbformat.v4.new_code_cell("import os; print(os.getpid())")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    builder.execute(notebook)
    with pytest.raises(ProcessLookupError):
        os.kill(int(notebook.cells[0].outputs[0].text), 0)


def test_a_failing_lesson_says_where_and_leaves_the_old_notebook(tmp_path, monkeypatch):
    source = tmp_path / "97_broken.py"
    source.write_text("# %% [markdown]\n# Text\n\n# %%\nx = 1\n\n# %%\nbad = x / 0\n")
    old = tmp_path / "97_broken.ipynb"
    old.write_text("old")
    monkeypatch.setattr("notebooks.sources.build.target", lambda source: old)
    problem = build(source)
    assert "cell 2" in problem and "bad = x / 0" in problem and "ZeroDivisionError" in problem
    assert old.read_text() == "old"


def test_a_notebook_with_the_marks_of_a_merge_is_made_anew(tmp_path, monkeypatch):
    damaged = tmp_path / "95_merged.ipynb"
    monkeypatch.setattr("notebooks.sources.build.target", lambda source: damaged)
    for text in ('<<<<<<< HEAD\n{"cells": []}', '{"cells": [', "", "{}"):
        damaged.write_text(text)
        assert not builder.is_current(sources()[0])


def test_an_edit_in_one_lessons_folder_makes_one_notebook_stale():
    of_05 = set(ROOT.glob("nas_teach/lab/lesson_05/*.py"))
    assert len(of_05) >= 4 and of_05 <= set(builder.ingredients("05"))
    for number in (source.stem[:2] for source in sources()):
        files = set(builder.ingredients(number))
        assert {ROOT / "nas_teach/space.py", ROOT / "nas_teach/lab/showing/panel.py"} <= files
        others = {
            path for path in files & of_05 if path.name != "__init__.py" or number != builder.COURSE_MAP
        }
        assert number == "05" or not others


@pytest.mark.parametrize("marker", ["NBVAL_IGNORE_OUTPUT", "PYTEST_VALIDATE_IGNORE_OUTPUT", "NBVAL_SKIP"])
def test_a_comment_cannot_switch_the_comparison_off(tmp_path, marker):
    source = tmp_path / "94_silent.py"
    source.write_text(f"# %%\n# {marker}\nprint(1)\n")
    assert rules.tag_faults(source)


def test_a_new_cell_leaves_the_ids_of_the_others(tmp_path):
    old, new = tmp_path / "96_old.py", tmp_path / "96_new.py"
    old.write_text("# %%\na = 1\n\n# %%\na = 1\n")
    new.write_text("# %%\na = 0\n\n" + old.read_text())
    first, second = ([cell.id for cell in read_source(path).cells] for path in (old, new))
    assert second[1:] == first and len(set(second)) == 3


def test_what_differs_from_run_to_run_is_dropped():
    def run(model_id, time):
        output = nbformat.v4.new_output("display_data", data={WIDGET: {"model_id": model_id}})
        cell = nbformat.v4.new_code_cell(id="same", outputs=[output], metadata={"execution": {"shell": time}})
        notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {model_id: {}}})
        tidy(notebook)
        return notebook

    assert run("a", "10:00") == run("b", "10:01")
