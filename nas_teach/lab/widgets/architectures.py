"""A widget of lesson 01: make the seven decisions of FashionBench, see the network and its cost."""

from functools import lru_cache

from nas_teach.evaluation.cost import macs, parameters
from nas_teach.lab.plots.architectures import SLOTS, boxes, canvas, draw_architecture
from nas_teach.lab.plots.style import figure
from nas_teach.lab.widgets.controls import choice, stops
from nas_teach.lab.widgets.panel import panel
from nas_teach.models.fashion_net import FASHION_SPACE, FashionNet

DEFAULT = FASHION_SPACE.arch(kernel1=3, kernel2=3, block="conv", width=8, depth=1, skip=False, heads=0)
NAMES = {"kernel1": "kernel of stage 1", "kernel2": "kernel of stage 2", "block": "block",
         "width": "channels", "depth": "blocks a stage", "skip": "skip connections",
         "heads": "attention heads"}
YES_NO = {"no": False, "yes": True}


def architecture_explorer():
    """Choose an architecture of FashionBench; see it drawn, with its parameters and multiply-accumulates."""
    fig = figure(6.8, 1.75)
    ax = fig.subplots()

    def update(skip, **decisions):
        arch = FASHION_SPACE.arch(skip=YES_NO[skip], **decisions)
        ax.clear()
        canvas(ax, SLOTS, -1.25, 1.3)
        draw_architecture(ax, arch, DEFAULT, x=(SLOTS - len(boxes(arch))) / 2)
        return _in_words(arch)

    choices = FASHION_SPACE.choices
    controls = {name: stops(NAMES[name].capitalize(), getattr(DEFAULT, name), choices[name])
                for name in ("kernel1", "kernel2", "width", "depth", "heads")}
    controls["block"] = choice("Block", DEFAULT.block, choices["block"])
    controls["skip"] = choice("Skip connections", "no", YES_NO)
    alt = ("A network of FashionBench as a row of boxes from the stem to the ten classes; taller boxes have "
           "more channels, and boxes that differ from the default have a thick frame.")
    return panel(controls, update, fig, alt=alt)


@lru_cache(maxsize=len(FASHION_SPACE))
def cost(arch):
    """(parameters, multiply-accumulates for one 28 x 28 image) of an architecture of FASHION_SPACE."""
    net = FashionNet(arch)
    return parameters(net), macs(net, (1, 28, 28))


def _in_words(arch):
    size, work = cost(arch)
    changed = [f"{NAMES[name]}: {_said(getattr(DEFAULT, name))} → {_said(value)}"
               for name, value in arch._asdict().items() if value != getattr(DEFAULT, name)]
    text = f"This network has {size:,} parameters and needs {work:,} multiply-accumulates for one image. "
    if not changed:
        return text + "It is the default."
    old_size, old_work = cost(DEFAULT)
    return text + (f"Against the default: {', '.join(changed)}; that is {size / old_size:.2f} times the "
                   f"parameters and {work / old_work:.2f} times the multiply-accumulates.")


def _said(value):
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
