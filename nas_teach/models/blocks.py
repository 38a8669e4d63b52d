"""Building blocks of the course's networks: convolution, MBConv, attention. All keep height and width."""

from torch import nn


def conv_block(channels, kernel_size):
    """A plain convolution with batch norm: (n, channels, h, w) -> the same shape."""
    return nn.Sequential(
        nn.Conv2d(channels, channels, kernel_size, padding=kernel_size // 2, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
    )


def mbconv_block(channels, kernel_size, expansion=2):
    """Inverted bottleneck: expand the channels, convolve each alone (depthwise), project back.

    Source: Sandler et al. 2018, arXiv:1801.04381.
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


class SelfAttention(nn.Module):
    """Multi-head self-attention over the positions of a feature map, added to its input.

    Source: Vaswani et al. 2017, arXiv:1706.03762, eq. 1.
    """

    def __init__(self, channels, num_heads):
        super().__init__()
        if channels % num_heads:
            raise ValueError(f"num_heads must divide the {channels} channels, got {num_heads}")
        self.num_heads = num_heads
        self.norm = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.project = nn.Linear(channels, channels)

    def forward(self, x):
        n, c, h, w = x.shape
        tokens = self.norm(x.flatten(2).transpose(1, 2))  # (n, h*w, c)
        q, k, v = (
            self.qkv(tokens).view(n, h * w, 3, self.num_heads, -1).permute(2, 0, 3, 1, 4)
        )  # (n, heads, h*w, dim)
        weights = (q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5).softmax(-1)  # eq. 1: (n, heads, h*w, h*w)
        mixed = (weights @ v).transpose(1, 2).reshape(n, h * w, c)  # (n, h*w, c)
        return x + self.project(mixed).transpose(1, 2).view(n, c, h, w)
