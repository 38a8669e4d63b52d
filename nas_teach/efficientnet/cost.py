"""What an EfficientNet costs, counted from its table of stages instead of from a network. Lesson 11."""

from nas_teach.checks import whole
from nas_teach.efficientnet.stages import (
    B0,
    HEAD,
    STEM,
    VARIANTS,
    compound_scale,
    make_divisible,
    require_pixels,
    scale_stages,
)


def mbconv_cost(in_channels, out_channels, side, *, kernel=3, stride=1, expansion=6, squeeze=0.25):
    """(parameters, multiply-accumulates) of one MBConv for a map of side x side pixels: two ints.

    Args:    as of MBConv. Batch norm and biases have parameters; only convolutions count as MACs.
    """
    hidden, narrow = in_channels * expansion, max(1, int(in_channels * squeeze)) if squeeze else 0
    expand = in_channels * hidden if expansion > 1 else 0
    depthwise, project, gate = kernel**2 * hidden, hidden * out_channels, 2 * hidden * narrow
    norms = 2 * (hidden * (2 if expansion > 1 else 1) + out_channels)
    biases = narrow + hidden if squeeze else 0
    after = -(-side // stride)  # rounded up
    macs = expand * side**2 + (depthwise + project) * after**2 + gate
    return expand + depthwise + project + gate + norms + biases, macs


def network_cost(width, depth, side, *, stages=B0, num_classes=1000, in_channels=3):
    """(parameters, multiply-accumulates) of EfficientNet(width, depth, stages) at side x side pixels.

    The same numbers as `parameters` and `macs` of the network, some thousand times as fast.

    Raises:  ValueError: a stage of another operator than "mbconv"; a multiplier that is not above 0; a side
             that is no whole number, or too small for the network.
    """
    side = whole("side", side)
    table = scale_stages(stages, width, depth)
    require_pixels(table, side, side)
    channels, side = make_divisible(width * STEM), -(-side // 2)
    params, macs = (9 * in_channels + 2) * channels, 9 * in_channels * channels * side**2
    for stage in table:
        if stage.operator != "mbconv":
            raise ValueError(f"only stages of mbconv can be counted, got {stage.operator}")
        settings = {"kernel": stage.kernel, "expansion": stage.expansion, "squeeze": stage.squeeze}
        first = mbconv_cost(channels, stage.channels, side, stride=stage.stride, **settings)
        side = -(-side // stage.stride)
        other = mbconv_cost(stage.channels, stage.channels, side, **settings)
        params += first[0] + (stage.layers - 1) * other[0]
        macs += first[1] + (stage.layers - 1) * other[1]
        channels = stage.channels
    head = make_divisible(width * HEAD)
    params += (channels + 2) * head + (head + 1) * num_classes
    return params, macs + channels * head * side**2 + head * num_classes


def scaled_cost(phi, *bases):
    """B0 scaled by phi: ((depth, width, resolution), pixels, parameters, multiply-accumulates).

    Args:    bases: of depth, width and resolution, as in `compound_scale`.
    """
    depth, width, resolution = compound_scale(phi, *bases)
    side = round(VARIANTS["b0"].resolution * resolution)
    return (depth, width, resolution), side, *network_cost(width, depth, side)


def published_costs():
    """{"B0": (billion MACs, million parameters, (depth, width, resolution))} for B0 to B7."""
    base, costs = VARIANTS["b0"].resolution, {}
    for name, (width, depth, side, _) in VARIANTS.items():
        params, macs = network_cost(width, depth, side)
        costs[name.upper()] = macs / 1e9, params / 1e6, (depth, width, side / base)
    return costs
