"""Quick questions: a letter, a word or a number; one line of verdict; counted apart from the exercises."""

import json

import numpy as np
import pytest

from nas_teach.lab.checking import Quick, quick
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course import progress, tally

LETTER = Quick(
    id="98.q1",
    question="Which member dies in aging evolution, whatever its reward may be, when a child is born and the "
    "population is full?",
    options={"A": "the oldest", "B": "the worst", "C": "nothing can be said"},
    answer="A",
    reason="Age alone decides.",
    slips={"B": "That is the form without aging."},
)
WORD = Quick(
    id="98.q2",
    question="What do the three parts begin with?",
    answer=("search space", "space"),
    reason="It comes first.",
)
NUMBER = Quick(
    id="98.q3",
    question="How many per cent?",
    answer=73.2,
    tolerance=0.5,
    reason="Counted over runs.",
    slips={26.8: "These are the others."},
)


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """The texts of the cards, in a course that has the three questions."""
    texts = []
    module = "nas_teach.lab.checking.asking"
    monkeypatch.setenv("NAS_TEACH_HOME", str(tmp_path))
    monkeypatch.setattr(f"{module}.card", lambda html, text: texts.append(text))
    known = {question.id: question for question in (LETTER, WORD, NUMBER)}
    monkeypatch.setattr(f"{module}.find_question", known.__getitem__)
    monkeypatch.setattr(tally, "questions", lambda number: tuple(known.values()))
    return texts


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        *[(LETTER, answer) for answer in ("A", "a", " (a) ", "A.")],
        *[(WORD, answer) for answer in ("space", "Search Space", "the search-space", "search_space.")],
        *[(NUMBER, answer) for answer in (73, 73.2, np.float32(73.5), [73.2])],
    ],
)
def test_right_answers(question, answer):
    assert judge(question, answer) == ("correct", question.reason, "", "", ())


@pytest.mark.parametrize(
    ("question", "answer", "message"),
    [
        (LETTER, "B", "the form without aging"),
        (LETTER, "C", "Not this one"),
        (LETTER, "D", "a letter in quotes, A, B, C"),
        (LETTER, 1, "a letter in quotes"),
        (WORD, "strategy", "Another word"),
        (WORD, 3, "a word in quotes"),
        (NUMBER, 26.8, "These are the others"),
        (NUMBER, 80, "Too large"),
        (NUMBER, 0, "Too small"),
        (NUMBER, "73.2", "Answer with a number"),
        (NUMBER, float("nan"), "NaN"),
    ],
)
def test_wrong_answers(question, answer, message):
    verdict = judge(question, answer)
    assert verdict.outcome == "wrong" and message in verdict.message


def test_the_question_is_shown_and_the_verdict_is_one_line(shown, tmp_path):
    for answer in ((), (...,), ("B",), ("A",), ("C",)):
        assert quick("98.q1", *answer) is None
    question, how, wrong, right, _ = shown
    assert question.splitlines()[0] == "○ Quick question · 98.q1"
    assert LETTER.question in question and "B  the worst" in question and 'quick("98.q1", …)' in question
    assert how.startswith("○ Quick question · 98.q1 Replace the three dots with a letter in quotes, A, B, C")
    assert wrong == "✗ Not yet · 98.q1 That is the form without aging."
    assert right == "✓ Correct · 98.q1 Age alone decides. (1 of 3 quick questions)"
    kept = json.loads((tmp_path / "progress.json").read_text("utf-8"))
    assert kept["exercises"]["98.q1"]["outcome"] == "correct" and list(kept["exercises"]) == ["98.q1"]


def test_exercises_and_quick_questions_are_counted_apart(shown, monkeypatch):
    assert tally.tally("00", {}) == "0 of 1 exercise, 0 of 3 quick questions"
    for id in ("98.q1", "98.q2", "00.1"):
        progress.keep(id, "correct")
    outcomes, _ = progress.load()
    assert tally.tally("00", outcomes) == "1 of 1 exercise, 2 of 3 quick questions"
    monkeypatch.setattr(tally, "questions", lambda number: ())
    assert tally.tally("00", outcomes) == "1 of 1 exercise"


def test_an_unknown_question_names_itself():
    with pytest.raises(LookupError, match="no quick question has the id '77.q1'"):
        quick("77.q1", "A")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": "98.1"}, 'id must be text such as "05.q1"'),
        ({"answer": "D"}, "answer must be one of"),
        ({"slips": {"D": "No."}}, "slips must be of wrong options"),
        ({"reason": ""}, "reason must be a sentence"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(fields, message):
    good = {
        name: getattr(LETTER, name) for name in ("id", "question", "options", "answer", "reason", "slips")
    }
    with pytest.raises(ValueError, match=message):
        Quick(**good | fields)


def test_as_a_cell_it_fits_on_the_screen():
    lines = LETTER.as_cell.splitlines()
    assert lines[0].startswith("# Which member") and lines[-1] == 'quick("98.q1", ...)'
    assert "# C  nothing can be said" in lines and max(map(len, lines)) <= 88
