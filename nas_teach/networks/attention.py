"""Self-attention over the positions of a feature map."""

from torch import nn

from nas_teach.checks import is_whole


def attend(qkv, num_heads):
    """Every token becomes a weighted mean over all tokens, once in each head: (n, tokens, 3 c) -> (n, tokens, c).

    Args:    qkv: queries, keys and values of all tokens, c channels each, one beside the other.
    Source:  Vaswani et al. 2017, arXiv:1706.03762, eq. 1.
    """
    n, tokens, channels = qkv.shape
    q, k, v = qkv.view(n, tokens, 3, num_heads, -1).permute(2, 0, 3, 1, 4)  # (n, heads, tokens, dim)
    weights = (q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5).softmax(-1)  # eq. 1: (n, heads, tokens, tokens)
    return (weights @ v).transpose(1, 2).reshape(n, tokens, channels // 3)


class SelfAttention(nn.Module):
    """Multi-head self-attention over the positions of a feature map, added to its input.

    Raises:  ValueError: num_heads that do not divide the channels.
    Source:  Vaswani et al. 2017, arXiv:1706.03762, eq. 1.
    """

    def __init__(self, channels, num_heads):
        super().__init__()
        if not is_whole(num_heads) or num_heads < 1 or channels % num_heads:
            raise ValueError(f"num_heads must divide the {channels} channels, got {num_heads!r}")
        self.num_heads = num_heads
        self.norm = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.project = nn.Linear(channels, channels)

    def forward(self, x):
        n, c, h, w = x.shape
        tokens = self.norm(x.flatten(2).transpose(1, 2))  # (n, h*w, c)
        mixed = attend(self.qkv(tokens), self.num_heads)  # (n, h*w, c)
        return x + self.project(mixed).transpose(1, 2).view(n, c, h, w)
