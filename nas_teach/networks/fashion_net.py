"""The networks of FashionBench: two stages of equal blocks, six things to choose."""

from torch import nn

from nas_teach.networks.attention import SelfAttention
from nas_teach.space import SearchSpace

FASHION_SPACE = SearchSpace(
    {
        "kernel1": (3, 5, 7),  # kernel size of stage 1, on 7 x 7 positions
        "kernel2": (3, 5, 7),  # kernel size of stage 2, on 4 x 4 positions
        "block": ("conv", "mbconv"),  # what a block is made of
        "width": (4, 8, 16),  # channels of stage 1; stage 2 has twice as many
        "depth": (1, 2, 3),  # blocks in each stage
        "skip": (False, True),  # add each block's input to its output
        "heads": (0, 4),  # attention heads after stage 2; 0 is no attention
    }
)


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


class BlockRow(nn.Module):
    """`depth` blocks of the same shape, each optionally bridged by a skip connection."""

    def __init__(self, block, channels, kernel_size, depth, skip):
        super().__init__()
        self.skip = skip
        self.blocks = nn.ModuleList(BLOCKS[block](channels, kernel_size) for _ in range(depth))

    def forward(self, x):
        for block in self.blocks:
            x = x + block(x) if self.skip else block(x)
        return x


def stem(width):
    """Patches of 4 x 4 pixels become positions: (n, 1, h, w) -> (n, width, h / 4, w / 4)."""
    return nn.Sequential(nn.Conv2d(1, width, 4, 4, bias=False), nn.BatchNorm2d(width), nn.ReLU())


def down(width):
    """Between the stages: (n, width, h, w) -> (n, 2 width, h / 2, w / 2), rounded up."""
    conv = nn.Conv2d(width, 2 * width, 3, 2, 1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(2 * width), nn.ReLU())


class FashionNet(nn.Module):
    """The network of one architecture of FASHION_SPACE: (n, 1, 28, 28) -> logits (n, 10)."""

    def __init__(self, arch, num_classes=10):
        super().__init__()
        arch = FASHION_SPACE.require(arch)
        width = arch.width
        self.stem = stem(width)  # (n, w, 7, 7)
        self.stage1 = BlockRow(arch.block, width, arch.kernel1, arch.depth, arch.skip)
        self.down = down(width)  # (n, 2w, 4, 4)
        self.stage2 = BlockRow(arch.block, 2 * width, arch.kernel2, arch.depth, arch.skip)
        self.attention = SelfAttention(2 * width, arch.heads) if arch.heads else nn.Identity()
        self.classify = nn.Linear(2 * width, num_classes)

    def forward(self, x):
        x = self.stage2(self.down(self.stage1(self.stem(x))))
        return self.classify(self.attention(x).mean((2, 3)))
