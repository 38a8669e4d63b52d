"""The machinery below the exercises: checkers, time limit, cards, and answers that mean harm."""

import _thread
import functools
import importlib
import itertools
import random
import re
import signal
import sys
import threading
import time
from array import array
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nas_teach.lab.checking import (
    Exercise,
    as_number,
    choose,
    code,
    learner,
    number,
    plain,
    same,
    shorten,
    wrong,
)
from nas_teach.lab.checking.exercise import Verdict
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.checking.running import run
from nas_teach.lab.checking.values import NOT_PLAIN
from nas_teach.lab.course.catalogue import exercises, find, lessons
from tests.lab.checking import hostile


def exercise(check, **fields):
    usual = {
        "id": "99.1",
        "title": "Specimen",
        "kind": "code",
        "dots": 1,
        "minutes": 1,
        "hints": ("Try.",),
        "solution": "answer = 1",
    }
    return Exercise(check=check, **(usual | fields))


SPECIMENS = (
    exercise(choose("B", {"A": "A is wrong.", "B": "B is right.", "C": "C is wrong."})),
    exercise(number(0.406, why="Right.", mistakes=((0.25, "Squared."),))),
    exercise(
        code(
            lambda p, r: p * r,
            cases=((0.5, 3), (0.25, 1)),
            why="Right.",
            mistakes=((lambda p, r: p + r, "Added."),),
            given=lambda p, r: p / r,
        )
    ),
    exercise(code(lambda names: [n.upper() for n in names], cases=((["a"],), (["b", "c"],)), why="Right.")),
)
CHOICE, NUMBER, CODE, _ = SPECIMENS
EVERY = [*SPECIMENS, *(e for lesson in lessons() for e in exercises(lesson.number))]
OF_EVERY = pytest.mark.parametrize("specimen", EVERY, ids=lambda e: e.id)


def stub(p, r): ...


def left(p, r):
    factor = ...
    return factor * p


@pytest.mark.parametrize(
    ("answer", "outcome", "fragment"),
    [
        ("B", "correct", "B is right"),
        (" (b) ", "correct", "B is right"),
        ("b.", "correct", "B is right"),
        ("C", "wrong", "C is wrong"),
        ("D", "wrong", "one of A, B, C, in quotes"),
        (2, "wrong", "in quotes"),
        (["B"], "wrong", "in quotes"),
        (..., "unattempted", "three dots"),
    ],
)
def test_choose(answer, outcome, fragment):
    expect(CHOICE, answer, outcome, fragment)


@pytest.mark.parametrize(
    ("answer", "outcome", "fragment"),
    [
        (0.4063, "correct", "Right"),
        (np.float32(0.406), "correct", "Right"),
        ([0.406], "correct", "Right"),
        (torch.tensor([0.406], requires_grad=True), "correct", "Right"),
        (0.25, "wrong", "Squared"),
        ("0.406", "wrong", "without quotes"),
        (-0.406, "wrong", "sign"),
        (40.6, "wrong", "per cent"),
        (True, "wrong", "not numbers"),
        (0.9, "wrong", "Too large"),
        (0.1, "wrong", "Too small"),
        (float("nan"), "wrong", "NaN"),
        (float("inf"), "wrong", "infinite"),
        ([0.4, 0.4], "wrong", "2 values"),
        (lambda: 0.406, "wrong", "Call it"),
        (None, "unattempted", "three dots"),
    ],
)
def test_number(answer, outcome, fragment):
    expect(NUMBER, answer, outcome, fragment)


@pytest.mark.parametrize(
    ("answer", "outcome", "fragment"),
    [
        (lambda p, r: torch.tensor(p) * r, "correct", "Right"),
        (lambda p, r: p + r, "wrong", "Added"),
        (lambda p, r: -p * r, "wrong", "sign"),
        (lambda p, r: 1.5, "wrong", "whatever its arguments"),
        (lambda p, r: p / r + 1, "wrong", "1.5 is right"),
        (lambda p, r: str(p * r), "wrong", "another kind"),
        (lambda p, r: None if p else 1, "wrong", "`return` missing"),
        (lambda p: p, "wrong", "2 arguments"),
        (lambda p, r: p / 0, "wrong", "ZeroDivisionError"),
        (hostile.recurses, "wrong", "without end"),
        (hostile.loops, "wrong", "never ends"),
        (1.5, "wrong", "A function"),
        (lambda p, r: p / r, "unattempted", "broken"),
        (stub, "unattempted", "still"),
        (left, "unattempted", "left in the function"),
    ],
)
def test_code(answer, outcome, fragment):
    expect(CODE, answer, outcome, fragment)


