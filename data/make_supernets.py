"""Train supernets over FashionBench's networks of width 8, score all their paths: data/supernets.csv.

    python -m data.make_supernets             what is missing, one after the other, about 12 minutes
    python -m data.make_supernets --most 2    two of them

A row is one supernet. It is written and synced when its paths are scored; the script may be killed at any
moment and started again, and then loses at most the supernet in training. The same machine gives the same
scores again; only the seconds (of processor time) are measurements.
"""

import time
from pathlib import Path

from data.recording import command_line, record
from nas_teach.data import load_fashion
from nas_teach.evaluation.training import seeded
from nas_teach.recorded.supernets import SETTINGS, Setting
from nas_teach.supernets.fashion import FashionSupernet
from nas_teach.supernets.sharing import supernet_path, train_supernet

TABLE = Path(__file__).with_name("supernets.csv")
WIDTH, NUM_IMAGES = 8, 6000  # the first images of the training split, those of FashionBench
CALIBRATION, VALIDATION, FEW = 512, 1000, 250  # the first images of their splits
SEEDS = range(5)
COLUMNS = (*Setting._fields, "seed", "training_seconds", "scoring_seconds", "recalibrated", "mixed")


def jobs():
    """All (sampling, epochs, seed): the cheap ones first."""
    return [(*setting, seed) for setting in SETTINGS for seed in SEEDS]


def train_one(sampling, epochs, seed, num_images=NUM_IMAGES):
    """Train one supernet: its seconds and the scores of all paths, in thousandths."""
    images, labels = (part[:num_images] for part in load_fashion("train"))
    start = time.process_time()
    net = seeded(FashionSupernet, WIDTH, seed=seed)
    train_supernet(net, (images, labels), sampling=sampling, epochs=epochs, seed=seed)
    trained = time.process_time()
    recalibrated = scores(net, VALIDATION, images[:CALIBRATION])
    scored = time.process_time()
    return f"{trained - start:.2f}", f"{scored - trained:.2f}", recalibrated, scores(net, FEW)


def scores(net, num_images, calibration=None):
    """The score of every path in the order of `net.space`, as one text."""
    validation = tuple(part[:num_images] for part in load_fashion("validation"))
    evaluate = supernet_path(net, validation, calibration)
    return " ".join(str(round(1000 * evaluate(arch))) for arch in net.space)


if __name__ == "__main__":
    record(TABLE, COLUMNS, jobs(), train_one, command_line(__doc__))
