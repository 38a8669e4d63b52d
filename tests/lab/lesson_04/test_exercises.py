"""Right answers of unlike styles pass."""

import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from tests.lab.checking.defining import define
from tests.lab.lesson_04.wrong_answers import ACCEPTED

RIGHT = [(id, source) for id, sources in ACCEPTED.items() for source in sources]


@pytest.mark.parametrize(("id", "source"), RIGHT)
def test_right_answers_of_other_styles_pass(id, source):
    verdict = judge(find(id), define(source, find(id).name))
    assert verdict.outcome == "correct", verdict
