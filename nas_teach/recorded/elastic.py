"""Supernets whose kernels are cut from one another, beside one whose are not: data/elastic.csv. Lesson 13."""

from typing import NamedTuple

import numpy as np

from nas_teach.networks.fashion_plan import FASHION_SPACE
from nas_teach.recorded.reader import read_recording, read_scores
from nas_teach.space import SearchSpace

KERNELS = ("separate", "cut", "transformed")  # FashionSupernet; ElasticSupernet without and with matrices


class ElasticSetting(NamedTuple):
    """What was trained, and how: `widths` such as (8,); `sampling` and `epochs` as in `train_supernet`."""

    kernels: str
    widths: tuple
    sampling: str
    epochs: int

    @property
    def space(self):
        """The architectures that were scored, in the order of the scores."""
        return SearchSpace({**FASHION_SPACE.choices, "width": self.widths})


ELASTIC_SETTINGS = (
    ElasticSetting("separate", (8,), "uniform", 18),
    ElasticSetting("cut", (8,), "uniform", 18),
    ElasticSetting("transformed", (8,), "uniform", 18),
    ElasticSetting("cut", (8,), "sandwich", 6),
    ElasticSetting("cut", (4, 8, 16), "sandwich", 12),
)


class Scored(NamedTuple):
    """Supernets of one setting that differ in their seed."""

    seeds: tuple  # of int
    training: np.ndarray  # (seeds,) processor seconds
    scoring: np.ndarray  # (seeds,) processor seconds for all paths, each recalibrated
    scores: np.ndarray  # (seeds, paths) validation accuracy with the shared weights, in [0, 1]


def load_elastic(path=None):
    """Read the table that data/make_elastic.py writes: {ElasticSetting: Scored}.

    Raises:  FileNotFoundError: no such file. ValueError: a row with other settings or scores; it names the line.
    """
    settings = {}
    for setting, *numbers in read_recording("elastic", _supernet, path):
        settings.setdefault(setting, []).append(numbers)
    return {
        setting: Scored(tuple(seeds), *map(np.array, numbers))
        for setting, (seeds, *numbers) in ((s, zip(*rows, strict=True)) for s, rows in settings.items())
    }


def _supernet(row):
    if row["kernels"] not in KERNELS:
        raise ValueError(f"kernels must be one of {', '.join(KERNELS)}, got {row['kernels']!r}")
    widths = tuple(map(int, row["widths"].split()))
    setting = ElasticSetting(row["kernels"], widths, row["sampling"], int(row["epochs"]))
    scores = read_scores(row["scores"], len(setting.space))
    return setting, int(row["seed"]), float(row["training_seconds"]), float(row["scoring_seconds"]), scores
