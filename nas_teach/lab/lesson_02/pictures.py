"""Pictures of one controller: its loss, its probabilities, where it ends, a real search. Lesson 02."""

import numpy as np

from nas_teach.lab.showing.diagram import arrow, box, canvas
from nas_teach.lab.showing.painting import moving_frame
from nas_teach.lab.showing.style import BLUE, GREY, VERMILLION, figure, label, percent_ticks, series

BAND = (0.25, 0.75)  # quantiles over runs: the shaded band holds the middle half of the runs


def loss_curves(fig, rewards, point):
    """Draw the loss -log p x reward over p, one curve a reward.

    Args:    rewards: at most seven numbers. point: (p, reward), the worked case, marked by a ring.
    """
    ax = label(fig.subplots(), "probability p of the sampled action", "loss: −log p × reward")
    p = np.geomspace(1e-4, 1, 200)  # so small that every curve leaves through the top
    for i, reward in enumerate(rewards):
        ax.plot(p, -np.log(p) * reward, label=f"reward {reward}", **series(i) | {"marker": ""})
    x, y = point[0], -np.log(point[0]) * point[1]
    ax.plot(x, y, "o", markersize=13, fillstyle="none", color="black")
    ax.annotate(
        f"p = {x}, reward {point[1]}",
        (x, y),
        (x, y + 0.55),
        ha="center",
        backgroundcolor="white",
        arrowprops={"arrowstyle": "-", "color": GREY, "shrinkB": 7},
    )
    ax.set(xlim=(0, 1), ylim=(0, 2.5))
    ax.legend(frameon=False, handlelength=3.2)


