"""Halving on several workers at once: in rounds that wait for the slowest, or without waiting. Lesson 07."""

import heapq
from typing import NamedTuple

from nas_teach.evaluation.halving import successive_halving


class Job(NamedTuple):
    """One worker trains one trial up to the fidelity of one rung, from `start` to `end`, in seconds."""

    worker: int
    trial: object
    rung: int
    start: float
    end: float
    reward: float


def asynchronous(promote, ask, evaluate, seconds, fidelities, eta, workers, until):
    """Asynchronous halving: a free worker promotes somebody or, where nobody has earned it, starts a new trial.

    Args:    promote: (rungs, eta) -> (trial, rung) or None. ask: () -> a new trial, unlike all before.
             evaluate: (trial, fidelity) -> reward. seconds: trial -> seconds of one unit of fidelity.
             workers: how many. until: no job starts later than that, in seconds.
    Returns: list of Job, in the order in which they end.
    Source:  Li et al. 2020, arXiv:1810.05934, algorithm 2.
    """
    rungs, jobs = [{} for _ in fidelities], []
    waiting = [(0.0, worker, None) for worker in range(workers)]  # (time, worker, the job that ends then)
    while waiting:
        now, worker, done = heapq.heappop(waiting)
        if done:
            rungs[done.rung][done.trial] = done.reward
            jobs.append(done)
        if now < until:
            trial, rung = promote(rungs, eta) or (ask(), 0)
            rungs[rung][trial] = None  # it runs
            job = _job(worker, trial, rung, now, evaluate, seconds, fidelities)
            heapq.heappush(waiting, (job.end, worker, job))
    return jobs


def synchronous(ask, evaluate, seconds, fidelities, eta, workers, until, size):
    """Brackets of `size` trials, one after the other; a round begins when all jobs of the one before have ended.

    Args:    as for `asynchronous`. Returns: list of Job.
    """
    jobs, now = [], 0.0
    while now < until:
        rounds = successive_halving([ask() for _ in range(size)], evaluate, fidelities, eta)
        for rung, (_, trials) in enumerate(rounds):
            free = [(now, worker) for worker in range(workers)]
            for trial, _ in trials:
                start, worker = free[0]
                jobs.append(_job(worker, trial, rung, start, evaluate, seconds, fidelities))
                heapq.heapreplace(free, (jobs[-1].end, worker))
            now = max(time for time, _ in free)
    return jobs


def _job(worker, trial, rung, start, evaluate, seconds, fidelities):
    epochs = fidelities[rung] - (fidelities[rung - 1] if rung else 0)
    return Job(worker, trial, rung, start, start + epochs * seconds(trial), evaluate(trial, fidelities[rung]))


def handed_over(jobs, until):
    """The trial of the best reward at the highest rung among the jobs that have ended by then; None if none has."""
    done = [job for job in jobs if job.end <= until]
    return max(done, key=lambda job: (job.rung, job.reward)).trial if done else None


def share_busy(jobs, until):
    """The share of the workers' time until then in which they work: float in [0, 1]."""
    busy = sum(min(job.end, until) - min(job.start, until) for job in jobs)
    return busy / (until * (1 + max(job.worker for job in jobs)))
