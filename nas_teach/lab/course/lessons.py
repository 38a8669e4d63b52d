"""What a lesson tells of itself, once, in the `__init__` of its folder: for the map and the README."""

from typing import NamedTuple


class Lesson(NamedTuple):
    """`name`: of its notebook and its source, "02_reinforce". `done`: what the learner will have done.

    `widgets`: names of functions in widget.py. How long a lesson takes is counted, see minutes.py.
    """

    name: str
    title: str
    done: str
    widgets: tuple[str, ...] = ()

    @property
    def number(self):
        """Two digits, "02"."""
        return self.name[:2]
