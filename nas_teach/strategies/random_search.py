"""Random search: the baseline that every strategy must beat, and a hard one."""

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
