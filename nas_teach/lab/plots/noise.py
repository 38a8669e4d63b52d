"""Repeated measurements: every one as a point, their mean and its interval. Lesson 01."""

import numpy as np
from scipy import stats

from nas_teach.lab.plots.style import BLACK, label, series


def mean_interval(values, confidence=0.95):
    """Mean of independent measurements and its t interval: (mean, low, high), in the unit of `values`.

    Raises:  ValueError: fewer than two values, from which no spread can be told.
    """
    values = np.asarray(values, dtype=float)
    if values.size < 2:
        raise ValueError(f"an interval needs at least 2 measurements, got {values.size}")
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(values.size)
    reach = error * stats.t.ppf((1 + confidence) / 2, values.size - 1)
    return mean, mean - reach, mean + reach


def dots(ax, rewards, interval=False):
    """One column a choice, one dot a seed; with `interval`, the mean and its 95 % interval beside them.

    Args:    rewards: {name of the choice: rewards in [0, 1], one a seed}. Columns keep their order.
    """
    label(ax, "", "validation accuracy [%]")
    for i, (name, values) in enumerate(rewards.items()):
        look = series(i) | {"linestyle": "", "markersize": 8, "alpha": 0.75}
        ax.plot(np.full(len(values), i - 0.1), 100 * np.array(values), label=name, **look)
        if interval:
            mean, low, high = (100 * value for value in mean_interval(values))
            look = {"color": BLACK, "marker": "_", "markersize": 16, "capsize": 5}
            ax.errorbar(i + 0.15, mean, [[mean - low], [high - mean]], **look)
    ax.set(xlim=(-0.5, len(rewards) - 0.5), xticks=range(len(rewards)), xticklabels=rewards)


def ladders(ax, rewards):
    """The same dots, those of one seed joined by a line: where lines cross, seeds disagree.

    Args:    rewards: {name of the choice: rewards in [0, 1]}, all of the same seeds, numbered from 0.
    """
    label(ax, "", "validation accuracy [%]")
    table = 100 * np.array(list(rewards.values()))  # (choices, seeds)
    for seed, column in enumerate(table.T):
        ax.plot(range(len(rewards)), column, label=f"seed {seed}", markersize=7, **series(seed))
    ax.set(xlim=(-0.3, len(rewards) - 0.7), xticks=range(len(rewards)), xticklabels=rewards)
    ax.legend(frameon=False, loc="best", handlelength=3.2)
