"""The lessons at nbgrader: written, released, handed in by two students, judged, exported."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from nas_teach.lab.course import __main__ as terminal
from nas_teach.lab.course import copies
from nas_teach.lab.course.catalogue import exercises, lessons
from nas_teach.lab.grading.assignments import assignment

LESSON = "00_start_here"


def nbgrader(folder, *arguments):
    """Run nbgrader in a folder; what it said."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(copies.ROOT)}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return done.stderr


def hand_in(folder, student, answer, change=lambda cell: None):
    """The released assignment with another source in its answer, in the folder of what was submitted."""
    notebook = nbformat.read(folder / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answer
        change(cell)
    place = folder / "submitted" / student / LESSON
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{LESSON}.ipynb")


def cheats(cell):
    if cell.cell_type == "code":
        cell.source = cell.source.replace('check("00.1", answer)', "pass").replace("import check", "import")


@pytest.mark.slow
def test_two_students_through_the_whole_cycle(tmp_path, capsys):
    assert terminal.main(["nbgrader", str(tmp_path), "0"]) == 0
    assert "generate_assignment 00_start_here" in capsys.readouterr().out
    nbgrader(tmp_path, "generate_assignment", LESSON)
    hand_in(tmp_path, "anna", "kernels = 3\nanswer = kernels * 2")
    hand_in(
        tmp_path, "bob", "import nas_teach.lab.checking.judging as j\nj.judge = print\nanswer = 5", cheats
    )
    nbgrader(tmp_path, "autograde", LESSON)
    nbgrader(tmp_path, "export")
    with open(tmp_path / "grades.csv", encoding="utf-8") as file:
        scores = {row["student_id"]: (row["score"], row["max_score"]) for row in csv.DictReader(file)}
    assert scores == {"anna": ("1.0", "1.0"), "bob": ("0.0", "1.0")}
    graded = (tmp_path / "autograded/bob" / LESSON / f"{LESSON}.ipynb").read_text("utf-8")
    assert "counts the options" in graded


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.number)
def test_an_assignment_has_an_answer_and_a_check_for_every_exercise(lesson):
    given = json.loads(copies.fresh(lesson))
    made = assignment(given)
    nbformat.validate(nbformat.from_dict(made))
    marked = [cell for cell in made["cells"] if "nbgrader" in cell["metadata"]]
    answers, checks = marked[::2], marked[1::2]
    of_lesson = exercises(lesson.number)
    assert len(answers) == len(checks) == len(of_lesson)
    for exercise, answer, check in zip(of_lesson, answers, checks, strict=True):
        assert "".join(check["source"]).endswith(f'check("{exercise.id}", {exercise.name})')
        assert check["metadata"]["nbgrader"]["points"] == exercise.dots
        assert "check(" not in "".join(answer["source"]) and f'# hint("{exercise.id}")' in "".join(
            answer["source"]
        )
        assert "raise NotImplementedError" not in "".join(answer["source"])
    assert len(made["cells"]) == len(given["cells"]) + len(of_lesson)


def test_a_lesson_that_there_is_not_is_told(tmp_path, capsys):
    assert terminal.main(["nbgrader", str(tmp_path), "77"]) == 1
    assert "there is no lesson '77'" in capsys.readouterr().err
