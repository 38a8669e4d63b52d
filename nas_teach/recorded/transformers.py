"""Transformer, convolutional network and hybrid at equal work, on few and on many images. Lesson 13."""

from typing import NamedTuple

import numpy as np

from nas_teach.recorded.reader import read_recording, require_shares

NETWORKS = {"transformer": (0, 3), "hybrid": (1, 2), "convolutional": (3, 0)}  # (conv_steps, depth)
EPOCHS = {1000: 64, 3000: 21, 12000: 5}  # images: epochs; about 1,000 steps in each case
RATES = (1e-3, 3e-3, 1e-2)
TUNING_SEEDS, SEEDS, TUNED_ON = (100, 101), range(5), 3000


class Training(NamedTuple):
    """One training: which network, on how many images, at which peak learning rate."""

    network: str
    images: int
    lr: float
    seed: int
    validation: float  # accuracy, in [0, 1]
    test: float
    seconds: float  # of processor time


def load_transformers(path=None):
    """Read the table that data/make_transformers.py writes: a list of Training.

    Raises:  FileNotFoundError: no such file. ValueError: a row that is none of these trainings.
    """
    return read_recording("transformers", _training, path)


def best_rate(trainings, network):
    """The learning rate that did best on the tuning seeds' validation images, with `TUNED_ON` images.

    Raises:  ValueError: no training of the network with a tuning seed.
    """
    found = {}
    for one in trainings:
        if one.network == network and one.seed in TUNING_SEEDS and one.images == TUNED_ON:
            found.setdefault(one.lr, []).append(one.validation)
    if not found:
        raise ValueError(f"no learning rate was tried for the network {network!r}")
    return max(found, key=lambda lr: np.mean(found[lr]))


def _training(row):
    if row["network"] not in NETWORKS or int(row["images"]) not in EPOCHS:
        raise ValueError(f"no network of {', '.join(NETWORKS)} on {', '.join(map(str, EPOCHS))} images")
    validation, test = float(row["validation"]), float(row["test"])
    require_shares([validation, test])
    numbers = int(row["images"]), float(row["lr"]), int(row["seed"]), validation, test, float(row["seconds"])
    return Training(row["network"], *numbers)
