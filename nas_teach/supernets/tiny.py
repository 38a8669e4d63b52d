"""Supernets: one network that holds all architectures of a space; each is a path through it. Lesson 08.

A supernet here has a `space`, a `forward(x, arch)` along one path, and `extract(arch)`, which copies that
path into a network of its own. fashion.py has a larger one, sharing.py trains them.
"""

import copy

from torch import nn

from nas_teach.checks import require_images
from nas_teach.space import SearchSpace


class SuperConvBlock(nn.Module):
    """Three convolutions of which a choice uses one: (n, in_channels, h, w) -> (n, out_channels, h, w).

    Raises:  ValueError: a choice other than 'k3', 'k5', 'k7', or images of another shape.
    """

    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.in_channels = in_channels
        self.ops = nn.ModuleDict(
            {
                "k3": nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),
                "k5": nn.Conv2d(in_channels, out_channels, 5, padding=2, bias=False),
                "k7": nn.Conv2d(in_channels, out_channels, 7, padding=3, bias=False),
            }  # the padding keeps height and width
        )

    def forward(self, x, choice):
        require_images(x, self.in_channels)
        return self.conv(choice)(x)

    def conv(self, choice):
        """The convolution that `choice` names."""
        if not isinstance(choice, str) or choice not in self.ops:
            raise ValueError(f"choice must be one of {tuple(self.ops)}, got {choice!r}")
        return self.ops[choice]


class SuperNet(nn.Module):
    """The smallest supernet, one decision: (n, in_channels, h, w) -> logits (n, num_classes).

    `arch_choice` is 'k3', 'k5' or 'k7', or an architecture of `space`, a tuple with one of them.

    Raises:  ValueError: another choice, or images of another shape.
    """

    space = SearchSpace({"kernel": ("k3", "k5", "k7")})

    def __init__(self, num_classes=10, in_channels=3):
        super().__init__()
        self.conv_block = SuperConvBlock(in_channels, 16)
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x, arch_choice):
        x = self.relu(self.conv_block(x, _choice(arch_choice)))  # (n, 16, h, w)
        return self.fc(self.pool(x).flatten(1))  # (n, num_classes)

    def extract(self, arch_choice):
        """A copy of one path, as a network of its own in the mode of the supernet: x -> logits."""
        conv = self.conv_block.conv(_choice(arch_choice))
        path = nn.Sequential(conv, self.relu, self.pool, nn.Flatten(), self.fc)
        return copy.deepcopy(path).train(self.training)


def _choice(arch_choice):
    """'k3' of 'k3' and of the architecture ('k3',)."""
    return SuperNet.space.require(arch_choice).kernel if isinstance(arch_choice, tuple) else arch_choice
