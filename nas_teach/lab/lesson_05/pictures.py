"""Pictures of evolution: tournaments, a population over time, comparisons of many searches. Lesson 05."""

import numpy as np

from nas_teach.lab.showing.diagram import box, canvas
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


def one_step():
    """One step of evolution: a population as a row, who is drawn and wins, its child, and who dies."""
    fig, ax = canvas(7.2, 2.7)
    accuracies = (88, 71, 84, 79, 86, 75, 82)
    drawn, winner = (1, 4, 5), 4
    for place, accuracy in enumerate(accuracies):
        color = VERMILLION if place == winner else BLUE if place in drawn else GREY
        box(ax, 0.55 + 0.85 * place, 1.15, f"{accuracy} %", color, width=0.68, height=0.5)
        if place in drawn:
            remark = "drawn, wins" if place == winner else "drawn"
            ax.text(0.55 + 0.85 * place, 1.5, remark, ha="center", va="bottom", color=color, fontsize=9)
    box(ax, 6.65, 1.15, "child", GREEN, width=0.72, height=0.5)
    ax.annotate(
        "",
        (6.55, 1.45),
        (0.55 + 0.85 * winner, 1.75),
        arrowprops={"arrowstyle": "-|>", "connectionstyle": "arc3,rad=-0.45", "color": GREEN, "lw": 1.6},
    )
    ax.text(5.2, 2.42, "mutation, then training", ha="center", color=GREEN, fontsize=10)
    ax.annotate("", (0.55, 0.42), (0.55, 0.88), arrowprops={"arrowstyle": "-|>", "color": BLACK, "lw": 1.6})
    ax.text(0.75, 0.45, "dies, although it is the best", va="center", fontsize=10)
    ax.text(0.55, 1.5, "the oldest", fontsize=10, color=GREY, ha="center")
    ax.text(6.65, 0.72, "the youngest", fontsize=10, color=GREY, ha="center")
    return fig


def by_sample_size(fig, sizes, panels, hers=()):
    """What two rules hand over, by sample size, one panel a noise.

    Args:    panels: {title: {rule: list over sizes of (runs,)}}, in per cent.
             hers: of the last panel, pairs (sample size, {rule: mean}), drawn as hollow stars.
    """
    for number, (ax, (title, curves)) in enumerate(
        zip(fig.subplots(1, 2, sharey=True), panels.items(), strict=True)
    ):
        label(ax, "sample size (of 20)", "switches in their good position [%]" if not number else "", title)
        for i, (name, values) in enumerate(curves.items()):
            mean, low, high = np.transpose([mean_interval(value) for value in values])
            line_with_band(ax, np.arange(len(sizes)), mean, low, high, label=name, markersize=6, **series(i))
        if hers and number:
            for i, rule in enumerate(curves):
                where = [sizes.index(size) for size, _ in hers]
                what = [means_of[rule] for _, means_of in hers]
                ax.plot(
                    where,
                    what,
                    "*",
                    markersize=15,
                    fillstyle="none",
                    color=series(i)["color"],
                    label="your evolve" if not i else None,
                )
        ax.set_xticks(range(len(sizes)), sizes)
        ax.set_ylim(55, 102)
        ax.legend(frameon=False, loc="lower right" if not number else "lower left")
