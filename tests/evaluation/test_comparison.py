"""Comparisons of strategies: judged by the truth, equal noise, intervals and the ceiling against oracles."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_rel

from nas_teach.evaluation import comparison
from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.comparison import compare, noise_ceiling, standings
from nas_teach.statistics import mean_interval, paired_difference
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


def test_standings_give_means_leads_and_tests_that_know_how_many_they_are():
    rng = np.random.default_rng(0)
    results = {"rival": rng.normal(0, 1, 40)}
    for name, lead in (("far ahead", 0.5), ("level", 0.0), ("behind", -0.2)):
        results[name] = results["rival"] + lead + rng.normal(0, 0.5, 40)
    found = standings(results, "rival")
    assert list(found) == sorted(results, key=lambda name: -results[name].mean())
    assert found["rival"].ahead is None and found["rival"].p is None
    p = {}
    for name, standing in found.items():
        assert standing.test == pytest.approx(mean_interval(results[name]))
        if name != "rival":
            assert standing.ahead == pytest.approx(paired_difference(results[name], results["rival"]))
            p[name] = ttest_rel(
                results[name], results["rival"]
            ).pvalue  # nearly the same, for these are normal
    (least, first), (middle, second), (most, third) = sorted((value, name) for name, value in p.items())
    assert found[first].p == pytest.approx(3 * least, abs=3e-3)
    assert found[second].p == pytest.approx(max(3 * least, 2 * middle), abs=0.03)
    assert found[third].p == pytest.approx(max(3 * least, 2 * middle, most), abs=0.05)


def test_a_lead_of_nothing_is_no_lead_and_few_pairs_are_all_tried():
    same = np.arange(5.0)
    found = standings({"a": same, "b": same, "c": same + [1, 2, 1, 2, 1]}, "a")
    assert found["b"].p == 1 and found["c"].p == 2 * 2 / 2**5  # two tests; two of 32 ways to flip signs
    assert found["b"].ahead == pytest.approx((0, 0, 0))


def test_false_alarms_are_as_rare_as_they_say(monkeypatch):
    monkeypatch.setattr(comparison, "RESAMPLES", 199)
    rng, alarms = np.random.default_rng(1), 0
    for _ in range(200):
        found = standings({name: rng.normal(size=12) for name in "abcd"}, "a")
        alarms += min(found[name].p for name in "bcd") <= 0.05
    assert alarms / 200 < 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5


def test_standings_need_a_rival_and_pairs():
    with pytest.raises(ValueError, match="rival must be one of a, b, got 'c'"):
        standings({"a": [1, 2], "b": [1, 2]}, "c")
    with pytest.raises(ValueError, match=r"pairs need two lists of one shape.*\(3,\) and \(2,\)"):
        standings({"a": [1, 2], "b": [1, 2, 3]}, "a")


def test_the_ceiling_is_the_optimum_without_noise_and_below_it_with():
    assert noise_ceiling(table([0.5, 0.5], [0.7, 0.7])) == pytest.approx(0.7)
    # choice 0 has 0.4 or 0.8 (mean 0.6), choice 1 always 0.7: each wins half of the time
    assert noise_ceiling(table([0.4, 0.8], [0.7, 0.7]), draws=20_000) == pytest.approx(0.65, abs=0.002)
