"""The widgets as functions: places of the controls in, a picture and words out."""

from functools import lru_cache
from typing import NamedTuple

import nas_teach.lab as lab

KEPT = 400  # answers that are kept for the next who asks the same, of 40 to 150 kB each


class Answer(NamedTuple):
    """`picture`: the bytes of a PNG. `words`: the sentence below it. `failed`: whether these tell an error."""

    picture: bytes
    words: str
    failed: bool


class Laboratory:
    """One panel of each widget for all visitors, built when it is first needed. Use it from one thread alone."""

    def __init__(self):
        self._panels = {}
        self.answer = lru_cache(maxsize=KEPT)(self._answer)

    def description(self, name):
        """What a page needs to draw the controls of a widget: a dict, as of `showing.view.View`."""
        view = self._panel(name).image
        return {key: getattr(view, key) for key in ("controls", "defaults", "play", "alt", "width")}

    def _answer(self, name, at):
        """What the widget `name` shows with its controls at the options `at`, a tuple of places: an Answer.

        Raises:  ValueError: there is no such place.
        """
        panel = self._panel(name)
        counts = [len(control.options) for control in panel.controls.values()]
        if len(at) != len(counts) or not all(
            place in range(count) for place, count in zip(at, counts, strict=True)
        ):
            raise ValueError(f"{name} needs a place for each control, of {counts} options each, got {at!r}")
        view = panel.image
        view.asked = {"turn": view.asked["turn"] + 1, "at": list(at)}  # as a browser asks
        return Answer(view.value, view.shown["words"], view.shown["failed"])

    def _panel(self, name):
        if name not in self._panels:
            self._panels[name] = getattr(lab, name)()
        return self._panels[name]
