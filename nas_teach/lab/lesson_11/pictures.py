"""Pictures of EfficientNet: a block, where its cost lies, what more of it buys, the rule. Lesson 11."""

import numpy as np
from matplotlib.patches import Rectangle

from nas_teach.efficientnet.cost import published_costs
from nas_teach.lab.showing.diagram import arrow, box, canvas
from nas_teach.lab.showing.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    VERMILLION,
    course_style,
    figure,
    label,
    series,
)
from nas_teach.statistics import mean_interval

FILL = {"1×1": "#bcd9ea", "depthwise": "#f7e0ae", "gate": "#b8e3d6"}
TALLEST = 1.5  # units of height for the widest layer
DIMENSIONS = ("depth", "width", "resolution")
LIMITS = (0.25, 130), (3.5, 220)  # billion MACs, million parameters; what lies beyond is drawn at the edge
GROWN = {  # layers, width of a layer, side of the image: the last two in inches
    "today": (3, 0.45, 0.45),
    "deeper": (12, 0.45, 0.45),
    "wider": (3, 0.9, 0.45),
    "sharper": (3, 0.45, 0.9),
    "compound": (4, 0.54, 0.63),
}


@course_style()
def ways_to_grow():
    """A network as a stack of bars above its image, today and grown in four ways; the figure."""
    fig, ax = canvas(7.2, 3.4)
    for i, (name, (layers, width, side)) in enumerate(GROWN.items()):
        x, shade = 0.8 + 1.4 * i, GREY if name == "today" else BLUE
        ax.add_patch(Rectangle((x - side / 2, 0.35), side, side, facecolor="#f7e0ae", edgecolor=GREY))
        for k in range(1, round(side / 0.09)):  # pixels
            at = 0.09 * k
            ax.plot([x - side / 2 + at] * 2, [0.35, 0.35 + side], color=GREY, linewidth=0.4)
            ax.plot([x - side / 2, x + side / 2], [0.35 + at] * 2, color=GREY, linewidth=0.4)
        for k in range(layers):
            y = 0.35 + side + 0.12 + 0.15 * k
            ax.add_patch(Rectangle((x - width / 2, y), width, 0.1, facecolor=shade, edgecolor=BLACK, lw=0.6))
        ax.text(x, 0.14, name, ha="center", va="center", fontsize=11, color=BLACK)
    ax.text(0.12, 3.2, "bars: layers, as wide as they have channels", fontsize=9, color=GREY)
    ax.text(0.12, 2.97, "squares: the image with its pixels", fontsize=9, color=GREY)
    return fig


def squeeze_excite_picture():
    """Squeeze and excite for 144 channels: the way of the map above, the way to the gates below; the figure."""
    fig, ax = canvas(7.2, 2.1)
    size = {"height": 0.55}
    comes = box(ax, 0.8, 1.6, "map\n144 channels", BLUE, **size)
    leaves = box(ax, 6.4, 1.6, "scale\nmap x gates", BLUE, **size)
    steps = (
        ("pool\n144 means", ORANGE),
        ("squeeze, SiLU\n6 numbers", GREEN),
        ("excite, sigmoid\n144 gates", GREEN),
    )
    boxes = [box(ax, 1.8 + 1.75 * i, 0.45, text, color, **size) for i, (text, color) in enumerate(steps)]
    arrow(ax, comes, leaves)
    for one, other in zip([comes, *boxes], [*boxes, leaves], strict=True):
        arrow(ax, one, other)
    return fig


@course_style()
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


def block_picture():
    """The MBConv that the lesson builds first, 24 channels to 24, widened six times; the figure."""
    steps = (
        ("expand\n1×1", "1×1", "batch norm, SiLU"),
        ("look: 3×3\ndepthwise", "depthwise", "batch norm, SiLU"),
        ("squeeze,\nexcite", "gate", "gates"),
        ("project\n1×1", "1×1", "batch norm"),
    )
    fig = figure(7.2, 3.0)
    mbconv_picture(fig.subplots(), (24, 144, 144, 144, 24), steps)
    return fig


def cost_of_parts(fig, names, params, macs):
    """Two rows of bars over the parts of a network: share of the parameters and of the MACs, in per cent."""
    names = [name.removeprefix("stage ") for name in names]
    axes = fig.subplots(2, 1, sharex=True)
    for ax, name, values, color in ((axes[0], "parameters", params, BLUE), (axes[1], "MACs", macs, ORANGE)):
        share = 100 * np.asarray(values) / sum(values)
        label(ax, "", "share [%]", f"Where the {name} are")
        bars = ax.bar(range(len(names)), share, color=color, edgecolor=BLACK, linewidth=0.6)
        ax.bar_label(bars, fmt="%.1f", fontsize=8.5, padding=2)
        ax.set_ylim(0, 1.18 * share.max())
    axes[1].set_xticks(range(len(names)), names, fontsize=9)


