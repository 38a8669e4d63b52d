"""Train every architecture of FASHION_SPACE for real: the raw results behind FashionBench.

    python data/make_fashionbench.py              both shards, two processes of one thread each
    python data/make_fashionbench.py --shard 0/2  one shard in this process (for more machines: k/n)

Each training ends as one line of data/fashionbench_parts/<shard>.jsonl, written and synced at once. The
script may be killed at any moment and started again: it drops a half-written last line, skips whatever
any shard has done, and so loses at most the network in training. Seed 0 of all architectures comes
first, then seed 1, then seed 2. The same machine gives the same accuracies again; only `seconds`
(processor time of one training) is a measurement.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.models.fashion_net import FASHION_SPACE, FashionNet

PARTS = Path(__file__).with_name("fashionbench_parts")
SEEDS = (0, 1, 2)
NUM_IMAGES = 6000  # the first of the training split
RECIPE = {"epochs": 6, "batch_size": 128, "lr": 1e-2}


def jobs():
    """All (arch, seed) pairs, seed by seed, the architectures in one fixed random order."""
    archs = list(FASHION_SPACE)
    order = np.random.default_rng(0).permutation(len(archs))
    return [(archs[i], seed) for seed in SEEDS for i in order]


def train_one(arch, seed, splits):
    """Train one network and return its row: accuracies after each epoch, test accuracy, seconds."""
    start = time.process_time()
    model = seeded(FashionNet, arch, seed=seed)
    validation = train(model, splits["train"], splits["validation"], seed=seed, **RECIPE)
    seconds = round(time.process_time() - start, 3)
    return {
        **arch._asdict(),
        "seed": seed,
        "validation": validation,
        "test": accuracy(model, splits["test"]),
        "seconds": seconds,
    }


def read_parts(folder=PARTS):
    """All finished rows of all shards, {(arch, seed): row}. A half-written last line is cut off."""
    rows = {}
    for path in sorted(folder.glob("*.jsonl")):
        whole = path.read_bytes().rpartition(b"\n")[0]  # a torn last line is not whole
        for line in whole.splitlines():
            row = json.loads(line)
            rows[FASHION_SPACE.arch(*(row[name] for name in FASHION_SPACE.choices)), row["seed"]] = row
    return rows


def mend(path):
    """Cut a half-written last line off one's own shard."""
    if path.exists():
        raw = path.read_bytes()
        if not raw.endswith(b"\n"):
            os.truncate(path, raw.rfind(b"\n") + 1)


def run_shard(index, count):
    """Train what is left of one shard; append each row as it ends."""
    torch.set_num_threads(1)
    PARTS.mkdir(exist_ok=True)
    path = PARTS / f"{index}-of-{count}.jsonl"
    mend(path)
    done = read_parts()
    mine = jobs()[index::count]
    left = [job for job in mine if job not in done]
    splits = {name: load_fashion(name) for name in ("train", "validation", "test")}
    splits["train"] = tuple(part[:NUM_IMAGES] for part in splits["train"])
    bar = tqdm(left, initial=len(mine) - len(left), total=len(mine), desc=f"shard {index}", position=index)
    with path.open("a") as file:
        for arch, seed in bar:
            file.write(json.dumps(train_one(arch, seed, splits)) + "\n")
            file.flush()
            os.fsync(file.fileno())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shard", help="k/n: only every n-th job, from the k-th on, in this process")
    shard = parser.parse_args().shard
    if shard:
        run_shard(*map(int, shard.split("/")))
    else:
        processes = [subprocess.Popen([sys.executable, __file__, "--shard", f"{k}/2"]) for k in range(2)]
        sys.exit(max(process.wait() for process in processes))
