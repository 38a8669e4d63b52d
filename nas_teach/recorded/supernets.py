"""Supernets that were trained beforehand, and their scores of all paths: data/supernets.csv. Lesson 08."""

from typing import NamedTuple

import numpy as np

from nas_teach.networks.fashion_plan import FASHION_SPACE
from nas_teach.recorded.reader import read_recording, read_scores
from nas_teach.space import SearchSpace

SPACE = SearchSpace({**FASHION_SPACE.choices, "width": (8,)})  # that of FashionSupernet(8)


class Setting(NamedTuple):
    """How a supernet was trained: as in `train_supernet`."""

    sampling: str
    epochs: int


SETTINGS = (Setting("uniform", 6), Setting("uniform", 18), Setting("fair", 3), Setting("uniform", 54))


class Supernets(NamedTuple):
    """Supernets of one setting that differ in their seed. The paths are in the order of SPACE."""

    seeds: tuple  # of int
    training: np.ndarray  # (seeds,) processor seconds
    scoring: np.ndarray  # (seeds,) processor seconds for all recalibrated paths
    recalibrated: np.ndarray  # (seeds, paths) accuracy, each path with statistics of its own
    mixed: np.ndarray  # (seeds, paths) accuracy, with the supernet's statistics


def load_supernets(path=None):
    """Read the table that data/make_supernets.py writes: {Setting: Supernets}.

    Raises:  FileNotFoundError: no such file. ValueError: a row that is not of 216 paths; it names the line.
    """
    settings = {}
    for setting, *numbers in read_recording("supernets", _supernet, path):
        settings.setdefault(setting, []).append(numbers)
    return {setting: Supernets(*map(_column, zip(*rows, strict=True))) for setting, rows in settings.items()}


def _supernet(row):
    """One row: its setting, then the fields of Supernets in their order."""
    scores = [read_scores(row[kind], len(SPACE)) for kind in ("recalibrated", "mixed")]
    setting = Setting(row["sampling"], int(row["epochs"]))
    return setting, int(row["seed"]), float(row["training_seconds"]), float(row["scoring_seconds"]), *scores


def _column(values):
    return tuple(values) if isinstance(values[0], int) else np.array(values)
