"""Rewards against values worked out by hand; the Pareto front against its definition, point by point."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nas_teach.hardware.objectives import latency_aware, linear_reward, mnasnet_reward, pareto_front
from nas_teach.search import best, search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch


def test_linear_reward_by_hand():
    assert linear_reward(0.9, 10, 20) == pytest.approx(0.9 - 0.1 - 0.1)
    assert linear_reward(0.9, 10, 20, latency_weight=0, size_weight=0.02) == pytest.approx(0.5)
    rewards = linear_reward(np.array([0.9, 0.8]), np.array([10.0, 5.0]), np.array([0.0, 2.0]))
    assert rewards.tolist() == pytest.approx([0.8, 0.74])


def test_mnasnet_reward_by_hand():
    assert mnasnet_reward(0.75, 80, 80) == 0.75
    assert mnasnet_reward(0.8, 160, 80) == pytest.approx(0.8 * 2**-0.07)
    assert mnasnet_reward(0.8, 40, 80) == pytest.approx(0.8 * 2**0.07)  # soft: faster than asked pays
    assert mnasnet_reward(0.8, 20, 80, w=-0.5) == pytest.approx(1.6)
    rewards = mnasnet_reward(np.array([0.8, 0.8]), np.array([40, 160]), 80, w=-1)
    assert rewards.tolist() == pytest.approx([1.6, 0.4])


def test_twice_the_latency_for_five_per_cent_more_accuracy_is_a_fair_exchange():
    w = -math.log2(1.05)
    assert w == pytest.approx(-0.0704, abs=5e-5)
    assert mnasnet_reward(0.7 * 1.05, 160, 80, w) == pytest.approx(mnasnet_reward(0.7, 80, 80, w))


def test_the_hard_constraint_is_free_up_to_the_target_and_dear_above():
    latencies = np.array([10, 80, 160])
    rewards = mnasnet_reward(0.8, latencies, 80, w=0, w_above=-1)
    assert rewards.tolist() == pytest.approx([0.8, 0.8, 0.4])


def test_wrong_prices():
    with pytest.raises(ValueError, match="w must not be greater than 0, got 0.07: .* a slow network"):
        mnasnet_reward(0.8, 80, 80, w=0.07)
    with pytest.raises(ValueError, match="w_above must not be greater than 0, got 1"):
        latency_aware(len, len, 80, w_above=1)
    with pytest.raises(ValueError, match="target must be a number greater than 0, got 0"):
        latency_aware(len, len, 0)
    with pytest.raises(ValueError, match="latency must be greater than 0, got -1"):
        mnasnet_reward(0.8, -1, 80)
    with pytest.raises(ValueError, match="latency must be greater than 0, got nan"):
        mnasnet_reward(0.8, math.nan, 80)
    with pytest.raises(ValueError, match="size_weight must be at least 0, got -1"):
        linear_reward(0.8, 1, 1, size_weight=-1)
    with pytest.raises(ValueError, match="latency_weight must be at least 0, got nan"):
        linear_reward(0.8, 1, 1, latency_weight=math.nan)
    with pytest.raises(ValueError, match="latency must be at least 0, got -2"):
        linear_reward(0.8, -2, 1)
    with pytest.raises(ValueError, match=r"size must be at least 0, got \[ 1. nan\]"):
        linear_reward(0.8, 1, np.array([1, math.nan]))


def test_accuracies_in_per_cent_missing_latencies_and_several_targets():
    for reward in (linear_reward, mnasnet_reward):
        with pytest.raises(ValueError, match="accuracy must lie between 0 and 1 .not in per cent., got 87"):
            reward(87, 1, 1)
        with pytest.raises(ValueError, match="accuracy must lie between 0 and 1 .*nan"):
            reward([0.8, math.nan], 1, 1)
    with pytest.raises(ValueError, match="latency must be greater than 0, got nan"):
        latency_aware(lambda arch: 0.8, {}.get, 1)("a network that nobody has timed")
    for target in (None, [1, 2], math.nan):
        with pytest.raises(ValueError, match="target must be a number greater than 0, got"):
            latency_aware(len, len, target)


def test_lists_are_arrays():
    assert mnasnet_reward([0.8, 0.8], [40, 160], 80, w=-1).tolist() == pytest.approx([1.6, 0.4])
    assert linear_reward([0.9, 0.8], [10, 5], [0, 2]).tolist() == pytest.approx([0.8, 0.74])


def test_one_exponent_makes_the_target_a_mere_scale_and_two_do_not():
    """Lesson 10's exercise 10.4, for any networks."""
    rng = np.random.default_rng(0)
    accuracy, latency = 0.9 * rng.random(50) + 0.1, rng.random(50) + 0.1
    orders = [np.argsort(mnasnet_reward(accuracy, latency, target)).tolist() for target in (0.2, 1, 30)]
    assert orders[0] == orders[1] == orders[2]
    hard = {int(mnasnet_reward(accuracy, latency, target, 0, -9).argmax()) for target in (0.15, 0.3, 1)}
    assert len(hard) > 1


