"""The operations that an edge of a cell may be, and the mixture of all of them. Lesson 09.

Source:  Liu, Simonyan & Yang 2019, arXiv:1806.09055.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.checks import positive, require_images, whole


def as_alphas(alphas):
    """Alphas as a tensor of floating-point numbers: arrays, lists and whole numbers become float64.

    Raises:  ValueError: what is no table of numbers.
    """
    if not isinstance(alphas, torch.Tensor):
        try:
            alphas = torch.from_numpy(np.array(alphas, dtype=float))
        except (TypeError, ValueError, RuntimeError):
            raise ValueError(f"alphas must be a row of numbers for each edge, got {alphas!r:.100}") from None
    return alphas if alphas.is_floating_point() else alphas.double()


def softmax(alphas):
    """Weights of every edge that add up to 1: (edges, primitives) -> the same shape."""
    return as_alphas(alphas).softmax(-1)


def gumbel_softmax(alphas, temperature=1.0, hard=False):
    """A softmax of noisy alphas, drawn anew at each call: (edges, primitives) -> the same shape.

    As the temperature falls a row nears one-hot, with primitive k in the share softmax(alphas)[k] of draws.

    Args:    hard: one-hot weights forward, the gradient of the soft ones backward (straight-through).
    Raises:  ValueError: a temperature that is not positive, alphas that are no numbers.
    Source:  Jang et al. 2017, arXiv:1611.01144, eq. 2; for NAS Xie et al. 2019 (SNAS), arXiv:1812.09926.
    """
    alphas, temperature = as_alphas(alphas), positive("temperature", temperature)
    gumbel = -torch.empty_like(alphas).exponential_().log()
    soft = ((alphas + gumbel) / temperature).softmax(-1)
    if not hard:
        return soft
    one_hot = F.one_hot(soft.argmax(-1), alphas.shape[-1]).to(soft.dtype)
    return one_hot + soft - soft.detach()


def conv_3x3(channels, groups=1):
    """A 3 x 3 convolution; depthwise if every channel is a group of its own."""
    return nn.Conv2d(channels, channels, 3, padding=1, groups=groups, bias=False)


class Zero(nn.Module):
    """No connection: zeros of the input's shape."""

    def forward(self, x):
        return torch.zeros_like(x)


# Names of DARTS, and conv_3x3. The authors' sep_conv goes through its two convolutions twice, ours once.
OPS = {
    "none": lambda channels: Zero(),
    "skip_connect": lambda channels: nn.Identity(),
    "max_pool_3x3": lambda channels: nn.Sequential(
        nn.MaxPool2d(3, 1, 1), nn.BatchNorm2d(channels, affine=False)
    ),
    "sep_conv_3x3": lambda channels: after_relu(
        channels, conv_3x3(channels, groups=channels), nn.Conv2d(channels, channels, 1, bias=False)
    ),
    "conv_3x3": lambda channels: after_relu(channels, conv_3x3(channels)),
}  # name: channels -> module, (n, channels, h, w) -> the same shape


PRIMITIVES = tuple(OPS)


class MixedOp(nn.Module):
    """All candidates of an edge at once: x (n, channels, h, w), weights (primitives,) -> the shape of x.

    Raises:  ValueError: an unknown or repeated primitive, another number of channels or of weights.
    Source:  DARTS, eq. 2.
    """

    def __init__(self, channels, primitives=PRIMITIVES):
        super().__init__()
        self.channels, self.primitives = whole("channels", channels), require_primitives(primitives)
        self.ops = nn.ModuleList(OPS[name](channels) for name in primitives)

    def forward(self, x, weights):
        require_images(x, self.channels)
        if len(weights) != len(self.ops):
            raise ValueError(
                f"weights must be {len(self.ops)}, one for each of {self.primitives}, got {len(weights)}"
            )
        return sum(weight * op(x) for weight, op in zip(weights, self.ops, strict=True))  # eq. 2


def require_primitives(primitives):
    """`primitives` as a tuple; ValueError unless they are different names of OPS."""
    names = tuple(primitives)
    if unknown := [name for name in names if name not in OPS]:
        raise ValueError(f"primitives must be among {PRIMITIVES}, got {unknown[0]!r}")
    if not names or len(set(names)) < len(names):
        raise ValueError(f"primitives must be different, and at least one, got {names}")
    return names


def after_relu(channels, *convs):
    """ReLU, convolutions, batch norm: keeps the shape (n, channels, h, w)."""
    return nn.Sequential(nn.ReLU(), *convs, nn.BatchNorm2d(channels, affine=False))
