"""Searches by gradient that were run beforehand, and trainings of what they found: data/darts_*.csv. Lesson 09."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch

from nas_teach.darts.genotypes import genotype, read_genotype
from nas_teach.darts.operations import PRIMITIVES, softmax
from nas_teach.recorded.reader import read_recording, require_shares

NUM_EDGES = 5  # of cells of two nodes
LOOK = 2  # epochs from one look at alphas and curvature to the next


class Setting(NamedTuple):
    """How searches were run that differ in their seed: 0, 1, 2, ..."""

    num_images: int = 500  # in each half of the training images
    num_seeds: int = 5
    primitives: tuple = PRIMITIVES
    weigh: Callable = softmax  # alphas -> weights
    one_half: bool = False  # alphas and weights learn from the same half
    curvature: bool = False  # written down
    stopped: bool = False  # the cells at which `steady` stops were trained, too
    epochs: int = 20
    options: dict = {}  # of search_cell, all others


LONG = Setting(100, 10, ("skip_connect", "conv_3x3"), curvature=True, epochs=120, options={"alpha_lr": 0.05})
SETTINGS = {  # on few images a long search learns its training half by heart
    "first order": Setting(),
    "second order": Setting(options={"order": 2}),
    "skip or conv": LONG._replace(stopped=True),
    "skip or conv, one set": LONG._replace(num_seeds=5, one_half=True),
    "skip or conv, sigmoid": LONG._replace(weigh=torch.sigmoid),
    "drawn": Setting(options={"temperatures": tuple(np.geomspace(5, 0.1, 20))}),
}
STOPPED = ", stopped"  # added to the name of a setting whose cells are those at which `steady` stops


def recorded_cell(setting, alphas):
    """The genotype that a recorded search of this setting stands for, by its alphas (edges, primitives)."""
    return genotype(alphas, SETTINGS[setting].primitives, SETTINGS[setting].weigh)


def load_darts(name, folder=None):
    """A pandas table of data/make_darts_runs.py: "searches" or "retrained", a row for each of them.

    In "searches" every cell holds an array: `alphas` (looks, edges, primitives), and of two ops the
    `curvature` (looks,), every 2 epochs; halfway and at the end `loss`, the training loss, `mixed` and `cut`,
    the accuracies of the mixture and of the network cut out of it.

    Raises:  ValueError: another name; a row of something else, the message names its line.
             FileNotFoundError.
    """
    parsers = {"searches": _search, "retrained": _training}
    if name not in tuple(parsers):
        raise ValueError(f"name must be 'searches' or 'retrained', got {name!r}")
    path = folder and Path(folder) / f"darts_{name}.csv"
    return pd.DataFrame(read_recording(f"darts_{name}", parsers[name], path, maker="make_darts_runs"))


def _search(row):
    """The columns of a search, with arrays in place of texts."""
    ops = len(SETTINGS[row["setting"]].primitives)
    looks = [_numbers(look).reshape(NUM_EDGES, ops) for look in row["alphas"].split(";")]
    twice = {name: _numbers(row[name]).reshape(2) for name in ("loss", "mixed", "cut")}
    values = {"seed": int(row["seed"]), "alphas": np.stack(looks), "seconds": float(row["seconds"])}
    for name in ("mixed", "cut"):
        require_shares(twice[name])
    return row | twice | values | {"curvature": _numbers(row["curvature"])}


def _training(row):
    """The columns of a training."""
    read_genotype(row["genotype"])
    counts = {name: int(row[name]) for name in ("seed", "training")}
    scores = {name: float(row[name]) for name in ("accuracy", "seconds")}
    require_shares(scores["accuracy"])
    return row | counts | scores


def _numbers(text):
    return np.array(text.split(), dtype=float)
