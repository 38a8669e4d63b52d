"""What a space is worth: against brute force, and against known sums of squares."""

from itertools import combinations, product

import numpy as np
import pytest

from nas_teach.evaluation import NASBench201, best_of, edf_band, main_effects, pair_effects
from nas_teach.space import SearchSpace

SPACE = SearchSpace({"a": (1, 2), "b": ("x", "y", "z"), "c": (False, True)})
ARCHS = list(SPACE)


def test_edf_is_the_share_strictly_below():
    share, low, high = edf_band([0.1, 0.2, 0.2, 0.4], [0.1, 0.2, 0.3, 1])
    assert share.tolist() == [0, 0.25, 0.75, 1]
    half = np.sqrt(np.log(40) / 8)
    assert low == pytest.approx(np.clip(share - half, 0, 1)) and high == pytest.approx(
        np.clip(share + half, 0, 1)
    )


def test_the_band_holds_everywhere_at_once_as_often_as_it_says():
    rng, at = np.random.default_rng(0), np.linspace(0.01, 0.99, 99)
    bands = [edf_band(rng.random(50), at, level=0.8) for _ in range(400)]
    held = [bool(((low <= at) & (at <= high)).all()) for _, low, high in bands]
    assert np.mean(held) > 0.75  # of numbers from 0 to 1, the curve itself is `at`


def test_best_of_is_the_mean_over_all_draws():
    rewards, judged = [0.3, 0.9, 0.5, 0.5, 0.1], [3, 1, 2, 7, 5]
    for n in range(1, 6):
        winners = [max(drawn, key=lambda i: rewards[i]) for drawn in combinations(range(5), n)]
        assert best_of(rewards, n, judged) == pytest.approx(np.mean([judged[i] for i in winners]))
        assert best_of(rewards, n) == pytest.approx(np.mean([rewards[i] for i in winners]))


def test_main_effects_of_a_sum_add_up_to_one():
    rewards = [3 * a + {"x": 0, "y": 1, "z": 2}[b] for a, b, c in ARCHS]
    effects = main_effects(ARCHS, rewards)
    assert effects == pytest.approx({"a": 2.25 / (2.25 + 2 / 3), "b": (2 / 3) / (2.25 + 2 / 3), "c": 0})
    assert sum(pair_effects(ARCHS, rewards).values()) == pytest.approx(0, abs=1e-12)


def test_what_only_two_decisions_do_together_belongs_to_the_pair():
    rewards = [(a == 1) == c for a, b, c in ARCHS]
    assert sum(main_effects(ARCHS, rewards).values()) == pytest.approx(0)
    assert pair_effects(ARCHS, rewards) == pytest.approx({("a", "b"): 0, ("a", "c"): 1, ("b", "c"): 0})


def test_main_and_pair_effects_of_a_published_table_leave_something_to_more_decisions():
    bench = NASBench201.load()
    test = [bench.test(arch) for arch in bench.archs]
    alone, pairs = (effects(bench.archs, test) for effects in (main_effects, pair_effects))
    assert max(alone, key=alone.get) == "edge30" and len(pairs) == 15
    assert 0.28 < sum(alone.values()) < 0.30 and 0.38 < sum(pairs.values()) < 0.40


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: edf_band([], [0.1]), "at least one number"),
        (lambda: edf_band([0.1], [0.1], level=1), "between 0 and 1, got 1"),
        (lambda: best_of([0.1, 0.2], 3), "between 1 and 2, got 3"),
        (lambda: best_of([0.1, 0.2], 0), "at least 1, got 0"),
        (lambda: best_of([0.1, 0.2], 1, [0.1]), "one length"),
        (lambda: main_effects(ARCHS, [0.5] * len(ARCHS)), "not all equal"),
        (lambda: main_effects(ARCHS, [0.5]), "as many rewards"),
        (lambda: pair_effects(ARCHS[:-1], range(len(ARCHS) - 1)), "equally often, got 1 to 2"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_any_order_of_the_architectures_will_do():
    values = list(product((0.1, 0.5), (1.0, 0.2, 0.3), (0, 0.4)))
    rewards = np.array([np.prod(np.add(row, 1)) for row in values])
    order = np.random.default_rng(0).permutation(len(ARCHS))
    shuffled = [ARCHS[i] for i in order]
    assert main_effects(shuffled, rewards[order]) == pytest.approx(main_effects(ARCHS, rewards))
