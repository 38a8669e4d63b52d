"""The picture of a cell in a search by gradient: weights on its edges, the cell they stand for. Lesson 09."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from nas_teach.lab.showing.style import BLACK, GREY, course_style, figure, label, series

SHORT = {
    "none": "none",
    "skip_connect": "skip",
    "max_pool_3x3": "max pool",
    "sep_conv_3x3": "sep conv",
    "conv_3x3": "conv",
}
STATES = ((0.0, 1.0, "input 0"), (0.0, 0.0, "input 1"), (1.2, 0.5, "node 1"), (3.0, 0.5, "node 2"))
EDGES = ((0, 2), (1, 2), (0, 3), (1, 3), (2, 3))  # (predecessor, node), in the order of the alphas
WIDTH, HEIGHT = 0.66, 0.2  # of a box
HATCHES = ("xx", "", "..", "//", "")


def cell_in_its_network():
    """A cell with a mixture on each edge, and below it the network that stacks two such cells."""
    fig = figure(7.2, 4.1)
    upper, lower = fig.subplots(2, 1, height_ratios=(1.6, 1))
    upper.set_title("One cell", fontsize=10, loc="left", fontweight="bold")
    for _, text in _graph(upper):
        text.set_text("mixture")
    lower.set_title("The network: two cells, the same alphas", fontsize=10, loc="left", fontweight="bold")
    _stack(lower)
    return fig


STACK = ("image", "stem", "cell 1", "cell 2", "mean over\npixels", "ten\nlogits")
LINKS = ((0, 1, 0), (1, 2, 0), (1, 2, -0.5), (2, 3, 0), (1, 3, 0.5), (3, 4, 0), (4, 5, 0))  # start, end, bend


@course_style()
def _stack(ax):
    """The network as a row of boxes; every cell reads the two outputs before it."""
    ax.axis("off")
    ax.set(xlim=(-0.5, 5.5), ylim=(-1.2, 1.0))
    boxes = []
    for x, name in enumerate(STACK):
        color = series(0)["color"] if name.startswith("cell") else GREY
        style = {"boxstyle": "round,pad=0,rounding_size=0.05", "facecolor": "white", "edgecolor": color}
        boxes.append(ax.add_patch(FancyBboxPatch((x - 0.34, -0.28), 0.68, 0.56, **style)))
        ax.text(x, 0, name, ha="center", va="center", fontsize=9, zorder=5)
    for start, end, bend in LINKS:
        ax.add_patch(
            FancyArrowPatch(
                (start, 0),
                (end, 0),
                patchA=boxes[start],
                patchB=boxes[end],
                connectionstyle=f"arc3,rad={bend}",
                arrowstyle="-|>",
                mutation_scale=11,
                shrinkA=1,
                shrinkB=1,
                color=GREY,
            )
        )
    ax.text(1.5, 0.56, "as input 0\nand as input 1", ha="center", fontsize=8.5, color=GREY)
    ax.text(2.0, -1.13, "input 0 of cell 2", ha="center", fontsize=8.5, color=GREY)
    ax.text(2.5, 0.3, "input 1", ha="center", fontsize=8.5, color=GREY)


def search_picture(fig, primitives):
    """Weights of the five edges of a cell of two nodes, and the cell that they stand for.

    Returns: draw(weights, edges): (5, primitives) in [0, 1] that add up to 1, and a genotype.
    """
    left, right = fig.subplots(1, 2, width_ratios=(1, 1.15))
    bars = _bars(left, primitives)
    right.set_title("The cell cut out now", fontsize=10, loc="left", fontweight="bold")
    arrows = _graph(right, animated=True)

    def draw(weights, edges):
        ends = np.cumsum(weights, axis=1)
        for bar, start, end in zip(bars, (ends - weights).T, ends.T, strict=True):
            bar.set_path(_rectangles(start, end))
        chosen = {(edge.predecessor, 2 + number // 2): edge.op for number, edge in enumerate(edges)}
        for edge, (line, text) in zip(EDGES, arrows, strict=True):
            line.set_visible(edge in chosen), text.set_visible(edge in chosen)
            text.set_text(SHORT.get(chosen.get(edge), ""))

    return draw


@course_style()
def _bars(ax, primitives):
    """One bar an edge, from 0 to 1, in parts that `draw` moves: a patch an operation, with a part of each bar."""
    label(ax, "share", "", "Shares on the edges")
    ax.grid(visible=False)
    names = [name[2] for name in STATES]
    ax.set(
        xlim=(0, 1),
        ylim=(4.6, -0.6),
        yticks=range(5),
        yticklabels=[f"{names[start]} to {names[end]}" for start, end in EDGES],
    )
    bars = [
        ax.add_patch(
            PathPatch(
                _rectangles([0] * 5, [0.2] * 5),
                facecolor=series(i)["color"],
                animated=True,
                edgecolor="white",
                hatch=HATCHES[i],
                label=SHORT[name],
            )
        )
        for i, name in enumerate(primitives)
    ]
    ax.figure.legend(handles=bars, frameon=False, loc="outside upper center", ncols=len(primitives))
    return bars


def _rectangles(start, end):
    """A rectangle in each row, as one path: it is drawn, and hatched, at once."""
    corners = [
        [(a, y - 0.35), (b, y - 0.35), (b, y + 0.35), (a, y + 0.35), (a, y - 0.35)]
        for y, a, b in zip(range(5), start, end, strict=True)
    ]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * 5
    return Path(np.concatenate(corners), codes)


@course_style()
def _graph(ax, animated=False):
    """Inputs and nodes as boxes, all edges: [(arrow, text of its operation)], in the order of EDGES."""
    ax.axis("off")
    ax.set(xlim=(-0.4, 3.4), ylim=(-0.25, 1.25))
    boxes = []
    for x, y, name in STATES:
        corner = (x - WIDTH / 2, y - HEIGHT / 2)
        style = {"boxstyle": "round,pad=0,rounding_size=0.04", "facecolor": "white", "edgecolor": BLACK}
        boxes.append(ax.add_patch(FancyBboxPatch(corner, WIDTH, HEIGHT, zorder=4, **style)))
        ax.text(x, y, name, ha="center", va="center", fontsize=9, zorder=5)
    return [_arrow(ax, start, end, boxes, animated) for start, end in EDGES]


@course_style()
def _arrow(ax, start, end, boxes, animated):
    """An arrow from box to box and the place of its operation's name, both to be shown or hidden."""
    (x0, y0, _), (x1, y1, _) = STATES[start], STATES[end]
    line = ax.add_patch(
        FancyArrowPatch(
            (x0, y0),
            (x1, y1),
            patchA=boxes[start],
            patchB=boxes[end],
            arrowstyle="-|>",
            mutation_scale=13,
            shrinkA=0,
            shrinkB=0,
            color=series(0)["color"],
            linewidth=1.8,
            animated=animated,
        )
    )
    share = 0.5 if x1 - x0 < 2 else 0.6
    text = ax.text(
        x0 + share * (x1 - x0),
        y0 + share * (y1 - y0),
        "",
        ha="center",
        va="center",
        fontsize=9,
        animated=animated,
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )
    return line, text
