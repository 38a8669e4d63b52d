"""A figure that changes, as bytes: only what moved is drawn again, lightly coded until it rests."""

import asyncio
import io

from PIL import Image

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
        self._frame, self._moving, self._drawn, self._timer = None, (), None, None

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
        if self._frame is None or self.fig.stale:
            canvas.draw()
            self.fig.set_layout_engine("none")  # the axes stay where they are
            self._frame = canvas.copy_from_bbox(self.fig.bbox)
            moving = self.fig.findobj(lambda artist: artist.get_animated())
            self._moving = sorted(moving, key=lambda artist: artist.get_zorder())
            self.fig.stale = False
        canvas.restore_region(self._frame)
        for artist in self._moving:
            self.fig.draw_artist(artist)
        return Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")


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
