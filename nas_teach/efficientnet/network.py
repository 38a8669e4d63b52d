"""EfficientNet, built from its table of stages. Lesson 11.

Source:  Tan & Le 2019, arXiv:1905.11946; numbers that the paper leaves out are those of the authors' code.
"""

import torch
from torch import nn

from nas_teach.checks import whole
from nas_teach.efficientnet.blocks import ConvBlock, MBConv, conv_norm
from nas_teach.efficientnet.stages import (
    B0,
    HEAD,
    STEM,
    STOCHASTIC_DEPTH,
    VARIANTS,
    make_divisible,
    require_pixels,
    scale_stages,
)

BLOCKS = {"mbconv": MBConv, "conv": ConvBlock}  # of stages.OPERATORS


class EfficientNet(nn.Module):
    """A table of stages between a stem and a head: (n, in_channels, h, w) -> logits (n, num_classes).

    >>> depth, width, resolution = compound_scale(1.5)
    >>> model = EfficientNet(width, depth)  # for images of round(224 * resolution) pixels

    Args:    width, depth: multipliers on `stages`, stem and head, > 0. dropout: before the last layer.
    Raises:  ValueError: another multiplier, a stage that cannot be built, no classes or channels; images with
             another number of channels, or so small that a stage is left with a single pixel to halve.
    """

    def __init__(self, width=1.0, depth=1.0, stages=B0, dropout=0.2, num_classes=1000, in_channels=3):
        super().__init__()
        whole("num_classes", num_classes), whole("in_channels", in_channels)
        self.in_channels, self.table = in_channels, scale_stages(stages, width, depth)
        stem, head = make_divisible(width * STEM), make_divisible(width * HEAD)
        self.stem = conv_norm(in_channels, stem, 3, stride=2)
        self.stages = _stages(stem, self.table)
        self.head = conv_norm(self.table[-1].channels, head, 1)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(head, num_classes)

    @classmethod
    def from_name(cls, name, num_classes=1000, in_channels=3):
        """One of the published networks, "b0" to "b7", with fresh weights.

        VARIANTS[name].resolution is the size of the images that it was made for; others will do.

        Raises:  ValueError: another name; the message gives those that there are.
        """
        if name not in tuple(VARIANTS):  # a tuple may be asked for anything, even a list
            raise ValueError(f"name must be one of {', '.join(VARIANTS)}, got {name!r}")
        width, depth, _, dropout = VARIANTS[name]
        return cls(width, depth, B0, dropout, num_classes, in_channels)

    def forward(self, x):
        self._check(x)
        x = self.stem(x)  # (n, stem, h / 2, w / 2)
        for stage in self.stages:
            x = stage(x)
        x = self.head(x).mean((2, 3))  # (n, head)
        return self.classify(self.dropout(x))  # (n, num_classes)

    def _check(self, x):
        got = tuple(x.shape) if isinstance(x, torch.Tensor) else type(x).__name__
        if not isinstance(x, torch.Tensor) or x.ndim != 4 or x.shape[1] != self.in_channels:
            raise ValueError(f"images must have the shape (n, {self.in_channels}, height, width), got {got}")
        require_pixels(self.table, *x.shape[2:])


def _stages(in_channels, table):
    """A Sequential of blocks for each stage; blocks are dropped more often the later they come."""
    stages, index, total = nn.ModuleList(), 0, sum(stage.layers for stage in table)
    for stage in table:
        blocks = nn.Sequential()
        for layer in range(stage.layers):
            block = BLOCKS[stage.operator](
                in_channels,
                stage.channels,
                kernel=stage.kernel,
                stride=stage.stride if layer == 0 else 1,
                expansion=stage.expansion,
                squeeze=stage.squeeze,
                drop_rate=STOCHASTIC_DEPTH * index / total,
            )
            blocks.append(block)
            in_channels, index = stage.channels, index + 1
        stages.append(blocks)
    return stages
