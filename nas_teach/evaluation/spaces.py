"""What a search space is worth: its error distribution, its expected winner, what each decision explains."""

from itertools import combinations

import numpy as np
from scipy.special import gammaln

from nas_teach.checks import whole


def edf_band(errors, at, level=0.95):
    """The error distribution (EDF) of a space, from a sample, with its band: (share, low, high).

    The share of sampled architectures with an error below each number of `at`. The band is that of Dvoretzky,
    Kiefer and Wolfowitz: with probability `level` the space's own curve lies inside of it everywhere at once.

    Args:    errors: (n,) numbers, n >= 1. at: (m,) numbers. level: of confidence, between 0 and 1.
    Returns: three float64 arrays (m,), all in [0, 1].
    Raises:  ValueError: no errors, or a level out of range.
    Source:  Radosavovic and others 2020, arXiv:2003.13678, eq. 1; Massart 1990 for the band. Lesson 12.
    """
    errors = np.asarray(errors, dtype=float)
    if errors.ndim != 1 or not len(errors):
        raise ValueError(f"errors must be a list of at least one number, got shape {errors.shape}")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level!r}")
    share = np.array([np.mean(errors < threshold) for threshold in at])
    half = np.sqrt(np.log(2 / (1 - level)) / (2 * len(errors)))
    return share, np.maximum(share - half, 0), np.minimum(share + half, 1)


def best_of(rewards, n, judged=None):
    """What random search hands over on average after `n` different architectures of a space: float.

    Exact, without a simulation: of the n draws the one with the best reward is handed over.

    Args:    rewards: (size of the space,) as the search sees them. n: 1 to the size.
             judged: (size,) how good each is when it is judged; None: by its reward. Of equal rewards the
             first wins.
    Raises:  ValueError: lengths differ; n out of range.
    """
    rewards = np.asarray(rewards, dtype=float)
    judged = rewards if judged is None else np.asarray(judged, dtype=float)
    if rewards.ndim != 1 or rewards.shape != judged.shape:
        raise ValueError(f"rewards and judged need one length, got shapes {rewards.shape} and {judged.shape}")
    n, size = whole("n", n), len(rewards)
    if n > size:
        raise ValueError(f"n must lie between 1 and {size}, got {n}")
    worse = np.arange(size - 1, -1, -1)[: size - n + 1]  # how many stand below the best, the second, ...
    chance = np.exp(_log_choose(worse, n - 1) - _log_choose(size, n))  # that it is the best of those drawn
    order = np.argsort(-rewards, kind="stable")[: len(chance)]
    return float(chance @ judged[order])


def main_effects(archs, rewards):
    """The share of the rewards' variance that each decision explains by itself: {decision: float in [0, 1]}.

    Replace every reward by the mean of all architectures with the same choice; the variance of these means,
    divided by the variance of the rewards, is the share.

    Args:    archs: architectures with names. rewards: as many numbers, not all equal.
    Raises:  ValueError: lengths differ, or rewards that do not differ.
    Source:  Fisher 1925, "Statistical Methods for Research Workers", chapter 7. Lesson 12.
    """
    rewards, columns = _checked(archs, rewards)
    return {name: _explained(column, rewards) for name, column in columns.items()}


def pair_effects(archs, rewards):
    """What two decisions explain together and neither by itself: {(decision, decision): share of the variance}.

    Raises:  ValueError: as `main_effects`; two decisions whose pairs of choices do not all occur equally often,
             for then no part belongs to the pair alone.
    """
    rewards, columns = _checked(archs, rewards)
    alone, pairs = main_effects(archs, rewards), {}
    for a, b in combinations(columns, 2):
        together = columns[a] * (columns[b].max() + 1) + columns[b]
        counts = np.bincount(together)
        if np.ptp(counts):
            raise ValueError(
                f"every pair of choices of {a} and {b} must occur equally often, got {counts.min()} to "
                f"{counts.max()} architectures"
            )
        pairs[a, b] = _explained(together, rewards) - alone[a] - alone[b]
    return pairs


def _explained(groups, rewards):
    means = np.bincount(groups, rewards) / np.bincount(groups)
    return float(means[groups].var() / rewards.var())


def _checked(archs, rewards):
    """The rewards as an array, and {decision: number of the choice of each architecture}."""
    archs, rewards = list(archs), np.asarray(rewards, dtype=float)
    if rewards.shape != (len(archs),) or not len(archs) or np.ptp(rewards) == 0:
        raise ValueError(
            f"as many rewards as architectures are needed, and not all equal; got {len(archs)} "
            f"architectures and rewards of shape {rewards.shape}"
        )
    columns = {}
    for name, values in zip(archs[0]._fields, zip(*archs, strict=True), strict=True):
        numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
        columns[name] = np.array([numbers[value] for value in values])
    return rewards, columns


def _log_choose(n, k):
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
