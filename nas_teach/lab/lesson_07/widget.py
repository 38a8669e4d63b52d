"""The widgets of lesson 07: what an early look at a training tells, and what a halving bracket keeps."""

from functools import cache

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.fidelity import accuracies, many_trainings
from nas_teach.evaluation.halving import growing_fidelities, simulate_halving
from nas_teach.lab.lesson_07.pictures import bracket_ranks, fidelity_scatter
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.statistics import top_overlap

RUNS, MOST = 300, 64
SETS = {"all": 1.0, "best half in truth": 0.5, "best 10 % in truth": 0.1}


@cache
def _looks():
    """Accuracies of the course's table: (archs, seeds, epochs)."""
    return accuracies(FashionBench.load())


def fidelity_ranking():
    """Stop a training early and see how well that ranks the finished ones. Lesson 07."""
    from scipy.stats import kendalltau  # heavy, and the other widget does without

    fig = figure(6.0, 3.6)
    draw = fidelity_scatter(fig)
    looks = _looks()
    truth = looks[:, 1:, -1].mean(1)  # of the other trainings: the one looked at has no say

    def update(epoch, which):
        some = np.argsort(-truth, kind="stable")[: round(SETS[which] * len(truth))]
        cheap, true = looks[some, 0, epoch - 1], truth[some]
        chosen, truly = (np.argsort(np.argsort(-x, kind="stable")) < 10 for x in (cheap, true))
        draw(cheap, true, chosen, truly)
        tau, overlap = kendalltau(cheap, true)[0], top_overlap(cheap, true, 10)
        return _ranking_in_words(epoch, looks.shape[2], len(some), tau, overlap)

    controls = {
        "epoch": slider("Epochs paid for", 1, 1, looks.shape[2], 1),
        "which": choice("Networks", "all", SETS),
    }
    alt = (
        "One dot a network of FashionBench: the accuracy of one training after some epochs, and the mean "
        "of two other trainings at the end."
    )
    return panel(controls, update, fig, alt=alt)


def _ranking_in_words(epoch, epochs, count, tau, overlap):
    right = 100 * (1 + tau) / 2
    whole = "a whole training" if epoch == epochs else f"{epoch} of {epochs} epochs"
    lost = "none" if overlap == 0 else f"{overlap}"
    return (
        f"{count} networks, judged by {whole}: Kendall tau {tau:.2f}. Of 100 pairs, about {right:.0f} "
        f"are in the right order; a coin would put 50. Of the ten that look best here, {lost} "
        f"{'is' if overlap == 1 else 'are'} among the ten best in truth."
    )


def halving_bracket():
    """Choose a bracket; see who survives each round, and whether the best was thrown out. Lesson 07."""
    fig = figure(6.0, 3.6)
    draw, epochs = bracket_ranks(fig), _looks().shape[2]

    def update(num, eta, lowest, draw_number):
        fidelities = growing_fidelities(lowest, epochs, eta)
        seen, truth = (part[:, :num] for part in _trainings())
        ranks = simulate_halving(seen[:, :, np.array(fidelities) - 1], fidelities, eta)
        true = np.argsort(np.argsort(-truth, kind="stable", axis=1), axis=1) + 1.0
        one = np.column_stack([ranks[draw_number - 1], true[draw_number - 1]])
        favourite = int(one[:, -1].argmin())
        shown = one.copy()
        shown[np.isnan(shown[:, -2]), -1] = np.nan  # where the dropped ones stand in truth is left out
        shown[favourite, -1] = 1
        draw([f"epoch {f}" for f in fidelities] + ["truth"], shown, favourite)
        return _bracket_in_words(one, fidelities, eta, favourite, ranks, true, truth)

    controls = {
        "num": stops("Networks at the start", 27, (8, 16, 27, 40, 64)),
        "eta": slider("eta: one in ... goes on", 3, 2, 5, 1),
        "lowest": slider("First look after epoch", 1, 1, epochs - 1, 1),
        "draw_number": slider("Draw", 1, 1, 30, 1),
    }
    alt = (
        "A line for each network of a halving bracket: its rank at every look, ending where it is "
        "dropped; the last column is its rank in truth."
    )
    return panel(controls, update, fig, alt=alt)


@cache
def _trainings():
    """RUNS draws of MOST different networks: what is seen (runs, num, epochs) and the truth (runs, num)."""
    return many_trainings(_looks(), MOST, RUNS)


def _bracket_in_words(one, fidelities, eta, favourite, ranks, true, truth):
    counts = [int(n) for n in (~np.isnan(one[:, :-1])).sum(0)]
    paid = sum(n * (f - b) for n, f, b in zip(counts, fidelities, (0, *fidelities), strict=False))
    winner = np.nanargmin(ranks[:, :, -1], axis=1)  # (runs,)
    handed = int(one[_winner_of(one), -1])
    reached = ~np.isnan(ranks[:, :, -1])[np.arange(RUNS), true.argmin(1)]
    lost = 100 * (truth.max(1) - truth[np.arange(RUNS), winner]).mean()
    return (
        f"{' → '.join(map(str, counts))} networks, {paid} epochs: the price of "
        f"{paid / fidelities[-1]:.1f} full trainings instead of {counts[0]}. "
        f"{_fate(one[favourite, :-1], fidelities)} Handed over: {_place(handed)} in truth. "
        f"In {100 * reached.mean():.0f} % of {RUNS} such draws the best reaches the last look; what is "
        f"handed over is {lost:.1f} points below it on average."
    )


def _winner_of(one):
    return np.nanargmin(one[:, -2])


def _fate(ranks, fidelities):
    """What became of the best in truth. ranks: at every look, NaN after it was dropped."""
    looks = int((~np.isnan(ranks)).sum())
    if looks == len(fidelities):
        return "The best in truth reaches the last look."
    return (
        f"The best in truth is thrown out after epoch {fidelities[looks - 1]}, where it looks like "
        f"number {ranks[looks - 1]:.0f}."
    )


def _place(number):
    return "the best" if number == 1 else f"number {number}"
