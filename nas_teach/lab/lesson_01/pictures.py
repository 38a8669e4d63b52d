"""Pictures of the images, of rewards by seed, of a search so far and of its chance of a hit. Lesson 01."""

import numpy as np

from nas_teach.lab.showing.style import BLACK, GREY, label, percent_ticks, series
from nas_teach.statistics import mean_interval
from nas_teach.strategies.random_search import MOST_DRAWS, hit_chance


def one_of_each(fig, images, labels, classes):
    """The first image of every class with its name, in two rows.

    Args:    images: tensor (n, 1, h, w) in [0, 1]. labels: tensor (n,) of integers.
             classes: ten names, in the order of the labels.
    """
    for number, (ax, name) in enumerate(zip(fig.subplots(2, 5).flat, classes, strict=True)):
        first = (labels == number).nonzero()[0].item()
        ax.imshow(images[first, 0].numpy(), cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(name, fontsize=9)
        ax.axis("off")


def dots(ax, rewards, interval=False):
    """One column a choice, one dot a seed; with `interval`, the mean and its 95 % interval beside them.

    Args:    rewards: {name of the choice: rewards in [0, 1], one a seed}. Columns keep their order.
    """
    label(ax, "", "validation accuracy [%]")
    for i, (name, values) in enumerate(rewards.items()):
        style = series(i) | {"linestyle": "", "markersize": 8, "alpha": 0.75}
        ax.plot(np.full(len(values), i - 0.1), 100 * np.array(values), label=name, **style)
        if interval:
            mean, low, high = (100 * value for value in mean_interval(values))
            style = {"color": BLACK, "marker": "_", "markersize": 16, "capsize": 5}
            ax.errorbar(i + 0.15, mean, [[mean - low], [high - mean]], **style)
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


def incumbent_curve(ax, rewards, best_so_far):
    """Each trial as a dot and the best so far as stairs. Both: rewards in [0, 1], one a trial."""
    label(ax, "trial", "validation accuracy [%]")
    numbers = range(1, len(rewards) + 1)
    dots, stairs = {"linestyle": "", "markersize": 7}, {"color": series(1)["color"], "linewidth": 2}
    ax.plot(numbers, 100 * np.array(rewards), label="this trial", **series(0) | dots)
    ax.step(numbers, 100 * np.array(best_so_far), where="post", label="incumbent", **stairs)
    ax.legend(frameon=False, loc="lower right")
    ax.set_xticks(numbers)


def chance_curve(fig):
    """Prepare an axis in `fig`: the chance of a hit over the draws, by formula and as simulated.

    Returns: draw(budget, good, size, simulated), `simulated` as `simulated_hits` returns it.
    """
    ax = label(fig.subplots(), "draws", "chance of a hit", "At least one good architecture among the draws")
    ax.set(xlim=(0, MOST_DRAWS), ylim=(0, 1.04))
    percent_ticks(ax, (0, 0.25, 0.5, 0.75, 0.95))
    ax.axhline(0.95, color=GREY, linestyle="--", linewidth=1)
    numbers = np.arange(MOST_DRAWS + 1)
    style = series(1) | {"linestyle": "", "markersize": 5, "clip_on": False}
    (curve,) = ax.plot([], [], animated=True, label="formula", color=series(0)["color"], lw=2)
    (points,) = ax.plot([], [], animated=True, label="1,000 simulated searches", **style)
    ring = {"marker": "o", "markersize": 10, "fillstyle": "none", "markeredgewidth": 2, "markevery": [1]}
    (here,) = ax.plot(
        [], [], animated=True, label="your budget", color=BLACK, linestyle=":", clip_on=False, **ring
    )
    fig.legend(frameon=False, loc="outside lower center", ncols=3)  # inside, a flat curve would cross it

    def draw(budget, good, size, simulated):
        curve.set_data(numbers, hit_chance(numbers, good, size))
        points.set_data(numbers[::10], simulated[::10])
        here.set_data([budget, budget], [0, hit_chance(budget, good, size)])

    return draw
