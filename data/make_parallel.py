"""Simulate searches on 1 to 1,000 workers, on recorded trainings: data/parallel.csv.

    python -m data.make_parallel             what is missing, about 45 minutes, most for Bayesian optimisation
    python -m data.make_parallel --most 9    nine of them

A row is one search. It is written and synced when the search is over; the script may be killed at any moment
and started again, and then loses at most the search under way. Nothing is trained: rewards and seconds are
those of the tables.
"""

from functools import cache, partial
from pathlib import Path

from data.recording import command_line, record
from nas_teach.evaluation.benchmark import FashionBench, noisy_lookup
from nas_teach.evaluation.nas_bench_201 import NASBench201
from nas_teach.recorded.parallel import CHEAP, PARALLEL_SETTINGS, STRATEGIES, ParallelSetting
from nas_teach.scale.clock import utilisation
from nas_teach.scale.simulator import simulate_search
from nas_teach.search import incumbent
from nas_teach.strategies.bayes_opt import BayesianOptimization
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.strategies.reinforce import Reinforce

TABLE = Path(__file__).with_name("parallel.csv")
SEEDS = range(20)
COLUMNS = (*ParallelSetting._fields, "seed", "seconds", "utilisation", "trials", "times", "tests")
MAKE = dict(
    zip(
        STRATEGIES,
        (
            RandomSearch,
            RegularizedEvolution,
            partial(RegularizedEvolution, aging=False),
            LocalSearch,
            Reinforce,
            BayesianOptimization,
        ),
        strict=True,
    )
)
LOAD = {"fashionbench": cache(FashionBench.load), "nas_bench_201": cache(NASBench201.load)}


def jobs():
    """All (table, strategy, budget, workers, mode, seed): what takes a moment first, the rest seed by seed."""
    every = [(*setting, seed) for seed in SEEDS for setting in PARALLEL_SETTINGS]
    return sorted(every, key=lambda job: job[1] not in CHEAP or job[2] > 200)


def search_one(table, strategy, budget, workers, mode, seed):
    """Simulate one search: the columns behind its seed. Only where the best so far changes is written down."""
    bench = LOAD[table]()
    trials = simulate_search(
        MAKE[strategy](bench.space, seed=seed),
        noisy_lookup(bench, seed),
        partial(bench.value, column="seconds"),
        budget,
        workers,
        synchronous=mode == "synchronous",
    )
    held = incumbent(trials)
    new = [i for i, trial in enumerate(held) if i == 0 or trial is not held[i - 1]]
    return (
        f"{trials[-1].end:.1f}",
        f"{utilisation(trials, workers):.4f}",
        " ".join(str(i + 1) for i in new),
        " ".join(f"{trials[i].end:.1f}" for i in new),
        " ".join(f"{10_000 * bench.test(trials[i].arch):.0f}" for i in new),
    )


if __name__ == "__main__":
    record(TABLE, COLUMNS, jobs(), search_one, command_line(__doc__))
