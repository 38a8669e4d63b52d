"""Pictures of random search: what it found so far, and how likely it is to find something good. Lesson 01."""

import numpy as np

from nas_teach.lab.plots.style import BLACK, GREY, label, series

MOST_DRAWS = 200


def incumbent_curve(ax, rewards, best_so_far):
    """Each trial as a dot and the best so far as stairs. Both: rewards in [0, 1], one a trial."""
    label(ax, "trial", "validation accuracy [%]")
    numbers = range(1, len(rewards) + 1)
    dots, stairs = {"linestyle": "", "markersize": 7}, {"color": series(1)["color"], "linewidth": 2}
    ax.plot(numbers, 100 * np.array(rewards), label="this trial", **series(0) | dots)
    ax.step(numbers, 100 * np.array(best_so_far), where="post", label="incumbent", **stairs)
    ax.legend(frameon=False, loc="lower right")
    ax.set_xticks(numbers)


def hit_chance(draws, good, size):
    """Probability that `draws` uniform draws with replacement hit one of `good` among `size` architectures.

    Args:    draws: int or array, >= 0. good, size: ints, 0 <= good <= size, size >= 1.
    Returns: 1 - (1 - good / size)^draws, in [0, 1].
    Raises:  ValueError: good is not between 0 and size.
    """
    if not 0 <= good <= size or size < 1:
        raise ValueError(f"good must lie between 0 and size, got good={good} of size={size}")
    return 1 - (1 - good / size) ** np.asarray(draws)


def simulated_hits(good, size, runs=1000, seed=0):
    """Share of simulated random searches that have hit a good architecture: shape (MOST_DRAWS + 1,)."""
    drawn = np.random.default_rng(seed).integers(size, size=(runs, MOST_DRAWS))  # the good ones are 0, 1, ...
    hit = np.logical_or.accumulate(drawn < good, axis=1)
    return np.concatenate([[0.0], hit.mean(axis=0)])


def chance_curve(fig):
    """Prepare an axis in `fig`: the chance of a hit over the draws, by formula and as simulated.

    Returns: draw(budget, good, size, simulated), `simulated` as `simulated_hits` returns it.
    """
    ax = label(fig.subplots(), "draws", "chance of a hit", "At least one good architecture among the draws")
    ax.set(xlim=(0, MOST_DRAWS), ylim=(0, 1.04), yticks=[0, 0.25, 0.5, 0.75, 0.95])
    ax.set_yticklabels(["0 %", "25 %", "50 %", "75 %", "95 %"])
    ax.axhline(0.95, color=GREY, linestyle="--", linewidth=1)
    numbers = np.arange(MOST_DRAWS + 1)
    look = series(1) | {"linestyle": "", "markersize": 5, "clip_on": False}
    curve, = ax.plot([], [], animated=True, label="formula", color=series(0)["color"], lw=2)
    points, = ax.plot([], [], animated=True, label="1,000 simulated searches", **look)
    ring = {"marker": "o", "markersize": 10, "fillstyle": "none", "markeredgewidth": 2, "markevery": [1]}
    here, = ax.plot([], [], animated=True, label="your budget", color=BLACK, linestyle=":", clip_on=False,
                    **ring)
    fig.legend(frameon=False, loc="outside lower center", ncols=3)  # inside, a flat curve would cross it

    def draw(budget, good, size, simulated):
        curve.set_data(numbers, hit_chance(numbers, good, size))
        points.set_data(numbers[::10], simulated[::10])
        here.set_data([budget, budget], [0, hit_chance(budget, good, size)])

    return draw
