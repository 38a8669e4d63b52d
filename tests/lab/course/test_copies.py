"""Working copies: laid without outputs, never overwritten, and they know when their lesson has changed."""

import json
import os
import stat
import subprocess
import sys

import nbformat
import pytest

from nas_teach.lab import __main__ as start
from nas_teach.lab.course import __main__ as terminal
from nas_teach.lab.course import copies, course_map, files
from nas_teach.lab.course.catalogue import lessons
from nas_teach.lab.course.installation import machine

NAMES = [lesson.name for lesson in lessons()]
EVOLUTION = "05_evolution"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course folder of its own with short lessons, and its work/."""
    root = tmp_path / "course"
    (root / "notebooks").mkdir(parents=True)
    for module in (copies, start):
        monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(copies, "ORIGINALS", root / "notebooks")
    monkeypatch.setenv("NAS_TEACH_HOME", str(tmp_path / "home"))
    for name in NAMES:
        write_lesson(root, name, f"print('{name} π')")
    (root / "notebooks/glossary.md").write_text("# Glossary\n", encoding="utf-8")
    return root


def write_lesson(root, name, code, outputs=("spoilt",)):
    outputs = [nbformat.v4.new_output("stream", text=text) for text in outputs]
    cells = [
        nbformat.v4.new_markdown_cell(f"# {name}", id="aaaa"),
        nbformat.v4.new_code_cell(
            code, id="bbbb", execution_count=1, outputs=outputs, metadata={"tags": ["t"]}
        ),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"nas_teach": {"made_from": "1234"}})
    nbformat.write(notebook, root / f"notebooks/{name}.ipynb")


@pytest.fixture
def work(course):
    copies.lay(course / "work")
    return course / "work"


@pytest.fixture
def cards(monkeypatch, work):
    """Texts that the map shows to a notebook in the folder of the copies."""
    shown = []
    monkeypatch.chdir(work)
    monkeypatch.setattr(course_map, "card", lambda html, text: shown.append(text))
    return shown


def edit(copy):
    notebook = nbformat.read(copy, as_version=4)
    notebook.cells[1].source = "my_answer = 42"
    nbformat.write(notebook, copy)
    return copy.read_bytes()


def test_a_copy_is_the_lesson_without_outputs(course, work):
    assert sorted(path.stem for path in work.glob("*.ipynb")) == NAMES
    for name in NAMES:
        copy, lesson = (
            nbformat.read(f / f"{name}.ipynb", as_version=4) for f in (work, course / "notebooks")
        )
        nbformat.validate(copy)
        assert [c.get("outputs") for c in copy.cells] == [None, []] and copy.cells[1].execution_count is None
        for cell in lesson.cells:
            if cell.cell_type == "code":
                cell.update(outputs=[], execution_count=None)
        assert copy.cells == lesson.cells
        assert copy.metadata.nas_teach.made_from == "1234"
    assert (work / "glossary.md").read_text("utf-8") == "# Glossary\n"
    assert not [path for path in work.iterdir() if path.name.startswith(".")]


def test_an_edited_copy_stays_and_a_deleted_one_comes_back(work):
    mine = edit(work / f"{EVOLUTION}.ipynb")
    (work / f"{NAMES[3]}.ipynb").unlink()
    assert copies.lay(work) == [NAMES[3]]
    assert copies.lay(work) == []
    assert (work / f"{EVOLUTION}.ipynb").read_bytes() == mine
    assert set(copies.states(work).values()) == {"current"}


def test_a_lesson_that_changed_is_told_and_taken_in_on_request(course, work, cards):
    mine = edit(work / f"{EVOLUTION}.ipynb")
    write_lesson(course, EVOLUTION, "print('new')")
    assert copies.lay(work) == [] and (work / f"{EVOLUTION}.ipynb").read_bytes() == mine
    course_map.progress_map()
    assert "Lesson 05 has changed" in cards[0] and 'refresh("05")' in cards[0]
    for number in ("5", 5):
        course_map.refresh(number)
    course_map.progress_map()
    assert "changed" not in cards[-1]
    assert "print('new')" in (work / f"{EVOLUTION}.ipynb").read_text("utf-8")
    kept = sorted(work.glob(f"{EVOLUTION} (yours, *).ipynb"), key=lambda path: len(path.name))
    assert len(kept) == 2 and kept[0].read_bytes() == mine
    assert kept[0].name in cards[1] and kept[1].name in cards[2]


def test_other_outputs_are_no_change(course, work):
    write_lesson(course, EVOLUTION, f"print('{EVOLUTION} π')", outputs=("other",))
    assert copies.states(work)["05"] == "current"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"cells": 3}', b"\xff", b"<<<<<<< HEAD\n{}"])
def test_a_copy_that_is_no_notebook_any_more_is_left_alone_and_told(work, cards, content, capsys):
    copy = work / f"{EVOLUTION}.ipynb"
    copy.write_bytes(content)
    assert copies.lay(work) == [] and copy.read_bytes() == content
    course_map.progress_map()
    assert "lesson 05 is no notebook any more" in cards[0]
    [finding] = machine.working_copies(work)
    assert "lesson 05 is no notebook" in finding.detail and 'refresh("05")' in finding.mend
    assert terminal.main(["lay"]) == 0
    assert "lesson 05 is no notebook" in capsys.readouterr().out
    assert terminal.main(["refresh", "05"]) == 0
    assert [kept.read_bytes() for kept in work.glob("*yours*")] == [content]
    assert copies.states(work)["05"] == "current"


def test_the_map_of_a_committed_lesson_speaks_of_no_copies(course, work, cards, monkeypatch):
    edit(work / f"{EVOLUTION}.ipynb")
    write_lesson(course, EVOLUTION, "print('new')")
    monkeypatch.chdir(course / "notebooks")
    course_map.progress_map()
    assert "changed" not in cards[0]
    assert machine.working_copies() == [("working copies", "this is none of them", "")]


def test_copies_that_were_moved_elsewhere_are_still_known(work, cards, tmp_path, monkeypatch):
    work.rename(tmp_path / "stick")
    monkeypatch.chdir(tmp_path / "stick")
    (tmp_path / "stick" / f"{EVOLUTION}.ipynb").unlink()
    course_map.progress_map()
    assert "Lesson 05 has no copy here" in cards[0]
    course_map.refresh("05")
    assert (tmp_path / "stick" / f"{EVOLUTION}.ipynb").is_file() and "there again" in cards[1]


@pytest.mark.parametrize("number", ["77", "five", "", None, -1])
def test_a_lesson_that_there_is_not(work, cards, number, capsys):
    course_map.refresh(number)
    assert "Nothing was changed" in cards[0] and repr(number) in cards[0] and "05" in cards[0]
    assert terminal.main(["refresh", f"x{number}"]) == 1 and "05" in capsys.readouterr().err


def test_somebody_elses_folder_sends_the_copies_home(course, monkeypatch, tmp_path):
    assert copies.folder() == course / "work"
    monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    assert copies.folder() == tmp_path / "home/work"
    monkeypatch.undo()


def test_a_folder_that_cannot_be_written_sends_the_copies_home(course, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(files, "writable", lambda folder: False)
    home = tmp_path / "home/work"
    assert copies.folder() == home
    assert terminal.main(["lay"]) == 0 and str(home) in capsys.readouterr().out
    options = start.command(["--x"], home)
    assert (
        f"--ServerApp.root_dir={home}" in options
        and f"--LabApp.default_url=/lab/tree/{start.FIRST}" in options
    )


def test_whether_a_folder_can_be_written_is_tried(tmp_path):
    assert files.writable(tmp_path) and not list(tmp_path.iterdir())
    assert not files.writable(tmp_path / "absent")


def test_jupyterlab_opens_the_copy_of_the_first_lesson(course, work):
    options = start.command([], work)
    assert f"--ServerApp.root_dir={course}" in options
    assert f"--LabApp.default_url=/lab/tree/{work.name}/{start.FIRST}" in options


def test_a_crash_leaves_no_half_copy(course, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    work = course / "work"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            copies.lay(work)
    assert list(work.iterdir()) == []
    assert copies.lay(work) == NAMES
    mine = edit(work / f"{EVOLUTION}.ipynb")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space"):
            copies.renew("05", work)
    assert (work / f"{EVOLUTION}.ipynb").read_bytes() == mine


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_is_there_is_never_replaced_by_create(tmp_path, monkeypatch, links):
    def no_links(*args):
        raise PermissionError(1, "Operation not permitted")

    if not links:  # as on a USB stick
        monkeypatch.setattr(os, "link", no_links)
    files.create(tmp_path / "a", b"mine")
    with pytest.raises(FileExistsError):
        files.create(tmp_path / "a", b"yours")
    assert (tmp_path / "a").read_bytes() == b"mine" and len(list(tmp_path.iterdir())) == 1
    if os.name == "posix":
        (tmp_path / "usual").touch()
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE(
            (tmp_path / "usual").stat().st_mode
        )


def test_two_starts_at_once(tmp_path):
    code = (
        "import sys, pathlib; from nas_teach.lab.course import copies; copies.lay(pathlib.Path(sys.argv[1]))"
    )
    place = tmp_path / "work"
    starts = [subprocess.Popen([sys.executable, "-c", code, str(place)]) for _ in range(3)]
    assert [process.wait(60) for process in starts] == [0, 0, 0]
    assert sorted(path.stem for path in place.glob("*.ipynb")) == NAMES
    assert not list(place.glob(".*")) and set(copies.states(place).values()) == {"current"}


def test_a_damaged_lesson_keeps_no_other_from_being_laid(course, capsys):
    (course / f"notebooks/{EVOLUTION}.ipynb").write_text("<<<<<<< HEAD", encoding="utf-8")
    assert terminal.main(["lay"]) == 1 and f"{EVOLUTION}.ipynb" in capsys.readouterr().err
    assert len(list((course / "work").glob("*.ipynb"))) == len(NAMES) - 1


def test_an_installation_without_lessons_lays_nothing_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(copies, "ORIGINALS", tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    assert copies.lay(tmp_path / "work") == [] and not (tmp_path / "work").exists()
    for arguments in (["lay"], ["where"], ["refresh", "05"]):
        assert terminal.main(arguments) == 1 and "without lessons" in capsys.readouterr().out
    with pytest.raises(ValueError, match="has none"):
        copies.renew("05", tmp_path / "work")


def test_the_glossary_is_kept_up_to_date(course, work):
    (course / "notebooks/glossary.md").write_text("# Glossary\n\nnew\n", encoding="utf-8")
    assert copies.lay(work) == []
    assert "new" in (work / "glossary.md").read_text("utf-8")


def test_a_copy_that_jupyterlab_saved_keeps_its_mark(work):
    """JupyterLab writes the metadata that it does not know back as they were."""
    copy = work / f"{EVOLUTION}.ipynb"
    saved = nbformat.read(copy, as_version=4)
    nbformat.write(saved, copy)
    assert json.loads(copy.read_text("utf-8"))["metadata"]["nas_teach"]["copy_of"]
    assert copies.holds_copies(work)
