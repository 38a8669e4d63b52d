"""Pictures of time and its price: passes, work, predictions, the front and who wins on it. Lesson 10."""

import numpy as np

from nas_teach.lab.showing.style import BLACK, BLUE, GREY, ORANGE, VERMILLION, figure, label, series

STAR = {"color": VERMILLION, "markersize": 15, "markeredgecolor": BLACK, "markeredgewidth": 0.7}
QUARTILES = (0.25, 0.75)
CLOSE = (0.33, 0.72), (84.5, 87.6)  # ms and %: where most of the front of FashionBench lies

SQUARE = 0.95  # inches, the side of the part with the most work


def side_by_side(networks):
    """A row of squares for each network: a square is a part, its area the part's work. Returns the figure.

    Args:    networks: {name: architecture of FashionBench}.
    """
    from nas_teach.hardware.counting import macs  # they need torch, and no panel needs them
    from nas_teach.hardware.latency_table import operator_module, operators

    work = {
        name: [macs(*operator_module(part)) for part in operators(arch)] for name, arch in networks.items()
    }
    scale = SQUARE / max(max(parts) for parts in work.values()) ** 0.5
    fig = figure(7.0, 3.1)
    ax = fig.subplots()
    for i, (name, parts) in enumerate(work.items()):
        sides = [max(scale * part**0.5, 0.03) for part in parts]
        x = 0.45 + np.arange(len(parts)) * SQUARE * (0.75 if len(parts) > 7 else 1.25)
        y = -1.5 * i
        style = {"facecolor": series(i)["color"] + "55", "edgecolor": series(i)["color"]}
        for centre, side in zip(x, sides, strict=True):
            ax.fill_between([centre - side / 2, centre + side / 2], y - side / 2, y + side / 2, **style)
        for one, other, left, right in zip(x, x[1:], sides, sides[1:], strict=False):
            ends = (other - right / 2, y), (one + left / 2, y)
            ax.annotate("", *ends, arrowprops={"arrowstyle": "->", "color": GREY})
        text = f"{name}: {len(parts)} parts, {sum(parts):,} multiplications for an image"
        ax.text(0, y + 0.62, text, fontweight="bold", fontsize=10)
    ax.set(xlim=(0, 7), ylim=(-2.05, 0.95), aspect="equal")
    ax.set_axis_off()
    return fig


def passes(fig, first, times):
    """Left, the first passes of a new network one by one; right, how many later ones took how long.

    Args:    first, times: milliseconds, two arrays. The slowest 3 % are not shown on the right.
    """
    left, right = fig.subplots(1, 2, width_ratios=(1, 1.3))
    label(left, "pass", "milliseconds", "The first passes")
    left.plot(np.arange(1, len(first) + 1), first, markersize=5, linewidth=1, **series(1))
    left.set_ylim(0)
    label(right, "milliseconds", "passes", f"{len(times)} later passes")
    median, (low, longest) = np.median(times), (np.min(times), np.quantile(times, 0.97))
    right.hist(times, bins=40, range=(low, longest), color=series(0)["color"], alpha=0.8)
    right.axvspan(*np.quantile(times, QUARTILES), color=GREY, alpha=0.25, linewidth=0, label="middle half")
    right.axvline(median, color=BLACK, linewidth=1.6, label="median")
    right.axvline(np.mean(times), color=series(1)["color"], linewidth=1.6, linestyle="--", label="mean")
    right.set_xlim(low, longest)
    right.legend(frameon=False, loc="upper right", fontsize=9)


def work_and_time(fig, latency, counted, kinds):
    """A panel for each count of work, with the latency over it, one dot a network.

    Args:    latency: milliseconds (n,). counted: {axis label: (n,)}; more than a hundredfold is drawn on a
             logarithmic axis. kinds: {name: True where a network is of that kind, (n,)}.
    """
    for ax, (name, values) in zip(fig.subplots(1, len(counted), sharey=True), counted.items(), strict=True):
        label(ax, name, "latency [ms]" if ax.get_subplotspec().is_first_col() else "")
        for i, (kind, which) in enumerate(kinds.items()):
            ax.plot(
                values[which],
                latency[which],
                label=kind,
                markersize=4,
                alpha=0.5,
                **series(i) | {"linestyle": ""},
            )
        if np.max(values) > 100 * np.min(values):
            ax.set_xscale("log")
        ax.set_ylim(0)
    ax.legend(frameon=False, loc="lower right", fontsize=9)


