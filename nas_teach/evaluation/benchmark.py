"""Evaluation by looking it up: every architecture was trained for real, and a table remembers the results."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from nas_teach.checks import plain
from nas_teach.data import shipped
from nas_teach.evaluation import tables
from nas_teach.evaluation.simulated import own_stream
from nas_teach.search import Trial
from nas_teach.space import SearchSpace


class TabularBenchmark:
    """A table of trainings as a function: what did this architecture score?

    >>> table = pd.DataFrame({"kernel": [3, 5], "seed": 0, "validation_1": [0.6, 0.7], "test": 0.5})
    >>> TabularBenchmark(table).reward((5,))
    0.7

    `space` has the choices that occur, numbers sorted, words in the order of the table; `archs`, `seeds`,
    `epochs` and `table` say what else there is.

    Args:    table: a pandas table, or {column: list}, a row for each architecture and seed. The columns left
             of `seed` are the decisions. Right of it stand validation_1, validation_2, ... (accuracy after
             each epoch) and test, in [0, 1], and any of seconds, params, macs, latency_ms, latency_ms_q1,
             latency_ms_q3.
             source: what errors call the table.
    Raises:  ValueError: a missing or unknown column, a value out of range, an architecture twice with the
             same seed or without one of the seeds, an empty table; the message names the line.
    """

    def __init__(self, table, source="the table"):
        self._table, lists = table, tables.as_lists(table)
        decisions, columns = tables.columns(lists, source)
        numbers = tables.numbers(lists, columns, source)
        self.space = SearchSpace({name: tables.choices(lists, name, source) for name in decisions})
        rows = list(zip(*(lists[name] for name in decisions), strict=True))
        seeds = numbers[:, 0].astype(int).tolist()
        tables.check_rectangular(rows, seeds, source)
        self.archs = tuple(self.space.arch(*row) for row in dict.fromkeys(rows))
        self.seeds = tuple(sorted(set(seeds)))
        self.epochs = sum(name.startswith("validation_") for name in columns)
        self._row = {arch: i for i, arch in enumerate(self.archs)}
        self._as_written = {(arch, *map(type, arch)): i for arch, i in self._row.items()}
        self._column = {name: i for i, name in enumerate(columns)}
        order = np.lexsort((seeds, [self._row[row] for row in rows]))
        self._values = numbers[order].reshape(len(self.archs), len(self.seeds), len(columns))
        self._means = self._values.mean(1)  # (archs, columns)

    @classmethod
    def load(cls, path):
        """Read a CSV file of such a table."""
        return cls(tables.read_lists(path), source=str(path))

    @property
    def table(self):
        """All of it as a pandas table."""
        import pandas as pd  # no reward waits for it

        if not isinstance(self._table, pd.DataFrame):
            self._table = pd.DataFrame(self._table)
        return self._table

    def reward(self, arch, seed=None, epoch=None):
        """Validation accuracy of `arch` after `epoch` (1 to `epochs`, None is the last): float in [0, 1].

        Args:    seed: one of `seeds`, or None for the mean over all of them.
        Raises:  ValueError: an architecture, seed or epoch that the table does not hold.
        """
        column = f"validation_{self.epochs if epoch is None else epoch}"
        if column not in self._column:
            raise ValueError(f"epoch must be an integer from 1 to {self.epochs}, or None, got {epoch!r}")
        return self.value(arch, column, seed)

    def test(self, arch, seed=None):
        """Test accuracy of `arch`: float in [0, 1]. For the end, when the search is over."""
        return self.value(arch, "test", seed)

    def value(self, arch, column, seed=None):
        """Any number of the table (`column`: "seconds", "params", ...), of one seed or averaged: float.

        Raises:  ValueError: an architecture, a column or a seed that the table does not have.
        """
        row = self._row_of(arch)
        if column not in self._column:
            raise ValueError(f"column must be one of {', '.join(self._column)}, got {column!r}")
        if seed is None:
            return self._means.item(row, self._column[column])
        if isinstance(seed := plain(seed), bool) or seed not in self.seeds:
            raise ValueError(f"seed must be one of {self.seeds}, or None for the mean, got {seed!r}")
        return self._values.item(row, self.seeds.index(seed), self._column[column])

    def _row_of(self, arch):
        """Where the architecture stands: at once if it is written as the table has it, else by its names."""
        if type(arch) is type(self.archs[0]):
            try:
                return self._as_written[arch, *map(type, arch)]  # with the types, for True is not 1
            except (KeyError, TypeError):
                pass
        try:
            return self._row[self.space.require(arch)]
        except KeyError:
            raise ValueError(
                f"{arch} is not in this table: it has {len(self.archs)} of {len(self.space)} architectures"
            ) from None

    @property
    def optimum(self):
        """The architecture with the best mean reward: a Trial. Luck flatters it, as it does every winner."""
        rewards = self.rewards().mean(1)
        return Trial(self.archs[rewards.argmax()], float(rewards.max()))

    def rewards(self):
        """All rewards at the last epoch: float64 (archs, seeds), in the order of `archs` and `seeds`."""
        return self._values[:, :, self.epochs].copy()


class FashionBench(TabularBenchmark):
    """The table of the course: 648 networks, each trained three times on Fashion-MNIST. See data/README.md."""

    @classmethod
    def load(cls, path=None):
        """Read the course's table, or another CSV file of this form."""
        return super().load(shipped("fashionbench.csv", "make_fashionbench", path))


