"""A class is judged again: honest answers as in the lesson, hostile ones at their own cost alone."""

import contextlib
import csv
import io
import json
import os
import re
import sys
from pathlib import Path

import pytest

from nas_teach.lab.checking import slicing
from nas_teach.lab.course import __main__ as terminal
from nas_teach.lab.course import progress
from nas_teach.lab.grading import marking, report
from nas_teach.lab.grading.grading import grade
from nas_teach.lab.grading.handins import collect
from tests.lab.grading.hand_ins import HONEST, HOSTILE, count, write

CLASS = HONEST | HOSTILE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The hand-ins of thirty students, and something beside them that nobody may touch."""
    folder = tmp_path_factory.mktemp("class")
    assert len(CLASS) == 30 and len(HOSTILE) >= 10
    for student, (cells, expected) in CLASS.items():
        write(folder / student / f"{min(expected)[:2]}_notebook.ipynb", cells)
    return folder


@pytest.fixture(scope="module")
def grades(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking, "SECONDS", 8)
        before = {path: path.read_bytes() for path in folder.rglob("*.ipynb")}
        yield grade(folder, seconds=60)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.slow
@pytest.mark.parametrize("student", CLASS)
def test_every_student_gets_what_her_answer_is_worth(grades, student):
    _, expected = CLASS[student]
    found = {row.id: row for row in grades.rows if row.student == student}
    assert {id: found[id].outcome for id in expected if id in found} == {
        id: outcome for id, outcome in expected.items() if id in found
    }, found
    assert min(expected) in found
    others = {row.outcome for id, row in found.items() if id not in expected}
    assert others <= {"missing"}


@pytest.mark.slow
def test_the_table_can_be_read_by_people_and_by_spreadsheets(grades):
    rows = list(csv.DictReader(io.StringIO(report.as_csv(grades).decode("utf-8-sig"))))
    assert len(rows) == len(grades.rows)
    assert {row["student"] for row in rows} == set(CLASS)
    page = report.as_html(grades).decode()
    assert '<html lang="en">' in page and "<caption>Lesson 02" in page and 'scope="row">softmax<' in page
    assert "needs it, 00.1" in page and "seaborn" in page
    assert not re.search(r"<script|http", page)


def hostile_name():
    return '=HYPERLINK("x")<b>'


def test_names_are_no_formulas_and_no_markup(tmp_path):
    write(tmp_path / hostile_name() / "00.ipynb", [count()])
    grades = grade(tmp_path)
    assert grades.rows[0].outcome == "correct"
    assert b"'=HYPERLINK" in report.as_csv(grades) and b"<b>" not in report.as_html(grades)


NAMES = {
    "anna/00_start_here.ipynb": "anna",
    "anna/my work/00_start_here.ipynb": "anna",
    "anna_00_start_here.ipynb": "anna",
    "Anna Muster_4711_assignsubmission_file_/00_start_here.ipynb": "Anna Muster",
    "Anna Muster_4711_assignsubmission_file_00_start_here.ipynb": "Anna Muster",
    "anna/homework.ipynb": "anna",
    "anna/00_start_here-Copy1.ipynb": "anna",
    "anna.ipynb": "anna",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_hand_in_is_found_under_any_usual_name(tmp_path, name):
    write(tmp_path / name, [count()])
    [hand_in] = collect(tmp_path)
    assert hand_in.student == NAMES[name] and set(hand_in.notebooks) == {"00"} and not hand_in.faults


def test_what_cannot_be_read_is_told(tmp_path):
    write(tmp_path / "anna/00_start_here.ipynb", [count()])
    write(tmp_path / "anna/00_start_here-Copy1.ipynb", [count()])
    write(tmp_path / "anna/.ipynb_checkpoints/00_start_here.ipynb", [count()])
    (tmp_path / "anna/02_reinforce.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "anna/all.zip").write_bytes(b"")
    (tmp_path / "anna/progress.json").write_text("[]", encoding="utf-8")
    os.symlink(tmp_path / "anna/00_start_here.ipynb", tmp_path / "anna/link.ipynb")
    write(tmp_path / "anna/empty.ipynb", [])
    [hand_in] = collect(tmp_path)
    assert list(hand_in.notebooks) == ["00"]
    told = " ".join(hand_in.faults)
    for part in ("Copy1", "no notebook", "unpack", "progress file", "link", "without exercises"):
        assert part in told
    with pytest.raises(ValueError, match="has no notebooks"):
        collect(tmp_path / "nobody")


def test_a_progress_file_alone_is_judged_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NAS_TEACH_HOME", str(tmp_path / "anna"))
    progress.keep("00.1", "wrong", 'check("00.1", 5)')
    progress.keep("00.1", "correct", 'answer = 5\ncheck("00.1", answer)')
    progress.keep_hint("00.1", 2)
    assert terminal.main(["grade", str(tmp_path), "00"]) == 0
    [row] = csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text("utf-8-sig")))
    assert row["outcome"] == "wrong" and row["attempts"] == "2" and row["hints"] == "2"
    assert row["source"] == "progress.json" and row["first"] <= row["last"]
    assert "anna, lesson 00: 0 of 1 right" in capsys.readouterr().out
    assert terminal.main(["grade", str(tmp_path), "0"]) == 0, "the tables of before are no hand-ins"


def test_a_folder_without_hand_ins_is_told(tmp_path, capsys):
    assert terminal.main(["grade", str(tmp_path)]) == 1
    assert "no notebooks and no progress files" in capsys.readouterr().err


HARM = {  # what gets past the screen when a lesson's own cell does it
    "writes": ("open({there!r}, 'w').write('x')", "raised"),
    "deletes": ("import os; n = os.remove({there!r})", "raised"),
    "deletes all": ("import shutil; n = shutil.rmtree({folder!r})", "raised"),
    "leaves": ("import os; n = os._exit(0)", "ended the process"),
    "kills": ("import os; n = os.kill(os.getpid(), 9)", "raised|ended"),
    "connects": ("import socket; n = socket.create_connection(('127.0.0.1', 9))", "raised"),
    "starts": ("import subprocess; n = subprocess.run(['true'])", "raised"),
    "forks": ("import os\nwhile True: n = os.fork()", "raised"),
    "sleeps": ("import time; n = time.sleep(100)", "stopped"),
    "eats": ("n = [bytes(10 ** 8) for _ in range(100)]", "raised MemoryError"),
}


@pytest.mark.skipif(os.name == "nt", reason="limits are those of Unix")
@pytest.mark.parametrize("harm", HARM)
def test_harm_is_contained(tmp_path, monkeypatch, harm):
    monkeypatch.setattr(marking, "SECONDS", 3)
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")
    there.chmod(0o666)
    source, told = HARM[harm]
    cell = source.format(there=str(there), folder=str(tmp_path))
    cells = [cell + '\ncheck("00.1", n)'] if "n =" in cell else [f"n = {cell}\ncheck('00.1', n)"]
    run = marking.run(marking.read(cells, "00"), "00", frozenset(slicing.statements(cells[0])))
    [mark] = marking.marks(run)
    assert mark.outcome == "unjudged" and re.search(told, mark.message), mark
    assert there.read_text("utf-8") == "mine"


def test_hand_ins_and_variables_of_the_teacher_are_out_of_sight(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "key")
    (tmp_path / "other.txt").write_text("5", encoding="utf-8")
    cell = f"import os; n = len(os.listdir({str(tmp_path)!r})) + 6 * ('SECRET' not in os.environ)\ncheck('00.1', n)"
    run = marking.run(marking.read([cell], "00"), "00", frozenset(slicing.statements(cell)), [tmp_path])
    [mark] = marking.marks(run)
    if run.unprotected:
        pytest.skip(str(run.unprotected))
    assert mark.outcome == "correct", mark


def test_a_verdict_is_believed_only_where_a_function_is_asked_for():
    forged = {"outcome": "correct", "message": "", "received": ""}
    run = marking.Run("00", {}, {"00.1": forged})
    assert marking.marks(run)[0].outcome == "unjudged"
    for value in ("{", '{"tuple": 3}', "[[]", '{"a": 1, "b": 2}'):
        run = marking.Run("00", {}, {"00.1": {"value": value}})
        assert marking.marks(run)[0].outcome == "unjudged"


def test_the_lesson_goes_on_with_the_courses_own_where_hers_is_wrong():
    wrong = 'def softmax_probs(logits):\n    return logits\n\nsoftmax_probs = check("02.1", softmax_probs)'
    step = (
        "def step(logits, action, reward, lr):\n    gradient = softmax_probs(logits) * reward\n"
        '    gradient[action] -= reward\n    return logits - lr * gradient\n\nstep = check("02.4", step)'
    )
    marks = {m.id: m for m in marking.marks(marking.run(marking.read([wrong, step], "02"), "02"))}
    assert (marks["02.1"].outcome, marks["02.4"].outcome) == ("wrong", "correct"), marks


def test_json_of_a_progress_file_may_be_anything(tmp_path):
    (tmp_path / "anna").mkdir()
    write(tmp_path / "anna/00.ipynb", [count()])
    entry = {"outcome": "correct", "answer": "while True: pass", "attempts": 10**9}
    content = {"version": 2, "exercises": {"00.1": entry, "99.9": entry, "x": {}}}
    (tmp_path / "anna/progress.json").write_text(json.dumps(content), encoding="utf-8")
    [row] = grade(tmp_path).rows
    assert row.outcome == "correct" and row.attempts == 10**9 and row.source == "00.ipynb"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks the processes of Linux")
def test_nothing_is_left_running_when_the_time_is_up(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # a worker has it among its variables
    cell = "import time\nn = time.sleep(60)\ncheck('00.1', n)"
    run = marking.run(marking.read([cell], "00"), "00", frozenset(slicing.statements(cell)), seconds=4)
    assert marking.marks(run)[0].message == marking.OVER
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            left += [process] if str(tmp_path).encode() in (process / "environ").read_bytes() else []
    assert left == []
