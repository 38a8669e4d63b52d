"""Evolution: mutate what is good, let die what is old (or bad). Beside it, local search. Lesson 05."""

from math import comb

import numpy as np

from nas_teach.search import Trial, finite_reward


class RegularizedEvolution:
    """A population; in each step the winner of a small tournament has one mutated child, and one member dies.

    The first `population_size` architectures are random. Age counts from `tell`, so late answers are young.

    Args:    population_size: members kept. sample_size: members of a tournament; 1 picks any parent,
             `population_size` always the best.
             aging: the oldest dies (regularised evolution); False: the worst dies, the older one of equals.
             repeats: True lets a child be born again (the paper); False draws anew, up to 20 times.
    `parent` is the member from which the latest question descends, None for a random one.
    Raises:  ValueError: sizes that are no integers with 1 <= sample_size <= population_size.
    Source:  Real et al. 2019, arXiv:1802.01548, algorithm 1 (its tournaments may draw a member twice).
    """

    def __init__(self, space, population_size=20, sample_size=5, aging=True, repeats=False, seed=0):
        _check_sizes(population_size, sample_size)
        self.space, self.population_size, self.sample_size = space, population_size, sample_size
        self.aging, self.repeats = aging, repeats
        self.population, self.parent = [], None  # Trials, the oldest first; one of them
        self._seen = set()
        self._rng = np.random.default_rng(seed)

    def ask(self):
        for _ in range(1 if self.repeats else 20):
            arch = self._child()
            if arch not in self._seen:
                break
        self._seen.add(arch)
        return arch

    def _child(self):
        if len(self.population) < self.population_size:
            return self.space.sample(self._rng)
        drawn = self._rng.choice(self.population_size, self.sample_size, replace=False)
        self.parent = max((self.population[i] for i in drawn), key=_reward)
        return self.space.mutate(self.parent.arch, self._rng)

    def tell(self, arch, reward):
        arch, reward = self.space.require(arch), finite_reward(arch, reward)
        self._seen.add(arch)
        self.population.append(Trial(arch, reward))
        if len(self.population) > self.population_size:
            dead = self.population[0] if self.aging else min(self.population, key=_reward)
            self.population.remove(dead)  # the first, that is the oldest, of equals


class LocalSearch:
    """Hill climbing: try the neighbours of the best so far, step to a better one at once, restart on a top.

    No architecture is asked for twice as long as there are new ones. Answers may come late: whichever is
    better than the present centre becomes the centre.

    Source:  White, Nolen & Savani 2021, arXiv:2005.02960 (there: all neighbours first, then one step).
    """

    def __init__(self, space, seed=0):
        self.space = space
        self.centre = None  # Trial that is being climbed from; None right after a restart
        self._asked, self._queue = set(), []
        self._rng = np.random.default_rng(seed)

    def ask(self):
        while self._queue:
            arch = self._queue.pop()
            if arch not in self._asked:
                break
        else:
            self.centre = None  # nothing around here is better: a top, so restart
            arch = self._unasked()
        self._asked.add(arch)
        return arch

    def tell(self, arch, reward):
        arch, reward = self.space.require(arch), finite_reward(arch, reward)
        self._asked.add(arch)
        if self.centre is None or reward > self.centre.reward:
            self.centre = Trial(arch, reward)
            self._queue = neighbours(self.space, arch)
            self._rng.shuffle(self._queue)

    def _unasked(self, tries=100):
        """A random architecture, a new one if `tries` draws find one."""
        for _ in range(tries):
            arch = self.space.sample(self._rng)
            if arch not in self._asked:
                break
        return arch


def neighbours(space, arch):
    """All architectures that differ from `arch` in exactly one decision, as a list."""
    arch = space.require(arch)
    return [
        arch._replace(**{name: value})
        for name, values in space.choices.items()
        for value in values
        if value != getattr(arch, name)
    ]


def _reward(trial):
    return trial.reward


def _check_sizes(population_size, sample_size):
    for name, size in (("population_size", population_size), ("sample_size", sample_size)):
        if isinstance(size, bool) or not isinstance(size, int):
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
