"""Searches by gradient that were run beforehand, and trainings of what they found: data/darts_*.csv."""

from pathlib import Path

import numpy as np
import pandas as pd
import torch

from nas_teach.darts.genotypes import genotype
from nas_teach.darts.operations import PRIMITIVES, softmax
from nas_teach.data import shipped

TWO = ("skip_connect", "conv_3x3")


SETTINGS = {  # of the recorded searches: the primitives, and the weights by which the cell is chosen
    "first order": (PRIMITIVES, softmax),
    "second order": (PRIMITIVES, softmax),
    "skip or conv": (TWO, softmax),
    "skip or conv, one set": (TWO, softmax),
    "skip or conv, sigmoid": (TWO, torch.sigmoid),
    "drawn": (PRIMITIVES, softmax),
}


NUM_EDGES = 5  # of their cells of two nodes


def recorded_cell(setting, alphas):
    """The genotype that a recorded search of this setting stands for, by its alphas (edges, primitives)."""
    primitives, weigh = SETTINGS[setting]
    return genotype(torch.as_tensor(alphas), primitives, weigh)


def load_darts(name, folder=None):
    """A pandas table of data/make_darts_runs.py: "searches" or "retrained", a row for each of them.

    In "searches" every cell holds an array: `alphas` (looks, edges, primitives), and of two ops the
    `curvature` (looks,), every 2 epochs; halfway and at the end `loss`, the training loss, `mixed` and `cut`,
    the accuracies of the mixture and of the network cut out of it.

    Raises:  ValueError: another name. FileNotFoundError.
    """
    if name not in ("searches", "retrained"):
        raise ValueError(f"name must be 'searches' or 'retrained', got {name!r}")
    file = f"darts_{name}.csv"
    table = pd.read_csv(shipped(file, "make_darts_runs", folder and Path(folder) / file), encoding="utf-8")
    if name == "searches":
        for column in ("loss", "mixed", "cut", "curvature"):
            table[column] = [_numbers(text) for text in table[column].fillna("").astype(str)]
        table["alphas"] = [
            np.stack([_numbers(look).reshape(NUM_EDGES, -1) for look in text.split(";")])
            for text in table["alphas"]
        ]
    return table


def _numbers(text):
    return np.array(text.split(), dtype=float)