def gain_over_cost(ax, ways, guess=None):
    """Mean gain over a base network and its 95 % interval over the MACs, a line for each way to grow.

    Args:    ways: {name: [(macs, gains (seeds,) as shares), ...]}; the first is the base, without gain.
             guess: the learner's, one of the names, marked in the legend; anything else is not.
    """
    label(ax, "multiply-accumulates of one image [million]", "gain [percentage points]")
    ax.axhline(0, color=BLACK, linewidth=0.8)
    for i, (name, points) in enumerate(ways.items()):
        aside = 1 + 0.012 * (i - (len(ways) - 1) / 2) * np.array([0, *[1] * (len(points) - 1)])
        macs = np.array([macs / 1e6 for macs, _ in points]) * aside  # bars side by side
        mean, low, high = np.array([100 * np.array(mean_interval(gains)) for _, gains in points]).T
        bars = [mean - low, high - mean]
        said = f"{name} (your guess)" if guess == name else name
        ax.errorbar(macs, mean, bars, label=said, capsize=3, markersize=7, **series(i))
    ax.legend(
        frameon=False,
        handlelength=3.2,
        title="bars: 95 % interval,\nmoved apart a little",
        title_fontsize=9,
        alignment="left",
    )


def compound_picture(fig):
    """Left: parameters over MACs along the rule, and where B0 to B7 are. Right: the three multipliers.

    Returns: draw(curve, here, multipliers): curve, a list of (billion MACs, million parameters);
             here, one such pair; multipliers, (depth, width, resolution).
    """
    left, right = fig.subplots(1, 2, width_ratios=(1.25, 1))
    points = published_costs()
    _costs(left, points)
    (line,) = left.plot([], [], animated=True, color=series(0)["color"], lw=2, label="the rule, phi 0 to 7")
    (spot,) = left.plot(
        [],
        [],
        animated=True,
        label="your phi",
        marker="*",
        linestyle="",
        markersize=15,
        color=VERMILLION,
        markeredgecolor=BLACK,
        markeredgewidth=0.7,
    )
    left.legend(frameon=False, loc="upper left", fontsize=9)
    _multipliers(right, points)
    bars = [
        right.plot(
            [], [], animated=True, color=series(0)["color"], linewidth=9, alpha=0.75, solid_capstyle="butt"
        )[0]
        for _ in DIMENSIONS
    ]

    def draw(curve, here, multipliers):
        line.set_data(*zip(*curve, strict=True))
        spot.set_data(*([min(value, limits[1])] for value, limits in zip(here, LIMITS, strict=True)))
        for row, (bar, value) in enumerate(zip(bars, multipliers, strict=True)):
            bar.set_data([1, value], [row, row])

    return draw


def _costs(ax, points):
    label(ax, "multiply-accumulates [billion]", "parameters [million]", "What it costs")
    ax.set(xscale="log", yscale="log", xlim=LIMITS[0], ylim=LIMITS[1])
    ax.plot(
        *zip(*(point[:2] for point in points.values()), strict=True),
        label="published",
        linestyle="",
        marker="o",
        color=GREY,
        markersize=6,
    )
    for i, (name, (macs, params, _)) in enumerate(points.items()):
        offset, side = ((8, -11), "left") if i % 2 == 0 else ((-7, 5), "right")  # B1 and B2 are neighbours
        ax.annotate(name, (macs, params), offset, textcoords="offset points", ha=side, fontsize=9, color=GREY)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:g}")


def _multipliers(ax, points):
    label(ax, "times B0", "", "How it grows")
    ax.grid(axis="y", visible=False)
    ax.set(xscale="log", xlim=(0.95, 12), ylim=(2.6, -0.6), xticks=(1, 2, 4, 8), xticklabels=(1, 2, 4, 8))
    ax.set_yticks(range(len(DIMENSIONS)), DIMENSIONS)
    ax.minorticks_off()
    for _, _, multipliers in points.values():
        rows = [row + 0.27 for row in range(len(DIMENSIONS))]
        ax.plot(multipliers, rows, "|", color=GREY, markersize=9, markeredgewidth=1.5)
    for row, value in enumerate(points["B7"][2]):
        ax.text(1.06 * value, row + 0.27, "B7", va="center", fontsize=9, color=GREY)
    ax.text(12, 2.52, "grey: B0 to B7", ha="right", va="bottom", fontsize=9, color=GREY)


@course_style()
def photographs_and_classes(photographs, likeliest):
    """Each photograph, a frame around what the network sees of it, beside its likeliest classes; the figure.

    Args:    photographs: uint8 (height, width, 3) each.
             likeliest: for each photograph pairs (class, probability), the likeliest first.
    """
    fig = figure(7.2, 2.3 * len(photographs))
    axes = fig.subplots(len(photographs), 2, squeeze=False, sharex="col", width_ratios=(1.2, 1))
    for (left, right), photograph, pairs in zip(axes, photographs, likeliest, strict=True):
        height, width, _ = photograph.shape
        side = min(height, width)
        corner = (width - side) / 2, (height - side) / 2
        left.imshow(photograph)
        left.add_patch(Rectangle(corner, side, side, fill=False, edgecolor="white", lw=2, linestyle="--"))
        left.axis("off")
        names, shares = zip(*pairs, strict=True)
        label(right, "probability", "")
        bars = right.barh(range(len(names)), shares, color=BLUE)
        right.bar_label(bars, fmt="%.2f", fontsize=9, padding=3)
        right.set_yticks(range(len(names)), names)
        right.invert_yaxis()
        right.grid(axis="y", visible=False)
        right.margins(x=0.25)
    return fig
