"""The machinery below the exercises: checkers, time limit, cards, and answers that mean harm."""

import _thread
import random
import re
import signal
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nas_teach.lab.exercises import (
    Exercise,
    as_number,
    choose,
    code,
    learner,
    number,
    plain,
    running,
    same,
    shorten,
    wrong,
)
from nas_teach.lab.exercises.catalogue import exercises, find, lessons
from nas_teach.lab.exercises.core import Verdict
from nas_teach.lab.exercises.judging import judge
from nas_teach.lab.exercises.running import Stopped, run
from nas_teach.lab.exercises.values import NOT_PLAIN
from tests import hostile


def exercise(check, **fields):
    usual = {"id": "99.1", "title": "Specimen", "kind": "code", "dots": 1, "minutes": 1, "hints": ("Try.",),
             "solution": "answer = 1"}
    return Exercise(check=check, **(usual | fields))


SPECIMENS = (
    exercise(choose("B", {"A": "A is wrong.", "B": "B is right.", "C": "C is wrong."})),
    exercise(number(0.406, why="Right.", mistakes=((0.25, "Squared."),))),
    exercise(code(lambda p, r: p * r, cases=((0.5, 3), (0.25, 1)), why="Right.",
                  mistakes=((lambda p, r: p + r, "Added."),), given=lambda p, r: p / r)),
    exercise(code(lambda names: [n.upper() for n in names], cases=((["a"],), (["b", "c"],)), why="Right.")),
)
CHOICE, NUMBER, CODE, _ = SPECIMENS
EVERY = [*SPECIMENS, *(e for lesson in lessons() for e in exercises(lesson))]
OF_EVERY = pytest.mark.parametrize("specimen", EVERY, ids=lambda e: e.id)


def stub(p, r):
    ...


def left(p, r):
    factor = ...
    return factor * p


@pytest.mark.parametrize(("answer", "outcome", "fragment"), [
    ("B", "correct", "B is right"), (" (b) ", "correct", "B is right"), ("b.", "correct", "B is right"),
    ("C", "wrong", "C is wrong"), ("D", "wrong", "one of A, B, C, in quotes"), (2, "wrong", "in quotes"),
    (["B"], "wrong", "in quotes"), (..., "unattempted", "three dots"),
])
def test_choose(answer, outcome, fragment):
    expect(CHOICE, answer, outcome, fragment)


@pytest.mark.parametrize(("answer", "outcome", "fragment"), [
    (0.4063, "correct", "Right"), (np.float32(0.406), "correct", "Right"), ([0.406], "correct", "Right"),
    (torch.tensor([0.406], requires_grad=True), "correct", "Right"), (0.25, "wrong", "Squared"),
    ("0.406", "wrong", "without quotes"), (-0.406, "wrong", "sign"), (40.6, "wrong", "per cent"),
    (True, "wrong", "not numbers"), (0.9, "wrong", "Too large"), (0.1, "wrong", "Too small"),
    (float("nan"), "wrong", "NaN"), (float("inf"), "wrong", "infinite"), ([0.4, 0.4], "wrong", "2 values"),
    (lambda: 0.406, "wrong", "Call it"), (None, "unattempted", "three dots"),
])
def test_number(answer, outcome, fragment):
    expect(NUMBER, answer, outcome, fragment)


@pytest.mark.parametrize(("answer", "outcome", "fragment"), [
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
])
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
        assert " at 0x" not in "".join(verdict), "an address differs from run to run"
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
def test_a_stop_that_comes_late_leaves_no_traceback(monkeypatch):
    class Event(threading.Event):
        def set(self):
            super().set()
            raise Stopped

    monkeypatch.setattr(running, "threading", SimpleNamespace(Event=Event, Thread=threading.Thread))
    before = set(threading.enumerate())
    done = run(lambda: 5, seconds=1)
    assert ends(set(threading.enumerate()) - before) and (done.value, done.printed) == (5, "")


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
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner), max_leaves=8)


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
    unequal = ((True, 1), ("1", 1), (float("nan"), float("nan")), ([1], [1, 2]), ({"a": 1}, {"b": 1}),
               (hostile.AlwaysEqual(), 1), (object, object), (None, 0), (1.01, 1.0))
    assert [same(*pair) for pair in equal + unequal] == [True] * len(equal) + [False] * len(unequal)


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


@pytest.mark.parametrize("fields", [
    {"id": "2.3"}, {"kind": "quiz"}, {"dots": 6}, {"minutes": 0}, {"hints": ()},
    {"hints": "text"}, {"solution": "1"},
])
def test_a_malformed_exercise_is_refused(fields):
    with pytest.raises(ValueError, match=next(iter(fields))):
        exercise(lambda answer: wrong("no"), **fields)