def expect(specimen, answer, outcome, fragment):
    verdict = judge(specimen, answer, seconds=0.3)
    assert verdict.outcome == outcome, verdict
    assert fragment in verdict.message, verdict


@OF_EVERY
def test_hostile_answers_are_survived_and_refused(specimen):
    for answer in hostile.ANSWERS:
        verdict = judge(specimen, answer)
        assert isinstance(verdict, Verdict)
        assert verdict.outcome != "correct", verdict
        assert " at 0x" not in "".join(map(str, verdict)), "an address differs from run to run"
        assert len(verdict.received) < 400 and "\n" not in verdict.received


@pytest.mark.slow
@OF_EVERY
def test_answers_that_never_end_are_given_up(specimen):
    for answer in hostile.SLOW:
        begin = time.monotonic()
        assert judge(specimen, answer, seconds=0.1).outcome == "wrong"
        assert time.monotonic() - begin < 10


def ends(threads, seconds=10):
    """Whether all these threads end."""
    end = time.monotonic() + seconds
    while any(thread.is_alive() for thread in threads) and time.monotonic() < end:
        time.sleep(0.01)
    return not any(thread.is_alive() for thread in threads)


def test_code_that_loops_is_stopped_not_just_left_behind():
    before = set(threading.enumerate())
    assert isinstance(run(hostile.loops, seconds=0.1).error, TimeoutError)
    assert ends(set(threading.enumerate()) - before)