def lookup(bench, seed=None, epoch=None):
    """An evaluator that looks rewards up in `bench`: a function Arch -> float in [0, 1].

    Args:    seed: None for the mean over seeds, always the same. An int or a numpy.random.Generator for a
             noisy reward: each call draws one of the table's seeds, as if the network were trained anew.
             epoch: as in `TabularBenchmark.reward`. A call may choose its own, as halving does:
             evaluate(arch, 2). That is a training stopped early, while its learning rate is still high.
    """
    bench.reward(bench.archs[0], epoch=epoch)  # a wrong epoch fails here, not in the middle of a search
    return _Lookup(bench, epoch, None if seed is None else np.random.default_rng(seed))


def noisy_lookup(bench, seed):
    """`lookup` with the noise of a search's `seed`, an int: on no random stream that a strategy would use."""
    return lookup(bench, seed=np.random.default_rng([seed, 1]))


_SAME = object()  # the epoch of a call that names none; None is the last one


@dataclass(eq=False, repr=False)
class _Lookup:
    """What `lookup` returns: no closure, because closures cannot be sent to other processes."""

    bench: TabularBenchmark
    epoch: int | None
    rng: np.random.Generator | None

    def __call__(self, arch, epoch=_SAME):
        seeds = self.bench.seeds
        drawn = None if self.rng is None else seeds[self.rng.integers(len(seeds))]
        return self.bench.reward(arch, drawn, self.epoch if epoch is _SAME else epoch)

    def spawn(self, *key):
        """The same look-up with a random stream of its own."""
        return self if self.rng is None else replace(self, rng=own_stream(self.rng, *key))


def seed_noise(bench):
    """Standard deviation of the reward between seeds, pooled over architectures: float."""
    return float(np.sqrt(_several_seeds(bench).var(1, ddof=1).mean()))


def seed_tau(bench):
    """Kendall tau between the rankings by two seeds, averaged over all pairs: float.

    It is what training everything once more would reach: the yardstick for every cheaper way to rank.
    """
    from scipy.stats import kendalltau  # heavy: only when it is used

    return float(np.mean([kendalltau(a, b)[0] for a, b in combinations(_several_seeds(bench).T, 2)]))


def _several_seeds(bench):
    if len(bench.seeds) < 2:
        raise ValueError(f"a comparison of seeds needs at least two of them, this table has {bench.seeds}")
    return bench.rewards()
