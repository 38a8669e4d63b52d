"""Latency without building the network: measure each operator once, then add up. Lesson 10.

The adding of skip connections is left out: it takes a few microseconds.

Source:  Cai et al. 2019, arXiv:1812.00332, section 3.3; Wu et al. 2019, arXiv:1812.03443, section 3.2.
"""

from typing import NamedTuple

import numpy as np
from torch import nn

from nas_teach.hardware.timing import time_in_turn
from nas_teach.networks.attention import SelfAttention
from nas_teach.networks.fashion_net import BLOCKS, FashionNet, down, stem
from nas_teach.networks.fashion_plan import plan

IMAGE = (1, 28, 28)


class Operator(NamedTuple):
    """One part of a FashionNet: two operators that are equal take the same time."""

    name: str
    channels: int  # that go in; of the stem those that come out
    side: int  # of the map that goes in, in pixels
    kernel: int = 1


def operators(arch):
    """The operators that a FashionNet runs one after the other: a list of Operator.

    Raises:  ValueError: an architecture that is not in FASHION_SPACE.
    """
    return [
        Operator(
            part.kind, part.out_channels if part.kind == "stem" else part.in_channels, part.side, part.kernel
        )
        for part in plan(arch)
        if part.kind != "none"
    ]


def operator_module(operator):
    """The operator alone: (module, shape of its input (c, h, w)). ValueError: a name that there is not."""
    name, channels, side, kernel = operator
    if name not in BLOCKS and name not in OTHERS:
        raise ValueError(f"an operator must be one of {', '.join((*BLOCKS, *OTHERS))}, got {name!r}")
    module = BLOCKS[name](channels, kernel) if name in BLOCKS else OTHERS[name](channels)
    return module, IMAGE if name == "stem" else (channels, side, side)


OTHERS = {
    "stem": stem,
    "down": down,
    "attention": lambda channels: SelfAttention(channels, 4),
    "classify": lambda channels: nn.Sequential(
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)
    ),
}


def measure(archs, runs=50):
    """The table: every operator that occurs in `archs`, timed on this machine, on one thread.

    Args:    archs: architectures of FASHION_SPACE; all 648 together have only 48 operators.
             runs: rounds, as in `time_in_turn`.
    Returns: {Operator: median latency in milliseconds}.
    """
    different = list(dict.fromkeys(operator for arch in archs for operator in operators(arch)))
    times = time_in_turn([operator_module(operator) for operator in different], runs)
    return dict(zip(different, times.tolist(), strict=True))


def predictor(table):
    """A function Arch -> latency in milliseconds: the sum of the network's operators in `table`.

    Raises:  ValueError, from the function: an operator that was not measured.
    """

    def latency(arch):
        parts = operators(arch)
        missing = [part for part in parts if part not in table]
        if missing:
            raise ValueError(f"the table must hold every operator of the network, got none for {missing[0]}")
        return sum(table[part] for part in parts)

    return latency


def evaluate_predictor(predict, archs, runs=50):
    """Predicted against measured latency of whole networks.

    Args:    predict: a function Arch -> milliseconds. archs: at least one; runs: as in `time_in_turn`.
    Returns: (predicted, measured, error): two arrays (len(archs),) in milliseconds, and the median of
             |predicted - measured| / measured.
    """
    archs = list(archs)
    predicted = np.array([predict(arch) for arch in archs])
    measured = time_in_turn([(FashionNet(arch), IMAGE) for arch in archs], runs)
    return predicted, measured, float(np.median(np.abs(predicted - measured) / measured))
