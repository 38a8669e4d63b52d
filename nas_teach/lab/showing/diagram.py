"""Draw a mechanism as boxes and arrows: agent and environment, an unrolled controller, a stack of cells.

fig, ax = canvas(5, 2)
agent, world = box(ax, 1, 1, "agent"), box(ax, 4, 1, "environment", VERMILLION)
arrow(ax, agent, world, "action", bend=-0.4)
arrow(ax, world, agent, "reward", bend=-0.4)
"""

import math

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from nas_teach.lab.showing.style import BLUE, DPI, GREY, course_style, figure

PADDING = 0.12  # inches between a text and the edge of its box, and between an arrow and its label
TINT = "22"  # opacity of a box's filling, in hexadecimal


@course_style()
def canvas(width, height):
    """A figure and axes without a frame, on which a unit is an inch; (0, 0) is at the lower left."""
    fig = figure(width, height)
    fig.set_layout_engine("none")  # the axes fill the figure
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    return fig, ax


@course_style()
def box(ax, x, y, text, color=BLUE, *, width=0.0, height=0.0):
    """A rounded box around a text, centred at (x, y).

    Args:    ax: of canvas(). text: one line or several. width, height: at least so many inches.
    Returns: the box, for arrow().
    """
    written = ax.text(x, y, text, ha="center", va="center", zorder=3)
    extent = written.get_window_extent(ax.figure.canvas.get_renderer())
    width = max(width, extent.width / DPI + 2 * PADDING)
    height = max(height, extent.height / DPI + 2 * PADDING)
    style = f"round,pad=0,rounding_size={PADDING / 2}"
    corner = (x - width / 2, y - height / 2)
    patch = FancyBboxPatch(corner, width, height, style, facecolor=color + TINT, edgecolor=color, zorder=2)
    return ax.add_patch(patch)


def row(ax, x, y, texts, color=BLUE, *, gap=0.4, joined=True, **size):
    """Boxes side by side, the first with its left edge at x, with an arrow from each to the next.

    Args:    texts: of the boxes, from left to right. gap: inches between two. joined: False leaves the arrows
             out. size: as for box().
    Returns: list of the boxes.
    """
    boxes = []
    for text in texts:
        patch = box(ax, x, y, text, color, **size)
        patch.set_x(x)
        ax.texts[-1].set_x(x + patch.get_width() / 2)
        x += patch.get_width() + gap
        boxes.append(patch)
    if joined:
        for one, other in zip(boxes, boxes[1:], strict=False):
            arrow(ax, one, other)
    return boxes


@course_style()
def arrow(ax, start, end, text="", color=GREY, *, bend=0.0):
    """An arrow from one box to another, with a label beside its middle.

    Args:    start, end: of box(). bend: 0 is straight; 0.4 bulges to the right of its way, −0.4 to the left.
    """
    (x0, y0), (x1, y1) = _centre(start), _centre(end)
    ax.add_patch(
        FancyArrowPatch(
            (x0, y0),
            (x1, y1),
            patchA=start,
            patchB=end,
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>",
            mutation_scale=12,
            shrinkA=2,
            shrinkB=2,
            color=color,
        )
    )
    if text:
        right = (y1 - y0, x0 - x1)  # of its way, as long as the way
        side = (
            math.copysign(1, bend) if bend else 1 if right[1] > 0 or (right[1] == 0 and right[0] > 0) else -1
        )
        length = math.hypot(*right)
        away = [side * part / length for part in right]
        x, y = (
            (a + b) / 2 + abs(bend) / 2 * length * part + PADDING / 2 * part
            for a, b, part in zip((x0, y0), (x1, y1), away, strict=True)
        )
        ax.text(x, y, text, ha=_aligned(away[0], "left", "right"), va=_aligned(away[1], "bottom", "top"))


def _centre(patch):
    return patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2


def _aligned(part, positive, negative):
    return "center" if abs(part) < 0.5 else positive if part > 0 else negative
