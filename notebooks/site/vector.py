"""A figure that changes, as layers of SVG: what stands still is written once, what moves is small."""

import io
import re

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG

from nas_teach.lab.showing.painting import FRAMING
from nas_teach.lab.showing.style import course_style

POINTS = 72  # an inch of SVG, as matplotlib counts
BODY = re.compile(r"<svg.*?>(.*)</svg>", re.S)
NEEDLESS = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|(?<=<g) id=\"[^\"]*\"", re.S)
DRAWN = re.compile(r'(?<= d=")[^"]*|(?<= [xy]=")[^"]*')
FRACTION = re.compile(r"-?\d+\.\d+")


class Layers:
    """The three layers of a figure, as Picture in lab/showing/painting.py paints them.

    The ground is all that is not animated; the frame is what `moving_frame` lets move; the rest moves. A layer
    is written anew only when it can have changed.
    """

    def __init__(self, fig):
        self.fig = fig
        self._ground = self._frame = None

    @property
    def size(self):
        """Width and height in points, the units of the layers."""
        return [round(float(inches) * POINTS, 2) for inches in self.fig.get_size_inches()]

    def read(self):
        """(ground, frame, moving): three texts, the insides of an SVG."""
        fig, dpi = self.fig, self.fig.dpi
        fresh = self._ground is None or fig.stale
        moving = sorted(fig.findobj(Artist.get_animated), key=Artist.get_zorder)
        framing = [artist for artist in moving if artist.get_gid() == FRAMING]
        fig.dpi = POINTS
        with matplotlib.rc_context():
            if fresh:
                self._ground = self._write("ground", [fig])
            if fresh or any(artist.stale for artist in framing):
                self._frame = self._write("frame", framing)
            drawn = self._write("moving", [artist for artist in moving if artist not in framing])
        fig.dpi = dpi
        for artist in framing:
            artist.stale = False
        fig.stale = False
        return self._ground, self._frame, drawn

    @course_style()
    def _write(self, name, artists):
        matplotlib.rcParams["svg.hashsalt"] = (
            name  # names of shapes differ between layers, not between states
        )
        out = io.StringIO()
        renderer = RendererSVG(*self.size, out, image_dpi=POINTS)
        for artist in artists:
            artist.draw(renderer)
        renderer.finalize()
        return DRAWN.sub(_rounded, NEEDLESS.sub("", BODY.search(out.getvalue())[1]))


def _rounded(match):
    """The coordinates of a shape with two decimals, a fortieth of a pixel."""
    return FRACTION.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), match[0])
