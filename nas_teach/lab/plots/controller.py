"""Pictures of one controller at a time: its loss, its path, its search on real rewards. Lesson 02."""

import numpy as np

from nas_teach.lab.plots.style import GREY, label, series


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
    ax.annotate(f"p = {x}, reward {point[1]}", (x, y), (x, y + 0.55), ha="center", backgroundcolor="white",
                arrowprops={"arrowstyle": "-", "color": GREY, "shrinkB": 7})
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


def _draw_path(ax, probs, names):
    steps = len(probs) - 1
    ax.set(xlim=(0, steps), ylim=(0, 1))
    return [ax.plot(np.arange(steps + 1), np.asarray(probs)[:, i], label=name, markersize=5,
                    markevery=max(1, steps // 5), clip_on=False, **series(i))[0]
            for i, name in enumerate(names)]
