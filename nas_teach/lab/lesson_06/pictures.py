"""Pictures of a Gaussian process over one axis, of what it hopes for, and of its next step. Lesson 06."""

import numpy as np

from nas_teach.lab.showing.curves import draw_comparison
from nas_teach.lab.showing.style import BLACK, BLUE, GREEN, GREY, VERMILLION, label

BAND = {"color": BLUE, "alpha": 0.15, "linewidth": 0}
POINT = {"color": BLACK, "marker": "o", "linestyle": "", "markersize": 6}
ABOVE = {"color": VERMILLION, "alpha": 0.6, "linewidth": 0, "hatch": "//"}
NEWEST = {"markersize": 13, "fillstyle": "none"}
ACCURACY = "accuracy [%]"
TOP_EI = 1.5
THOUSANDS = (50, 100, 200, 400, 800, 1600, 3200)  # MACs, in thousands


def work_axis(ax, every=1):
    """Name the ticks of an axis whose x is log2 of thousands of MACs; `every`: doublings from tick to tick."""
    ax.set_xlabel(f"thousand MACs (from tick to tick × {2**every})")
    ax.set_xticks(np.log2(THOUSANDS[::every]), [f"{number:,}" for number in THOUSANDS[::every]])


def which_next(ax, x, accuracy, known, letters):
    """The trained networks as points, the others that are asked about as lines with a question mark.

    Args:    x, accuracy: (networks,). known: positions of the trained ones. letters: {name: position}.
    """
    label(ax, "", ACCURACY)
    ax.plot(x[known], accuracy[known], label="trained", **POINT)
    for name, i in letters.items():
        ax.axvline(x[i], color=VERMILLION, linestyle="--", linewidth=1.2)
        ax.text(x[i], 88.6, f"{name}?", ha="center", color=VERMILLION, fontweight="bold")
    ax.set(ylim=(77, 88), xlim=(x.min() - 0.3, x.max() + 0.3))
    work_axis(ax)


def belief(ax, x, mean, std):
    """Mean and the band of two standard deviations to either side. `x`, `mean`, `std`: (points,)."""
    ax.fill_between(x, mean - 2 * std, mean + 2 * std, **BAND)
    ax.plot(x, mean, color=BLUE, linewidth=2)


def worlds_left(fig, first, second, left, shown=2000):
    """Accuracies of two networks, a point for each world; those in `left`, (worlds,) bool, agree with a result."""
    ax = label(fig.subplots(), "first network [%]", "second network [%]")
    few = left[:shown]
    ax.plot(first[:shown], second[:shown], ".", color=GREY, markersize=3, label="worlds")
    blue = {"color": BLUE, "marker": "o", "linestyle": "", "markersize": 4}
    ax.plot(first[:shown][few], second[:shown][few], label="not crossed out", **blue)
    fig.legend(loc="outside upper center", ncols=2, frameon=False)


