"""A figure that changes, as bytes: only what moved is drawn again, lightly coded until it rests."""

import asyncio
import io

from matplotlib.artist import Artist
from PIL import Image

FRAMING = "framing"  # gid of what `moving_frame` lets move
REST = 0.4  # seconds without a change after which the exact picture follows; Play steps faster than that


class Picture:
    """A figure as a row of pictures, of which the last one is exact.

    A PNG costs five times the processor time of a JPEG, which nobody tells apart while a slider moves. So a
    moving picture is a JPEG, and the PNG follows on the event loop once nothing has changed for REST seconds.
    Without a running event loop every picture is exact at once.

    Args:    fig: made by `style.figure`. Artists made with `animated=True` are drawn anew each time, above
             the frame; the frame (all else) only when it changed. show: called with the bytes of a picture.
    """

    def __init__(self, fig, show):
        self.fig, self._show = fig, show
        self._ground = self._frame = self._drawn = self._timer = None
        self._framing = self._moving = ()

    def draw(self, moving=False):
        """Draw and show the figure as it is now; with `moving` in the light format first."""
        drawn = self._paint()
        self._cancel()
        self._drawn = drawn
        loop = _running_loop() if moving else None
        if loop is None:
            self._show(exact(self._drawn))
        else:
            self._show(light(self._drawn))
            self._timer = loop.call_later(REST, self.rest)

    def rest(self):
        """Show the exact picture now, if it is still to come."""
        if self._timer is not None:
            self._cancel()
            self._show(exact(self._drawn))

    def _cancel(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _paint(self):
        canvas = self.fig.canvas
        if fresh := self._ground is None or self.fig.stale:
            canvas.draw()
            self.fig.set_layout_engine("none")  # the axes stay where they are
            self._ground = canvas.copy_from_bbox(self.fig.bbox)
            moving = sorted(self.fig.findobj(Artist.get_animated), key=Artist.get_zorder)
            self._framing = [artist for artist in moving if artist.get_gid() == FRAMING]
            self._moving = [artist for artist in moving if artist.get_gid() != FRAMING]
        if fresh or any(artist.stale for artist in self._framing):
            self._draw_over(self._ground, self._framing)
            self._frame = canvas.copy_from_bbox(self.fig.bbox)
        self._draw_over(self._frame, self._moving)
        self.fig.stale = False  # ticks move when they are drawn, which is no change
        return Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")

    def _draw_over(self, background, artists):
        self.fig.canvas.restore_region(background)
        for artist in artists:
            self.fig.draw_artist(artist)
            artist.stale = False


def moving_frame(ax, axes="xy"):
    """Let limits and ticks of `ax` follow its data; when they change, no other part of the frame is drawn anew.

    Args:    axes: "x", "y" or "xy", those that follow.
    Returns: set_frame(**settings), to be called instead of ax.set(...), as often as you like.
    """
    sides = {"x": ("bottom", "top"), "y": ("left", "right")}
    parts = [getattr(ax, f"{axis}axis") for axis in axes] + [
        ax.spines[s] for axis in axes for s in sides[axis]
    ]
    for part in parts:
        part.set(animated=True, gid=FRAMING)
    now = {}

    def set_frame(**settings):
        if settings == now:
            return
        now.update(settings)
        stale = ax.figure.stale
        ax.set(**settings)
        ax.figure.stale = stale
        for part in parts:
            part.stale = True

    return set_frame


def exact(picture):
    """The bytes of a PIL picture as a PNG."""
    target = io.BytesIO()
    picture.save(target, "png", compress_level=1)
    return target.getvalue()


def light(picture):
    """The bytes of a PIL picture as a JPEG with all its colours at full resolution, for lines are thin."""
    target = io.BytesIO()
    picture.save(target, "jpeg", quality=90, subsampling=0)
    return target.getvalue()


def _running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
