"""Random search: the baseline that every strategy must beat, and a hard one."""

import math

import numpy as np

from nas_teach.checks import finite_reward


class RandomSearch:
    """Draws every architecture uniformly and learns nothing from its reward.

    Source:  Li & Talwalkar 2019, arXiv:1902.07638. Lesson 01.

    >>> from nas_teach.search import search
    >>> from nas_teach.space import SearchSpace
    >>> strategy = RandomSearch(SearchSpace({"kernel": (3, 5, 7)}), seed=0)
    >>> [trial.arch.kernel for trial in search(strategy, lambda arch: arch.kernel / 10, budget=5)]
    [7, 5, 5, 3, 3]
    """

    def __init__(self, space, seed=0):
        self.space = space
        self._rng = np.random.default_rng(seed)

    def ask(self):
        return self.space.sample(self._rng)

    def tell(self, arch, reward):
        """Random search does not learn; a reward that is no number is refused all the same."""
        finite_reward(self.space.require(arch), reward)


MOST_DRAWS = 200


def hit_chance(draws, good, size):
    """Probability that `draws` uniform draws with replacement hit one of `good` among `size` architectures.

    Args:    draws: int or array, >= 0. good, size: ints, 0 <= good <= size, size >= 1.
    Returns: 1 - (1 - good / size)^draws, in [0, 1].
    Raises:  ValueError: good is not between 0 and size.
    """
    if not 0 <= good <= size or size < 1:
        raise ValueError(f"good must lie between 0 and size, got good={good} of size={size}")
    return 1 - (1 - good / size) ** np.asarray(draws)


def simulated_hits(good, size, runs=1000, seed=0):
    """Share of simulated random searches that have hit a good architecture: shape (MOST_DRAWS + 1,)."""
    drawn = np.random.default_rng(seed).integers(size, size=(runs, MOST_DRAWS))  # the good ones are 0, 1, ...
    hit = np.logical_or.accumulate(drawn < good, axis=1)
    return np.concatenate([[0.0], hit.mean(axis=0)])


def draws_for(chance, good, size):
    """The fewest draws that hit one of `good` among `size` architectures with this `chance` (< 1)."""
    return 1 if good == size else math.ceil(math.log(1 - chance) / math.log(1 - good / size))
