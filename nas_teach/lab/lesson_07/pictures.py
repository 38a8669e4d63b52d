"""Pictures of how well cheap scores rank, at what price, and whom a halving bracket keeps. Lesson 07."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import MaxNLocator

from nas_teach.lab.showing.painting import moving_frame
from nas_teach.lab.showing.style import (
    BLACK,
    BLUE,
    DASHED,
    GREY,
    GRID,
    VERMILLION,
    course_style,
    label,
    series,
)

PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # behind a number on a line


def one_cycle(epochs, batches, peak):
    """The recipe's learning rate: (epochs, rates), two lists with a value for each batch."""
    import torch  # the widgets of this lesson do without

    optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], peak)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, total_steps=epochs * batches)
    rates = []
    for _ in range(epochs * batches):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return [(batch + 1) / batches for batch in range(len(rates))], rates


def schedule_and_tau(fig, schedule, taus, reference):
    """Learning rate over the epochs (above); Kendall tau of a stop after each epoch (below).

    Args:    schedule: (epochs, learning rate), two arrays. taus: (seeds, epochs).
             reference: (name, tau) of a score to compare with, drawn as a line across.
    """
    upper, lower = fig.subplots(2, 1, sharex=True, height_ratios=(1, 2))
    label(upper, "", "learning rate", "The recipe")
    upper.plot(*schedule, color=BLACK, linewidth=2)
    label(lower, "stopped after epoch", "Kendall tau", "Agreement with two other, finished trainings")
    epochs = np.arange(1, taus.shape[1] + 1)
    for seed, values in enumerate(taus):
        lower.plot(epochs, values, label=f"seed {seed}", markersize=7, linewidth=1.2, **series(seed))
    lower.axhline(reference[1], color=GREY, linewidth=1.5, linestyle=DASHED, label=reference[0])
    lower.set(ylim=(0, 1), xticks=epochs)
    lower.legend(frameon=False, loc="upper left", ncols=2, handlelength=3.0)


def fidelity_scatter(fig):
    """A cheap accuracy against the truth, one dot a network, in per cent.

    Returns: draw(cheap, truth, chosen): arrays (n,) in [0, 1]; chosen: True for the best by `cheap`.
    """
    ax = label(fig.subplots(), "accuracy after the epochs paid for [%]", "truth [%]")
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter("{x:.1f}")  # labels of one width, for the frame keeps its margins
    set_frame = moving_frame(ax)
    styles = ({"color": GREY, "marker": "o", "markersize": 3.5}, series(1) | {"markersize": 7})
    names = ("a network", "the ten best by this look")
    dots = [
        ax.plot([], [], animated=True, label=name, alpha=0.6, **style | {"linestyle": ""})[0]
        for name, style in zip(names, styles, strict=True)
    ]
    (best,) = ax.plot(
        [],
        [],
        animated=True,
        label="the ten best in truth",
        markersize=11,
        fillstyle="none",
        **series(0) | {"linestyle": "", "markeredgewidth": 1.5},
    )
    fig.legend(frameon=False, loc="outside upper center", ncols=3)

    def draw(cheap, truth, chosen, truly):
        for artist, which in ((dots[0], ~chosen), (dots[1], chosen), (best, truly)):
            artist.set_data(100 * cheap[which], 100 * truth[which])
        limits = [(100 * x.min() - 6 * np.ptp(x), 100 * x.max() + 6 * np.ptp(x)) for x in (cheap, truth)]
        set_frame(xlim=limits[0], ylim=limits[1])

    return draw


def tau_bars(ax, estimates):
    """One row a score: its tau as a dot and its interval as a bar.

    Args:    estimates: {name: (tau, low, high)}, drawn from top to bottom.
    """
    label(ax, "Kendall tau with the truth (bar: 95 % interval)", "")
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", **GRID)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    for row, (tau, low, high) in enumerate(estimates.values()):
        ax.plot([low, high], [row, row], color=series(0)["color"], linewidth=3, alpha=0.5)
        ax.plot(tau, row, "o", color=series(0)["color"], markersize=8)
        ax.text(max(high, tau) + 0.02, row, f"{tau:.2f}", va="center")
    ax.set(
        yticks=range(len(estimates)),
        yticklabels=estimates,
        xlim=(-0.45, 1.15),
        ylim=(len(estimates) - 0.4, -0.6),
    )


