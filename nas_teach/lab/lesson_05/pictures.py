"""Pictures of evolution: tournaments, a population over time, comparisons of many searches. Lesson 05."""

import numpy as np

from nas_teach.lab.showing.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    VERMILLION,
    label,
    line_with_band,
    series,
)
from nas_teach.statistics import mean_interval
from nas_teach.strategies.evolution import win_chance


def chances_by_rank(ax, population_size, counts):
    """Formula as a line, simulated tournaments as marks. `counts`: {sample_size: wins of each rank}."""
    label(ax, "rank in the population (1 is the best)", "share of tournaments won [%]")
    ranks = np.arange(1, population_size + 1)
    for i, (size, wins) in enumerate(counts.items()):
        style = series(i)
        marks = style | {"linestyle": "", "markersize": 5, "clip_on": False}
        ax.plot(
            ranks,
            100 * win_chance(population_size, size),
            color=style["color"],
            lw=1.5,
            linestyle=style["linestyle"],
        )
        ax.plot(ranks, 100 * np.array(wins) / np.sum(wins), label=f"sample size {size}", **marks)
    ax.set(xlim=(0.5, population_size + 0.5), ylim=(0, None), xticks=range(1, population_size + 1, 3))
    ax.legend(frameon=False, title="line: formula, marks: simulated")


def population_picture(fig, budget, span, decisions):
    """Prepare two axes in `fig`: the population among all evaluations, and its diversity over them.

    Args:    budget: evaluations of a run. span: (low, high) of the rewards shown, in [0, 1]; whatever lies
             below is drawn at the lower edge. decisions: how many an architecture has.
    Returns: draw(steps, truth, diversity, now): steps as `trace` returns them; truth and diversity, one
             number for each of them; now: the number of the step that is shown.
    """
    left, right = fig.subplots(1, 2, width_ratios=(2.3, 1))
    label(left, "evaluation", "accuracy [%]", "Members stand where they were born")
    left.set(xlim=(0, budget + 1), ylim=(100 * span[0], 100 * span[1]))
    label(right, "evaluation", f"of {decisions} decisions", "Two members differ in")
    right.set(xlim=(0, budget + 1), ylim=(0, decisions))
    marks, stems = _marks(left), left.vlines([], [], [], color=ORANGE, linewidth=1.6, animated=True)
    stems.set_label("luck (seen minus true)")
    (line,) = right.plot([], [], color=BLUE, lw=1.6, animated=True)
    (point,) = right.plot([], [], "o", color=BLACK, markersize=7, animated=True, clip_on=False)
    fig.legend(
        handles=[*marks, stems],
        loc="outside upper center",
        ncols=6,
        frameon=False,
        fontsize=8.5,
        handletextpad=0.3,
        columnspacing=1.2,
    )

    def draw(steps, truth, diversity, now):
        step, seen = steps[now - 1], np.maximum([s.trial.reward for s in steps], span[0])
        groups = (range(1, now + 1), step.alive, [step.parent], [now], [step.dead])
        for mark, group in zip(marks, groups, strict=True):
            numbers = [number for number in group if number]
            mark.set_data(numbers, [100 * seen[number - 1] for number in numbers])
        true = np.maximum(truth, span[0])
        stems.set_segments([[(n, 100 * true[n - 1]), (n, 100 * seen[n - 1])] for n in step.alive])
        line.set_data(np.arange(1, now + 1), diversity[:now])
        point.set_data([now], [diversity[now - 1]])

    return draw


def _marks(ax):
    """Markers for the dead of the past, the living, the parent, the child and the one that dies now."""
    styles = {
        "dead": ("o", "#b8b8b8", 2.5, {}),
        "alive": ("o", BLUE, 5, {}),
        "parent": ("s", VERMILLION, 11, {"fillstyle": "none", "markeredgewidth": 2}),
        "child": ("^", GREEN, 9, {"markeredgecolor": BLACK}),
        "dies": ("X", BLACK, 9, {"markeredgecolor": "white"}),
    }
    return [
        ax.plot(
            [],
            [],
            marker,
            color=color,
            markersize=size,
            label=name,
            animated=True,
            clip_on=False,
            zorder=3 + i,
            **more,
        )[0]
        for i, (name, (marker, color, size, more)) in enumerate(styles.items())
    ]


def medians(ax, x, curves):
    """Medians and the middle half of measured values. `curves`: {name: list over x of arrays}."""
    for i, (name, values) in enumerate(curves.items()):
        low, middle, high = np.transpose([np.quantile(value, (0.25, 0.5, 0.75)) for value in values])
        line_with_band(ax, x, middle, low, high, label=name, markersize=6, **series(i))
    ax.legend(frameon=False)


def mean_curves(ax, curves, first=1):
    """Mean over seeds with its 95 % interval. `curves`: {name: (seeds, evaluations)}, from `first` on."""
    for i, (name, values) in enumerate(curves.items()):
        mean, low, high = mean_interval(values)
        line_with_band(
            ax,
            np.arange(first, first + len(mean)),
            mean,
            low,
            high,
            label=name,
            markersize=5,
            markevery=(8 * i, 50),
            **series(i),
        )
    ax.legend(frameon=False)


def differences(ax, rows, x):
    """Paired differences with their 95 % intervals, one below the other, beside the line of no difference.

    Args:    rows: {name: (seeds,)}, in the unit that `x`, the label of the axis, states.
    """
    label(ax, x, "")
    ax.grid(False)
    ax.axvline(0, color=GREY, linewidth=1)
    for i, values in enumerate(rows.values()):
        mean, low, high = mean_interval(values)
        marks = {"color": BLUE, "marker": "o", "markersize": 6, "capsize": 4}
        ax.errorbar(mean, -i, xerr=[[mean - low], [high - mean]], **marks)
    ax.set_yticks(-np.arange(len(rows)), rows)
    ax.set_ylim(0.6 - len(rows), 0.6)


def means(ax, x, curves, optimum):
    """Means and their 95 % intervals over a few settings, below the line of the optimum.

    Args:    x: the settings, spaced evenly whatever their values. curves: {name: list over x of (seeds,)}.
    """
    for i, (name, values) in enumerate(curves.items()):
        mean, low, high = np.transpose([mean_interval(value) for value in values])
        place = np.arange(len(x)) + 0.08 * (i - (len(curves) - 1) / 2)
        ax.errorbar(
            place, mean, yerr=[mean - low, high - mean], label=name, markersize=6, capsize=3, **series(i)
        )
    ax.axhline(optimum, color=BLACK, linewidth=1.2, label="optimum")
    ax.set_xticks(range(len(x)), x)
    ax.legend(frameon=False)
