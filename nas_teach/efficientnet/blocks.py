"""Building blocks: MBConv with squeeze-and-excitation and stochastic depth. Lesson 11.

The blocks of FashionBench are smaller, and stand in networks/fashion_net.py as they were measured: the
table's rewards belong to those.
"""

from collections import OrderedDict

import torch
from torch import nn

from nas_teach.checks import at_least, below_one, odd


class PaddedConv2d(nn.Conv2d):
    """A convolution that can pad as TensorFlow does, for weights that were trained so.

    `padding` zeros on all sides is PyTorch's way. With `same` True, a stride takes only as many zeros as it
    needs, and an odd one comes at the right and at the bottom.
    """

    same = False

    def forward(self, x):
        if not self.same:
            return super().forward(x)
        (kernel, _), (stride, _) = self.kernel_size, self.stride
        zeros = [max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in x.shape[:1:-1]]
        x = nn.functional.pad(x, [part for n in zeros for part in (n // 2, n - n // 2)])
        return nn.functional.conv2d(x, self.weight, self.bias, self.stride, groups=self.groups)


def conv_norm(in_channels, out_channels, kernel, stride=1, groups=1, activate=True, activation=nn.SiLU):
    """Convolution, batch norm and SiLU: (n, in_channels, h, w) -> (n, out_channels, h / stride, w / stride).

    Height and width are rounded up. A SiLU is x sigmoid(x), also called swish; `activation` may be another.

    Raises:  ValueError: a kernel that is not odd.
    """
    odd("kernel", kernel)
    conv = PaddedConv2d(in_channels, out_channels, kernel, stride, kernel // 2, groups=groups, bias=False)
    norm = nn.BatchNorm2d(out_channels)
    act = activation() if activate else nn.Identity()  # none where a block ends: a linear bottleneck
    return nn.Sequential(OrderedDict(conv=conv, norm=norm, act=act))


class SqueezeExcite(nn.Module):
    """Weigh the channels by what the whole image holds of each: (n, channels, h, w) -> the same shape.

    Args:    squeezed: channels of the narrow layer. activation: between the two layers. gate: at the end.
    Source:  Hu et al. 2018, arXiv:1709.01507, eq. 2 to 4.
    """

    def __init__(self, channels, squeezed, activation=nn.SiLU, gate=nn.Sigmoid):
        super().__init__()
        self.activation, self.gate = activation(), gate()
        self.squeeze = nn.Conv2d(channels, squeezed, 1)  # a linear layer on a map of 1 x 1
        self.excite = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        mean = x.mean((2, 3), keepdim=True)  # eq. 2: (n, channels, 1, 1)
        weights = self.gate(self.excite(self.activation(self.squeeze(mean))))  # eq. 3: each in (0, 1)
        return x * weights  # eq. 4


def stochastic_depth(x, drop_rate):
    """Drop whole images of a block's output, and scale up those that stay, so that the mean stays too.

    Args:    x: (n, c, h, w). drop_rate: the probability to drop, in [0, 1).
    Raises:  ValueError: another drop_rate.
    Source:  Huang et al. 2016, arXiv:1603.09382. (They scale in evaluation instead; the mean is the same.)
    """
    below_one("drop_rate", drop_rate)
    keep = torch.rand(len(x), 1, 1, 1, device=x.device) >= drop_rate  # (n, 1, 1, 1)
    return x * keep / (1 - drop_rate)


class ConvBlock(nn.Module):
    """A plain convolution where an MBConv could stand: the alternative in EfficientNet's search space.

    Args:    as of MBConv; a plain convolution has no `expansion`, and takes no notice of it.
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        *,
        kernel=3,
        stride=1,
        expansion=1,
        squeeze=0.25,
        drop_rate=0.0,
        activation=nn.SiLU,
    ):
        super().__init__()
        self.drop_rate = below_one("drop_rate", drop_rate)
        self.skip = stride == 1 and in_channels == out_channels
        self.conv = conv_norm(in_channels, out_channels, kernel, stride, activation=activation)
        self.squeeze_excite = _squeeze_excite(out_channels, in_channels, squeeze)

    def forward(self, x):
        return _bridge(self, x, self.squeeze_excite(self.conv(x)))


class MBConv(nn.Module):
    """Mobile inverted bottleneck: expand, convolve each channel alone, weigh the channels, project back.

    (n, in_channels, h, w) -> (n, out_channels, h / stride, w / stride), rounded up.

    Args:    kernel: of the depthwise convolution, odd. stride: of the same.
             expansion: how many times wider the block is inside; at 1 there is no expanding convolution.
             A fraction such as 2.5 is rounded to whole channels.
             squeeze: squeeze-and-excitation narrows to this share of in_channels; 0 leaves it out.
             drop_rate: of stochastic depth, in [0, 1), where the block has a skip connection.
             activation: after the first two convolutions.
    Raises:  ValueError: an even kernel, an expansion below 1, a share outside [0, 1).
    Source:  Sandler et al. 2018, arXiv:1801.04381; Tan et al. 2019, arXiv:1807.11626 with the squeeze.
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        *,
        kernel=3,
        stride=1,
        expansion=6,
        squeeze=0.25,
        drop_rate=0.0,
        activation=nn.SiLU,
    ):
        super().__init__()
        hidden = round(in_channels * at_least("expansion", expansion, 1))
        self.drop_rate = below_one("drop_rate", drop_rate)
        self.skip = stride == 1 and in_channels == out_channels  # only then do input and output fit
        self.expand = nn.Identity()
        if expansion > 1:
            self.expand = conv_norm(in_channels, hidden, 1, activation=activation)
        self.depthwise = conv_norm(hidden, hidden, kernel, stride, groups=hidden, activation=activation)
        self.squeeze_excite = _squeeze_excite(hidden, in_channels, squeeze)
        self.project = conv_norm(hidden, out_channels, 1, activate=False)

    def forward(self, x):
        out = self.expand(x)  # (n, hidden, h, w)
        out = self.depthwise(out)  # (n, hidden, h / stride, w / stride)
        out = self.squeeze_excite(out)  # the same shape
        out = self.project(out)  # (n, out_channels, h / stride, w / stride)
        return _bridge(self, x, out)


def _bridge(block, x, out):
    """The block's output, with its input added where both have the same shape."""
    if not block.skip:
        return out
    if block.training and block.drop_rate > 0:
        out = stochastic_depth(out, block.drop_rate)
    return x + out


def _squeeze_excite(channels, in_channels, squeeze):
    """The narrow layer is a share of the BLOCK's input channels, not of the wider ones that it weighs."""
    if below_one("squeeze", squeeze) == 0:
        return nn.Identity()
    return SqueezeExcite(channels, max(1, int(in_channels * squeeze)))
