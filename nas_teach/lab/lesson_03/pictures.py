"""Pictures of what a baseline does: to the end of a search, and to the single step. Lesson 03."""

import numpy as np

from nas_teach.lab.showing.style import BLACK, GREY, label, percent_ticks, series
from nas_teach.strategies.reinforce import winners

TRIANGLE = np.array([[0.0, 0.0], [0.5, 0.75**0.5], [1.0, 0.0]])  # where kernels 3, 5 and 7 stand
ARROW = 0.45  # length of a step of 1 in the picture: the longest arrow stays inside it


def ends_by_first_draw(fig, probs, names):
    """Grouped bars: where runs end, by the choice that step 1 drew. `probs`: (steps + 1, runs, choices)."""
    ax = fig.subplots()
    label(ax, "drawn in step 1", "share of these runs", "Where the run ends, by its first draw")
    first = probs[1].argmax(1)
    for end, name in enumerate(names):
        stats = [winners(probs[:, first == draw]) for draw in range(len(names))]
        share = np.array([s[end] for s, _ in stats])
        reach = np.abs(np.array([i[end] for _, i in stats]).T - share)
        at = np.arange(len(names)) + 0.26 * (end - 1)
        ax.bar(
            at,
            share,
            0.24,
            yerr=reach,
            capsize=3,
            color=series(end)["color"],
            edgecolor="white",
            hatch=("", "//", "..")[end],
            ecolor=BLACK,
            label=f"ends on {name}",
        )
    ax.set_xticks(range(len(names)), names)
    percent_ticks(ax)
    ax.set_ylim(0, 1)
    fig.legend(loc="outside upper center", ncols=3, frameon=False)


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


def _triangle(ax, names):
    ax.set(xlim=(-0.35, 1.35), ylim=(-0.36, 1.24), aspect="equal")
    ax.set_title("The step, for each kernel drawn", fontsize=10, loc="left", fontweight="bold")
    ax.axis("off")
    ax.plot(*TRIANGLE[[0, 1, 2, 0]].T, color=GREY, linewidth=1)
    places = TRIANGLE + ((-0.05, -0.11), (0.5, 0.03), (0.05, -0.11))
    for place, name in zip(places, names, strict=True):
        ax.text(*place, name, ha="center", va="center", color=GREY)
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
    styles = [(series(i)["color"], 2, f"{name} drawn") for i, name in enumerate(names)]
    handles = [
        ax.plot([], [], color=color, linewidth=width, label=text)[0]
        for color, width, text in [*styles, (BLACK, 4, "mean × 5")]
    ]
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    return arrows, mean


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


def _level(index):
    style = series(index)
    return {"color": style["color"], "linestyle": style["linestyle"], "linewidth": 1.5}


def _remark(ax, text, first):
    """Say where an average that starts outside the picture starts; at the edge that it does not come from."""
    low, high = ax.get_ylim()
    side = "below" if first < low else "above"
    text.set_text("" if low <= first <= high else f"the average starts {side}, at {first:.1f}")
    text.set_y(0.9 if side == "below" else 0.05)
