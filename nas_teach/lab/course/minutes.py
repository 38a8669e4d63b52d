"""How long the lessons take: counted from their text by `make notebooks`, read here, never typed."""

import json
from pathlib import Path
from typing import NamedTuple

PATH = Path(__file__).with_suffix(".json")  # {"05": [main, exercises, optional], …}


class Minutes(NamedTuple):
    """`main`: the main path, exercises included. `exercises`: of these. `optional`: optional parts, apart."""

    main: int
    exercises: int
    optional: int

    def __str__(self):
        """For the maps: "55", or "55 + 10 optional"."""
        return f"{self.main} + {self.optional} optional" if self.optional else str(self.main)

    @property
    def sentence(self):
        """For the lesson's first cell."""
        exercises = f", of which exercises take {self.exercises}" if self.exercises else ""
        optional = f"; optional parts take {self.optional} more" if self.optional else ""
        return f"**Time:** {self.main} minutes{exercises}{optional}."


def load():
    """{number of a lesson: Minutes}; a lesson that was never built is missing."""
    return {number: Minutes(*counted) for number, counted in json.loads(PATH.read_text("utf-8")).items()}
