"""Evaluation by training: the honest and expensive reward."""

import math
import threading

import torch
import torch.nn.functional as F
from tqdm.auto import tqdm

from nas_teach.checks import positive, whole
from nas_teach.modes import evaluating

_SEEDING = threading.RLock()  # the generator is global: trials that run side by side take turns


def train(model, train_set, validation_set, *, epochs=3, batch_size=128, lr=1e-2, seed=0, progress=False):
    """Train `model` with AdamW and a one-cycle learning rate; images stay in memory as tensors.

    Args:    train_set, validation_set: (images (n, c, h, w) float32, labels (n,) int64). Without a
             validation set (None) the training is the same, and nobody looks after the epochs.
             lr: the peak of the cycle. seed: of the order of the images. progress: show a bar.
    Returns: validation accuracy after each epoch, a list of `epochs` floats in [0, 1]; empty without a set.
             The model is left in evaluation mode.
    Raises:  ValueError: epochs or batch_size below 1, no images, a learning rate that is not positive.
    """
    optimizer, schedule = adamw_one_cycle(model, num_steps(train_set, epochs, batch_size), lr)
    order, accuracies = torch.Generator().manual_seed(seed), []
    for _ in tqdm(range(epochs), "epochs", disable=not progress):
        model.train()
        for images, labels in shuffled(train_set, batch_size, order):
            optimizer.zero_grad()
            F.cross_entropy(model(images), labels).backward()
            optimizer.step()
            schedule.step()
        if validation_set is not None:
            accuracies.append(accuracy(model, validation_set))
    model.eval()
    return accuracies


def num_steps(train_set, epochs, batch_size):
    """How many batches a training of `epochs` epochs takes: an int. The last batch of each may be smaller.

    Raises:  ValueError: epochs or batch_size below 1, no images.
    """
    num_images = whole("the number of training images", len(train_set[0]))
    return whole("epochs", epochs) * math.ceil(num_images / whole("batch_size", batch_size))


def adamw_one_cycle(model, steps, lr):
    """AdamW for `model`, and the schedule of a learning rate that rises to `lr` and falls, in `steps` steps.

    A weight without gradient stays as it is, weight decay included. The weights are laid out for faster
    convolutions (channels_last); their values stay as they are.

    Returns: (optimizer, schedule): call step() of both after every batch.
    """
    model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), positive("lr", lr))
    return optimizer, torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=steps)


def shuffled(dataset, batch_size, order):
    """One epoch of batches (images, labels), in an order that the torch.Generator `order` draws."""
    images, labels = dataset
    for batch in torch.randperm(len(images), generator=order).split(batch_size):
        yield images[batch], labels[batch]


@torch.no_grad()
def accuracy(model, dataset, batch_size=1000):
    """Share of `dataset` that `model` classifies rightly, in evaluation mode: float in [0, 1].

    Raises:  ValueError: no images. The model is left in the mode it had.
    """
    images, labels = dataset
    num_images = whole("the number of images", len(images))
    batches = zip(images.split(batch_size), labels.split(batch_size), strict=True)
    with evaluating(model):
        return sum((model(x).argmax(1) == y).sum().item() for x, y in batches) / num_images


def train_from_scratch(build, train_set, validation_set, *, seed=0, **training):
    """An evaluator: build the network of an architecture, train it, return its last validation accuracy.

    Args:    build: arch -> nn.Module. seed: of the weights and of the order of images.
             training: epochs, batch_size, lr, progress, as in `train`.
    Returns: a function Arch -> float in [0, 1]. Same arch and seed, same weights to start from.
    """

    def evaluate(arch):
        return train(seeded(build, arch, seed=seed), train_set, validation_set, seed=seed, **training)[-1]

    return evaluate


def seeded(build, *args, seed):
    """Call `build(*args)` under a seed, and leave torch's global generator as it was."""
    with _SEEDING, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build(*args)
