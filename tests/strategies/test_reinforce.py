"""REINFORCE against autograd (the gradient), torch's Adam (the path) and known failure rates."""

import numpy as np
import pytest
import torch

from nas_teach.evaluation.simulated import simulated
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.baselines import MovingAverage
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.strategies.reinforce import Reinforce, reinforce_gradient, simulate_reinforce, winners
from tests.strategies.landscapes import regrets

REWARDS, NOISE = (0.7, 0.9, 0.6), 0.02


def share_of_best(baseline, runs=20_000, seed=0, **kwargs):
    probs = simulate_reinforce(
        REWARDS, NOISE, steps=50, runs=runs, lr=0.1, baseline=baseline, seed=seed, **kwargs
    )
    return (probs[-1].argmax(1) == 1).mean()


@pytest.mark.parametrize("seed", [0, 1])
def test_known_shares_of_runs_that_end_on_the_best_kernel(seed):
    assert abs(share_of_best(None, seed=seed) - 0.63) < 0.03
    assert share_of_best(MovingAverage(), seed=seed) >= 0.99
    assert abs(share_of_best(MovingAverage(start=0.0), seed=seed) - 0.87) < 0.03


def test_gradient_equals_autograd():
    rng = np.random.default_rng(0)
    logits = torch.tensor(rng.normal(size=(50, 4)), requires_grad=True)
    choice, advantage = rng.integers(4, size=50), rng.normal(size=50)
    log_p = logits.log_softmax(1)[range(50), choice]
    (-log_p * torch.tensor(advantage)).sum().backward()
    ours = reinforce_gradient(logits.detach().softmax(1), choice, advantage)
    np.testing.assert_allclose(ours, logits.grad, atol=1e-6)


@pytest.mark.parametrize("baseline", [None, 0.5, MovingAverage(0.8), MovingAverage(0.9, start=0.0)])
def test_the_strategy_takes_the_simulated_path(baseline):
    """Told the choices and rewards of a simulated run, Reinforce ends where that run ends."""
    space, entropy = SearchSpace({"kernel": (3, 5, 7)}), 0.05
    probs = simulate_reinforce(REWARDS, 0.0, steps=30, runs=1, baseline=baseline, entropy=entropy, seed=5)[
        :, 0
    ]
    strategy, rng = Reinforce(space, lr=0.1, baseline=baseline, entropy=entropy), np.random.default_rng(5)
    for p in probs[:-1]:
        np.testing.assert_allclose(strategy.probs["kernel"], p, atol=2e-5)
        choice = int((rng.random((1, 1)) > p[:-1].cumsum()).sum())
        rng.standard_normal(1)
        strategy.tell((space.choices["kernel"][choice],), REWARDS[choice])
    np.testing.assert_allclose(strategy.probs["kernel"], probs[-1], atol=2e-5)


def test_shape_start_and_sum():
    probs = simulate_reinforce((0.1, 0.2, 0.3, 0.4), 0.1, steps=7, runs=11, seed=0)
    assert probs.shape == (8, 11, 4) and probs.dtype == np.float64
    np.testing.assert_allclose(probs.sum(2), 1)
    np.testing.assert_allclose(probs[0], 0.25)


def test_same_seed_same_runs_and_no_global_state():
    np.random.seed(0), torch.manual_seed(0)  # noqa: NPY002
    before = np.random.get_state()[1].copy(), torch.get_rng_state()  # noqa: NPY002
    first, again, other = (simulate_reinforce(REWARDS, 0.1, steps=5, runs=9, seed=s) for s in (1, 1, 2))
    Reinforce(SearchSpace({"k": (1, 2)})).ask()
    assert (first == again).all() and (first != other).any()
    assert (before[0] == np.random.get_state()[1]).all() and (before[1] == torch.get_rng_state()).all()  # noqa: NPY002


def test_a_baseline_is_not_shared_between_searches():
    average = MovingAverage()
    first = share_of_best(average, runs=100)
    assert share_of_best(average, runs=100) == first and average.start is None


def test_unless_told_otherwise_a_controller_has_a_baseline_of_its_own():
    first, second = (Reinforce(SearchSpace({"kernel": (3, 5, 7)})) for _ in range(2))
    first.tell((3,), 0.9)  # the average starts at the first reward, so there is nothing to learn from it
    np.testing.assert_allclose(first.probs["kernel"], 1 / 3)
    second.tell((3,), 0.1)
    second.tell((5,), 0.9)
    assert second.probs["kernel"].argmax() == 1


