"""What several tests ask of a figure."""

import io
import itertools
from unittest import mock

from matplotlib.text import Text


def cut_off(fig):
    """The texts of `fig` that reach beyond its edge."""
    inside = fig.bbox.padded(1)
    return [text for text, box in _texts(fig) if not _holds(inside, box)]


def overlapping(fig):
    """The pairs of texts of `fig` that cover one another by more than a hair."""
    pairs = itertools.combinations(_texts(fig), 2)
    return [(one, two) for (one, box), (two, other) in pairs if _touch(box.padded(-2), other.padded(-2))]


def _texts(fig):
    """(text, its box in pixels) for all texts that are really drawn, so no tick beyond the limits."""
    drawn, draw = {}, Text.draw

    def record(text, renderer):
        drawn[text] = None
        draw(text, renderer)

    with mock.patch.object(Text, "draw", record):
        fig.savefig(io.BytesIO(), format="png")  # unlike canvas.draw(), it draws animated artists too
    seen = [text for text in drawn if text.get_text().strip() and text.get_visible()]
    return [(text.get_text(), text.get_window_extent()) for text in seen]


def _touch(one, two):
    return one.x0 < two.x1 and two.x0 < one.x1 and one.y0 < two.y1 and two.y0 < one.y1


def _holds(outer, inner):
    return outer.x0 <= inner.x0 and outer.y0 <= inner.y0 and inner.x1 <= outer.x1 and inner.y1 <= outer.y1
