"""Evaluation by a made-up table: rewards whose truth we know, to study a strategy by itself."""

import math

import numpy as np


def simulated(true_reward, noise=0.0, seed=0):
    """An evaluator that looks up a true reward and adds Gaussian noise.

    Args:    true_reward: {arch or, in a space of one decision, its value: reward}. noise: standard deviation.
    Returns: a function Arch -> float. It asks no model and trains nothing.
    Raises:  ValueError: negative noise, no finite reward, or an architecture that the table does not hold.
    """
    if not 0 <= noise < math.inf:
        raise ValueError(f"noise is a standard deviation, 0 or more, got {noise}")
    table = {key if isinstance(key, tuple) else (key,): float(reward) for key, reward in true_reward.items()}
    if not table or not all(map(math.isfinite, table.values())):
        raise ValueError(f"true_reward needs finite rewards, got {dict(true_reward)}")
    rng = np.random.default_rng(seed)

    def evaluate(arch):
        if arch not in table:
            raise ValueError(f"no true reward for {arch}; the table has {list(table)[:5]}")
        return table[arch] + noise * rng.standard_normal()

    return evaluate
