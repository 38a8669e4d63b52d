"""Bayesian optimisation: improvement against integration, the posterior against its formula, the search."""

import warnings
from itertools import product

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern

from nas_teach.search import Trial, search
from nas_teach.space import SearchSpace
from nas_teach.strategies.bayes_opt import (
    LENGTHS,
    NOISES,
    BayesianOptimization,
    expected_improvement,
    lift_failures,
)
from nas_teach.strategies.random_search import RandomSearch
from tests.strategies.landscapes import SPACE, landscape, regrets

LARGE = SearchSpace({name: tuple(range(5)) for name in "abcdef"})  # 15,625: more than the pool holds


def asked_and_told(space, reward, count, **settings):
    strategy = BayesianOptimization(space, **settings)
    return strategy, search(strategy, reward, count)


@pytest.mark.parametrize(("mean", "std", "best"), [(0.8, 0.1, 0.9), (0.9, 0.02, 0.8), (-3.0, 2.0, -3.0)])
def test_expected_improvement_is_the_mean_of_what_exceeds_the_best(mean, std, best):
    def exceeds(reward):
        return (reward - best) * norm.pdf(reward, mean, std)

    integral = quad(exceeds, best, mean + 12 * std)[0]
    assert expected_improvement(mean, std, best) == pytest.approx(integral, rel=1e-6)


def test_expected_improvement_where_it_is_known():
    np.testing.assert_allclose(
        expected_improvement([1.0, 1.0], [0.5, 2.0], 1.0), [0.5 / np.sqrt(2 * np.pi), 2 / np.sqrt(2 * np.pi)]
    )
    np.testing.assert_array_equal(expected_improvement([0.7, 0.9], [0.0, 0.0], 0.8), [0.0, 0.9 - 0.8])
    assert expected_improvement(-1e3, 1e-3, 0.0) == 0 and expected_improvement(2.0, 1.0, 0.0) >= 2.0
    with pytest.raises(ValueError, match="std must be 0 or more, got -0.1"):
        expected_improvement([0.5, 0.5], [0.1, -0.1], 0.4)


def test_expected_improvement_grows_with_the_mean_and_with_the_doubt():
    line = np.linspace(0, 1, 50)
    assert (np.diff(expected_improvement(line, 0.1, 0.5)) > 0).all()
    assert (np.diff(expected_improvement(0.4, line[1:], 0.5)) > 0).all()


def matern(x, z, length):
    """Rasmussen & Williams 2006, eq. 4.17."""
    r = np.sqrt(5) * np.linalg.norm(x[:, None] - z[None], axis=2) / length
    return (1 + r + r**2 / 3) * np.exp(-r)


def textbook(history, archs, length, noise, encode):
    """Mean and deviation by Rasmussen & Williams 2006, eq. 2.25 and 2.26, on standardised rewards."""
    x, y = np.array([encode(t.arch) for t in history]), lift_failures([t.reward for t in history])
    z = np.array([encode(arch) for arch in archs])
    inverse = np.linalg.inv(matern(x, x, length) + noise * np.eye(len(x)))
    mean = y.mean() + y.std() * matern(z, x, length) @ inverse @ ((y - y.mean()) / y.std())
    variance = 1 - np.einsum("ij,jk,ik->i", matern(z, x, length), inverse, matern(z, x, length))
    return mean, y.std() * np.sqrt(variance)


