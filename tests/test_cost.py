"""Parameters and multiply-accumulates, against counts done by hand."""

import torch
from torch import nn

from nas_teach.evaluation.cost import macs, parameters
from nas_teach.models.fashion_net import FASHION_SPACE, FashionNet


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
    cost = {arch: macs(FashionNet(arch), (1, 28, 28))
            for arch in (base, base._replace(heads=4), base._replace(skip=True))}
    plain, attention, skip = cost.values()
    assert attention - plain == 16 * (16 * 48 + 16 * 16) + 2 * 16 * 16 * 16  # qkv, out; q k', weights v
    assert skip == plain


def test_counting_leaves_the_model_as_it_was():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    macs(model, (1, 8, 8))
    assert model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
