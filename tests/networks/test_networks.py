"""Networks: shapes, parameter counts by hand, choices that take effect."""

import numpy as np
import pytest
import torch
from torch import nn

from nas_teach.hardware.counting import parameters
from nas_teach.networks.attention import SelfAttention
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet, plan
from nas_teach.networks.simple_cnn import SimpleCNN


@pytest.mark.parametrize("kernel", [1, 3, 5, 7])
@pytest.mark.parametrize("side", [14, 28])
def test_simple_cnn_keeps_the_size_for_every_odd_kernel(kernel, side):
    model = SimpleCNN(kernel)
    assert model(torch.zeros(2, 1, side, side)).shape == (2, 10)
    assert model.features[0](torch.zeros(1, 1, side, side)).shape == (1, 8, side, side)
    weights = (
        8 * kernel**2 + 8 + 16 + 8 * 16 * kernel**2 + 16 + 32
    )  # two convolutions with bias, two batch norms
    assert parameters(model) == weights + 64 * 10 + 10


@pytest.mark.parametrize("kernel", [0, 2, 4, -3, 3.0, "3", None, True])
def test_simple_cnn_refuses_even_kernels(kernel):
    with pytest.raises(
        ValueError, match=f"kernel_size must be an odd integer such as 3, 5 or 7, got {kernel!r}"
    ):
        SimpleCNN(kernel)


def test_a_kernel_size_may_be_an_integer_of_numpy():
    assert SimpleCNN(np.int64(3))(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


@pytest.mark.slow
def test_every_network_of_the_space_runs():
    x = torch.zeros(2, 1, 28, 28)
    for arch in FASHION_SPACE:
        assert FashionNet(arch)(x).shape == (2, 10)
    assert len(FASHION_SPACE) == 648


def test_fashion_net_by_hand():
    stem, down, head = 16 * 4 + 2 * 4, 9 * 4 * 8 + 2 * 8, 8 * 10 + 10
    conv = (9 * 4 * 4 + 2 * 4) + (25 * 8 * 8 + 2 * 8)
    assert parameters(FashionNet((3, 5, "conv", 4, 1, False, 0))) == stem + conv + down + head
    attention = 2 * 8 + (8 * 24 + 24) + (8 * 8 + 8)
    assert parameters(FashionNet((3, 5, "conv", 4, 1, True, 4))) == stem + conv + down + head + attention


def test_skip_adds_the_input():
    stage = FashionNet((3, 3, "conv", 8, 2, True, 0)).stage1.eval()
    for parameter in stage.parameters():
        nn.init.zeros_(parameter)
    x = torch.rand(1, 8, 7, 7)
    assert torch.equal(stage(x), x)
    stage.skip = False
    assert torch.equal(stage(x), torch.zeros_like(x))


def test_attention_equals_torch():
    ours, x = SelfAttention(8, 4).eval(), torch.randn(2, 8, 4, 4)
    theirs = nn.MultiheadAttention(8, 4, batch_first=True)
    theirs.in_proj_weight.data, theirs.in_proj_bias.data = ours.qkv.weight.data, ours.qkv.bias.data
    theirs.out_proj.weight.data, theirs.out_proj.bias.data = ours.project.weight.data, ours.project.bias.data
    tokens = ours.norm(x.flatten(2).transpose(1, 2))
    expected = x + theirs(tokens, tokens, tokens)[0].transpose(1, 2).view(2, 8, 4, 4)
    torch.testing.assert_close(ours(x), expected)
    with pytest.raises(ValueError, match="must divide the 8 channels, got 3"):
        SelfAttention(8, 3)


def test_a_foreign_architecture_is_refused():
    with pytest.raises(ValueError, match=r"width must be one of \(4, 8, 16\), got 32"):
        FashionNet((3, 5, "conv", 32, 1, False, 0))


def test_the_plan_names_the_parts_that_an_image_passes():
    arch = FASHION_SPACE.arch(7, 5, "mbconv", 4, 2, True, 4)
    assert [part.name for part in plan(arch)] == [
        *("stem", "stage1.blocks.0", "stage1.blocks.1", "down", "stage2.blocks.0", "stage2.blocks.1"),
        *("attention", "classify"),
    ]
    assert [part.kernel for part in plan(arch) if part.kind == "mbconv"] == [7, 7, 5, 5]
    assert [part.kind for part in plan(arch._replace(heads=0))][-2:] == ["none", "classify"]
    with pytest.raises(ValueError, match="depth must be one of"):
        plan(arch._replace(depth=9))


@pytest.mark.parametrize("block", ["conv", "mbconv"])
@pytest.mark.parametrize("heads", [0, 4])
def test_every_part_of_the_plan_is_there_and_sees_the_map_that_the_plan_says(block, heads):
    arch = FASHION_SPACE.arch(7, 5, block, 4, 3, False, heads)
    net, seen = FashionNet(arch, num_classes=7), []
    for part in plan(arch, num_classes=7):
        net.get_submodule(part.name).register_forward_hook(
            lambda module, args, out, part=part: seen.append((part, args[0].shape[1:], out.shape[1]))
        )
    net(torch.zeros(2, 1, 28, 28))
    assert [part for part, *_ in seen] == plan(arch, num_classes=7)
    for part, entered, left in seen:
        side = () if part.kind == "classify" else (part.side, part.side)  # its side is that before the mean
        assert tuple(entered) == (part.in_channels, *side) and left == part.out_channels, part