def run_paths(fig, runs, names, titles):
    """Draw the probabilities of several runs side by side.

    Args:    runs: arrays of shape (steps + 1, choices). names: one a choice. titles: one a run.
    """
    axes = fig.subplots(1, len(runs), sharey=True, squeeze=False)[0]
    for ax, probs, title in zip(axes, runs, titles, strict=True):
        lines = _draw_path(label(ax, "step", "", title), probs, names)
        ax.set_xticks([0, (len(probs) - 1) // 2, len(probs) - 1])
    axes[0].set_ylabel("probability")
    fig.legend(handles=lines, loc="outside upper center", ncols=len(names), frameon=False, handlelength=3.2)


def _draw_path(ax, probs, names):
    steps = len(probs) - 1
    ax.set(xlim=(0, steps), ylim=(0, 1))
    return [
        ax.plot(
            np.arange(steps + 1),
            np.asarray(probs)[:, i],
            label=name,
            markersize=5,
            markevery=max(1, steps // 5),
            clip_on=False,
            **series(i),
        )[0]
        for i, name in enumerate(names)
    ]


def controller_race(fig, names):
    """Prepare two axes in `fig`: probabilities over the steps, and the share of runs won by each choice.

    Args:    names: what to call each choice, for example ("kernel 3", "kernel 5", "kernel 7").
    Returns: draw(probs, ends, best) where probs has shape (steps + 1, runs, choices), ends is winners(probs)
             and best is the set of indices of the choices with the greatest true reward.
    """
    left, right = fig.subplots(1, 2, width_ratios=(1.5, 1))
    paths, set_frame = _paths(left, names), moving_frame(left, "x")
    fig.legend(
        handles=paths[0], loc="outside upper center", ncols=len(names), frameon=False, handlelength=3.2
    )
    bars = _bars(right, names)

    def draw(probs, ends, best):
        _move_paths(set_frame, *paths, probs)
        _move_bars(*bars, *ends, best)

    return draw


def _paths(ax, names):
    label(ax, "step", "probability", "Probability: mean and middle half")
    ax.set_ylim(0, 1)
    lines = [
        ax.plot([], [], label=name, markersize=5, animated=True, **series(i))[0]
        for i, name in enumerate(names)
    ]
    bands = [
        ax.fill_between([0, 1], 0, 0, alpha=0.14, linewidth=0, animated=True, color=line.get_color())
        for line in lines
    ]
    return lines, bands


def _bars(ax, names):
    label(ax, "", "share of runs", "On top at the end")
    ax.set_ylim(0, 1.3)
    ax.spines["left"].set_bounds(0, 1)
    percent_ticks(ax)
    colors = [series(i)["color"] for i in range(len(names))]
    bars = ax.bar(names, 0, width=0.62, color=colors, alpha=0.85, animated=True)
    spans = ax.vlines(range(len(names)), 0, 0, color="black", linewidth=1.4, animated=True)
    texts = [ax.text(i, 0, "", ha="center", va="bottom", animated=True) for i in range(len(names))]
    marks = [
        ax.text(i, 1.3, "best", ha="center", va="top", color=GREY, animated=True) for i in range(len(names))
    ]
    return bars, spans, texts, marks


def _move_paths(set_frame, lines, bands, probs):
    steps = len(probs) - 1
    set_frame(xlim=(0, steps))
    time = np.arange(steps + 1)
    mean = probs.mean(axis=1)  # (steps + 1, choices)
    low, high = np.quantile(probs, BAND, axis=1)
    for i, (line, band) in enumerate(zip(lines, bands, strict=True)):
        line.set_data(time, mean[:, i])
        line.set_markevery((0, max(1, steps // 6)))
        band.set_data(time, low[:, i], high[:, i])


def _move_bars(bars, spans, texts, marks, share, interval, best):
    spans.set_segments([[(i, low), (i, high)] for i, (low, high) in enumerate(interval)])
    for i, bar in enumerate(bars):
        bar.set_height(share[i])
        texts[i].set_position((i, interval[i, 1] + 0.02))
        texts[i].set_text(f"{share[i]:.0%}".replace("%", " %"))
        marks[i].set_visible(i in best)


def real_search(fig, choices, rewards, probs, names):
    """Draw what a search was paid, trial by trial, above how its policy moved.

    Args:    choices: index of the choice of each trial. rewards: shape (trials,).
             probs: shape (trials + 1, choices), the policy before the first and after each trial.
    """
    upper, lower = fig.subplots(2, 1, sharex=True)
    label(upper, "", "reward\n(validation accuracy)")
    label(lower, "trial", "probability")
    choices, trial = np.asarray(choices), np.arange(1, len(rewards) + 1)
    for i in range(len(names)):
        mine = choices == i
        if mine.any():  # an empty line that may leave its axes has no box, and the layout would collapse
            style = series(i) | {"linestyle": ""}
            upper.plot(trial[mine], np.asarray(rewards)[mine], markersize=6, clip_on=False, **style)
    lines = _draw_path(lower, probs, names)
    fig.align_ylabels()
    fig.legend(handles=lines, loc="outside upper center", ncols=len(names), frameon=False, handlelength=3.2)


def agent_and_environment():
    """The loop of reinforcement learning in NAS, as boxes and arrows: the figure."""
    fig, ax = canvas(6.6, 1.9)
    agent = box(ax, 1.2, 0.95, "agent:\nthe controller\n(policy: 0.1, 0.7, 0.2)", BLUE)
    world = box(ax, 5.3, 0.95, "environment:\ntrain the network,\nmeasure its accuracy", VERMILLION)
    arrow(ax, agent, world, "action: “kernel 5”", bend=-0.22)
    arrow(ax, world, agent, "reward: 0.85", bend=-0.22)
    return fig


def pieces(probs, names, u):
    """Sampling as a line from 0 to 1 that is cut into pieces, with an arrow where u falls: the figure."""
    fig = figure(6.0, 1.35)
    ax = fig.subplots()
    start = 0.0
    for i, (p, name) in enumerate(zip(probs, names, strict=True)):
        color, hatch = series(i)["color"], ("", "//", "..")[i % 3]
        ax.barh(0, p, left=start, color=color + "33", edgecolor=color, hatch=hatch, height=0.8)
        words = {"ha": "center", "va": "center", "bbox": {"color": "white", "pad": 1.5}}
        ax.text(start + p / 2, 0, f"{name}\n{p:.2f}", **words)
        start += p
    ax.annotate(
        f"u = {u}",
        (u, 0.4),
        (u, 1.05),
        ha="center",
        va="center",
        arrowprops={"arrowstyle": "-|>", "color": GREY},
    )
    ax.set(xlim=(0, 1), ylim=(-0.4, 1.25), yticks=[], xticks=[0, *np.cumsum(probs).round(2)])
    ax.spines[["top", "right", "left"]].set_visible(False)
    return fig
