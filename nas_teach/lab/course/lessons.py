"""What a lesson tells of itself, once, in the `__init__` of its folder: for the map and the README."""

from typing import NamedTuple


class Lesson(NamedTuple):
    """`name`: of its notebook and its source, "02_reinforce". `minutes`: to read, run and solve.

    `done`: what the learner will have done, for the README's map. `widgets`: names of functions in widget.py.
    """

    name: str
    title: str
    minutes: int
    done: str
    widgets: tuple[str, ...] = ()

    @property
    def number(self):
        """Two digits, "02"."""
        return self.name[:2]
