"""A search on a Dask cluster: two workers against none, and what a trial costs on the way there and back."""

import time
from contextlib import contextmanager
from functools import partial

from distributed import Client, LocalCluster

from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch

SPACE = SearchSpace({"a": range(100), "b": range(100)})
TRIALS, SECONDS, WORKERS = 60, 0.05, (2, 8, 32)


def sleeping(seconds, arch):
    time.sleep(seconds)
    return float(arch.a)


def run():
    """Serial and two processes in one run; then 2, 8 and 32 workers, threads of this process, that sleep."""
    serial = spent(TRIALS, SECONDS, None)
    with cluster(2, processes=True) as client:
        spent(10, SECONDS, client)  # the workers have imported what they need
        two = min(spent(TRIALS, SECONDS, client) for _ in range(3))
        pool = min(spent(TRIALS, SECONDS, client.get_executor()) for _ in range(3))
    rows = [
        ("60 trials of 50 ms, one by one", serial, "s", ""),
        ("the same, two workers (Client)", two, "s", ""),
        ("the same, two workers (get_executor)", pool, "s", ""),
        ("one by one : two workers", serial / two, "times", "target: at least 1.8, at most 2"),
    ]
    for workers in WORKERS:
        with cluster(workers, processes=False) as client:
            for seconds in (0, 0.2):
                count = 20 * workers if seconds else 300
                extra = spent(count, seconds, client) - seconds * count / workers
                what = f"overhead a trial of {1000 * seconds:.0f} ms, {workers} workers"
                rows.append((what, 1000 * extra / count, "ms", f"{count} trials"))
    return rows


def spent(trials, seconds, executor):
    """Seconds that a search took."""
    begin = time.perf_counter()
    search(RandomSearch(SPACE), partial(sleeping, seconds), trials, executor=executor)
    return time.perf_counter() - begin


@contextmanager
def cluster(workers, processes):
    """A client of a cluster of this machine, one thread a worker."""
    settings = {"threads_per_worker": 1, "processes": processes, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=workers, **settings) as made, Client(made) as client:
        yield client
