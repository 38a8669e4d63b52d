"""Six trainings in about a second: the builder of FashionBench on 300 images, also as a process to be killed.

python -m tests.fashionbench_slice FOLDER INDEX COUNT
"""

import sys
from pathlib import Path

from data import make_fashionbench as maker
from nas_teach.data import load_fashion
from nas_teach.networks.fashion_net import FASHION_SPACE

ARCHS = (FASHION_SPACE.arch(5, 3, "mbconv", 8, 1, True, 4), FASHION_SPACE.arch(3, 7, "conv", 4, 2, False, 0))
JOBS = [(arch, seed) for seed in maker.SEEDS for arch in ARCHS]


def small_split(name):
    return tuple(part[:300] for part in load_fashion(name))


def shrink(folder, setattr=setattr):
    """Make the builder small, and let it write to `folder` (a monkeypatch's setattr undoes it afterwards)."""
    setattr(maker, "PARTS", Path(folder) / "parts")
    setattr(maker, "COSTS", Path(folder) / "costs.jsonl")
    setattr(maker, "TABLE", Path(folder) / "fashionbench.csv")
    setattr(maker, "RECIPE", {"epochs": 2, "batch_size": 64, "lr": 1e-2})
    setattr(maker, "load_fashion", small_split)
    setattr(maker, "jobs", lambda: list(JOBS))
    return maker


def announced(arch, seed, splits, train_one=maker.train_one):
    print("training", flush=True)
    return train_one(arch, seed, splits)


if __name__ == "__main__":
    shrink(sys.argv[1])
    maker.train_one = announced
    maker.run_shard(*map(int, sys.argv[2:]))
