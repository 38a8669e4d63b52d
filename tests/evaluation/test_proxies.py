"""Zero-cost proxies against closed forms, loops over units, and autograd spelt out."""

import copy
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.evaluation.proxies import grad_norm, naswot, synflow
from nas_teach.evaluation.training import seeded
from nas_teach.networks.fashion_net import FashionNet

PROXIES = (synflow, naswot, grad_norm)
ARCH = (3, 5, "mbconv", 8, 2, True, 4)


def batch(count=16, channels=1, size=28, seed=0):
    rng = torch.Generator().manual_seed(seed)
    images = torch.randn(count, channels, size, size, generator=rng)
    return images, torch.randint(10, (count,), generator=rng)


def network(arch=ARCH, seed=0):
    return seeded(FashionNet, arch, seed=seed)


def test_synflow_of_a_linear_chain_in_closed_form():
    """Each of the L layers contributes the total flow 1^T |W_L| … |W_1| 1 once."""
    model = nn.Sequential(
        nn.Linear(4, 3, bias=False), nn.Linear(3, 5, bias=False), nn.Linear(5, 2, bias=False)
    )
    flow = torch.ones(4, dtype=torch.float64)
    for layer in model:
        flow = layer.weight.detach().double().abs() @ flow
    score = synflow(model, torch.zeros(7, 4), torch.zeros(7))
    assert score == pytest.approx(math.log(3 * flow.sum().item()), abs=1e-9)


def test_synflow_sees_neither_images_nor_labels_nor_norms():
    images, labels = batch()
    score = synflow(network(), images, labels)
    assert score == synflow(network(), torch.zeros_like(images)) == synflow(network(), images * 1e6, labels)
    model = network()
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            module.weight.data.fill_(100.0)
    assert synflow(model, images) == score


def test_synflow_of_a_deep_network_stays_finite():
    model = nn.Sequential(*(nn.Linear(300, 300) for _ in range(60)))
    assert 100 < synflow(model, torch.zeros(2, 300)) < 1000


def test_synflow_of_a_severed_network():
    model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 2))
    nn.init.zeros_(model[1].weight)
    nn.init.zeros_(model[0].weight), nn.init.zeros_(model[0].bias)
    with pytest.raises(ValueError, match="synflow sums to 0.0"):
        synflow(model, torch.zeros(2, 3))


def test_naswot_counts_agreeing_units_one_by_one():
    images, _ = batch(6, size=5)
    model = seeded(
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(25, 30), nn.ReLU(), nn.Linear(30, 20), nn.ReLU()),
        seed=1,
    )
    with torch.no_grad():
        codes = torch.cat([model[:3](images) > 0, model(images) > 0], 1).tolist()
    kernel = [[sum(a == b for a, b in zip(one, two, strict=True)) for two in codes] for one in codes]
    assert np.diag(kernel).tolist() == [50] * 6
    assert naswot(model, images) == pytest.approx(np.linalg.slogdet(np.array(kernel, dtype=float))[1])


def test_naswot_of_images_that_cannot_be_told_apart():
    images, _ = batch(1)
    assert naswot(network(), images.repeat(2, 1, 1, 1)) == -math.inf


def test_grad_norm_against_autograd():
    images, labels = batch()
    model = network()
    model.train()
    F.cross_entropy(model(images), labels).backward()
    wanted = sum(
        module.weight.grad.norm().item()
        for module in model.modules()
        if isinstance(module, (nn.Conv2d, nn.Linear))
    )
    assert grad_norm(network(), images, labels) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("proxy", PROXIES)
def test_the_model_is_left_as_it_was(proxy):
    images, labels = batch()
    model = network()
    model.classify.bias.requires_grad_(False)
    model.attention.eval()
    F.cross_entropy(model(images), labels).backward()
    before = copy.deepcopy(model.state_dict())
    grads = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
    modes, hooks = [m.training for m in model.modules()], [len(m._forward_hooks) for m in model.modules()]
    state = torch.get_rng_state()
    with torch.no_grad():  # also where gradients are off
        first, second = proxy(model, images, labels), proxy(model, images, labels)
    assert first == second and isinstance(first, float) and math.isfinite(first)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    for parameter, grad in zip(model.parameters(), grads, strict=True):
        assert (parameter.grad is None) if grad is None else torch.equal(parameter.grad, grad)
    assert modes == [m.training for m in model.modules()]
    assert hooks == [len(m._forward_hooks) for m in model.modules()]
    assert not model.classify.bias.requires_grad and (state == torch.get_rng_state()).all()


@pytest.mark.parametrize("proxy", PROXIES)
def test_dropout_does_not_make_the_score_random(proxy):
    images, labels = batch()
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10), nn.ReLU()
    )
    assert proxy(model, images, labels) == proxy(model.eval(), images, labels)


@pytest.mark.parametrize("proxy", [synflow, naswot])
def test_more_channels_score_higher(proxy):
    images, labels = batch()
    scores = [proxy(network((3, 3, "conv", width, 1, False, 0)), images, labels) for width in (4, 8, 16)]
    assert scores == sorted(scores) and len(set(scores)) == 3


@pytest.mark.parametrize("proxy", PROXIES)
def test_one_label_an_image(proxy):
    images, labels = batch()
    with pytest.raises(ValueError, match="got 16 images and 15 labels"):
        proxy(network(), images, labels[:-1])


def test_models_that_cannot_be_scored():
    images, labels = batch()
    for proxy in (synflow, grad_norm):
        with pytest.raises(ValueError, match="no convolution and no linear layer"):
            proxy(nn.Flatten(), images, labels)
    with pytest.raises(ValueError, match=r"nn.ReLU modules and at least 2 images, got 0 and 16"):
        naswot(nn.Flatten(), images)
    with pytest.raises(ValueError, match="at least 2 images, got .* and 1"):
        naswot(network(), images[:1])
