"""A space that no table holds: FashionNet's parts, with each stage free to differ. 209,952 networks.

It is also the pattern for a module of your own: SPACE, HAND_DESIGNED and build(arch) are all that a Study needs.
"""

from torch import nn

from nas_teach.networks.attention import SelfAttention
from nas_teach.networks.fashion_net import BLOCKS, BlockRow, stem
from nas_teach.space import SearchSpace

SPACE = SearchSpace(
    {
        "stem": ("patches", "convs"),  # one 4 x 4 convolution, or two of 3 x 3 that overlap
        "width": (8, 12, 16),  # channels of stage 1
        "growth": (1, 2, 3),  # stage 2 has so many times as many
        "block1": ("conv", "mbconv", "separable"),  # what a block of stage 1 is made of
        "kernel1": (3, 5, 7),
        "depth1": (1, 2, 3),  # blocks in stage 1
        "skip1": (False, True),  # add each block's input to its output
        "block2": ("conv", "mbconv", "separable"),
        "kernel2": (3, 5, 7),
        "depth2": (1, 2, 3),
        "skip2": (False, True),
        "heads": (0, 4),  # attention heads after stage 2; 0 is no attention
        "pool": ("mean", "max"),  # how the last map becomes one number a channel
    }
)

# Chosen before anything was trained: small kernels, widening where the map shrinks, skips, nothing fancy.
HAND_DESIGNED = SPACE.arch(
    stem="convs", width=16, growth=2, pool="mean", heads=0,
    block1="conv", kernel1=3, depth1=2, skip1=True,
    block2="conv", kernel2=3, depth2=2, skip2=True,
)  # fmt: skip


def build(arch):
    """The network of an architecture, with fresh weights: an nn.Module, (n, 1, 28, 28) -> logits (n, 10)."""
    return TwoStages(SPACE.require(arch))


class TwoStages(nn.Module):
    """A stem, a row of blocks, a smaller map, a second row: (n, 1, 28, 28) -> logits (n, num_classes)."""

    def __init__(self, arch, num_classes=10):
        super().__init__()
        narrow, wide = arch.width, arch.width * arch.growth
        self.stem = stem(narrow) if arch.stem == "patches" else _convs(narrow)  # (n, narrow, 7, 7)
        self.stage1 = _row(arch.block1, narrow, arch.kernel1, arch.depth1, arch.skip1)
        self.down = _conv(narrow, wide, stride=2)  # (n, wide, 4, 4)
        self.stage2 = _row(arch.block2, wide, arch.kernel2, arch.depth2, arch.skip2)
        self.attention = SelfAttention(wide, arch.heads) if arch.heads else nn.Identity()
        self.pool = nn.AdaptiveAvgPool2d(1) if arch.pool == "mean" else nn.AdaptiveMaxPool2d(1)
        self.classify = nn.Linear(wide, num_classes)

    def forward(self, x):
        x = self.attention(self.stage2(self.down(self.stage1(self.stem(x)))))  # (n, wide, 4, 4)
        return self.classify(self.pool(x).flatten(1))


def _conv(inside, outside, stride):
    conv = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outside), nn.ReLU())


def _convs(width):
    """(n, 1, h, w) -> (n, width, h / 4, w / 4), through half as many channels."""
    return nn.Sequential(_conv(1, width // 2, stride=2), _conv(width // 2, width, stride=2))


def _separable(channels, kernel):
    """A filter for each channel, then a mixture of channels: (n, channels, h, w) -> the same shape."""
    return nn.Sequential(
        nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels, bias=False),
        nn.Conv2d(channels, channels, 1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
    )


_BLOCKS = {**BLOCKS, "separable": _separable}


def _row(block, channels, kernel, depth, skip):
    return BlockRow([_BLOCKS[block](channels, kernel) for _ in range(depth)], skip)
