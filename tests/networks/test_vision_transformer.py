"""The vision transformer: equal to torch's own layer, and of the same work as its convolutional twin."""

import pytest
import torch
from torch import nn

from nas_teach.hardware.counting import macs
from nas_teach.networks.vision_transformer import ConvStep, EncoderBlock, VisionTransformer


@pytest.mark.parametrize(("dim", "heads", "ratio"), [(32, 4, 2), (48, 1, 1.5), (24, 3, 4)])
def test_a_block_says_what_torchs_own_layer_says_with_the_same_weights(dim, heads, ratio):
    torch.manual_seed(0)
    block = EncoderBlock(dim, heads, ratio).double()
    hidden = round(ratio * dim)
    own = nn.TransformerEncoderLayer(
        dim, heads, hidden, dropout=0, activation="gelu", batch_first=True, norm_first=True
    ).double()
    pairs = {
        "self_attn.in_proj_weight": block.qkv.weight,
        "self_attn.in_proj_bias": block.qkv.bias,
        "self_attn.out_proj": block.project,
        "linear1": block.widen,
        "linear2": block.narrow,
        "norm1": block.norm1,
        "norm2": block.norm2,
    }
    state = {}
    for name, part in pairs.items():
        tensors = {"": part} if isinstance(part, nn.Parameter) else part.state_dict(prefix=".")
        state |= {name + key: value for key, value in tensors.items()}
    own.load_state_dict(state)
    x = torch.randn(2, 7, dim, dtype=torch.float64)
    torch.testing.assert_close(block(x), own(x))


def test_with_a_head_dim_of_its_own_a_block_is_one_whose_further_heads_say_nothing():
    torch.manual_seed(0)
    whole, part, x = EncoderBlock(48, 4, 1.5), EncoderBlock(48, 2, 1.5, head_dim=12), torch.randn(2, 7, 48)
    state = whole.state_dict()
    for name in ("qkv.weight", "qkv.bias"):
        state[name] = state[name].unflatten(0, (3, 48))[:, :24].flatten(0, 1)
    state["project.weight"] = state["project.weight"][:, :24]
    part.load_state_dict(state)
    whole.project.weight.data[:, 24:] = 0
    torch.testing.assert_close(part(x), whole(x))
    assert EncoderBlock(48, 5, 1, head_dim=8).project.weight.shape == (48, 40)


def test_the_order_of_the_patches_matters_through_the_positions_alone():
    torch.manual_seed(0)
    model = VisionTransformer(16, 2, 2).eval()
    x = torch.rand(2, 1, 28, 28)
    mixed = x.view(2, 1, 7, 4, 28).flip(2).reshape(2, 1, 28, 28)  # rows of patches, upside down
    assert not torch.allclose(model(x), model(mixed), atol=1e-4)
    model.positions.data.zero_()
    torch.testing.assert_close(model(x), model(mixed), atol=1e-5, rtol=0)


@pytest.mark.parametrize("pool", ["mean", "class"])
def test_shapes_and_gradients(pool):
    model = VisionTransformer(16, 2, 4, conv_steps=1, pool=pool, classes=7)
    logits = model(torch.rand(3, 1, 28, 28))
    logits.square().sum().backward()
    assert logits.shape == (3, 7)
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in model.parameters())
    assert model.positions.shape[1] == 49 + (pool == "class")


def test_three_blocks_of_either_kind_cost_the_same_within_one_per_cent():
    costs = [macs(VisionTransformer(depth=d, conv_steps=3 - d).eval(), (1, 28, 28)) for d in range(4)]
    assert max(costs) / min(costs) < 1.01


def test_a_convolution_is_added_to_its_input():
    step, x = ConvStep(8).eval(), torch.rand(2, 8, 7, 7)
    torch.testing.assert_close(step(x), x + torch.relu(step.norm(step.conv(x))))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"patch": 5}, "patch must divide the 28 pixels of a side, got 5"),
        ({"pool": "max"}, "pool must be 'mean' or 'class', got 'max'"),
        ({"heads": 5}, "heads must divide the 48 channels, got 5"),
        ({"head_dim": 0}, "head_dim must be an integer of at least 1, got 0"),
        ({"ratio": 0}, "ratio must be a finite number of at least 0.5, got 0"),
    ],
)
def test_what_it_cannot_be(settings, message):
    with pytest.raises(ValueError, match=message):
        VisionTransformer(**settings)


def test_images_of_another_shape():
    with pytest.raises(ValueError, match=r"images must have the shape \(n, 1, h, w\)"):
        VisionTransformer()(torch.rand(2, 3, 28, 28))
