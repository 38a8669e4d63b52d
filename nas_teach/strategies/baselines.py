"""Baselines: what a reward is compared with before the controller learns from it. Lesson 03."""

import numbers

import numpy as np


class MovingAverage:
    """An exponential moving average of rewards: `baseline(reward)` gives the average so far, then updates it.

    Works on a single reward or on an array of them (one a run).

    Args:    decay: share of the old average that is kept, 0 <= decay < 1.
             start: the average before the first reward; None starts it at the first reward itself.
    Source:  Zoph & Le 2017, arXiv:1611.01578, section 3.2.
    """

    def __init__(self, decay=0.9, start=None):
        if not 0 <= decay < 1:
            raise ValueError(f"decay must be at least 0 and below 1, got {decay}")
        self.decay, self.start = decay, start

    def fresh(self):
        """A new average with the same settings and no memory: every search begins with one."""
        return MovingAverage(self.decay, self.start)

    def __call__(self, reward):
        value = reward if self.start is None else self.start
        self.start = self.decay * value + (1 - self.decay) * reward
        return value


BASELINE = MovingAverage()  # what the controllers use unless told otherwise, each a fresh copy


class Constant:
    """The same baseline for ever; Constant(0) is no baseline."""

    def __init__(self, value=0.0):
        self.value = value

    def fresh(self):
        return self

    def __call__(self, reward):
        return self.value


def as_baseline(baseline):
    """None -> no baseline, a number -> that constant, a baseline -> a fresh copy of it."""
    if baseline is None or isinstance(baseline, numbers.Real) and np.isfinite(baseline):
        return Constant(baseline or 0.0)
    if not hasattr(baseline, "fresh"):
        raise TypeError(
            f"baseline must be None, a finite number or MovingAverage(decay, start), got {baseline!r}"
        )
    return baseline.fresh()


def leave_one_out(rewards):
    """For each reward of a batch, the mean of the others: shape (..., n) -> (..., n), n >= 2.

    Source:  Kool, van Hoof & Welling 2019, "Buy 4 REINFORCE samples, get a baseline for free!".
    """
    rewards = np.asarray(rewards, dtype=float)
    n = rewards.shape[-1] if rewards.ndim else 0
    if n < 2:
        raise ValueError(
            f"leaving one out needs at least 2 rewards along the last axis, got shape {rewards.shape}"
        )
    return (rewards.sum(-1, keepdims=True) - rewards) / (n - 1)