def tau_forest(ax, scores):
    """Several taus for each score, one below the other, with their intervals.

    Args:    scores: {score: {group: (tau, low, high)}}; a colour and a marker a group, the same for every score.
    """
    label(ax, "Kendall tau with the truth (bar: 95 % interval)", "")
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", **GRID)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    names = list(next(iter(scores.values())))
    for group, name in enumerate(names):
        tau, low, high = np.array([groups[name] for groups in scores.values()]).T
        rows = np.arange(len(scores)) + 0.19 * (group - (len(names) - 1) / 2)
        style = series(group) | {"linestyle": ""}
        ax.errorbar(tau, rows, xerr=[tau - low, high - tau], label=name, markersize=7, elinewidth=2, **style)
    for row in range(1, len(scores)):
        ax.axhline(row - 0.5, **GRID)
    ax.set(yticks=range(len(scores)), yticklabels=scores, ylim=(len(scores) - 0.5, -0.5))
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=len(names))


def two_proxies(fig, first, last, on, agree):
    """A small network with its weights, for synflow; ReLUs on and off, and how many agree, for naswot.

    Args:    first: (2 hidden, 2 inputs) weights. last: (2,) weights to the output. on: (images, units) of 0 or 1.
             agree: (images, images), the number of units that agree.
    """
    net, pattern, kernel = fig.subplots(1, 3, width_ratios=(1.25, 1, 1))
    for ax, title in (
        (net, "synflow: paths"),
        (pattern, "naswot: which are on"),
        (kernel, "naswot: table K"),
    ):
        label(ax, "", "", title)
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
        ax.set_anchor("N")  # the titles on one line
    _small_network(net, first, last)
    _grid(pattern, on, ["off", "on"], "ReLU")
    _grid(kernel, agree, None, "image")


def _small_network(ax, first, last):
    inputs, hidden, output = ((0, 1), (0, 0)), ((1, 1), (1, 0)), (2, 0.5)
    edges = [(inputs[i], hidden[h], first[h, i], 0.3) for h in (0, 1) for i in (0, 1)]
    edges += [(hidden[h], output, last[h], 0.5) for h in (0, 1)]
    path = {(inputs[1], hidden[0]), (hidden[0], output)}
    for start, end, weight, share in edges:
        thick = {"color": VERMILLION, "linewidth": 4}
        style = thick if (start, end) in path else {"color": GREY, "linewidth": 1.2}
        ax.plot(*zip(start, end, strict=True), zorder=1, **style)
        at = [(1 - share) * a + share * b for a, b in zip(start, end, strict=True)]
        ax.text(*at, f"{weight}".replace("-", "−"), ha="center", va="center", bbox=PAPER)
    for (x, y), text in zip((*inputs, *hidden, output), ("1", "1", "", "", "out"), strict=True):
        ax.plot(x, y, "o", color=BLUE, markersize=24, markerfacecolor="white", zorder=2)
        ax.text(x, y, text, ha="center", va="center", zorder=3, fontsize=9)
    ax.set(xlim=(-0.3, 2.3), ylim=(-0.35, 1.35), xticks=[], yticks=[])


def _grid(ax, numbers, words, columns):
    """Whole numbers in squares, the larger the darker; `words` stand for them where given."""
    height, width = numbers.shape
    ax.pcolormesh(numbers, cmap="Blues", vmin=0, vmax=2 * numbers.max(), edgecolors="white", linewidth=2)
    for (row, column), value in np.ndenumerate(numbers):
        ax.text(column + 0.5, row + 0.5, words[value] if words else value, ha="center", va="center")
    ax.set(xticks=np.arange(width) + 0.5, xticklabels=range(1, width + 1), xlabel=columns, aspect="equal")
    ax.set(yticks=np.arange(height) + 0.5, yticklabels=range(1, height + 1), ylabel="image")
    ax.tick_params(length=0)
    ax.invert_yaxis()


