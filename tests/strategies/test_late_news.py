"""Strategies that are asked many times before they are told, and told in any order."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nas_teach.space import SearchSpace
from nas_teach.strategies.bayes_opt import BayesianOptimization
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.strategies.reinforce import Reinforce
from nas_teach.strategies.rnn_controller import RNNController
from nas_teach.strategies.unseen import sample_unseen
from tests.strategies.landscapes import SPACE, landscape
from tests.test_search import every_kind

SMALL = SearchSpace({"a": (0, 1, 2, 3), "b": (0, 1, 2, 3), "c": ("only",), "d": (True, False)})
NEVER_TWICE = {  # as long as there is something new
    "local search": LocalSearch,
    "bayesian optimisation": partial(BayesianOptimization, num_initial=4),
    "of a large space": partial(BayesianOptimization, num_initial=4, pool_size=10),
}
EVOLUTION = partial(RegularizedEvolution, population_size=6, sample_size=3)
never_twice = pytest.mark.parametrize("kind", NEVER_TWICE.values(), ids=NEVER_TWICE)


def late(strategy, reward, budget, workers, rng, batches=False):
    """The answers to `budget` questions of which `workers` are in flight, in a random order: (arch, reward)s.

    In batches all of them are answered before the next is asked.
    """
    waiting, told, asked = [], [], 0
    while len(told) < budget:
        if asked < budget and len(waiting) < workers:
            waiting.append(strategy.ask())
            asked += 1
            continue
        for arch in [waiting.pop(rng.integers(len(waiting))) for _ in range(len(waiting) if batches else 1)]:
            strategy.tell(arch, reward(arch))
            told.append((arch, reward(arch)))
    return told


def worth(arch):
    return arch.a + 0.1 * arch.b + arch.d


@every_kind
@settings(max_examples=8)
@given(workers=st.integers(1, 20), seed=st.integers(0, 2**32 - 1), batches=st.booleans())
def test_every_strategy_lives_with_late_news(kind, workers, seed, batches):
    told = late(kind(SMALL, seed=seed % 7), worth, 40, workers, np.random.default_rng(seed), batches)
    assert len(told) == 40 and all(arch in SMALL for arch, _ in told)


@never_twice
@settings(max_examples=8)
@given(workers=st.integers(1, 32), seed=st.integers(0, 2**32 - 1), batches=st.booleans())
def test_nothing_is_asked_twice_before_all_is_asked(kind, workers, seed, batches):
    told = late(kind(SMALL, seed=seed % 7), worth, len(SMALL), workers, np.random.default_rng(seed), batches)
    assert {arch for arch, _ in told} == set(SMALL)


@every_kind
def test_an_exhausted_space_is_asked_again(kind):
    strategy = kind(SMALL)
    assert {strategy.ask() in SMALL for _ in range(3 * len(SMALL))} == {True}  # all of it in flight
    for arch in SMALL:
        strategy.tell(arch, worth(arch))
    assert strategy.ask() in SMALL


@settings(max_examples=15)
@given(workers=st.integers(1, 20), seed=st.integers(0, 2**32 - 1))
def test_evolution_asks_for_nothing_in_flight_while_there_is_something_new(workers, seed):
    strategy, rng, waiting, asked = EVOLUTION(SMALL, seed=seed % 7), np.random.default_rng(seed), [], set()
    while len(asked) < len(SMALL) and len(waiting) < workers:
        assert (arch := strategy.ask()) not in waiting
        asked.add(arch)
        waiting.append(arch)
        for arch in waiting[: rng.integers(3)]:
            waiting.remove(arch)
            strategy.tell(arch, worth(arch))


@pytest.mark.parametrize("kind", [*NEVER_TWICE.values(), EVOLUTION])
def test_all_of_a_space_can_be_in_flight(kind):
    strategy = kind(SMALL)
    assert {strategy.ask() for _ in SMALL} == set(SMALL)


def test_children_of_one_parent_are_not_in_flight_twice():
    space = SearchSpace(dict.fromkeys("abcdefgh", (0, 1)))  # 8 neighbours each
    strategy = RegularizedEvolution(space, population_size=2, sample_size=2)
    for arch in ((0,) * 8, (0,) * 8):
        strategy.tell(arch, 1.0)
    assert len({strategy.ask() for _ in range(100)}) == 100


def test_the_last_unseen_is_found():
    archs = list(SPACE)
    assert sample_unseen(SPACE, np.random.default_rng(0), set(archs[:-1]), tries=2) == archs[-1]
    assert sample_unseen(SPACE, np.random.default_rng(0), set(archs)) in SPACE
    huge = SearchSpace({f"layer{number}": range(40) for number in range(12)})
    assert sample_unseen(huge, np.random.default_rng(0), set()) in huge


@pytest.mark.parametrize("kind", [LocalSearch, RegularizedEvolution, BayesianOptimization])
def test_late_news_cost_something_and_not_everything(kind):
    """Eighty evaluations with eight in flight still beat eighty random ones."""

    def regret(kind, seed):
        table = landscape(seed)
        told = late(kind(SPACE, seed=seed), table.__getitem__, 80, 8, np.random.default_rng(seed))
        return max(table.values()) - max(reward for _, reward in told)

    ours, random = ([regret(k, seed) for seed in range(6)] for k in (kind, RandomSearch))
    assert np.mean(ours) < np.mean(random)


@pytest.mark.parametrize("kind", [partial(Reinforce, lr=0.1), partial(RNNController, lr=0.02)])
@pytest.mark.parametrize("batches", [False, True])
def test_a_controller_learns_from_late_news_all_the_same(kind, batches):
    strategy = kind(SearchSpace({"kernel": (3, 5, 7), "width": (8, 16)}), seed=0)
    late(
        strategy, lambda a: (a.kernel == 5) + 0.5 * (a.width == 16), 300, 8, np.random.default_rng(0), batches
    )
    assert [int(probs.argmax()) for probs in strategy.probs.values()] == [1, 1]
