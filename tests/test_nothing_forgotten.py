"""Who adds an exercise, a widget, a lesson or a strategy, and forgets a place, is told where and what to write."""

import doctest
import pkgutil
import re
from importlib import import_module
from types import FunctionType, SimpleNamespace

import pytest

import nas_teach.strategies
from nas_teach.lab.checking import Exercise, choose, number
from nas_teach.lab.course.lessons import Lesson
from nas_teach.lab.showing.panel import Panel, panel
from notebooks.sources.build import ROOT, sources

LAB = ROOT / "nas_teach/lab"
FOLDERS = {path.name[-2:]: path for path in sorted(LAB.glob("lesson_[0-9][0-9]"))}
OF_A_LESSON = pytest.mark.parametrize("lesson", FOLDERS)


def of_exercises(lesson, module, source, collected):
    """What is missing to the exercises of a lesson.

    Args:    lesson: "05". module: its exercises.py. source: text of the lesson. collected: its wrong answers.
    Returns: sentences.
    """
    made = {name: value for name, value in vars(module).items() if isinstance(value, Exercise)}
    known = {exercise.id: exercise for exercise in (*module.EXERCISES, *made.values())}
    for name, exercise in made.items():
        if exercise not in module.EXERCISES:
            yield f"{exercise.id}: write {name} into EXERCISES in nas_teach/lab/lesson_{lesson}/exercises.py"
    for id, exercise in known.items():
        if not re.search(rf"^# ### Exercise {re.escape(id)}$", source, re.M):
            yield f"{id}: write `# ### Exercise {id}` and its text into notebooks/sources/{lesson}_*.py"
        if not re.search(rf'^# %% .*\bexercise="{re.escape(id)}"', source, re.M):
            yield f'{id}: write a cell `# %% exercise="{id}"` into notebooks/sources/{lesson}_*.py'
        options = len(getattr(exercise.check, "reasons", "?")) - 1
        if options + len(collected.get(id, ())) < 3:
            yield f"{id}: write three wrong answers or more into tests/lab/lesson_{lesson}/wrong_answers.py"
    for id in collected.keys() - known.keys():
        yield f"{id}: tests/lab/lesson_{lesson}/wrong_answers.py has it, but no exercise does; mend one of them"


def of_widgets(lesson, module, source):
    """What is missing to the widgets of a lesson: a Lesson, its widget.py, the text of its source."""
    place = f"nas_teach/lab/lesson_{lesson.number}"
    for name, value in vars(module).items():
        own = isinstance(value, FunctionType) and value.__module__ == module.__name__
        if own and name not in lesson.widgets and not name.startswith("_") and makes_a_panel(value):
            yield f"{name}: write it into LESSON.widgets in {place}/__init__.py"
    for name in lesson.widgets:
        if not hasattr(module, name):
            yield f"{name}: LESSON.widgets names it, so write the function into {place}/widget.py"
        if not re.search(rf"^[^#\n]*\b{name}\(", source, re.M):
            yield f"{name}: write a cell `{name}()` into notebooks/sources/{lesson.name}.py"


def makes_a_panel(function):
    """Whether it, or a function of its module that it calls, calls panel()."""
    module, known = function.__globals__, {function}
    while True:
        used = [module.get(name) for each in known for name in each.__code__.co_names]
        more = {value for value in used if isinstance(value, FunctionType) and value.__globals__ is module}
        if more <= known:
            return any(value is panel or value is Panel for value in used)
        known |= more


def of_lessons(told, stems):
    """What is missing to the lessons: {number of a folder: its Lesson or None}, names of the sources."""
    for lesson, tells in told.items():
        place = f"nas_teach/lab/lesson_{lesson}/__init__.py"
        if tells is None:
            yield f"{place}: write what the lesson tells of itself, `LESSON = Lesson(…)`"
        elif tells.name not in stems:
            yield f"{place}: write notebooks/sources/{tells.name}.py, or the name of its source into LESSON"
        elif tells.number != lesson:
            yield f"{place}: the name in LESSON must begin with {lesson}, got {tells.name}"
    for stem in stems:
        if stem[:2] not in told:
            yield f"notebooks/sources/{stem}.py: make nas_teach/lab/lesson_{stem[:2]} with LESSON and exercises.py"


