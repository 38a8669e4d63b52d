"""What a lesson tells of itself, once, in the `__init__` of its folder: for the map and the README."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Widget(NamedTuple):
    """What the laboratory says of a widget. `about`: a sentence or two on what it shows.

    `experiment`: what to turn and what to watch, not what comes of it. Labels and options of its controls
    stand in “quotation marks”; a test holds them against the widget.
    """

    title: str
    about: str
    experiment: str


class Lesson(NamedTuple):
    """`name`: of its notebook and its source, "02_reinforce". `done`: what the learner will have done.

    `widgets`: {name of a function in widget.py: Widget}. How long a lesson takes is counted, see minutes.py.
    """

    name: str
    title: str
    done: str
    widgets: Mapping[str, Widget] = MappingProxyType({})

    @property
    def number(self):
        """Two digits, "02"."""
        return self.name[:2]
