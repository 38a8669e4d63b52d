"""Evaluation by training: the honest and expensive reward."""

import threading

import torch
import torch.nn.functional as F
from tqdm.auto import tqdm

_SEEDING = threading.RLock()  # the generator is global: trials that run side by side take turns


def train(model, train_set, validation_set, *, epochs=3, batch_size=128, lr=1e-2, seed=0, progress=False):
    """Train `model` with AdamW and a one-cycle learning rate; images stay in memory as tensors.

    Args:    train_set, validation_set: (images (n, c, h, w) float32, labels (n,) int64). Without a
             validation set (None) the training is the same, and nobody looks after the epochs.
             lr: the peak of the cycle. seed: of the order of the images. progress: show a bar.
    Returns: validation accuracy after each epoch, a list of `epochs` floats in [0, 1]; empty without a set.
    Raises:  ValueError: epochs or batch_size below 1.
    """
    steps = one_cycle(model, train_set, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
    accuracies = []
    for batches in tqdm(steps, "epochs", epochs, disable=not progress):
        model.train()
        for images, labels in batches:
            F.cross_entropy(model(images), labels).backward()
        if validation_set is not None:
            accuracies.append(accuracy(model, validation_set))
    return accuracies


def one_cycle(model, train_set, *, epochs, batch_size=128, lr=1e-2, seed=0):
    """The steps of a training with AdamW and a one-cycle learning rate: one iterator of batches an epoch.

    The caller takes a batch (images, labels) and calls backward() on its loss, once or several times; asking
    for the next batch moves the weights. A weight without gradient stays as it is, weight decay included.

    Raises:  ValueError: epochs or batch_size below 1.
    """
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"epochs and batch_size must be at least 1, got {epochs} and {batch_size}")
    model.to(memory_format=torch.channels_last)  # the same numbers, faster convolutions
    images, labels = train_set
    order = torch.Generator().manual_seed(seed)
    steps = epochs * -(-len(images) // batch_size)
    optimizer = torch.optim.AdamW(model.parameters(), lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=steps)

    def batches():
        for batch in torch.randperm(len(images), generator=order).split(batch_size):
            optimizer.zero_grad(set_to_none=True)
            yield images[batch], labels[batch]
            optimizer.step()
            schedule.step()

    return (batches() for _ in range(epochs))


@torch.no_grad()
def accuracy(model, dataset, batch_size=1000):
    """Share of `dataset` that `model` classifies rightly, in evaluation mode: float in [0, 1]."""
    model.eval()
    images, labels = dataset
    hits = sum(
        (model(x).argmax(1) == y).sum().item()
        for x, y in zip(images.split(batch_size), labels.split(batch_size), strict=True)
    )
    return hits / len(labels)


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
