"""The widget of lesson 11: one exponent makes EfficientNet deeper, wider and sharper at once."""

from functools import lru_cache

import numpy as np

from nas_teach.efficientnet.cost import published_costs, scaled_cost
from nas_teach.lab.lesson_11.pictures import compound_picture
from nas_teach.lab.showing.controls import slider
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure

PHIS = np.linspace(0, 7, 29).tolist()


@lru_cache(maxsize=8)
def _costs(*bases):
    """(billion MACs, million parameters) of each of PHIS; kept, since the slider of phi changes none."""
    return [(macs / 1e9, params / 1e6) for _, _, params, macs in (scaled_cost(phi, *bases) for phi in PHIS)]


def compound_scaling():
    """Choose phi and the three bases; see the network that the rule makes, beside the published ones."""
    fig = figure(7.2, 3.4)
    draw, points = compound_picture(fig), published_costs()

    def update(phi, depth_base, width_base, resolution_base):
        bases = depth_base, width_base, resolution_base
        multipliers, side, params, macs = scaled_cost(phi, *bases)
        draw(_costs(*bases), (macs / 1e9, params / 1e6), multipliers)
        return _in_words(phi, bases, (multipliers, side, params / 1e6, macs / 1e9), points)

    controls = {
        "phi": slider("phi", 1.0, 0.0, 7.0, 0.25),
        "depth_base": slider("Depth base", 1.2, 1.0, 1.4, 0.05),
        "width_base": slider("Width base", 1.1, 1.0, 1.2, 0.05),
        "resolution_base": slider("Resolution base", 1.15, 1.0, 1.2, 0.05),
    }
    alt = (
        "Left, parameters over multiply-accumulates: the networks that compound scaling makes of B0 as a "
        "line, and the published B0 to B7. Right, how much deeper, wider and sharper the network is."
    )
    return panel(controls, update, fig, alt=alt)


def _in_words(phi, bases, network, points):
    (depth, width, _), side, params, macs = network
    product = bases[0] * bases[1] ** 2 * bases[2] ** 2
    name = min(points, key=lambda name: abs(np.log(points[name][0] / macs)))
    return (
        f"depth x width² x resolution² of the bases is {product:.2f}. phi {phi:g}: {depth:.2f} times as "
        f"deep, {width:.2f} times as wide, {side} pixels; {params:.1f} million parameters and {macs:.2f} "
        f"billion MACs. The rule promises {product**phi:.2f} times B0's MACs; built, it is "
        f"{macs / points['B0'][0]:.2f}. Nearest of the published by MACs: {name} with "
        f"{points[name][1]:.1f} million parameters."
    )
