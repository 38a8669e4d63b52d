"""Many architectures cheaply, few of them dearly: successive halving and Hyperband. Lesson 07."""

from typing import NamedTuple

import numpy as np

from nas_teach.checks import finite_reward, whole
from nas_teach.search import Trial


class Round(NamedTuple):
    """All trials at one fidelity. A round's price is fidelity x len(trials), in units of fidelity."""

    fidelity: int
    trials: list


def successive_halving(archs, evaluate, fidelities, eta=3):
    """Evaluate all at the lowest fidelity, keep the best 1 / eta, evaluate those at the next, and so on.

    Args:    archs: architectures. evaluate: a function (arch, fidelity) -> finite float, larger is better.
             fidelities: increasing, such as (1, 3, 9) epochs. eta: an integer, at least 2.
    Returns: list of Round, one a fidelity; round i has max(1, floor(len(archs) / eta^i)) trials.
    Raises:  ValueError: no archs, fidelities that do not increase, bad eta, a reward that is not finite.
    Source:  Jamieson & Talwalkar 2016, arXiv:1502.07943.
    """
    archs, fidelities = list(archs), list(fidelities)
    if not archs:
        raise ValueError("successive halving needs at least one architecture, got none")
    eta = _checked(fidelities, eta)
    rounds, num_archs = [], len(archs)
    for i, fidelity in enumerate(fidelities):
        survivors = archs[: max(1, num_archs // eta**i)]
        trials = [Trial(arch, finite_reward(arch, evaluate(arch, fidelity))) for arch in survivors]
        rounds.append(Round(fidelity, trials))
        archs = [trial.arch for trial in sorted(trials, key=lambda trial: -trial.reward)]
    return rounds


def simulate_halving(rewards, fidelities, eta=3):
    """Run `successive_halving` on many tables of rewards at once: who is evaluated at which fidelity.

    Args:    rewards: (runs, archs, looks), the reward of each architecture at each of the `fidelities`.
             fidelities, eta: as in `successive_halving`.
    Returns: float64 (runs, archs, looks): rank among those evaluated at that look, from 1; NaN for those that
             were dropped before. Of equals the one that was better before, or stood first, is ahead.
    Raises:  ValueError: rewards of another shape or that are not finite; bad fidelities or eta.
    """
    rewards = np.asarray(rewards, dtype=float)
    if rewards.ndim != 3 or not rewards.shape[1] or rewards.shape[2] != len(fidelities):
        raise ValueError(f"rewards must have the shape (runs, archs, {len(fidelities)}), got {rewards.shape}")
    if not np.isfinite(rewards).all():
        raise ValueError(f"rewards must be finite, got {rewards[~np.isfinite(rewards)][0]}")
    eta = _checked(fidelities, eta)
    ranks = np.full(rewards.shape, np.nan)
    order = np.broadcast_to(np.arange(rewards.shape[1]), rewards.shape[:2])  # (runs, alive), the best first
    for i in range(len(fidelities)):
        alive = order[:, : max(1, rewards.shape[1] // eta**i)]
        best_first = np.argsort(-np.take_along_axis(rewards[:, :, i], alive, 1), kind="stable", axis=1)
        order = np.take_along_axis(alive, best_first, 1)
        np.put_along_axis(ranks[:, :, i], order, np.arange(1.0, order.shape[1] + 1)[None], 1)
    return ranks


def growing_fidelities(lowest, highest, eta=3):
    """lowest, lowest x eta, ... and at last `highest`: a tuple that increases. (1, 6, 3) gives (1, 3, 6).

    Raises:  ValueError: not whole numbers with 1 <= lowest <= highest, eta below 2.
    """
    lowest, highest, eta = whole("lowest", lowest), whole("highest", highest), whole("eta", eta, 2)
    if lowest > highest:
        raise ValueError(f"lowest must not be above highest, got {lowest} and {highest}")
    steps = []
    while lowest < highest:
        steps.append(lowest)
        lowest *= eta
    return (*steps, highest)


def brackets(max_fidelity=81, eta=3):
    """Hyperband's plan: from many architectures at low fidelity to few at the full one.

    Args:    max_fidelity: R, an integer of at least 1. eta: an integer of at least 2.
    Returns: list of (number of architectures, fidelities). For 81 and 3: 81, 34, 15, 8, 5 architectures.
    Source:  Li et al. 2018, arXiv:1603.06560, algorithm 1. Implementations differ in how they round:
             here n = ceil((s_max + 1) / (s + 1) x eta^s) and fidelity = floor(R / eta^i).
    """
    max_fidelity, eta = whole("max_fidelity", max_fidelity), whole("eta", eta, 2)
    s_max = 0  # floor(log_eta R), without the rounding error of a logarithm
    while eta ** (s_max + 1) <= max_fidelity:
        s_max += 1
    return [
        (
            -(-(s_max + 1) * eta**s // (s + 1)),  # a ceiling, in integers
            tuple(max_fidelity // eta**i for i in range(s, -1, -1)),
        )
        for s in range(s_max, -1, -1)
    ]


def hyperband(sample, evaluate, max_fidelity=81, eta=3):
    """Successive halving in several brackets, because nobody knows how far low fidelity can be trusted.

    Args:    sample: a function () -> arch, such as RandomSearch(space).ask.
             evaluate, max_fidelity, eta: as in `successive_halving` and `brackets`.
    Returns: list of brackets, each a list of Round; the last round of each is at full fidelity.
    Source:  Li et al. 2018, arXiv:1603.06560, algorithm 1.
    """
    return [
        successive_halving([sample() for _ in range(num_archs)], evaluate, fidelities, eta)
        for num_archs, fidelities in brackets(max_fidelity, eta)
    ]


def budget(rounds, resume=False):
    """What the rounds of one bracket cost, in units of fidelity (epochs, say).

    Args:    resume: True when survivors train on from where they stopped, so that only the rest is paid.
    """
    paid = [0, *(r.fidelity for r in rounds)] if resume else [0] * len(rounds)
    return sum((r.fidelity - before) * len(r.trials) for r, before in zip(rounds, paid, strict=False))


def _checked(fidelities, eta):
    """The eta of a bracket, an int. Raises ValueError where it or the fidelities would not do."""
    if not len(fidelities) or any(a >= b for a, b in zip(fidelities, fidelities[1:], strict=False)):
        raise ValueError(f"fidelities must increase, as (1, 3, 9) does, got {fidelities}")
    return whole("eta", eta, 2)
