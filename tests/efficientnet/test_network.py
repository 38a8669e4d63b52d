"""EfficientNet against the published numbers: parameters, multiply-accumulates, channels, repeats.

On the device "meta" tensors have shapes and no contents, so that even B7 is counted in a moment.
"""

import math
import re
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nas_teach.efficientnet.network import EfficientNet
from nas_teach.efficientnet.stages import (
    B0,
    VARIANTS,
    Stage,
    compound_scale,
    make_divisible,
    round_repeats,
    scale_stages,
)
from nas_teach.hardware.counting import macs, parameters

PUBLISHED = {  # parameters, MACs at the network's resolution, blocks in all
    "b0": (5_288_548, 385_814_752, 16),
    "b1": (7_794_184, 686_802_832, 23),
    "b2": (9_109_994, 993_561_872, 23),
    "b3": (12_233_232, 1_827_141_392, 26),
    "b4": (19_341_616, 4_393_771_024, 32),
    "b5": (30_389_784, 10_266_384_752, 39),
    "b6": (43_040_704, 19_067_593_536, 45),
    "b7": (66_347_960, 37_745_884_192, 55),
}
B0_PARTS = [  # MACs at 224 x 224, parameters: stem, seven stages, head
    (10_838_016, 928), (10_035_712, 1_448), (54_945_216, 16_714), (37_939_584, 46_640),
    (43_555_200, 242_930), (86_102_400, 543_148), (91_528_224, 2_026_348), (29_520_000, 717_232),
    (20_070_400, 412_160),
]  # fmt: skip
SHAPES = {  # channels of stem, stages and head; blocks of each stage
    "b0": ([32, 16, 24, 40, 80, 112, 192, 320, 1280], [1, 2, 2, 3, 3, 4, 1]),
    "b1": ([32, 16, 24, 40, 80, 112, 192, 320, 1280], [2, 3, 3, 4, 4, 5, 2]),
    "b2": ([32, 16, 24, 48, 88, 120, 208, 352, 1408], [2, 3, 3, 4, 4, 5, 2]),
    "b4": ([48, 24, 32, 56, 112, 160, 272, 448, 1792], [2, 4, 4, 6, 6, 8, 2]),
    "b7": ([64, 32, 48, 80, 160, 224, 384, 640, 2560], [4, 7, 7, 10, 10, 13, 4]),
}


def on_paper(build, *args, **kwargs):
    with torch.device("meta"):
        return build(*args, **kwargs)


@pytest.mark.parametrize("name", VARIANTS)
def test_parameters_macs_and_blocks_are_the_published_ones(name):
    model, side = on_paper(EfficientNet.from_name, name), VARIANTS[name].resolution
    counted = parameters(model), on_paper(macs, model, (3, side, side)), sum(map(len, model.stages))
    assert counted == PUBLISHED[name]


def test_b0_stage_by_stage():
    model, shape, counted = on_paper(EfficientNet.from_name, "b0"), (3, 224, 224), []
    for part in (model.stem, *model.stages, model.head):
        counted.append((on_paper(macs, part, shape), parameters(part)))
        shape = tuple(part(torch.zeros(1, *shape, device="meta")).shape[1:])
    assert counted == B0_PARTS and shape == (1280, 7, 7)
    assert parameters(model.classify) == 1_281_000
    assert on_paper(macs, model, (3, 224, 224)) - sum(mac for mac, _ in counted) == 1_280_000


@pytest.mark.parametrize("name", SHAPES)
def test_channels_and_repeats(name):
    model = on_paper(EfficientNet.from_name, name)
    stages = [stage.channels for stage in model.table]
    channels = [model.stem.conv.out_channels, *stages, model.head.conv.out_channels]
    assert (channels, [len(stage) for stage in model.stages]) == SHAPES[name]
    assert model.dropout.p == VARIANTS[name].dropout


def test_drop_rates_rise_along_the_depth():
    rates = [block.drop_rate for stage in on_paper(EfficientNet.from_name, "b1").stages for block in stage]
    assert rates == [pytest.approx(0.2 * i / 23) for i in range(23)]


def test_it_learns_on_small_images_of_one_channel():
    stages = (Stage(1, 3, 1, 8, 1), Stage(3, 5, 2, 16, 2))
    model = EfficientNet(0.25, 1.0, stages, num_classes=10, in_channels=1)
    logits = model(torch.rand(4, 1, 28, 28))
    logits.square().mean().backward()
    assert logits.shape == (4, 10)
    assert all(weight.grad is not None and weight.grad.isfinite().all() for weight in model.parameters())


@pytest.mark.parametrize(
    "channels, rounded",
    [(8, 8), (3, 8), (11.9, 16), (12, 16), (17.6, 16), (18, 24), (35.2, 32), (44, 48), (88, 88), (100, 104)],
)
def test_rounded_by_hand(channels, rounded):
    assert make_divisible(channels) == rounded  # 18 gets more than 16, since 16 is below 90 % of it


@given(st.floats(1, 1e5), st.sampled_from([4, 8, 16]))
def test_rounding_keeps_its_promises(channels, divisor):
    rounded = make_divisible(channels, divisor)
    assert rounded % divisor == 0 and rounded >= max(divisor, 0.9 * channels)
    assert rounded <= max(divisor, channels + divisor)


def test_repeats_round_up():
    assert [round_repeats(layers) for layers in (1, 1.1, 2.2, 3.0)] == [1, 2, 3, 3]