def of_strategies(module, exported):
    """What is missing to the strategies in a module, given the names that strategies/ exports."""
    for name, kind in vars(module).items():
        own = isinstance(kind, type) and kind.__module__ == module.__name__ and not name.startswith("_")
        if not own or not (hasattr(kind, "ask") and hasattr(kind, "tell")):
            continue
        file = f"{module.__name__.rpartition('.')[2]}.py"
        if name not in exported:
            yield f"{name}: write it behind the name of {file} in nas_teach/strategies/__init__.py"
        if not doctest.DocTestParser().get_examples(kind.__doc__ or ""):
            yield f"{name}: end its docstring in nas_teach/strategies/{file} with an example, `>>> …`"


def is_empty(sentences):
    if found := [*sentences]:
        pytest.fail("Something was forgotten:\n" + "\n".join(found), pytrace=False)


def loaded(lesson, file):
    """A module of a lesson's folder; an empty one where the file does not exist."""
    there = (FOLDERS[lesson] / f"{file}.py").exists()
    return (
        import_module(f"nas_teach.lab.lesson_{lesson}.{file}")
        if there
        else SimpleNamespace(__name__="", EXERCISES=())
    )


def text_of(lesson):
    return "".join(path.read_text("utf-8") for path in sources() if path.name.startswith(lesson))


def told_by(lesson):
    return getattr(import_module(f"nas_teach.lab.lesson_{lesson}"), "LESSON", None)


@OF_A_LESSON
def test_every_exercise_is_complete(lesson):
    there = (ROOT / f"tests/lab/lesson_{lesson}/wrong_answers.py").exists()
    collected = import_module(f"tests.lab.lesson_{lesson}.wrong_answers").WRONG if there else {}
    is_empty(of_exercises(lesson, loaded(lesson, "exercises"), text_of(lesson), collected))


@OF_A_LESSON
def test_every_widget_is_complete(lesson):
    is_empty(of_widgets(told_by(lesson), loaded(lesson, "widget"), text_of(lesson)))


def test_every_lesson_has_a_folder_and_a_source():
    told = {lesson: told_by(lesson) for lesson in FOLDERS}
    is_empty(of_lessons(told, [path.stem for path in sources()]))


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.iter_modules(nas_teach.strategies.__path__)]
)
def test_every_strategy_is_exported_and_has_an_example(name):
    module = import_module(f"nas_teach.strategies.{name}")
    is_empty(of_strategies(module, nas_teach.strategies.__all__))


def exercise(id, check):
    return Exercise(
        id=id, title="", kind="predict", dots=1, minutes=1, check=check, hints=("",), solution="answer = 1"
    )


CHOICE, NUMBER = choose("A", dict.fromkeys("ABCD", "")), number(1, why="")
LISTED = exercise("05.1", CHOICE)
SOURCE = '# ### Exercise 05.1\n\n# %% exercise="05.1"\nanswer = ...\n'
NEW = SOURCE.replace("05.1", "05.7")


