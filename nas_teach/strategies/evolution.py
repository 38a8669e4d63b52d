"""Evolution: mutate what is good, let die what is old (or bad). Lesson 05."""

from math import comb

import numpy as np

from nas_teach.checks import finite_reward, is_whole
from nas_teach.search import Trial
from nas_teach.strategies.unseen import sample_unseen


class RegularizedEvolution:
    """A population; in each step the winner of a small tournament has one mutated child, and one member dies.

    The first `population_size` architectures are random. Age counts from `tell`, so late answers are young.
    `parent` is the member from which the latest question descends, None for a random one.

    Args:    population_size: members kept. sample_size: members of a tournament; 1 picks any parent,
             `population_size` always the best.
             aging: the oldest dies (regularised evolution); False: the worst dies, the older one of equals.
             repeats: True lets a child be born again (the paper); False draws anew, up to 20 times, and
             then takes a random architecture rather than one that is still in flight.
    Raises:  ValueError: sizes that are no integers with 1 <= sample_size <= population_size.
    Source:  Real et al. 2019, arXiv:1802.01548, algorithm 1 (its tournaments may draw a member twice).

    >>> from nas_teach.search import best, search
    >>> from nas_teach.space import SearchSpace
    >>> strategy = RegularizedEvolution(SearchSpace(dict.fromkeys("abcdef", range(5))), seed=0)
    >>> trials = search(strategy, sum, budget=300)
    >>> best(trials[:20]).reward, best(trials).reward
    (19.0, 24.0)
    """

    def __init__(self, space, population_size=20, sample_size=5, aging=True, repeats=False, seed=0):
        _check_sizes(population_size, sample_size)
        self.space, self.population_size, self.sample_size = space, population_size, sample_size
        self.aging, self.repeats = aging, repeats
        self.population, self.parent = [], None  # Trials, the oldest first; one of them
        self._can_mutate = any(len(values) > 1 for values in space.choices.values())
        self._seen, self._in_flight = set(), set()
        self._rng = np.random.default_rng(seed)

    def ask(self):
        for _ in range(1 if self.repeats else 20):
            arch = self._child()
            if arch not in self._seen:
                break
        if arch in self._in_flight and not self.repeats:
            arch = sample_unseen(self.space, self._rng, self._seen)
            self.parent = None
        self._seen.add(arch)
        self._in_flight.add(arch)
        return arch

    def _child(self):
        if len(self.population) < self.population_size or not self._can_mutate:
            return self.space.sample(self._rng)
        drawn = self._rng.choice(self.population_size, self.sample_size, replace=False)
        self.parent = max((self.population[i] for i in drawn), key=_reward)
        return self.space.mutate(self.parent.arch, self._rng)

    def tell(self, arch, reward):
        arch, reward = self.space.require(arch), finite_reward(arch, reward)
        self._seen.add(arch)
        self._in_flight.discard(arch)
        self.population.append(Trial(arch, reward))
        if len(self.population) > self.population_size:
            dead = self.population[0] if self.aging else min(self.population, key=_reward)
            self.population.remove(dead)  # the first, that is the oldest, of equals


def _reward(trial):
    return trial.reward


def _check_sizes(population_size, sample_size):
    for name, size in (("population_size", population_size), ("sample_size", sample_size)):
        if not is_whole(size):
            raise ValueError(f"{name} must be an integer, got {size!r}")
    if not 1 <= sample_size <= population_size:
        raise ValueError(
            "a tournament draws from the population: 1 <= sample_size <= population_size, "
            f"got sample_size={sample_size} and population_size={population_size}"
        )


def win_chance(population_size, sample_size):
    """Chance to win a tournament for the best, the second best, ... member: float64 (population_size,).

    The member of rank r (0 is the best) wins if it is drawn and no better one is: the other sample_size - 1
    then come from the population_size - 1 - r members below it.
    """
    ways = [comb(population_size - 1 - rank, sample_size - 1) for rank in range(population_size)]
    return np.array(ways) / comb(population_size, sample_size)
