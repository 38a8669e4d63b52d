"""DARTS: a network whose edges are mixtures of operations, and the network that is cut out of it. Lesson 09.

The alphas, one row an edge, are trained by gradient: see darts/bilevel.py.
Source:  Liu, Simonyan & Yang 2019, arXiv:1806.09055.
"""

import copy

import torch
from torch import nn

from nas_teach.checks import whole
from nas_teach.darts.cells import CellStack
from nas_teach.darts.genotypes import Edge, genotype
from nas_teach.darts.operations import OPS, PRIMITIVES, MixedOp, gumbel_softmax, require_primitives, softmax


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
        whole("nodes", nodes)
        self.primitives, self.weigh = require_primitives(primitives), weigh

        def make_nodes(channels):
            return [[(MixedOp(channels, primitives), j) for j in range(2 + node)] for node in range(nodes)]

        self.stack = CellStack(make_nodes, channels, cells, num_classes)
        edges = sum(2 + node for node in range(nodes))
        self.alphas = nn.Parameter(1e-3 * torch.randn(edges, len(primitives)))

    def forward(self, x):
        return self.stack(x, self.weigh(self.alphas))


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
