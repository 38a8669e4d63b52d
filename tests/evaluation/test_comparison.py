"""Comparisons of strategies: judged by the truth, equal noise, intervals and the ceiling against oracles."""

import numpy as np
import pandas as pd
import pytest

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.comparison import compare, noise_ceiling
from nas_teach.strategies.random_search import RandomSearch


def table(*rewards, test=None):
    """A benchmark of one decision: a row of rewards (one a seed) for each architecture; `test` is the same."""
    tests = rewards if test is None else test
    rows = [(i, seed, r, tests[i][seed]) for i, row in enumerate(rewards) for seed, r in enumerate(row)]
    return FashionBench(pd.DataFrame(rows, columns=["choice", "seed", "validation_1", "test"]))


class InOrder:
    """Asks for 0, 1, 2, ... whatever it is told."""

    def __init__(self, bench):
        self.archs = iter(bench.archs)

    def ask(self):
        return next(self.archs)

    def tell(self, arch, reward):
        pass


def test_the_incumbent_by_noisy_rewards_is_judged_by_the_mean():
    bench = table([0.5, 0.5], [0.1, 0.8], [0.6, 0.6])  # choice 1 looks best or worst, and is worst
    curves = compare({"in order": lambda seed: InOrder(bench)}, bench, budget=3, seeds=40)["in order"]
    assert {tuple(row) for row in curves.round(6)} == {(0.5, 0.5, 0.6), (0.5, 0.45, 0.45)}


def test_winners_are_judged_by_test_accuracies_that_no_search_sees():
    bench = table([0.5, 0.5], [0.7, 0.7], test=[[0.4, 0.6], [0.1, 0.3]])
    curves = compare({"in order": lambda seed: InOrder(bench)}, bench, budget=2, seeds=3)["in order"]
    assert curves.tolist() == [[0.5, pytest.approx(0.2)]] * 3
    assert noise_ceiling(bench) == pytest.approx(0.2)


def test_every_strategy_meets_the_same_noise_and_seeds_differ():
    bench = table(*np.random.default_rng(0).random((20, 3)))
    make = lambda seed: RandomSearch(bench.space, seed=seed)  # noqa: E731
    curves = compare({"a": make, "b": make}, bench, budget=15, seeds=5)
    assert (curves["a"] == curves["b"]).all() and curves["a"].shape == (5, 15)
    assert len({tuple(row) for row in curves["a"]}) == 5


def test_the_ceiling_is_the_optimum_without_noise_and_below_it_with():
    assert noise_ceiling(table([0.5, 0.5], [0.7, 0.7])) == pytest.approx(0.7)
    # choice 0 has 0.4 or 0.8 (mean 0.6), choice 1 always 0.7: each wins half of the time
    assert noise_ceiling(table([0.4, 0.8], [0.7, 0.7]), draws=20_000) == pytest.approx(0.65, abs=0.002)
