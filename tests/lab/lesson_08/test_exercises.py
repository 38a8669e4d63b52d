"""Right answers of quite different styles are accepted, and what the course builds is what the package has."""

import pytest
import torch

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_08 import exercises
from nas_teach.supernets import sharing, tiny
from tests.lab.checking.defining import define
from tests.lab.lesson_08.wrong_answers import ACCEPTED

STYLES = [(id, number) for id, answers in ACCEPTED.items() for number in range(len(answers))]


@pytest.mark.parametrize(("id", "number"), STYLES)
def test_a_right_answer_of_another_style_passes(id, number):
    exercise = find(id)
    verdict = judge(exercise, define(ACCEPTED[id][number], exercise.name))
    assert verdict.outcome == "correct", verdict


def test_a_saved_block_of_the_package_loads_into_the_one_of_the_lesson():
    ours, theirs, x = exercises.SuperConvBlock(3, 4), tiny.SuperConvBlock(3, 4), torch.rand(2, 3, 8, 8)
    ours.load_state_dict(theirs.state_dict())
    assert all(torch.equal(ours(x, choice), theirs(x, choice)) for choice in exercises.CHOICES)


def test_recalibration_is_that_of_the_package():
    model, images = exercises._model(), exercises._images(1, 40)
    ours, theirs = (function(model, images) for function in (exercises.recalibrate, sharing.recalibrate))
    assert torch.equal(ours(images), theirs(images))
