"""The search loop: ask a strategy for an architecture, evaluate it, tell the strategy. Nothing more."""

import warnings
from contextlib import closing, nullcontext
from functools import partial
from itertools import accumulate, count
from typing import NamedTuple, Protocol

from nas_teach.checks import finite_reward, whole
from nas_teach.log import Row, TrialLog
from nas_teach.memory import answer, in_hand, replay
from nas_teach.scale.progress import progress_line
from nas_teach.scale.side_by_side import pool_for, side_by_side


class Trial(NamedTuple):
    """One evaluated architecture."""

    arch: tuple
    reward: float


class Strategy(Protocol):
    """How a search proposes architectures. Any object with these two methods is one.

    Where trials run side by side, several questions are asked before the first answer comes, and answers come
    in any order. So `ask` always gives an architecture, at once, whatever is still in flight, even if every
    one of the space was asked for; and `tell` takes any architecture of the space. A trial that failed is
    never told: its question stays without an answer. What strategies of the course do in the meantime:

    RandomSearch draws with replacement, so architectures may repeat, in flight or not. Reinforce and
    RNNController may repeat too, and take each step at today's policy, which asked a few answers earlier.
    RegularizedEvolution (without repeats), LocalSearch and BayesianOptimization ask for nothing that is in
    flight as long as there is something new. Evolution draws at random until its population is told;
    local search starts anew where all neighbours of its centre are in flight; Bayesian optimisation takes
    what is in flight for mean. When a space is exhausted, they repeat themselves.
    """

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
    for row in _one_by_one(strategy, evaluate, count(), partial(_end, strategy, None, "raise")):
        yield Trial(row.arch, row.reward)


def search(strategy, evaluate, budget, *, log=None, executor=None, on_failure="raise", progress=False):
    """Spend `budget` evaluations and return the list of Trial, in the order in which they ended.

    Whatever stops it, going on with the same strategy object, or with the same log, loses nothing.

    Args:    budget: number of trials, at least 1, those of a resumed log included.
             log: a path. Each trial is on disk when it ends; an existing log is replayed, then continued.
             executor: a concurrent.futures.Executor or, for a cluster, a distributed.Client (scale/). Trials
             then run side by side, as many as it has workers; a cluster may grow and shrink meanwhile.
             Threads take any evaluate; a process pool only what can be pickled: a function of a module,
             `bench.reward`, `lookup(...)`, but no closure or lambda. Noisy look-ups then draw each from a
             random stream of its own.
             on_failure: "raise" ends the search when an evaluation raises or gives no finite number. "count"
             warns, logs the reason and goes on: that trial is spent, but neither told nor returned.
             progress: True shows a line of trials done, in flight and failed, the best, and the time left.
    Raises:  ValueError: bad budget, reward that is no finite number, corrupt log, one of another space, or a
             space whose choices no log can hold. TypeError: no executor, or an evaluate that it cannot take.
             ConnectionError: the cluster is gone (at once without its scheduler, after 60 s without worker).
    """
    budget = whole("budget", budget)
    if on_failure not in ("raise", "count"):
        raise ValueError(f'on_failure must be "raise" or "count", got {on_failure!r}')
    make_pool = None if executor is None else pool_for(executor)
    log = TrialLog(log, getattr(strategy, "space", None)) if log is not None else None
    rows = log.read()[:budget] if log else []
    replay(strategy, rows, log)
    end, numbers = partial(_end, strategy, log, on_failure), range(len(rows), budget)
    line = progress_line(budget, rows) if progress else None
    if make_pool is None or not numbers:
        ended = _one_by_one(strategy, evaluate, numbers, end, log)
    else:
        ended = side_by_side(strategy, make_pool(evaluate, len(rows)), numbers, end, log, line)
    with closing(ended), line or nullcontext():
        for row in ended:
            rows.append(row)
            if line:
                line.ended(row)
    return [Trial(row.arch, row.reward) for row in rows if row.failed is None]


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


def evaluated(evaluate, arch):
    """The reward of `arch` as a float.

    Raises:  ValueError: it is no finite number. An error of the evaluator passes through, with the arch noted.
    """
    try:
        reward = evaluate(arch)
    except Exception as error:
        error.add_note(f"raised while evaluating {arch}")
        raise
    return finite_reward(arch, reward)


def _one_by_one(strategy, evaluate, numbers, end, log=None):
    for _ in numbers:
        with in_hand(strategy, log) as arch:
            try:
                outcome = evaluated(evaluate, arch)
            except Exception as error:
                outcome = error
            row = end(arch, outcome)
        yield row


def _end(strategy, log, on_failure, arch, outcome):
    """A trial has ended with this outcome, a reward or an Exception: log it, and tell the strategy."""
    if not isinstance(outcome, Exception):
        return answer(strategy, Row(arch, outcome), log)
    if not hasattr(outcome, "__notes__"):  # it killed its worker
        outcome.add_note(f"raised while evaluating {arch}")
    if on_failure == "raise":
        raise outcome
    reason = "; ".join([f"{type(outcome).__name__}: {outcome}", *getattr(outcome, "__notes__", ())])
    warnings.warn(f"{arch} failed: {reason}", RuntimeWarning, stacklevel=2)
    return answer(strategy, Row(arch, failed=reason), log)
