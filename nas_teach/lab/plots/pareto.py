"""Accuracy against latency: the networks, the front, and where a price puts the winner. Lesson 10."""

import numpy as np

from nas_teach.lab.plots.style import BLACK, GREY, VERMILLION, label, series

CLOSE = (0.33, 0.72), (84.5, 87.6)  # ms and %: where most of the front of FashionBench lies


def cloud(ax, accuracy, latency, size=None, title=""):
    """One dot a network; its area grows with the megabytes, if `size` is given. Returns the axes.

    Args:    accuracy: (n,) in [0, 1]. latency: (n,) milliseconds. size: (n,) megabytes.
    """
    label(ax, "latency [ms]", "accuracy [%]", title)
    ax.scatter(latency, 100 * np.asarray(accuracy), _area(size), color=GREY, alpha=0.35, linewidths=0)
    return ax


def front_line(ax, accuracy, latency, front, size=None):
    """The points of a front, and the stairs of what can be had within a latency.

    Args:    front: rows, from the best accuracy to the worst, as `pareto_front` returns them.
             size: as in `cloud`.
    """
    x, y = np.asarray(latency)[front][::-1], 100 * np.asarray(accuracy)[front][::-1]
    area = _area(None if size is None else np.asarray(size)[front][::-1])
    look = {"color": series(0)["color"], "linewidth": 1.2}
    ax.step([*x, ax.get_xlim()[1]], [*y, y[-1]], where="post", **look)
    ax.scatter(x, y, area, label="Pareto front", marker=series(0)["marker"], zorder=3, **look)


def _area(size):
    """In square points."""
    return 40 if size is None else 5 + 90 * np.asarray(size)


def price_picture(fig, accuracy, latency, size, front):
    """Left all networks, right the best end of the front: who wins, and what would be just as good.

    Returns: draw(winner, latencies, accuracies, target): the row of the winner; a line along which the reward
             is that of the winner, accuracies in [0, 1]; a latency to be marked, or None.
    """
    lines, winners, targets = [], [], []
    axes = fig.subplots(1, 2, width_ratios=(1, 1.15))
    for ax, title in zip(axes, ("All networks", "Close up"), strict=True):
        cloud(ax, accuracy, latency, size, title)
        front_line(ax, accuracy, latency, front, size)
        lines += ax.plot([], [], animated=True, color=BLACK, linewidth=1.5, linestyle="--",
                         label="as good as the winner")
        targets += ax.plot([], [], animated=True, color=GREY, linewidth=1.5, linestyle=":")
        winners += ax.plot([], [], animated=True, label="winner", marker="*", linestyle="", markersize=15,
                           zorder=4, color=VERMILLION, markeredgecolor=BLACK, markeredgewidth=0.7)
        ax.set(xlim=(0.2, 2.1), ylim=(76, 88))
    ax.set(xlim=CLOSE[0], ylim=CLOSE[1], ylabel="")
    fig.legend(*ax.get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=3)

    def draw(winner, latencies, accuracies, target=None):
        for line in lines:
            line.set_data(latencies, 100 * np.asarray(accuracies))
        for star in winners:
            star.set_data([latency[winner]], [100 * accuracy[winner]])
        for mark in targets:
            mark.set_data([] if target is None else [target, target], [] if target is None else [0, 100])

    return draw
