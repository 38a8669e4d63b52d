"""MBConv against the same computation spelt out, and its parts against what they promise."""

import pytest
import torch
import torch.nn.functional as F

from nas_teach.efficientnet.blocks import ConvBlock, MBConv, SqueezeExcite, stochastic_depth
from nas_teach.evaluation.training import seeded
from nas_teach.hardware.counting import macs, parameters
from nas_teach.networks.attention import SelfAttention


def norm(x, layer):
    return F.batch_norm(x, layer.running_mean, layer.running_var, layer.weight, layer.bias, eps=layer.eps)


@pytest.mark.parametrize("stride, out_channels", [(1, 8), (1, 12), (2, 8)])
def test_mbconv_spelt_out(stride, out_channels):
    block = seeded(lambda: MBConv(8, out_channels, kernel=5, stride=stride, expansion=3), seed=0).eval()
    x = torch.randn(2, 8, 9, 9, generator=torch.Generator().manual_seed(0))
    out = F.silu(norm(F.conv2d(x, block.expand.conv.weight), block.expand.norm))
    out = F.conv2d(out, block.depthwise.conv.weight, stride=stride, padding=2, groups=24)
    out = F.silu(norm(out, block.depthwise.norm))
    squeeze, excite = block.squeeze_excite.squeeze, block.squeeze_excite.excite
    narrow = F.silu(F.linear(out.mean((2, 3)), squeeze.weight[:, :, 0, 0], squeeze.bias))
    gate = torch.sigmoid(F.linear(narrow, excite.weight[:, :, 0, 0], excite.bias))
    out = norm(F.conv2d(out * gate[:, :, None, None], block.project.conv.weight), block.project.norm)
    wanted = out + x if (stride, out_channels) == (1, 8) else out
    torch.testing.assert_close(block(x), wanted)
    assert narrow.shape == (2, 2)  # a quarter of the block's 8 input channels, not of the 24 inside


def test_costs_by_hand():
    block = MBConv(8, 12, kernel=5, stride=2, expansion=3)
    norms, gate = 2 * (24 + 24 + 12), (24 * 2 + 2) + (2 * 24 + 24)
    assert parameters(block) == 8 * 24 + 25 * 24 + 24 * 12 + norms + gate
    assert macs(block, (8, 9, 9)) == 81 * 8 * 24 + 25 * (25 * 24 + 24 * 12) + 2 * 24 * 2  # 9 x 9 -> 5 x 5
    plain = MBConv(8, 12, expansion=1, squeeze=0)
    assert parameters(plain) == 9 * 8 + 8 * 12 + 2 * (8 + 12)
    assert parameters(ConvBlock(8, 12, squeeze=0)) == 9 * 8 * 12 + 2 * 12


def test_squeeze_excite_weighs_each_channel_between_zero_and_one():
    x = torch.rand(3, 8, 5, 5) + 0.5
    gate = SqueezeExcite(8, 2)(x) / x
    assert ((gate > 0) & (gate < 1)).all()
    torch.testing.assert_close(gate, gate[:, :, :1, :1].expand_as(gate))


def test_the_narrow_layer_has_at_least_one_channel():
    assert MBConv(2, 2).squeeze_excite.squeeze.out_channels == 1


def test_stochastic_depth_drops_whole_images_at_its_rate_and_keeps_the_mean():
    x = torch.ones(4000, 2, 3, 3)
    out = seeded(stochastic_depth, x, 0.25, seed=0)
    assert out.unique().tolist() == pytest.approx([0, 4 / 3])
    assert (out == out[:, :1, :1, :1]).all()
    assert (out[:, 0, 0, 0] == 0).double().mean() == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / 4000) ** 0.5)


@pytest.mark.parametrize("block", [MBConv, ConvBlock])
def test_a_dropped_block_passes_its_input_on_but_only_in_training(block):
    module, x = block(8, 8, drop_rate=0.999999), torch.rand(4, 8, 5, 5)
    assert torch.equal(module.train()(x), x)
    assert not torch.equal(module.eval()(x), x)
    assert torch.equal(module(x), module(x))
    no_bridge = block(8, 16, drop_rate=0.999999).train()
    assert no_bridge(x).std() > 0


def test_what_a_block_cannot_be():
    with pytest.raises(ValueError, match="kernel must be an odd integer such as 3, 5 or 7, got 4"):
        MBConv(8, 8, kernel=4)
    with pytest.raises(ValueError, match="kernel must be an odd integer such as 3, 5 or 7, got -1"):
        MBConv(8, 8, kernel=-1)
    with pytest.raises(ValueError, match="drop_rate must be at least 0 and below 1, got 1"):
        stochastic_depth(torch.ones(2, 1, 1, 1), 1)
    with pytest.raises(ValueError, match="num_heads must divide the 8 channels, got 0"):
        SelfAttention(8, 0)
    with pytest.raises(ValueError, match="expansion must be a finite number of at least 1, got 0"):
        MBConv(8, 8, expansion=0)
    with pytest.raises(ValueError, match="squeeze must be at least 0 and below 1, got 4"):
        MBConv(8, 8, squeeze=4)
    with pytest.raises(ValueError, match=r"drop_rate must be at least 0 and below 1, got 1.0"):
        ConvBlock(8, 8, drop_rate=1.0)
