"""Diagrams: boxes hold their texts, arrows end at the boxes, labels lie beside everything."""

import pytest
from matplotlib.path import Path

from nas_teach.lab.showing.diagram import arrow, box, canvas, row
from nas_teach.lab.showing.style import GREEN, VERMILLION
from tests.lab.showing.figures import cut_off, overlapping


def agent_and_environment():
    fig, ax = canvas(5, 2)
    agent, world = box(ax, 1, 1, "agent\n(controller)"), box(ax, 4, 1, "environment", VERMILLION)
    arrow(ax, agent, world, "action: an architecture", bend=-0.4)
    arrow(ax, world, agent, "reward", bend=-0.4)
    return fig


def unrolled_controller():
    fig, ax = canvas(7, 2.6)
    cells = row(ax, 0.8, 1.3, ["LSTM"] * 4, gap=0.9, width=0.8)
    for number, cell in enumerate(cells):
        x = cell.get_x() + cell.get_width() / 2
        below, above = box(ax, x, 0.3, f"token {number}", GREEN), box(ax, x, 2.3, "p(choice)", VERMILLION)
        arrow(ax, below, cell, "embed")
        arrow(ax, cell, above, "score")
    return fig


def stack_of_cells():
    fig, ax = canvas(3.4, 4)
    column = [
        box(ax, 1.2, y, text, width=1.2) for y, text in ((0.4, "stem"), (1.5, "cell 1"), (2.6, "cell 2"))
    ]
    for one, other in zip(column, column[1:], strict=False):
        arrow(ax, one, other)
    arrow(ax, column[0], column[2], "skips one", bend=0.7)
    return fig


DRAWINGS = pytest.mark.parametrize("draw", [agent_and_environment, unrolled_controller, stack_of_cells])


def parts(fig):
    fig.canvas.draw()
    patches = fig.axes[0].patches
    boxes = [patch.get_window_extent() for patch in patches if hasattr(patch, "get_boxstyle")]
    arrows = [patch for patch in patches if hasattr(patch, "get_arrowstyle")]
    return boxes, arrows, [text.get_window_extent() for text in fig.axes[0].texts]


def touches(one, two):
    return one.x0 < two.x1 and two.x0 < one.x1 and one.y0 < two.y1 and two.y0 < one.y1


def holds(outer, inner):
    return outer.x0 < inner.x0 and outer.y0 < inner.y0 and inner.x1 < outer.x1 and inner.y1 < outer.y1


@DRAWINGS
def test_nothing_is_cut_off_and_nothing_overlaps(draw):
    fig = draw()
    assert cut_off(fig) == [] and overlapping(fig) == []
    boxes, _, texts = parts(fig)
    assert all(holds(fig.bbox, box) for box in boxes)
    for text in texts:
        assert sum(holds(box, text) for box in boxes) == sum(touches(box, text) for box in boxes) <= 1


@DRAWINGS
def test_arrows_stay_outside_of_boxes_and_clear_of_texts(draw):
    boxes, arrows, texts = parts(draw())
    assert arrows
    for patch in arrows:
        path = patch.get_transform().transform_path(patch.get_path())
        for piece in path.to_polygons(closed_only=False):
            points = Path(piece).interpolated(20).vertices
            assert not [point for point in points if any(box.contains(*point) for box in [*boxes, *texts])]


def test_a_row_begins_where_it_is_told_and_keeps_its_gaps():
    _, ax = canvas(6, 1)
    boxes = row(ax, 0.5, 0.5, ["a", "a long one", "b"], gap=0.3, joined=False)
    assert boxes[0].get_x() == 0.5 and not [patch for patch in ax.patches if patch not in boxes]
    for one, other in zip(boxes, boxes[1:], strict=False):
        assert other.get_x() - one.get_x() - one.get_width() == pytest.approx(0.3)
