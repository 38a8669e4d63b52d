"""Pictures of nested networks, of shared kernels, of budgets, and of attention on patches. Lesson 13."""

import numpy as np
from matplotlib.patches import Rectangle

from nas_teach.lab.showing.diagram import canvas
from nas_teach.lab.showing.painting import moving_frame
from nas_teach.lab.showing.style import (
    BLACK,
    BLUE,
    DASHED,
    GREEN,
    GREY,
    VERMILLION,
    course_style,
    figure,
    label,
    line_with_band,
    series,
)

DEVICES = {  # name: (colour, channels of 4, blocks of 3, kernel of 7)
    "microcontroller": (BLUE, 1, 1, 3),
    "phone": (VERMILLION, 2, 2, 5),
    "laptop": (GREEN, 4, 3, 7),
}


def one_for_all():
    """One large network, three times: the part that each of three devices gets is coloured."""
    fig, ax = canvas(7.4, 2.5)
    for column, (name, look) in enumerate(DEVICES.items()):
        left = 0.25 + 2.42 * column
        ax.text(left + 1.08, 2.25, name, ha="center", va="center", fontweight="bold", color=look[0])
        for block in range(3):
            _nested_block(ax, left + 0.74 * block, block, *look)
    ax.text(3.7, 0.15, "grey: of the one trained network, but not used here", ha="center", color=GREY)
    return fig


@course_style()
def _nested_block(ax, left, number, color, channels, blocks, kernel):
    """A block of the largest network: four rows of channels, in each a kernel of 7 x 7 with its middle."""
    used = number < blocks
    for row in range(4):
        bottom = 0.4 + 0.42 * row
        inside = used and row < channels
        edge = color if inside else "#cccccc"
        ax.add_patch(
            Rectangle((left, bottom), 0.68, 0.38, facecolor="#f2f2f2", edgecolor=edge, linewidth=1.2)
        )
        for size in (7, 5, 3):
            side = 0.045 * size
            own = inside and size <= kernel
            ax.add_patch(
                Rectangle(
                    (left + 0.34 - side / 2, bottom + 0.19 - side / 2),
                    side,
                    side,
                    facecolor=color if own else "#dddddd",
                    alpha=0.35 if own else 0.6,
                    edgecolor=color if own else "#bbbbbb",
                    linewidth=0.8,
                )
            )


def kernel_shares(ax, shares):
    """In which share of the steps each place of a kernel was trained: (side, side), written into the places."""
    shares = np.asarray(shares)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1.4)
    for (row, column), share in np.ndenumerate(shares):
        ax.text(column, row, f"{100 * share:.0f}", ha="center", va="center", fontsize=8, color=BLACK)
    ax.set(xticks=[], yticks=[])


def devices_curve(ax, devices, by_random, supernet, largest, crossing=None):
    """Mean test accuracy over budgets, against the number of devices that share a supernet's price, in per cent.

    Args:    by_random: one number for each of `devices`. supernet: (mean, low, high). largest: a number.
    """
    label(ax, "devices", "test accuracy [%]")
    mean, low, high = ([value] * len(devices) for value in supernet)
    style = series(1) | {"marker": "", "linewidth": 2, "label": "one supernet, with interval"}
    line_with_band(ax, devices, mean, low, high, **style)
    look = {"linewidth": 2, "markersize": 6, "label": "random search for each device"}
    ax.plot(devices, by_random, **(series(0) | look))
    ax.axhline(largest, color=GREY, linewidth=1.5, label="most MACs that fit")
    if crossing is not None:
        ax.axvline(crossing, color=GREY, linestyle=":", linewidth=1.5)
        words = f"from {crossing} on"
        ax.annotate(words, (crossing, low[0]), (4, 6), textcoords="offset points", color=GREY)
    ax.set_xticks(devices)
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=3, fontsize=9)


def patches_and_attention(image, weights, asking, patch=4):
    """An image with its patches, the asking one marked, and the weight that it gives to each patch.

    Args:    image: (side, side). weights: (patches,) of the asking token. asking: its number, row by row.
    """
    fig = figure(6.4, 2.9)
    left, right = fig.subplots(1, 2)
    side = len(image) // patch
    left.imshow(image, cmap="gray_r")
    for line in np.arange(1, side) * patch - 0.5:
        left.axhline(line, color=GREY, linewidth=0.5)
        left.axvline(line, color=GREY, linewidth=0.5)
    shown = right.imshow(100 * np.reshape(weights, (side, side)), cmap="Blues", vmin=0)
    bar = fig.colorbar(shown, ax=right, shrink=0.85)
    bar.set_label("weight [%]")
    row, column = divmod(asking, side)
    _frame(left, column * patch - 0.5, row * patch - 0.5, patch)
    _frame(right, column - 0.5, row - 0.5, 1)
    for ax, title in ((left, "the patch that asks"), (right, "where it looks")):
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, fontsize=10, loc="left", fontweight="bold")
    return fig


@course_style()
def _frame(ax, x, y, side):
    ax.add_patch(Rectangle((x, y), side, side, fill=False, edgecolor=VERMILLION, linewidth=2.5))


def budget_picture(fig):
    """Axes of the latency budget widget. Returns draw(costs, accuracies, budget, chosen, best); see the words."""
    ax = label(fig.subplots(), "latency [ms], as recorded", "test accuracy, trained alone [%]")
    plain = {"linestyle": "", "markersize": 4, "animated": True}
    (inside,) = ax.plot([], [], label="fits", **series(0) | plain | {"alpha": 0.6})
    (outside,) = ax.plot([], [], label="too slow", **plain | {"marker": "x", "color": "#aaaaaa"})
    ring = {"animated": True, "linestyle": "", "fillstyle": "none", "color": BLACK, "markeredgewidth": 2}
    (chosen,) = ax.plot([], [], marker="o", markersize=13, label="chosen", **ring)
    (best,) = ax.plot([], [], marker="D", markersize=10, label="best that fits", **ring)
    limit = ax.axvline(1, color=VERMILLION, linestyle=DASHED, linewidth=1.5, animated=True)
    fig.legend(handles=[inside, outside, chosen, best], frameon=False, loc="outside upper center", ncols=4)
    set_frame = moving_frame(ax, "xy")

    def draw(costs, accuracies, budget, chosen_place, best_place):
        fits = costs <= budget
        inside.set_data(costs[fits], accuracies[fits])
        outside.set_data(costs[~fits], accuracies[~fits])
        for artist, place in ((chosen, chosen_place), (best, best_place)):
            artist.set_data(costs[[place]], accuracies[[place]])
        limit.set_xdata([budget, budget])
        set_frame(
            xlim=(0.9 * costs.min(), 1.03 * costs.max()),
            ylim=(accuracies.min() - 0.5, accuracies.max() + 0.8),
        )

    return draw
