"""Pictures of what a space is worth, of a cell of NAS-Bench-201, and of what decisions explain. Lesson 12."""

import numpy as np

from nas_teach.lab.showing.diagram import arrow, box, canvas
from nas_teach.lab.showing.painting import moving_frame
from nas_teach.lab.showing.style import (
    BLUE,
    DASHED,
    GREEN,
    GREY,
    figure,
    label,
    line_with_band,
    percent_ticks,
    series,
)

EDGES = (  # node from, node to, bulge, on the picture
    (0, 1, 0.0),
    (0, 2, -0.45),
    (1, 2, 0.0),
    (0, 3, 0.3),
    (1, 3, -0.45),
    (2, 3, 0.0),
)


def a_cell():
    """A cell of NAS-Bench-201: four nodes, six edges with the names of their decisions."""
    fig, ax = canvas(7.2, 2.8)
    places = (0.7, 2.6, 4.5, 6.4)
    words = ("node 0\ninput", "node 1", "node 2", "node 3\noutput")
    nodes = [
        box(ax, x, 1.45, text, GREEN if i in (0, 3) else BLUE)
        for i, (x, text) in enumerate(zip(places, words, strict=True))
    ]
    for start, end, bend in EDGES:
        arrow(ax, nodes[start], nodes[end], f"edge{end}{start}", bend=bend)
    return fig


def two_edfs(spaces, most=20):
    """The picture of the first screen: the error distributions of spaces, {name: errors in [0, 1]}."""
    fig = figure(6.2, 3.2)
    edfs(fig.subplots(), spaces, most)
    return fig


def edfs(ax, spaces, most=20):
    """The share of each space below an error, as steps, up to an error of `most` per cent."""
    label(ax, "error [%]", "share with a smaller error")
    for number, (name, errors) in enumerate(spaces.items()):
        x, y = steps(errors)
        style = series(number) | {"marker": "", "linewidth": 2}
        ax.plot(100 * x, y, drawstyle="steps-post", label=name, **style)
    lowest = min(100 * np.min(errors) for errors in spaces.values())
    ax.set(xlim=(lowest - 0.4, most), ylim=(0, 1.02))
    percent_ticks(ax)
    ax.legend(frameon=False, loc="lower right")


def steps(errors):
    """Where the curve rises, and to which share: two arrays, for drawing."""
    x = np.sort(np.asarray(errors, dtype=float))
    return np.concatenate([x[:1], x]), np.arange(len(x) + 1) / len(x)


def banded(ax, at, bands, truth=None, title=""):
    """EDFs with their bands: {name: (share, low, high)} over the errors `at`, and the whole table, if given."""
    label(ax, "error [%]", "share with a smaller error" if ax.get_subplotspec().is_first_col() else "", title)
    for number, (name, (share, low, high)) in enumerate(bands.items()):
        style = series(number) | {"marker": "", "linewidth": 2}
        line_with_band(ax, 100 * np.asarray(at), share, low, high, label=name, **style)
    if truth is not None:
        ax.plot(100 * np.asarray(at), truth, color=GREY, linestyle=":", linewidth=2, label="the whole table")
    ax.set(xlim=(100 * at[0], 100 * at[-1]), ylim=(0, 1.02))
    percent_ticks(ax)
    ax.legend(frameon=False, loc="lower right")


def best_of_curves(ax, counts, curves, crossing=None):
    """What random search hands over after `counts` trainings, {space: accuracies in [0, 1]}."""
    label(ax, "trainings", "accuracy handed over [%]")
    for number, (name, accuracies) in enumerate(curves.items()):
        style = series(number) | {"linewidth": 2, "markersize": 5}
        ax.plot(counts, 100 * np.asarray(accuracies), label=name, **style)
    ax.set_xscale("log")
    ticks = [count for count in (1, 3, 10, 30, 100, 300) if counts[0] <= count <= counts[-1]]
    ax.set_xticks(ticks, [str(count) for count in ticks])
    ax.minorticks_off()
    if crossing is not None:
        ax.axvline(crossing, color=GREY, linestyle=":", linewidth=1.5)
        ax.annotate(
            f"from {crossing} on",
            (crossing, ax.get_ylim()[0]),
            (4, 6),
            textcoords="offset points",
            color=GREY,
        )
    ax.legend(frameon=False, loc="lower right")


def explained_bars(fig, effects):
    """What each decision explains by itself, a panel for each benchmark: {title: {decision: share}}."""
    most = max(max(shares.values()) for shares in effects.values())
    for ax, (title, shares) in zip(fig.subplots(1, len(effects)), effects.items(), strict=True):
        label(ax, "share of the variance", "", title)
        names = list(shares)
        ax.barh(range(len(names)), list(shares.values()), color=series(0)["color"])
        for y, share in enumerate(shares.values()):
            ax.annotate(
                f"{100 * share:.1f} %",
                (share, y),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
            )
        ax.set_yticks(range(len(names)), names)
        ax.invert_yaxis()
        ax.set_xlim(0, 1.25 * most)
        ax.set_xticks([])
        ax.grid(visible=False)


def shares_over_epochs(ax, epochs, shares):
    """What decisions explain after each epoch: {decision: shares}."""
    label(ax, "epochs trained", "share of the variance")
    for number, (name, values) in enumerate(shares.items()):
        ax.plot(epochs, values, label=name, **(series(number) | {"linewidth": 2, "markersize": 6}))
    ax.set_ylim(0, 1)
    percent_ticks(ax)
    ax.legend(frameon=False, loc="center right", ncols=2)


MOST_STEPS = 500  # of a curve that moves; more are finer than a pixel


def explorer_picture(fig):
    """Axes of the EDF explorer. Returns draw(all errors, held errors, trainings)."""
    ax = fig.subplots()
    label(ax, "error [%]", "share with a smaller error")
    percent_ticks(ax)
    ax.set(ylim=(0, 1.02))
    lines = []
    for number, name in enumerate(("all networks", "one choice held")):
        style = series(number) | {"marker": "", "linewidth": 2}
        lines += ax.plot([], [], drawstyle="steps-post", label=name, animated=True, **style)
    depth = ax.axhline(1, color=GREY, linestyle=DASHED, linewidth=1.5, animated=True)
    words = ax.text(
        0.98, 1, "", color=GREY, ha="right", va="bottom", transform=ax.get_yaxis_transform(), animated=True
    )
    ax.legend(frameon=False, loc="center right")
    set_frame = moving_frame(ax, "x")

    def draw(whole, held, trainings):
        for line, errors in zip(lines, (whole, held), strict=True):
            x, y = steps(errors)
            shown = np.linspace(0, len(x) - 1, min(len(x), MOST_STEPS)).round().astype(int)
            line.set_data(100 * x[shown], y[shown])
        depth.set_ydata([1 / trainings] * 2)
        words.set_position((0.98, min(1 / trainings, 0.93)))
        words.set_text(f"best 1 of {trainings}" if trainings > 1 else "")
        low, high = 100 * np.min(whole), 100 * np.quantile(whole, 0.9)
        set_frame(xlim=(np.floor(low - 0.5), np.ceil(high) - 0.3))

    return draw
