"""The pictures of lesson 06, by what they show."""

import numpy as np

from nas_teach.lab.lesson_06.pictures import (
    bells,
    conditioning,
    handed_over,
    one_search,
    one_step,
    which_next,
    worlds_left,
)
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off, overlapping

X = np.array([5.0, 6.5, 7.0, 9.0, 11.0])
Y = np.array([78.0, 81.0, 84.0, 86.0, 85.0])


def test_one_step_shows_what_it_is_given():
    fig = figure(7.0, 4.2)
    draw = one_step(fig, X, Y)
    draw(X, Y + 1, np.ones(5), [3, 0], 4, np.array([0.1, 0.2, 0.3, 0.4, 9.0]))
    upper, lower = fig.axes
    lines = {line.get_label(): line for line in upper.lines}
    assert list(lines["trained"].get_xdata()) == [9.0, 5.0] and list(lines["newest"].get_xdata()) == [5.0]
    assert set(lines["next"].get_xdata()) == {11.0}
    assert lower.lines[-1].get_ydata()[-1] <= lower.get_ylim()[1]
    assert list(lower.lines[-1].get_xdata()) == [6.5, 7.0, 11.0]  # not what is trained
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_bells_write_each_improvement():
    fig = figure(6.5, 3.4)
    bells(fig.subplots(), "AB", np.array([85.0, 82.0]), np.array([1.0, 3.0]), 85.5, (0.2, 0.31))
    words = [text.get_text() for text in fig.axes[0].texts]
    assert words == ["A: EI 0.20", "B: EI 0.31", "best so far"]
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_conditioning_draws_a_panel_each():
    fig, grid = figure(7.0, 4.4), np.linspace(5, 11, 30)
    band = np.full(30, 82.0), np.ones(30)
    conditioning(fig, grid, {"none": (X[:0], Y[:0], *band), "two": (X[:2], Y[:2], *band)})
    assert [len(ax.lines) for ax in fig.axes] == [2, 2]  # mean, points
    assert len(fig.axes[1].lines[-1].get_xdata()) == 2 and cut_off(fig) == []


def test_worlds_that_are_left_stand_on_the_others():
    fig = figure(5.0, 3.0)
    worlds_left(fig, X, Y, X < 7)
    every, left = fig.axes[0].lines
    assert len(every.get_xdata()) == 5 and list(left.get_xdata()) == [5.0, 6.5] and cut_off(fig) == []


def test_one_search_shows_rewards_and_what_it_could_not_see():
    fig = figure(6.5, 3.0)
    one_search(fig.subplots(), [0.8, 0.9], [0.79, 0.85], start=1)
    _, rewards, test = fig.axes[0].lines
    assert list(rewards.get_ydata()) == [80, 90] and list(test.get_ydata()) == [79, 85] and cut_off(fig) == []


def test_the_next_ones_are_asked_about_by_letter():
    fig = figure(6.5, 2.8)
    which_next(fig.subplots(), X, Y, [0, 2], {"A": 1, "B": 4})
    (ax,) = fig.axes
    assert [text.get_text() for text in ax.texts] == ["A?", "B?"]
    assert list(ax.lines[0].get_xdata()) == [5.0, 7.0] and cut_off(fig) == [] and overlapping(fig) == []


def test_what_is_handed_over_stands_below_the_noise_ceiling():
    fig = figure(6.8, 4.0)
    handed_over(fig.subplots(), {"a": np.full((3, 16), 0.86)}, 0.864)
    words = [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    assert words == ["a", "noise ceiling"] and "test accuracy" in fig.axes[0].get_ylabel()
