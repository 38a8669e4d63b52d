"""The widget of lesson 06: Bayesian optimisation over one axis, one step at a time."""

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.extracts import by_work
from nas_teach.lab.lesson_06.pictures import one_step
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.strategies.gaussian_process import EI, MEAN, RANDOM, Prior, hopes, posterior, search_axis

CENTRE, SPREAD = 82.0, 3.0  # what is believed of a network that nothing is known of, in per cent
MOST_STEPS = 12
FAMILY = {"block": "conv", "depth": 2, "skip": False, "heads": 0}


def bayes_opt_steps():
    """Step through a search over one axis; turn the model's scales and its wishes. Lesson 06."""
    fig = figure(7.0, 4.2)
    archs, x, y = by_work(FashionBench.load(), **FAMILY)
    first = [i for i, arch in enumerate(archs) if arch.kernel1 == arch.kernel2 == 3]
    draw, grid = one_step(fig, x, y), np.linspace(x.min() - 0.2, x.max() + 0.2, 150)

    def update(step, length, noise, acquisition):
        prior = Prior(CENTRE, SPREAD, length, noise)
        *known, new = search_axis(x, y, first, step, prior, acquisition)
        mean, std, improvement = hopes(x, y, known, prior)
        draw(grid, *posterior(x[known], y[known], grid, prior), known, new, improvement)
        best = known[int(y[known].argmax())]
        why = {
            EI: "It has the greatest expected improvement of all that are left,",
            MEAN: "Of no other one left does the model expect more; its expected improvement is",
            RANDOM: "It was drawn blindly; its expected improvement is",
        }[acquisition]
        return (
            f"{len(known)} networks are trained, {step} of them chosen by this search. The best so far "
            f"has {_in_words(archs[best])}: {y[best]:.1f} %; the best of all 27 would reach "
            f"{y.max():.1f} %. Next is the one with {_in_words(archs[new])}: the model expects "
            f"{mean[new]:.1f} ± {std[new]:.1f} %. {why} "
            f"{improvement[new]:.2f} points."
        )

    controls = {
        "step": slider("Step", 0, 0, MOST_STEPS, 1),
        "length": stops("Length scale", 2.0, (0.5, 1.0, 2.0, 4.0, 8.0), unit="doublings"),
        "noise": stops("Measurement noise", 1.0, (0.1, 0.5, 1.0, 2.0, 4.0), unit="points"),
        "acquisition": choice("Choose by", EI, (EI, MEAN, RANDOM)),
    }
    alt = (
        "Above, measured accuracies over the work of 27 networks, with the curve and the band that a "
        "Gaussian process draws through them; below, the expected improvement of each; a line marks the "
        "next one."
    )
    return panel(controls, update, fig, alt=alt, play="step")


def _in_words(arch):
    return f"kernels {arch.kernel1} and {arch.kernel2}, width {arch.width}"
