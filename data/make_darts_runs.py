"""Search cells by gradient with several seeds; train what was found: darts_searches.csv, darts_retrained.csv.

    python -m data.make_darts_runs             all of it, about 18 minutes on one core
    python -m data.make_darts_runs --most 3    at most three more searches, then three trainings

Rows are written and synced as soon as a search or a training ends; killed and started again, the script goes
on where it stopped. The same machine gives the same numbers again, but for the seconds.
"""

import copy
import csv
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch

from data.recording import command_line, record
from nas_teach.darts.bilevel import alpha_curvature
from nas_teach.darts.genotypes import random_genotype, read_genotype, write_genotype
from nas_teach.darts.network import SearchNetwork, discretise
from nas_teach.darts.operations import softmax
from nas_teach.darts.search import retrain, search_cell, steady
from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded
from nas_teach.recorded.darts import NUM_EDGES, SETTINGS, TWO, recorded_cell
from nas_teach.supernets.sharing import recalibrate

FOLDER = Path(__file__).parent
FEW = {"epochs": 120, "alpha_lr": 0.05}  # on few images a long search learns its training half by heart
SEARCHES = {  # setting: (images in a half, options of search_cell)
    "first order": (500, {"epochs": 20}),
    "second order": (500, {"epochs": 20, "order": 2}),
    "skip or conv": (100, FEW),
    "skip or conv, one set": (100, FEW),
    "skip or conv, sigmoid": (100, FEW),
    "drawn": (500, {"epochs": 20, "temperatures": np.geomspace(5, 0.1, 20)}),
}
SEEDS = dict.fromkeys(SEARCHES, 5) | {"skip or conv": 10, "skip or conv, sigmoid": 10}
RANDOM, TRAININGS = 20, (0, 1)
SEARCHED = ("setting", "seed", "loss", "mixed", "cut", "curvature", "alphas", "seconds")
RETRAINED = ("setting", "seed", "training", "genotype", "accuracy", "seconds")


def halves(setting, seed):
    """Two halves of training images, drawn by the seed: for the weights, and for the alphas."""
    images, labels = load_fashion("train", 14)
    size, generator = SEARCHES[setting][0], torch.Generator().manual_seed(seed)
    order = torch.randperm(len(images), generator=generator)
    first, second = ((images[part], labels[part]) for part in (order[:size], order[size : 2 * size]))
    return first, first if setting.endswith("one set") else second


def build(setting, seed):
    primitives, weigh = SETTINGS[setting]
    return seeded(partial(SearchNetwork, nodes=2, primitives=primitives, weigh=weigh), seed=seed)


def search(setting, seed, validation):
    """One row: a search. Every 2 epochs alphas and, of two ops, curvature; twice the accuracies."""
    net, (train_half, val_half), options = build(setting, seed), halves(setting, seed), SEARCHES[setting][1]
    torch.manual_seed(seed)  # of what is drawn
    alphas, curvature, looks, start = [], [], [], time.process_time()
    for epoch, loss in enumerate(search_cell(net, train_half, val_half, seed=seed, **options), 1):
        if epoch % 2 == 0:
            alphas.append(" ".join(f"{alpha:.3f}" for alpha in net.alphas.flatten().tolist()))
            curvature += [f"{alpha_curvature(net, val_half):.4f}"] if TWO in SETTINGS[setting] else []
        if epoch % (options["epochs"] // 2) == 0:
            cut = recalibrate(discretise(net), train_half[0])
            mixed = mixture(net, train_half[0]) if setting == "drawn" else net
            scores = [accuracy(model, validation) for model in (mixed, cut)]
            looks.append(f"{value:.4f}" for value in (loss, *scores))
    seconds = f"{time.process_time() - start:.2f}"
    looks = map(" ".join, zip(*looks, strict=True))
    return *looks, " ".join(curvature), ";".join(alphas), seconds


def mixture(net, images):
    """A copy of a network that draws, with its softmax instead: its batch norms have only seen draws."""
    net = copy.deepcopy(net)
    net.weigh = softmax
    return recalibrate(net, images)


def cells(searches):
    """(setting, seed, genotype): ends of searches, of two ops also where `steady` stops, random cells."""
    for row in searches:
        numbers = [[float(alpha) for alpha in look.split()] for look in row["alphas"].split(";")]
        found = [recorded_cell(row["setting"], np.reshape(alphas, (NUM_EDGES, -1))) for alphas in numbers]
        yield row["setting"], row["seed"], write_genotype(found[-1])
        if row["setting"] == "skip or conv":
            stop = steady([float(value) for value in row["curvature"].split()])
            yield "skip or conv, stopped", row["seed"], write_genotype(found[stop])
    for seed in range(RANDOM):
        yield "random", str(seed), write_genotype(random_genotype(np.random.default_rng(seed)))


def retraining(setting, seed, training, *, found, splits):
    """One row: a cell of `found` trained from scratch with the seed `training`."""
    edges, start = found[setting, seed], time.process_time()
    score = retrain(read_genotype(edges), *splits, seed=training)
    return edges, f"{score:.4f}", f"{time.process_time() - start:.2f}"


def run(folder, most=None):
    """Do what is missing: the searches, then the trainings of what they found; of each at most `most`."""
    searched, retrained = folder / "darts_searches.csv", folder / "darts_retrained.csv"
    validation, train_set = load_fashion("validation", 14), load_fashion("train", 14)
    splits = tuple(part[:2000] for part in train_set), validation
    searches = [(setting, seed) for setting in SEARCHES for seed in range(SEEDS[setting])]
    record(searched, SEARCHED, searches, partial(search, validation=validation), most)
    with searched.open(encoding="utf-8", newline="") as file:
        found = {(setting, seed): edges for setting, seed, edges in cells(csv.DictReader(file))}
    trainings = [(*cell, training) for training in TRAININGS for cell in found]
    record(retrained, RETRAINED, trainings, partial(retraining, found=found, splits=splits), most)


if __name__ == "__main__":
    run(FOLDER, command_line(__doc__))