def conditioning(fig, x, panels):
    """Panels side by side, each with a belief and the measured points.

    Args:    x: (points,). panels: {title: (known x, known y, mean, std)}.
    """
    axes = fig.subplots(2, (len(panels) + 1) // 2, sharex=True, sharey=True).ravel()
    for ax, (title, (known_x, known_y, mean, std)) in zip(axes, panels.items(), strict=False):
        label(ax, "", ACCURACY, title)
        belief(ax, x, mean, std)
        ax.plot(known_x, known_y, **POINT)
        work_axis(ax, every=2)
        ax.label_outer()


def bells(ax, names, mean, std, best, improvement):
    """A bell on its side for each candidate; what lies above the best so far is filled.

    Args:    names: of the candidates. mean, std, improvement: one number each, in per cent. best: a number.
    """
    label(ax, "", ACCURACY)
    ax.axhline(best, color=BLACK, linewidth=1.2)
    for i, name in enumerate(names):
        y = np.linspace(mean[i] - 3.5 * std[i], mean[i] + 3.5 * std[i], 400)
        width = 0.7 * min(std) / std[i] * np.exp(-(((y - mean[i]) / std[i]) ** 2) / 2)
        ax.plot(i + width, y, color=BLUE, linewidth=1.6)
        ax.plot([i, i], y[[0, -1]], color=BLUE, linewidth=0.8)
        ax.plot([i], mean[i], marker="o", color=BLUE, linestyle="")
        ax.fill_betweenx(y, i, i + width, where=y >= best, **ABOVE)
        ax.text(i + 0.03, y[-1] + 0.25, f"{name}: EI {improvement[i]:.2f}", va="bottom")
    ax.text(len(names) - 0.05, best - 0.15, "best so far", ha="right", va="top")
    ax.set(xlim=(-0.1, len(names)), xticks=[], ylim=(None, max(mean + 3.5 * std) + 1.5))


def one_step(fig, x, y):
    """Above, the belief among the measured and the hidden; below, the expected improvement of those left.

    Args:    x, y: (networks,) all that could be measured, x in log2 of thousands of MACs.
    Returns: draw(grid, mean, std, known, choice, improvement): `known`: positions in order of measurement;
             choice: the position that is next; improvement: (networks,) in the unit of y.
    """
    upper, lower = fig.subplots(2, 1, sharex=True, height_ratios=(2.6, 1))
    label(upper, "", ACCURACY).set_ylim(74, 92)
    label(lower, "", "EI [points]").set_ylim(0, TOP_EI)
    work_axis(lower)
    upper.set_xlim(x.min() - 0.2, x.max() + 0.2)
    (hidden,) = upper.plot(x, y, "o", color=GREY, fillstyle="none", markersize=5, label="hidden")
    (measured,) = upper.plot([], [], animated=True, label="trained", **POINT)
    (newest,) = upper.plot([], [], animated=True, label="newest", **POINT | NEWEST)
    (line,) = upper.plot([], [], color=BLUE, linewidth=2, animated=True, label="expected, ± 2 deviations")
    band = upper.fill_between([0, 1], 0, 0, animated=True, **BAND)
    marks = [
        ax.axvline(x[0], color=VERMILLION, linestyle="--", animated=True, label="next")
        for ax in (upper, lower)
    ]
    (hopes,) = lower.plot([], [], color=GREEN, marker="^", markersize=5, animated=True)
    fig.legend(
        handles=[hidden, measured, newest, line, marks[0]], loc="outside upper center", ncols=5, frameon=False
    )
    fig.align_ylabels()

    def draw(grid, mean, std, known, choice, improvement):
        measured.set_data(x[known], y[known])
        newest.set_data(x[known[-1:]], y[known[-1:]])
        line.set_data(grid, mean)
        band.set_data(grid, mean - 2 * std, mean + 2 * std)
        for mark in marks:
            mark.set_xdata([x[choice]] * 2)
        left = np.setdiff1d(np.arange(len(x)), known)
        hopes.set_data(x[left], np.minimum(improvement[left], TOP_EI))

    return draw


def one_search(ax, rewards, test, start):
    """The trainings of a search in their order: reward, and the test accuracy that it could not see.

    Args:    rewards, test: (trainings,) in [0, 1]. start: how many were random.
    """
    label(ax, "training", ACCURACY)
    number = np.arange(1, len(rewards) + 1)
    ax.axvline(start + 0.5, color=GREY, linewidth=1, linestyle="--")
    ax.plot(number, 100 * np.array(rewards), color=BLUE, marker="o", linestyle="", label="reward")
    ax.plot(
        number,
        100 * np.array(test),
        color=VERMILLION,
        marker="_",
        linestyle="",
        markersize=9,
        label="test accuracy",
    )
    ax.legend(frameon=False, loc="lower right")


def handed_over(ax, curves, ceiling):
    """Test accuracy of the network in hand, in the words of the lesson; the axis shows tenths of a point."""
    draw_comparison(ax, curves, ceiling=ceiling)
    label(ax, "evaluations", "test accuracy of what is handed over [%]")
    ax.lines[-1].set_label("noise ceiling")
    ax.set_ylim(85.4, 86.5)
    ax.legend(frameon=False, loc="lower right", fontsize=9)
