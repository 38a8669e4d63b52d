"""Parameters and multiply-accumulates against counts done by hand; latency by a clock that obeys."""

import pytest
import torch
from torch import nn

from nas_teach.hardware.counting import macs, parameters
from nas_teach.hardware.timing import latency, milliseconds
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet


def test_a_convolution_counted_by_hand():
    conv = nn.Conv2d(3, 8, 5, padding=2)
    assert parameters(conv) == 8 * (3 * 5 * 5 + 1)
    assert macs(conv, (3, 14, 14)) == 14 * 14 * 8 * 3 * 5 * 5


def test_a_linear_layer_counted_by_hand():
    assert macs(nn.Sequential(nn.Flatten(), nn.Linear(16, 10)), (1, 4, 4)) == 160


def test_frozen_weights_are_not_counted():
    layer = nn.Linear(4, 2)
    layer.bias.requires_grad_(False)
    assert parameters(layer) == 8


def test_attention_adds_its_matrix_products_and_a_skip_adds_nothing():
    base = FASHION_SPACE.arch(3, 3, "conv", 8, 2, False, 0)
    cost = {
        arch: macs(FashionNet(arch), (1, 28, 28))
        for arch in (base, base._replace(heads=4), base._replace(skip=True))
    }
    plain, attention, skip = cost.values()
    assert attention - plain == 16 * (16 * 48 + 16 * 16) + 2 * 16 * 16 * 16  # qkv, out; q k', weights v
    assert skip == plain


def test_counting_leaves_the_model_as_it_was():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    macs(model, (1, 8, 8))
    assert model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_any_precision_is_counted_and_timed(dtype):
    arch = FASHION_SPACE.arch(3, 5, "mbconv", 4, 1, True, 4)
    net, plain = FashionNet(arch).to(dtype), FashionNet(arch)
    assert macs(net, (1, 28, 28)) == macs(plain, (1, 28, 28))
    assert min(latency(net, (1, 28, 28), runs=2, warm_up=0)) > 0
    assert milliseconds([(net, (1, 28, 28)), (plain, (1, 28, 28))], 2, 0).shape == (2, 2)
    norm = nn.BatchNorm2d(1, affine=False).to(dtype)  # no parameters, only statistics
    assert macs(norm, (1, 4, 4)) == 0 and min(latency(norm, (1, 4, 4), runs=1)) > 0


def test_a_network_without_memory_is_counted_too():
    with torch.device("meta"):
        conv = nn.Conv2d(3, 8, 5, padding=2)
    assert macs(conv, (3, 14, 14)) == 14 * 14 * 8 * 3 * 5 * 5


class Timed(nn.Module):
    """Moves the clock on as told, pass by pass, and remembers on how many threads."""

    def __init__(self, clock, seconds):
        super().__init__()
        self.clock, self.seconds, self.threads, self.modes = clock, iter(seconds), set(), set()

    def forward(self, x):
        self.threads.add(torch.get_num_threads())
        self.modes.add(self.training or torch.is_grad_enabled())
        self.clock.now += next(self.seconds)
        return x


def test_latency_drops_the_warm_up_and_gives_quartiles_in_milliseconds(clock):
    model, threads = Timed(clock, [0.2, 0.01, 0.02, 0.03, 0.04, 0.05]).train(), torch.get_num_threads()
    assert latency(model, (1, 28, 28), runs=5, warm_up=1) == pytest.approx((20, 30, 40))
    assert model.threads == {1} and model.modes == {False}
    assert model.training and torch.get_num_threads() == threads


def test_a_wider_network_takes_longer_and_no_runs_are_refused():
    narrow, wide = (nn.Conv2d(1, channels, 7) for channels in (1, 256))
    assert latency(narrow, (1, 28, 28), runs=30)[1] < latency(wide, (1, 28, 28), runs=30)[1]
    with pytest.raises(ValueError, match="runs must be an integer of at least 1, got 0"):
        latency(narrow, (1, 28, 28), runs=0)
    with pytest.raises(ValueError, match="warm_up must be an integer of at least 0, got -1"):
        latency(narrow, (1, 28, 28), runs=5, warm_up=-1)
