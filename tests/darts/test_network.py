"""DARTS: mixtures by hand, genotypes of known alphas, the network that is cut out, bad input."""

import copy
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
import torch.nn.functional as F

from nas_teach.darts.genotypes import Edge, genotype, random_genotype
from nas_teach.darts.network import SearchNetwork, derived_network, discretise
from nas_teach.darts.operations import OPS, PRIMITIVES, MixedOp, gumbel_softmax, softmax
from nas_teach.evaluation.training import seeded

CONV = "sep_conv_3x3"


def small(seed=0, **options):
    return seeded(partial(SearchNetwork, **{"channels": 4, "nodes": 2, **options}), seed=seed)


def sure(net, choice):
    """Alphas that give nearly all weight of each edge to the primitive of `choice`, one an edge."""
    rows = [net.primitives.index(name) for name in choice]
    return 200.0 * F.one_hot(torch.tensor(rows), len(net.primitives)).float()


def test_primitives_are_the_keys_of_ops():
    assert tuple(OPS) == PRIMITIVES and {"none", "skip_connect"} < set(PRIMITIVES)


@pytest.mark.parametrize("name", PRIMITIVES)
@pytest.mark.parametrize("shape", [(2, 4, 7, 7), (1, 3, 1, 2), (3, 2, 8, 5)])
def test_every_op_keeps_the_shape(name, shape):
    op = OPS[name](shape[1]).eval()
    assert op(torch.rand(shape)).shape == shape


def test_what_has_no_weights_does_what_its_name_says():
    x = torch.randn(2, 3, 5, 5)
    assert torch.equal(OPS["none"](3)(x), torch.zeros_like(x)) and torch.equal(OPS["skip_connect"](3)(x), x)
    pooled = F.batch_norm(F.max_pool2d(x, 3, 1, 1), None, None, training=True)
    torch.testing.assert_close(OPS["max_pool_3x3"](3)(x), pooled)


def test_mixed_op_is_the_sum_written_by_hand():
    mixed, x = seeded(MixedOp, 4, seed=1), torch.randn(3, 4, 6, 6)
    weights = torch.tensor([0.1, 0.2, 0.3, 0.15, 0.25])
    parts = [op(x) for op in mixed.ops]
    by_hand = 0.2 * x + 0.3 * parts[2] + 0.15 * parts[3] + 0.25 * parts[4]  # 0.1 goes to nothing
    torch.testing.assert_close(mixed(x, weights), by_hand)
    assert [type(op) for op in mixed.ops] == [type(OPS[name](4)) for name in PRIMITIVES]


def test_a_network_by_its_shapes():
    net = small(nodes=3, channels=8)
    assert net.alphas.shape == (2 + 3 + 4, len(PRIMITIVES)) and net.alphas.requires_grad
    for side in (28, 14, 7, 1):
        assert net.eval()(torch.rand(2, 1, side, side)).shape == (2, 10)
    sides = []
    for cell in net.stack.cells:
        cell.register_forward_hook(lambda cell, given, out: sides.append(tuple(out.shape[1:])))
    net(torch.rand(1, 1, 14, 14))
    assert sides == [(24, 7, 7), (24, 4, 4)]
    assert small(cells=1, num_classes=3)(torch.rand(2, 1, 8, 8)).shape == (2, 3)


def test_all_cells_share_the_alphas_and_every_edge_has_its_own_row():
    net, x = small(cells=3).eval(), torch.rand(2, 1, 8, 8)
    F.cross_entropy(net(x), torch.tensor([0, 1])).backward()
    assert (net.alphas.grad.abs().sum(1) > 0).all()
    assert [name for name, _ in net.named_parameters() if "alpha" in name] == ["alphas"]


def test_the_genotype_of_known_alphas():
    primitives = ("none", "skip_connect", CONV)
    alphas = torch.log(
        torch.tensor(
            [
                [0.1, 0.2, 0.7],
                [0.8, 0.15, 0.05],  # node 2: both edges, "none" or not
                [0.1, 0.6, 0.3],
                [0.1, 0.5, 0.4],
                [0.0, 0.45, 0.55],  # node 3: 0.6 and 0.55
            ]
        )
        + 1e-9
    )
    expected = (Edge(CONV, 0), Edge("skip_connect", 1), Edge("skip_connect", 0), Edge(CONV, 2))
    assert genotype(alphas, primitives) == expected
    assert genotype(alphas + 3.0, primitives) == expected  # a softmax does not see it
    assert genotype(alphas.requires_grad_(), primitives, torch.sigmoid) == expected


def test_an_edge_that_likes_none_loses_against_one_that_does_not():
    primitives = ("none", CONV, "skip_connect")
    alphas = torch.zeros(5, 3)
    alphas[2] = torch.tensor([3.0, 2.0, 0.0])  # conv is above all others, but "none" above it
    alphas[3] = torch.tensor([0.0, 1.0, 0.0])
    assert [edge.predecessor for edge in genotype(alphas, primitives)[2:]] == [1, 2]
    assert [edge.predecessor for edge in genotype(alphas, primitives, lambda a: a)[2:]] == [0, 1]


