"""Pictures of a supernet, its batch norms, and its ranking against the truth. Lesson 08."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from nas_teach.lab.showing.painting import moving_frame
from nas_teach.lab.showing.style import BLACK, DASHED, GREY, course_style, label, series
from nas_teach.networks.fashion_plan import FASHION_SPACE, plan
from nas_teach.statistics import mean_interval

GLYPHS = ("●", "■", "▲")  # the markers of the first three series
WIDE, TALL, STEP = 0.8, 0.66, 0.98  # of a box; from one box to the next


def supernet_map(ax, space, paths):
    """Every module of a FashionSupernet as a box; paths as lines that colour the boxes they use.

    Args:    space: of the supernet. paths: {name: arch}, one or two. Skip connections are not drawn.
    """
    choices = space.choices
    rows = [(block, kernel) for block in choices["block"] for kernel in choices["kernel1"]]
    width, middle = (max(choices["depth"]) - 1) * STEP, (len(rows) - 1) / 2
    x = dict(
        zip(
            ("stem", "stage1", "down", "stage2", "attention", "classify"),
            np.cumsum([0, 1.4, width + 1.4, 1.4, width + 1.4, 1.4]),
            strict=True,
        )
    )
    for name in ("stem", "down", "classify"):
        _box(ax, x[name], middle, name)
    for stage, title in (("stage1", "stage 1"), ("stage2", "stage 2")):
        ax.text(x[stage] + width / 2, -0.8, title, ha="center", va="center", fontweight="bold", fontsize=9)
        for row, (block, kernel) in enumerate(rows):
            for number in range(max(choices["depth"])):
                _box(ax, x[stage] + number * STEP, row, f"{block[:2].replace('co', 'conv')} {kernel}")
    heads = {value: middle - 1 + 2 * i for i, value in enumerate(choices["heads"])}
    for value, row in heads.items():
        _box(ax, x["attention"], row, f"{value} heads" if value else "none")

    def place(part):
        if part.kind in FASHION_SPACE.choices["block"]:
            return x[part.place] + part.number * STEP, rows.index((part.kind, part.kernel))
        return x[part.place], heads[part.heads] if part.place == "attention" else middle

    for i, (name, arch) in enumerate(paths.items()):
        points = [place(part) for part in plan(arch)]
        look = series(i) | {"marker": None, "linewidth": 2.5}
        for point in points:
            _box(ax, *point, "", facecolor=look["color"], alpha=0.25, edgecolor="none", zorder=2)
        across, down = np.repeat(points, 2, axis=0).T  # level inside a box, from its left edge to its right
        across += np.tile([-WIDE / 2, WIDE / 2], len(points))
        ax.plot(across, down + (2 * i - 1) * 0.22, label=name, zorder=0.5, **look)  # behind the boxes
    ax.set(xlim=(-0.6, x["classify"] + 0.6), ylim=(len(rows) - 0.5, -1.2))
    ax.axis("off")
    ax.figure.legend(frameon=False, loc="outside lower center", ncols=1, handlelength=3.0)


@course_style()
def _box(ax, x, y, text, **style):
    place = (x - WIDE / 2, y - TALL / 2), WIDE, TALL
    ax.add_patch(Rectangle(*place, **{"facecolor": "#f2f2f2", "edgecolor": GREY, "linewidth": 0.8} | style))
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
    ax.plot(
        channels,
        running,
        linestyle="",
        marker="_",
        markersize=15,
        markeredgewidth=3,
        color=BLACK,
        label="the supernet's running statistic",
    )
    ax.set_xticks(channels)
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=2)


def before_and_after(ax, before, after, names):
    """One dot a path: its accuracy (in [0, 1]) before and after; above the diagonal it has gained."""
    label(ax, f"accuracy, {names[0]} [%]", f"accuracy, {names[1]} [%]")
    ax.plot(
        100 * np.asarray(before),
        100 * np.asarray(after),
        **series(0) | {"linestyle": "", "alpha": 0.7},
        markersize=6,
        label="a path",
    )
    ax.plot([0, 80], [0, 80], color=GREY, linestyle=DASHED, label="no change")
    ax.set(xlim=(0, 80), ylim=(0, 80), aspect="equal")
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=2)


def taus_by_setting(ax, taus, marks):
    """The tau of each supernet as a small dot, mean and 95 % interval of each setting beside them.

    Args:    taus: {setting: (seeds,)}. marks: {name: tau} of other ways to rank, drawn as lines across.
    """
    label(ax, "", "Kendall tau with the truth")
    for place, values in enumerate(taus.values()):
        mean, low, high = mean_interval(values)
        ax.plot(
            np.full(len(values), place - 0.12),
            values,
            linestyle="",
            markersize=5,
            alpha=0.7,
            marker="o",
            color=GREY,
            label="a supernet" if place == 0 else None,
        )
        ax.errorbar(
            place + 0.08,
            mean,
            [[mean - low], [high - mean]],
            capsize=4,
            markersize=8,
            label="mean and 95 % interval" if place == 0 else None,
            **series(0) | {"linestyle": ""},
        )
    for i, (name, tau) in enumerate(marks.items(), 1):
        style = series(i) | {"marker": None}
        ax.axhline(tau, label=name, linewidth=1.8, **style)
    ax.axhline(0, color=BLACK, linewidth=0.8)
    ax.set(xticks=range(len(taus)), xticklabels=taus, xlim=(-0.5, len(taus) - 0.5))
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=2)


def effects(ax, names, true, shared):
    """One row a choice: how much better than the mean its architectures are, in truth and in opinion.

    Args:    names: of the choices. true: (choices,) points. shared: {name: (seeds, choices)} points.
    """
    label(ax, "points above or below the mean of all paths", "")
    ax.grid(axis="y", visible=False)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    rows, lanes = np.arange(len(names)), np.linspace(-0.28, 0.28, len(shared) + 2)[1:-1]
    for i, ((name, values), lane) in enumerate(zip(shared.items(), lanes, strict=True)):
        mean, low, high = mean_interval(values)
        ax.errorbar(
            mean,
            rows + lane,
            xerr=[mean - low, high - mean],
            label=name,
            markersize=5,
            capsize=2,
            elinewidth=1,
            **series(i) | {"linestyle": ""},
        )
    ax.plot(
        true,
        rows,
        label="truth",
        linestyle="",
        marker="|",
        markersize=17,
        markeredgewidth=3,
        color=BLACK,
        zorder=1.5,
    )
    for row in range(0, len(names), 2):
        ax.axhspan(row - 0.5, row + 0.5, color="#f4f4f4", zorder=0)
    ax.set(yticks=rows, yticklabels=names, ylim=(len(names) - 0.5, -0.5))
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=4, columnspacing=1.2)


def shared_scatter(fig):
    """Shared-weight accuracy against the truth, one dot a path, in per cent; one decision in colours.

    Returns: draw(shared, truth, groups): arrays (n,) in [0, 1]; groups: {name: True where it holds}.
    """
    ax = label(fig.subplots(), "accuracy with shared weights [%]", "truth [%]")
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter("{x:.1f}")
    set_frame = moving_frame(ax, "x")
    plain = {"linestyle": "", "markersize": 5, "alpha": 0.6}
    dots = [ax.plot([], [], animated=True, **series(i) | plain)[0] for i in range(len(GLYPHS))]
    names = [
        ax.text(
            0.02 + 0.3 * i,
            1.03,
            "",
            transform=ax.transAxes,
            color=series(i)["color"],
            fontsize=10,
            animated=True,
        )
        for i in range(len(GLYPHS))
    ]
    ring = {"animated": True, "linestyle": "", "fillstyle": "none", "color": BLACK, "markeredgewidth": 1.8}
    (winner,) = ax.plot([], [], marker="o", markersize=13, label="looks best", **ring)
    (best,) = ax.plot([], [], marker="D", markersize=11, label="best in truth", **ring)
    fig.legend(handles=[winner, best], frameon=False, loc="outside lower center", ncols=2)

    def draw(shared, truth, groups):
        points = 100 * np.array([shared, truth])
        drawn = [*groups.items(), *[("", np.zeros(len(truth), bool))] * len(GLYPHS)]
        for artist, text, glyph, (name, which) in zip(dots, names, GLYPHS, drawn, strict=False):
            artist.set_data(points[:, which])
            text.set_text(f"{glyph} {name}" if name else "")
        for artist, place in ((winner, shared.argmax()), (best, truth.argmax())):
            artist.set_data(points[:, [place]])
        limits = [(x.min() - 0.07 * np.ptp(x), x.max() + 0.07 * np.ptp(x)) for x in points]
        set_frame(xlim=limits[0])
        if limits[1] != ax.get_ylim():  # the truth is the same for all supernets
            ax.set_ylim(limits[1])

    return draw
