"""Trials on a Dask cluster: one laptop's processes, or a thousand machines."""

import math
import pickle
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial

import cloudpickle
import distributed

from nas_teach.scale.side_by_side import drained, evaluate_apart

PATIENCE = 60  # seconds without any worker, after which the cluster counts as gone
LOOK = 1  # seconds between two looks at how large the cluster is
SHORT = 1  # seconds; while trials take less, one more for each worker waits there for its turn


class Cluster:
    """What a search needs of a cluster: places for trials, and word of those that ended.

    The evaluator is a task of its own: Dask sends it once to every worker, those that come later too, and
    makes it anew if all that had it are lost. A worker's trials run again elsewhere when it dies; what kills
    workers again and again (Dask's setting distributed.scheduler.allowed-failures, 3) fails with KilledWorker.

    Args:    executor: a distributed.Client, or what its get_executor() gives. key: see Pool.
    Raises:  TypeError: an asynchronous client, or an evaluator that cannot be sent.
             ConnectionError: no scheduler, or no worker for PATIENCE seconds.
    """

    def __init__(self, executor, evaluate, key):
        self._client = getattr(executor, "_client", executor)
        if self._client.asynchronous:
            raise TypeError(
                "executor must be a Client without asynchronous=True: a search waits for its trials"
            )
        self._options = {**getattr(executor, "_kwargs", {}), "pure": False}
        self._key, self._apart = key, hasattr(evaluate, "spawn")
        self._ended = distributed.as_completed(loop=self._client.loop, with_results=True, raise_errors=False)
        self._seconds = SHORT  # of the latest trial
        self._threads, self._looked, self._last_worker = {}, -math.inf, time.monotonic()
        self._evaluate = self._sent(evaluate.spawn() if self._apart else evaluate)

    def slots(self):
        """How many trials may be in flight: one a thread, as many as there are now."""
        if time.monotonic() - self._looked > LOOK:
            self._threads, self._looked = self._alive(), time.monotonic()
        ahead = len(self._threads) if self._seconds < SHORT else 0
        return max(1, sum(self._threads.values()) + ahead)

    def submit(self, arch, number):
        """The future of a trial."""
        key = (self._key, number) if self._apart else None
        future = self._client.submit(partial(_trial, arch=arch, key=key), self._evaluate, **self._options)
        self._ended.add(future)
        return future

    def ended(self):
        """Pairs (future, reward or Exception) of trials that have ended, none if that takes a while."""
        outcomes = []
        for future, result in drained(self._ended.queue, LOOK):  # as_completed itself would wait for ever
            if isinstance(result, CancelledError):
                self._gone(f"its trials were cancelled ({result})")
            if len(result) == 2:
                outcome, self._seconds = result
            else:
                _, outcome, _ = result  # as Dask gives errors: type, error, traceback
            outcomes.append((future, outcome))
        return outcomes

    def close(self, futures):
        """Take back these futures, and the evaluator."""
        if self._client.status == "running":
            with suppress(OSError):  # a cluster that is gone has forgotten them already
                self._client.cancel([*futures, self._evaluate])

    def _sent(self, evaluate):
        try:
            packed = cloudpickle.dumps(evaluate)
        except Exception as error:
            raise TypeError(f"a cluster cannot take {evaluate!r}: {error}") from error
        self._alive()
        future = self._client.submit(pickle.loads, packed, **self._options)
        while not future.done():
            self._alive()
            with suppress(TimeoutError):
                distributed.wait(future, timeout=LOOK)
        if future.status == "error":
            raise TypeError(f"the workers cannot take {evaluate!r}") from future.exception()
        return future

    def _alive(self):
        """{worker: its threads}, now; ConnectionError if there is no cluster any more."""
        try:
            threads = self._client.nthreads() if self._client.status == "running" else None
        except OSError:
            threads = None
        if threads is None:
            self._gone("its scheduler does not answer")
        if threads:
            self._last_worker = time.monotonic()
        elif time.monotonic() - self._last_worker > PATIENCE:
            self._gone(f"it has had no worker for {PATIENCE} s")
        return threads

    def _gone(self, why):
        raise ConnectionError(
            f"the cluster is gone: {why}. The log is whole: start another cluster, and go on with "
            "search(..., log=the same path, executor=its client)"
        )


def _trial(evaluate, arch, key):
    """Runs on a worker: (reward, seconds); an error is noted with the worker's address."""
    begin = time.monotonic()
    try:
        return evaluate_apart(evaluate, arch, key), time.monotonic() - begin
    except Exception as error:
        error.add_note(f"on worker {distributed.get_worker().address}")
        raise
