"""Pictures of searches by gradient: an edge, weights over time, results, when to stop, Gumbel. Lesson 09."""

import numpy as np

from nas_teach.lab.lesson_09.cell import SHORT
from nas_teach.lab.showing.diagram import arrow, box, canvas
from nas_teach.lab.showing.style import (
    BLACK,
    BLUE,
    DASHED,
    GREY,
    GRID,
    ORANGE,
    VERMILLION,
    label,
    line_with_band,
    series,
)
from nas_teach.statistics import mean_interval


def edge_and_cut():
    """An edge during the search, a mixture of five operations, and after it, when one of them is left."""
    fig, ax = canvas(7.2, 2.9)
    shares = {"none": 0.13, "skip": 0.18, "max pool": 0.22, "sep conv": 0.21, "conv": 0.26}
    ax.text(0.15, 2.65, "During the search: a mixture", fontweight="bold")
    box(ax, 0.3, 1.25, "x"), box(ax, 4.15, 1.25, "sum")
    for number, (name, share) in enumerate(shares.items()):
        color = VERMILLION if name == "conv" else GREY
        y = 2.25 - 0.5 * number
        box(ax, 2.15, y, f"{share:.2f} × {name}(x)", color, width=1.7)
        for begin, tip in (((0.47, 1.25), (1.29, y)), ((3.01, y), (3.86, 1.25))):
            ax.annotate(
                "", tip, begin, arrowprops={"arrowstyle": "-|>", "color": GREY, "shrinkA": 0, "shrinkB": 0}
            )
    ax.plot([4.65, 4.65], [0.1, 2.8], color=GREY, linewidth=1, linestyle=DASHED)
    ax.text(4.8, 2.65, "After it: one network", fontweight="bold")
    start, operation = box(ax, 5.0, 1.25, "x"), box(ax, 5.95, 1.25, "conv", VERMILLION)
    arrow(ax, start, operation)
    arrow(ax, operation, box(ax, 6.85, 1.25, "out"))
    return fig


def every_run(ax, epochs, weights, names):
    """One line a seed and an operation. Args: weights: (seeds, looks, operations)."""
    label(ax, "epoch of the search", "share")
    for i, name in enumerate(names):
        style = series(i) | {"marker": ""}
        for seed, run in enumerate(weights):
            ax.plot(epochs, run[:, i], label=name if seed == 0 else None, linewidth=1.5, **style)
    ax.set(ylim=(0, 1))


def toy_trails(ax, trails):
    """Paths of (alpha, w) on the paper's problem of two numbers, over the contours of the validation loss.

    Args:    trails: {xi: [(alpha, w), ...]}.
    """
    label(ax, "alpha", "w")
    ax.grid(visible=False)
    line = np.array([-0.7, 3.5])
    ax.plot(line, line, color=GREY, linewidth=1.2, linestyle=DASHED, label="w trained: w = alpha")
    for i, (xi, trail) in enumerate(trails.items()):
        alpha, w = np.array(trail).T
        ax.plot(
            alpha,
            w,
            label="first order (xi = 0)" if xi == 0 else f"second order, xi = {xi}",
            markevery=(0, 12),
            markersize=5,
            linewidth=1.5,
            **series(i),
        )
    ax.plot(1, 1, "*", color=BLACK, markersize=15, label="the true optimum")
    ax.set(xlim=(-0.7, 3.5), ylim=(-2.2, 3.5))
    ax.legend(frameon=False, loc="upper left", fontsize=9)


