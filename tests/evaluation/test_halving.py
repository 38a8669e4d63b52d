"""Successive halving and Hyperband against counts and budgets worked out by hand."""

import numpy as np
import pytest

from nas_teach.evaluation.halving import (
    brackets,
    budget,
    growing_fidelities,
    hyperband,
    simulate_halving,
    successive_halving,
)
from nas_teach.search import Trial, best
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch

SPACE = SearchSpace({"x": tuple(range(1000))})


def truthful(arch, fidelity):
    return arch[0] + 0.001 * fidelity


def test_the_published_brackets():
    """Li et al. 2018: R = 81, eta = 3; the bracket sizes of algorithm 1 are 81, 34, 15, 8, 5."""
    assert brackets() == [
        (81, (1, 3, 9, 27, 81)),
        (34, (3, 9, 27, 81)),
        (15, (9, 27, 81)),
        (8, (27, 81)),
        (5, (81,)),
    ]


@pytest.mark.parametrize(
    ("max_fidelity", "eta", "sizes"),
    [
        (243, 3, [243, 98, 41, 18, 9, 6]),
        (1, 3, [1]),
        (6, 2, [4, 3, 3]),
        (80, 3, [27, 12, 6, 4]),
        (8, 2, [8, 6, 4, 4]),
    ],
)
def test_other_brackets(max_fidelity, eta, sizes):
    """243 is where floor(log(243) / log(3)) is 4 in floating point, and should be 5."""
    plan = brackets(max_fidelity, eta)
    assert [size for size, _ in plan] == sizes
    assert all(fidelities[-1] == max_fidelity and fidelities[0] >= 1 for _, fidelities in plan)


def test_rounds_of_a_bracket():
    rounds = successive_halving([(x,) for x in range(81)], truthful, (1, 3, 9, 27, 81))
    assert [(r.fidelity, len(r.trials)) for r in rounds] == [(1, 81), (3, 27), (9, 9), (27, 3), (81, 1)]
    assert rounds[1].trials[0] == Trial((80,), 80.003) and rounds[-1].trials == [Trial((80,), 80.081)]
    assert {trial.arch[0] for trial in rounds[2].trials} == set(range(72, 81))


def test_one_always_survives_and_equals_keep_their_order():
    rounds = successive_halving([(0,), (1,)], lambda arch, fidelity: 0.5, (1, 2, 4), eta=2)
    assert [[trial.arch for trial in r.trials] for r in rounds] == [[(0,), (1,)], [(0,)], [(0,)]]


def test_a_low_fidelity_that_lies_kills_the_best():
    """Halving trusts the first round: the architecture that starts slowly never gets its second chance."""
    rounds = successive_halving(
        [(x,) for x in range(9)], lambda arch, fidelity: arch[0] * (fidelity - 2), (1, 3, 9)
    )
    assert [trial.arch for trial in rounds[-1].trials] == [(2,)]


def test_budgets_add_up():
    rounds = hyperband(RandomSearch(SPACE).ask, truthful)
    assert [[len(r.trials) for r in bracket] for bracket in rounds] == [
        [81, 27, 9, 3, 1],
        [34, 11, 3, 1],
        [15, 5, 1],
        [8, 2],
        [5],
    ]
    by_hand = [5 * 81, 3 * 34 + 9 * 11 + 27 * 3 + 81, 9 * 15 + 27 * 5 + 81, 27 * 8 + 81 * 2, 81 * 5]
    assert [budget(bracket) for bracket in rounds] == by_hand == [405, 363, 351, 378, 405]
    resumed = [81 + 2 * 27 + 6 * 9 + 18 * 3 + 54, 3 * 34 + 6 * 11 + 18 * 3 + 54]
    assert [budget(bracket, resume=True) for bracket in rounds[:2]] == resumed


def test_the_budget_is_what_the_evaluator_was_asked_for():
    spent = []
    rounds = hyperband(RandomSearch(SPACE).ask, lambda arch, fidelity: spent.append(fidelity) or 0.5, 27)
    assert sum(spent) == sum(map(budget, rounds)) and len(spent) == sum(
        len(r.trials) for b in rounds for r in b
    )