def predicted_and_measured(ax, measured, predictions):
    """Dots on the diagonal are right; below it, too little was predicted.

    Args:    measured: milliseconds (n,). Networks far above most predictions were disturbed; they are left out
             and counted. predictions: {name: (n,)}.
    """
    top = 1.6 * max(np.quantile(values, 0.8) for values in predictions.values())
    beyond = int(np.sum(np.max([measured, *predictions.values()], 0) > top))
    label(
        ax,
        "measured in turn [ms]",
        "predicted, or timed alone [ms]",
        f"({beyond} further out)" * (beyond > 0),
    )
    ax.plot([0, top], [0, top], color=GREY, linewidth=1, label="right")
    for i, (name, values) in enumerate(predictions.items()):
        ax.plot(measured, values, label=name, markersize=6, alpha=0.7, **series(i) | {"linestyle": ""})
    ax.set(xlim=(0, top), ylim=(0, top), aspect="equal")
    ax.legend(frameon=False, loc="upper left", fontsize=9)


def cloud(ax, accuracy, latency, size=None, title=""):
    """One dot a network; its area grows with the megabytes, if `size` is given. Returns the axes.

    Args:    accuracy: (n,) in [0, 1]. latency: (n,) milliseconds. size: (n,) megabytes.
    """
    label(ax, "latency [ms]", "accuracy [%]", title)
    look = {"facecolor": "#bbbbbb", "edgecolor": GREY, "alpha": 0.85, "linewidths": 0.6}
    ax.scatter(latency, 100 * np.asarray(accuracy), _area(size), **look)
    return ax


def _area(size):
    """In square points."""
    return 40 if size is None else 20 + 90 * np.asarray(size)


def front_line(ax, accuracy, latency, front, size=None):
    """The points of a front, and the stairs of what can be had within a latency.

    Args:    front: rows, from the best accuracy to the worst, as `pareto_front` returns them.
             size: as in `cloud`.
    """
    x, y = np.asarray(latency)[front][::-1], 100 * np.asarray(accuracy)[front][::-1]
    area = _area(None if size is None else np.asarray(size)[front][::-1])
    style = {"color": series(0)["color"], "linewidth": 1.2}
    ax.step([*x, ax.get_xlim()[1]], [*y, y[-1]], where="post", **style)
    ax.scatter(x, y, area, label="Pareto front", marker=series(0)["marker"], zorder=3, **style)


def all_with_front(accuracy, latency, front):
    """All networks and their front, as in `front_line`. Returns the figure."""
    fig = figure(6.4, 3.2)
    ax = cloud(fig.subplots(), accuracy, latency)
    ax.set(xlim=(0.2, 2.1), ylim=(76, 88))
    front_line(ax, accuracy, latency, front)
    ax.legend(frameon=False, loc="lower right")
    return fig


