"""EfficientNet on paper: its table of stages, and the rule that makes it larger. Nothing is built here. Lesson 11.

Source:  Tan & Le 2019, arXiv:1905.11946; numbers that the paper leaves out are those of the authors' code.
"""

import math
from typing import NamedTuple

from nas_teach.checks import at_least, positive, whole

OPERATORS = ("mbconv", "conv")  # network.py builds them


class Stage(NamedTuple):
    """Blocks of one kind in a row. The first of them changes channels and resolution."""

    expansion: int
    kernel: int
    stride: int
    channels: int
    layers: int
    squeeze: float = 0.25
    operator: str = "mbconv"


B0 = (  # table 1 of the paper, between the stem (3 x 3, 32 channels) and the head (1 x 1, 1280 channels)
    #     expansion, kernel, stride, channels, layers
    Stage(1, 3, 1, 16, 1),  # from 112 x 112
    Stage(6, 3, 2, 24, 2),  # from 112 x 112
    Stage(6, 5, 2, 40, 2),  # from 56 x 56
    Stage(6, 3, 2, 80, 3),  # from 28 x 28
    Stage(6, 5, 1, 112, 3),  # from 14 x 14
    Stage(6, 5, 2, 192, 4),  # from 14 x 14
    Stage(6, 3, 1, 320, 1),  # from 7 x 7
)
STEM, HEAD = 32, 1280
STOCHASTIC_DEPTH = 0.2  # the drop rate rises from 0 in the first block to nearly this in the last


class Variant(NamedTuple):
    """How a published network differs from B0, and the resolution of its images in pixels."""

    width: float
    depth: float
    resolution: int
    dropout: float


VARIANTS = {
    "b0": Variant(1.0, 1.0, 224, 0.2),
    "b1": Variant(1.0, 1.1, 240, 0.2),
    "b2": Variant(1.1, 1.2, 260, 0.3),
    "b3": Variant(1.2, 1.4, 300, 0.3),
    "b4": Variant(1.4, 1.8, 380, 0.4),
    "b5": Variant(1.6, 2.2, 456, 0.4),
    "b6": Variant(1.8, 2.6, 528, 0.5),
    "b7": Variant(2.0, 3.1, 600, 0.5),
}


def compound_scale(phi, depth_base=1.2, width_base=1.1, resolution_base=1.15):
    """Scale depth, width and resolution together by the exponent `phi`.

    Args:    phi: dimensionless, >= 0; 0 is the baseline network.
    Returns: (depth, width, resolution) multipliers on the baseline, dimensionless.
    Raises:  ValueError: phi < 0; the message gives the value. Likewise for a base below 1, and a phi so large
             that no float holds the multipliers.
    Source:  Tan & Le 2019, arXiv:1905.11946, eq. 3. Lesson 11.
    """
    phi = at_least("phi", phi, 0)
    depth_base, width_base = at_least("depth_base", depth_base, 1), at_least("width_base", width_base, 1)
    resolution_base = at_least("resolution_base", resolution_base, 1)
    try:
        return depth_base**phi, width_base**phi, resolution_base**phi  # eq. 3
    except OverflowError:
        raise ValueError(f"phi is too large: its multipliers are beyond any float, got {phi}") from None


def make_divisible(channels, divisor=8):
    """The multiple of `divisor` nearest to `channels`, but never less than 90 % of it, nor than `divisor`."""
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


def round_repeats(layers):
    """Whole blocks: a stage of 2.2 blocks gets 3."""
    return math.ceil(layers)


def scale_stages(stages, width, depth):
    """The table of a larger (or smaller) network: channels times `width`, layers times `depth`, rounded.

    Raises:  ValueError: a multiplier that is no finite number > 0; no stages, or one that cannot be built.
    """
    positive("width", width), positive("depth", depth)
    if not stages:
        raise ValueError("stages must hold at least one Stage, got none")
    for stage in stages:
        _require_stage(stage)
    return tuple(
        stage._replace(
            channels=make_divisible(width * stage.channels), layers=round_repeats(depth * stage.layers)
        )
        for stage in stages
    )


def require_pixels(table, height, width):
    """ValueError unless images of this size are large enough for the table's strides."""
    halved = math.prod(stage.stride for stage in table)  # the stem's 2 stands for the last halving
    if min(height, width) <= halved:
        raise ValueError(
            f"images must be larger than {halved} x {halved} pixels, because the network's strides "
            f"multiply to {2 * halved}, got {height} x {width}"
        )


def _require_stage(stage):
    """Kernel, squeeze and expansion are looked at by the blocks themselves; here what they cannot see."""
    if not isinstance(stage, Stage):
        raise ValueError(f"stages must hold Stage(expansion, kernel, stride, ...), got {stage!r}")
    if stage.operator not in OPERATORS:
        raise ValueError(f"operator must be one of {', '.join(OPERATORS)}, got {stage.operator!r}")
    for name in ("expansion", "kernel", "stride", "channels", "layers"):
        whole(name, getattr(stage, name))
