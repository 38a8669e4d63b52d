"""A whole search by gradient, the retraining of what it found, and the recorded runs of both. Lesson 09."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

from nas_teach.data import shipped
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.models.bilevel import darts_step
from nas_teach.models.darts import PRIMITIVES, Edge, derived_network, genotype, gumbel_softmax, softmax

TWO = ("skip_connect", "conv_3x3")
SETTINGS = {  # of the recorded searches: the primitives, and the weights by which the cell is chosen
    "first order": (PRIMITIVES, softmax),
    "second order": (PRIMITIVES, softmax),
    "skip or conv": (TWO, softmax),
    "skip or conv, one set": (TWO, softmax),
    "skip or conv, sigmoid": (TWO, torch.sigmoid),
    "drawn": (PRIMITIVES, softmax),
}
EDGES = 5  # of their cells of two nodes


def search_cell(
    net, train_half, val_half, *, epochs, seed=0, lr=0.1, alpha_lr=0.02, temperatures=None, **step
):
    """Train alphas and weights of `net` side by side; DARTS's optimisers, with rates for short searches.

    Args:    train_half, val_half: (images, labels), of equal length. seed: of the order of the images.
             lr: of the weights, falling to a hundredth of it along a cosine; also the xi of order 2.
             temperatures: one an epoch: the weights are then drawn by `gumbel_softmax`, from PyTorch's own
             generator, and are still so afterwards. step: order, as in `darts_step`.
    Yields:  the mean training loss of each epoch, a float.
    Raises:  ValueError: halves of different length, another number of temperatures.
    Source:  Liu, Simonyan & Yang 2019, arXiv:1806.09055, section 3.1.1.
    """
    if len(train_half[0]) != len(val_half[0]):
        raise ValueError(f"the halves must be equally long, got {len(train_half[0])} and {len(val_half[0])}")
    if temperatures is not None and len(temperatures) != epochs:
        raise ValueError(f"temperatures must be {epochs}, one an epoch, got {len(temperatures)}")
    weights = [p for name, p in net.named_parameters() if name != "alphas"]
    adam = Adam([net.alphas], alpha_lr, (0.5, 0.999), weight_decay=1e-3)
    optimizers = SGD(weights, lr, momentum=0.9), adam
    schedule = CosineAnnealingLR(optimizers[0], epochs, lr / 100)
    order = torch.Generator().manual_seed(seed)
    for epoch in range(epochs):
        net.train()
        if temperatures is not None:
            net.weigh = partial(gumbel_softmax, temperature=temperatures[epoch])
        xi, losses = schedule.get_last_lr()[0], []
        for mine, others in zip(_batches(train_half, order), _batches(val_half, order), strict=True):
            losses.append(darts_step(net, mine, others, optimizers, xi=xi, **step)[0])
        schedule.step()
        yield float(np.mean(losses))


def retrain(edges, train_set, validation_set, seed=0):
    """Validation accuracy of a genotype's network, trained from scratch for 8 epochs: a float."""
    net = seeded(derived_network, edges, seed=seed)
    train(net, train_set, None, epochs=8, batch_size=64, seed=seed)
    return accuracy(net, validation_set)


def steady(curvature, window=3, growth=4 / 3):
    """The look to stop at, by the curvature of the validation loss: before it begins to grow quickly.

    Args:    curvature: `alpha_curvature` at every look, in order. window: looks that are averaged.
    Returns: an index, the last one if the mean of a window is never `growth` times that of the window
             before.
    Source:  after Zela et al. 2020, arXiv:1909.09656, section 4.3, who compare means of five epochs.
    """
    means = [np.mean(curvature[i : i + window]) for i in range(len(curvature) - window + 1)]
    for i in range(window, len(means)):
        if means[i] > growth * means[i - window]:
            return i - 1  # the end of the window before
    return len(curvature) - 1


def recorded_cell(setting, alphas):
    """The genotype that a recorded search of this setting stands for, by its alphas (edges, primitives)."""
    primitives, weigh = SETTINGS[setting]
    return genotype(torch.as_tensor(alphas), primitives, weigh)


def random_genotype(rng, primitives=PRIMITIVES, nodes=2):
    """Two different predecessors a node and any op but "none", all equally likely: a tuple of Edge.

    Args:    rng: a numpy.random.Generator.
    """
    ops = [name for name in primitives if name != "none"]
    return tuple(
        Edge(ops[rng.integers(len(ops))], int(j))
        for node in range(nodes)
        for j in sorted(rng.permutation(2 + node)[:2])
    )


def write_genotype(edges):
    """A genotype as text, "sep_conv_3x3:0 skip_connect:1"."""
    return " ".join(f"{op}:{predecessor}" for op, predecessor in edges)


def read_genotype(text):
    """The genotype that `write_genotype` wrote. ValueError: anything else."""
    try:
        pairs = [word.split(":") for word in text.split()]
        return tuple(Edge(op, int(predecessor)) for op, predecessor in pairs)
    except ValueError:
        raise ValueError(f"a genotype reads 'sep_conv_3x3:0 skip_connect:1', got {text!r}") from None


def recorded(name, folder=None):
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
            np.stack([_numbers(look).reshape(EDGES, -1) for look in text.split(";")])
            for text in table["alphas"]
        ]
    return table


def _numbers(text):
    return np.array(text.split(), dtype=float)


def _batches(half, order, batch_size=64):
    images, labels = half
    for batch in torch.randperm(len(images), generator=order).split(batch_size):
        yield images[batch], labels[batch]
