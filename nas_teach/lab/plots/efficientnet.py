"""EfficientNet in pictures: a block, where the cost of a network lies, what more of it buys. Lesson 11."""

import numpy as np
from matplotlib.patches import Rectangle

from nas_teach.evaluation.comparison import mean_interval
from nas_teach.lab.plots.style import BLACK, BLUE, GREY, ORANGE, label, series

FILL = {"1×1": "#bcd9ea", "depthwise": "#f7e0ae", "gate": "#b8e3d6"}
TALLEST = 1.5  # units of height for the widest layer


def mbconv_picture(ax, channels, steps, skip=True):
    """One MBConv from left to right: bars as high as the maps have channels, boxes for what works on them.

    Args:    channels: of the maps before, between and after the steps: one more than there are steps.
             steps: (name, kind, note) of each; kind is a key of FILL; `note` stands below, such as its price.
    """
    unit = TALLEST / max(channels)
    for i, count in enumerate(channels):
        x, half = 2.1 * i, unit * count / 2
        ax.add_patch(Rectangle((x - 0.12, -half), 0.24, 2 * half, facecolor=BLUE, alpha=0.85))
        ax.text(x, half + 0.1, f"{count}", ha="center", va="bottom", fontsize=9, color=BLUE)
    for i, (name, kind, note) in enumerate(steps):
        x = 2.1 * i + 1.05
        arrow = {"arrowstyle": "-|>", "color": GREY}
        ax.annotate("", (x + 0.92, 0), (x - 0.92, 0), arrowprops=arrow, zorder=0)
        ax.add_patch(Rectangle((x - 0.66, -0.3), 1.32, 0.6, facecolor=FILL[kind], edgecolor=GREY))
        ax.text(x, 0, name, ha="center", va="center", fontsize=9)
        ax.text(x, -TALLEST / 2 - 0.18, note, ha="center", va="top", fontsize=8.5, color=GREY)
    ax.text(0, -unit * channels[0] / 2 - 0.1, "channels", ha="center", va="top", fontsize=8.5, color=BLUE)
    end, top = 2.1 * len(steps), TALLEST / 2 + 0.62
    if skip:
        ax.plot([0, 0, end, end], [0.6, top, top, 0.6], color=BLACK, linewidth=1.4, marker="v", markevery=[3])
        ax.text(end / 2, top + 0.06, "skip: + input", ha="center", va="bottom", fontsize=9)
    ax.set(xlim=(-0.3, end + 0.3), ylim=(-TALLEST / 2 - 0.75, top + 0.35))
    ax.axis("off")


def cost_of_parts(fig, names, params, macs):
    """Two rows of bars over the parts of a network: share of the parameters and of the MACs, in per cent."""
    axes = fig.subplots(2, 1, sharex=True)
    for ax, name, values, color in ((axes[0], "parameters", params, BLUE), (axes[1], "MACs", macs, ORANGE)):
        share = 100 * np.asarray(values) / sum(values)
        label(ax, "", "share [%]", f"Where the {name} are")
        bars = ax.bar(range(len(names)), share, color=color, edgecolor=BLACK, linewidth=0.6)
        ax.bar_label(bars, fmt="%.1f", fontsize=8.5, padding=2)
        ax.set_ylim(0, 1.18 * share.max())
    axes[1].set_xticks(range(len(names)), names, fontsize=9)


def gain_over_cost(ax, ways):
    """Mean gain over a base network and its 95 % interval over the MACs, a line for each way to grow.

    Args:    ways: {name: [(macs, gains (seeds,) as shares), ...]}; the first is the base, without gain.
    """
    label(ax, "multiply-accumulates of one image [million]", "gain [percentage points]")
    ax.axhline(0, color=BLACK, linewidth=0.8)
    for i, (name, points) in enumerate(ways.items()):
        aside = 1 + 0.012 * (i - (len(ways) - 1) / 2) * np.array([0, *[1] * (len(points) - 1)])
        macs = np.array([macs / 1e6 for macs, _ in points]) * aside  # bars side by side
        mean, low, high = np.array([100 * np.array(mean_interval(gains)) for _, gains in points]).T
        bars = [mean - low, high - mean]
        ax.errorbar(macs, mean, bars, label=name, capsize=3, markersize=7, **series(i))
    ax.legend(frameon=False, handlelength=3.2, title="bars: 95 % interval,\nmoved apart a little",
              title_fontsize=9, alignment="left")
