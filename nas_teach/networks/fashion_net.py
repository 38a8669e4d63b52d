"""The networks of FashionBench, built: two stages of equal blocks. What there is to choose: fashion_plan.py."""

from collections import defaultdict

from torch import nn

from nas_teach.networks.attention import SelfAttention
from nas_teach.networks.fashion_plan import FASHION_SPACE, plan


def conv_block(channels, kernel_size):
    """A plain convolution with batch norm: (n, channels, h, w) -> the same shape."""
    return nn.Sequential(
        nn.Conv2d(channels, channels, kernel_size, padding=kernel_size // 2, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
    )


def mbconv_block(channels, kernel_size, expansion=2):
    """A small inverted bottleneck: (n, channels, h, w) -> the same shape. blocks.MBConv is the full one.

    Source:  Sandler et al. 2018, arXiv:1801.04381.
    """
    hidden = channels * expansion
    return nn.Sequential(
        nn.Conv2d(channels, hidden, 1, bias=False),
        nn.BatchNorm2d(hidden),
        nn.ReLU(),
        nn.Conv2d(hidden, hidden, kernel_size, padding=kernel_size // 2, groups=hidden, bias=False),
        nn.BatchNorm2d(hidden),
        nn.ReLU(),
        nn.Conv2d(hidden, channels, 1, bias=False),
        nn.BatchNorm2d(channels),
    )


BLOCKS = {"conv": conv_block, "mbconv": mbconv_block}


def stem(width):
    """Patches of 4 x 4 pixels become positions: (n, 1, h, w) -> (n, width, h / 4, w / 4)."""
    return nn.Sequential(nn.Conv2d(1, width, 4, 4, bias=False), nn.BatchNorm2d(width), nn.ReLU())


def down(width):
    """Between the stages: (n, width, h, w) -> (n, 2 width, h / 2, w / 2), rounded up."""
    conv = nn.Conv2d(width, 2 * width, 3, 2, 1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(2 * width), nn.ReLU())


MODULES = {
    "stem": lambda part: stem(part.out_channels),
    "conv": lambda part: conv_block(part.in_channels, part.kernel),
    "mbconv": lambda part: mbconv_block(part.in_channels, part.kernel),
    "down": lambda part: down(part.in_channels),
    "attention": lambda part: SelfAttention(part.in_channels, part.heads),
    "none": lambda part: nn.Identity(),
    "classify": lambda part: nn.Linear(part.in_channels, part.out_channels),
}  # kind: Part -> nn.Module


class BlockRow(nn.Module):
    """Blocks of the same shape, each optionally bridged by a skip connection."""

    def __init__(self, blocks, skip):
        super().__init__()
        self.skip = skip
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x):
        for block in self.blocks:
            x = x + block(x) if self.skip else block(x)
        return x


class FashionNet(nn.Module):
    """The network of one architecture of FASHION_SPACE: (n, 1, 28, 28) -> logits (n, num_classes)."""

    def __init__(self, arch, num_classes=10):
        super().__init__()
        arch, modules = FASHION_SPACE.require(arch), defaultdict(list)
        for part in plan(arch, num_classes):  # weights are drawn in this order
            modules[part.place].append(MODULES[part.kind](part))
        (self.stem,) = modules["stem"]  # (n, w, 7, 7)
        self.stage1 = BlockRow(modules["stage1"], arch.skip)
        (self.down,) = modules["down"]  # (n, 2w, 4, 4)
        self.stage2 = BlockRow(modules["stage2"], arch.skip)
        (self.attention,) = modules["attention"]
        (self.classify,) = modules["classify"]

    def forward(self, x):
        x = self.stage2(self.down(self.stage1(self.stem(x))))
        return self.classify(self.attention(x).mean((2, 3)))
