"""Pictures of a table and a policy: unrolled controller, joint probabilities, decisions over time. Lesson 04."""

import math

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from nas_teach.lab.showing.diagram import arrow, box, canvas
from nas_teach.lab.showing.style import (
    BLACK,
    BLUE,
    DASHED,
    GREEN,
    GREY,
    ORANGE,
    course_style,
    figure,
    label,
    series,
)

SHADES = (("#cfe3f2", BLACK), ("#6aaed6", BLACK), ("#1f5f99", "white"), ("#0b2545", "white"))
READABLE = 0.16  # share of the height that a line of text needs


def unrolled(decisions):
    """The controller unrolled over the first decisions: what each step reads, holds and draws; the figure.

    Args:    decisions: pairs (name, choice drawn), three fit.
    """
    fig, ax = canvas(6.6, 3.2)
    words, before = ["start", *(f"{name} = {choice}" for name, choice in decisions)], None
    for i, (name, _) in enumerate(decisions):
        x = 1.0 + 2.3 * i
        read = box(ax, x, 0.35, words[i] if i else "token: start", GREY, width=1.3)
        cell = box(ax, x, 1.3, "embed, LSTM cell", BLUE, width=1.3)
        scores = box(ax, x, 2.1, f"logits of {name}", GREEN, width=1.3)
        drawn = box(ax, x, 2.9, words[i + 1], ORANGE, width=1.3)
        for one, other in ((read, cell), (cell, scores), (scores, drawn)):
            arrow(ax, one, other)
        ax.text(x + 0.08, 2.5, "draw", va="center", fontsize=9)
        if before:
            arrow(ax, before[0], cell)
            ax.text(x - 1.52, 1.22, "state", va="top", fontsize=9)
            ax.annotate(
                "",
                (x - 0.66, 0.35),
                (x - 1.64, 2.9),
                arrowprops={"arrowstyle": "-|>", "color": ORANGE, "linestyle": "--", "shrinkB": 2},
            )
        before = cell, drawn
    return fig


def forest(fig, rows, x, form, guesses=None):
    """A forest plot of means and intervals, a row each; a diamond where the reader had guessed.

    Args:    rows: {name: (mean, low, high)}. form: of the numbers, such as "+.2f"; a sign asks for a line at 0.
             guesses: {name: number or ...}.
    """
    ax = label(fig.subplots(), x, "")
    for i, (name, (mean, low, high)) in enumerate(rows.items()):
        ax.plot([low, high], [i, i], color=BLACK, linewidth=2)
        ax.plot(mean, i, "o", color=series(0)["color"], markersize=7)
        text = f"{mean:{form}} ({low:{form}} to {high:{form}})".replace("-", "−")
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.annotate(text, (mean, i), (0, 7), textcoords="offset points", ha="center", fontsize=9, bbox=white)
        if isinstance((guesses or {}).get(name), int | float):
            ax.plot(guesses[name], i, "D", color=ORANGE, markersize=8, label="your guess")
    if form.startswith("+"):
        ax.axvline(0, color=GREY, linewidth=1, linestyle=DASHED)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_ylim(len(rows) - 0.5, -0.8)
    ax.margins(x=0.12)
    ax.grid(axis="y", visible=False)
    if ax.get_legend_handles_labels()[0]:
        handle, text = (part[0] for part in ax.get_legend_handles_labels())
        ax.legend([handle], [text], frameon=False, loc="best")


def table_at_a_glance(fig, rewards, test, optimum, ceiling):
    """Left, how many architectures reach which test accuracy; right, one training against another.

    Args:    rewards: (archs, at least 2 seeds), in [0, 1]. test: (archs,). optimum, ceiling: two of the latter.
    """
    left, right = fig.subplots(1, 2, width_ratios=(1.4, 1))
    label(left, "mean test accuracy [%]", "architectures")
    left.hist(100 * np.asarray(test), bins=35, color=series(0)["color"], alpha=0.8)
    left.axvline(100 * optimum, color=BLACK, linewidth=1.4, label="optimum")
    left.axvline(100 * ceiling, linewidth=1.4, color=GREY, linestyle=DASHED, label="noise ceiling")
    left.legend(frameon=False, loc="upper left", fontsize=9)
    label(right, "validation, seed 0 [%]", "validation, seed 1 [%]")
    right.plot(
        100 * rewards[:, 0], 100 * rewards[:, 1], "o", markersize=2.5, alpha=0.5, color=series(1)["color"]
    )
    low, high = 100 * rewards[:, :2].min(), 100 * rewards[:, :2].max()
    right.plot([low, high], [low, high], color=GREY, linewidth=1)


def joint_maps(fig, maps, rows, columns, most=0.6):
    """Heat maps of joint probabilities or rewards side by side, with the numbers written in.

    Args:    maps: {title: float array (len(rows), len(columns))}. rows, columns: names. most: the darkest.
    """
    axes = fig.subplots(1, len(maps), squeeze=False)[0]
    for ax, (title, joint) in zip(axes, maps.items(), strict=True):
        ax.imshow(joint, cmap="Blues", vmin=0, vmax=most, aspect="auto")
        for i, j in np.ndindex(*np.shape(joint)):
            color = "white" if joint[i][j] > 0.58 * most else BLACK
            ax.text(j, i, f"{joint[i][j]:.2f}", ha="center", va="center", color=color)
        ax.set_xticks(range(len(columns)), columns)
        ax.set_yticks(range(len(rows)), rows if ax is axes[0] else [""] * len(rows))
        ax.set_title(title, fontsize=10, loc="left", fontweight="bold")
        ax.tick_params(length=0)


