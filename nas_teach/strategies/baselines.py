"""Baselines: what a reward is compared with before the controller learns from it. Lesson 03."""

import numpy as np

from nas_teach.checks import LARGEST, as_float, below_one


class MovingAverage:
    """An exponential moving average of rewards: `baseline(reward)` gives the average so far, then updates it.

    Works on a single reward or on an array of them (one a run).

    Args:    decay: share of the old average that is kept, 0 <= decay < 1.
             start: the average before the first reward; None starts it at the first reward itself.
    Raises:  ValueError: a decay or a start that is none.
    Source:  Zoph & Le 2017, arXiv:1611.01578, section 3.2.

    >>> average = MovingAverage(decay=0.5, start=0.0)
    >>> [average(reward) for reward in (0.8, 0.8, 0.8)]
    [0.0, 0.4, 0.6000000000000001]
    """

    def __init__(self, decay=0.9, start=None):
        self.decay, self.start = below_one("decay", decay), None if start is None else _level("start", start)
        self._average = self.start

    def fresh(self):
        """A new average with the same settings and no memory: every search begins with one."""
        return MovingAverage(self.decay, self.start)

    def __call__(self, reward):
        value = reward if self._average is None else self._average
        self._average = self.decay * value + (1 - self.decay) * reward
        return value


BASELINE = MovingAverage()  # what the controllers use unless told otherwise, each a fresh copy


class Constant:
    """The same baseline for ever; Constant(0) is no baseline."""

    def __init__(self, value=0.0):
        self.value = _level("value", value)

    def fresh(self):
        return self

    def __call__(self, reward):
        return self.value


def as_baseline(baseline):
    """None -> no baseline, a number -> that constant, a baseline -> a fresh copy of it.

    Raises:  TypeError: anything else.
    """
    if baseline is None:
        return Constant()
    if abs(as_float(baseline)) <= LARGEST:
        return Constant(baseline)
    if not hasattr(baseline, "fresh"):
        raise TypeError(
            f"baseline must be None, a finite number or MovingAverage(decay, start), got {baseline!r}"
        )
    return baseline.fresh()


def leave_one_out(rewards):
    """For each reward of a batch, the mean of the others: shape (..., n) -> (..., n), n >= 2.

    Raises:  ValueError: fewer than 2 rewards.
    Source:  Kool, van Hoof & Welling 2019, "Buy 4 REINFORCE samples, get a baseline for free!".
    """
    rewards = np.asarray(rewards, dtype=float)
    n = rewards.shape[-1] if rewards.ndim else 0
    if n < 2:
        raise ValueError(
            f"leaving one out needs at least 2 rewards along the last axis, got shape {rewards.shape}"
        )
    return (rewards.sum(-1, keepdims=True) - rewards) / (n - 1)


def _level(name, value):
    if not abs(number := as_float(value)) <= LARGEST:
        raise ValueError(f"{name} must be a finite number, at most {LARGEST:g} in size, got {value!r}")
    return number