def test_all_images_as_an_answer_are_refused_at_once():
    begin = time.monotonic()
    images = torch.zeros(12_000, 1, 28, 28)
    assert as_number(images) is None and plain(images) is NOT_PLAIN
    assert time.monotonic() - begin < 1


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_stop_that_comes_late_leaves_no_traceback():
    def answer(seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pass
        return 5

    before = set(threading.enumerate())
    for trial in range(40):  # it ends just before, at or after the moment at which it is stopped
        done = run(answer, 0.05 + trial / 10_000, seconds=0.04)
        assert (done.value == 5 and not done.error) or isinstance(done.error, TimeoutError)
        assert done.printed == ""
    assert ends(set(threading.enumerate()) - before)


@pytest.fixture
def heard():
    """Python listens to Ctrl-C, even where that was switched off, as shells do for jobs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_interrupting_the_kernel_ends_the_check():
    before = set(threading.enumerate())
    threading.Timer(0.2, _thread.interrupt_main).start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(hostile.loops, seconds=20)
    assert time.monotonic() - begin < 10
    assert ends(set(threading.enumerate()) - before)


def test_global_generators_are_given_back():
    states = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()  # noqa: NPY002
    judge(CODE, hostile.wrecks)
    assert states == (random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist())  # noqa: NPY002


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(specimen=st.sampled_from(SPECIMENS), value=VALUES, returned=st.booleans())
def test_any_value_gets_the_same_verdict_twice(specimen, value, returned):
    answer = (lambda *args: value) if returned else value
    assert judge(specimen, answer) == judge(specimen, answer)


def test_the_learners_function_gets_copies_and_answers_first():
    asked = []
    case = ([3, 1, 2],)

    def reference(values):
        asked.append("reference")
        values.sort()
        return values

    def answer(values):
        asked.append("learner")
        values.sort()
        return values

    assert judge(exercise(code(reference, cases=(case, ([1],)), why="Sorted.")), answer).outcome == "correct"
    assert case == ([3, 1, 2],) and asked == ["learner"] * 2 + ["reference"] * 2


def test_same_is_strict_about_kind_and_lenient_about_container():
    equal = ([1, 2.0], torch.tensor([1, 2])), ({"a": (1,)}, {"a": np.array([1])}), (1.0, 1 + 1e-9)
    unequal = (
        (True, 1),
        ("1", 1),
        (float("nan"), float("nan")),
        ([1], [1, 2]),
        ({"a": 1}, {"b": 1}),
        (hostile.AlwaysEqual(), 1),
        (object, object),
        (None, 0),
        (1.01, 1.0),
    )
    assert [same(*pair) for pair in equal + unequal] == [True] * len(equal) + [False] * len(unequal)


@dataclass
class Pair:
    left: object
    right: object


@dataclass(slots=True)
class Slim:
    left: object
    right: object


class Named(NamedTuple):
    left: object
    right: object


class Size(IntEnum):
    SIX = 6


SIX = (
    Fraction(6),
    Fraction(18, 3),
    Decimal(6),
    Decimal("6.000"),
    6 + 0j,
    np.complex64(6),
    Size.SIX,
    [Fraction(6)],
    np.int8(6),
    np.uint64(6),
    np.float16(6),
    np.longdouble(6),
    np.clongdouble(6),
    np.array(6),
    np.array([[6]]),
    np.array([Fraction(6)], dtype=object),
    np.matrix([[6]]),
    np.ma.array([6.0]),
    pd.Series([6]),
    pd.Series([6], index=["x"]),
    pd.Series([6], dtype="Int64"),
    pd.Index([6.0]),
    pd.DataFrame({"a": [6]}),
    pd.array([6]),
    pd.Series([Decimal(6)]),
    pd.Series([6]).iloc[0],
    torch.tensor(6, dtype=torch.bfloat16),
    torch.tensor([6], dtype=torch.half),
    torch.tensor(6 + 0j),
    torch.tensor(6.0, requires_grad=True) * 1,
    torch.nn.Parameter(torch.tensor(6.0)),
    torch.tensor(6, dtype=torch.uint8),
    (number for number in [6]),
    map(int, "6"),
    range(6, 7),
    {"a": 6}.values(),
    deque([6]),
    array("d", [6]),
)
NOT_SIX = (
    Fraction(13, 2),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Fraction(10**400),
    6 + 1j,
    Fraction(10**400, 3),
    pd.Series([6, 6]),
    pd.NA,
    pd.Series([None]),
    pd.Series(["6"]),
    pd.NaT,
    np.ma.masked,
    range(10**30),
    itertools.count(6),
    itertools.repeat(6),
    np.timedelta64("nat"),
    pd.DataFrame({"a": [6], "b": [6]}),
    pd.DataFrame(),
    torch.zeros(2, device="meta"),
)


@pytest.mark.parametrize("answer", SIX, ids=lambda answer: type(answer).__name__)
def test_a_number_of_any_kind_is_the_number(answer):
    assert judge(exercise(number(6, why="Six.", tolerance=0)), answer).outcome == "correct"


@pytest.mark.parametrize("answer", NOT_SIX, ids=lambda answer: type(answer).__name__)
def test_what_is_not_the_number_is_refused(answer):
    assert judge(exercise(number(6, why="Six.", tolerance=0)), answer).outcome == "wrong"


NUMBERS = (
    range(1, 4),
    (number for number in (1, 2, 3)),
    map(int, "123"),
    filter(None, [1, 0, 2, 3]),
    iter([1, 2, 3]),
    reversed([3, 2, 1]),
    itertools.islice(itertools.count(1), 3),
    itertools.chain([1], [2, 3]),
    deque([1, 2, 3]),
    array("i", [1, 2, 3]),
    {1: 0, 2: 0, 3: 0}.keys(),
    {0: 1, 1: 2, 2: 3}.values(),
    [Fraction(1), Decimal(2), 3.0],
    np.matrix([1, 2, 3]),
    np.matrix([[1], [2], [3]]),
    np.array([1, 2, 3], dtype="g"),
    np.array([1 + 0j, 2, 3]),
    np.rec.array([(1, 2, 3)], dtype="i4, f4, i8")[0],
    pd.Series([1, 2, 3]),
    pd.Index([1, 2, 3]),
    pd.array([1, 2, 3]),
    pd.RangeIndex(1, 4),
    pd.Categorical([1, 2, 3]),
    torch.tensor([1, 2, 3], dtype=torch.bfloat16),
    torch.tensor([1.0, 2, 3], requires_grad=True),
    torch.Size([1, 2, 3]),
    [torch.tensor(1), np.float32(2), pd.Series([3]).sum()],
)
PAIRS = {"a": 1, "b": 2}


@pytest.mark.parametrize("found", NUMBERS, ids=lambda found: type(found).__name__)
def test_any_container_of_the_right_numbers_is_right(found):
    exact = exercise(code(lambda x: [1, 2, 3], cases=((1,),), why="Right."))
    assert judge(exact, lambda x: found).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: zip("ab", (1, 2), strict=True),
        lambda x: PAIRS.items(),
        lambda x: map(tuple, PAIRS.items()),
        lambda x: [Pair("a", 1), Slim("b", 2)],
        lambda x: (Named(*pair) for pair in PAIRS.items()),
        lambda x: [("a", 1), iter(["b", Fraction(2)])],
        lambda x: pd.Series(PAIRS).reset_index(),
        lambda x: np.array([("a", 1), ("b", 2)], dtype="U1, i4"),
        lambda x: pd.MultiIndex.from_tuples(PAIRS.items()),
        lambda x: pd.Series(PAIRS).items(),
    ],
)
def test_pairs_in_any_container(answer):
    pairs = exercise(code(lambda x: list(PAIRS.items()), cases=((1,),), why="Right."))
    assert judge(pairs, answer).outcome == "correct"


def test_an_iterator_is_shown_by_its_items_and_its_errors_are_the_functions():
    squares = exercise(code(lambda n: [k * k for k in range(n)], cases=((3,), (2,)), why="Right."))
    verdict = judge(squares, lambda n: (k for k in range(n)))
    assert verdict.received == "answer(3) returned (0, 1, 2)"
    assert "ZeroDivisionError" in judge(squares, lambda n: (1 / 0 for k in range(n))).message
    for endless in (itertools.count, lambda: itertools.cycle("a"), lambda: (0 for _ in itertools.count())):
        assert judge(squares, lambda n, endless=endless: endless()).outcome == "wrong"
        assert plain([endless()]) == (NOT_PLAIN,) and as_number(endless()) is None


def test_no_code_of_the_learners_class_is_run():
    class Loud:
        def __getattribute__(self, name):
            raise AssertionError(name)

    class LoudFraction(Fraction):
        numerator = denominator = __float__ = property(lambda self: 1 / 0)

    class LoudText(str):
        __str__ = __eq__ = __len__ = None
        __hash__ = str.__hash__

    class LoudList(list):
        __iter__ = __len__ = __getitem__ = None

    class LoudNumber(float):
        __float__ = __eq__ = __sub__ = None

    assert plain([Loud(), LoudFraction(3), LoudText("a"), LoudList([1]), LoudNumber(2)]) == (
        NOT_PLAIN,
        3,
        "a",
        (1,),
        2.0,
    )


def test_shorten_is_one_short_line_without_addresses():
    assert shorten(0.1 + 0.2) == "0.3"
    huge = "x" * 10**6, list(range(10**6)), torch.rand(50, 50)
    for value in (hostile.Explosive(), hostile.NESTED, object(), *huge):
        text = shorten(value)
        assert len(text) <= 100 and "\n" not in text and "0x" not in text


@pytest.fixture
def cards(monkeypatch, tmp_path):
    shown = []
    monkeypatch.setenv("NAS_TEACH_HOME", str(tmp_path))
    monkeypatch.setattr(learner, "card", lambda html, text: shown.append((html, text)))
    monkeypatch.setattr(learner, "_hints_given", {})
    return shown


def test_cards_escape_and_carry_symbol_and_word(cards):
    learner.check("00.1", "<script>alert(1)</script>")
    learner.check("00.1", 6)
    learner.check("00.1")
    (bad, bad_text), (good, good_text), (_, untouched_text) = cards
    assert "<script" not in bad and "&lt;script" in bad and "var(--jp-error-color1," in bad
    assert bad_text.startswith("✗ Not yet") and "Received: '<script>" in bad_text
    assert good_text.startswith("✓ Correct") and "Solved in this lesson: 1 of 1" in good_text and "✓" in good
    assert untouched_text.startswith("○ Not attempted") and "three dots" in untouched_text


def test_what_the_learner_printed_is_shown_and_bounded(cards, monkeypatch):
    monkeypatch.setattr(learner, "find", lambda id: CODE)
    learner.check("99.1", hostile.prints)
    assert "Your code printed: shout" in cards[0][1] and len(cards[0][1]) < 3000


def test_hints_go_one_further_and_end_with_the_solution(cards):
    for _ in range(5):
        learner.hint("00.1")
    texts = [text for _, text in cards]
    assert [text.count(f"({n} of 3)") for n, text in enumerate(texts[:3], 1)] == [1, 1, 1]
    assert texts[3] == texts[4] and 'solution("00.1")' in texts[3]
    learner.solution("00.1")
    assert find("00.1").solution.strip() in cards[-1][1]
    assert "answer" in re.sub("<[^>]*>", "", cards[-1][0]) and "<span" in cards[-1][0]


def test_unknown_id_names_close_ones():
    with pytest.raises(LookupError, match=r"'00\.7'.*00\.1"):
        find("00.7")
    assert find("0.1") is find(" 00.1 ") is find(0.1)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "2.3"},
        {"kind": "quiz"},
        {"dots": 6},
        {"minutes": 0},
        {"hints": ()},
        {"hints": "text"},
        {"solution": "1"},
    ],
)
def test_a_malformed_exercise_is_refused(fields):
    with pytest.raises(ValueError, match=next(iter(fields))):
        exercise(lambda answer: wrong("no"), **fields)


REFERENCES = '''"""A lesson."""

import functools
import math
import os.path as path
from collections import Counter, deque as line


FACTOR, UNUSED = 2, 3
SIZE = 4  # of the line


def helper(x):
    return line([x] * SIZE)


@functools.cache
def recursive(n):
    """A docstring with `recursive` in it."""
    return 1 if n < 1 else n * recursive(n - 1)  # a comment


def reference(x):
    squares = [math.floor(k) for k in helper(x)]

    def inner():
        return Counter(squares)
    return inner()


def answer(x):
    return path.join("a", x)


LOW, HIGH = 1, 2
LIMIT: int = sum(LOW for LOW in [3])


def shadowing(helper, line=LIMIT):
    recursive = [math for math in range(LOW, HIGH)]
    return recursive + [helper, line]


def maker():
    def made(x):
        return x
    return made


made, short = maker(), lambda x: x
'''


@pytest.fixture
def references(tmp_path, monkeypatch):
    (tmp_path / "specimen_lesson.py").write_text(REFERENCES)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("specimen_lesson")
    del sys.modules["specimen_lesson"]


@pytest.mark.parametrize(
    ("name", "argument", "present", "absent"),
    [
        (
            "recursive",
            5,
            ["import functools\n", "# a comment", "A docstring", "answer = recursive"],
            ["math", "SIZE"],
        ),
        (
            "reference",
            2.5,
            [
                "import math\nfrom collections import Counter\nfrom collections import deque as line\n",
                "SIZE = 4",
                "def helper",
                "answer = reference",
            ],
            ["functools", "recursive", "UNUSED"],
        ),
        (
            "shadowing",
            7,
            ["LOW, HIGH = 1, 2\n", "LIMIT: int = sum"],
            ["import", "def helper", "def recursive"],
        ),
        ("answer", "b", ["import os.path as path\n"], ["answer = ", "math"]),
    ],
)
def test_a_reference_function_is_its_own_solution(references, name, argument, present, absent):
    function = getattr(references, name)
    shown, names = exercise(number(1, why="Right."), solution=function).solution, {}
    exec(shown, names)
    assert names["answer"](argument) == function(argument)
    assert [text for text in present if text not in shown] == [text for text in absent if text in shown] == []


def test_a_function_whose_source_says_too_little_is_no_solution(references):
    for function in (references.made, references.short, print, functools.partial(print), references.line):
        with pytest.raises(ValueError, match=r"99\.1.*solution must be .*top level, got "):
            exercise(number(1, why="Right."), solution=function)
