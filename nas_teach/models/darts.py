"""DARTS: a cell whose edges are mixtures of operations, and the cell that is cut out of it. Lesson 09.

The alphas, one row an edge, are trained by gradient: see models/bilevel.py.
Source: Liu, Simonyan & Yang 2019, arXiv:1806.09055.
"""

import copy
from collections import namedtuple

import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.models.bilevel import darts_step, hypergradient  # noqa: F401  part of DARTS, by this name too
from nas_teach.models.cells import CellStack, after_relu
from nas_teach.models.supernet import require_images

Edge = namedtuple("Edge", ["op", "predecessor"])  # a genotype is a tuple of them, two a node


def softmax(alphas):
    """Weights of every edge that add up to 1: (edges, primitives) -> the same shape."""
    return alphas.softmax(-1)


def gumbel_softmax(alphas, temperature=1.0, hard=False):
    """A softmax of noisy alphas, drawn anew at each call: (edges, primitives) -> the same shape.

    As the temperature falls a row nears one-hot, with primitive k in the share softmax(alphas)[k] of draws.

    Args:    hard: one-hot weights forward, the gradient of the soft ones backward (straight-through).
    Raises:  ValueError: a temperature that is not positive.
    Source:  Jang et al. 2017, arXiv:1611.01144, eq. 2; for NAS Xie et al. 2019 (SNAS), arXiv:1812.09926.
    """
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    gumbel = -torch.empty_like(alphas).exponential_().log()
    soft = ((alphas + gumbel) / temperature).softmax(-1)
    if not hard:
        return soft
    one_hot = F.one_hot(soft.argmax(-1), alphas.shape[-1]).to(soft.dtype)
    return one_hot + soft - soft.detach()


def conv_3x3(channels, groups=1):
    """A 3 x 3 convolution; depthwise if every channel is a group of its own."""
    return nn.Conv2d(channels, channels, 3, padding=1, groups=groups, bias=False)


class Zero(nn.Module):
    """No connection: zeros of the input's shape."""

    def forward(self, x):
        return torch.zeros_like(x)


# Names of DARTS, and conv_3x3. The authors' sep_conv goes through its two convolutions twice, ours once.
OPS = {
    "none": lambda channels: Zero(),
    "skip_connect": lambda channels: nn.Identity(),
    "max_pool_3x3": lambda channels: nn.Sequential(
        nn.MaxPool2d(3, 1, 1), nn.BatchNorm2d(channels, affine=False)
    ),
    "sep_conv_3x3": lambda channels: after_relu(
        channels, conv_3x3(channels, groups=channels), nn.Conv2d(channels, channels, 1, bias=False)
    ),
    "conv_3x3": lambda channels: after_relu(channels, conv_3x3(channels)),
}  # name: channels -> module, (n, channels, h, w) -> the same shape
PRIMITIVES = tuple(OPS)


class MixedOp(nn.Module):
    """All candidates of an edge at once: x (n, channels, h, w), weights (primitives,) -> the shape of x.

    Raises:  ValueError: an unknown or repeated primitive, another number of channels or of weights.
    Source:  DARTS, eq. 2.
    """

    def __init__(self, channels, primitives=PRIMITIVES):
        super().__init__()
        self.channels, self.primitives = channels, require_primitives(primitives)
        self.ops = nn.ModuleList(OPS[name](channels) for name in primitives)

    def forward(self, x, weights):
        require_images(x, self.channels)
        if len(weights) != len(self.ops):
            raise ValueError(
                f"weights must be {len(self.ops)}, one for each of {self.primitives}, got {len(weights)}"
            )
        return sum(weight * op(x) for weight, op in zip(weights, self.ops, strict=True))  # eq. 2


