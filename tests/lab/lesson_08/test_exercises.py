"""Right answers of quite different styles are accepted, and what the course builds is what the package has."""

import pytest
import torch

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_08 import exercises
from nas_teach.supernets import sharing, tiny
from tests.lab.checking.defining import define
from tests.lab.lesson_08.wrong_answers import KIN


@pytest.mark.parametrize(("id", "source", "fragment"), KIN)
def test_another_way_to_the_same_slip_gets_its_words(id, source, fragment):
    exercise = find(id)
    verdict = judge(exercise, define(source, exercise.name))
    assert verdict.outcome == "wrong"
    assert fragment in verdict.message


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        (
            "For twenty random paths, trained alone: the tau with its scores, beside the tau with their size.",
            "A",
        ),
        ("Its paths reach nearly the accuracy of networks trained alone.", "B"),
        ("Two supernets with different seeds put the paths in much the same order.", "C"),
        ("the twenty paths it likes best, trained alone", "D"),
    ],
)
def test_the_words_of_an_option_are_as_good_as_its_letter(words, letter):
    by_words, by_letter = judge(find("08.5"), words), judge(find("08.5"), letter)
    assert (by_words.outcome, by_words.message) == (by_letter.outcome, by_letter.message)


def test_a_saved_block_of_the_package_loads_into_the_one_of_the_lesson():
    ours, theirs, x = exercises.SuperConvBlock(3, 4), tiny.SuperConvBlock(3, 4), torch.rand(2, 3, 8, 8)
    ours.load_state_dict(theirs.state_dict())
    assert all(torch.equal(ours(x, choice), theirs(x, choice)) for choice in exercises.CHOICES)


def test_recalibration_is_that_of_the_package():
    model, images = exercises._model(), exercises._calibration()
    ours, theirs = (function(model, images) for function in (exercises.recalibrate, sharing.recalibrate))
    assert torch.equal(ours(images), theirs(images))
