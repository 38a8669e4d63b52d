"""Genotypes: the cell that alphas stand for, as a tuple of edges. Lesson 09.

Source:  Liu, Simonyan & Yang 2019, arXiv:1806.09055, section 2.4.
"""

from collections import namedtuple

import torch

from nas_teach.checks import generator, whole
from nas_teach.darts.operations import PRIMITIVES, as_alphas, require_primitives, softmax

Edge = namedtuple("Edge", ["op", "predecessor"])  # a genotype is a tuple of them, two a node


def genotype(alphas, primitives=PRIMITIVES, weigh=softmax):
    """The cell that alphas stand for: of each node the two strongest edges, of each edge the strongest op.

    "none" counts in the softmax but is never taken: an edge that likes "none" has little left for others.

    Args:    alphas: (edges, primitives), as in SearchNetwork: a tensor, an array or nested lists.
             weigh: alphas -> weights; it is given a tensor in double precision.
    Returns: a tuple of Edge(op, predecessor), two a node, in the order of the predecessors. Equal ones:
             the first.
    Raises:  ValueError: a shape that no number of nodes has, or no primitive but "none".
    Source:  DARTS, section 2.4.
    """
    weights = weigh(_require_alphas(alphas, primitives)).detach()
    primitives = tuple(primitives)
    allowed = [primitives.index(name) for name in _without_none(primitives)]
    edges, start, inputs = [], 0, 2
    while start < len(weights):
        rows = weights[start : start + inputs, allowed]  # (edges of this node, primitives)
        strength, op = rows.max(1)
        for j in sorted(torch.argsort(-strength, stable=True)[:2].tolist()):
            edges.append(Edge(primitives[allowed[op[j]]], j))
        start, inputs = start + inputs, inputs + 1
    return tuple(edges)


def _require_alphas(alphas, primitives):
    """In double precision; ValueError unless (edges, primitives), with the edges of 1, 2, 3, ... nodes."""
    require_primitives(primitives)
    alphas = as_alphas(alphas).detach().cpu().double()
    edges = [nodes * (nodes + 3) // 2 for nodes in range(1, 100)]  # 2 + 3 + ... + (nodes + 1)
    if alphas.ndim != 2 or alphas.shape[1] != len(primitives) or len(alphas) not in edges:
        raise ValueError(
            f"alphas must have the shape (edges, {len(primitives)}), with 2, 5, 9, 14, ... edges for "
            f"1, 2, 3, 4, ... nodes, got {tuple(alphas.shape)}"
        )
    if not alphas.isfinite().all():
        raise ValueError(f"alphas must be finite, got {alphas.flatten().tolist()[:6]} ...")
    return alphas


def _without_none(primitives):
    if names := [name for name in require_primitives(primitives) if name != "none"]:
        return names
    raise ValueError("a genotype needs another primitive than 'none'")


def random_genotype(rng, primitives=PRIMITIVES, nodes=2):
    """Two different predecessors a node and any op but "none", all equally likely: a tuple of Edge.

    Args:    rng: a numpy.random.Generator.
    Raises:  TypeError: another rng. ValueError: nodes below 1, no primitive but "none".
    """
    generator(rng), whole("nodes", nodes)
    ops = _without_none(primitives)
    return tuple(
        Edge(ops[rng.integers(len(ops))], int(j))
        for node in range(nodes)
        for j in sorted(rng.permutation(2 + node)[:2])
    )


def write_genotype(edges):
    """A genotype as text, "sep_conv_3x3:0 skip_connect:1"."""
    return " ".join(f"{op}:{predecessor}" for op, predecessor in edges)


def read_genotype(text):
    """The genotype that `write_genotype` wrote. ValueError: anything else."""
    try:
        pairs = [word.split(":") for word in text.split()]
        return tuple(Edge(op, int(predecessor)) for op, predecessor in pairs)
    except ValueError:
        raise ValueError(f"a genotype reads 'sep_conv_3x3:0 skip_connect:1', got {text!r}") from None
