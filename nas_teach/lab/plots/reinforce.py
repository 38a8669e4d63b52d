"""Pictures of the REINFORCE controller: how its probabilities move, and where it ends. Lessons 02 and 03."""

import numpy as np
from scipy.stats import binomtest

from nas_teach.lab.plots.style import GREY, label, series

BAND = (0.25, 0.75)  # quantiles over runs: the shaded band holds the middle half of the runs


def controller_race(fig, names):
    """Prepare two axes in `fig`: probabilities over the steps, and the share of runs won by each choice.

    Args:    names: what to call each choice, for example ("kernel 3", "kernel 5", "kernel 7").
    Returns: draw(probs, ends, best) where probs has shape (steps + 1, runs, choices), ends is winners(probs)
             and best is the set of indices of the choices with the greatest true reward.
    """
    left, right = fig.subplots(1, 2, width_ratios=(1.5, 1))
    paths = _paths(left, names)
    fig.legend(handles=paths[0], loc="outside upper center", ncols=len(names), frameon=False,
               handlelength=3.2)
    bars = _bars(right, names)

    def draw(probs, ends, best):
        _move_paths(left, *paths, probs)
        _move_bars(*bars, *ends, best)

    return draw


def winners(probs):
    """How often each choice alone has the greatest probability after the last step; a tie has no winner.

    Args:    probs: shape (steps + 1, runs, choices).
    Returns: share of runs (choices,), and the ends of its 95 % Wilson interval (choices, 2), all in [0, 1].
    """
    last = probs[-1]  # (runs, choices)
    runs = len(last)
    top = last == last.max(axis=1, keepdims=True)  # (runs, choices)
    wins = top[top.sum(axis=1) == 1].sum(axis=0)  # (choices,)
    interval = [binomtest(int(won), runs).proportion_ci(method="wilson") for won in wins]
    return wins / runs, np.array([(ends.low, ends.high) for ends in interval])


def _paths(ax, names):
    label(ax, "step", "probability", "Probability: mean and middle half")
    ax.set_ylim(0, 1)
    lines = [ax.plot([], [], label=name, markersize=5, animated=True, **series(i))[0]
             for i, name in enumerate(names)]
    bands = [ax.fill_between([0, 1], 0, 0, alpha=0.14, linewidth=0, animated=True, color=line.get_color())
             for line in lines]
    return lines, bands


def _move_paths(ax, lines, bands, probs):
    steps = len(probs) - 1
    if ax.get_xlim() != (0, steps):  # a new limit means that the whole frame is drawn again
        ax.set_xlim(0, steps)
    time = np.arange(steps + 1)
    mean = probs.mean(axis=1)  # (steps + 1, choices)
    low, high = np.quantile(probs, BAND, axis=1)
    for i, (line, band) in enumerate(zip(lines, bands, strict=True)):
        line.set_data(time, mean[:, i])
        line.set_markevery((0, max(1, steps // 6)))
        band.set_data(time, low[:, i], high[:, i])


def _bars(ax, names):
    label(ax, "", "share of runs", "On top at the end")
    ax.set_ylim(0, 1.3)
    ax.spines["left"].set_bounds(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    colors = [series(i)["color"] for i in range(len(names))]
    bars = ax.bar(names, 0, width=0.62, color=colors, alpha=0.85, animated=True)
    spans = ax.vlines(range(len(names)), 0, 0, color="black", linewidth=1.4, animated=True)
    texts = [ax.text(i, 0, "", ha="center", va="bottom", animated=True) for i in range(len(names))]
    marks = [ax.text(i, 1.3, "best", ha="center", va="top", color=GREY, animated=True)
             for i in range(len(names))]
    return bars, spans, texts, marks


def _move_bars(bars, spans, texts, marks, share, interval, best):
    spans.set_segments([[(i, low), (i, high)] for i, (low, high) in enumerate(interval)])
    for i, bar in enumerate(bars):
        bar.set_height(share[i])
        texts[i].set_position((i, interval[i, 1] + 0.02))
        texts[i].set_text(f"{share[i]:.0%}".replace("%", " %"))
        marks[i].set_visible(i in best)
