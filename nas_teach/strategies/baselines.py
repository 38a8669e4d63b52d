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


class Recorded:
    """A baseline that writes down every value it gives: `values`, an array like its rewards each step.

    It is for one search: `fresh` returns this very object, so that its notes can be read afterwards.
    """

    def __init__(self, baseline):
        self.baseline, self.values = baseline, []

    def fresh(self):
        return self

    def __call__(self, reward):
        self.values.append(np.broadcast_to(self.baseline(reward), np.shape(reward)))
        return self.values[-1]


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


def gradient_moments(probs, rewards, baseline):
    """What a constant baseline does to one step of REINFORCE: (variance, mean step, best baseline).

    Args:    probs, rewards: (choices,), the policy and the reward of each choice. baseline: a float.
    Returns: the variance of the gradient, summed over the logits; the mean step up the reward (choices,),
             which no baseline changes; the baseline of least variance.
    Source:  Williams 1992, doi:10.1007/BF00992696; Weaver & Tao 2001, arXiv:1301.2315, for the last.
    """
    probs, rewards = np.asarray(probs, dtype=float), np.asarray(rewards, dtype=float)
    scores = np.eye(len(probs)) - probs  # row a: the gradient of log p_a
    size = (scores**2).sum(1)
    step = probs @ (scores * rewards[:, None])
    variance = probs @ (size * (rewards - baseline) ** 2) - step @ step
    return variance, step, probs @ (size * rewards) / (probs @ size)


def _level(name, value):
    if not abs(number := as_float(value)) <= LARGEST:
        raise ValueError(f"{name} must be a finite number, at most {LARGEST:g} in size, got {value!r}")
    return number
