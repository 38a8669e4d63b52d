"""Comparing strategies fairly: the same table, equal budgets, many seeds, judged by what no search has seen."""

from typing import NamedTuple

import numpy as np

from nas_teach.evaluation.benchmark import noisy_lookup
from nas_teach.search import incumbent, search
from nas_teach.statistics import mean_interval, paired_difference

RESAMPLES = 9999  # of the permutation test


def compare(strategies, bench, budget, seeds=30):
    """The test accuracy of what each strategy would hand over after 1, 2, ... `budget` evaluations.

    A search sees noisy rewards: each evaluation draws one of the table's trainings and sees its validation
    accuracy. The architecture that looks best to it is then judged by numbers that it could not see: the test
    accuracy, mean over the table's trainings.

    Args:    strategies: {name: function seed -> Strategy}. bench: a TabularBenchmark.
             seeds: number of searches a strategy, with the seeds 0, 1, 2, ...
    Returns: {name: float64 (seeds, budget)}. Equal rows of two strategies met the same noise.
    """
    return {
        name: np.array([_handed_over(make(seed), bench, budget, seed) for seed in range(seeds)])
        for name, make in strategies.items()
    }


class Standing(NamedTuple):
    """How a strategy did, and how far it is ahead of its rival. An interval is (mean, low, high)."""

    test: tuple
    ahead: tuple | None  # of the rival, seed by seed; None: it is the rival
    p: float | None  # of that lead, by Holm's correction for the number of strategies


def standings(results, rival, level=0.95):
    """Each strategy beside one rival: means, leads, and the chance of such a lead if there were none.

    The test flips the signs of the differences of pairs at random. Of many strategies one is ahead by luck
    sooner or later; corrected, 5 of 100 such comparisons at most have even one p of 0.05 or less by luck.

    Args:    results: {name: (seeds,) numbers}, as a column of `compare` gives them; equal places are pairs.
             rival: one of the names.
    Returns: {name: Standing}, the best mean first.
    Raises:  ValueError: a rival without results; lists of different lengths, or of fewer than two.
    Source:  Holm 1979, "A simple sequentially rejective multiple test procedure".
    """
    if rival not in results:
        raise ValueError(f"rival must be one of {', '.join(results)}, got {rival!r}")
    others = [name for name in results if name != rival]
    ahead = {name: paired_difference(results[name], results[rival], level) for name in others}
    p = _holm([_sign_flips(results[name], results[rival]) for name in others])
    p = dict(zip(others, p, strict=True))
    best_first = sorted(results, key=lambda name: -np.mean(results[name]))
    return {
        name: Standing(mean_interval(results[name], level), ahead.get(name), p.get(name))
        for name in best_first
    }


def _sign_flips(a, b):
    """How often the mean of `a - b` would lie as far from 0 if which one of a pair is which meant nothing."""
    from scipy.stats import permutation_test  # heavy: only when it is used

    return permutation_test(
        (a, b),
        lambda a, b, axis: np.mean(a - b, axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        random_state=0,
    ).pvalue


def _holm(p):
    """The corrected values: the least times the number of tests, the next times one less, never falling."""
    order, corrected = np.argsort(p), np.empty(len(p))
    corrected[order] = np.maximum.accumulate(np.sort(p) * np.arange(len(p), 0, -1)).clip(max=1)
    return corrected.tolist()


def noise_ceiling(bench, draws=1000, seed=0):
    """The test accuracy of the winner when every architecture of the table is trained once, on average: float.

    Where rewards are noisy, the winner of an exhaustive search is a lucky one, and on average not the best.
    """
    rewards, rng = bench.rewards(), np.random.default_rng(seed)
    drawn = rng.integers(rewards.shape[1], size=(draws, len(rewards)))
    winners = rewards[np.arange(len(rewards)), drawn].argmax(1)  # (draws,)
    test = np.array([bench.test(arch) for arch in bench.archs])
    return float(test[winners].mean())


def _handed_over(strategy, bench, budget, seed):
    trials = search(strategy, noisy_lookup(bench, seed), budget)
    return [bench.test(trial.arch) for trial in incumbent(trials)]
