"""Let every strategy search two tables, many times: data/strategies.csv.

    python -m data.make_strategies             what is missing, one after the other, about four minutes
    python -m data.make_strategies --most 2    two of them

A row is one search of 150 evaluations. It is written and synced when it ends; the script may be killed at any
moment and started again, and then loses at most the search under way. All strategies run with seed 0 first,
then with seed 1, and so on: whenever it stops, the comparison is a fair one of fewer seeds.
"""

import time
from functools import cache
from pathlib import Path

from threadpoolctl import threadpool_limits

from data.recording import command_line, record
from nas_teach.evaluation.benchmark import FashionBench, noisy_lookup
from nas_teach.evaluation.nas_bench_201 import NASBench201
from nas_teach.recorded.strategies import AFTER, BENCHMARKS, STRATEGIES
from nas_teach.search import incumbent, search

SEEDS = range(40)
TABLE = Path(__file__).with_name("strategies.csv")
COLUMNS = (
    *("benchmark", "strategy", "seed"),
    *(f"{kind}_{count}" for kind in ("test", "reward") for count in AFTER),
    "seconds",
)


def jobs():
    """All (benchmark, strategy, seed)."""
    return [(benchmark, name, seed) for seed in SEEDS for benchmark in BENCHMARKS for name in STRATEGIES]


@cache
def table(benchmark):
    """The benchmark of this name, read once."""
    return FashionBench.load() if benchmark == "FashionBench" else NASBench201.load()


def search_once(benchmark, name, seed):
    """One search: test accuracies and rewards of what it hands over, and its seconds, as texts."""
    bench = table(benchmark)
    begin = time.process_time()
    trials = search(STRATEGIES[name](bench.space, seed=seed), noisy_lookup(bench, seed), AFTER[-1])
    seconds = time.process_time() - begin
    winners = list(incumbent(trials))
    winners = [winners[count - 1] for count in AFTER]
    accuracies = [*(bench.test(winner.arch) for winner in winners), *(winner.reward for winner in winners)]
    return *(f"{accuracy:.6f}" for accuracy in accuracies), f"{seconds:.2f}"


if __name__ == "__main__":
    most = command_line(__doc__)
    with threadpool_limits(1):
        record(TABLE, COLUMNS, jobs(), search_once, most)
