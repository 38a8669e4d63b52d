"""The space that lesson 14 builds, and the layer that its networks are made of."""

from torch import nn

from nas_teach.space import SearchSpace

ACTIVATIONS = {"relu": nn.ReLU, "silu": nn.SiLU, "tanh": nn.Tanh}
SPACE = SearchSpace(
    {
        **{f"kernel{number}": (3, 5, 7) for number in range(1, 7)},
        "width": (8, 12, 16, 24),
        "activation": tuple(ACTIVATIONS),
        "skip": (False, True),
        "halve_after": (2, 3, 4),
        "pool": ("mean", "max"),
    }
)


class Layer(nn.Module):
    """A convolution, norm, activation, and the input added where `skip` is true: (n, c, h, w) -> the same.

    Args:    channels: c. kernel: 3, 5 or 7. activation: a name of ACTIVATIONS.
    """

    def __init__(self, channels, kernel, activation, skip):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, bias=False)
        self.norm, self.activate = nn.BatchNorm2d(channels), ACTIVATIONS[activation]()
        self.skip = skip

    def forward(self, x):
        y = self.activate(self.norm(self.conv(x)))
        return x + y if self.skip else y
