"""The hypergradient beside brute-force differentiation through the unrolled step."""

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

from nas_teach.darts.bilevel import alpha_curvature, darts_step, hypergradient
from nas_teach.darts.network import SearchNetwork
from nas_teach.darts.operations import gumbel_softmax


class Tiny(nn.Module):
    """A mixture of three activations between two linear layers, in float64."""

    def __init__(self, seed=0):
        super().__init__()
        g = torch.Generator().manual_seed(seed)
        self.first = nn.Parameter(torch.randn(4, 6, generator=g, dtype=torch.float64))
        self.last = nn.Parameter(torch.randn(6, 3, generator=g, dtype=torch.float64))
        self.alphas = nn.Parameter(torch.randn(1, 3, generator=g, dtype=torch.float64))

    def forward(self, x):
        weights, h = self.alphas.softmax(-1)[0], x @ self.first
        parts = torch.tanh(h), torch.sin(h), h
        return sum(w * part for w, part in zip(weights, parts, strict=True)) @ self.last


def batch(seed, n=12):
    g = torch.Generator().manual_seed(seed)
    return torch.randn(n, 4, generator=g, dtype=torch.float64), torch.randint(3, (n,), generator=g)


def brute_force(net, train, val, xi):
    """d/d alpha of L_val(w - xi dL_train/dw, alpha), all of it by autograd."""
    weights = {name: p for name, p in net.named_parameters() if name != "alphas" and p.requires_grad}
    slope = torch.autograd.grad(
        F.cross_entropy(net(train[0]), train[1]), list(weights.values()), create_graph=True
    )
    stepped = {name: p - xi * g for (name, p), g in zip(weights.items(), slope, strict=True)}
    loss = F.cross_entropy(functional_call(net, stepped, (val[0],)), val[1])
    return torch.autograd.grad(loss, net.alphas)[0]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("xi", [0.0, 0.01, 0.1, 1.0])
def test_hypergradient_equals_brute_force(seed, xi):
    net, train, val = Tiny(seed), batch(10 + seed), batch(20 + seed)
    exact = brute_force(net, train, val, xi)
    found = hypergradient(net, train, val, xi)
    assert found.shape == net.alphas.shape
    torch.testing.assert_close(found, exact, rtol=0, atol=1e-4 * max(xi, 1e-8))  # the finite difference
    first = hypergradient(net, train, val, 0)
    if xi > 0:
        assert (found - exact).norm() < 0.1 * (first - exact).norm()
    else:
        assert torch.equal(found, first)


def test_in_a_cell_with_batch_norm_too():
    torch.manual_seed(0)
    net = SearchNetwork(channels=4, cells=1, nodes=2, num_classes=3).double()
    g = torch.Generator().manual_seed(0)
    train, val = (
        (torch.rand(16, 1, 8, 8, generator=g, dtype=torch.float64), torch.randint(3, (16,), generator=g))
        for _ in range(2)
    )
    exact = brute_force(net, train, val, 0.1)
    torch.testing.assert_close(hypergradient(net, train, val, 0.1, distance=1e-6), exact, rtol=0, atol=1e-7)
    error = hypergradient(net, train, val, 0.1) - exact  # the authors' distance steps over kinks of ReLUs
    assert 0 < error.norm() < (brute_force(net, train, val, 0) - exact).norm()


@pytest.mark.parametrize("frozen", ["first", "last"])
def test_frozen_parameters_take_no_virtual_step(frozen):
    net, train, val = Tiny(), batch(0), batch(1)
    getattr(net, frozen).requires_grad_(False)
    before = getattr(net, frozen).clone()
    exact = brute_force(net, train, val, 0.5)
    torch.testing.assert_close(hypergradient(net, train, val, 0.5), exact, rtol=0, atol=1e-4)
    darts_step(net, train, val, optimizers(net), order=2, xi=0.5)
    assert torch.equal(getattr(net, frozen), before)


def test_single_precision_is_enough():
    net, train, val = Tiny().float(), *((x.float(), y) for x, y in (batch(0), batch(1)))
    exact, found = brute_force(net, train, val, 0.5), hypergradient(net, train, val, 0.5)
    assert found.dtype == torch.float32 and (found - exact).norm() < 1e-3 * exact.norm()


def images(seed, n=16):
    g = torch.Generator().manual_seed(seed)
    return torch.rand(n, 1, 8, 8, generator=g, dtype=torch.float64), torch.randint(3, (n,), generator=g)


def test_what_is_drawn_is_the_same_in_all_passes_of_a_batch():
    """With noise of its own in each pass the finite difference would be one of noises, divided by epsilon."""
    torch.manual_seed(0)
    net = SearchNetwork(4, 1, 2, ("none", "skip_connect", "max_pool_3x3"), gumbel_softmax, 3).double()
    train, val, noise = images(0), images(1), torch.get_rng_state()
    exact = brute_force(net, train, val, 0.1)
    after = torch.get_rng_state()
    torch.set_rng_state(noise)
    torch.testing.assert_close(hypergradient(net, train, val, 0.1, distance=1e-6), exact, rtol=0, atol=1e-7)
    assert torch.equal(torch.get_rng_state(), after)


