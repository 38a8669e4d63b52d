"""Pictures of what a baseline does: to the end of a search, and to the single step. Lesson 03."""

import numpy as np

from nas_teach.lab.showing.forest import forest
from nas_teach.lab.showing.style import BLACK, BLUE, GREY, label, line_with_band, percent_ticks, series

TRIANGLE = np.array([[0.0, 0.0], [0.5, 0.75**0.5], [1.0, 0.0]])  # where kernels 3, 5 and 7 stand
ARROW = 0.45  # length of a step of 1 in the picture: the longest arrow stays inside it
PERCENT = ([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


def three_scales(fig, rewards, scales, names):
    """Bars from zero to each reward, once for each scale. `scales`: {title: number added to all rewards}."""
    for ax, (title, shift) in zip(fig.subplots(1, len(scales)), scales.items(), strict=True):
        label(ax, "kernel", "reward" if shift == 0 else "", title)
        heights = np.add(rewards, shift)
        looks = [series(i)["color"] for i in range(len(names))]
        ax.bar(names, heights, 0.6, color=looks, hatch=("", "//", ".."), edgecolor="white")
        ax.axhline(0, color=BLACK, linewidth=1.2)
        for i, height in enumerate(heights):
            side = "bottom" if height > 0 else "top"
            ax.text(i, height, f"{height:.1f}".replace("-", "−"), ha="center", va=side)
        ax.margins(y=0.16)


def shares_forest(fig, rows, guesses=None):
    """A forest plot of shares: `rows` is {name: (share, (low, high))}, `guesses` {name: per cent or ...}."""
    percents = {name: (100 * share, *(100 * end for end in ends)) for name, (share, ends) in rows.items()}
    x = "share of runs that end on the best kernel [%]"
    forest(fig.subplots(), percents, x, ".1f", guesses=guesses)


def accuracy_forest(fig, rows, untrained):
    """Test accuracies with intervals, {name: (mean, low, high)} in per cent, beside an undecided policy's."""
    ax = fig.subplots()
    ax.axvline(untrained, color=GREY, linestyle="--", label="policy before the search")
    forest(ax, rows, "mean test accuracy of the networks that the policy draws [%]", ".2f")


def advantages(fig, rewards, values):
    """Rewards, the average that each is compared with, and arrows from one to the other."""
    ax = label(fig.subplots(), "step", "reward")
    steps = np.arange(1, len(rewards) + 1)
    ax.step(steps, values, where="mid", color=BLACK, linewidth=2, label="average before the reward")
    ax.plot(steps, rewards, "o", color=BLUE, markersize=8, label="reward")
    for step, reward, value in zip(steps, rewards, values, strict=True):
        if abs(reward - value) > 1e-9:
            color = series(2 if reward > value else 1)["color"]
            ax.annotate("", (step, reward), (step, value), arrowprops={"arrowstyle": "-|>", "color": color})
        sign = f"{reward - value:+.2f}".replace("-", "−")
        ax.annotate(sign, (step, max(reward, value)), (0, 8), textcoords="offset points", ha="center")
    ax.margins(y=0.2)
    ax.set_xticks(steps)
    fig.legend(loc="outside upper center", ncols=2, frameon=False)


def hill(fig, constants, results, true_rewards):
    """Share of right endings over a constant baseline. `results`: [(share, (low, high)), …]."""
    ax = label(fig.subplots(), "constant baseline b", "ends on the best kernel")
    ax.axvspan(min(true_rewards), max(true_rewards), color="#dddddd", zorder=0)
    shares, intervals = zip(*results, strict=True)
    line_with_band(ax, constants, shares, *np.transpose(intervals), markersize=5, **series(0))
    percent_ticks(ax)
    ax.set_ylim(0, 1.05)
    middle = (min(true_rewards) + max(true_rewards)) / 2
    ax.text(middle, 0.08, "worst to best\ntrue reward", ha="center", backgroundcolor="white", fontsize=9)


def probability_triangle(fig, names, points, probs, steps):
    """What a point of the triangle of probabilities means (left), and an arrow for each kernel drawn (right).

    Args:    points: {text: probabilities (3,)} to mark on the left. probs: (3,), where the arrows start.
             steps: (3, 3), the step of the logits for each kernel drawn.
    """
    left, right = fig.subplots(1, 2)
    for ax, title in ((left, "A point is a policy"), (right, "An arrow is a step")):
        _corners(ax, names, title)
        ax.set(xlim=(-0.4, 1.4), ylim=(-0.16, 1.0))
    for text, place in points.items():
        x, y = np.asarray(place) @ TRIANGLE
        left.plot(x, y, "o", color=BLACK, markersize=7)
        above = (0, 10, "center") if y < 0.05 else (8, 0, "left")  # not on the edge of the triangle
        left.annotate(
            text, (x, y), above[:2], textcoords="offset points", ha=above[2], va="center", fontsize=9
        )
    start = probs @ TRIANGLE
    right.plot(*start, "o", color=BLACK, markersize=7)
    for i, (step, name) in enumerate(zip(steps, names, strict=True)):
        way = ARROW * step @ TRIANGLE
        look = {
            "arrowstyle": "-|>",
            "color": series(i)["color"],
            "linewidth": 2.2,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        right.annotate("", start + way, start, arrowprops=look)
        right.text(*(start + 1.5 * way), f"{name[-1]}", ha="center", va="center")


def two_ends(fig, names):
    """Shares of right endings (left), and the baseline among the true rewards over the steps (right).

    Returns: draw(shares, intervals, true_reward, values): shares (2,), intervals (2, 2), true_reward (3,),
             values (steps, runs), the baseline of each reward; the last two without the offset.
    """
    left, right = fig.subplots(1, 2, width_ratios=(1, 1.5))
    bars, spans, texts = _share_bars(left)
    label(right, "step", "reward, minus offset", "The average among the true rewards")
    right.set_ylim(0, 1.6)
    levels = [right.axhline(0, animated=True, label=name, **_level(i)) for i, name in enumerate(names)]
    (line,) = right.plot(
        [], [], color=BLACK, linewidth=2.2, animated=True, label="average; band: 90 % of runs"
    )
    band = right.fill_between([0, 1], 0, 0, color=BLACK, alpha=0.15, linewidth=0, animated=True)
    fig.legend(handles=[*levels, line], loc="outside upper center", ncols=4, frameon=False, handlelength=2.4)
    remark = right.text(0.5, 0.05, "", ha="center", color=GREY, animated=True, transform=right.transAxes)

    def draw(shares, intervals, true_reward, values):
        spans.set_segments([[(i, low), (i, high)] for i, (low, high) in enumerate(intervals)])
        for i, bar in enumerate(bars):
            bar.set_height(shares[i])
            texts[i].set_position((i, intervals[i][1] + 0.02))
            texts[i].set_text(f"{100 * shares[i]:.0f} %")
        for level, reward in zip(levels, true_reward, strict=True):
            level.set_ydata([reward, reward])
        time, mean = np.arange(1, len(values) + 1), values.mean(1)
        line.set_data(time, mean)
        _remark(right, remark, mean[0])
        band.set_data(time, *np.quantile(values, (0.05, 0.95), axis=1))
        if right.get_xlim() != (1, len(values)):
            right.set_xlim(1, len(values))

    return draw


def _remark(ax, text, first):
    """Say where an average that starts outside the picture starts; at the edge that it does not come from."""
    low, high = ax.get_ylim()
    side = "below" if first < low else "above"
    text.set_text("" if low <= first <= high else f"the average starts {side}, at {first:.1f}")
    text.set_y(0.9 if side == "below" else 0.05)


def _level(index):
    look = series(index)
    return {"color": look["color"], "linestyle": look["linestyle"], "linewidth": 1.5}


def _share_bars(ax):
    label(ax, "", "share of runs", "Ends on the best kernel")
    ax.set_ylim(0, 1.18)
    percent_ticks(ax)
    ax.spines["left"].set_bounds(0, 1)
    colors = [GREY, BLACK]
    bars = ax.bar(["no\nbaseline", "moving\naverage"], 0, width=0.6, color=colors, alpha=0.75, animated=True)
    spans = ax.vlines(range(2), 0, 0, color=series(1)["color"], linewidth=2, animated=True)
    texts = [ax.text(i, 0, "", ha="center", va="bottom", animated=True) for i in range(2)]
    return bars, spans, texts


def step_arrows(fig, names, baselines):
    """Variance over the constant baseline (left), the possible steps on the simplex (right).

    Args:    baselines: (points,), the x axis of the left picture.
    Returns: draw(baseline, variance, curve, probs, steps): curve (points,), probs (3,), steps (3, 3), the
             step of the logits for each drawn choice; the expected step is drawn five times as long.
    """
    left, right = fig.subplots(1, 2)
    label(left, "constant baseline b", "variance of the gradient", "Noise of the step")
    left.set(xlim=(baselines[0], baselines[-1]), ylim=(0, 0.45))
    (curve_line,) = left.plot([], [], color=BLACK, animated=True)
    (point,) = left.plot([], [], "o", color=series(1)["color"], markersize=10, animated=True, clip_on=False)
    arrows, mean = _triangle(right, names)
    tips = [right.text(0, 0, name[-1], ha="center", va="center", animated=True) for name in names]

    def draw(baseline, variance, curve, probs, steps):
        curve_line.set_data(baselines, curve)
        point.set_data([baseline], [variance])
        start = probs @ TRIANGLE
        for arrow, step in zip([*arrows, mean], [*steps, 5 * probs @ steps], strict=True):
            arrow.set_offsets([start])
            arrow.set_UVC(*(ARROW * step @ TRIANGLE)[:, None])
        for tip, step, name in zip(tips, steps, names, strict=True):
            way = ARROW * step @ TRIANGLE
            length = np.hypot(*way)
            tip.set_position(start + way * (1 + 0.1 / max(length, 0.04)))
            tip.set_text(name[-1] if length > 0.04 else "")  # too short to have a direction: no number

    return draw


def _corners(ax, names, title):
    """The empty triangle; a policy that is sure of a kernel lies in that kernel's corner."""
    ax.set(xlim=(-0.35, 1.35), ylim=(-0.36, 1.24), aspect="equal")
    ax.set_title(title, fontsize=10, loc="left", fontweight="bold")
    ax.axis("off")
    ax.plot(*TRIANGLE[[0, 1, 2, 0]].T, color=GREY, linewidth=1)
    places = TRIANGLE + ((-0.05, -0.09), (0.3, 0.0), (0.05, -0.09))
    for place, name in zip(places, names, strict=True):
        ax.text(*place, name, ha="center", va="center", color=GREY)


def _triangle(ax, names):
    _corners(ax, names, "The step, for each kernel drawn")
    same = {"angles": "xy", "scale_units": "xy", "scale": 1, "units": "inches", "animated": True}
    arrows = [ax.quiver(0, 0, 0, 0, color=series(i)["color"], width=0.035, **same) for i in range(len(names))]
    mean = ax.quiver(
        0,
        0,
        0,
        0,
        color=BLACK,
        width=0.055,
        headwidth=2.6,
        headlength=2.2,
        headaxislength=2,
        zorder=5,
        **same,
    )
    looks = [(series(i)["color"], 2, f"{name} drawn") for i, name in enumerate(names)]
    handles = [
        ax.plot([], [], color=color, linewidth=width, label=text)[0]
        for color, width, text in [*looks, (BLACK, 4, "mean × 5")]
    ]
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    return arrows, mean
