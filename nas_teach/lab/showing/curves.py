"""The picture of a comparison: what each strategy would hand over, after every number of evaluations."""

import numpy as np

from nas_teach.lab.showing.style import BLACK, DASHED, GREY, label, line_with_band, series
from nas_teach.statistics import mean_interval

CEILING = {"color": GREY, "linestyle": DASHED, "label": "noise ceiling"}


def draw_comparison(ax, curves, optimum=None, ceiling=None):
    """Mean and 95 % interval of each strategy over its seeds.

    Args:    curves: {name: (seeds, budget)}, as `compare` returns them, in [0, 1].
             optimum, ceiling: the greatest test accuracy of the table, and its `noise_ceiling`; None: not drawn.
    """
    label(ax, "evaluations", "test accuracy of the incumbent [%]")
    for i, (name, values) in enumerate(curves.items()):
        evaluations = np.arange(1, values.shape[1] + 1)
        mean, low, high = (100 * part for part in mean_interval(values))
        spread = max(values.shape[1] // 8, 1)
        line_with_band(
            ax,
            evaluations,
            mean,
            low,
            high,
            label=name,
            markersize=5,
            linewidth=1.6,
            markevery=(i * spread // 7, spread),
            **series(i),
        )
    if optimum is not None:
        ax.axhline(100 * optimum, color=BLACK, linewidth=1.2, label="optimum")
    if ceiling is not None:
        ax.axhline(100 * ceiling, linewidth=1.2, **CEILING)
    ax.legend(frameon=False, loc="lower right", fontsize=9)


def lines_with_bands(ax, x, curves):
    """One line a name: `curves` is {name: (values, intervals)}, intervals (points, 2) or None."""
    for i, (name, (values, intervals)) in enumerate(curves.items()):
        low, high = (values, values) if intervals is None else np.transpose(intervals)
        line_with_band(ax, x, values, low, high, label=name, markersize=5, **series(i))
    ax.legend(frameon=False, handlelength=3.2)
