"""Every exercise of every lesson: its solution, its wrong answers, its announcement."""

import importlib
import re

import nbformat
import pytest

from nas_teach.lab.exercises.catalogue import exercises, lessons
from nas_teach.lab.exercises.core import KINDS
from nas_teach.lab.exercises.judging import judge
from nas_teach.lab.lessons import LESSONS
from notebooks.sources.build import read_source, sources, target

FRAME = ("def", "class", "import", "from")  # lines that a lesson gives away on purpose
EVERY = [exercise for lesson in lessons() for exercise in exercises(lesson)]
OF_A_LESSON = pytest.mark.parametrize("lesson", lessons())
OF_AN_EXERCISE = pytest.mark.parametrize("exercise", EVERY, ids=lambda exercise: exercise.id)


def answer_from(given):
    """A wrong answer is given as a value, or as Python source that defines `answer`."""
    if not (isinstance(given, str) and re.search(r"\banswer\b", given)):
        return given
    names = {}
    exec(given, names)
    return names["answer"]


def wrong_answers(exercise):
    """Pairs (answer, part of its message): the wrong options of a choice, and those that are collected."""
    options = [(o, reason) for o, reason in reasons(exercise).items() if o != exercise.check.right]
    collected = importlib.import_module(f"tests.wrong_answers.lesson_{exercise.lesson}").WRONG
    return options + collected[exercise.id]


def reasons(exercise):
    """Those of a multiple choice; of any other exercise none."""
    return getattr(exercise.check, "reasons", {})


def source_of(lesson):
    return next(path for path in sources() if path.name.startswith(lesson))


def normal(line):
    """A line of code without its comment, its blanks and the kind of its quotes."""
    return re.sub(r"\s+", "", line.split("  #")[0].removeprefix("# ")).replace("'", '"')


@OF_AN_EXERCISE
def test_solution_is_correct(exercise):
    verdict = judge(exercise, answer_from(exercise.solution))
    assert verdict.outcome == "correct", verdict
    assert len(verdict.message) > 20, "say why it is right"


@OF_AN_EXERCISE
def test_wrong_answers_are_refused_each_with_its_own_message(exercise):
    verdicts = []
    for answer, fragment in wrong_answers(exercise):
        verdict = judge(exercise, answer_from(answer))
        verdicts.append(verdict)
        assert verdict.outcome == "wrong", verdict
        assert fragment in verdict.message, verdict
        assert verdict.received, "show what was received"
    messages = {verdict.message for verdict in verdicts}
    assert len(messages) == len(verdicts) >= 3, messages


@OF_A_LESSON
def test_each_lesson_has_the_four_kinds(lesson):
    kinds = [exercise.kind for exercise in exercises(lesson)]
    if lesson != "00":  # the toy exercise stands alone
        assert set(kinds) == set(KINDS) and len(kinds) >= 4, kinds


@OF_A_LESSON
def test_ids_are_numbered_without_gaps(lesson):
    ids = [exercise.id for exercise in exercises(lesson)]
    assert ids == [f"{lesson}.{n + 1}" for n in range(len(ids))]
    assert lesson in {entry.number for entry in LESSONS}


@OF_A_LESSON
def test_source_announces_and_checks_exactly_these_exercises(lesson):
    text = source_of(lesson).read_text(encoding="utf-8")
    assert re.findall(r"^# (### Exercise .*)$", text, re.M) == [e.heading for e in exercises(lesson)]
    cells = read_source(source_of(lesson)).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    for name in ("check", "hint", "solution"):
        ids = set(re.findall(rf'\b{name}\("(\d\d\.\d+)"', code))
        assert ids == {e.id for e in exercises(lesson)}, f"{name}() in {source_of(lesson).name}"


@OF_AN_EXERCISE
def test_no_solution_leaks_into_the_lesson(exercise):
    """No long line of a solution stands in the lesson; a "bug" exercise shows all but the mended lines."""
    source = source_of(exercise.lesson).read_text(encoding="utf-8")
    solution = {normal(line) for line in exercise.solution.splitlines() if line.strip()}
    if exercise.kind == "bug":
        task = source.partition(exercise.heading)[2].partition(f'check("{exercise.id}"')[0]
        assert solution - {normal(line) for line in task.splitlines()}, "the bug is mended already"
    else:
        leaked = solution & {normal(line) for line in source.splitlines()}
        assert not [line for line in leaked if len(line) > 25 and not line.startswith(FRAME)], leaked


@OF_A_LESSON
def test_the_times_stated_add_up(lesson):
    """The line `**Time:** read 30 minutes, run …, exercises 25.` agrees with exercises and course map."""
    text = source_of(lesson).read_text(encoding="utf-8").replace("\n# ", " ")
    found = re.search(r"\*\*Time:\*\* read (\d+) minutes, run [^,]*, exercises (\d+)", text)
    assert found, "say `**Time:** read 30 minutes, run less than 1, exercises 25.`"
    read, solve = map(int, found.groups())
    assert solve == sum(exercise.minutes for exercise in exercises(lesson))
    [stated] = [entry.minutes for entry in LESSONS if entry.number == lesson]
    assert 0 <= stated - read - solve <= 5, "lessons.py holds the sum, rounded up to 5 minutes"


@OF_A_LESSON
def test_untouched_notebook_answers_nothing(lesson):
    """The notebook as shipped shows `not attempted` once for each exercise, and no refusal."""
    notebook = nbformat.read(target(source_of(lesson)), as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [output.get("data", {}).get("text/plain", "") for output in outputs]
    assert sum(text.startswith("○ Not attempted") for text in texts) == len(exercises(lesson))
    assert not any(text.startswith(("✗", "✓ Correct")) for text in texts)
