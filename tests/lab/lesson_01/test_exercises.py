"""Right answers of other styles pass, and so do all words for the three parts."""

import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find_question


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