def test_equal_alphas_give_the_first():
    edges = genotype(torch.zeros(9, 5))
    assert edges == tuple(Edge("skip_connect", j) for _ in range(3) for j in (0, 1))


def test_the_network_cut_out_is_the_supernet_with_one_hot_weights():
    """Where each node has all its weight on two edges, nothing is lost by cutting the others."""
    net, x = small(), torch.rand(5, 1, 14, 14)
    choice = ["conv_3x3", "max_pool_3x3", "none", CONV, "skip_connect"]
    with torch.no_grad():
        net.alphas.copy_(sure(net, choice))
    net(torch.rand(64, 1, 14, 14))  # running statistics that are not those of the beginning
    cut = discretise(net.eval())
    assert genotype(net.alphas) == (
        Edge("conv_3x3", 0),
        Edge("max_pool_3x3", 1),
        Edge(CONV, 1),
        Edge("skip_connect", 2),
    )
    assert not cut.training
    torch.testing.assert_close(cut(x), net(x))
    for weight in cut.parameters():
        weight.data.zero_()  # a copy
    assert net(x).abs().sum() > 0
    fresh = derived_network(genotype(net.alphas), 4)
    assert {k: v.shape for k, v in fresh.state_dict().items()} == {
        k: v.shape for k, v in cut.state_dict().items()
    }


@pytest.mark.parametrize("weigh", [gumbel_softmax, partial(gumbel_softmax, temperature=5.0, hard=True)])
def test_where_weights_are_drawn_the_cut_is_no_draw(weigh):
    net = small(weigh=weigh)
    kinds = {str([type(op) for nodes in discretise(net).cells[0].nodes for op in nodes]) for _ in range(9)}
    assert len(kinds) == 1
    cut, fresh = discretise(net), derived_network(genotype(net.alphas), 4)
    assert {k: v.shape for k, v in cut.state_dict().items()} == {
        k: v.shape for k, v in fresh.state_dict().items()
    }


