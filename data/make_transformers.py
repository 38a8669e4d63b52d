"""Train a transformer, a hybrid and a convolutional network of equal work: data/transformers.csv.

    python -m data.make_transformers             what is missing, one after the other, about half an hour
    python -m data.make_transformers --most 2    two of them

First each network is trained at three learning rates, with seeds of their own; the rate that did best on validation
images is then used for all its trainings. All take about 1,000 steps. A row is one training; it is written and
synced when it ends, so that a script that is stopped loses at most one.
"""

import time
from pathlib import Path

from data.recording import command_line, record
from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.networks.vision_transformer import VisionTransformer
from nas_teach.recorded.transformers import (
    EPOCHS,
    NETWORKS,
    RATES,
    SEEDS,
    TUNED_ON,
    TUNING_SEEDS,
    Training,
    best_rate,
    load_transformers,
)

TABLE = Path(__file__).with_name("transformers.csv")
COLUMNS = Training._fields


def tuning():
    """The trainings that choose the learning rates."""
    return [(name, TUNED_ON, lr, seed) for seed in TUNING_SEEDS for lr in RATES for name in NETWORKS]


def jobs(rates):
    """The trainings that are compared. `rates`: {network: learning rate}."""
    return [(name, images, rates[name], seed) for seed in SEEDS for images in EPOCHS for name in NETWORKS]


def train_one(network, images, lr, seed):
    """Train one network: its accuracies and its seconds."""
    train_set = tuple(part[:images] for part in load_fashion("train"))
    conv_steps, depth = NETWORKS[network]
    start = time.process_time()
    model = seeded(VisionTransformer, 48, depth, 4, 1.5, conv_steps, seed=seed)
    train(model, train_set, None, epochs=EPOCHS[images], batch_size=64, lr=lr, seed=seed)
    seconds = time.process_time() - start
    found = (accuracy(model, load_fashion(split)) for split in ("validation", "test"))
    return *(f"{share:.5f}" for share in found), f"{seconds:.1f}"


if __name__ == "__main__":
    most = command_line(__doc__)
    record(TABLE, COLUMNS, tuning(), train_one, most)
    if most is None:
        trainings = load_transformers(TABLE)
        record(TABLE, COLUMNS, jobs({name: best_rate(trainings, name) for name in NETWORKS}), train_one)
