"""A Gaussian process over one axis, in the open, and the search that follows it. Lesson 06.

`BayesianOptimization` in bayes_opt does the same over whole architectures, with scikit-learn.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

EI, MEAN, RANDOM = "expected improvement", "expected accuracy only", "random"  # ways to choose the next


class Prior(NamedTuple):
    """What is believed before anything is measured. Reward and `noise` in one unit, `length` in that of x."""

    centre: float  # mean of an unknown reward
    spread: float  # its standard deviation, > 0
    length: float = 2.0  # how far one measurement tells about others, > 0
    noise: float = 1.0  # standard deviation of a measurement, > 0


def expected_improvement(mean, std, best):
    """How far a reward distributed as N(mean, std^2) exceeds `best` on average, falling short counted as 0.

    Args:    mean, std: floats or arrays of one shape, std >= 0. best: what is to be beaten, in the same unit.
    Returns: float array of that shape, >= 0, in the unit of the rewards.
    Raises:  ValueError: a negative std; the message gives it.
    Source:  Jones, Schonlau & Welch 1998, doi:10.1023/A:1008306431147, eq. 15, turned to maximisation.
    """
    mean, std = np.asarray(mean, dtype=float), np.asarray(std, dtype=float)
    if not (std >= 0).all():
        raise ValueError(f"std must be 0 or more, got {std.min()}")
    gap = mean - best
    z = gap / np.where(std > 0, std, 1)
    return np.where(std > 0, gap * ndtr(z) + std * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi), gap).clip(0)


def matern(distance, length):
    """How alike two rewards at this distance are, their correlation: 1 at 0, falling to 0 (Matérn 5/2).

    Source:  Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", eq. 4.17.
    """
    r = np.sqrt(5) * np.abs(distance) / length
    return (1 + r + r**2 / 3) * np.exp(-r)


def posterior(x, y, new, prior):
    """What is believed of the rewards at `new`, once those at `x` are measured.

    Args:    x, y: (n,) places and rewards. new: (m,) places. prior: a Prior.
    Returns: (mean, std), each float64 (m,): of the reward itself, without the noise of measuring it.
    Source:  Rasmussen & Williams 2006, eq. 2.25 and 2.26.
    """
    x, y, new = (np.asarray(values, dtype=float) for values in (x, y, new))
    known = matern(np.subtract.outer(x, x), prior.length)
    known += (prior.noise / prior.spread) ** 2 * np.eye(len(x))
    shared = matern(np.subtract.outer(x, new), prior.length)  # (n, m)
    weights = np.linalg.solve(known, shared)  # (n, m)
    mean = prior.centre + weights.T @ (y - prior.centre)
    return mean, prior.spread * np.sqrt(np.maximum(1 - (weights * shared).sum(0), 0))


def hopes(x, y, known, prior):
    """Of all places: (mean, std, expected improvement), each (places,), from what is measured at some.

    Args:    x, y: (places,); y is looked at only where it is known. known: positions in x, at least one.
    """
    mean, std = posterior(x[known], y[known], x, prior)
    return mean, std, expected_improvement(mean, std, mean[known].max())


def search_axis(x, y, known, steps, prior, acquisition=EI, seed=2):
    """Measure the `known`, then choose `steps` more: all positions in order, and the one that would be next.

    Args:    x, y: (places,); y is looked at only where it was chosen. known: positions to begin with.
             acquisition: EI, MEAN or RANDOM: what the next one has most of.
    Returns: list of len(known) + steps + 1 positions, none twice as long as others are left.
    """
    chosen, rng = list(known), np.random.default_rng(seed)
    for _ in range(steps + 1):
        mean, _, improvement = hopes(x, y, chosen, prior)
        score = {EI: improvement, MEAN: mean, RANDOM: rng.random(len(x))}[acquisition].copy()
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
    return chosen
