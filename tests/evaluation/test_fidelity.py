"""Trainings that go on, and the price of a search in epochs, on a table small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.fidelity import accuracies, by_cost, many_trainings, one_training
from nas_teach.evaluation.halving import Round, budget, successive_halving
from nas_teach.search import Trial

A, B, C = (3,), (5,), (7,)


@pytest.fixture
def bench():
    """Three kernels, two seeds, two epochs. Test accuracies .5, .6, .7; after one epoch kernel 3 leads."""
    rows = [(3, 0.45, 0.4), (5, 0.1, 0.5), (7, 0.2, 0.6)]
    return FashionBench(
        pd.DataFrame(
            [
                {
                    "kernel": k,
                    "seed": s,
                    "validation_1": early + s * 0.1,
                    "validation_2": late + s * 0.2,
                    "test": late + 0.1,
                }
                for k, early, late in rows
                for s in (0, 1)
            ]
        )
    )


def test_all_accuracies_in_one_array(bench):
    everything = accuracies(bench)
    assert everything.shape == (3, 2, 2) and everything[0, 1].tolist() == pytest.approx([0.55, 0.6])
    assert (everything[:, :, -1] == bench.rewards()).all()


def test_later_looks_are_at_the_same_training(bench):
    for seed in range(20):
        evaluate = one_training(bench, np.random.default_rng(seed))
        for arch, early in ((A, 0.45), (B, 0.1), (C, 0.2)):
            drawn = round((evaluate(arch, 1) - early) / 0.1)
            assert evaluate(arch, 2) == bench.reward(arch, drawn, 2)


def test_both_trainings_are_drawn(bench):
    assert len({one_training(bench, np.random.default_rng(seed))(A, 1) for seed in range(20)}) == 2


def test_full_trainings_one_a_slot(bench):
    brackets = [[Round(2, [Trial(arch, seen)])] for arch, seen in ((A, 0.5), (B, 0.4), (C, 0.9))]
    assert by_cost(brackets, bench, 3).tolist() == pytest.approx([0.5, 0.5, 0.7])


def test_a_bracket_pays_each_epoch_once(bench):
    """3 x 1 epoch, then 1 x 1 epoch: 4 epochs, 2 full trainings. Higher fidelity outranks higher reward."""
    rounds = [Round(1, [Trial(A, 0.9), Trial(B, 0.1), Trial(C, 0.2)]), Round(2, [Trial(C, 0.3)])]
    assert budget(rounds, resume=True) == 4
    curve = by_cost([rounds], bench, 4)
    assert curve[:2].tolist() == pytest.approx([0.5, 0.7]) and np.isnan(curve[2:]).all()


def test_endless_brackets_stop_at_the_budget(bench):
    def endless():
        rng = np.random.default_rng(0)
        while True:
            yield successive_halving([A, B, C], one_training(bench, rng), (1, 2))

    assert np.isfinite(by_cost(endless(), bench, 50)).all()


def test_many_trainings_are_different_architectures_with_a_training_each():
    table = np.arange(5 * 3 * 2).reshape(5, 3, 2) / 100  # every number once
    seen, truth = many_trainings(table, num=4, runs=50)
    assert seen.shape == (50, 4, 2) and truth.shape == (50, 4)
    archs, seeds = np.divmod(np.round(50 * seen[..., 0]).astype(int), 3)
    assert all(len(set(row)) == 4 for row in archs.tolist()) and set(seeds.ravel()) == {0, 1, 2}
    np.testing.assert_array_equal(seen, table[archs, seeds])
    np.testing.assert_allclose(truth, table[:, :, -1].mean(1)[archs])
    assert many_trainings(table, num=9, runs=2)[1].shape == (2, 5)
