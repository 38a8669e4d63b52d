"""Evaluation by a made-up table: rewards whose truth we know, to study a strategy by itself."""

import math
from dataclasses import dataclass, replace

import numpy as np

from nas_teach.checks import as_float, deviation, plain
from nas_teach.space import in_order


def simulated(true_reward, noise=0.0, seed=0):
    """An evaluator that looks up a true reward and adds Gaussian noise.

    Args:    true_reward: {arch or, in a space of one decision, its value: reward}. noise: standard deviation.
    Returns: a function Arch -> float. It asks no model and trains nothing.
    Raises:  ValueError: negative noise, no finite reward, or an architecture that the table does not hold.
    """
    noise, archs = deviation("noise", noise), [_as_arch(key) for key in true_reward]
    names = next((arch._fields for arch in archs if hasattr(arch, "_fields")), None)
    rewards = map(as_float, true_reward.values())
    table = {_key(arch, names): reward for arch, reward in zip(archs, rewards, strict=True)}
    if not table or not all(map(math.isfinite, table.values())):
        raise ValueError(f"true_reward needs finite rewards, got {dict(true_reward)}")
    return _Simulated(table, names, noise, np.random.default_rng(seed))


@dataclass(eq=False, repr=False)
class _Simulated:
    """What `simulated` returns: no closure, because closures cannot be sent to other processes."""

    table: dict
    names: tuple | None  # of the decisions, if the table knows them
    noise: float
    rng: np.random.Generator

    def __call__(self, arch):
        key = _key(arch, self.names)
        if key not in self.table:
            raise ValueError(f"no true reward for {arch}; the table has {list(self.table)[:5]}")
        return self.table[key] + self.noise * self.rng.standard_normal()

    def spawn(self, *key):
        """The same table with a random stream of its own."""
        return replace(self, rng=own_stream(self.rng, *key))


def own_stream(rng, *key):
    """A generator that is independent of `rng`: the next one, or always the same one for whole numbers `key`."""
    if not key:
        return rng.spawn(1)[0]
    seed = rng.bit_generator.seed_seq
    return np.random.default_rng(np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, *key)))


def _as_arch(key):
    return key if isinstance(key, tuple) else (key,)


def _key(arch, names):
    """`arch` as a plain tuple of plain values, in the order of `names`."""
    return plain(tuple(arch) if names is None else in_order(arch, names))
