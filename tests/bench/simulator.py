"""The simulated search: how fast it is, and how far from real workers that sleep for recorded seconds."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from nas_teach.evaluation.benchmark import FashionBench, lookup
from nas_teach.scale.simulator import simulate_search, straggling
from nas_teach.search import search
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.random_search import RandomSearch

HASTE, BUDGET, WORKERS = 0.015, 40, (1, 2, 4)  # a training of 6.7 s becomes a sleep of 0.1 s
MODES = {"asynchronous": False, "synchronous": True}


class Sleeping:
    """An evaluator that takes its recorded seconds, times `HASTE`. Processes can take it."""

    def __init__(self, bench):
        self.bench = bench

    def seconds(self, arch):
        return HASTE * self.bench.value(arch, "seconds")

    def __call__(self, arch):
        time.sleep(self.seconds(arch))
        return self.bench.reward(arch)


def run():
    yield from speed()
    for name, workers_of in {"threads": ThreadPoolExecutor, "Dask, LocalCluster": dask_executor}.items():
        for workers in WORKERS:
            yield against_real(name, workers_of, workers)


def speed():
    bench = FashionBench.load()
    seconds, slowdown = partial(bench.value, column="seconds"), straggling(0.05, 10)
    for kind, budget, workers in (
        (RandomSearch, 200, 16),
        (RegularizedEvolution, 200, 16),
        (RandomSearch, 100_000, 10_000),
    ):
        for mode, synchronous in MODES.items():
            begin = time.process_time()  # of one process: other programs do not count
            settings = {"synchronous": synchronous, "slowdown": slowdown, "failures": 0.05}
            simulate_search(kind(bench.space), lookup(bench), seconds, budget, workers, **settings)
            spent = time.process_time() - begin
            what = f"{kind.__name__}, {budget:,} on {workers:,}, {mode[:-6]}."
            yield what, 1e3 * spent, "ms", f"{1e6 * spent / budget:.0f} us a trial"


def against_real(name, workers_of, workers):
    """Seconds of a real search: those of its simulation, and the share of trials at the same place."""
    evaluate = Sleeping(FashionBench.load())
    strategy = lambda: RandomSearch(evaluate.bench.space, seed=0)  # noqa: E731
    simulated = simulate_search(strategy(), evaluate.bench.reward, evaluate.seconds, BUDGET, workers)
    with workers_of(workers) as executor:
        begin = time.perf_counter()
        trials = search(strategy(), evaluate, BUDGET, executor=executor)
        spent = time.perf_counter() - begin
    same = sum(real == trial[:2] for real, trial in zip(trials, simulated, strict=True)) / BUDGET
    end = simulated[-1].end
    note = f"{spent:.2f} s, simulated {end:.2f} s; {same:.0%} of the trials end in the simulated order"
    return f"{name}, {workers} workers: real to simulated", spent / end, "times", note


@contextmanager
def dask_executor(workers):
    """A cluster of this machine's processes, gone afterwards; it listens to this machine alone."""
    from distributed import Client, LocalCluster

    settings = {"threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with LocalCluster(workers, **settings) as cluster, Client(cluster) as client:
        client.wait_for_workers(workers)
        yield client.get_executor()
