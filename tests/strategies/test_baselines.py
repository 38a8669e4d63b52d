"""Baselines against plain loops."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from nas_teach.strategies.baselines import (
    Constant,
    MovingAverage,
    Recorded,
    as_baseline,
    gradient_moments,
    leave_one_out,
)
from nas_teach.strategies.reinforce import reinforce_gradient, simulate_reinforce


@pytest.mark.parametrize("start", [None, 0.0, 0.7])
def test_moving_average_gives_the_value_before_the_update(start):
    rewards, average = [0.5, 0.9, 0.1, 0.6], MovingAverage(0.8, start)
    value = rewards[0] if start is None else start
    for reward in rewards:
        assert average(reward) == pytest.approx(value)
        value = 0.8 * value + 0.2 * reward


def test_moving_average_of_many_runs_at_once():
    average, rewards = MovingAverage(0.5, start=0.0), np.array([1.0, 2.0])
    np.testing.assert_allclose(average(rewards), [0, 0])
    np.testing.assert_allclose(average(rewards), [0.5, 1.0])


@pytest.mark.parametrize("decay", [-0.1, 1.0, float("nan")])
def test_bad_decay(decay):
    with pytest.raises(ValueError, match="decay must be at least 0 and below 1"):
        MovingAverage(decay)


def test_as_baseline():
    assert as_baseline(None)(0.7) == 0 and as_baseline(0.5)(0.7) == 0.5 and as_baseline(2)(0.7) == 2
    for bad in ("moving average", float("nan"), [0.5]):
        with pytest.raises(TypeError, match="baseline must be None, a finite number or MovingAverage"):
            as_baseline(bad)


def test_leave_one_out_is_the_mean_of_the_others():
    rewards = np.random.default_rng(0).normal(size=(3, 5))
    expected = [[np.delete(row, i).mean() for i in range(5)] for row in rewards]
    np.testing.assert_allclose(leave_one_out(rewards), expected)
    for bad in ([0.5], 0.5, []):
        with pytest.raises(ValueError, match="at least 2 rewards"):
            leave_one_out(bad)


def test_a_fresh_average_has_no_memory():
    for used in (MovingAverage(0.5), MovingAverage(0.5, start=0.2)):
        first = [used(reward) for reward in (0.9, 0.1)]
        fresh = as_baseline(used)
        assert [fresh(reward) for reward in (0.9, 0.1)] == first == [used.fresh()(0.9), first[1]]
        assert used.start in (None, 0.2) and used(0.5) != first[0]


@pytest.mark.parametrize("start", [float("nan"), 1e39, "first", [0.5]])
def test_bad_start(start):
    with pytest.raises(ValueError, match="start must be a finite number, at most"):
        MovingAverage(start=start)
    with pytest.raises(ValueError, match="value must be a finite number, at most"):
        Constant(start)


@pytest.mark.parametrize("half", [Fraction(1, 2), Decimal("0.5"), np.float32(0.5)])
def test_any_kind_of_number_is_a_baseline(half):
    assert as_baseline(half)(0.7) == 0.5 and MovingAverage(half, half)(0.7) == 0.5


def test_a_recorded_baseline_changes_nothing_and_can_be_read():
    how = {"steps": 5, "runs": 4}
    average = Recorded(MovingAverage(0.5, start=0.0))
    recorded = simulate_reinforce((0.7, 0.9), 0.1, baseline=average, **how)
    assert (
        recorded == simulate_reinforce((0.7, 0.9), 0.1, baseline=MovingAverage(0.5, start=0.0), **how)
    ).all()
    assert np.shape(average.values) == (5, 4) and (average.values[0] == 0).all()
    constant = Recorded(Constant(0.3))
    assert constant(np.zeros(2)).tolist() == constant.values[0].tolist() == [0.3, 0.3]


@pytest.mark.parametrize("baseline", [0.0, 0.8, -3.0])
def test_moments_of_the_gradient_are_those_of_samples(baseline):
    probs, rewards = np.array([0.2, 0.5, 0.3]), np.array([0.7, 0.9, 0.6])
    drawn = np.random.default_rng(0).choice(3, 200_000, p=probs)
    gradients = -reinforce_gradient(np.tile(probs, (len(drawn), 1)), drawn, rewards[drawn] - baseline)
    variance, step, best = gradient_moments(probs, rewards, baseline)
    assert step == pytest.approx(gradients.mean(0), abs=0.02)
    assert variance == pytest.approx(gradients.var(0).sum(), rel=0.02)
    others = [gradient_moments(probs, rewards, best + aside)[0] for aside in (-0.05, 0, 0.05)]
    assert min(others) == others[1]
