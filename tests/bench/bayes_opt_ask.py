"""Milliseconds of one ask of BayesianOptimization at 300 trials: with the scales at hand, and chosen anew."""

import time

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from nas_teach.networks.fashion_net import FASHION_SPACE
from nas_teach.space import SearchSpace
from nas_teach.strategies.bayes_opt import BayesianOptimization

LARGE = SearchSpace({name: tuple(range(5)) for name in "abcdef"})  # more than the pool of candidates holds
SPACES = {"FashionBench": FASHION_SPACE, "large space": LARGE}


def run(trials=300, asks=9):
    torch.set_num_threads(1)
    with threadpool_limits(1):
        for name, space in SPACES.items():
            strategy, rng = BayesianOptimization(space), np.random.default_rng(0)
            for _ in range(trials):
                strategy.tell(space.sample(rng), float(rng.random()))
            for refit in (False, True):
                what = f"an ask, {name}, scales {'chosen anew' if refit else 'at hand'}"
                yield what, median_ask(strategy, asks, refit), "ms", f"{trials} trials; target: below 50"


def median_ask(strategy, asks, refit):
    strategy.ask()
    times = []
    for _ in range(asks):
        if refit:
            strategy._fitted = 0, None
        begin = time.perf_counter()
        strategy.ask()
        times.append(1000 * (time.perf_counter() - begin))
    return float(np.median(times))
