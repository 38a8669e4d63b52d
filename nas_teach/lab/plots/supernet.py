"""Pictures of a supernet: the paths through it, and the statistics that they mix. Lesson 08."""

import numpy as np
from matplotlib.patches import Rectangle

from nas_teach.lab.plots.style import BLACK, GREY, label, series

WIDE, TALL, STEP = 0.8, 0.66, 0.98  # of a box; from one box to the next


def supernet_map(ax, space, paths):
    """Every module of a FashionSupernet as a box; paths as lines that colour the boxes they use.

    Args:    space: of the supernet. paths: {name: arch}, one or two. Skip connections are not drawn.
    """
    choices = space.choices
    rows = [(block, kernel) for block in choices["block"] for kernel in choices["kernel1"]]
    width, middle = (max(choices["depth"]) - 1) * STEP, (len(rows) - 1) / 2
    x = dict(zip(("stem", "stage 1", "down", "stage 2", "attention", "classify"),
                 np.cumsum([0, 1.4, width + 1.4, 1.4, width + 1.4, 1.4]), strict=True))
    for name in ("stem", "down", "classify"):
        _box(ax, x[name], middle, name)
    for stage in ("stage 1", "stage 2"):
        ax.text(x[stage] + width / 2, -0.8, stage, ha="center", va="center", fontweight="bold", fontsize=9)
        for row, (block, kernel) in enumerate(rows):
            for number in range(max(choices["depth"])):
                _box(ax, x[stage] + number * STEP, row, f"{block[:2].replace('co', 'conv')} {kernel}")
    heads = {value: middle - 1 + 2 * i for i, value in enumerate(choices["heads"])}
    for value, row in heads.items():
        _box(ax, x["attention"], row, f"{value} heads" if value else "none")
    for i, (name, arch) in enumerate(paths.items()):
        stages = [(x[stage] + number * STEP, rows.index((arch.block, kernel)))
                  for stage, kernel in (("stage 1", arch.kernel1), ("stage 2", arch.kernel2))
                  for number in range(arch.depth)]
        stages.insert(arch.depth, (x["down"], middle))
        points = [(x["stem"], middle), *stages, (x["attention"], heads[arch.heads]), (x["classify"], middle)]
        look = series(i) | {"marker": None, "linewidth": 2.5}
        for place in points:
            _box(ax, *place, "", facecolor=look["color"], alpha=0.25, edgecolor="none", zorder=2)
        across, down = np.repeat(points, 2, axis=0).T  # level inside a box, from its left edge to its right
        across += np.tile([-WIDE / 2, WIDE / 2], len(points))
        ax.plot(across, down + (2 * i - 1) * 0.22, label=name, zorder=0.5, **look)  # behind the boxes
    ax.set(xlim=(-0.6, x["classify"] + 0.6), ylim=(len(rows) - 0.5, -1.2))
    ax.axis("off")
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=1, handlelength=3.0)


def _box(ax, x, y, text, **look):
    place = (x - WIDE / 2, y - TALL / 2), WIDE, TALL
    ax.add_patch(Rectangle(*place, **{"facecolor": "#f2f2f2", "edgecolor": GREY, "linewidth": 0.8} | look))
    if text:
        ax.text(x, y, text, ha="center", va="center", fontsize=7.5, color=BLACK, zorder=4)


def statistics_by_path(ax, running, measured, what="mean"):
    """What a batch norm believes about its inputs, and what each path really sends it, channel by channel.

    Args:    running: (channels,) the supernet's running statistic. measured: (paths, channels).
    """
    label(ax, "channel", f"{what} of the input")
    channels = np.arange(1, len(running) + 1)
    dot = series(0) | {"linestyle": ""}
    ax.plot(channels, np.transpose(measured), markersize=4, alpha=0.35, **dot)
    ax.plot([], [], markersize=5, label="a path", **dot)
    ax.plot(channels, running, linestyle="", marker="_", markersize=15, markeredgewidth=3, color=BLACK,
            label="the supernet's running statistic")
    ax.set_xticks(channels)
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=2)
