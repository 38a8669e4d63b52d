"""Right answers of other styles pass, and so do all words for the three parts."""

import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find, find_question
from tests.lab.checking.defining import define
from tests.lab.lesson_01.wrong_answers import ACCEPTED


@pytest.mark.parametrize(
    ("id", "given"), [(id, given) for id, answers in ACCEPTED.items() for given in answers]
)
def test_a_right_answer_of_another_style_passes(id, given):
    exercise = find(id)
    source = isinstance(given, str) and exercise.name in given
    verdict = judge(exercise, define(given, exercise.name) if source else given)
    assert verdict.outcome == "correct", verdict


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("01.q2", ["space", "search space", "the space", "Search-Space", "the search space"]),
        ("01.q3", ["evaluation", "the evaluation", "Evaluation strategy"]),
        ("01.q4", ["strategy", "search strategy", "the strategy."]),
    ],
)
def test_all_words_for_a_part_are_taken(id, words):
    assert [judge(find_question(id), word).outcome for word in words] == ["correct"] * len(words)
