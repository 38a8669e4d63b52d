"""The Gaussian process in the open, against scikit-learn; the search that follows it."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern

from nas_teach.strategies.bayes_opt import expected_improvement
from nas_teach.strategies.gaussian_process import EI, MEAN, RANDOM, Prior, matern, posterior, search_axis

X = np.array([5.0, 6.5, 7.0, 9.0, 11.0])
Y = np.array([78.0, 81.0, 84.0, 86.0, 85.0])
CENTRE, SPREAD = 82.0, 3.0
PRIOR = Prior(CENTRE, SPREAD)


@pytest.mark.parametrize("length", [0.5, 2.0, 8.0])
def test_the_kernel_is_that_of_scikit_learn(length):
    expected = Matern(length, nu=2.5)(X[:, None])
    np.testing.assert_allclose(matern(np.subtract.outer(X, X), length), expected)


def test_nothing_measured_leaves_the_prior():
    mean, std = posterior([], [], X, PRIOR)
    assert (mean == CENTRE).all() and (std == SPREAD).all()


@pytest.mark.parametrize("length", [0.5, 2.0, 8.0])
@pytest.mark.parametrize("noise", [0.1, 1.0, 4.0])
def test_posterior_is_that_of_scikit_learn(length, noise):
    new = np.linspace(4, 12, 9)
    process = GaussianProcessRegressor(Matern(length, nu=2.5), alpha=(noise / SPREAD) ** 2, optimizer=None)
    mean, std = process.fit(X[:, None], (Y - CENTRE) / SPREAD).predict(new[:, None], return_std=True)
    found = posterior(X, Y, new, Prior(CENTRE, SPREAD, length, noise))
    assert found[0] == pytest.approx(CENTRE + SPREAD * mean, abs=1e-8)
    assert found[1] == pytest.approx(SPREAD * std, abs=1e-6)


def test_far_away_nothing_is_known_and_one_measurement_is_shrunk_by_its_noise():
    mean, std = posterior([5.0], [88.0], [5.0, 500.0], Prior(CENTRE, SPREAD, 2.0, SPREAD))
    assert mean == pytest.approx([85.0, CENTRE]) and std == pytest.approx([SPREAD / 2**0.5, SPREAD])


@pytest.mark.parametrize("acquisition", [EI, MEAN, RANDOM])
def test_a_search_never_trains_twice_and_begins_as_told(acquisition):
    chosen = search_axis(X, Y, [1], 3, PRIOR, acquisition)
    assert chosen[0] == 1 and sorted(chosen) == [0, 1, 2, 3, 4]


def test_the_next_one_has_the_greatest_expected_improvement_of_those_left():
    mean, std = posterior(X[[0, 3]], Y[[0, 3]], X, PRIOR)
    hope = expected_improvement(mean, std, mean[[0, 3]].max())
    assert search_axis(X, Y, [0, 3], 0, PRIOR)[-1] == max({1, 2, 4}, key=lambda i: hope[i])


def test_a_search_sees_only_what_it_measured():
    shown = search_axis(X, Y, [0, 3], 1, PRIOR)
    hidden = next(i for i in range(5) if i not in shown)
    changed = Y.copy()
    changed[hidden] = 0.0
    assert search_axis(X, changed, [0, 3], 1, PRIOR) == shown
