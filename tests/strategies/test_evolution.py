"""Evolution against populations worked out by hand; both searches against random search."""

import numpy as np
import pytest

from nas_teach.search import Trial, best, search
from nas_teach.space import SearchSpace
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.local_search import LocalSearch, neighbours
from nas_teach.strategies.random_search import RandomSearch
from tests.strategies.landscapes import regrets

LINE = SearchSpace({"x": tuple(range(100))})
SMALL = SearchSpace({"a": (0, 1, 2), "b": (0, 1), "c": ("only",)})


def told(strategy, *rewards):
    """Tell the architectures 0, 1, 2, … of LINE these rewards; the population as (x, reward) pairs."""
    for x, reward in enumerate(rewards):
        strategy.tell((x,), reward)
    return [(trial.arch.x, trial.reward) for trial in strategy.population]


def test_aging_kills_the_oldest_even_if_it_is_the_best():
    assert told(RegularizedEvolution(LINE, 3, 2), 0.9, 0.1, 0.5) == [(0, 0.9), (1, 0.1), (2, 0.5)]
    assert told(RegularizedEvolution(LINE, 3, 2), 0.9, 0.1, 0.5, 0.3) == [(1, 0.1), (2, 0.5), (3, 0.3)]


def test_without_aging_the_worst_dies_and_of_equals_the_older():
    worst = {"population_size": 3, "sample_size": 2, "aging": False}
    assert told(RegularizedEvolution(LINE, **worst), 0.9, 0.1, 0.5, 0.3) == [(0, 0.9), (2, 0.5), (3, 0.3)]
    assert told(RegularizedEvolution(LINE, **worst), 0.9, 0.1, 0.5, 0.05) == [(0, 0.9), (1, 0.1), (2, 0.5)]
    assert told(RegularizedEvolution(LINE, **worst), 0.2, 0.2, 0.9, 0.2) == [(1, 0.2), (2, 0.9), (3, 0.2)]


def test_age_counts_from_the_answer_so_a_late_one_is_young():
    strategy = RegularizedEvolution(LINE, 2, 1)
    for x in (2, 0, 1):
        strategy.tell((x,), 0.0)
    assert [trial.arch.x for trial in strategy.population] == [0, 1]


def test_a_full_tournament_breeds_the_best_by_one_change():
    space = SearchSpace(dict.fromkeys("abcd", (0, 1, 2)))
    strategy = RegularizedEvolution(space, 4, 4, repeats=True, seed=3)  # unanswered children may repeat
    parents = [(0, 0, 0, 0), (1, 1, 1, 1), (2, 2, 2, 2), (0, 1, 2, 0)]
    for parent, reward in zip(parents, (0.1, 0.2, 0.9, 0.3), strict=True):
        strategy.tell(parent, reward)
    children = {strategy.ask() for _ in range(200)}
    assert children == set(neighbours(space, (2, 2, 2, 2)))


@pytest.mark.parametrize("sample_size", [1, 2, 3])
def test_the_chance_to_be_parent_follows_from_the_tournament(sample_size):
    """Of 5 members, the one of rank r wins if it is drawn and no better one is: C(5 - r, s - 1) / C(5, s)."""
    space = SearchSpace({"group": tuple(range(5)), "x": tuple(range(1000))})
    strategy = RegularizedEvolution(space, 5, sample_size, repeats=True, seed=0)
    for group in range(5):
        strategy.tell((group, 0), float(group))
    children = [strategy.ask() for _ in range(12_000)]
    share = np.bincount([arch.group for arch in children if arch.x], minlength=5) / sum(
        arch.x > 0 for arch in children
    )
    wins = {1: [1, 1, 1, 1, 1], 2: [0, 1, 2, 3, 4], 3: [0, 0, 1, 3, 6]}[sample_size]
    np.testing.assert_allclose(share, np.array(wins) / sum(wins), atol=0.02)