def scales(strategy, history, encode=SPACE.encode):
    """The one (length, noise) of the grid with which the textbook has the posterior of the strategy."""
    new = list(strategy.space)[:: len(strategy.space) // 20]
    [found] = [
        pair
        for pair in product(LENGTHS, NOISES)
        if np.allclose(strategy.posterior(new), textbook(history, new, *pair, encode), rtol=1e-6)
    ]
    return found


@pytest.mark.parametrize("space", [SPACE, LARGE])
@pytest.mark.parametrize("encoding", ["one-hot", "ordinal"])
def test_the_posterior_is_the_one_of_the_textbook(space, encoding):
    last = np.array([len(values) - 1 for values in space.choices.values()])
    encode = space.encode if encoding == "one-hot" else lambda arch: space.indices(arch) / last
    assert scales(*asked_and_told(space, lambda arch: np.sin(sum(arch)), 25, encoding=encoding), encode)


def test_the_scales_are_the_likeliest_of_the_grid():
    """Each likelihood once more, from a process of its own that was made with these scales."""
    strategy, history = asked_and_told(SPACE, landscape(2).__getitem__, 40)
    known = history[:38]  # the scales are chosen anew at 25, 38, 57 ... trials
    x = np.array([SPACE.encode(trial.arch) for trial in known])
    y = lift_failures([trial.reward for trial in known])
    likelihood = {}
    for length, noise in product(LENGTHS, NOISES):
        process = GaussianProcessRegressor(
            Matern(length, nu=2.5), alpha=noise, optimizer=None, normalize_y=True
        )
        likelihood[length, noise] = process.fit(x, y).log_marginal_likelihood_value_
    assert scales(strategy, history) == max(likelihood, key=likelihood.get)


def test_looking_at_the_posterior_does_not_disturb_the_search():
    watched, left_alone = (BayesianOptimization(SPACE, seed=1) for _ in range(2))
    for _ in range(25):
        archs = watched.ask(), left_alone.ask()
        assert archs[0] == archs[1]
        for strategy in (watched, left_alone):
            strategy.tell(archs[0], landscape(1)[archs[0]])
        watched.posterior([archs[0]])


def test_noise_is_told_from_structure():
    rng = np.random.default_rng(0)
    for spread, noise in ((0.0, min(NOISES)), (1.5, max(NOISES))):
        strategy, told = BayesianOptimization(SPACE), []
        for _ in range(150):
            arch = SPACE.sample(rng)
            told.append(Trial(arch, arch.d0 + arch.d1 - arch.d2 + spread * rng.standard_normal()))
            strategy.tell(*told[-1])
        length, found = scales(strategy, told)
        assert length >= 2 and found == noise


def test_failures_are_lifted_and_nothing_else_is():
    np.testing.assert_allclose(lift_failures([0.1, 0.8, 0.9, 0.85, 0.0]), [0.7, 0.8, 0.9, 0.85, 0.7])
    np.testing.assert_allclose(lift_failures([0.5, 0.6, 0.7]), [0.5, 0.6, 0.7])
    np.testing.assert_allclose(lift_failures([0.3]), [0.3])


@pytest.mark.parametrize("space", [SPACE, LARGE])
@pytest.mark.parametrize("reward", [sum, lambda arch: 0.5, lambda arch: -1e9 * (arch[0] == 0)])
def test_nothing_is_asked_twice_and_nothing_warns(space, reward):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _, history = asked_and_told(space, reward, 40)
    assert len({trial.arch for trial in history}) == 40


def test_unanswered_questions_are_not_asked_again_and_spread():
    strategy, twin = BayesianOptimization(LARGE), BayesianOptimization(LARGE)
    assert len({strategy.ask() for _ in range(20)}) == 20  # with no answer at all
    for arch in list(LARGE)[::700]:
        for one in (strategy, twin):
            one.tell(arch, float(sum(arch)))
    waiting = [strategy.ask() for _ in range(15)]
    assert len(set(waiting)) == 15
    assert (strategy.posterior(waiting)[1] < twin.posterior(waiting)[1] / 2).all()  # no doubt left to explore


def test_a_small_space_is_exhausted_then_asked_again():
    space = SearchSpace({"a": (0, 1), "b": (0, 1), "c": ("only",)})
    for encoding in ("one-hot", "ordinal"):
        _, history = asked_and_told(space, lambda arch: arch.a + arch.b, 10, num_initial=2, encoding=encoding)
        assert {trial.arch for trial in history[:4]} == set(space)


def test_the_last_architecture_is_found_and_each_is_asked_for_once():
    space = SearchSpace({"a": tuple(range(10)), "b": tuple(range(10))})
    strategy, archs = BayesianOptimization(space), list(space)
    for arch in archs[:41] + archs[42:]:
        strategy.tell(arch, float(arch.a))
    assert strategy.ask() == archs[41]
    strategy = BayesianOptimization(SearchSpace({"a": (0, 1, 2), "b": (0, 1)}))
    assert len({strategy.ask() for _ in range(6)}) == 6  # none answered


def test_the_same_architecture_may_be_told_with_different_rewards():
    strategy = BayesianOptimization(SPACE, num_initial=2)
    for reward in (0.1, 0.5, 0.9):
        strategy.tell(next(iter(SPACE)), reward)
    mean, std = strategy.posterior([next(iter(SPACE))])
    assert 0.4 < mean[0] < 0.6 and std[0] > 0 and strategy.ask() in SPACE


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"encoding": "binary"}, 'must be "one-hot" or "ordinal", got \'binary\''),
        ({"num_initial": 0}, "must be at least 1, got 0 and 1000"),
        ({"pool_size": 0}, "must be at least 1, got 10 and 0"),
    ],
)
def test_bad_input(settings, message):
    with pytest.raises(ValueError, match=message):
        BayesianOptimization(SPACE, **settings)


def test_no_model_of_nothing():
    with pytest.raises(ValueError, match="knows no trial yet"):
        BayesianOptimization(SPACE).posterior([next(iter(SPACE))])
    with pytest.raises(ValueError, match="d0 must be one of"):
        BayesianOptimization(SPACE).tell((9, 0, 0, 0, 0, 0, 0), 0.5)


@pytest.mark.slow
def test_fifty_evaluations_beat_a_hundred_and_fifty_of_random_search():
    ours = regrets(lambda space, seed: BayesianOptimization(space, seed=seed), budget=50, seeds=24)
    random = regrets(RandomSearch, budget=150, seeds=24)
    assert ours.mean() < random.mean() / 2 and (ours <= random).mean() >= 0.7
