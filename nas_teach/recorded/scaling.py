"""Small networks of many sizes that were trained beforehand: data/scaling.csv. Lesson 11."""

from typing import NamedTuple

import numpy as np

from nas_teach.efficientnet.scaling import Size
from nas_teach.recorded.reader import read_recording, require_shares


class Scaled(NamedTuple):
    """What the trainings of one size gave. Arrays over the seeds 0, 1, 2, ...; the same for every size."""

    macs: int
    validation: np.ndarray  # (seeds,) accuracy in [0, 1]
    test: np.ndarray  # (seeds,) accuracy in [0, 1]
    seconds: np.ndarray  # (seeds,) of processor time for training and both accuracies


def load_scaling(path=None):
    """Read the table that data/make_scaling.py writes: {Size: Scaled}, in the order of the table.

    Raises:  FileNotFoundError: no such file. ValueError: a row of something else, or seeds that differ
             between the sizes; the message says which.
    """
    rows = {}
    for size, *numbers in read_recording("scaling", _training, path):
        rows.setdefault(size, []).append(numbers)
    for size, numbers in rows.items():
        if [seed for seed, *_ in numbers] != list(range(len(rows[next(iter(rows))]))):
            raise ValueError(f"the table has not the same seeds 0, 1, 2, ... for every size: see {size}")
    return {size: _scaled(numbers) for size, numbers in rows.items()}


def _training(row):
    """(size, seed, MACs, validation, test, seconds) of one row."""
    shares = float(row["validation"]), float(row["test"])
    require_shares(shares)
    size = Size(*(int(row[name]) for name in Size._fields))
    return size, int(row["seed"]), int(row["macs"]), *shares, float(row["seconds"])


def _scaled(numbers):
    _, macs, *columns = zip(*numbers, strict=True)
    return Scaled(macs[0], *map(np.array, columns))
