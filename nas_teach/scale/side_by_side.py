"""Trials side by side: whoever is free gets the next architecture, whoever is done is told at once."""

import os
import pickle
import sys
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from queue import Empty, SimpleQueue

from nas_teach.memory import in_hand, memory


def side_by_side(strategy, pool, numbers, end, log, line):
    """Yield what `end(arch, outcome)` makes of each trial; a new one starts as soon as one has ended.

    Args:    pool: a Pool or a Cluster. numbers: of the trials to come. line: a ProgressLine or None.
             end: logs and tells a trial; its outcome is a reward or an Exception.
    """
    waiting, running = list(numbers)[::-1], {}
    try:
        while waiting or running:
            while waiting and len(running) < pool.slots():
                with in_hand(strategy, log) as arch:
                    running[pool.submit(arch, waiting[-1])] = arch
                waiting.pop()
            if line:
                line.watch(len(running))
            for future, outcome in sorted(pool.ended(), key=_failed):  # errors last
                row = end(running[future], outcome)
                del running[future]
                yield row
    finally:
        if running:
            memory(strategy).unanswered[:0] = running.values()
        pool.close(running)


def _failed(ended):
    return isinstance(ended[1], Exception)


def drained(queue, seconds):
    """All that lies in a queue, after waiting for the first; an empty list if none has come in time."""
    found = []
    try:
        found.append(queue.get(timeout=seconds))
        while True:
            found.append(queue.get_nowait())
    except Empty:
        return found


def pool_for(executor):
    """What runs trials on this executor: a function (evaluate, key) -> Pool or Cluster.

    Raises:  TypeError: neither a concurrent.futures.Executor nor a distributed.Client.
    """
    distributed = sys.modules.get("distributed")  # whoever has a client has loaded it
    if distributed and isinstance(getattr(executor, "_client", executor), distributed.Client):
        from nas_teach.scale.cluster import Cluster as kind
    elif isinstance(executor, Executor):
        kind = Pool
    else:
        raise TypeError(
            "executor must be None or a concurrent.futures.Executor such as ThreadPoolExecutor(4), "
            f"or a distributed.Client, got {executor!r}"
        )
    return lambda evaluate, key: kind(executor, evaluate, key)


class Pool:
    """The threads or processes of a concurrent.futures.Executor."""

    def __init__(self, executor, evaluate, key):
        _require_picklable(evaluate, executor)
        apart = not isinstance(executor, ThreadPoolExecutor) and hasattr(evaluate, "spawn")
        self._evaluate = evaluate.spawn() if apart else evaluate
        self._key, self._apart, self._executor = key, apart, executor
        self._workers = getattr(executor, "_max_workers", None) or os.cpu_count()
        self._ended = SimpleQueue()

    def slots(self):
        """How many trials may be in flight."""
        return self._workers

    def submit(self, arch, number):
        """The future of a trial."""
        key = (self._key, number) if self._apart else None
        future = self._executor.submit(evaluate_apart, self._evaluate, arch, key)
        future.add_done_callback(self._ended.put)
        return future

    def ended(self):
        """Pairs (future, reward or Exception) of trials that have ended, none if that takes a while."""
        outcomes = [(future, _outcome(future)) for future in drained(self._ended, 1)]
        for _, outcome in outcomes:
            if isinstance(outcome, BrokenExecutor | CancelledError):
                raise outcome  # the pool is at fault, not the architecture
        return outcomes

    def close(self, futures):
        """Take back what has not begun of these futures."""
        for future in futures:
            future.cancel()


def evaluate_apart(evaluate, arch, key):
    """Evaluate `arch`, with random numbers that belong to this `key` (None: the evaluator's own)."""
    from nas_teach.search import evaluated

    try:
        return evaluated(evaluate if key is None else evaluate.spawn(*key), arch)
    except Exception as error:
        error.add_note(f"in process {os.getpid()}")
        raise


def _outcome(future):
    if future.cancelled():
        return CancelledError("the executor was shut down while trials were in flight")
    return future.exception() or future.result()


def _require_picklable(evaluate, executor):
    if isinstance(executor, ProcessPoolExecutor):
        try:
            pickle.dumps(evaluate)
        except Exception as error:
            raise TypeError(
                f"a process pool cannot take {evaluate!r} ({error}): give it a function of a module, "
                "bench.reward or lookup(...), or use a ThreadPoolExecutor"
            ) from error