@pytest.mark.slow
def test_better_than_random_search_at_150_evaluations():
    ours, random = (regrets(kind, budget=150, seeds=20) for kind in (_reinforce, RandomSearch))
    assert ours.mean() < random.mean() / 2 and (ours <= random).mean() >= 0.7


def _reinforce(space, seed):
    return Reinforce(space, seed=seed)


def test_extremes_stay_finite():
    for rewards, noise, lr in (
        ((1e6, -1e6), 0.0, 10.0),
        ((0.0, 0.0, 0.0), 0.0, 0.1),
        ((0.5, 0.5), 100.0, 1e-6),
    ):
        probs = simulate_reinforce(rewards, noise, steps=300, runs=3, lr=lr, entropy=0.1, seed=0)
        assert np.isfinite(probs).all()


def test_a_probability_that_rounds_to_zero_has_no_entropy():
    probs = simulate_reinforce(REWARDS, NOISE, steps=200, runs=50, lr=100, entropy=0.1)
    assert (probs == 0).any() and np.isfinite(probs).all()


def test_a_baseline_may_be_a_number_of_numpy():
    assert share_of_best(np.float32(0.5)) == share_of_best(0.5)


def test_strong_entropy_keeps_the_policy_even():
    probs = simulate_reinforce(
        REWARDS, NOISE, steps=400, runs=50, baseline=MovingAverage(), entropy=10.0, seed=0
    )
    assert np.abs(probs[-1] - 1 / 3).max() < 0.1


def test_several_decisions_are_learnt_together():
    space = SearchSpace({"kernel": (3, 5, 7), "width": (8, 16)})
    strategy = Reinforce(space, baseline=MovingAverage(), seed=0)
    evaluate = simulated({arch: (arch.kernel == 5) + (arch.width == 16) for arch in space}, noise=0.1, seed=0)
    search(strategy, evaluate, 150)
    assert strategy.probs["kernel"].argmax() == 1 and strategy.probs["width"].argmax() == 1
    assert {name: len(p) for name, p in strategy.probs.items()} == {"kernel": 3, "width": 2}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"true_reward": (0.5,)}, "at least two finite numbers"),
        ({"true_reward": (0.5, float("nan"))}, "finite"),
        ({"noise": -0.1}, "noise.*got -0.1"),
        ({"noise": float("nan")}, "noise"),
        ({"steps": 0}, "steps and runs must be at least 1, got 0"),
        ({"runs": 0}, "steps and runs"),
        ({"lr": 0}, "lr must be a positive number, got 0"),
        ({"entropy": float("nan")}, "entropy must be a finite number, got nan"),
        ({"baseline": float("inf")}, "baseline must be"),
    ],
)
def test_bad_input(change, message):
    arguments = {"true_reward": REWARDS, "noise": NOISE, "steps": 5, "runs": 5} | change
    with pytest.raises((ValueError, TypeError), match=message):
        simulate_reinforce(**arguments)


def test_a_foreign_architecture_is_refused():
    with pytest.raises(ValueError, match="kernel must be one of"):
        Reinforce(SearchSpace({"kernel": (3, 5)})).tell((4,), 0.5)
    with pytest.raises(ValueError, match="lr"):
        Reinforce(SearchSpace({"kernel": (3, 5)}), lr=-1)


def constant_runs(*last, steps=10):
    """Probabilities that stay where they are; `last` holds one row for each run."""
    return np.repeat(np.array(last, dtype=float)[None], steps + 1, axis=0)  # (steps + 1, runs, choices)


def test_winners_counts_runs_and_surrounds_the_share():
    share, interval = winners(constant_runs(*[[0.1, 0.8, 0.1]] * 3, [0.5, 0.2, 0.3]))
    assert share.tolist() == [0.25, 0.75, 0]
    assert (interval[:, 0] <= share).all() and (share <= interval[:, 1]).all()
    assert interval[1] == pytest.approx([0.3006, 0.9544], abs=1e-4)  # Wilson 1927, 3 of 4


def test_a_tie_has_no_winner():
    share, interval = winners(constant_runs([1 / 3] * 3, [0.4, 0.4, 0.2], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]))
    assert share.tolist() == [0, 0.5, 0]
    assert (interval[0] == interval[2]).all()
