"""Pictures of searches by gradient: weights over time, results, when to stop, Gumbel. Lesson 09."""

import numpy as np

from nas_teach.lab.showing.style import BLACK, DASHED, GREY, GRID, label, line_with_band, series
from nas_teach.statistics import mean_interval


def every_run(ax, epochs, weights, names):
    """One line a seed and an operation. Args: weights: (seeds, looks, operations)."""
    label(ax, "epoch of the search", "weight")
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


def weights_over_time(fig, epochs, groups, names, live):
    """A panel for each operation: its mean weight over the epochs, with the 95 % interval over seeds.

    Args:    epochs: (looks,). groups: {name: (seeds, looks, operations)}, a line each. names: one an
             operation. live: (operations,), the last weights of one more run, a hollow mark on the right.
    """
    axes = fig.subplots(1, len(names), sharey=True)
    for i, (ax, name) in enumerate(zip(axes, names, strict=True)):
        label(ax, "epoch", "weight" if i == 0 else "", name)
        for k, (group, weights) in enumerate(groups.items()):
            mean, low, high = mean_interval(np.asarray(weights)[:, :, i])
            line_with_band(
                ax,
                epochs,
                mean,
                low,
                high,
                label=group,
                markersize=5,
                markevery=max(1, len(epochs) // 4),
                **series(k),
            )
        ax.plot(
            epochs[-1],
            live[i],
            "D",
            markersize=9,
            fillstyle="none",
            clip_on=False,
            color=BLACK,
            label="first order, live",
        )
        ax.set(ylim=(0, 0.5), xticks=(epochs[0], epochs[-1]))
    fig.legend(*axes[0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=3)


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
    axes[0].set_ylabel("weight")
    fig.legend(*axes[0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=3)
