"""Means, differences, shares, taus and their intervals, against scipy and against resampling in the open."""

import numpy as np
import pytest
from scipy import stats
from scipy.stats import kendalltau

from nas_teach.statistics import (
    bootstrap_tau,
    mean_interval,
    paired_difference,
    permutation_test,
    proportion_interval,
    tau_interval,
    top_overlap,
)


def noisy_pair(n, noise, seed):
    truth = np.random.default_rng(seed).normal(size=n)
    return truth + noise * np.random.default_rng(seed + 1).normal(size=n), truth


@pytest.mark.parametrize("digits", [1, 9])  # with many ties, and with none
def test_bootstrap_is_scipys_tau_on_the_networks_drawn(digits):
    scores, truth = (x.round(digits) for x in noisy_pair(12, 1.0, 0))
    taus = bootstrap_tau(scores, truth, draws=50, seed=3)
    counts = np.random.default_rng(3).multinomial(12, np.full(12, 1 / 12), 50)
    for tau, count in zip(taus, counts, strict=True):
        drawn = np.repeat(np.arange(12), count)
        assert tau == pytest.approx(kendalltau(scores[drawn], truth[drawn])[0])


def test_interval_holds_the_tau_and_shrinks_with_more_networks():
    tau, low, high = tau_interval(*noisy_pair(400, 1.0, 0))
    few = tau_interval(*(x[:25] for x in noisy_pair(400, 1.0, 0)))
    assert low < tau < high and high - low < 0.5 * (few[2] - few[1])
    assert tau == kendalltau(*noisy_pair(400, 1.0, 0))[0]


def test_interval_covers_about_as_often_as_it_says():
    scores, truth = noisy_pair(100_000, 1.0, 0)
    real = 2 / np.pi * np.arcsin(np.corrcoef(scores, truth)[0, 1])  # of a bell-shaped pair
    parts = np.split(np.arange(12_000), 200)  # 200 experiments of 60 networks
    found = [tau_interval(scores[part], truth[part], draws=400)[1:] for part in parts]
    assert 0.88 < np.mean([low < real < high for low, high in found]) <= 0.99


def test_paired_differences_meet_the_same_draws():
    scores, truth = noisy_pair(60, 0.5, 0)
    other = scores + 0.01 * np.random.default_rng(9).normal(size=60)
    assert np.std(bootstrap_tau(scores, truth) - bootstrap_tau(other, truth)) < 0.02


def test_a_draw_of_copies_of_one_network_orders_nothing():
    assert set(bootstrap_tau([1, 2], [1, 2], draws=200).tolist()) == {0.0, 1.0}


def test_overlap_of_the_best():
    assert top_overlap([5, 4, 3, 2], [4, 5, 2, 3], 2) == 2
    assert top_overlap([5, 4, 3, 2], [1, 5, 9, 3], 1) == 0
    assert top_overlap([5, 4, 3, 2], [2, 3, 4, 5], 4) == 4


@pytest.mark.parametrize(
    ("scores", "truth", "said"),
    [
        ([1, 2], [1, 2, 3], r"\(2,\) and \(3,\)"),
        ([1], [1], "at least 2"),
        ([1, 1], [1, 2], "scores"),
        ([1, 2], [3, 3], "truth"),
        ([1, np.nan], [1, 2], "finite"),
    ],
)
def test_what_cannot_be_ranked_is_refused(scores, truth, said):
    with pytest.raises(ValueError, match=said):
        bootstrap_tau(scores, truth)


def test_more_than_there_are_is_refused():
    with pytest.raises(ValueError, match="between 1 and 3, got 4"):
        top_overlap([1, 2, 3], [1, 2, 3], 4)


def test_the_interval_of_a_mean_against_a_textbook_value():
    mean, low, high = mean_interval([1, 2, 3, 4, 5])
    assert (mean, low, high) == pytest.approx((3, 3 - 1.9632, 3 + 1.9632), abs=1e-3)  # t = 2.776


def test_no_interval_of_one_measurement():
    with pytest.raises(ValueError, match="at least two values, got 1"):
        mean_interval([0.7])