class SearchNetwork(nn.Module):
    """Cells in which every edge is a MixedOp, with the same alphas: (n, 1, h, w) -> logits (n, num_classes).

    `alphas` is a Parameter of shape (edges, primitives): node by node, and in each from the first input on.
    With 3 nodes the edges are 2 + 3 + 4 = 9.

    Args:    weigh: alphas -> weights of the same shape, anew at each forward pass: `softmax`, torch.sigmoid,
             or `gumbel_softmax` with a temperature (functools.partial).
    Raises:  ValueError: an unknown primitive; channels, cells or nodes below 1.
    """

    def __init__(self, channels=8, cells=2, nodes=3, primitives=PRIMITIVES, weigh=softmax, num_classes=10):
        super().__init__()
        for name, value in (("channels", channels), ("cells", cells), ("nodes", nodes)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        self.primitives, self.weigh = require_primitives(primitives), weigh

        def make_nodes(channels):
            return [[(MixedOp(channels, primitives), j) for j in range(2 + node)] for node in range(nodes)]

        self.stack = CellStack(make_nodes, channels, cells, num_classes)
        edges = sum(2 + node for node in range(nodes))
        self.alphas = nn.Parameter(1e-3 * torch.randn(edges, len(primitives)))

    def forward(self, x):
        return self.stack(x, self.weigh(self.alphas))


def genotype(alphas, primitives=PRIMITIVES, weigh=softmax):
    """The cell that alphas stand for: of each node the two strongest edges, of each edge the strongest op.

    "none" counts in the softmax but is never taken: an edge that likes "none" has little left for others.

    Args:    alphas: (edges, primitives), as in SearchNetwork. weigh: alphas -> weights.
    Returns: a tuple of Edge(op, predecessor), two a node, in the order of the predecessors. Equal ones:
             the first.
    Raises:  ValueError: a shape that no number of nodes has, or no primitive but "none".
    Source:  DARTS, section 2.4.
    """
    weights = weigh(_require_alphas(alphas, primitives)).detach()
    allowed = [k for k, name in enumerate(primitives) if name != "none"]
    if not allowed:
        raise ValueError("a genotype needs another primitive than 'none'")
    edges, start, inputs = [], 0, 2
    while start < len(weights):
        rows = weights[start : start + inputs, allowed]  # (edges of this node, primitives)
        strength, op = rows.max(1)
        for j in sorted(torch.argsort(-strength, stable=True)[:2].tolist()):
            edges.append(Edge(primitives[allowed[op[j]]], j))
        start, inputs = start + inputs, inputs + 1
    return tuple(edges)


def derived_network(edges, channels=8, cells=2, num_classes=10):
    """The network of a genotype, with fresh weights: (n, 1, h, w) -> logits (n, num_classes).

    Raises:  ValueError: an unknown op, an odd number of edges, a predecessor that does not come before or
             that a node has twice.
    """
    edges = [Edge(*edge) for edge in edges]
    if not edges or len(edges) % 2:
        raise ValueError(f"a genotype has two edges a node, got {len(edges)} edges")
    require_primitives(dict.fromkeys(edge.op for edge in edges))
    for number, edge in enumerate(edges):
        if edge.predecessor not in range(2 + number // 2):
            raise ValueError(
                f"node {number // 2} has the predecessors 0 to {1 + number // 2}, got {edge.predecessor}"
            )
    for node, (one, other) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        if one.predecessor == other.predecessor:
            raise ValueError(f"node {node} needs two different predecessors, got {one.predecessor} twice")

    def make_nodes(channels):
        nodes = zip(edges[::2], edges[1::2], strict=True)
        return [[(OPS[edge.op](channels), edge.predecessor) for edge in pair] for pair in nodes]

    return CellStack(make_nodes, channels, cells, num_classes)


def discretise(net):
    """The network of a SearchNetwork's genotype, with a copy of the shared weights, in the same mode.

    Where `gumbel_softmax` weighs, the softmax decides: the share of draws that each operation wins.
    """
    draws = getattr(net.weigh, "func", net.weigh) is gumbel_softmax
    found = genotype(net.alphas, net.primitives, softmax if draws else net.weigh)
    stack = copy.deepcopy(net.stack)
    for cell in stack.cells:
        for node, mixed in enumerate(cell.nodes):
            pair = found[2 * node : 2 * node + 2]
            cell.nodes[node] = nn.ModuleList(mixed[j].ops[net.primitives.index(op)] for op, j in pair)
            cell.predecessors[node] = [j for _, j in pair]
    return stack


def require_primitives(primitives):
    """`primitives` as a tuple; ValueError unless they are different names of OPS."""
    names = tuple(primitives)
    if unknown := [name for name in names if name not in OPS]:
        raise ValueError(f"primitives must be among {PRIMITIVES}, got {unknown[0]!r}")
    if not names or len(set(names)) < len(names):
        raise ValueError(f"primitives must be different, and at least one, got {names}")
    return names


def _require_alphas(alphas, primitives):
    """ValueError unless the shape is (edges, primitives), with the edges of 1, 2, 3, ... nodes."""
    require_primitives(primitives)
    edges = [nodes * (nodes + 3) // 2 for nodes in range(1, 100)]  # 2 + 3 + ... + (nodes + 1)
    if alphas.ndim != 2 or alphas.shape[1] != len(primitives) or len(alphas) not in edges:
        raise ValueError(
            f"alphas must have the shape (edges, {len(primitives)}), with 2, 5, 9, 14, ... edges for "
            f"1, 2, 3, 4, ... nodes, got {tuple(alphas.shape)}"
        )
    if not alphas.isfinite().all():
        raise ValueError(f"alphas must be finite, got {alphas.detach().flatten().tolist()[:6]} ...")
    return alphas.detach()
