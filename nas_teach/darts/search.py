"""A whole search by gradient, the retraining of what it found, and when to stop. Lesson 09."""

from functools import partial

import numpy as np
import torch
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

from nas_teach.checks import whole
from nas_teach.darts.bilevel import darts_step
from nas_teach.darts.network import derived_network
from nas_teach.darts.operations import gumbel_softmax
from nas_teach.evaluation.training import accuracy, seeded, shuffled, train

MOMENTUM, ALPHA_BETAS, ALPHA_WEIGHT_DECAY = 0.9, (0.5, 0.999), 1e-3  # as in the paper
BATCH_SIZE = 64
RETRAINING = {"epochs": 8, "batch_size": 64}


def search_cell(
    net, train_half, val_half, *, epochs, seed=0, lr=0.1, alpha_lr=0.02, temperatures=None, **step
):
    """Train alphas and weights of `net` side by side; DARTS's optimisers, with rates for short searches.

    Args:    train_half, val_half: (images, labels), of equal length. seed: of the order of the images.
             lr: of the weights, falling to a hundredth of it along a cosine; also the xi of order 2.
             temperatures: one an epoch: the weights are then drawn by `gumbel_softmax`, from PyTorch's own
             generator, and are still so afterwards. step: order, as in `darts_step`.
    Yields:  the mean training loss of each epoch, a float.
    Raises:  ValueError: halves of different length, another number of temperatures, epochs below 1.
    Source:  Liu, Simonyan & Yang 2019, arXiv:1806.09055, section 3.1.1.
    """
    if len(train_half[0]) != len(val_half[0]):
        raise ValueError(f"the halves must be equally long, got {len(train_half[0])} and {len(val_half[0])}")
    if temperatures is not None and len(temperatures) != epochs:
        raise ValueError(f"temperatures must be {epochs}, one an epoch, got {len(temperatures)}")
    weights = [p for name, p in net.named_parameters() if name != "alphas"]
    sgd = SGD(weights, lr, momentum=MOMENTUM)
    adam = Adam([net.alphas], alpha_lr, ALPHA_BETAS, weight_decay=ALPHA_WEIGHT_DECAY)
    schedule = CosineAnnealingLR(sgd, whole("epochs", epochs), lr / 100)
    order = torch.Generator().manual_seed(seed)
    for epoch in range(epochs):
        net.train()
        if temperatures is not None:
            net.weigh = partial(gumbel_softmax, temperature=temperatures[epoch])
        xi, losses = schedule.get_last_lr()[0], []
        both = [shuffled(half, BATCH_SIZE, order) for half in (train_half, val_half)]
        for mine, others in zip(*both, strict=True):
            losses.append(darts_step(net, mine, others, (sgd, adam), xi=xi, **step)[0])
        schedule.step()
        yield float(np.mean(losses))


def retrain(edges, train_set, validation_set, seed=0):
    """Validation accuracy of a genotype's network, trained from scratch for 8 epochs: a float."""
    net = seeded(derived_network, edges, seed=seed)
    train(net, train_set, None, seed=seed, **RETRAINING)
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
