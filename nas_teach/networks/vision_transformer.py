"""A small vision transformer, a convolutional network of the same outline, and mixtures of both. Lesson 13."""

import torch
from torch import nn

from nas_teach.checks import at_least, require_images, whole
from nas_teach.networks.attention import attend


class EncoderBlock(nn.Module):
    """Attention between tokens, then a small network on each token: (n, tokens, dim) -> the same shape.

    Each half reads a normalised copy of its input and adds its result to the input (pre-norm).

    Args:    ratio: how many times wider the small network is inside, rounded to whole channels.
             head_dim: channels of each head; None shares `dim` out among the heads.
    Raises:  ValueError: heads that do not divide `dim`, unless `head_dim` is given.
    Source:  Dosovitskiy et al. 2021, arXiv:2010.11929, eq. 2 and 3.
    """

    def __init__(self, dim, heads, ratio, head_dim=None):
        super().__init__()
        if whole("dim", dim) % whole("heads", heads) and head_dim is None:
            raise ValueError(f"heads must divide the {dim} channels, got {heads}")
        self.heads, hidden = heads, round(dim * at_least("ratio", ratio, 0.5))
        inner = dim if head_dim is None else heads * whole("head_dim", head_dim)
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.project = nn.Linear(dim, 3 * inner), nn.Linear(inner, dim)
        self.widen, self.narrow = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        x = x + self.project(attend(self.qkv(self.norm1(x)), self.heads))  # eq. 2
        return x + self.narrow(nn.functional.gelu(self.widen(self.norm2(x))))  # eq. 3


class ConvStep(nn.Module):
    """A 3 x 3 convolution, added to its input: (n, dim, h, w) -> the same shape."""

    def __init__(self, dim):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(dim, dim, 3, padding=1, bias=False), nn.BatchNorm2d(dim)

    def forward(self, x):
        return x + torch.relu(self.norm(self.conv(x)))


class VisionTransformer(nn.Module):
    """Patches become tokens, blocks mix them, a linear layer decides: (n, 1, side, side) -> logits (n, classes).

    `conv_steps` convolutions come before `depth` encoder blocks, so that the class has a transformer
    (conv_steps 0), a convolutional network (depth 0) and hybrids. With `ratio` 1.5 and `dim` 48 a block of
    either kind costs the same work on 7 x 7 patches, within one per cent.

    Args:    patch: side of a patch in pixels; it divides `side`. pool: "mean" over all tokens, or "class": an
             additional token, whose last state is read. head_dim: as in EncoderBlock.
    Raises:  ValueError: a patch that does not divide the side, another pool, images of another shape.
    Source:  Dosovitskiy et al. 2021, arXiv:2010.11929, eq. 1 to 4.
    """

    def __init__(
        self,
        dim=48,
        depth=3,
        heads=4,
        ratio=1.5,
        conv_steps=0,
        pool="mean",
        *,
        head_dim=None,
        patch=4,
        side=28,
        classes=10,
    ):
        super().__init__()
        if side % patch:
            raise ValueError(f"patch must divide the {side} pixels of a side, got {patch}")
        if pool not in ("mean", "class"):
            raise ValueError(f"pool must be 'mean' or 'class', got {pool!r}")
        self.pool, self.side, tokens = pool, side, (side // patch) ** 2 + (pool == "class")
        self.patches = nn.Conv2d(1, dim, patch, patch)  # a linear layer on each patch
        self.conv_steps = nn.Sequential(*(ConvStep(dim) for _ in range(conv_steps)))
        self.positions = nn.Parameter(torch.randn(1, tokens, dim) * 0.02) if depth else None
        self.token = nn.Parameter(torch.zeros(1, 1, dim)) if pool == "class" else None
        self.blocks = nn.Sequential(*(EncoderBlock(dim, heads, ratio, head_dim) for _ in range(depth)))
        self.norm, self.classify = nn.LayerNorm(dim), nn.Linear(dim, classes)

    def forward(self, x):
        require_images(x, 1, side=self.side)
        x = self.conv_steps(self.patches(x))  # (n, dim, side / patch, side / patch)
        x = x.flatten(2).transpose(1, 2)  # (n, tokens, dim)
        if self.token is not None:
            x = torch.cat((self.token.expand(len(x), -1, -1), x), dim=1)
        if self.positions is not None:
            x = x + self.positions  # eq. 1; without it the order of the patches would not matter
        x = self.norm(self.blocks(x))
        return self.classify(x[:, 0] if self.pool == "class" else x.mean(1))  # eq. 4
