"""What several tests ask of a figure."""

from matplotlib.text import Text


def cut_off(fig):
    """The texts of `fig` that reach beyond its edge."""
    fig.canvas.draw()
    texts = [text for text in fig.findobj(Text) if text.get_text().strip() and text.get_visible()]
    inside = fig.bbox.padded(1)
    return [text.get_text() for text in texts if not _holds(inside, text.get_window_extent())]


def _holds(outer, inner):
    return outer.x0 <= inner.x0 and outer.y0 <= inner.y0 and inner.x1 <= outer.x1 and inner.y1 <= outer.y1
