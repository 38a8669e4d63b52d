"""How large an effect is, and how sure we can be of it: means, differences, shares, rankings."""

from itertools import combinations
from math import comb

import numpy as np
from scipy.special import ndtri, stdtrit

MOST_SPLITS = 100_000  # up to so many ways to split two groups are all tried


def mean_interval(values, level=0.95):
    """Mean over the first axis and its confidence interval: (mean, low, high), arrays of the other axes.

    Raises:  ValueError: fewer than two values.
    Source:  Student 1908, "The probable error of a mean".
    """
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        raise ValueError(f"an interval needs at least two values, got {len(values)}")
    mean = values.mean(0)
    half = stdtrit(len(values) - 1, (1 + level) / 2) * values.std(0, ddof=1) / np.sqrt(len(values))
    return mean, mean - half, mean + half


def paired_difference(a, b, level=0.95):
    """Mean of `a - b` over the first axis and its confidence interval: (mean, low, high), as `mean_interval`.

    Equal rows of both met the same seed, noise or task, so that what these have in common cancels out.

    Args:    a: (n, ...), n >= 2. b: the same shape, or one number to compare with.
    Raises:  ValueError: shapes that differ; fewer than two values.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if b.ndim and a.shape != b.shape:
        raise ValueError(
            f"pairs need two lists of one shape, or a list and a number, got {a.shape} and {b.shape}"
        )
    return mean_interval(a - b, level)


def proportion_interval(count, total, level=0.95):
    """Share of `count` in `total` cases and its Wilson interval: (share, low, high), floats in [0, 1].

    Raises:  ValueError: not 0 <= count <= total, or total < 1.
    Source:  Wilson 1927, "Probable inference, the law of succession, and statistical inference".
    """
    if not 0 <= count <= total or total < 1:
        raise ValueError(
            f"count must lie between 0 and total, and total be 1 or more, got {count} of {total}"
        )
    count, total = int(count), int(total)
    share, z = count / total, ndtri((1 + level) / 2)
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return share, float(middle - half) if count else 0.0, float(middle + half) if count < total else 1.0


def permutation_test(a, b, draws=10_000, seed=0):
    """How often two groups would differ as much in their means if labels meant nothing: (difference, p).

    Of small groups every split is tried, and p is exact; of larger ones `draws` random splits are, and the
    observed one counts among them.

    Args:    a, b: (n,) and (m,) numbers, at least one each; they need not be paired.
    Returns: mean of a minus mean of b, and the two-sided p in (0, 1].
    Raises:  ValueError: an empty group, or numbers that are not finite.
    Source:  Fisher 1935, "The Design of Experiments", section 21; Phipson & Smyth 2010 for the count of one.
    """
    a, b = (np.asarray(group, dtype=float) for group in (a, b))
    if any(group.ndim != 1 or not len(group) or not np.isfinite(group).all() for group in (a, b)):
        raise ValueError(f"two lists of finite numbers are needed, got {a[:5]} and {b[:5]}")
    pooled, exact = np.concatenate([a, b]), comb(len(a) + len(b), len(a)) <= MOST_SPLITS
    if exact:
        first = pooled[np.array(list(combinations(range(len(pooled)), len(a))))]  # (splits, n)
    else:
        first = np.random.default_rng(seed).permuted(np.tile(pooled, (draws, 1)), axis=1)[:, : len(a)]
    means = first.mean(1)
    gaps = np.abs(means - (pooled.sum() - first.sum(1)) / len(b))
    difference = float(a.mean() - b.mean())
    as_large = np.sum(gaps >= abs(difference) - 1e-12 * np.abs(pooled).max())  # up to rounding
    return difference, float(as_large / len(gaps) if exact else (as_large + 1) / (draws + 1))


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
    from scipy.stats import kendalltau  # heavy: only when it is used

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
