"""Making a network larger: deeper, wider, at more pixels, or all three; a grid search for how. Lesson 11."""

from itertools import product
from typing import NamedTuple

import torch
from torch import nn

from nas_teach.checks import finite_reward
from nas_teach.data import load_fashion
from nas_teach.efficientnet.blocks import MBConv, conv_norm
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.hardware.counting import macs
from nas_teach.search import Trial


class Size(NamedTuple):
    """How large a small network is: blocks in a row, channels of each, side of its images in pixels.

    `places` is the side of the grid whose cells the head averages over: at 1 a mean over the whole map, at 5
    a mean for each of 5 x 5 places, with weights of its own.
    """

    layers: int
    channels: int
    pixels: int
    places: int = 1


BASE = Size(4, 16, 10)
TRAINING = {"epochs": 6, "batch_size": 128, "lr": 1e-2}
NUM_IMAGES = 4000  # drawn anew for each seed from the 12,000 of the training split


def small_network(size):
    """MBConv blocks of one kind between a stem and a head: (n, 1, pixels, pixels) -> logits (n, 10)."""
    c, places = size.channels, size.places
    blocks = [MBConv(c, c, expansion=4, squeeze=0) for _ in range(size.layers)]
    means = conv_norm(c, 4 * c, 1), nn.AdaptiveAvgPool2d(places), nn.Flatten()
    head = (*means, nn.Linear(4 * c * places**2, 10))  # before the stem: the recorded rows drew in this order
    return nn.Sequential(conv_norm(1, c, 3, stride=2), *blocks, *head)


def small_macs(size):
    """Multiply-accumulates of one image's way through the small network of this size: an int."""
    with torch.device("meta"):
        return macs(small_network(size), (1, size.pixels, size.pixels))


def train_small(size, seed):
    """Train one small network: {"validation": accuracy, "test": accuracy}, floats in [0, 1].

    The seed decides the weights, the 4,000 training images and their order: the same for every size.
    """
    splits = {name: load_fashion(name, size.pixels) for name in ("train", "validation", "test")}
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randperm(len(splits["train"][1]), generator=generator)[:NUM_IMAGES]
    model = seeded(small_network, size, seed=seed)
    train(model, tuple(part[drawn] for part in splits["train"]), None, seed=seed, **TRAINING)
    return {name: accuracy(model, splits[name]) for name in ("validation", "test")}


def base_candidates(depths, widths, resolutions, target=2.0, tolerance=0.06):
    """All bases of a grid that cost about `target` times as much: a list of (depth, width, resolution).

    Args:    depths, widths, resolutions: multipliers, > 0. tolerance: how far from the target, as a share.
    Source:  Tan & Le 2019, arXiv:1905.11946, eq. 3: depth x width^2 x resolution^2 ~ 2.
    """
    return [
        (d, w, r)
        for d, w, r in product(depths, widths, resolutions)
        if abs(d * w**2 * r**2 / target - 1) <= tolerance  # eq. 3
    ]


def grid_search(score, candidates):
    """Score every candidate; the list of Trial, the best first, equals in their old order.

    Args:    score: a function of the values of one candidate, such as (depth, width, resolution), -> float.
    Raises:  ValueError: there are no candidates; a score that is no finite number.
    """
    archs = [tuple(candidate) for candidate in candidates]
    trials = [Trial(arch, finite_reward(arch, score(*arch))) for arch in archs]
    if not trials:
        raise ValueError("there are no candidates to score: widen the grid or the tolerance")
    return sorted(trials, key=lambda trial: -trial.reward)
