"""Pictures of time: single passes, work against time, predicted against measured. Lesson 10."""

import numpy as np

from nas_teach.lab.plots.style import BLACK, GREY, label, series

QUARTILES = (0.25, 0.75)


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
            ax.plot(values[which], latency[which], label=kind, markersize=4, alpha=0.5,
                    **series(i) | {"linestyle": ""})
        if np.max(values) > 100 * np.min(values):
            ax.set_xscale("log")
        ax.set_ylim(0)
    ax.legend(frameon=False, loc="lower right", fontsize=9)


def predicted_and_measured(ax, measured, predictions):
    """Dots on the diagonal are right; below it, too little was predicted.

    Args:    measured: milliseconds (n,); what is far above all predictions was disturbed, is left out and
             counted. predictions: {name: (n,)}.
    """
    top = 1.3 * max(np.max(values) for values in predictions.values())
    beyond = int(np.sum(measured > top))
    label(ax, "measured latency [ms]", "predicted latency [ms]", f"({beyond} further right)" * (beyond > 0))
    ax.plot([0, top], [0, top], color=GREY, linewidth=1, label="right")
    for i, (name, values) in enumerate(predictions.items()):
        ax.plot(measured, values, label=name, markersize=6, alpha=0.7, **series(i) | {"linestyle": ""})
    ax.set(xlim=(0, top), ylim=(0, top), aspect="equal")
    ax.legend(frameon=False, loc="upper left", fontsize=9)
