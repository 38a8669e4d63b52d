"""Comparing strategies fairly: the same table, equal budgets, many seeds, judged by what no search has seen."""

import numpy as np

from nas_teach.evaluation.benchmark import noisy_lookup
from nas_teach.search import incumbent, search


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