@pytest.mark.parametrize(
    ("check", "listed", "source", "collected", "sentences"),
    [
        (CHOICE, True, SOURCE + NEW, {}, []),
        (NUMBER, True, SOURCE + NEW, {"05.7": [(2, ""), (3, ""), (4, "")]}, []),
        (CHOICE, False, SOURCE + NEW, {}, ["05.7: write TAKEOVER into EXERCISES .*lesson_05/exercises.py"]),
        (NUMBER, True, SOURCE + NEW, {"05.7": [(2, "")]}, ["05.7: write three wrong answers .*lesson_05/wr"]),
        (
            CHOICE,
            True,
            SOURCE,
            {},
            ["05.7: write `# ### Exercise 05.7`", '05.7: write a cell `# %% exercise="'],
        ),
        (CHOICE, True, SOURCE + NEW.replace("### ", ""), {}, ["05.7: write `# ### Exercise 05.7`"]),
        (CHOICE, True, SOURCE + NEW, {"05.9": []}, ["05.9: .*wrong_answers.py has it, but no exercise"]),
        (NUMBER, False, SOURCE, {}, ["TAKEOVER into EXERCISES", "### Exercise", "a cell", "three wrong"]),
    ],
)
def test_what_an_exercise_misses_is_named(check, listed, source, collected, sentences):
    new = exercise("05.7", check)
    module = SimpleNamespace(FIRST=LISTED, TAKEOVER=new, EXERCISES=(LISTED, new)[: 1 + listed])
    assert_said(of_exercises("05", module, source, collected), sentences)


def assert_said(found, sentences):
    found = list(found)
    assert len(found) == len(sentences), found
    for sentence, pattern in zip(found, sentences, strict=True):
        assert re.search(pattern, sentence), sentence


def player():
    return panel({}, None, None, alt="")


def racer():
    return player()


def words():
    return "no panel"


@pytest.mark.parametrize(
    ("functions", "widgets", "source", "sentences"),
    [
        ({"player": player, "words": words, "_part": player}, ("player",), "player()\n", []),
        (
            {"player": player},
            (),
            "player()\n",
            [r"player: write it into LESSON.widgets in .*/lesson_05/__init__"],
        ),
        ({"racer": racer}, (), "", ["racer: write it into LESSON.widgets"]),
        (
            {},
            ("player",),
            "x = 1\nplayer()\n",
            ["player: LESSON.widgets names it, .*lab/lesson_05/widget.py"],
        ),
        ({"player": player}, ("player",), "my_player()", ["player: write a cell `player.*05_evolution.py"]),
    ],
)
def test_what_a_widget_misses_is_named(functions, widgets, source, sentences):
    lesson = Lesson("05_evolution", "Evolution", "", widgets)
    assert_said(of_widgets(lesson, SimpleNamespace(__name__=__name__, **functions), source), sentences)


@pytest.mark.parametrize(
    ("told", "stems", "sentences"),
    [
        ({"05": "05_evolution"}, ["05_evolution"], []),
        ({"05": None}, ["05_evolution"], ["lab/lesson_05/__init__.py: .*`LESSON = "]),
        (
            {"05": "05_evolution"},
            ["04_x", "05_y"],
            ["write notebooks/sources/05_evolution.py", "make nas_teach/lab/lesson_04"],
        ),
        (
            {"05": "05_evolution", "06": "05_evolution"},
            ["05_evolution"],
            ["must begin with 06, got 05_evolution"],
        ),
    ],
)
def test_what_a_lesson_misses_is_named(told, stems, sentences):
    lessons = {lesson: name and Lesson(name, "", "") for lesson, name in told.items()}
    assert_said(of_lessons(lessons, stems), sentences)


@pytest.mark.parametrize(
    ("name", "doc", "exported", "sentences"),
    [
        ("Genetic", "Breeds.\n\n>>> 1 + 1\n2", ["Genetic"], []),
        ("_Genetic", None, [], []),
        (
            "Genetic",
            "Breeds.\n\n>>> 1 + 1\n2",
            [],
            ["Genetic: write it behind the name of genetic.py in nas_teach/strat"],
        ),
        (
            "Genetic",
            "Breeds.",
            ["Genetic"],
            ["Genetic: end its docstring in nas_teach/strategies/genetic.py with an"],
        ),
        ("Genetic", None, [], ["Genetic: write it behind", "Genetic: end its docstring"]),
    ],
)
def test_what_a_strategy_misses_is_named(name, doc, exported, sentences):
    members = {"__doc__": doc, "__module__": "strategies.genetic", "ask": None, "tell": None}
    module = SimpleNamespace(__name__="strategies.genetic", **{name: type(name, (), members)})
    assert_said(of_strategies(module, exported), sentences)
