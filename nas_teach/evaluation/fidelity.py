"""Fidelity in the benchmark: trainings that stop early and go on, and what they cost. Lesson 07."""

import numpy as np


def accuracies(bench):
    """Validation accuracy of everything after every epoch: float64 (archs, seeds, epochs)."""
    return np.array(
        [
            [
                [bench.reward(arch, seed, epoch) for epoch in range(1, bench.epochs + 1)]
                for seed in bench.seeds
            ]
            for arch in bench.archs
        ]
    )


def many_trainings(accuracies, num, runs=300, seed=0):
    """Draw `num` different architectures for each run, and for each of them one of its trainings.

    Args:    accuracies: (archs, seeds, epochs), as `accuracies` returns them.
    Returns: (seen, truth): seen (runs, num, epochs), what that training would show after each epoch; truth
             (runs, num), the mean over all trainings at the end. `num` falls to the number of architectures.
    """
    rng, (archs, seeds, _) = np.random.default_rng(seed), accuracies.shape
    drawn = rng.permuted(np.tile(np.arange(archs), (runs, 1)), axis=1)[:, :num]
    return accuracies[drawn, rng.integers(seeds, size=drawn.shape)], accuracies[drawn, :, -1].mean(2)


def one_training(bench, rng):
    """An evaluator (arch, epoch) -> accuracy that trains each architecture once and looks again later.

    The first look at an architecture draws one of the table's trainings (`rng` is a numpy.random.Generator);
    later looks, after more epochs, are at the same training. Make a new one for each bracket.
    """
    seeds = {}

    def evaluate(arch, epoch):
        arch = bench.space.require(arch)
        if arch not in seeds:
            seeds[arch] = bench.seeds[rng.integers(len(bench.seeds))]
        return bench.reward(arch, seeds[arch], epoch)

    return evaluate


def by_cost(brackets, bench, budget):
    """The test accuracy of what a search would hand over after the cost of 1, 2, ... `budget` full trainings.

    It hands over the best at the highest fidelity seen so far, by the rewards it has seen, and is judged by
    the test accuracy, mean over all trainings. Survivors train on, so an epoch is paid once: see `halving.budget`.

    Args:    brackets: an iterable, endless if you like, of brackets as `successive_halving` returns them,
             in epochs. A full training is a bracket of one architecture.
    Returns: float64 (budget,); NaN where nothing was seen, or where the brackets ended earlier.
    """
    curve, paid, best = np.full(budget, np.nan), 0, (0, -np.inf)
    for rounds in brackets:
        before = 0
        for fidelity, trials in rounds:
            for arch, reward in trials:
                paid += fidelity - before
                slot = -(-paid // bench.epochs) - 1  # the full training, counted from 0, that this falls into
                if slot >= budget:
                    return curve
                if (fidelity, reward) > best:
                    best = fidelity, reward
                    curve[slot:] = bench.test(arch)
            before = fidelity
    curve[-(-paid // bench.epochs) :] = np.nan
    return curve
