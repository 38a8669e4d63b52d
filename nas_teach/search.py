"""The search loop: ask a strategy for an architecture, evaluate it, tell the strategy. Nothing more."""

import math
import numbers
import os
from concurrent.futures import FIRST_COMPLETED, wait
from itertools import accumulate, islice
from typing import NamedTuple, Protocol

from nas_teach.log import TrialLog


class Trial(NamedTuple):
    """One evaluated architecture."""

    arch: tuple
    reward: float


class Strategy(Protocol):
    """How a search proposes architectures. Any object with these two methods is one."""

    def ask(self) -> tuple: ...

    def tell(self, arch: tuple, reward: float) -> None: ...


def trials(strategy, evaluate):
    """Endless generator of Trial: stop it when you have seen enough.

    Args:    strategy: a Strategy. evaluate: a function Arch -> finite float; larger is better.
    Raises:  ValueError: a reward that is no finite number. Errors of `evaluate` pass through, with a note.
    """
    while True:
        arch = strategy.ask()
        reward = _evaluated(evaluate, arch)
        strategy.tell(arch, reward)
        yield Trial(arch, reward)


def search(strategy, evaluate, budget, *, log=None, executor=None):
    """Spend `budget` evaluations and return the list of Trial, in the order in which they ended.

    Args:    budget: number of trials, at least 1, those of a resumed log included.
             log: a path. Each trial is on disk when it ends; an existing log is replayed, then continued.
             executor: a concurrent.futures.Executor; trials then run side by side, as many as it has workers.
             Threads take any evaluate; a process pool only a function of a module, no closure or lambda.
    Raises:  ValueError: bad budget, reward that is no finite number, corrupt log or one of another space.
    """
    if isinstance(budget, bool) or not isinstance(budget, numbers.Integral) or budget < 1:
        raise ValueError(f"budget must be an integer of at least 1, got {budget!r}")
    log = TrialLog(log, getattr(strategy, "space", None)) if log is not None else None
    done = [Trial(*row) for row in log.read()[:budget]] if log else []
    for arch, reward in done:
        strategy.ask()  # keeps the strategy's random numbers in step with the run that wrote the log
        strategy.tell(arch, reward)
    left = budget - len(done)
    new = (
        _parallel(strategy, evaluate, left, executor)
        if executor
        else islice(trials(strategy, evaluate), left)
    )
    for trial in new:
        if log:
            log.append(*trial)
        done.append(trial)
    return done


def best(trials):
    """The trial with the greatest reward, the first of them if several share it."""
    return max(_some(trials), key=lambda trial: trial.reward)


def incumbent(trials):
    """The best trial so far, after each trial: a list as long as `trials`."""
    return list(accumulate(_some(trials), lambda old, new: new if new.reward > old.reward else old))


def finite_reward(arch, reward):
    """`reward` as a float; ValueError that names the architecture unless it is one finite number."""
    try:
        number = float(reward)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise ValueError(f"the reward of {arch} must be one finite number, got {reward!r}") from None
    if not math.isfinite(number):
        raise ValueError(f"the reward of {arch} must be finite, got {number}")
    return number


def _some(trials):
    if not (trials := list(trials)):
        raise ValueError("there is no best of no trials: got an empty list")
    return trials


def _evaluated(evaluate, arch):
    """The reward of `arch` as a float. An error of the evaluator is raised as it is, with the arch noted."""
    try:
        reward = evaluate(arch)
    except Exception as error:
        error.add_note(f"raised while evaluating {arch}")
        raise
    return finite_reward(arch, reward)


def _parallel(strategy, evaluate, budget, executor):
    """Trials as they end; a new one starts at once, so that no worker waits for the slowest."""
    workers = getattr(executor, "_max_workers", None) or os.cpu_count()
    running, started = {}, 0
    try:
        while started < budget or running:
            while started < budget and len(running) < workers:
                arch = strategy.ask()
                running[executor.submit(_evaluated, evaluate, arch)] = arch
                started += 1
            done = wait(running, return_when=FIRST_COMPLETED).done
            for future in sorted(done, key=lambda future: future.exception() is not None):  # errors last
                trial = Trial(running.pop(future), future.result())
                strategy.tell(*trial)
                yield trial
    finally:
        for future in running:
            future.cancel()
