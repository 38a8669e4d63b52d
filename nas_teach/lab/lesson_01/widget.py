"""A widget of lesson 01: make the seven decisions of FashionBench, see the network and its cost."""

from functools import cache

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.lab.lesson_01.pictures import BASE, chance_curve
from nas_teach.lab.showing.architectures import SLOTS, boxes, canvas, draw_architecture
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.networks.fashion_plan import FASHION_SPACE
from nas_teach.strategies.random_search import MOST_DRAWS, draws_for, hit_chance, simulated_hits

NAMES = {
    "kernel1": "kernel of stage 1",
    "kernel2": "kernel of stage 2",
    "block": "block",
    "width": "channels",
    "depth": "blocks a stage",
    "skip": "skip connections",
    "heads": "attention heads",
}
YES_NO = {"no": False, "yes": True}


def architecture_explorer():
    """Choose an architecture of FashionBench; see it drawn, with its parameters and multiply-accumulates."""
    fig = figure(6.8, 1.75)
    ax = fig.subplots()
    canvas(ax, SLOTS, -1.25, 1.3)

    def update(skip, **decisions):
        arch = FASHION_SPACE.arch(skip=YES_NO[skip], **decisions)
        for artist in (*ax.lines, *ax.patches, *ax.texts):
            artist.remove()
        draw_architecture(ax, arch, BASE, x=(SLOTS - len(boxes(arch))) / 2)
        return _in_words(arch)

    choices = FASHION_SPACE.choices
    controls = {
        name: stops(NAMES[name].capitalize(), getattr(BASE, name), choices[name])
        for name in ("kernel1", "kernel2", "width", "depth", "heads")
    }
    controls["block"] = choice("Block", BASE.block, choices["block"])
    controls["skip"] = choice("Skip connections", "no", YES_NO)
    alt = (
        "A network of FashionBench as a row of boxes from the stem to the ten classes; taller boxes have "
        "more channels, and boxes that differ from the default have a thick frame."
    )
    return panel(controls, update, fig, alt=alt)


@cache
def _bench():
    return FashionBench.load()


def _cost(arch):
    """(parameters, multiply-accumulates for one 28 x 28 image) of an architecture, as the table has them."""
    return int(_bench().value(arch, "params")), int(_bench().value(arch, "macs"))


def _in_words(arch):
    size, work = _cost(arch)
    changed = [
        f"{NAMES[name]}: {_said(getattr(BASE, name))} → {_said(value)}"
        for name, value in arch._asdict().items()
        if value != getattr(BASE, name)
    ]
    text = f"This network has {size:,} parameters and needs {work:,} multiply-accumulates for one image. "
    if not changed:
        return text + "It is the default."
    old_size, old_work = _cost(BASE)
    return text + (
        f"Against the default: {', '.join(changed)}; that is {size / old_size:.2f} times the "
        f"parameters and {work / old_work:.2f} times the multiply-accumulates."
    )


def _said(value):
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


SIZES = (20, 50, 100, 200, 500, 1_000, 10_000)


def random_search_luck():
    """Choose a budget, a size of space and how many architectures are good; see the chance of a hit."""
    fig = figure(6.2, 2.9)
    draw = chance_curve(fig)

    def update(budget, size, good):
        simulated = simulated_hits(good, size)
        draw(budget, good, size, simulated)
        return _chance_in_words(budget, size, good, simulated[budget])

    controls = {
        "budget": slider("Draws", 60, 1, MOST_DRAWS, 1),
        "size": stops("Architectures", 200, SIZES),
        "good": slider("Good ones", 10, 1, 20, 1),
    }
    alt = (
        "The chance that a random search hits at least one good architecture, over the number of its "
        "draws: the formula as a line, simulated searches as points on it."
    )
    return panel(controls, update, fig, alt=alt)


def _chance_in_words(budget, size, good, share):
    chance = _percent(hit_chance(budget, good, size), good == size)
    share_good = f"{100 * good / size:.3g} %"
    needed = draws_for(0.95, good, size)
    return (
        f"{good:,} good architecture{'s' * (good > 1)} among {size:,}: {share_good} of all. "
        f"{budget} draw{'s' * (budget > 1)} hit at least one with a chance of {chance}; "
        f"of 1,000 simulated searches {100 * share:.1f} % did. "
        f"A chance of 95 % takes {needed:,} draw{'s' * (needed > 1)}."
    )


def _percent(chance, certain):
    """One decimal; more where it would read 0.0 %, and never 100 % for what is not certain."""
    if chance >= 0.9995 and not certain:
        return "more than 99.9 %"
    return f"{100 * chance:.2g} %" if 0 < chance < 0.0005 else f"{100 * chance:.1f} %"