def sweep(fig, accuracy, latency, beats, steps):
    """A line comes down from the highest accuracy: a panel for each number of networks that it has met.

    Args:    accuracy: (n,) in [0, 1]. latency: (n,) milliseconds. beats: a function of two pairs
             (accuracy, latency). steps: how many networks the line has met, a panel each.
    """
    pairs = sorted(zip(accuracy, latency, strict=True), key=lambda pair: (-pair[0], pair[1]))
    for ax, met in zip(fig.subplots(1, len(steps), sharey=True), steps, strict=True):
        seen = pairs[:met]
        kept = [pair for pair in seen if not any(beats(other, pair) for other in seen)]
        label(ax, "latency [ms]", "accuracy [%]" if ax.get_subplotspec().is_first_col() else "", f"{met} met")
        for name, group, style in (
            ("not met yet", pairs[met:], {"marker": "o", "markerfacecolor": "white", "color": GREY}),
            (
                "beaten",
                [pair for pair in seen if pair not in kept],
                {"marker": "x", "color": BLACK, "mew": 2},
            ),
            ("kept", kept, {"marker": "o", "color": BLUE}),
        ):
            x, y = [pair[1] for pair in group], [100 * pair[0] for pair in group]
            ax.plot(x, y, label=name, linestyle="", markersize=8, **style)
        ax.axhline(100 * seen[-1][0], color=BLACK, linewidth=1.5, linestyle="--", label="the line")
        ax.axvspan(
            min(pair[1] for pair in seen),
            9,
            color=ORANGE,
            alpha=0.18,
            lw=0,
            label="no faster than the record",
        )
        ax.set(xlim=(0.3, 1.45), ylim=(75.5, 87))
    handles = fig.axes[0].get_legend_handles_labels()
    fig.legend(*handles, frameon=False, loc="outside upper center", ncols=5, fontsize=9)


def slide(fig, accuracy, latency, front, prices, dent):
    """A line of equal reward comes down and stops at the first network: a panel a price; last, why not the dent.

    Args:    front: as in `front_line`. prices: percentage points of accuracy for a millisecond. dent: the row of a
             member of the front that is neither its first nor its last.
    """
    accuracy, latency = 100 * np.asarray(accuracy), np.asarray(latency)
    ends, axes = np.array([0.3, 1.45]), fig.subplots(1, len(prices) + 1, sharey=True)
    titles = [f"Price: {price:g} point{'s' * (price != 1)} a ms" for price in prices] + [
        "Why not the diamond"
    ]
    for ax, title in zip(axes, titles, strict=True):
        ax.set(xlim=ends, ylim=(76, 89))
        front_line(cloud(ax, accuracy / 100, latency, title=title), accuracy / 100, latency, front)
        look = {"color": ORANGE, "markeredgecolor": BLACK, "markersize": 10, "linestyle": "", "zorder": 4}
        ax.plot(latency[dent], accuracy[dent], "D", label="in the dent", **look)
        ax.set_ylabel("accuracy [%]" if ax is axes[0] else "")
    for ax, price in zip(axes, prices, strict=False):
        rewards = accuracy - price * latency
        won, stop = rewards.argmax(), rewards.max() + price * ends
        for above in (3, 2, 1):
            way = {"color": BLACK, "linewidth": 0.9, "label": "on its way" if above == 1 else None}
            ax.plot(ends, stop + above, ":", **way)
        ax.plot(ends, stop, "--", color=BLACK, linewidth=1.5, label="where it stops")
        ax.plot(latency[won], accuracy[won], "*", label="touched first", zorder=5, **STAR)
        y = np.interp(0.5, ends, stop) + 3
        ax.annotate("", (0.5, y - 2.6), (0.5, y), arrowprops={"arrowstyle": "->", "color": BLACK})
    handles = axes[0].get_legend_handles_labels()
    fig.legend(*handles, frameon=False, loc="outside upper center", ncols=5, fontsize=9)
    place = list(front).index(dent)
    better, faster = front[place - 1], front[place + 1]
    axes[-1].plot(latency[[faster, better]], accuracy[[faster, better]], color=VERMILLION, linewidth=2.2)
    axes[-1].annotate(
        "joins its\nneighbours,\npasses above",
        (
            latency[dent] - 0.1,
            np.interp(latency[dent] - 0.1, latency[[faster, better]], accuracy[[faster, better]]),
        ),
        (0.42, 86.2),
        fontsize=9,
        color=VERMILLION,
        arrowprops={"arrowstyle": "->", "color": VERMILLION},
    )


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
        lines += ax.plot(
            [], [], animated=True, color=BLACK, linewidth=1.5, linestyle="--", label="as good as the winner"
        )
        targets += ax.plot([], [], animated=True, color=GREY, linewidth=1.5, linestyle=":")
        winners += ax.plot([], [], animated=True, label="winner", marker="*", linestyle="", zorder=4, **STAR)
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
