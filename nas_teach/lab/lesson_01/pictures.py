"""Pictures of kernels, images, rewards by seed, of a search, its chance of a hit and its promise. Lesson 01."""

import numpy as np
from matplotlib.patches import Rectangle

from nas_teach.lab.showing.architectures import six_changes
from nas_teach.lab.showing.diagram import arrow, box, canvas
from nas_teach.lab.showing.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    VERMILLION,
    course_style,
    figure,
    label,
    percent_ticks,
    series,
)
from nas_teach.networks.fashion_plan import FASHION_SPACE
from nas_teach.strategies.random_search import MOST_DRAWS, hit_chance

BASE = FASHION_SPACE.arch(kernel1=3, kernel2=3, block="conv", width=8, depth=1, skip=False, heads=0)


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


@course_style()
def windows(fig, image, kernels):
    """The same image once for each kernel size, with the window that a kernel of this size sees.

    Args:    image: tensor (1, h, w) in [0, 1]. kernels: odd sizes.
    """
    middle = image.shape[-1] // 2
    for ax, kernel in zip(fig.subplots(1, len(kernels)), kernels, strict=True):
        ax.imshow(image[0].numpy(), cmap="gray_r", vmin=0, vmax=1)
        corner = middle - kernel // 2 - 0.5
        ax.add_patch(Rectangle((corner, corner), kernel, kernel, fill=False, edgecolor=VERMILLION, lw=3))
        ax.set_title(f"kernel {kernel}: {kernel} × {kernel} pixels", fontsize=10)
        ax.axis("off")


def three_parts():
    """The loop of every search as boxes and arrows. Returns the figure."""
    fig, ax = canvas(7.0, 2.2)
    size = {"width": 1.75, "height": 0.9}
    space = box(ax, 1.0, 1.1, "search space\nwhich networks\nexist?", BLUE, **size)
    strategy = box(ax, 3.5, 1.1, "search strategy\nwhich one\ncomes next?", VERMILLION, **size)
    evaluation = box(ax, 6.0, 1.1, "evaluation strategy\nhow good\nis it?", GREEN, **size)
    arrow(ax, space, strategy)
    arrow(ax, strategy, evaluation, "architecture", bend=-0.45)
    arrow(ax, evaluation, strategy, "reward", bend=-0.45)
    return fig


def promises(ax, budgets, promised, again):
    """What winners of searches promised and what they did when trained again, over the budget.

    Args:    budgets: numbers of trials. promised, again: mean accuracies in per cent, one a budget.
    """
    label(ax, "budget [trials]", "validation accuracy [%]")
    ax.set_xscale("log")
    ax.plot(budgets, promised, label="promised: the reward that won", **series(1))
    ax.plot(budgets, again, label="trained again: the same network", **series(0))
    ax.fill_between(budgets, again, promised, color=GREY, alpha=0.25)
    ax.set_xticks(budgets, budgets)
    ax.set_xticks([], minor=True)
    ax.legend(frameon=False, loc="lower right")


def six_things():
    """A base network of FashionBench and six that each differ from it in one thing. Returns the figure."""
    from nas_teach.hardware.counting import parameters  # with torch, which no widget of this lesson needs
    from nas_teach.networks.fashion_net import FashionNet

    changes = {
        "kernel size": {"kernel1": 7},
        "channels": {"width": 16},
        "block type": {"block": "mbconv"},
        "depth": {"depth": 2},
        "skip connections": {"skip": True},
        "attention heads": {"heads": 4},
    }
    changed = {name: BASE._replace(**change) for name, change in changes.items()}
    notes = {
        name: f"{parameters(FashionNet(arch)):,} parameters"
        for name, arch in {"base": BASE, **changed}.items()
    }
    fig = figure(7.0, 5.2)
    six_changes(fig, BASE, changed, notes)
    return fig


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
