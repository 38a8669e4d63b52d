"""Every exercise of every lesson: its solution, its wrong answers, its announcement."""

import ast
import dataclasses
import importlib
import re
from collections import Counter

import nbformat
import pytest

from nas_teach.lab.checking.exercise import KINDS, Exercise
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import exercises, find, lessons, questions
from notebooks.sources import exercise_cells, minutes
from notebooks.sources.build import execute, read_source, sources, target
from notebooks.sources.exercise_cells import solved
from tests.lab.checking.defining import define
from tests.lab.checking.test_asking import LETTER
from tests.lab.checking.toys import CLIMB_SKELETON, TOYS

FRAME = re.compile(r"(def|class|import|from)|answer=\w+$")  # lines that give nothing away
MOST_OF_A_LETTER = 0.35  # share of the right letters of the course
NUMBERS = [lesson.number for lesson in lessons()]
TAUGHT = NUMBERS[1:]  # lesson 00 shows how exercises work
EVERY = [exercise for number in NUMBERS for exercise in exercises(number)]
OF_A_LESSON = pytest.mark.parametrize("lesson", NUMBERS)
OF_AN_EXERCISE = pytest.mark.parametrize("exercise", EVERY, ids=lambda exercise: exercise.id)


def answer_from(given, name="answer", names=None):
    """An answer is given as a value, or as Python source that defines `answer` (or what is built)."""
    if not (isinstance(given, str) and re.search(rf"\b{name}\b", given)):
        return given
    return define(given, name, names)


def collected(lesson, name):
    """What the lesson's file of answers has under this name, such as "WRONG": a dict; {} where it has none."""
    return getattr(importlib.import_module(f"tests.lab.lesson_{lesson}.wrong_answers"), name, {})


def wrong_answers(exercise):
    """Pairs (answer, part of its message): the wrong options of a choice, and those that are collected."""
    options = [(o, reason) for o, reason in reasons(exercise).items() if o != exercise.check.right]
    return options + collected(exercise.lesson, "WRONG").get(exercise.id, [])


def reasons(exercise):
    """Those of a multiple choice; of any other exercise none."""
    return getattr(exercise.check, "reasons", {})


def source_of(lesson):
    return next(path for path in sources() if path.name.startswith(lesson))


def check_line(exercise):
    goes_on = f"{exercise.builds} = " if exercise.builds else ""
    return f'{goes_on}check("{exercise.id}", {exercise.name})'


def builds_here(cell, exercise):
    return exercise.builds and exercise.kind != "bug" and cell.metadata.get("exercise") == exercise.id


def given_away(exercise):
    """Long lines of the solution that stand in the last hint."""
    lines = {normal(line) for line in exercise.solution.splitlines()}
    return [line for line in lines if len(line) > 25 and line in normal(exercise.hints[-1])]


def normal(line):
    """A line of code without its comment, its blanks and the kind of its quotes."""
    return re.sub(r"\s+", "", line.split("  #")[0].removeprefix("# ")).replace("'", '"')


OTHER_STYLES = [
    (id, number)
    for lesson in NUMBERS
    for id, answers in collected(lesson, "ACCEPTED").items()
    for number in range(len(answers))
]


@OF_AN_EXERCISE
def test_solution_is_correct(exercise):
    verdict = judge(exercise, answer_from(exercise.solution, exercise.name))
    assert verdict.outcome == "correct", verdict
    assert len(verdict.message) > 20, "say why it is right"


@OF_AN_EXERCISE
def test_wrong_answers_are_refused_each_with_its_own_message(exercise):
    verdicts = []
    for answer, fragment in wrong_answers(exercise):
        verdict = judge(exercise, answer_from(answer, exercise.name))
        verdicts.append(verdict)
        assert verdict.outcome == "wrong", verdict
        assert fragment in verdict.message, verdict
        assert verdict.received, "show what was received"
    messages = {verdict.message for verdict in verdicts}
    assert len(messages) == len(verdicts) >= 3, messages


