"""The Gaussian process of lesson 06: its numbers against scikit-learn, its pictures by what they show."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern

from nas_teach.lab.lesson_06.pictures import bells, conditioning, one_step
from nas_teach.lab.lesson_06.widget import CENTRE, EI, MEAN, RANDOM, SPREAD, posterior, steps_of_search
from nas_teach.lab.showing.style import figure
from nas_teach.strategies.bayes_opt import expected_improvement
from tests.lab.showing.figures import cut_off, overlapping

X = np.array([5.0, 6.5, 7.0, 9.0, 11.0])
Y = np.array([78.0, 81.0, 84.0, 86.0, 85.0])


@pytest.mark.parametrize("length", [0.5, 2.0, 8.0])
@pytest.mark.parametrize("noise", [0.1, 1.0, 4.0])
def test_posterior_is_that_of_scikit_learn(length, noise):
    new = np.linspace(4, 12, 9)
    process = GaussianProcessRegressor(Matern(length, nu=2.5), alpha=(noise / SPREAD) ** 2, optimizer=None)
    mean, std = process.fit(X[:, None], (Y - CENTRE) / SPREAD).predict(new[:, None], return_std=True)
    found = posterior(X, Y, new, length, noise)
    assert found[0] == pytest.approx(CENTRE + SPREAD * mean, abs=1e-8)
    assert found[1] == pytest.approx(SPREAD * std, abs=1e-6)


def test_far_away_nothing_is_known_and_one_measurement_is_shrunk_by_its_noise():
    mean, std = posterior([5.0], [88.0], np.array([5.0, 500.0]), 2.0, SPREAD)
    assert mean == pytest.approx([85.0, CENTRE]) and std == pytest.approx([SPREAD / 2**0.5, SPREAD])


@pytest.mark.parametrize("acquisition", [EI, MEAN, RANDOM])
def test_a_search_never_trains_twice_and_begins_as_told(acquisition):
    chosen = steps_of_search(X, Y, [1], 3, acquisition=acquisition)
    assert chosen[0] == 1 and sorted(chosen) == [0, 1, 2, 3, 4]


def test_the_next_one_has_the_greatest_expected_improvement_of_those_left():
    mean, std = posterior(X[[0, 3]], Y[[0, 3]], X, 2.0, 1.0)
    hope = expected_improvement(mean, std, mean[[0, 3]].max())
    assert steps_of_search(X, Y, [0, 3], 0)[-1] == max({1, 2, 4}, key=lambda i: hope[i])


def test_a_search_sees_only_what_it_measured():
    shown = steps_of_search(X, Y, [0, 3], 1)
    hidden = next(i for i in range(5) if i not in shown)
    changed = Y.copy()
    changed[hidden] = 0.0
    assert steps_of_search(X, changed, [0, 3], 1) == shown


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
    band = np.full(30, 82.0), np.ones(30), np.full((5, 30), 82.0)
    conditioning(fig, grid, {"none": (X[:0], Y[:0], *band), "two": (X[:2], Y[:2], *band)})
    assert [len(ax.lines) for ax in fig.axes] == [7, 7]  # mean, five curves, points
    assert len(fig.axes[1].lines[-1].get_xdata()) == 2 and cut_off(fig) == []