def price_of_tau(ax, families):
    """Tau over the seconds that a score of one network costs, with intervals.

    Args:    families: {family: {name: (seconds, tau, low, high)}}; a colour and a marker a family.
             Names that are numbers stand below their bars.
    """
    label(ax, "processor seconds for one network", "Kendall tau with the truth")
    for i, (family, scores) in enumerate(families.items()):
        style = series(i)
        seconds, tau, low, high = np.array(list(scores.values())).T
        ax.errorbar(
            seconds,
            tau,
            [tau - low, high - tau],
            label=family,
            markersize=8,
            capsize=3,
            elinewidth=1.2,
            **style | {"linestyle": ""},
        )
        for name, (x, y, bottom, top) in scores.items():
            # Is there a neighbour where the name would stand?
            right, left = (((times > 1) & (times < 2)).any() for times in (seconds / x, x / seconds))
            if name.isdecimal():
                at, side, offset = bottom, "center", (0, -9)
            elif right and left:
                at, side, offset = top, "center", (0, 9)
            else:
                at, side, offset = y, "right" if right else "left", (-7 if right else 7, 8 if y > 0 else -8)
            ax.annotate(
                name,
                (x, at),
                offset,
                ha=side,
                va="center",
                textcoords="offset points",
                fontsize=9,
                color=style["color"],
            )
    ax.axhline(0, color=BLACK, linewidth=0.8)
    ax.set_xscale("log")
    ax.set_xlim(ax.get_xlim()[0] / 2, ax.get_xlim()[1] * 1.5)
    ax.figure.legend(frameon=False, loc="outside upper center", ncols=len(families))


@course_style()
def bracket_ranks(fig):
    """One line a network, from its rank at one look to its rank at the next; it ends where it is dropped.

    A rank after a gap, as the favourite's place in truth, stands alone.

    Returns: draw(looks, ranks, favourite): looks: labels of the columns, the last is the truth.
             ranks: float (n, len(looks)), NaN where a network was not evaluated; favourite: the index of the
             network that is the best in truth.
    """
    ax = label(fig.subplots(), "", "rank (1 is the best)")
    ax.grid(visible=False)
    set_frame = moving_frame(ax)
    blue, red = series(0)["color"], series(1)
    lines = ax.add_collection(LineCollection([], colors=blue, linewidths=1.2, alpha=0.7, animated=True))
    (kept,) = ax.plot([], [], "o", color=blue, markersize=5, animated=True, label="goes on")
    (dropped,) = ax.plot([], [], "x", color=GREY, markersize=5, animated=True, label="dropped")
    (best,) = ax.plot([], [], animated=True, label="the best in truth", markersize=8, linewidth=2.2, **red)
    fig.legend(frameon=False, loc="outside upper center", ncols=3)

    def draw(looks, ranks, favourite):
        columns, seen = np.arange(len(looks)), ~np.isnan(ranks)
        goes_on = seen & np.roll(seen, -1, axis=1)
        goes_on[:, -1] = seen[:, -1]
        lines.set_segments([np.column_stack([columns, row]) for row in ranks])  # a NaN is a gap
        for artist, which in ((kept, goes_on), (dropped, seen & ~goes_on)):
            row, column = np.nonzero(which)
            artist.set_data(column, ranks[row, column])
        best.set_data(columns, ranks[favourite])
        num = len(ranks)
        set_frame(
            xticks=range(len(looks)),
            xticklabels=looks,
            yticks=[1, *range(num // 4, num + 1, max(num // 4, 1))],
            xlim=(-0.3, len(looks) - 0.7),
            ylim=(num + 1.0, 0.0),
        )

    return draw