@pytest.mark.parametrize(("id", "number"), OTHER_STYLES)
def test_right_answers_of_other_styles_pass(id, number):
    exercise = find(id)
    given = collected(exercise.lesson, "ACCEPTED")[id][number]
    verdict = judge(exercise, answer_from(given, exercise.name, collected(exercise.lesson, "NAMES")))
    assert verdict.outcome == "correct", verdict


@OF_A_LESSON
def test_each_lesson_has_the_four_kinds(lesson):
    kinds = [exercise.kind for exercise in exercises(lesson)]
    if lesson != "00":  # the toy exercise stands alone
        assert set(kinds) == set(KINDS) and len(kinds) >= 4, kinds


@OF_A_LESSON
def test_ids_are_numbered_without_gaps(lesson):
    ids = [exercise.id for exercise in exercises(lesson)]
    assert ids == [f"{lesson}.{n + 1}" for n in range(len(ids))]
    assert lesson in {entry.number for entry in lessons()}


@OF_A_LESSON
def test_no_exercise_is_forgotten(lesson):
    """Each that the file defines is in its EXERCISES."""
    module = importlib.import_module(f"nas_teach.lab.lesson_{lesson}.exercises")
    defined = {name: value for name, value in vars(module).items() if isinstance(value, Exercise)}
    assert [name for name, exercise in defined.items() if exercise not in module.EXERCISES] == []


@OF_A_LESSON
def test_each_exercise_is_announced_and_checked_once_and_in_order(lesson):
    text = source_of(lesson).read_text(encoding="utf-8")
    ids = [exercise.id for exercise in exercises(lesson)]
    assert re.findall(r"^# ### Exercise (.*)$", text, re.M) == ids
    cells = read_source(source_of(lesson)).cells
    assert [cell.metadata["exercise"] for cell in cells if "exercise" in cell.metadata] == ids
    found = re.findall(
        r"^### Exercise .*$|^(?:\w+ = )?check\(.*$", "\n".join(cell.source for cell in cells), re.M
    )
    assert found == [line for e in exercises(lesson) for line in (e.heading, check_line(e))]


def cells_of(text, tmp_path):
    path = tmp_path / "93_specimen.py"
    path.write_text(text, encoding="utf-8")
    cells = read_source(path).cells
    assert all(cell.metadata.keys() <= {"exercise", "quick"} for cell in cells)
    return [cell.source for cell in cells]


CALLS = 'check("00.1", answer)\n# hint("00.1")\n# solution("00.1")'


@pytest.mark.parametrize(
    ("given", "gap"),
    [
        ("answer = ...", "\n"),
        ("x = 1\n\nanswer = {\n    'x': ...,\n}", "\n"),
        ("# words\nanswer = ...  # here", "\n"),
        ("def answer(x):\n    ...", "\n\n\n"),
        ("@staticmethod\ndef answer(x): ...", "\n\n\n"),
        ("def helper(x):\n    ...\n\n\nanswer = helper", "\n"),
        ("class answer:\n    x = ...", "\n\n\n"),
        ("for x in ():\n    answer = ...", "\n"),
    ],
)
def test_a_source_is_completed_from_the_exercise(given, gap, tmp_path):
    text = f'# %% [markdown]\n# Words.\n#\n# ### Exercise 00.1\n#\n# More.\n\n# %% exercise="00.1"\n{given}\n'
    words, code = cells_of(text + "\n# %%\nlast = 1\n", tmp_path)[:2]
    assert words == f"Words.\n\n{find('00.1').heading}\n\nMore."
    assert code == given + gap + CALLS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# %% [markdown]\n# ### Exercise 00.1 · Count  ●○○○○ · predict · 1 min", r"line 2: .*no more"),
        ("# %% [markdown]\n# ## Exercise 00.1", r"line 2: .*no more"),
        (
            "# %% [markdown]\n# Words\n#\n# ### Exercise 00.7",
            r"line 4: no exercise has the id '00\.7'.*00\.1",
        ),
        ('# %%\nx = 1\n\n# %% exercise="77.1"\nanswer = ...', "line 4: no exercise has the id '77.1'"),
        ('# %% exercise="00.1"\nanswer = ...\ncheck("00.1", answer)', "line 1: leave .*check"),
        ('# %% exercise="00.1"\nanswer = ...\n# hint("00.1")', "line 1: leave .*hint"),
        ('# %%\nanswer = ...\ncheck("00.1", answer)', 'line 3: mark the cell with exercise="'),
    ],
)
def test_a_source_that_announces_an_exercise_wrongly_is_refused(text, message, tmp_path):
    with pytest.raises(ValueError, match="93_specimen.py, " + message):
        cells_of(text, tmp_path)


