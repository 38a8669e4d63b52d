"""Train elastic supernets, and separate ones beside them, and score all their paths: data/elastic.csv.

    python -m data.make_elastic             what is missing, one after the other, about 20 minutes
    python -m data.make_elastic --most 2    two of them

A row is one supernet. It is written and synced when its paths are scored; the script may be killed at any
moment and started again, and then loses at most the supernet in training. Images are those of make_supernets.
"""

import time
from pathlib import Path

from data.make_supernets import CALIBRATION, NUM_IMAGES, SEEDS, VALIDATION, scores
from data.recording import command_line, record
from nas_teach.data import load_fashion
from nas_teach.evaluation.training import seeded
from nas_teach.recorded.elastic import ELASTIC_SETTINGS, ElasticSetting
from nas_teach.supernets.elastic import ElasticSupernet
from nas_teach.supernets.fashion import FashionSupernet
from nas_teach.supernets.sharing import train_supernet

TABLE = Path(__file__).with_name("elastic.csv")
COLUMNS = (*ElasticSetting._fields, "seed", "training_seconds", "scoring_seconds", "scores")


def jobs():
    """All (kernels, widths, sampling, epochs, seed), widths as one text."""
    return [
        (kernels, " ".join(map(str, widths)), sampling, epochs, seed)
        for kernels, widths, sampling, epochs in ELASTIC_SETTINGS
        for seed in SEEDS
    ]


def build(kernels, widths):
    """The supernet of a setting, with fresh weights; a separate one has one width."""
    widths = tuple(map(int, widths.split()))
    if kernels == "separate":
        return FashionSupernet(*widths)
    return ElasticSupernet(widths, transform=kernels == "transformed")


def train_one(kernels, widths, sampling, epochs, seed, num_images=NUM_IMAGES):
    """Train one supernet: its seconds and the scores of all paths, in thousandths."""
    images, labels = (part[:num_images] for part in load_fashion("train"))
    start = time.process_time()
    net = seeded(build, kernels, widths, seed=seed)
    train_supernet(net, (images, labels), sampling=sampling, epochs=epochs, seed=seed)
    trained = time.process_time()
    scored = scores(net, VALIDATION, images[:CALIBRATION])
    return f"{trained - start:.2f}", f"{time.process_time() - trained:.2f}", scored


if __name__ == "__main__":
    record(TABLE, COLUMNS, jobs(), train_one, command_line(__doc__))