def pair_maps(maps, most=0.6):
    """The figure of joint_maps() for the four networks of block (conv, mbconv) and kernel (3, 7)."""
    fig = figure(3.3 * len(maps), 2.3)
    joint_maps(fig, maps, ["conv", "mbconv"], ["kernel 3", "kernel 7"], most)
    return fig


def favourite_curves(fig, temperatures, constants):
    """How sure a decision among three is, over the lead of its favourite's logit, for two kinds of knob.

    Args:    temperatures, constants: at most seven numbers each; a constant of None is no tanh. Under the
             tanh the favourite's logit is half the lead, and those of the other two are minus half of it.
    """
    left, right = fig.subplots(1, 2, sharey=True)
    lead = np.linspace(0, 8, 161)
    label(left, "lead of the favourite's logit", "probability of the favourite", "Temperature T")
    label(right, "lead of the favourite's logit", "", "Tanh constant c")
    for i, temperature in enumerate(temperatures):
        left.plot(lead, _favourite(lead / temperature), label=f"T = {temperature}", **_line(i))
    for i, constant in enumerate(constants):
        name = "no tanh" if constant is None else f"c = {constant}"
        squashed = lead if constant is None else constant * (np.tanh(lead / 2) - np.tanh(-lead / 2))
        right.plot(lead, _favourite(squashed), label=name, **_line(i))
    for ax in (left, right):
        ax.set(xlim=(0, 8), ylim=(0.3, 1.02))
        ax.legend(frameon=False, loc="lower right", handlelength=3.2)


def _favourite(lead):
    return 1 / (1 + 2 * np.exp(-lead))


def _line(index):
    return series(index) | {"markevery": 20, "markersize": 5}


def decisions_over_time(fig, space, rewards):
    """Prepare one stacked picture a decision, and one of the rewards.

    Args:    rewards: (low, high), the range of the reward axis, in [0, 1].
    Returns: draw(probs, history, truth): probs (evaluations, all choices), for each decision summing to 1;
             history: rewards (evaluations,); truth: what the incumbent is truly worth (evaluations,).
    """
    columns = math.ceil((len(space.choices) + 1) / 2)
    axes = fig.subplots(2, columns, sharex=True).ravel()
    stacks = [_stack(ax, *choices) for ax, choices in zip(axes, space.choices.items(), strict=False)]
    for ax in axes[len(stacks) + 1 :]:
        ax.axis("off")
    paid, best = _rewards(axes[len(stacks)], rewards)
    for ax in axes[columns:]:
        ax.set_xlabel("evaluation")
    for i, ax in enumerate(axes[: len(stacks)]):
        ax.set_yticks([0, 0.5, 1], ["0", "½", "1"] if i % columns == 0 else [""] * 3)
    first = np.cumsum([0, *(len(values) for values in space.choices.values())])
    _legend(fig, max(len(values) for values in space.choices.values()))

    def draw(probs, history, truth):
        time = np.arange(1, len(probs) + 1)
        if axes[0].get_xlim() != (1, len(probs)):
            axes[0].set_xlim(1, len(probs))
        for areas, start, end in zip(stacks, first[:-1], first[1:], strict=True):
            _fill(*areas, time, probs[:, start:end])
        paid.set_data(time, 100 * np.asarray(history))
        best.set_data(time, 100 * np.asarray(truth))

    return draw


@course_style()
def _legend(fig, most):
    """Says which shade is which choice, and which mark of the last picture is what."""
    shades = [Patch(facecolor=SHADES[i][0], edgecolor=GREY) for i in range(most)]
    marks = [Line2D([], [], color=GREY, marker=".", linestyle=""), Line2D([], [], color=ORANGE)]
    names = [("first", "second", "third", "fourth")[i] + " choice" for i in range(most)]
    names += ["training seen", "incumbent, on test"]
    fig.legend(shades + marks, names, loc="outside lower center", ncols=most + 2, frameon=False, fontsize=9)


def _stack(ax, name, values):
    label(ax, "", "", f"{name}: {', '.join(map(str, values))}")
    ax.title.set_fontsize(10)
    ax.grid(False)
    ax.set(ylim=(0, 1))
    areas = [
        ax.fill([0], [0], facecolor=SHADES[i][0], animated=True, edgecolor="white", joinstyle="round")[0]
        for i in range(len(values))
    ]
    texts = [
        ax.text(
            0.96,
            0,
            str(value),
            transform=ax.transAxes,
            ha="right",
            va="center",
            fontsize=9,
            color=SHADES[i][1],
            animated=True,
        )
        for i, value in enumerate(values)
    ]
    return areas, texts


def _rewards(ax, rewards):
    label(ax, "", "", "accuracy [%]")
    low, high = (100 * reward for reward in rewards)
    ax.set_ylim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    (paid,) = ax.plot([], [], ".", color=GREY, markersize=4, animated=True)
    (best,) = ax.plot([], [], color=ORANGE, linewidth=2, animated=True)
    return paid, best


def _fill(areas, texts, time, probs):
    tops = np.concatenate([np.zeros((len(probs), 1)), probs.cumsum(1)], 1)
    for i, (area, text) in enumerate(zip(areas, texts, strict=True)):
        area.set_xy(_outline(time, tops[:, i], tops[:, i + 1]))
        text.set_y((tops[-1, i] + tops[-1, i + 1]) / 2)
        text.set_visible(bool(probs[-1, i] >= READABLE))


def _outline(x, low, high):
    """The corners of the area between two curves: (2 n, 2)."""
    return np.column_stack([np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]])])
