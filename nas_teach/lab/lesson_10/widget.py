"""The widgets of lesson 10: turn the prices of latency and size, and see which network wins."""

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.extracts import three_numbers
from nas_teach.hardware.objectives import linear_reward, mnasnet_reward, pareto_front
from nas_teach.lab.lesson_10.pictures import price_picture
from nas_teach.lab.showing.controls import slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure

LATENCIES = np.linspace(0.2, 2.2, 201)  # where the line of equal reward is drawn
PRICES = (0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
EXPONENTS = (0, -0.03, -0.07, -0.15, -0.3, -0.5, -1.0, -3.0, -10.0)


def reward_weights():
    """Price a millisecond and a megabyte; see which network of FashionBench wins. Lesson 10."""
    winner_at, say, draw, fig = _table()

    def update(latency_weight, size_weight):
        winner, reward, size = winner_at(
            lambda *three: linear_reward(*three, latency_weight=latency_weight, size_weight=size_weight)
        )
        draw(winner, LATENCIES, reward + latency_weight * LATENCIES + size_weight * size)
        return (
            f"Prices in percentage points of accuracy: {100 * latency_weight:g} for a millisecond, "
            f"{100 * size_weight:g} for a megabyte. {say(winner)} Its reward is {reward:.4f}; the dashed "
            "line is for networks of its size."
        )

    controls = {
        "latency_weight": stops("Latency weight", 0.01, PRICES, unit="per ms"),
        "size_weight": stops("Size weight", 0.005, PRICES, unit="per MB"),
    }
    alt = (
        "Accuracy over latency of all networks of FashionBench, with the Pareto front, the winner under "
        "the prices chosen, and the line along which a network of its size would be as good."
    )
    return panel(controls, update, fig, alt=alt)


def latency_target():
    """MnasNet's reward with its target and both exponents; see which network wins. Lesson 10."""
    winner_at, say, draw, fig = _table()

    def update(target, w, w_above):
        winner, reward, _ = winner_at(
            lambda accuracy, latency, _: mnasnet_reward(accuracy, latency, target, w, w_above)
        )
        draw(winner, LATENCIES, reward / mnasnet_reward(1.0, LATENCIES, target, w, w_above), target)
        return (
            f"Target {target:.2f} ms; exponent {w:g} up to it, {w_above:g} above. {say(winner, target)} "
            f"Its reward is {reward:.4g}."
        )

    controls = {
        "target": slider("Target", 0.5, 0.3, 1.5, 0.05, unit="ms"),
        "w": stops("w up to the target", -0.07, EXPONENTS),
        "w_above": stops("w above the target", -0.07, EXPONENTS),
    }
    alt = (
        "Accuracy over latency of all networks of FashionBench, with the Pareto front, the target, the "
        "winner under MnasNet's reward, and the curve along which a network would be as good."
    )
    return panel(controls, update, fig, alt=alt)


def _table():
    """(winner_at, say, draw, fig) on the course's table."""
    bench, fig = FashionBench.load(), figure(7.0, 3.6)
    accuracy, latency, size = three_numbers(bench)
    front = pareto_front(np.stack([accuracy, latency], 1))
    of_three = pareto_front(np.stack([accuracy, latency, size], 1), ("max", "min", "min"))
    draw = price_picture(fig, accuracy, latency, size, front)

    def winner_at(reward):
        rewards = reward(accuracy, latency, size)
        winner = int(rewards.argmax())
        return winner, float(rewards[winner]), size[winner]

    def say(winner, target=None):
        lies = (
            "lies on the front of accuracy and latency"
            if winner in front
            else "is not on this front, but on that of accuracy, latency and size"
            if winner in of_three
            else "is on no front"
        )
        gap = 0 if target is None else latency[winner] - target
        late = "" if target is None else f" {abs(gap):.3f} ms {'above' if gap > 0 else 'below'} the target,"
        return (
            f"The winner has {in_words(bench.archs[winner])}: {100 * accuracy[winner]:.2f} %, "
            f"{latency[winner]:.3f} ms,{late} {size[winner]:.3f} MB. It {lies}."
        )

    return winner_at, say, draw, fig


def in_words(arch):
    """An architecture of FashionBench, such as "2 conv blocks a stage, kernels 3 and 7, width 16"."""
    extras = [name for name, there in (("skip connections", arch.skip), ("attention", arch.heads)) if there]
    blocks = f"{arch.depth} {arch.block} block{'s' * (arch.depth > 1)} a stage"
    return f"{blocks}, kernels {arch.kernel1} and {arch.kernel2}, width {arch.width}" + "".join(
        f", {extra}" for extra in extras
    )


def in_short(arch):
    """The same for a column of a table: "2 conv, 3 and 7, width 16, skip" (blocks a stage, kernels, width)."""
    extras = ", skip" * bool(arch.skip) + ", attention" * bool(arch.heads)
    return f"{arch.depth} {arch.block}, {arch.kernel1} and {arch.kernel2}, width {arch.width}{extras}"
