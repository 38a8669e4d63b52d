"""Tau by bootstrap against scipy and against resampling in the open; overlap of the best."""

import numpy as np
import pytest
from scipy.stats import kendalltau

from nas_teach.statistics import bootstrap_tau, tau_interval, top_overlap


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
