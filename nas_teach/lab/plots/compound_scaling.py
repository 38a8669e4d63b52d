"""The picture of lesson 11's widget: what compound scaling does to EfficientNet-B0, beside B0 to B7."""

from nas_teach.lab.plots.style import BLACK, GREY, VERMILLION, label, series
from nas_teach.models.efficientnet import VARIANTS
from nas_teach.models.stage_cost import network_cost

DIMENSIONS = ("depth", "width", "resolution")
LIMITS = (0.25, 1500), (3.5, 1500)  # billion MACs, million parameters


def published():
    """{"B0": (billion MACs, million parameters, (depth, width, resolution))} for B0 to B7."""
    base, points = VARIANTS["b0"].resolution, {}
    for name, (width, depth, side, _) in VARIANTS.items():
        params, macs = network_cost(width, depth, side)
        points[name.upper()] = macs / 1e9, params / 1e6, (depth, width, side / base)
    return points


def compound_picture(fig):
    """Left: parameters over MACs along the rule, and where B0 to B7 are. Right: the three multipliers.

    Returns: draw(curve, here, multipliers): curve, a list of (billion MACs, million parameters);
             here, one such pair; multipliers, (depth, width, resolution).
    """
    left, right = fig.subplots(1, 2, width_ratios=(1.25, 1))
    points = published()
    _costs(left, points)
    line, = left.plot([], [], animated=True, color=series(0)["color"], lw=2, label="the rule, phi 0 to 7")
    spot, = left.plot([], [], animated=True, label="your phi", marker="*", linestyle="", markersize=15,
                      color=VERMILLION, markeredgecolor=BLACK, markeredgewidth=0.7)
    left.legend(frameon=False, loc="upper left", fontsize=9)
    _multipliers(right, points)
    bars = [right.plot([], [], animated=True, color=series(0)["color"], linewidth=9, alpha=0.75,
                       solid_capstyle="butt")[0] for _ in DIMENSIONS]

    def draw(curve, here, multipliers):
        line.set_data(*zip(*curve, strict=True))
        spot.set_data([here[0]], [here[1]])
        for row, (bar, value) in enumerate(zip(bars, multipliers, strict=True)):
            bar.set_data([1, value], [row, row])

    return draw


def _costs(ax, points):
    label(ax, "multiply-accumulates [billion]", "parameters [million]", "What it costs")
    ax.set(xscale="log", yscale="log", xlim=LIMITS[0], ylim=LIMITS[1])
    ax.plot(*zip(*(point[:2] for point in points.values()), strict=True), label="published", linestyle="",
            marker="o", color=GREY, markersize=6)
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
