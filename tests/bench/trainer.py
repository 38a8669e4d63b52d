"""Images per second of the course's trainer against the usual DataLoader loop, same network, same recipe."""

import time

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.networks.simple_cnn import SimpleCNN

EPOCHS, BATCH = 2, 64


def run():
    """Both ways in this process, in turn, each the best of three; one thread, as in a search with workers."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    splits = (load_fashion(split, 14) for split in ("train", "validation"))
    train_set, validation_set = (tuple(part[:2000] for part in split) for split in splits)
    images, rates = EPOCHS * len(train_set[0]), {"trainer": 0.0, "loader": 0.0}
    for _ in range(3):
        for name, way in (("trainer", ours), ("loader", dataloader_loop)):
            begin = time.perf_counter()
            way(seeded(SimpleCNN, 5, seed=0), train_set, validation_set)
            rates[name] = max(rates[name], images / (time.perf_counter() - begin))
    torch.set_num_threads(threads)
    return [
        ("trainer, SimpleCNN(5) on 14 x 14", rates["trainer"], "images/s", "validation included, one thread"),
        ("plain DataLoader loop, the same", rates["loader"], "images/s", ""),
        ("trainer : DataLoader loop", rates["trainer"] / rates["loader"], "times", ""),
    ]


def ours(model, train_set, validation_set):
    train(model, train_set, validation_set, epochs=EPOCHS, batch_size=BATCH)


def dataloader_loop(model, train_set, validation_set):
    """What most tutorials write: one Python object an image, collated again in every epoch."""
    loader = DataLoader(TensorDataset(*train_set), BATCH, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=EPOCHS * len(loader))
    for _ in range(EPOCHS):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(images), labels).backward()
            optimizer.step()
            schedule.step()
        accuracy(model, validation_set)