def each_search(fig, paths, names):
    """A panel for each search, by seed. Args: paths: (searches, epochs + 1, operations), two rows of panels."""
    axes = fig.subplots(2, len(paths) // 2, sharex=True, sharey=True)
    for seed, (ax, path) in enumerate(zip(axes.flat, paths, strict=True)):
        label(ax, "epoch" if ax in axes[1] else "", "share" if ax in axes[:, 0] else "", f"seed {seed}")
        for i, name in enumerate(names):
            ax.plot(path[:, i], label=name, **series(i) | {"markersize": 4, "markevery": 2})
        ax.set(ylim=(0, 0.9), xticks=(0, len(path) - 1))
    fig.legend(*axes[0, 0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=3)


def shares_over_time(fig, epochs, recorded, live, names):
    """A panel for each operation: mean share with 95 % interval over seeds, and one search of the learner's.

    Args:    epochs: of the looks of the recorded searches. recorded: (seeds, looks, operations).
             live: (epochs + 1, operations), of one search, from before its first epoch on.
    """
    axes = fig.subplots(1, len(names), sharey=True)
    for i, (ax, name) in enumerate(zip(axes, names, strict=True)):
        label(ax, "epoch", "share" if i == 0 else "", SHORT[name])
        mean, low, high = mean_interval(np.asarray(recorded)[:, :, i])
        style = series(0) | {"marker": ""}
        line_with_band(ax, epochs, mean, low, high, label="five recorded searches (band: 95 %)", **style)
        ax.plot(live[:, i], label="your search", **series(1) | {"marker": ""})
        ax.set(ylim=(0, 0.5), xticks=(0, epochs[-1]))
    fig.legend(*axes[0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=2)


def gap_lines(ax, runs, stages, guess=None):
    """Each search as a line over the stages of its network, and the learner's guess for the second as a star.

    Args:    runs: (searches, stages), in [0, 1]. guess: in per cent; anything but a number was not guessed.
    """
    label(ax, "", "validation accuracy [%]")
    for number, run in enumerate(100 * np.asarray(runs)):
        name = "a search" if number == 0 else None
        ax.plot(run, label=name, markersize=6, linewidth=1.2, **series(0))
    if isinstance(guess, int | float):
        ax.plot(1, guess, "*", color=ORANGE, markersize=16, linestyle="", label="your guess", zorder=4)
    ax.set(xlim=(-0.3, len(stages) - 0.7), ylim=(0, 100))
    ax.set_xticks(range(len(stages)), stages)
    ax.legend(frameon=False, loc="lower right")


def accuracy_dots(ax, groups):
    """One row a group: a dot for every value, and mean with 95 % interval.

    Args:    groups: {name: (values,) in [0, 1]}, drawn from top to bottom.
    """
    label(ax, "validation accuracy [%] (bar: 95 % interval of the mean)", "")
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", **GRID)
    for row, values in enumerate(groups.values()):
        values = 100 * np.asarray(values)
        mean, low, high = mean_interval(values)
        ax.plot(values, np.full(len(values), row), "o", color=series(0)["color"], alpha=0.45, markersize=6)
        ax.errorbar(
            mean,
            row,
            xerr=[[mean - low], [high - mean]],
            color=series(1)["color"],
            marker="D",
            markersize=7,
            capsize=4,
            linewidth=2,
        )
    ax.set(yticks=range(len(groups)), yticklabels=groups, ylim=(len(groups) - 0.5, -0.5))


def curvature_and_stops(ax, epochs, curvature, stops):
    """Curvature over the epochs, logarithmic, a line a search; a square where it is stopped.

    Args:    curvature: (searches, looks). stops: index of a look, one a search.
    """
    label(ax, "epoch of the search", "curvature")
    for seed, (bend, stop) in enumerate(zip(curvature, stops, strict=True)):
        line, mark = ("a search", "stopped here") if seed == 0 else (None, None)
        ax.plot(epochs, bend, linewidth=0.8, label=line, **series(0) | {"marker": "", "color": GREY})
        ax.plot(epochs[stop], bend[stop], markersize=8, label=mark, zorder=3, **series(1) | {"linestyle": ""})
    ax.set_yscale("log")
    ax.legend(frameon=False, loc="lower left")


def gumbel_bins(ax, counts, shares, names):
    """How many draws each operation has won, beside the share that the softmax of the alphas gives it.

    Args:    counts: (operations,), of all draws. shares: (operations,).
    """
    counts = np.asarray(counts)
    label(ax, "", "share of draws")
    found, places = counts / counts.sum(), np.arange(len(names))
    ax.bar(places, found, 0.5, color=BLUE, label="won by the largest noisy alpha")
    ax.hlines(
        shares, places - 0.36, places + 0.36, color=VERMILLION, linewidth=3, label="softmax of the alphas"
    )
    for place, count, share in zip(places, counts, found, strict=True):
        ax.text(place, share + 0.03, f"{count}", ha="center", fontsize=9)
    ax.set(ylim=(0, 0.8))
    ax.set_xticks(places, names)
    ax.legend(frameon=False)


def two_valleys(fig):
    """The loss over one alpha, bent a little and bent much, and what the same move does to it."""
    alpha, move = np.linspace(-1, 1, 101), 0.6
    for ax, bend, title in zip(
        fig.subplots(1, 2, sharey=True), (0.4, 2.4), ("Small curvature", "Large curvature"), strict=True
    ):
        label(ax, "alpha", "validation loss" if bend < 1 else "", title)
        loss = bend * move**2 / 2
        ax.plot(alpha, bend * alpha**2 / 2, color=BLUE, linewidth=1.8)
        ax.plot([0], [0], "o", color=BLUE, markersize=8, label="the mixture")
        ax.plot([move], [loss], "s", color=VERMILLION, markersize=8, label="after the cut")
        ax.plot([0, move, move], [0, 0, loss], color=GREY, linewidth=1.2, linestyle=DASHED)
        ax.set(xticks=[], yticks=[], ylim=(-0.1, 1.2))
    fig.axes[0].legend(frameon=False, loc="upper left")


def gumbel_samples(fig, draws, names):
    """Weights drawn at several temperatures as stacked bars, one bar a draw.

    Args:    draws: {title: (draws, operations)}.
    """
    axes = fig.subplots(1, len(draws), sharey=True)
    for ax, (title, weights) in zip(axes, draws.items(), strict=True):
        label(ax, "draw", "", title)
        bottom = np.zeros(len(weights))
        for i, name in enumerate(names):
            ax.bar(
                np.arange(1, len(weights) + 1),
                weights[:, i],
                0.9,
                bottom,
                label=name,
                color=series(i)["color"],
                hatch=("", "//", "..")[i],
                edgecolor="white",
            )
            bottom += weights[:, i]
        ax.set(ylim=(0, 1), xticks=[1, len(weights)])
    axes[0].set_ylabel("weight in the draw")
    fig.legend(*axes[0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=3)