def test_batch_norms_never_see_moved_weights():
    torch.manual_seed(0)
    net = SearchNetwork(4, 1, 2, num_classes=3).double()
    train, val, by_hand = images(0), images(1), copy.deepcopy(net)
    hypergradient(net, train, val, 10.0)
    by_hand(train[0])  # the one pass at the weights as they are
    assert all(torch.equal(value, net.state_dict()[name]) for name, value in by_hand.state_dict().items())


def test_a_scalar_problem_known_by_hand():
    """L_train = (w - alpha)^2 / 2, L_val = (w - 1)^2 / 2: w' = w - xi (w - alpha), gradient (w' - 1) xi."""

    class Scalar(nn.Module):
        def __init__(self, w, alpha):
            super().__init__()
            self.w, self.alphas = (nn.Parameter(torch.tensor(v, dtype=torch.float64)) for v in (w, alpha))

        def forward(self, which):
            return self.w - (self.alphas if which == "train" else 1.0)

    def half_square(out, _):
        return out**2 / 2

    net, batches = Scalar(3.0, 0.5), (("train", None), ("val", None))
    assert hypergradient(net, *batches, 0, half_square).item() == 0.0
    for xi in (0.1, 0.5, 1.0):
        expected = (3.0 - xi * 2.5 - 1) * xi
        assert hypergradient(net, *batches, xi, half_square).item() == pytest.approx(expected, abs=1e-9)


def test_hypergradient_leaves_the_network_as_it_was():
    net = Tiny()
    before = copy.deepcopy(net.state_dict())
    hypergradient(net, batch(0), batch(1), 0.1)
    assert all(torch.equal(before[k], v) for k, v in net.state_dict().items())
    assert all(p.grad is None for p in net.parameters())


def optimizers(net, lr=0.1):
    weights = [p for name, p in net.named_parameters() if name != "alphas"]
    return torch.optim.SGD(weights, lr), torch.optim.SGD([net.alphas], lr)


@pytest.mark.parametrize(("order", "xi"), [(1, 0.0), (2, 0.3)])
def test_a_step_moves_alphas_by_validation_then_weights_by_training(order, xi):
    net, train, val = Tiny(), batch(0), batch(1)
    by_hand = copy.deepcopy(net)
    alphas = net.alphas.detach() - 0.1 * hypergradient(net, train, val, xi)
    by_hand.alphas.data.copy_(alphas)
    loss = F.cross_entropy(by_hand(train[0]), train[1])
    slope = torch.autograd.grad(loss, by_hand.first)[0]
    told = darts_step(net, train, val, optimizers(net), order=order, xi=0.3)
    torch.testing.assert_close(net.alphas.detach(), alphas)
    torch.testing.assert_close(net.first.detach(), by_hand.first.detach() - 0.1 * slope)
    assert told[0] == pytest.approx(loss.item()) and told[1] > 0


def test_many_steps_lower_both_losses():
    net, train, val = Tiny(), batch(0, 40), batch(1, 40)
    opt = optimizers(net)
    losses = [darts_step(net, train, train, opt, order=2, xi=0.1)[0] for _ in range(100)]
    assert losses[-1] < 0.7 * losses[0]
    assert hypergradient(net, train, val, 0.1).isfinite().all()


def test_the_curvature_is_the_largest_eigenvalue_of_the_hessian():
    net, val = Tiny(), batch(1)

    def loss_of(alphas):
        return F.cross_entropy(functional_call(net, {"alphas": alphas}, (val[0],)), val[1])

    hessian = torch.func.hessian(loss_of)(net.alphas.detach()).reshape(3, 3)
    assert alpha_curvature(net, val) == pytest.approx(torch.linalg.eigvalsh(hessian)[-1].item(), abs=1e-6)


def test_a_loss_that_alphas_do_not_bend_has_no_curvature():
    class Linear(nn.Module):
        def __init__(self, used):
            super().__init__()
            self.w, self.alphas, self.used = nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2)), used

        def forward(self, x):
            return self.w * x + (self.alphas if self.used else 0)

    for used in (True, False):
        net = Linear(used)
        assert alpha_curvature(net, (torch.ones(2), None), lambda out, _: out.sum()) == 0
        ones = torch.ones(2), None
        found = hypergradient(net, ones, ones, 0.1, lambda out, _: out.sum())
        assert torch.equal(found, torch.full((2,), float(used)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda net: hypergradient(net, batch(0), batch(1), -0.1), "xi must be a finite number .*, got -0.1"),
        (
            lambda net: hypergradient(net, batch(0), batch(1), float("nan")),
            "finite number of at least 0, got nan",
        ),
        (
            lambda net: hypergradient(net, batch(0), batch(1), float("inf")),
            "finite number of at least 0, got inf",
        ),
        (lambda net: darts_step(net, batch(0), batch(1), (None, None), order=3), "1 or 2, got 3"),
        (lambda net: darts_step(net, batch(0), batch(1), (None, None), order=1, xi=-1), "got -1"),
        (lambda net: hypergradient(net.requires_grad_(False), batch(0), batch(1), 0), "weights to train"),
        (lambda net: hypergradient(nn.Linear(4, 3), batch(0), batch(1), 0), "needs a parameter `alphas`"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(Tiny())