def test_latency_aware_composes_with_any_search():
    space = SearchSpace({"kernel": (3, 5, 7)})
    accuracy, latency = {3: 0.80, 5: 0.82, 7: 0.83}, {3: 1.0, 5: 1.2, 7: 4.0}
    evaluate = latency_aware(lambda arch: accuracy[arch.kernel], lambda arch: latency[arch.kernel], 1.0)
    reward = evaluate(space.arch(7))
    assert type(reward) is float and reward == pytest.approx(0.83 * 4**-0.07)
    assert best(search(RandomSearch(space), evaluate, 30)).arch.kernel == 5


def by_definition(points, goals):
    """Every point against every other."""
    sign = [1 if goal == "max" else -1 for goal in goals]
    scores = [[s * value for s, value in zip(sign, point, strict=True)] for point in points]

    def beats(a, b):
        pairs = list(zip(a, b, strict=True))
        return all(x >= y for x, y in pairs) and any(x > y for x, y in pairs)

    return {i for i, mine in enumerate(scores) if not any(beats(other, mine) for other in scores)}


def clouds(num_objectives):
    value = st.integers(0, 5) | st.floats(-3, 3)  # small integers make ties and equal points
    return st.lists(st.tuples(*[value] * num_objectives), min_size=1, max_size=40)


goal = st.sampled_from(["max", "min"])


@given(clouds(2), st.tuples(goal, goal))
def test_two_objectives_by_definition(points, goals):
    front = pareto_front(points, goals)
    assert set(front) == by_definition(points, goals) and len(set(front)) == len(front)


@given(clouds(3), st.tuples(goal, goal, goal))
def test_three_objectives_by_definition(points, goals):
    front = pareto_front(points, goals)
    assert set(front) == by_definition(points, goals) and len(set(front)) == len(front)


@given(clouds(2))
def test_a_constant_third_objective_changes_nothing(points):
    flat = [(*point, 1.0) for point in points]
    assert pareto_front(points) == pareto_front(flat, ("max", "min", "min"))


def test_a_front_by_hand_from_the_best_accuracy_down():
    accuracy_and_latency = [(0.7, 1.0), (0.9, 5.0), (0.8, 2.0), (0.8, 3.0), (0.6, 1.0), (0.8, 2.0)]
    assert pareto_front(accuracy_and_latency) == [1, 2, 5, 0]
    assert pareto_front(accuracy_and_latency, ("max", "max")) == [1]
    assert pareto_front(accuracy_and_latency, ("min", "min")) == [4]


def test_what_wins_under_any_prices_lies_on_the_front():
    rng = np.random.default_rng(0)
    accuracy, latency, size = rng.random((3, 300))
    front = pareto_front(np.stack([accuracy, latency, size], 1), ("max", "min", "min"))
    for latency_weight, size_weight in rng.random((50, 2)):
        rewards = linear_reward(
            accuracy, latency, size, latency_weight=latency_weight, size_weight=size_weight
        )
        assert rewards.argmax() in front


def test_a_front_of_everything_is_still_fast():
    x = np.arange(20_000)
    start = time.process_time()
    assert pareto_front(np.stack([x, x], 1)) == x[::-1].tolist()
    assert time.process_time() - start < 5  # comparing all pairs would take minutes


def test_points_and_goals_that_do_not_fit():
    with pytest.raises(ValueError, match=r'goals must be "max" or "min" for each of the 3 columns, got .*'):
        pareto_front([(1, 2, 3)])
    with pytest.raises(ValueError, match="got .'maximise', 'min'."):
        pareto_front([(1, 2)], ("maximise", "min"))
    with pytest.raises(ValueError, match=r"points must have the shape .*, got \(3,\)"):
        pareto_front([1, 2, 3])
    with pytest.raises(ValueError, match=r"points must be finite numbers, got \[1.0, nan\] in row 1"):
        pareto_front([(1, 2), (1, math.nan)])
    with pytest.raises(ValueError, match=r"points must have the shape .*, got \(0,\)"):
        pareto_front([])
