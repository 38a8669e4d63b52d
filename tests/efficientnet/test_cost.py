"""Costs counted from the table of stages, against those counted on the network."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nas_teach.efficientnet.blocks import MBConv
from nas_teach.efficientnet.cost import mbconv_cost, network_cost, published_costs, scaled_cost
from nas_teach.efficientnet.network import EfficientNet
from nas_teach.efficientnet.stages import VARIANTS, Stage
from nas_teach.hardware.counting import macs, parameters
from tests.efficientnet.test_network import PUBLISHED


def counted(model, shape):
    return parameters(model), macs(model, shape)


@pytest.mark.parametrize("name", VARIANTS)
def test_published_numbers(name):
    width, depth, side, _ = VARIANTS[name]
    assert network_cost(width, depth, side) == PUBLISHED[name][:2]


@given(
    st.integers(1, 20), st.integers(1, 20), st.integers(1, 9), st.sampled_from([1, 3, 5]),
    st.sampled_from([1, 2]), st.integers(1, 6), st.sampled_from([0, 0.1, 0.25, 0.5]),
)  # fmt: skip
def test_any_block(in_channels, out_channels, side, kernel, stride, expansion, squeeze):
    shape = {"kernel": kernel, "stride": stride, "expansion": expansion, "squeeze": squeeze}
    with torch.device("meta"):
        expected = counted(MBConv(in_channels, out_channels, **shape), (in_channels, side, side))
    assert mbconv_cost(in_channels, out_channels, side, **shape) == expected


@settings(max_examples=8)
@given(st.floats(0.3, 1.5), st.floats(0.3, 2), st.integers(9, 70), st.sampled_from([0, 0.25]))
def test_any_network(width, depth, side, squeeze):
    stages = (Stage(1, 3, 1, 16, 1, squeeze), Stage(6, 5, 2, 24, 2), Stage(4, 3, 2, 40, 2, squeeze))
    with torch.device("meta"):
        model = EfficientNet(width, depth, stages, num_classes=7, in_channels=1)
        expected = counted(model, (1, side, side))
    assert network_cost(width, depth, side, stages=stages, num_classes=7, in_channels=1) == expected


def test_what_cannot_be_counted():
    with pytest.raises(ValueError, match="only stages of mbconv can be counted, got conv"):
        network_cost(1, 1, 32, stages=(Stage(1, 3, 1, 16, 1, operator="conv"),))
    with pytest.raises(ValueError, match="width must be a positive number, got 0"):
        network_cost(0, 1, 32)


@pytest.mark.parametrize("side, message", [
    (16, "larger than 16 x 16 pixels"), (-5, "side must be an integer of at least 1, got -5"),
    (224.5, "side must be an integer of at least 1, got 224.5"),
])  # fmt: skip
def test_images_that_the_network_would_refuse(side, message):
    with pytest.raises(ValueError, match=message):
        network_cost(1, 1, side)


def test_the_published_networks_beside_b0():
    costs = published_costs()
    assert list(costs) == [f"B{i}" for i in range(8)] and costs["B0"] == (0.385814752, 5.288548, (1, 1, 1))
    assert costs["B7"][2] == (3.1, 2.0, 600 / 224)


def test_b0_scaled_by_the_rule():
    multipliers, side, params, macs_ = scaled_cost(2, 1.2, 1.1, 1.15)
    assert multipliers == pytest.approx((1.2**2, 1.1**2, 1.15**2)) and side == round(224 * 1.15**2)
    assert (params, macs_) == network_cost(1.1**2, 1.2**2, side) and scaled_cost(2) == scaled_cost(
        2, 1.2, 1.1, 1.15
    )
    assert scaled_cost(0)[1:] == (224, *network_cost(1, 1, 224))
