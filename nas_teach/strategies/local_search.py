"""Local search: climb from neighbour to neighbour, and start anew on every top. Lesson 05."""

import numpy as np

from nas_teach.checks import finite_reward
from nas_teach.search import Trial
from nas_teach.strategies.unseen import sample_unseen


class LocalSearch:
    """Hill climbing: try the neighbours of the best so far, step to a better one at once, restart on a top.

    No architecture is asked for twice as long as there are new ones. Answers may come late: whichever is
    better than the present centre becomes the centre. Where all neighbours are asked for, it starts anew, even
    if some are still in flight.

    Source:  White, Nolen & Savani 2021, arXiv:2005.02960 (there: all neighbours first, then one step).

    >>> from nas_teach.search import best, search
    >>> from nas_teach.space import SearchSpace
    >>> strategy = LocalSearch(SearchSpace(dict.fromkeys("abcdef", range(5))), seed=0)
    >>> best(search(strategy, sum, budget=100)).reward
    24.0
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
            arch = sample_unseen(self.space, self._rng, self._asked)
        self._asked.add(arch)
        return arch

    def tell(self, arch, reward):
        arch, reward = self.space.require(arch), finite_reward(arch, reward)
        self._asked.add(arch)
        if self.centre is None or reward > self.centre.reward:
            self.centre = Trial(arch, reward)
            self._queue = neighbours(self.space, arch)
            self._rng.shuffle(self._queue)


def neighbours(space, arch):
    """All architectures that differ from `arch` in exactly one decision, as a list."""
    arch = space.require(arch)
    return [
        arch._replace(**{name: value})
        for name, values in space.choices.items()
        for value in values
        if value != getattr(arch, name)
    ]