def test_compound_scaling_by_hand():
    assert compound_scale(0) == (1, 1, 1)
    assert compound_scale(1) == (1.2, 1.1, 1.15)
    assert compound_scale(2.0) == pytest.approx((1.44, 1.21, 1.3225))
    depth, width, resolution = compound_scale(1)
    assert depth * width**2 * resolution**2 == pytest.approx(1.92027, abs=5e-6)
    assert compound_scale(3, 1, 2, 1.5) == (1, 8, 3.375)


def test_b7_follows_no_single_phi():
    implied = [math.log(m) / math.log(base) for m, base in ((3.1, 1.2), (2.0, 1.1), (600 / 224, 1.15))]
    assert implied == pytest.approx([6.21, 7.27, 7.05], abs=0.005)


NO_PHIS = [-1, -0.5, math.nan, math.inf, "1", None, True, [1], 10**400, np.float64("nan")]


@pytest.mark.parametrize("phi", NO_PHIS)
def test_phi_is_a_number_and_not_negative(phi):
    message = re.escape(f"phi must be a finite number of at least 0, got {phi!r}")
    with pytest.raises(ValueError, match=message):
        compound_scale(phi)


def test_phi_beyond_any_float():
    with pytest.raises(ValueError, match="phi is too large: .* got 5000"):
        compound_scale(5000)


@pytest.mark.parametrize("phi", [np.float16(1.5), np.float32(1.5), np.float64(1.5), Fraction(3, 2)])
def test_a_scalar_of_another_kind_loses_no_digits(phi):
    assert compound_scale(phi) == compound_scale(1.5) and type(compound_scale(phi)[0]) is float


def test_a_base_below_one_would_shrink():
    with pytest.raises(ValueError, match="width_base must be a finite number of at least 1, got 0.9"):
        compound_scale(1, width_base=0.9)


@pytest.mark.parametrize("name", ["b8", "B0", "efficientnet_b0", 0, None, ["b0"], {}])
def test_an_unknown_name(name):
    with pytest.raises(ValueError, match=re.escape(f"b6, b7, got {name!r}")):
        EfficientNet.from_name(name)


@pytest.mark.parametrize("value", [0, -3, True, 10.0, "10", None])
@pytest.mark.parametrize("name", ["num_classes", "in_channels"])
def test_classes_and_channels_are_counted(name, value):
    with pytest.raises(ValueError, match=f"{name} must be an integer of at least 1, got {value!r}"):
        EfficientNet.from_name("b0", **{name: value})


@pytest.mark.parametrize("width, depth, message", [
    (0, 1, "width must be a positive number, got 0"),
    (1, 0, "depth must be a positive number, got 0"),
    (-1, 1, "width must be a positive number, got -1"),
    (1, math.nan, "depth must be a positive number, got nan"),
    (math.inf, 1, "width must be a positive number, got"), ("2", 1, "width must be a positive number, got"),
])  # fmt: skip
def test_multipliers_are_positive(width, depth, message):
    with pytest.raises(ValueError, match=message):
        scale_stages(B0, width, depth)


@pytest.mark.parametrize("stages, message", [
    ((), "at least one Stage, got none"),
    ([(1, 3, 1, 8, 1)], r"must hold Stage\(expansion, kernel, stride, ...\), got \(1, 3"),
    ([Stage(1, 3, 1, 8, 1, operator="dconv")], "operator must be one of mbconv, conv, got 'dconv'"),
    ([Stage(1, 3, 0, 8, 1)], "stride must be an integer of at least 1, got 0"),
    ([Stage(1, 3, 1, 8, 0)], "layers must be an integer of at least 1, got 0"),
    ([Stage(1.5, 3, 1, 8, 1)], "expansion must be an integer of at least 1, got 1.5"),
    ([Stage(1, 4, 1, 8, 1)], "kernel must be an odd integer such as 3, 5 or 7, got 4"),
    ([Stage(1, 3, 1, 8, 1, 1.0)], "squeeze must be at least 0 and below 1, got 1.0"),
])  # fmt: skip
def test_stages_that_cannot_be_built(stages, message):
    with pytest.raises(ValueError, match=message):
        EfficientNet(stages=stages)


def test_images_that_do_not_fit():
    model = on_paper(EfficientNet.from_name, "b0").eval()
    wrong = r"images must have the shape \(n, 3, height, width\), got \(1, 1, 64, 64\)"
    with pytest.raises(ValueError, match=wrong):
        model(torch.zeros(1, 1, 64, 64, device="meta"))
    with pytest.raises(ValueError, match=r"got \(3, 64, 64\)"):
        model(torch.zeros(3, 64, 64, device="meta"))
    with pytest.raises(ValueError, match="got ndarray"):
        model(np.zeros((1, 3, 64, 64)))
    with pytest.raises(ValueError, match="larger than 16 x 16 pixels, .* multiply to 32, got 64 x 16"):
        model(torch.zeros(1, 3, 64, 16, device="meta"))
    assert model(torch.zeros(1, 3, 17, 17, device="meta")).shape == (1, 1000)


@pytest.mark.parametrize("strides", [(1,), (2, 2), (3,), (2, 3), (3, 2, 1, 2)])
def test_the_smallest_image_of_any_table(strides):
    model = EfficientNet(stages=[Stage(1, 3, stride, 8, 1) for stride in strides], num_classes=2).eval()
    least = math.prod(strides) + 1
    assert model(torch.zeros(1, 3, least, least)).shape == (1, 2)
    with pytest.raises(ValueError, match=f"larger than {least - 1} x {least - 1} pixels"):
        model(torch.zeros(1, 3, least, least - 1))
