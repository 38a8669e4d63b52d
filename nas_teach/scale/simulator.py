"""A search on many workers without the workers: recorded training seconds make the clock run. Lesson 14."""

import heapq
import math
from typing import NamedTuple

import numpy as np

from nas_teach.checks import at_least, below_one, finite_reward, positive, whole

FAILED = -math.inf  # the reward of a trial that is lost


class TimedTrial(NamedTuple):
    """A trial, the worker that trained it, and when: `start` and `end` in seconds since the search began."""

    arch: tuple
    reward: float
    worker: int
    start: float
    end: float
    failures: int = 0  # trainings that were lost between the two


def simulate_search(
    strategy,
    evaluate,
    seconds,
    budget,
    workers=1,
    *,
    synchronous=False,
    slowdown=None,
    failures=0.0,
    on_failure="rerun",
    seed=0,
):
    """What `search` would do on so many workers, as a list of TimedTrial in the order in which they end.

    A worker whose training has ended is given the next architecture at once; `synchronous` workers wait for
    the slowest of their batch. Trials are told in the order in which they end; of several that end at once
    all are told before anyone asks. With one worker the trials are those of `search`.

    Args:    evaluate: a function Arch -> reward. seconds: a function Arch -> seconds of its training, > 0.
             slowdown: a function rng -> factor on the seconds of one training, such as straggling(0.05, 10).
             failures: the share of trainings that are lost, in [0, 1), each after its full time.
             on_failure: "rerun" trains again, on the same worker, until it succeeds. "count" spends the trial:
             it is never told, and stands in the list with the reward -inf.
             seed: of slowdowns and failures. The n-th architecture that is asked for draws the same ones,
             however many workers there are.
    Raises:  ValueError: an argument out of range, seconds or a slowdown that are not positive, a reward that
             is no finite number. Errors of the functions pass through.

    >>> from nas_teach.space import SearchSpace
    >>> from nas_teach.strategies.random_search import RandomSearch
    >>> strategy = RandomSearch(SearchSpace({"kernel": (3, 5, 7)}), seed=0)
    >>> for trial in simulate_search(strategy, lambda a: a.kernel / 10, lambda a: a.kernel, 4, workers=2):
    ...     print(trial.arch.kernel, trial.worker, trial.start, trial.end)
    5 1 0.0 5.0
    7 0 0.0 7.0
    5 1 5.0 10.0
    3 0 7.0 10.0
    """
    budget, workers = whole("budget", budget), whole("workers", workers)
    lost_runs = _lost_runs(below_one("failures", failures), on_failure)
    rng = np.random.default_rng([whole("seed", seed, 0), 2])  # on no stream that a strategy would use
    free, now, asked, running, trials = range(workers), 0.0, 0, [], []
    while len(trials) < budget:
        for worker in free[: budget - asked]:
            arch = strategy.ask()
            lost, runs = lost_runs(rng)
            time = positive(f"the seconds of {arch}", seconds(arch)) * _factor(slowdown, runs, rng)
            reward = finite_reward(arch, evaluate(arch)) if lost < runs else FAILED
            trial = TimedTrial(arch, reward, worker, now, now + time, lost)
            heapq.heappush(running, (trial.end, asked, trial))
            asked += 1
        ended = _next_to_end(running, synchronous)
        for trial in ended:
            if trial.reward != FAILED:
                strategy.tell(trial.arch, trial.reward)
        trials += ended
        now, free = ended[-1].end, sorted(trial.worker for trial in ended)
    return trials


def straggling(share, times):
    """A slowdown: this share of the trainings, in [0, 1), takes `times` as long (at least 1).

    Returns: a function rng -> factor.
    Raises:  ValueError: a share or a factor out of range.
    """
    share, times = below_one("share", share), at_least("times", times, 1)
    return lambda rng: times if rng.random() < share else 1.0


def lognormal(sigma):
    """A slowdown: factors of mean 1 whose logarithms have the standard deviation `sigma`, at least 0.

    Returns: a function rng -> factor.
    Raises:  ValueError: a sigma that is none.
    """
    sigma = at_least("sigma", sigma, 0)
    return lambda rng: rng.lognormal(-(sigma**2) / 2, sigma)


def _lost_runs(share, on_failure):
    """A function rng -> (how many trainings of one trial are lost, how many there are)."""
    if on_failure not in ("rerun", "count"):
        raise ValueError(f'on_failure must be "rerun" or "count", got {on_failure!r}')
    if not share:
        return lambda rng: (0, 1)
    if on_failure == "count":
        return lambda rng: (int(rng.random() < share), 1)
    return lambda rng: ((runs := int(rng.geometric(1 - share))) - 1, runs)


def _factor(slowdown, runs, rng):
    """How many times the seconds of one training all `runs` of them take."""
    if slowdown is None:
        return runs
    return sum(positive("a slowdown", slowdown(rng)) for _ in range(runs))


def _next_to_end(running, synchronous):
    """Take out of the heap what is heard of next: the trials that end first, or all that are running."""
    ended = [heapq.heappop(running)[-1]]
    while running and (synchronous or running[0][0] == ended[0].end):
        ended.append(heapq.heappop(running)[-1])
    return ended
