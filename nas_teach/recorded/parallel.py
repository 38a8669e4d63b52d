"""What many workers do to each strategy: simulated searches on recorded trainings, data/parallel.csv. Lesson 14."""

from typing import NamedTuple

import numpy as np

from nas_teach.recorded.reader import read_recording, require_shares

CHEAP = ("random search", "evolution, oldest dies", "evolution, worst dies", "local search")
STRATEGIES = (*CHEAP, "REINFORCE", "Bayesian optimisation")  # what the last two ask for takes them longer
TABLES, MODES = ("fashionbench", "nas_bench_201"), ("asynchronous", "synchronous")


class ParallelSetting(NamedTuple):
    """A strategy that spends `budget` trainings of a table on so many workers. One worker has one mode."""

    table: str
    strategy: str
    budget: int
    workers: int
    mode: str


def _settings(table, strategies, budget, workers):
    return [
        ParallelSetting(table, strategy, budget, count, mode)
        for strategy in strategies
        for count in workers
        for mode in (MODES if count > 1 else MODES[:1])
    ]


PARALLEL_SETTINGS = (
    *(setting for table in TABLES for setting in _settings(table, STRATEGIES, 200, (1, 10, 100))),
    *_settings("nas_bench_201", CHEAP, 2000, (1, 100, 1000)),
)


class Step(NamedTuple):
    """A new best so far: after how many trials, at how many seconds, and its test accuracy in [0, 1]."""

    trials: int
    seconds: float
    test: float


class ParallelRun(NamedTuple):
    """One simulated search. `seconds` is when its last trial ended; `utilisation` is of all until then."""

    seed: int
    seconds: float
    utilisation: float
    steps: tuple  # of Step, one whenever the search saw a better reward than all before

    def after(self, counts):
        """Test accuracy of what the search would hand over after so many trials, at least 1: as `counts`."""
        return self._held("trials", counts)

    def at(self, times):
        """Test accuracy of what it would hand over at these seconds: as `times`, NaN before the first end."""
        return self._held("seconds", times)

    def _held(self, what, places):
        found = np.searchsorted([getattr(step, what) for step in self.steps], places, side="right")
        return np.array([np.nan, *(step.test for step in self.steps)])[found]


def load_parallel(path=None):
    """Read the table that data/make_parallel.py writes: {ParallelSetting: list of ParallelRun}.

    Raises:  FileNotFoundError: no such file. ValueError: a row that is no such search; it names the line.
    """
    settings = {}
    for setting, run in read_recording("parallel", _run, path):
        settings.setdefault(setting, []).append(run)
    return settings


def _run(row):
    setting = ParallelSetting(
        row["table"], row["strategy"], int(row["budget"]), int(row["workers"]), row["mode"]
    )
    if setting not in PARALLEL_SETTINGS:
        raise ValueError(f"{tuple(setting)} is none of PARALLEL_SETTINGS")
    trials, times = ([int(n) for n in row["trials"].split()], [float(t) for t in row["times"].split()])
    tests = [int(test) / 10_000 for test in row["tests"].split()]
    utilisation = float(row["utilisation"])
    require_shares([utilisation, *tests])
    if not trials or trials[0] != 1 or trials != sorted(trials) or times != sorted(times):
        raise ValueError("trials must begin with 1, and trials and times increase")
    steps = tuple(Step(*step) for step in zip(trials, times, tests, strict=True))
    return setting, ParallelRun(int(row["seed"]), float(row["seconds"]), utilisation, steps)
