"""Supernets that were trained beforehand, and their scores of all paths: data/supernets.csv. Lesson 08."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nas_teach.data import DATA
from nas_teach.models.fashion_supernet import FashionSupernet

SPACE = FashionSupernet(8).space


class Supernets(NamedTuple):
    """Supernets of one setting that differ in their seed. The paths are in the order of SPACE."""

    seeds: tuple  # of int
    training: np.ndarray  # (seeds,) processor seconds
    scoring: np.ndarray  # (seeds,) processor seconds for all recalibrated paths
    recalibrated: np.ndarray  # (seeds, paths) accuracy, each path with statistics of its own
    mixed: np.ndarray  # (seeds, paths) accuracy, with the supernet's statistics


def load_supernets(path=None):
    """Read the table that data/make_supernets.py writes: {(sampling, epochs): Supernets}.

    Raises:  FileNotFoundError: no such file. ValueError: a row that is not of 216 paths; it names the line.
    """
    path = DATA / "supernets.csv" if path is None else Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing. It comes back with `git checkout -- data/supernets.csv`, "
            "or by `python data/make_supernets.py` in a quarter of an hour"
        )
    settings = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                numbers = _numbers(row)
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                raise ValueError(f"{path}, line {line} is no row of this table: {error}") from None
            settings.setdefault((row["sampling"], int(row["epochs"])), []).append(numbers)
    return {setting: Supernets(*map(_column, zip(*rows, strict=True))) for setting, rows in settings.items()}


def _numbers(row):
    """One row in the order of the fields of Supernets."""
    scores = [np.array(row[kind].split(), float) / 1000 for kind in ("recalibrated", "mixed")]
    for values in scores:
        if values.shape != (len(SPACE),) or not ((values >= 0) & (values <= 1)).all():
            raise ValueError(f"{len(SPACE)} scores from 0 to 1000 are needed, got {len(values)}")
    return int(row["seed"]), float(row["training_seconds"]), float(row["scoring_seconds"]), *scores


def _column(values):
    return tuple(values) if isinstance(values[0], int) else np.array(values)
