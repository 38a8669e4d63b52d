"""The pictures of evolution show the numbers that they are given, and nothing is cut off."""

import numpy as np
import pytest

from nas_teach.lab.lesson_05.pictures import (
    by_sample_size,
    chances_by_rank,
    mean_curves,
    one_step,
    population_picture,
)
from nas_teach.lab.showing.style import figure
from nas_teach.search import Trial
from nas_teach.strategies.evolution import win_chance
from nas_teach.strategies.pedigree import Step
from tests.lab.showing.figures import cut_off


@pytest.mark.parametrize(("size", "wins"), [(1, [1, 1, 1, 1, 1]), (2, [4, 3, 2, 1, 0]), (5, [1, 0, 0, 0, 0])])
def test_win_chance_by_counting(size, wins):
    np.testing.assert_allclose(win_chance(5, size), np.array(wins) / sum(wins))


@pytest.mark.parametrize("size", [1, 3, 20])
def test_the_best_wins_as_often_as_it_is_drawn(size):
    assert win_chance(20, size)[0] == pytest.approx(size / 20)
    assert win_chance(20, size).sum() == pytest.approx(1)


def test_chances_by_rank_draws_shares():
    fig = figure(6, 3)
    chances_by_rank(fig.subplots(), 4, {2: [30, 20, 10, 0]})
    formula, marks = fig.axes[0].lines
    np.testing.assert_allclose(marks.get_ydata(), formula.get_ydata())
    assert cut_off(fig) == []


def test_population_picture_marks_parent_child_and_dead():
    fig = figure(7, 3.2)
    draw = population_picture(fig, 3, (0.6, 0.9), 7)
    trials = [Trial((), reward) for reward in (0.7, 0.8, 0.2)]
    rows = (None, None, (1,)), (None, None, (1, 2)), (2, 1, (2, 3))
    steps = [Step(trial, *row) for trial, row in zip(trials, rows, strict=True)]
    draw(steps, [0.7, 0.75, 0.3], [0.0, 2.0, 1.0], 3)
    left, right = fig.axes
    everyone, alive, parent, child, dies = (list(line.get_xdata()) for line in left.lines)
    assert (everyone, alive, parent, child, dies) == ([1, 2, 3], [2, 3], [2], [3], [1])
    assert left.lines[3].get_ydata() == pytest.approx([60])  # below the picture: at its lower edge
    assert list(right.lines[0].get_ydata()) == [0.0, 2.0, 1.0] and list(right.lines[1].get_ydata()) == [1.0]
    assert cut_off(fig) == []


def test_curves_draw_means():
    fig = figure(7, 3)
    left = fig.subplots()
    mean_curves(left, {"a": np.array([[1.0, 2.0], [3.0, 4.0]])}, first=20)
    assert left.lines[0].get_xydata().tolist() == [[20, 2], [21, 3]]


def test_the_step_of_evolution_is_drawn_within_its_frame():
    assert cut_off(one_step()) == []


def test_two_panels_by_sample_size():
    fig = figure(7, 3.4)
    panel = {"the oldest dies": [[60, 62], [80, 84]], "the worst dies": [[90, 92], [99, 100]]}
    by_sample_size(fig, [1, 5], {"no noise": panel, "noise": panel}, [(5, dict.fromkeys(panel, 70))])
    assert list(fig.axes[0].lines[0].get_ydata()) == [61, 82]
    assert list(fig.axes[1].lines[2].get_xydata()[0]) == [1, 70] and cut_off(fig) == []
