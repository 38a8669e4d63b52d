"""The widget of lesson 13: a latency budget, something that ranks, and the network that they choose."""

from functools import cache

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.lab.lesson_13.pictures import budget_picture
from nas_teach.lab.showing.controls import choice, slider
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.recorded.elastic import ELASTIC_SETTINGS, load_elastic

SUPERNETS = {f"score in supernet {seed}": seed for seed in range(5)}
COUNTS = {"MACs": "macs", "parameters": "params"}
TRUTH = "the truth"


def latency_budget():
    """Set a latency budget and what ranks, and see which network of the table is chosen. Lesson 13."""
    fig = figure(6.4, 3.8)
    draw = budget_picture(fig)

    def update(budget, ranking):
        archs, costs, accuracies, rankings = _table()
        fits = np.flatnonzero(costs <= budget)
        chosen, best = (fits[values[fits].argmax()] for values in (rankings[ranking], accuracies))
        draw(costs, accuracies, budget, chosen, best)
        return _in_words(archs, costs, accuracies, rankings, ranking, fits, chosen, best)

    controls = {
        "budget": slider("Latency budget", 0.5, 0.35, 2.05, 0.05, "ms"),
        "ranking": choice("Ranked by", "score in supernet 0", (*SUPERNETS, *COUNTS, TRUTH)),
    }
    alt = (
        "A dot for each network of the table, its test accuracy against its latency. A line marks the budget, a "
        "ring the network that is chosen, a diamond the best one that fits."
    )
    return panel(controls, update, fig, alt=alt)


@cache
def _table():
    """Architectures, recorded latencies [ms], test accuracies [%], and what may rank: {name: numbers}."""
    bench = FashionBench.load()
    setting = ELASTIC_SETTINGS[-1]
    scores = load_elastic()[setting].scores
    archs = list(setting.space)
    costs, truth, *counts = (
        np.array([bench.value(arch, column) for arch in archs])
        for column in ("latency_ms", "test", *COUNTS.values())
    )
    rankings = dict(zip(SUPERNETS, scores, strict=True)) | dict(zip(COUNTS, counts, strict=True))
    return archs, costs, 100 * truth, rankings | {TRUTH: truth}


def _in_words(archs, costs, accuracies, rankings, ranking, fits, chosen, best):
    gap = accuracies[best] - accuracies[chosen]
    missed = "It is the best that fits." if gap < 0.005 else f"The best that fits has {gap:.2f} points more."
    score = ""
    if ranking in SUPERNETS:
        score = f" With shared weights it scored {100 * rankings[ranking][chosen]:.1f} %."
    return (
        f"{len(fits)} of {len(archs)} networks fit, by the latencies recorded in FashionBench. By {ranking}, "
        f"{_name(archs[chosen])} is chosen: {costs[chosen]:.2f} ms, {accuracies[chosen]:.2f} % on test when "
        f"trained alone.{score} {missed}"
    )


def _name(arch):
    skips, heads = "with" if arch.skip else "without", f"{arch.heads} heads" if arch.heads else "no attention"
    return (
        f"{arch.block}, kernels {arch.kernel1} and {arch.kernel2}, width {arch.width}, depth {arch.depth}, "
        f"{skips} skip connections, {heads}"
    )
