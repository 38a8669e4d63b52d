"""Right answers of other styles are taken, whatever they are written in."""

import statistics

import numpy as np
import pytest
import torch

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from tests.lab.checking.defining import define
from tests.lab.lesson_10.wrong_answers import ACCEPTED

NAMES = {"np": np, "torch": torch, "statistics": statistics}  # that the lesson, or its learner, has imported
RIGHT = [(id, source) for id, sources in ACCEPTED.items() for source in sources]


@pytest.mark.parametrize(("id", "source"), RIGHT)
def test_right_answers_of_other_styles(id, source):
    exercise = find(id)
    verdict = judge(exercise, define(source, exercise.name, NAMES))
    assert verdict.outcome == "correct", verdict
