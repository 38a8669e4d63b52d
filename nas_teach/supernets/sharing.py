"""Evaluation by weight sharing: train one supernet, score every architecture with its weights. Lesson 08.

A supernet has a `space`, a `forward(x, arch)` and an `extract(arch)`: see tiny.py.
"""

import copy
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from tqdm.auto import tqdm

from nas_teach.evaluation.training import accuracy, adamw_one_cycle, num_steps, shuffled

BATCH_NORM = nn.modules.batchnorm._BatchNorm


def train_supernet(
    net, train_set, *, sampling="uniform", epochs=3, batch_size=128, lr=1e-2, seed=0, progress=False
):
    """Train the paths of a supernet with AdamW and a one-cycle learning rate; only weights on a path move.

    Args:    train_set: (images (n, c, h, w) float32, labels (n,) int64).
             sampling: "uniform": one random path a step. "fair": the paths of `fair_paths` a step on the
             same images, their gradients summed, then one update. It costs as many times more a step.
             "sandwich": likewise the smallest path, the largest and a random one.
             epochs, batch_size, lr: as in `train`. seed: of the paths and of the order of the images.
    Returns: (arch, loss) of every path trained, in order: a list.
    Raises:  ValueError: another sampling; epochs or batch_size below 1; images that `net` does not take.
    Source:  Guo et al. 2019, arXiv:1904.00420 (uniform); Chu et al. 2019, arXiv:1907.01845 (fair); Yu &
             Huang 2019, arXiv:1903.05134 (sandwich).
    """
    if sampling not in SAMPLING:
        raise ValueError(f"sampling must be {', '.join(map(repr, SAMPLING))}, got {sampling!r}")
    optimizer, schedule = adamw_one_cycle(net, num_steps(train_set, epochs, batch_size), lr)
    rng, order, trained = np.random.default_rng(seed), torch.Generator().manual_seed(seed), []
    for _ in tqdm(range(epochs), "epochs", disable=not progress):
        net.train()
        for images, labels in shuffled(train_set, batch_size, order):
            optimizer.zero_grad()  # to None: weights on none of the paths stay as they are
            for arch in SAMPLING[sampling](net.space, rng):
                loss = F.cross_entropy(net(images, arch), labels)
                loss.backward()  # adds to the gradients of the step's other paths
                trained.append((arch, loss.item()))
            still = getattr(net, "untouched", tuple)()  # an elastic supernet uses parts of its weights
            optimizer.step()
            for weight, mask, before in still:
                weight.data[mask] = before  # no momentum, no decay
            schedule.step()
    return trained


def fair_paths(space, rng):
    """Random architectures that together hold every choice of a decision equally often: a list of Arch.

    If all decisions have m choices these are m paths with every choice once, as in FairNAS. If the numbers of
    choices differ, there are as many paths as their least common multiple, 6 for decisions of 2 and 3.

    Args:    rng: a numpy.random.Generator.
    Source:  Chu et al. 2019, arXiv:1907.01845: strict fairness.
    """
    choices = space.choices.values()
    paths = math.lcm(*map(len, choices))
    columns = [[values[i] for i in rng.permutation(np.arange(paths) % len(values))] for values in choices]
    return [space.arch(*values) for values in zip(*columns, strict=True)]


def sandwich(space, rng):
    """The smallest and the largest architecture of a space, and a random one: a list of three Arch.

    Of numbers the least is small; of words, the first that the space names.

    Source:  Yu & Huang 2019, arXiv:1903.05134, section 3.1.
    """
    small, large = (
        space.arch(*[_extreme(values, last) for values in space.choices.values()]) for last in (False, True)
    )
    return [small, large, space.sample(rng)]


def _extreme(values, last):
    ordered = values if isinstance(values[0], str) else sorted(values)
    return ordered[-1 if last else 0]


SAMPLING = {"uniform": lambda space, rng: [space.sample(rng)], "fair": fair_paths, "sandwich": sandwich}


@torch.no_grad()
def recalibrate(model, images, batch_size=128):
    """A copy of `model` whose batch norms hold the statistics of `images`, in evaluation mode.

    The running statistics of a supernet mix all its paths, and fit none. Weights stay as they are.

    Args:    model: x -> logits, such as `net.extract(arch)`. images: (n, c, h, w), of the training set.
    Raises:  ValueError: no images.
    Source:  Yu & Huang 2019, arXiv:1903.05134: post-statistics of batch norm, the mean over batches.
    """
    if len(images) < 1:
        raise ValueError(f"recalibration needs images, got shape {tuple(images.shape)}")
    model = copy.deepcopy(model).eval()
    norms = [module for module in model.modules() if isinstance(module, BATCH_NORM)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean of all batches
        norm.train()
    for batch in images.split(batch_size):
        model(batch)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    return model.eval()


def supernet_path(net, validation_set, calibration=None):
    """An evaluator: the validation accuracy of an architecture's path, with the shared weights.

    Args:    validation_set: (images, labels). calibration: training images to recalibrate each path's batch
             norms with; None keeps the supernet's statistics.
    Returns: a function Arch -> float in [0, 1]. It works on copies: `net` stays as it is.
    """

    def evaluate(arch):
        model = net.extract(arch)
        return accuracy(model if calibration is None else recalibrate(model, calibration), validation_set)

    return evaluate
