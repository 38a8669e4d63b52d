"""The pictures of lesson 03 show the numbers they are given."""

import numpy as np
import pytest

from nas_teach.lab.lesson_03.pictures import shares_forest, two_ends
from nas_teach.lab.showing.style import figure

NAMES = ("kernel 3", "kernel 5", "kernel 7")


@pytest.mark.parametrize(
    "start, words", [(0.7, ""), (-1.0, "starts below, at -1.0"), (2.5, "starts above, at 2.5")]
)
def test_an_average_outside_the_picture_is_announced(start, words):
    fig = figure(7.0, 3.0)
    draw = two_ends(fig, NAMES)
    draw([0.6, 0.9], [(0.5, 0.7), (0.8, 1.0)], [0.7, 0.9, 0.6], np.full((5, 2), start))
    said = fig.axes[1].texts[0].get_text()
    assert said.endswith(words) and bool(said) == bool(words)


def test_a_guess_stands_beside_the_measurement():
    rows = {"one": (0.6, (0.55, 0.65)), "two": (0.9, (0.85, 0.95))}
    fig = figure(6.0, 2.0)
    shares_forest(fig, rows, {"one": ..., "two": 40})
    [ax] = fig.axes
    assert [text.get_text() for text in ax.texts] == ["60.0 (55.0 to 65.0)", "90.0 (85.0 to 95.0)"]
    [guess] = [line for line in ax.lines if line.get_label() == "your guess"]
    [x], [y] = guess.get_data()
    assert x == 40 and round(y) == 1