@pytest.fixture
def course(monkeypatch):
    """The builder finds the toys and a quick question."""
    known = {exercise.id: exercise for exercise in TOYS} | {LETTER.id: LETTER}
    monkeypatch.setattr(exercise_cells, "find", lambda id: known[id])
    monkeypatch.setattr(exercise_cells, "find_question", lambda id: known[id])


BUILDING = (
    f'# %% [markdown]\n# ### Exercise 98.1\n\n# %% exercise="98.1"{CLIMB_SKELETON}\n'
    '# %% quick="98.q1"\n\n# %%\nlast = 1\n'
)


def test_a_lesson_goes_on_with_what_is_built(course, tmp_path):
    _, built, asked, last = cells_of(BUILDING, tmp_path)
    assert built.startswith("def climb(")
    assert built.endswith('\n\n\nclimb = check("98.1", climb)\n# hint("98.1")\n# solution("98.1")')
    assert asked == LETTER.as_cell and last == "last = 1"


def test_solutions_are_filled_in_below_what_was_given(course, tmp_path):
    path = tmp_path / "93_specimen.py"
    path.write_text(BUILDING, encoding="utf-8")
    _, built, asked, _ = (cell.source for cell in solved(read_source(path)).cells)
    assert built.index("    ...") < built.index(TOYS[0].solution.strip()) < built.index("climb = check(")
    assert asked.endswith("quick(\"98.q1\", 'A')")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('# %% exercise="98.1"\ndef answer():\n    ...', "line 1: the cell must define `climb`"),
        ('# %% exercise="98.1"\nclimb = ...\nclimb = check("98.1", climb)', "line 1: leave .*check"),
        ('# %%\nclimb = check("98.1", climb)', "line 2: mark the cell"),
        ('# %%\nquick("98.q1", ...)', "line 2: mark the cell"),
        ('# %% quick="98.q1"\nx = 1', "line 1: leave the cell empty"),
    ],
)
def test_a_source_that_builds_or_asks_wrongly_is_refused(text, message, course, tmp_path):
    with pytest.raises(ValueError, match="93_specimen.py, " + message):
        cells_of(text, tmp_path)


def test_a_hint_that_gives_the_solution_away_is_found():
    line = "neighbour = x + (1 if rng.integers(2) else -1)"
    assert given_away(TOYS[0]) == []
    assert given_away(dataclasses.replace(TOYS[0], hints=(f"Write `{line}`.",))) == [normal(line)]


@OF_AN_EXERCISE
def test_no_solution_leaks_into_the_lesson(exercise):
    """No long line of a solution stands in the lesson; a "bug" exercise shows all but the mended lines.

    What a skeleton gives of what is to be built is left aside: that it does not do is another test.
    """
    cells = read_source(source_of(exercise.lesson)).cells
    source = "\n".join(cell.source for cell in cells if not builds_here(cell, exercise))
    lines = [normal(line) for line in exercise.solution.splitlines() if line.strip()]
    solution = [line for line in lines if not FRAME.match(line)]
    if exercise.kind == "bug":
        task = source.partition(exercise.heading)[2].partition(check_line(exercise))[0]
        assert "".join(solution) not in "".join(map(normal, task.splitlines())), "the bug is mended already"
    else:
        leaked = set(solution) & {normal(line) for line in source.splitlines()}
        assert not [line for line in leaked if len(line) > 25], leaked


