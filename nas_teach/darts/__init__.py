"""DARTS: search by gradient. Lesson 09.

Read operations.py first, then cells, network, genotypes, bilevel, search. Recorded searches: recorded/.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "operations": "OPS PRIMITIVES MixedOp softmax gumbel_softmax",
        "cells": "Cell CellStack",
        "network": "SearchNetwork derived_network discretise",
        "genotypes": "Edge genotype random_genotype read_genotype write_genotype",
        "bilevel": "darts_step hypergradient alpha_curvature",
        "search": "search_cell retrain steady",
    },
)
