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
from nas_teach.recorded.darts import LOOK, NUM_EDGES, SETTINGS, STOPPED, recorded_cell
from nas_teach.supernets.sharing import recalibrate

FOLDER = Path(__file__).parent
RANDOM, TRAININGS = 20, (0, 1)
SEARCHED = ("setting", "seed", "loss", "mixed", "cut", "curvature", "alphas", "seconds")
RETRAINED = ("setting", "seed", "training", "genotype", "accuracy", "seconds")


def halves(setting, seed):
    """Two halves of training images, drawn by the seed: for the weights, and for the alphas."""
    images, labels = load_fashion("train", 14)
    size, generator = SETTINGS[setting].num_images, torch.Generator().manual_seed(seed)
    order = torch.randperm(len(images), generator=generator)
    first, second = ((images[part], labels[part]) for part in (order[:size], order[size : 2 * size]))
    return first, first if SETTINGS[setting].one_half else second


def begin(setting, seed):
    """A fresh network, and its search: the iterator of `search_cell`."""
    how = SETTINGS[setting]
    net = seeded(partial(SearchNetwork, nodes=2, primitives=how.primitives, weigh=how.weigh), seed=seed)
    torch.manual_seed(seed)  # of what is drawn
    return net, search_cell(net, *halves(setting, seed), epochs=how.epochs, seed=seed, **how.options)


def search(setting, seed, validation):
    """One row: a search. At every look alphas and, where it is asked for, curvature; twice the accuracies."""
    how, (net, epochs) = SETTINGS[setting], begin(setting, seed)
    train_half, val_half = halves(setting, seed)
    alphas, curvature, scores, start = [], [], [], time.process_time()
    for epoch, loss in enumerate(epochs, 1):
        if epoch % LOOK == 0:
            alphas.append(" ".join(f"{alpha:.3f}" for alpha in net.alphas.flatten().tolist()))
            curvature += [f"{alpha_curvature(net, val_half):.4f}"] if how.curvature else []
        if epoch % (how.epochs // 2) == 0:
            cut = recalibrate(discretise(net), train_half[0])
            mixed = mixture(net, train_half[0]) if "temperatures" in how.options else net
            accuracies = [accuracy(model, validation) for model in (mixed, cut)]
            scores.append(f"{value:.4f}" for value in (loss, *accuracies))
    seconds = f"{time.process_time() - start:.2f}"
    scores = map(" ".join, zip(*scores, strict=True))
    return *scores, " ".join(curvature), ";".join(alphas), seconds


def mixture(net, images):
    """A copy of a network that draws, with its softmax instead: its batch norms have only seen draws."""
    net = copy.deepcopy(net)
    net.weigh = softmax
    return recalibrate(net, images)


def cells(searches):
    """(setting, seed, genotype): ends of searches, some also where `steady` stops them, random cells."""
    for row in searches:
        numbers = [[float(alpha) for alpha in look.split()] for look in row["alphas"].split(";")]
        found = [recorded_cell(row["setting"], np.reshape(alphas, (NUM_EDGES, -1))) for alphas in numbers]
        yield row["setting"], row["seed"], write_genotype(found[-1])
        if SETTINGS[row["setting"]].stopped:
            stop = steady([float(value) for value in row["curvature"].split()])
            yield row["setting"] + STOPPED, row["seed"], write_genotype(found[stop])
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
    searches = [(name, seed) for name, how in SETTINGS.items() for seed in range(how.num_seeds)]
    record(searched, SEARCHED, searches, partial(search, validation=validation), most)
    with searched.open(encoding="utf-8", newline="") as file:
        found = {(setting, seed): edges for setting, seed, edges in cells(csv.DictReader(file))}
    trainings = [(*cell, training) for training in TRAININGS for cell in found]
    record(retrained, RETRAINED, trainings, partial(retraining, found=found, splits=splits), most)


if __name__ == "__main__":
    run(FOLDER, command_line(__doc__))
