"""The widget of lesson 06: Bayesian optimisation over one axis, one step at a time."""

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.lab.lesson_06.pictures import one_step
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.strategies.bayes_opt import expected_improvement

CENTRE, SPREAD = 82.0, 3.0  # what is believed of a network that nothing is known of, in per cent
EI, MEAN, RANDOM = "expected improvement", "expected accuracy only", "random"
MOST_STEPS = 12


def family(bench):
    """27 networks by their work: conv blocks, depth 2, no skip connections, no attention.

    Returns: (archs, x, y): a list; log2 of thousands of MACs; accuracy in per cent of the first training.
    """
    archs = [a for a in bench.archs if (a.block, a.depth, a.skip, a.heads) == ("conv", 2, False, 0)]
    archs.sort(key=lambda arch: bench.value(arch, "macs"))
    x = np.log2([bench.value(arch, "macs") / 1000 for arch in archs])
    return archs, x, 100 * np.array([bench.reward(arch, seed=0) for arch in archs])


def first_three(archs):
    """Where those with the smallest kernels stand: one a width."""
    return [i for i, arch in enumerate(archs) if arch.kernel1 == arch.kernel2 == 3]


def posterior(x, y, new, length, noise):
    """What a Gaussian process (Matérn 5/2) believes of accuracies at `new`, in per cent.

    Args:    x, y: (n,) measured. new: (m,). length: in units of x. noise: standard deviation, per cent.
    Returns: (mean, std), each (m,).
    Source:  Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", eq. 2.25 and 2.26.
    """
    known = _similarity(x, x, length) + (noise / SPREAD) ** 2 * np.eye(len(x))
    shared = _similarity(x, new, length)  # (n, m)
    weights = np.linalg.solve(known, shared)
    mean = CENTRE + weights.T @ (np.asarray(y) - CENTRE)
    return mean, SPREAD * np.sqrt(np.maximum(1 - (weights * shared).sum(0), 0))


def steps_of_search(x, y, known, steps, length=2.0, noise=1.0, acquisition=EI):
    """Measure the `known`, then choose `steps` more: all positions in order, and the one that would be next.

    Args:    x, y: (networks,), y is looked at only where it was chosen. known: positions to begin with.
    Returns: list of len(known) + steps + 1 positions.
    """
    chosen, rng = list(known), np.random.default_rng(2)
    for _ in range(steps + 1):
        mean, _, improvement = hopes(x, y, chosen, length, noise)
        score = {EI: improvement, MEAN: mean, RANDOM: rng.random(len(x))}[acquisition].copy()
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
    return chosen


def hopes(x, y, known, length, noise):
    """Of all networks: (mean, std, expected improvement), from what is known of some."""
    mean, std = posterior(x[known], y[known], x, length, noise)
    return mean, std, expected_improvement(mean, std, mean[known].max())


def bayes_opt_steps():
    """Step through a search over one axis; turn the model's scales and its wishes. Lesson 06."""
    fig = figure(7.0, 4.2)
    archs, x, y = family(FashionBench.load())
    draw, grid = one_step(fig, x, y), np.linspace(x.min() - 0.2, x.max() + 0.2, 150)

    def update(step, length, noise, acquisition):
        *known, new = steps_of_search(x, y, first_three(archs), step, length, noise, acquisition)
        mean, std, improvement = hopes(x, y, known, length, noise)
        draw(grid, *posterior(x[known], y[known], grid, length, noise), known, new, improvement)
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
        "length": stops("Length scale [doublings]", 2.0, (0.5, 1.0, 2.0, 4.0, 8.0)),
        "noise": stops("Noise [points]", 1.0, (0.1, 0.5, 1.0, 2.0, 4.0)),
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


def _similarity(a, b, length):
    r = np.sqrt(5) * np.abs(np.subtract.outer(a, b)) / length
    return (1 + r + r**2 / 3) * np.exp(-r)