@OF_A_LESSON
def test_untouched_notebook_answers_nothing(lesson):
    """The notebook as shipped shows `not attempted` once for each exercise, and no refusal."""
    notebook = nbformat.read(target(source_of(lesson)), as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [output.get("data", {}).get("text/plain", "") for output in outputs]
    assert sum(text.startswith("○ Not attempted") for text in texts) == len(exercises(lesson))
    assert not any(text.startswith(("✗", "✓ Correct")) for text in texts)


@pytest.mark.parametrize("exercise", [e for e in EVERY if e.builds] + TOYS, ids=lambda exercise: exercise.id)
def test_each_mistake_that_an_author_lists_is_told_in_its_words(exercise):
    """Where it is not, the cases do not tell it from the right one, or from another mistake."""
    for slip, message in getattr(exercise.check, "mistakes", ()):
        assert message in judge(exercise, slip).message
    assert judge(exercise, exercise.reference).outcome == "correct"


@pytest.mark.parametrize("exercise", [e for e in EVERY if e.builds], ids=lambda exercise: exercise.id)
def test_the_skeleton_of_the_lesson_is_not_attempted(exercise):
    cells = read_source(source_of(exercise.lesson)).cells
    [cell] = [cell for cell in cells if cell.metadata.get("exercise") == exercise.id]
    names = define(exercise.solution, None)
    verdict = judge(
        exercise, define(re.split(r"^\w+ = check\(", cell.source, flags=re.M)[0], exercise.builds, names)
    )
    assert verdict.outcome == "unattempted", verdict


def test_right_letters_are_spread(capsys):
    """At most MOST_OF_A_LETTER of the right letters are alike."""
    choices = [exercise.check for exercise in EVERY if reasons(exercise)]
    right = Counter(check.right for check in choices)
    right += Counter(q.answer for number in NUMBERS for q in questions(number) if q.options)
    with capsys.disabled():
        print(f"\nright letters of the course: {dict(sorted(right.items()))}")
    assert max(right.values()) <= MOST_OF_A_LETTER * right.total()


@pytest.mark.parametrize("lesson", TAUGHT)
def test_the_last_hint_is_never_the_solution(lesson):
    assert [line for exercise in exercises(lesson) for line in given_away(exercise)] == []


@pytest.mark.parametrize("lesson", TAUGHT)
def test_the_learner_writes_at_least_25_lines_on_the_main_path(lesson):
    written = 0
    for cell, optional in minutes.parts(read_source(source_of(lesson))):
        exercise = None if isinstance(cell, str) else find(cell.metadata.get("exercise", "00.1"))
        if exercise and not optional and exercise.kind in ("code", "bug"):
            given = code_lines(re.split(r"^(?:\w+ = )?check\(", cell.source, flags=re.M)[0])
            written += sum(line not in given for line in code_lines(exercise.solution))
    assert written >= 25


def code_lines(source):
    """The lines of a program that compute something: no comments, no docstrings, nothing empty."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body[0] = ast.Pass()
    return ast.unparse(tree).splitlines()


@OF_A_LESSON
def test_quick_questions_are_numbered_and_each_is_asked_in_its_lesson(lesson):
    ids = [question.id for question in questions(lesson)]
    assert ids == [f"{lesson}.q{n + 1}" for n in range(len(ids))]
    asked = [cell.metadata.get("quick", "") for cell in read_source(source_of(lesson)).cells]
    assert [id for id in asked if id.startswith(lesson)] == ids
    assert [judge(q, q.right).outcome for q in questions(lesson)] == ["correct"] * len(ids)


@pytest.mark.slow
@OF_A_LESSON
def test_the_notebook_with_all_solutions_runs_and_all_checks_say_correct(lesson):
    notebook = solved(read_source(source_of(lesson)))
    execute(notebook)
    texts = [
        output.get("data", {}).get("text/plain", "")
        for cell in notebook.cells
        if {"exercise", "quick"} & set(cell.metadata)
        for output in cell.outputs
    ]
    count = sum(bool({"exercise", "quick"} & set(cell.metadata)) for cell in notebook.cells)
    assert [text for text in texts if not text.startswith("✓ Correct")] == [] and len(texts) == count
