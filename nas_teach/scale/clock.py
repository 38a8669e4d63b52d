"""What a search had at which time: how busy its workers were, how far it had come. Lesson 14."""

import numpy as np

from nas_teach.checks import positive, whole
from nas_teach.scale.simulator import FAILED
from nas_teach.search import incumbent


def utilisation(trials, workers, until=None):
    """The share of the workers' time in which they train: float in (0, 1].

    Trainings that were lost count as work: the worker was busy.

    Args:    trials: TimedTrials. workers: how many there were, those without a trial included.
             until: seconds, above 0; None is the end of the last trial. An earlier time leaves out how the
             workers run empty when the budget is spent.
    Raises:  ValueError: no trials; fewer workers than have trained; a time that is not positive.
    """
    workers = whole("workers", workers)
    needed = 1 + max((trial.worker for trial in trials), default=-1)
    if not 0 < needed <= workers:
        raise ValueError(
            f"at least {needed} workers have trained, got workers={workers}"
            if needed
            else "utilisation needs at least one trial, got none"
        )
    until = max(trial.end for trial in trials) if until is None else positive("until", until)
    busy = sum(min(trial.end, until) - min(trial.start, until) for trial in trials)
    return busy / (workers * until)


def regret(trials, truth, optimum):
    """How far the best so far is from the optimum in truth, after each trial: float64 (trials,).

    Best is what looks best to the search, by its rewards; judged is it by the truth, so that regret may grow.
    It is NaN as long as all trials have failed.

    Args:    truth: a function Arch -> float, such as bench.test. optimum: the largest truth there is.
    Raises:  ValueError: no trials.
    """
    held = incumbent(trials)
    return np.array([np.nan if trial.reward == FAILED else optimum - truth(trial.arch) for trial in held])


def at_times(trials, values, times, before=np.nan):
    """`values`, one after each trial, by the clock: what held at these times. float64, shape of `times`.

    Args:    trials: TimedTrials in the order in which they end. values: as many numbers, of `regret` say.
             times: seconds since the search began. before: what held until the first trial ended.
    Raises:  ValueError: another number of values than of trials; trials in another order.
    """
    ends = np.array([trial.end for trial in trials])
    if np.shape(values) != ends.shape:
        raise ValueError(f"a value after each of {len(ends)} trials is needed, got shape {np.shape(values)}")
    if (np.diff(ends) < 0).any():
        raise ValueError("trials must come in the order in which they end, as simulate_search gives them")
    return np.concatenate([[before], values])[np.searchsorted(ends, times, side="right")]
