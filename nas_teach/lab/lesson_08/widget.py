"""The widget of lesson 08: what recorded supernets say of their paths, against what is true."""

from functools import cache

import numpy as np
from scipy.stats import kendalltau

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.lab.lesson_08.pictures import choice_name, shared_scatter
from nas_teach.lab.showing.controls import choice, slider
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.recorded.supernets import SETTINGS, SPACE, load_supernets

TRAININGS = {f"{setting.sampling}, {setting.epochs} epochs": setting for setting in SETTINGS}
NORMS = {"recalibrated": "recalibrated", "the supernet's own": "mixed"}
DECISIONS = {
    "skip connections": "skip",
    "depth": "depth",
    "type of block": "block",
    "kernel of stage 1": "kernel1",
    "kernel of stage 2": "kernel2",
    "attention": "heads",
}


@cache
def _truth_and_size():
    """Test accuracy and number of parameters of the 216 networks, trained alone: two arrays."""
    bench = FashionBench.load()
    return (
        np.array([bench.test(arch) for arch in SPACE]),
        np.array([bench.value(arch, "params") for arch in SPACE]),
    )


def shared_ranking():
    """Choose how supernets were trained and scored; see what they like, and what is good. Lesson 08."""
    fig = figure(6.0, 3.9)
    draw = shared_scatter(fig)
    supernets, (truth, params) = load_supernets(), _truth_and_size()
    params_tau = kendalltau(params, truth)[0]

    def update(setting, norm, decision, seed):
        shared = getattr(supernets[TRAININGS[setting]], NORMS[norm])[seed]
        groups = _groups(DECISIONS[decision])
        draw(shared, truth, groups)
        return _in_words(shared, truth, params_tau, groups)

    controls = {
        "setting": choice("Training", next(iter(TRAININGS)), TRAININGS),
        "norm": choice("Batch norm", "recalibrated", NORMS),
        "decision": choice("Marked by", "skip connections", DECISIONS),
        "seed": slider("Supernet", 0, 0, len(supernets[SETTINGS[0]].seeds) - 1, 1),
    }
    alt = (
        "One dot a path of a supernet: its accuracy with shared weights and its test accuracy, trained alone; the "
        "choices of one decision have different markers; what looks best and the best are ringed."
    )
    return panel(controls, update, fig, alt=alt)


@cache
def _groups(decision):
    """{"depth 3": True where a path has it}, in the order of the choices."""
    values = np.array([getattr(arch, decision) for arch in SPACE])
    return {choice_name(decision, value): values == value for value in SPACE.choices[decision]}


def _in_words(shared, truth, params_tau, groups):
    winner = shared.argmax()
    place, lost = int((truth > truth[winner]).sum()) + 1, 100 * (truth.max() - truth[winner])
    means = [
        (name, 100 * (shared[which].mean() - shared.mean()), 100 * (truth[which].mean() - truth.mean()))
        for name, which in groups.items()
    ]
    preferred = max(means, key=lambda row: row[1])
    return (
        f"The paths reach {100 * shared.min():.0f} to {100 * shared.max():.0f} %. Kendall tau with the "
        f"truth {kendalltau(shared, truth)[0]:.2f}; counting parameters has {params_tau:.2f}. The path "
        f"that looks best is number {place} of {len(truth)} in truth, {lost:.1f} points below the best; "
        f"a random one is {100 * (truth.max() - truth.mean()):.1f} below. The supernet "
        f"likes {preferred[0]} most: {preferred[1]:+.1f} points against the mean of all paths, "
        f"in truth {preferred[2]:+.1f}."
    )
