"""The widgets of lesson 03: what a baseline does to a whole search, and to a single step."""

import numpy as np

from nas_teach.lab.lesson_03.pictures import step_arrows, two_ends
from nas_teach.lab.showing.controls import slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.strategies.baselines import MovingAverage, Recorded, gradient_moments
from nas_teach.strategies.reinforce import simulate_reinforce, winners

NAMES = ("kernel 3", "kernel 5", "kernel 7")
REWARDS = np.array([0.7, 0.9, 0.6])
RUNS, BEST = 300, 1
FIRST = "first reward"


def baseline_explorer():
    """Turn decay, start, offset and noise; compare searches with and without average. Lesson 03."""
    fig = figure(7.0, 3.0)
    draw = two_ends(fig, NAMES)

    def update(decay, start, offset, noise):
        true_reward = REWARDS + offset
        average = Recorded(MovingAverage(decay, None if start == FIRST else start))
        how = {"steps": 50, "runs": RUNS}
        ends = [
            winners(simulate_reinforce(true_reward, noise, baseline=baseline, **how))
            for baseline in (None, average)
        ]
        shares, intervals = [s[BEST] for s, _ in ends], [i[BEST] for _, i in ends]
        values = np.array(average.values)  # (steps, runs)
        draw(shares, intervals, REWARDS, values - offset)
        return _in_words(shares, intervals, true_reward, values)

    controls = {
        "decay": slider("Decay of the average", 0.9, 0.0, 0.98, 0.02),
        "start": stops("Average starts at", FIRST, (FIRST, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5)),
        "offset": stops("Offset on every reward", 0.0, (-1.0, 0.0, 1.0, 10.0)),
        "noise": slider("Noise of a reward", 0.02, 0.0, 0.5, 0.02),
    }
    alt = (
        "Left, the share of runs that end on the best kernel without and with a moving average; "
        "right, that average over the steps, among the true rewards of the three kernels."
    )
    return panel(controls, update, fig, alt=alt)


def _in_words(shares, intervals, true_reward, values):
    """The picture in three sentences."""
    spans = [
        f"{100 * s:.0f} % (95 % interval {100 * low:.0f} to {100 * high:.0f} %)"
        for s, (low, high) in zip(shares, intervals, strict=True)
    ]
    between = (values > true_reward.min()) & (values < true_reward.max())
    rewards = ", ".join(f"{reward:.1f}" for reward in true_reward)
    return (
        f"Of {RUNS} runs, {spans[0]} end on kernel 5 without a baseline and {spans[1]} with the moving "
        f"average. The average begins near {values[0].mean():.2f} and ends near {values[-1].mean():.2f}; "
        f"the true rewards are {rewards}. In {100 * between.mean():.0f} % of all steps it lies between "
        "the worst and the best of them."
    )


def gradient_variance():
    """Move a constant baseline; the single steps change, their mean does not. Lesson 03."""
    fig = figure(7.0, 3.6)
    grid = np.linspace(0.0, 1.5, 61)
    draw = step_arrows(fig, NAMES, grid)

    def update(baseline, best):
        probs = np.array([(1 - best) / 2, best, (1 - best) / 2])
        variance, step, lowest = gradient_moments(probs, REWARDS, baseline)
        curve = [gradient_moments(probs, REWARDS, value)[0] for value in grid]
        draw(baseline, variance, curve, probs, (np.eye(3) - probs) * (REWARDS - baseline)[:, None])
        mean = ", ".join(f"{move:+.3f}" for move in step)
        rising = [name for name, reward in zip(NAMES, REWARDS, strict=True) if reward > baseline]
        least = gradient_moments(probs, REWARDS, lowest)[0]
        return (
            f"With the baseline {baseline:.2f}, being drawn makes {_list(rising)} more probable. The "
            f"variance of the gradient is {variance:.3f}; the least possible is {least:.3f}, with the "
            f"baseline {lowest:.3f}. The mean step of the logits is ({mean}), whatever the baseline."
        )

    controls = {
        "baseline": slider("Baseline b", 0.0, 0.0, 1.5, 0.05),
        "best": slider("Probability of kernel 5", 0.35, 0.05, 0.9, 0.05),
    }
    alt = (
        "Left, the variance of the gradient over the baseline, a parabola; right, on the triangle of "
        "probabilities, the step for each kernel drawn and the mean step."
    )
    return panel(controls, update, fig, alt=alt)


def _list(names):
    """Names as words: "none of the kernels", "kernel 5", "kernel 3 and kernel 5"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "none of the kernels"
