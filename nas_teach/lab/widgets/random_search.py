"""A widget of lesson 01: how likely random search is to find something good."""

import math

from nas_teach.lab.plots.random_search import MOST_DRAWS, chance_curve, hit_chance, simulated_hits
from nas_teach.lab.plots.style import figure
from nas_teach.lab.widgets.controls import slider, stops
from nas_teach.lab.widgets.panel import panel

SIZES = (20, 50, 100, 200, 500, 1_000, 10_000)


def random_search_luck():
    """Choose a budget, a size of space and how many architectures are good; see the chance of a hit."""
    fig = figure(6.2, 2.9)
    draw = chance_curve(fig)

    def update(budget, size, good):
        simulated = simulated_hits(good, size)
        draw(budget, good, size, simulated)
        return _in_words(budget, size, good, simulated[budget])

    controls = {
        "budget": slider("Draws", 60, 1, MOST_DRAWS, 1),
        "size": stops("Architectures", 200, SIZES),
        "good": slider("Good ones", 10, 1, 20, 1),
    }
    alt = ("The chance that a random search hits at least one good architecture, over the number of its "
           "draws: the formula as a line, simulated searches as points on it.")
    return panel(controls, update, fig, alt=alt)


def draws_for(chance, good, size):
    """The fewest draws that hit one of `good` among `size` architectures with this `chance` (< 1)."""
    return 1 if good == size else math.ceil(math.log(1 - chance) / math.log(1 - good / size))


def _in_words(budget, size, good, share):
    chance = _percent(hit_chance(budget, good, size), good == size)
    share_good = f"{100 * good / size:.3g} %"
    needed = draws_for(0.95, good, size)
    return (f"{good:,} good architecture{'s' * (good > 1)} among {size:,}: {share_good} of all. "
            f"{budget} draw{'s' * (budget > 1)} hit at least one with a chance of {chance}; "
            f"of 1,000 simulated searches {100 * share:.1f} % did. "
            f"A chance of 95 % takes {needed:,} draw{'s' * (needed > 1)}.")


def _percent(chance, certain):
    """One decimal; more where it would read 0.0 %, and never 100 % for what is not certain."""
    if chance >= 0.9995 and not certain:
        return "more than 99.9 %"
    return f"{100 * chance:.2g} %" if 0 < chance < 0.0005 else f"{100 * chance:.1f} %"