def test_the_interval_of_a_mean_is_that_of_scipy():
    values = np.random.default_rng(1).normal(size=(30, 4))
    mean, low, high = mean_interval(values)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert np.allclose(mean, values.mean(0)) and np.allclose((low, high), expected)


def test_a_paired_difference_is_scipys_and_forgets_what_the_pairs_share():
    rng = np.random.default_rng(0)
    seed, a, b = 100 * rng.normal(size=(20, 1)), rng.normal(1, 1, (20, 3)), rng.normal(size=(20, 3))
    mean, *ends = paired_difference(a + seed, b + seed)
    expected = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert np.allclose(mean, (a - b).mean(0)) and np.allclose(ends, expected)


def test_a_difference_from_one_number():
    assert paired_difference([1.0, 2.0, 3.0], 1) == pytest.approx(mean_interval([0.0, 1.0, 2.0]))


@pytest.mark.parametrize("b", [[1.0, 2.0], [1.0], [[1.0, 2.0, 3.0]] * 3])
def test_what_is_not_paired_is_refused(b):
    with pytest.raises(ValueError, match=r"of one shape.*got \(3,\)"):
        paired_difference([1.0, 2.0, 3.0], b)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
@pytest.mark.parametrize(
    ("count", "total"), [(0, 1), (1, 1), (0, 5), (5, 5), (3, 4), (np.int64(17), np.int64(200))]
)
def test_the_interval_of_a_share_is_scipys(count, total, level):
    ends = stats.binomtest(int(count), int(total)).proportion_ci(level, method="wilson")
    found = proportion_interval(count, total, level)
    assert found == pytest.approx((count / total, ends.low, ends.high), abs=1e-12)
    assert [type(value) for value in found] == [float] * 3


@pytest.mark.parametrize(("count", "total"), [(-1, 4), (5, 4), (0, 0)])
def test_a_share_that_is_none_is_refused(count, total):
    with pytest.raises(ValueError, match=f"got {count} of {total}"):
        proportion_interval(count, total)


def gap_of_means(a, b, axis):
    return np.abs(a.mean(axis) - b.mean(axis))


@pytest.mark.parametrize("sizes", [(5, 20), (4, 4), (2, 6)])
def test_the_permutation_test_of_small_groups_is_exact(sizes):
    rng = np.random.default_rng(1)
    a, b = rng.normal(0.8, 1, sizes[0]), rng.normal(0, 1, sizes[1])
    how = {"n_resamples": 100_000, "vectorized": True, "alternative": "greater"}
    expected = stats.permutation_test((a, b), gap_of_means, **how)
    difference, p = permutation_test(a, b)
    assert abs(difference) == pytest.approx(expected.statistic) and p == pytest.approx(expected.pvalue)


def test_splits_worked_out_by_hand():
    assert permutation_test([3, 4], [1, 2]) == (2, pytest.approx(2 / 6))  # {3, 4} and {1, 2} of six splits
    assert permutation_test([0.1, 0.1], [0.1, 0.1, 0.1]) == pytest.approx((0, 1))


def test_a_large_offset_changes_no_p():
    a, b = np.array([3.0, 4.0, 9.0]), np.array([1.0, 2.0, 5.0])
    assert permutation_test(a + 1e6, b + 1e6) == pytest.approx(permutation_test(a, b))
    assert permutation_test([0, 0], [0, 0]) == (0, 1)


def test_the_permutation_test_of_large_groups_draws_and_knows_its_seed():
    rng = np.random.default_rng(2)
    a, b = rng.normal(0.3, 1, 60), rng.normal(0, 1, 70)
    difference, p = permutation_test(a, b)
    assert p == pytest.approx(stats.ttest_ind(a, b).pvalue, abs=0.02)
    assert permutation_test(a, b, seed=0)[1] == p != permutation_test(a, b, seed=1)[1]
    assert permutation_test(a + 9, b, draws=99)[1] == 0.01  # never 0: the observed split counts


@pytest.mark.parametrize("groups", [([], [1]), ([1, np.nan], [1]), ([[1]], [1])])
def test_groups_that_cannot_be_compared_are_refused(groups):
    with pytest.raises(ValueError, match="two lists of finite numbers"):
        permutation_test(*groups)