KINDS = {
    "numpy": torch.Tensor.numpy,
    "float64": torch.Tensor.double,
    "half": torch.Tensor.half,
    "bfloat16": torch.Tensor.bfloat16,
    "numpy half": lambda alphas: alphas.numpy().astype(np.float16),
    "whole": torch.Tensor.long,
    "numpy whole": lambda alphas: alphas.numpy().astype(np.int8),
    "lists": torch.Tensor.tolist,
    "tuples of arrays": lambda alphas: tuple(alphas.numpy()),
    "rows": list,
    "not contiguous": lambda alphas: alphas.numpy()[::-1].copy()[::-1],
    "another byte order": lambda alphas: alphas.numpy().astype(">f8"),
    "pandas": lambda alphas: pd.DataFrame(alphas.numpy()),
    "with a gradient": lambda alphas: alphas.clone().requires_grad_(),
    "a parameter": torch.nn.Parameter,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weigh", [softmax, torch.sigmoid, partial(gumbel_softmax, temperature=1e-6)])
def test_alphas_of_any_kind(kind, weigh):
    alphas = torch.tensor([[0, 3, 1], [0, 1, 4], [2, 1, 0], [0, 5, 1], [9, 1, 3.0]]) * 3
    names = ("none", "skip_connect", CONV)
    given = KINDS[kind](alphas)
    if weigh in (softmax, torch.sigmoid):
        assert genotype(given, names, weigh) == genotype(alphas, names, weigh)
    assert len(genotype(given, names, weigh)) == 4
    for weights in (softmax(given), gumbel_softmax(given), gumbel_softmax(given, hard=True)):
        assert weights.shape == (5, 3) and weights.is_floating_point()
        torch.testing.assert_close(
            weights.detach().double().sum(1), torch.ones(5).double(), atol=1e-2, rtol=0
        )


@pytest.mark.parametrize("kind", [list, np.array, torch.tensor, tuple, torch.nn.Parameter])
def test_a_mixture_takes_weights_of_any_kind(kind):
    mixed, x = seeded(MixedOp, 4, seed=1), torch.randn(3, 4, 6, 6)
    weights = torch.tensor([0.1, 0.2, 0.3, 0.15, 0.25])
    given = kind(weights) if kind is torch.nn.Parameter else kind(weights.tolist())
    out = mixed(x, given)
    assert out.dtype == torch.float32
    torch.testing.assert_close(out, mixed(x, weights))
    out.sum().backward()


@pytest.mark.parametrize("nodes", [1, 2, 4])
def test_a_genotype_of_any_number_of_nodes_without_none(nodes):
    """Edge e likes operation e % 2, and the more the later it comes: the last two of each node stay."""
    edges, names = nodes * (nodes + 3) // 2, ("skip_connect", CONV)
    alphas = torch.zeros(edges, 2)
    for edge in range(edges):
        alphas[edge, edge % 2] = 1.0 + edge
    first = [node * (node + 3) // 2 for node in range(nodes)]
    expected = tuple(Edge(names[(first[node] + j) % 2], j) for node in range(nodes) for j in (node, node + 1))
    assert genotype(alphas, names) == expected and derived_network(expected, 4)


def test_cutting_a_mixture_changes_it():
    net, x = small().eval(), torch.rand(5, 1, 14, 14)
    before = copy.deepcopy(net.state_dict())
    assert not torch.allclose(discretise(net)(x), net(x), atol=1e-2)
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())


def test_gumbel_softmax_is_that_of_torch():
    alphas = torch.randn(6, 4)
    for temperature in (0.3, 2.0):
        for hard in (False, True):
            torch.manual_seed(5)
            mine = gumbel_softmax(alphas, temperature, hard)
            torch.manual_seed(5)
            torch.testing.assert_close(mine, F.gumbel_softmax(alphas, temperature, hard))


@pytest.mark.parametrize("temperature", [0.1, 1.0, 10.0])
def test_gumbel_draws_as_often_as_the_softmax_says(temperature):
    alphas, n = torch.tensor([1.0, 0.0, -2.0]), 20_000
    torch.manual_seed(0)
    drawn = gumbel_softmax(alphas.expand(n, 3), temperature).argmax(1)
    share = torch.bincount(drawn, minlength=3) / n
    assert (share - alphas.softmax(0)).abs().max() < 4 * (0.25 / n) ** 0.5


def test_hard_draws_are_one_hot_and_hand_a_gradient_back():
    alphas = torch.zeros(4, 3, requires_grad=True)
    weights = gumbel_softmax(alphas, 1.0, hard=True)
    assert set(weights.detach().round(decimals=5).unique().tolist()) == {0.0, 1.0}
    (weights * torch.arange(3.0)).sum().backward()
    assert (alphas.grad.abs() > 0).any()


def test_a_network_weighed_by_gumbel_draws_anew():
    net, x = small(weigh=partial(gumbel_softmax, temperature=0.5, hard=True)).eval(), torch.rand(2, 1, 8, 8)
    assert not torch.equal(net(x), net(x))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MixedOp(4, ("none", "conv")), "primitives must be among .*got 'conv'"),
        (lambda: SearchNetwork(primitives=("skip_connect",) * 2), "different"),
        (lambda: SearchNetwork(primitives=()), "at least one"),
        (lambda: SearchNetwork(channels=0), "channels must be an integer of at least 1, got 0"),
        (lambda: SearchNetwork(cells=0), "cells must be an integer of at least 1, got 0"),
        (lambda: SearchNetwork(nodes=-1), "nodes must be an integer of at least 1, got -1"),
        (lambda: MixedOp(4)(torch.rand(1, 3, 5, 5), torch.ones(5)), r"\(n, 4, h, w\).*got \(1, 3, 5, 5\)"),
        (lambda: MixedOp(4)(torch.rand(1, 4, 5, 5), torch.ones(4)), "weights must be 5.*got 4"),
        (lambda: SearchNetwork()(torch.rand(1, 3, 14, 14)), r"\(n, 1, h, w\).*got \(1, 3, 14, 14\)"),
        (lambda: genotype(torch.zeros(9, 4)), r"alphas must have the shape \(edges, 5\).*got \(9, 4\)"),
        (lambda: genotype(torch.zeros(6, 5)), r"2, 5, 9, 14.*got \(6, 5\)"),
        (lambda: genotype(torch.zeros(0, 5)), r"2, 5, 9, 14.*got \(0, 5\)"),
        (lambda: genotype(torch.zeros(5)), r"got \(5,\)"),
        (lambda: genotype(torch.full((2, 5), float("nan"))), "finite"),
        (lambda: genotype(torch.zeros(2, 1), ("none",)), "another primitive than 'none'"),
        (lambda: genotype("alphas"), "alphas must be a row of numbers for each edge, got 'alphas'"),
        (lambda: genotype([[1.0, 2.0], [1.0]]), r"a row of numbers for each edge, got \[\[1.0, 2.0\], "),
        (lambda: genotype([[None] * 5] * 2), "alphas must be"),
        (lambda: genotype({"alphas": 1}), "alphas must be a row of numbers for each edge, got"),
        (lambda: derived_network([(CONV, 0), (CONV, 1)], 2.5), "channels must be an integer .*, got 2.5"),
        (lambda: random_genotype(np.random.default_rng(0), ("none",)), "another primitive than 'none'"),
        (lambda: derived_network([("skip_connect", 0)]), "two edges a node, got 1"),
        (lambda: derived_network([]), "two edges a node, got 0"),
        (lambda: derived_network([(CONV, 0), (CONV, 2)]), "node 0 has the predecessors 0 to 1, got 2"),
        (lambda: derived_network([("fly", 0), (CONV, 1)]), "got 'fly'"),
        (lambda: derived_network([(CONV, 0), (CONV, 0)]), "node 0 needs two different predecessors, got 0"),
        (lambda: gumbel_softmax(torch.zeros(3), 0.0), "temperature must be a positive number, got 0.0"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