def test_repeats():
    space = SearchSpace({"a": tuple(range(6)), "b": tuple(range(6))})
    asked = [t.arch for t in search(RegularizedEvolution(space, 4, 2, seed=0), sum, 20)]
    assert len(set(asked)) == 20
    asked = [t.arch for t in search(RegularizedEvolution(space, 4, 4, repeats=True, seed=0), sum, 60)]
    assert len(set(asked)) < 60
    search(RegularizedEvolution(SMALL, 4, 2, seed=0), lambda arch: arch.a, 50)  # 6 architectures must do


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"population_size": 5, "sample_size": 6}, "got sample_size=6 and population_size=5"),
        ({"sample_size": 0}, "got sample_size=0"),
        ({"population_size": 2.0}, "population_size must be an integer, got 2.0"),
        ({"sample_size": True}, "sample_size must be an integer, got True"),
    ],
)
def test_bad_sizes(sizes, message):
    with pytest.raises(ValueError, match=message):
        RegularizedEvolution(LINE, **sizes)


@pytest.mark.parametrize("kind", [RegularizedEvolution, LocalSearch])
def test_a_foreign_architecture_is_refused(kind):
    with pytest.raises(ValueError, match="x must be one of"):
        kind(LINE).tell((100,), 0.5)


def test_neighbours_differ_in_exactly_one_decision():
    found = neighbours(SMALL, (1, 0, "only"))
    assert found == [(0, 0, "only"), (2, 0, "only"), (1, 1, "only")]
    assert [arch._fields for arch in found] == [("a", "b", "c")] * 3


def test_local_search_steps_to_the_first_better_neighbour():
    strategy = LocalSearch(LINE, seed=0)  # everybody is a neighbour of everybody
    strategy.tell(strategy.ask(), 0.5)
    strategy.tell(worse := strategy.ask(), 0.4)
    strategy.tell(better := strategy.ask(), 0.6)
    assert strategy.centre == Trial(better, 0.6)
    rest = [strategy.ask() for _ in range(97)]
    assert len({*rest, worse, better}) == 99  # all but the start, each once


def test_local_search_restarts_on_a_top():
    square = SearchSpace({"a": (0, 1), "b": (0, 1)})
    strategy = LocalSearch(square, seed=0)
    strategy.tell(start := strategy.ask(), 0.5)
    around = [strategy.ask(), strategy.ask()]
    assert set(around) == set(neighbours(square, start))
    for arch in around:
        strategy.tell(arch, 0.1)
    assert strategy.centre == Trial(start, 0.5)
    far = strategy.ask()
    assert far == (1 - start.a, 1 - start.b) and strategy.centre is None
    strategy.tell(far, 0.2)
    assert strategy.centre == Trial(far, 0.2)  # worse than the old top, but the climb is a new one


@pytest.mark.parametrize("seed", range(5))
def test_local_search_sees_the_whole_space_before_it_repeats(seed):
    asked = [trial.arch for trial in search(LocalSearch(SMALL, seed), lambda arch: arch.a, 9)]
    assert set(asked[:6]) == set(SMALL)


def test_local_search_finds_the_top_of_a_hill_without_traps():
    space = SearchSpace(
        {name: tuple(range(5)) for name in "abcdef"}
    )  # 15,625 architectures, 24 neighbours each
    for seed in range(5):
        assert best(search(LocalSearch(space, seed), sum, 200)).reward == 24


@pytest.mark.parametrize(
    "make",
    [
        lambda space, seed: RegularizedEvolution(space, seed=seed),
        lambda space, seed: RegularizedEvolution(space, aging=False, seed=seed),
        lambda space, seed: RegularizedEvolution(space, repeats=True, seed=seed),
        LocalSearch,
    ],
)
def test_better_than_random_search_at_150_evaluations(make):
    ours, random = (regrets(kind, budget=150, seeds=40) for kind in (make, RandomSearch))
    assert ours.mean() < random.mean() / 2 and (ours <= random).mean() >= 0.7
