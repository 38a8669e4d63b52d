"""Argument checks that the whole package shares. Each returns the value it let pass, in Python's own type."""

import math
from numbers import Integral

import numpy as np

LARGEST = 1e15  # the size of the largest reward: its square still fits into the float32 of a controller


def plain(value):
    """The Python value that a numpy value equals: a scalar, an array without axes, a tuple of such."""
    if type(value) is tuple:
        return tuple(map(plain, value))
    if isinstance(value, (np.generic, np.ndarray)) and value.shape == ():
        return value.item()
    return value


def is_whole(value):
    """Whether this is a whole number: Python's or numpy's, but no bool and no 3.0."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def whole(name, value, least=1):
    """`value` as an int; ValueError unless it is a whole number of at least `least`."""
    if not is_whole(value) or value < least:
        raise ValueError(f"{name} must be an integer of at least {least}, got {value!r}")
    return int(value)


def odd(name, value):
    """`value` as an int; ValueError unless it is the size of a kernel: odd, with a middle pixel."""
    if not is_whole(value) or value < 1 or value % 2 == 0:
        raise ValueError(
            f"{name} must be an odd integer such as 3, 5 or 7, got {value!r}: only an odd kernel has a "
            "middle pixel, so that padding (k - 1) / 2 keeps height and width"
        )
    return int(value)


def as_float(value):
    """A number of any kind as a float, Fraction, Decimal, numpy's too; NaN for bools and what is none."""
    value = plain(value)
    if isinstance(value, (bool, str, bytes, bytearray)):
        return math.nan
    try:
        return float(value)
    except OverflowError:  # a whole number or fraction of more than 308 digits
        return math.inf
    except (TypeError, ValueError, RuntimeError):
        return math.nan


def finite(name, value):
    """`value` as a float; ValueError unless it is a finite number."""
    if not math.isfinite(number := as_float(value)):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    return number


def positive(name, value):
    """`value` as a float; ValueError unless it is a finite number above 0."""
    if not 0 < (number := as_float(value)) < math.inf:
        raise ValueError(f"{name} must be a positive number, got {value!r}")
    return number


def at_least(name, value, least):
    """`value` as a float; ValueError unless it is a finite number of at least `least`."""
    if not least <= (number := as_float(value)) < math.inf:
        raise ValueError(f"{name} must be a finite number of at least {least}, got {value!r}")
    return number


def below_one(name, value):
    """`value` as a float; ValueError unless it is a share of at least 0 and below 1."""
    if not 0 <= (number := as_float(value)) < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, got {value!r}")
    return number


def deviation(name, value):
    """`value` as a float; ValueError unless it can be the standard deviation of rewards."""
    if not 0 <= (number := as_float(value)) <= LARGEST:
        raise ValueError(f"{name} is a standard deviation, 0 or more (at most {LARGEST:g}), got {value!r}")
    return number


def finite_reward(arch, reward):
    """`reward` as a float; ValueError that names the architecture unless it is one finite number."""
    reward = plain(reward)
    number = float(reward) if isinstance(reward, bool) else as_float(reward)
    if not abs(number) <= LARGEST:
        raise ValueError(
            f"the reward of {arch} must be finite, got {reward!r:.100}: "
            f"one number, at most {LARGEST:g} in size"
        )
    return number


def generator(rng):
    """`rng` itself; TypeError unless it is a numpy.random.Generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a generator such as numpy.random.default_rng(0), got {rng!r}")
    return rng


def require_images(x, channels, side=1):
    """ValueError unless x is (n, channels, h, w) with h and w of at least `side`."""
    if x.ndim != 4 or x.shape[1] != channels or min(x.shape[2:]) < side:
        raise ValueError(
            f"images must have the shape (n, {channels}, h, w) with h and w at least {side}, "
            f"got {tuple(x.shape)}"
        )
