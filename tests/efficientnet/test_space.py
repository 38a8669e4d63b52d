"""B0's search space: B0 is in it, and what is in it builds and runs."""

import numpy as np
import pytest
import torch

from nas_teach.efficientnet.space import B0_ARCH, B0_SPACE, build, stage_choices, stages_of
from nas_teach.efficientnet.stages import B0
from nas_teach.hardware.counting import macs, parameters


def cost(arch, shape=(3, 224, 224)):
    with torch.device("meta"):
        model = build(arch)
        return parameters(model), macs(model, shape)


def test_its_size_and_that_choices_are_distinct_multiples_of_eight():
    assert len(B0_SPACE) == 432**7
    for stage in B0:
        channels = stage_choices(stage)["channels"]
        assert all(c % 8 == 0 and c > 0 for c in channels) and len(set(channels)) == 3
        assert 0.5 * stage.channels <= channels[0] < stage.channels == channels[1] < channels[2]


def test_b0_is_in_it():
    assert B0_ARCH in B0_SPACE and stages_of(B0_ARCH) == B0
    assert cost(B0_ARCH) == (5_288_548, 385_814_752)


def test_random_architectures_have_the_shapes_that_they_say():
    rng = np.random.default_rng(0)
    for _ in range(4):
        arch = B0_SPACE.sample(rng)
        with torch.device("meta"):
            model = build(arch, num_classes=10, in_channels=1).eval()
            side, x = 112, model.stem(torch.zeros(1, 1, 224, 224))
            for i, stage in enumerate(model.stages, 1):
                x, stride = stage(x), getattr(arch, f"stride{i}")
                side = -(-side // stride)
                assert x.shape == (1, getattr(arch, f"channels{i}"), side, side)
                assert len(stage) == getattr(arch, f"layers{i}")
            assert model(torch.zeros(1, 1, 224, 224)).shape == (1, 10)


@pytest.mark.slow
@pytest.mark.parametrize("change", [
    {"operator2": "conv"}, {"operator2": "dconv"}, {"kernel2": 5}, {"expansion2": 3}, {"squeeze2": 0},
    {"layers2": 3}, {"channels2": 32}, {"stride2": 1},
])  # fmt: skip
def test_each_decision_takes_effect(change):
    assert cost(B0_ARCH._replace(**change)) != cost(B0_ARCH)


def test_one_that_is_all_different_computes_and_learns():
    arch = B0_ARCH
    for i in range(1, 8):
        operator, layers = ("conv", "mbconv", "dconv")[i % 3], B0_SPACE.choices[f"layers{i}"][0]
        arch = arch._replace(**{f"operator{i}": operator, f"layers{i}": layers, f"squeeze{i}": 0})
        arch = arch._replace(**{f"kernel{i}": 3, f"stride{i}": 1 + i % 2})
    model = build(arch, num_classes=10)
    logits = model(torch.rand(2, 3, 33, 33))
    logits.square().mean().backward()
    assert logits.shape == (2, 10) and model.stem.conv.weight.grad.abs().sum() > 0


def test_where_nothing_expands_the_expansion_is_a_dead_letter():
    assert cost(B0_ARCH._replace(expansion1=3)) == cost(B0_ARCH)


def test_a_foreign_architecture():
    with pytest.raises(ValueError, match=r"kernel3 must be one of \(3, 5\), got 7"):
        build(B0_ARCH._replace(kernel3=7))