def test_hyperband_ends_on_the_best_of_what_it_sampled():
    sampled = []
    ask = RandomSearch(SPACE, seed=3).ask
    rounds = hyperband(lambda: sampled.append(ask()) or sampled[-1], truthful)
    assert best(trial for bracket in rounds for trial in bracket[-1].trials).arch == max(sampled)
    assert hyperband(RandomSearch(SPACE, seed=3).ask, truthful) == rounds


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], truthful, (1, 3)), "at least one architecture, got none"),
        (([(1,)], truthful, ()), r"fidelities must increase.*got \[\]"),
        (([(1,)], truthful, (3, 3)), r"got \[3, 3\]"),
        (([(1,)], truthful, (1, 3), 1), "eta must be an integer of at least 2, got 1"),
        (([(1,)], truthful, (1, 3), 2.5), "got 2.5"),
        (([(1,)], lambda arch, fidelity: float("nan"), (1,)), r"reward of \(1,\) must be finite, got nan"),
    ],
)
def test_bad_halving(arguments, message):
    with pytest.raises(ValueError, match=message):
        successive_halving(*arguments)


@pytest.mark.parametrize("max_fidelity", [0, 2.5, True, "81"])
def test_bad_max_fidelity(max_fidelity):
    with pytest.raises(ValueError, match="max_fidelity must be an integer of at least 1, got"):
        hyperband(RandomSearch(SPACE).ask, truthful, max_fidelity)


def test_architectures_may_come_from_a_generator_and_sizes_from_numpy():
    rounds = successive_halving(((x,) for x in range(9)), truthful, (1, 3), eta=np.int64(3))
    assert [len(r.trials) for r in rounds] == [9, 3]
    assert brackets(np.int64(81), np.int64(3)) == brackets()


@pytest.mark.parametrize("decimals", [1, 9])  # with many ties, and with none
@pytest.mark.parametrize(("num", "eta", "lowest"), [(27, 3, 1), (8, 5, 1), (16, 2, 1), (10, 2, 3), (7, 4, 5)])
def test_the_simulator_is_successive_halving_run_by_run(num, eta, lowest, decimals):
    fidelities = growing_fidelities(lowest, 6, eta)
    table = np.random.default_rng(num).random((20, num, len(fidelities))).round(decimals)
    ranks = simulate_halving(table, fidelities, eta)
    for rewards, found in zip(table, ranks, strict=True):
        rounds = successive_halving(
            range(num), lambda a, f, r=rewards: r[a, fidelities.index(f)], fidelities, eta
        )
        for a_round, column in zip(rounds, found.T, strict=True):
            order = [trial.arch for trial in sorted(a_round.trials, key=lambda trial: -trial.reward)]
            expected = np.full(num, np.nan)
            expected[order] = np.arange(1, len(order) + 1)
            np.testing.assert_array_equal(column, expected)


@pytest.mark.parametrize(
    ("shape", "fidelities", "eta", "message"),
    [
        ((4, 8), (1, 2), 2, r"shape \(runs, archs, 2\), got \(4, 8\)"),
        ((4, 8, 3), (1, 2), 2, r"got \(4, 8, 3\)"),
        ((4, 0, 2), (1, 2), 2, r"got \(4, 0, 2\)"),
        ((4, 8, 2), (2, 1), 2, "must increase"),
        ((4, 8, 2), (1, 2), 1, "eta"),
    ],
)
def test_bad_simulations(shape, fidelities, eta, message):
    with pytest.raises(ValueError, match=message):
        simulate_halving(np.zeros(shape), fidelities, eta)


def test_a_reward_that_is_none_is_refused_by_the_simulator_too():
    with pytest.raises(ValueError, match="finite, got nan"):
        simulate_halving([[[0.1, np.nan], [0.2, 0.3]]], (1, 2), 2)


def test_fidelities_grow_by_eta_and_end_at_the_top():
    assert growing_fidelities(1, 6) == (1, 3, 6) and growing_fidelities(2, 6, 2) == (2, 4, 6)
    assert growing_fidelities(5, 6, 5) == (5, 6) and growing_fidelities(6, 6) == (6,)
    with pytest.raises(ValueError, match="got 7 and 6"):
        growing_fidelities(7, 6)
