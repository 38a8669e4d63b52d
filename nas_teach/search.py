"""The search loop: ask a strategy for an architecture, evaluate it, tell the strategy. Nothing more."""

import os
import pickle
import weakref
from concurrent.futures import FIRST_COMPLETED, Executor, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import accumulate, islice
from typing import NamedTuple, Protocol

from nas_teach.checks import finite_reward, whole
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

    If `evaluate` is interrupted (Ctrl-C) or raises, going on with the same strategy object evaluates the
    architecture in hand first: a strategy that never repeats a question would not ask for it again.

    >>> from nas_teach.space import SearchSpace
    >>> from nas_teach.strategies.random_search import RandomSearch
    >>> next(trials(RandomSearch(SearchSpace({"kernel": (3, 5, 7)})), lambda arch: 0.1 * arch.kernel))
    Trial(arch=Arch(kernel=7), reward=0.7000000000000001)

    Args:    strategy: a Strategy. evaluate: a function Arch -> finite float; larger is better.
    Raises:  ValueError: a reward that is no finite number. Errors of `evaluate` pass through, with a note.
    """
    return _one_by_one(strategy, evaluate, None)


def search(strategy, evaluate, budget, *, log=None, executor=None):
    """Spend `budget` evaluations and return the list of Trial, in the order in which they ended.

    Whatever stops it, going on with the same strategy object, or with the same log, loses nothing.

    Args:    budget: number of trials, at least 1, those of a resumed log included.
             log: a path. Each trial is on disk when it ends; an existing log is replayed, then continued.
             executor: a concurrent.futures.Executor; trials then run side by side, as many as it has workers.
             Threads take any evaluate; a process pool only what can be pickled: a function of a module,
             `bench.reward`, `lookup(...)`, but no closure or lambda. Noisy look-ups then draw each from a
             random stream of its own.
    Raises:  ValueError: bad budget, reward that is no finite number, corrupt log, one of another space, or a
             space whose choices no log can hold. TypeError: no executor, or an evaluate that it cannot take.
    """
    budget = whole("budget", budget)
    if executor is not None and not isinstance(executor, Executor):
        raise TypeError(
            "executor must be None or a concurrent.futures.Executor such as ThreadPoolExecutor(4), "
            f"got {executor!r}"
        )
    log = TrialLog(log, getattr(strategy, "space", None)) if log is not None else None
    done = [Trial(*row) for row in log.read()[:budget]] if log else []
    _replay(strategy, done, log)
    left = budget - len(done)
    if executor is None:
        return done + list(islice(_one_by_one(strategy, evaluate, log), left))
    return done + list(_parallel(strategy, evaluate, left, log, executor))


def best(trials):
    """The trial with the greatest reward, the first of them if several share it."""
    return max(_some(trials), key=lambda trial: trial.reward)


def incumbent(trials):
    """The best trial so far, after each trial: a list as long as `trials`."""
    return list(accumulate(_some(trials), lambda old, new: new if new.reward > old.reward else old))


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


class _Memory:
    """What happened between a strategy and the searches it was given to, kept outside of the strategy."""

    def __init__(self):
        self.unanswered = []  # architectures that an interrupted search had in hand
        self.logged = {}  # path of a log: the trials in it that the strategy was told


_memories = {}  # id of a strategy: its _Memory, for as long as the strategy lives


def _memory(strategy):
    if id(strategy) not in _memories:
        memory = _memories[id(strategy)] = _Memory()
        try:
            weakref.finalize(strategy, _memories.pop, id(strategy), None)
        except TypeError:  # a class with __slots__: it has to live, or another object could get its id
            memory.strategy = strategy
    return _memories[id(strategy)]


@contextmanager
def _in_hand(strategy):
    """The next architecture to evaluate: one that was put back, else a new one. What fails puts it back."""
    unanswered = _memories[id(strategy)].unanswered if id(strategy) in _memories else []
    arch = unanswered.pop(0) if unanswered else strategy.ask()
    try:
        yield arch
    except BaseException:
        _memory(strategy).unanswered.insert(0, arch)
        raise


def _replay(strategy, trials, log):
    """Tell the trials of a log, without those that this very object was told when they were logged."""
    if log is None:
        return
    memory = _memory(strategy)
    told = memory.logged.setdefault(log.path.resolve(), [])
    if any(a.reward != b.reward for a, b in zip(told, trials, strict=False)):  # another file of that name
        told.clear()
    for trial in trials[len(told) :]:
        if trial.arch in memory.unanswered:  # interrupted after it was logged, before it was told
            memory.unanswered.remove(trial.arch)
        else:
            strategy.ask()  # keeps the strategy's random numbers in step with the run that wrote the log
        strategy.tell(*trial)
        told.append(trial)


def _answer(strategy, trial, log):
    """Log a trial, then tell it: what stops in between is told when the log is read again."""
    if log:
        log.append(*trial)
    strategy.tell(*trial)
    if log:
        _memory(strategy).logged[log.path.resolve()].append(trial)
    return trial


def _one_by_one(strategy, evaluate, log):
    while True:
        with _in_hand(strategy) as arch:
            trial = _answer(strategy, Trial(arch, _evaluated(evaluate, arch)), log)
        yield trial


def _parallel(strategy, evaluate, budget, log, executor):
    """Trials as they end; a new one starts at once, so that no worker waits for the slowest."""
    workers = getattr(executor, "_max_workers", None) or os.cpu_count()
    _require_picklable(evaluate, executor)
    apart = not isinstance(executor, ThreadPoolExecutor) and hasattr(evaluate, "spawn")
    running, started = {}, 0
    try:
        while started < budget or running:
            while started < budget and len(running) < workers:
                alone = evaluate.spawn() if apart else evaluate  # a copy would draw the same noise each time
                with _in_hand(strategy) as arch:
                    running[executor.submit(_evaluated, alone, arch)] = arch
                started += 1
            done = wait(running, return_when=FIRST_COMPLETED).done
            for future in sorted(done, key=lambda future: future.exception() is not None):  # errors last
                trial = _answer(strategy, Trial(running[future], future.result()), log)
                del running[future]
                yield trial
    finally:
        for future in running:
            future.cancel()
        if running:
            _memory(strategy).unanswered[:0] = running.values()


def _require_picklable(evaluate, executor):
    if isinstance(executor, ProcessPoolExecutor):
        try:
            pickle.dumps(evaluate)
        except Exception as error:
            raise TypeError(
                f"a process pool cannot take {evaluate!r} ({error}): give it a function of a module, "
                "bench.reward or lookup(...), or use a ThreadPoolExecutor"
            ) from error
