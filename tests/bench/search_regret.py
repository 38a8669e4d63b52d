"""Regret of every strategy beside the optimisers that others wrote, on the same tables, in one run.

python -m tests.bench search                                   both tables, 30 seeds, 300 evaluations
python -m tests.bench.search_regret --seeds 100 --noisy        rewards that vary as trainings do
python -m tests.bench.search_regret --table nas_bench_201      15,625 architectures, 5 choices a decision
python -m tests.bench.search_regret --table other.csv          another table of FashionBench's columns
"""

import argparse
import time
import warnings
from functools import partial
from itertools import product

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from nas_teach.evaluation.benchmark import FashionBench, lookup, noisy_lookup
from nas_teach.evaluation.nas_bench_201 import NASBench201
from nas_teach.search import incumbent, search
from nas_teach.statistics import mean_interval
from nas_teach.strategies.bayes_opt import BayesianOptimization
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.strategies.reinforce import Reinforce
from nas_teach.strategies.rnn_controller import RNNController
from tests.bench import peers

AFTER, BUDGET = (50, 150, 300), 300
OURS = {
    "RandomSearch": RandomSearch,
    "Reinforce": Reinforce,
    "RNNController": RNNController,
    "RegularizedEvolution": RegularizedEvolution,
    "RegularizedEvolution, aging=False": partial(RegularizedEvolution, aging=False),
    "LocalSearch": LocalSearch,
    "BayesianOptimization": BayesianOptimization,
}


def run(table=None, seeds=30, budget=BUDGET, noisy=False):
    """A row a strategy: mean regret after 150 evaluations in percentage points; the rest is in the note."""
    torch.set_num_threads(1)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the peers
        for (prefix, bench), (name, make, most) in product(_benches(table).items(), _competitors(budget)):
            regret, seconds = measure(make, bench, most, seeds, noisy)
            after_150 = regret[:, 149].mean() if most >= 150 else float("nan")
            note = f"{1e6 * seconds:7,.0f} us an evaluation; {_note(regret)}"
            yield prefix + name, after_150, "% points", note
    for package in peers.missing():
        yield package, float("nan"), "% points", "not installed: pip install -e .[bench]"


def measure(make, bench, budget, seeds, noisy=False):
    """Regret of the incumbent in percentage points, (seeds, budget), and overhead in seconds an evaluation.

    The strategy sees mean rewards, or, if `noisy`, one training drawn at random; judged is always the mean.
    """
    best, regret, seconds = bench.optimum.reward, np.empty((seeds, budget)), 0.0
    for seed in range(seeds):
        evaluate = noisy_lookup(bench, seed) if noisy else lookup(bench)
        begin = time.perf_counter()
        trials = search(make(bench.space, seed), evaluate, budget)
        seconds += time.perf_counter() - begin
        regret[seed] = [best - bench.reward(trial.arch) for trial in incumbent(trials)]
    return 100 * regret, seconds / seeds / budget


def _benches(table):
    """{what the names of its rows begin with: benchmark}, both if `table` is None"""
    if table == "nas_bench_201":
        return {"201: ": NASBench201.load()}
    one = {"": FashionBench.load(table)}
    return one if table else one | {"201: ": NASBench201.load()}


def _competitors(budget):
    """(name, function (space, seed) -> Strategy, budget)"""
    for name, make in OURS.items():
        yield name, lambda space, seed, make=make: make(space, seed=seed), budget
    for name, (make, most) in peers.installed().items():
        most = min(budget, most or budget)
        yield name, lambda space, seed, make=make, most=most: make(space, seed, most), most


def _note(regret):
    """'after 50: 0.210 +- 0.051, median 0.190; ...': mean, half of its 95 % interval, median."""
    parts = []
    for column in (regret[:, count - 1] for count in AFTER if count <= regret.shape[1]):
        mean, low, _ = mean_interval(column)
        parts.append(f"{mean:.3f} +- {mean - low:.3f}, median {np.median(column):.3f}")
    return "; ".join(f"after {count}: {part}" for count, part in zip(AFTER, parts, strict=False))


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search_regret")
    parser.add_argument("--table", help="nas_bench_201 or a CSV file; default: both of the course")
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--budget", type=int, default=BUDGET)
    parser.add_argument("--noisy", action="store_true", help="a reward is one training, not the mean")
    for row in run(**vars(parser.parse_args())):
        print("{:44}{:8.3f} {:10}{}".format(*row), flush=True)


if __name__ == "__main__":
    main()
