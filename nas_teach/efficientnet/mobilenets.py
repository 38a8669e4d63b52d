"""The MobileNets, EfficientNet's parents, from tables of their stages. Lesson 13.

MobileNetV2 was designed by hand. MnasNet-B1 was searched in a space around it, and EfficientNet's search repeats
that one. MobileNetV3 begins with a MnasNet and goes on: a second search (NetAdapt) took away channels, layer
by layer, which is why the widths inside its blocks are no round multiples.
"""

from typing import NamedTuple

from torch import nn

from nas_teach.efficientnet.blocks import MBConv, SqueezeExcite, conv_norm
from nas_teach.efficientnet.network import EfficientNet
from nas_teach.efficientnet.stages import Stage, make_divisible

MOBILENET_V2 = (  # Sandler et al. 2018, arXiv:1801.04381, table 2
    # expansion, kernel, stride, channels, layers, squeeze
    Stage(1, 3, 1, 16, 1, 0),
    Stage(6, 3, 2, 24, 2, 0),
    Stage(6, 3, 2, 32, 3, 0),
    Stage(6, 3, 2, 64, 4, 0),
    Stage(6, 3, 1, 96, 3, 0),
    Stage(6, 3, 2, 160, 3, 0),
    Stage(6, 3, 1, 320, 1, 0),
)
MNASNET_B1 = (  # Tan et al. 2019, arXiv:1807.11626: the one without squeeze-and-excitation
    Stage(1, 3, 1, 16, 1, 0),
    Stage(3, 3, 2, 24, 3, 0),
    Stage(3, 5, 2, 40, 3, 0),
    Stage(6, 5, 2, 80, 3, 0),
    Stage(6, 3, 1, 96, 2, 0),
    Stage(6, 5, 2, 192, 4, 0),
    Stage(6, 3, 1, 320, 1, 0),
)


class Bottleneck(NamedTuple):
    """One block of MobileNetV3: `hidden` channels inside, and its own activation."""

    kernel: int
    hidden: int
    channels: int
    squeeze: bool
    activation: type
    stride: int


MOBILENET_V3_LARGE = (  # Howard et al. 2019, arXiv:1905.02244, table 1
    Bottleneck(3, 16, 16, False, nn.ReLU, 1),
    Bottleneck(3, 64, 24, False, nn.ReLU, 2),
    Bottleneck(3, 72, 24, False, nn.ReLU, 1),
    Bottleneck(5, 72, 40, True, nn.ReLU, 2),
    Bottleneck(5, 120, 40, True, nn.ReLU, 1),
    Bottleneck(5, 120, 40, True, nn.ReLU, 1),
    Bottleneck(3, 240, 80, False, nn.Hardswish, 2),
    Bottleneck(3, 200, 80, False, nn.Hardswish, 1),
    Bottleneck(3, 184, 80, False, nn.Hardswish, 1),
    Bottleneck(3, 184, 80, False, nn.Hardswish, 1),
    Bottleneck(3, 480, 112, True, nn.Hardswish, 1),
    Bottleneck(3, 672, 112, True, nn.Hardswish, 1),
    Bottleneck(5, 672, 160, True, nn.Hardswish, 2),
    Bottleneck(5, 960, 160, True, nn.Hardswish, 1),
    Bottleneck(5, 960, 160, True, nn.Hardswish, 1),
)


def mobilenet_v2(num_classes=1000, in_channels=3):
    """MobileNetV2: (n, in_channels, h, w) -> logits (n, num_classes). 3,504,872 parameters."""
    return _without_drops(MOBILENET_V2, num_classes, in_channels, nn.ReLU6)


def mnasnet_b1(num_classes=1000, in_channels=3):
    """MnasNet-B1: (n, in_channels, h, w) -> logits (n, num_classes). 4,383,312 parameters."""
    return _without_drops(MNASNET_B1, num_classes, in_channels, nn.ReLU)


def _without_drops(stages, num_classes, in_channels, activation):
    """An EfficientNet in all but its table, its activation and its stochastic depth, which came later."""
    model = EfficientNet(
        stages=stages, num_classes=num_classes, in_channels=in_channels, activation=activation
    )
    for module in model.modules():
        if isinstance(module, MBConv):
            module.drop_rate = 0.0
    return model


class MobileNetV3(nn.Module):
    """MobileNetV3 Large: (n, in_channels, h, w) -> logits (n, num_classes). 5,483,032 parameters.

    Its head is cheap: pooling comes before the widest layer, which then works on one position.

    Args:    table: of Bottleneck, one a block.
    """

    def __init__(self, num_classes=1000, in_channels=3, table=MOBILENET_V3_LARGE):
        super().__init__()
        channels = 16
        self.stem = conv_norm(in_channels, channels, 3, stride=2, activation=nn.Hardswish)
        self.blocks = nn.Sequential()
        for row in table:
            self.blocks.append(_bottleneck(channels, row))
            channels = row.channels
        self.head = conv_norm(channels, 6 * channels, 1, activation=nn.Hardswish)
        self.widen = nn.Linear(6 * channels, 8 * channels)
        self.classify = nn.Sequential(nn.Hardswish(), nn.Dropout(0.2), nn.Linear(8 * channels, num_classes))
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eps, module.momentum = 1e-3, 0.01

    def forward(self, x):
        x = self.blocks(self.stem(x))  # (n, channels, h / 32, w / 32)
        x = self.head(x).mean((2, 3))  # (n, 6 channels)
        return self.classify(self.widen(x))  # (n, num_classes)


def _bottleneck(in_channels, row):
    """An MBConv, with the squeeze of MobileNetV3: a quarter of the inner channels, without any exponential."""
    block = MBConv(
        in_channels,
        row.channels,
        kernel=row.kernel,
        stride=row.stride,
        expansion=row.hidden / in_channels,
        squeeze=0,
        activation=row.activation,
    )
    if row.squeeze:
        squeezed = make_divisible(row.hidden / 4)
        block.squeeze_excite = SqueezeExcite(row.hidden, squeezed, nn.ReLU, nn.Hardsigmoid)
    return block
