"""The picture of a cell in a search by gradient: weights on its edges, the cell they stand for. Lesson 09."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.path import Path

from nas_teach.lab.showing.style import BLACK, course_style, label, series

SHORT = {
    "none": "none",
    "skip_connect": "skip",
    "max_pool_3x3": "max pool",
    "sep_conv_3x3": "sep conv",
    "conv_3x3": "conv",
}
STATES = ((0.0, 1.0, "input 0"), (0.0, 0.0, "input 1"), (1.2, 0.5, "node 1"), (3.0, 0.5, "node 2"))
EDGES = ((0, 2), (1, 2), (0, 3), (1, 3), (2, 3))  # (predecessor, node), in the order of the alphas
HATCHES = ("xx", "", "..", "//", "")


def whole_cell(ax):
    """The cell of two nodes before anything is cut: a mixture on each of its five edges."""
    for _, text in _graph(ax):
        text.set_text("mixture")


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
    label(ax, "weight", "", "Weights on the edges")
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


def _graph(ax, animated=False):
    """Inputs and nodes as boxes, all edges: [(arrow, text of its operation)], in the order of EDGES."""
    ax.axis("off")
    ax.set(xlim=(-0.45, 3.45), ylim=(-0.25, 1.3))
    for x, y, name in STATES:
        ax.text(
            x,
            y,
            name,
            ha="center",
            va="center",
            fontsize=9,
            zorder=5,
            bbox={"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": BLACK},
        )
    return [_arrow(ax, STATES[start], STATES[end], animated) for start, end in EDGES]


@course_style()
def _arrow(ax, start, end, animated):
    """An arrow from state to state and the place of its operation's name, both to be shown or hidden."""
    (x0, y0, _), (x1, y1, _) = start, end
    gap = 0.26 if x1 - x0 < 1.5 else 0.36  # steep arrows leave the boxes by their narrow sides
    near, far = ((x0 + step, y0 + step * (y1 - y0) / (x1 - x0)) for step in (gap, x1 - x0 - gap))
    line = ax.add_patch(
        FancyArrowPatch(
            near,
            far,
            arrowstyle="-|>",
            mutation_scale=13,
            shrinkA=0,
            shrinkB=0,
            color=series(0)["color"],
            linewidth=1.8,
            animated=animated,
        )
    )
    share = 0.5 if x1 - x0 < 2 else 0.55
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
