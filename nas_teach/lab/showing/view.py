"""What a panel is on the page: one widget of the browser, in view.js and view.css."""

from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent


class View(anywidget.AnyWidget):
    """Controls, picture and words of one panel, as the browser shows them.

    Data flows in a ring: the browser says in `asked` at which option every control is to be, and counts its
    questions; the kernel answers in `value` and `shown`. While the two counts differ, the picture is late.
    """

    _esm = HERE / "view.js"
    _css = HERE / "view.css"
    controls = traitlets.List().tag(sync=True)  # of Control.described()
    defaults = traitlets.List().tag(sync=True)  # the option that Reset brings back, one number a control
    play = traitlets.Int(-1).tag(sync=True)  # which control Play moves on; -1: none
    alt = traitlets.Unicode().tag(sync=True)
    width = traitlets.Int().tag(sync=True)  # of the picture, in CSS pixels
    asked = traitlets.Dict({"turn": 0, "at": []}).tag(sync=True)  # written by the browser alone
    shown = traitlets.Dict().tag(sync=True)  # written by the kernel alone: turn, at, words, failed
    value = traitlets.Bytes().tag(sync=True)  # the picture
