"""How well one score ranks architectures as another does, and how sure we can be of it. Lesson 07."""

import numpy as np
from scipy.stats import kendalltau, t


def bootstrap_tau(scores, truth, draws=1000, seed=0):
    """Kendall tau-b on architectures drawn anew, with replacement: float64 (draws,).

    Two scores of the same architectures and one seed meet the same draws, so that `a - b` is the
    bootstrap of a paired difference. A pair of copies of one architecture counts as a tie, that is: not.

    Args:    scores, truth: (n,) numbers, n >= 2; larger is better.
    Raises:  ValueError: lengths differ, fewer than two architectures, a score that is the same for all.
    Source:  Efron 1979, "Bootstrap methods: another look at the jackknife"; Kendall 1945 for tau-b.
    """
    a, b = (np.sign(np.subtract.outer(x, x)) for x in _checked(scores, truth))  # (n, n)
    n = len(a)
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), draws).astype(float)
    agree, any_a, any_b = (((counts @ pairs) * counts).sum(1) for pairs in (a * b, np.abs(a), np.abs(b)))
    ordered = np.sqrt(any_a * any_b)  # 0 where a draw holds nothing that could be ordered
    return np.divide(agree, ordered, out=np.zeros(draws), where=ordered > 0)


def tau_interval(scores, truth, level=0.95, draws=1000, seed=0):
    """Kendall tau-b and its percentile bootstrap interval over architectures: (tau, low, high), floats."""
    drawn = bootstrap_tau(scores, truth, draws, seed)
    low, high = np.quantile(drawn, ((1 - level) / 2, (1 + level) / 2))
    return float(kendalltau(scores, truth)[0]), float(low), float(high)


def top_overlap(scores, truth, k):
    """How many of the `k` best by `scores` are among the `k` best by `truth`: an int. Ties: the first ones.

    Raises:  ValueError: k is not between 1 and the number of architectures.
    """
    scores, truth = _checked(scores, truth)
    if not 1 <= k <= len(truth):
        raise ValueError(f"k must lie between 1 and {len(truth)}, got {k}")
    best, truly = (set(np.argsort(-x, kind="stable")[:k].tolist()) for x in (scores, truth))
    return len(best & truly)


def _checked(scores, truth):
    scores, truth = np.asarray(scores, dtype=float), np.asarray(truth, dtype=float)
    if scores.ndim != 1 or scores.shape != truth.shape or len(scores) < 2:
        raise ValueError(
            f"two lists of equal length, at least 2, are needed, got shapes {scores.shape} and {truth.shape}"
        )
    for name, values in (("scores", scores), ("truth", truth)):
        if not np.isfinite(values).all() or np.ptp(values) == 0:
            raise ValueError(f"{name} must be finite and not all equal, got {values[:5]}")
    return scores, truth


def mean_interval(values, level=0.95):
    """Mean over the first axis and its confidence interval: (mean, low, high), arrays of the other axes.

    Raises:  ValueError: fewer than two values.
    Source:  Student 1908, "The probable error of a mean".
    """
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        raise ValueError(f"an interval needs at least two values, got {len(values)}")
    mean = values.mean(0)
    half = t.ppf((1 + level) / 2, len(values) - 1) * values.std(0, ddof=1) / np.sqrt(len(values))
    return mean, mean - half, mean + half
