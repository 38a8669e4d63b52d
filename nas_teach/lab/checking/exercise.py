"""What an exercise is, and the three verdicts that a checker can return."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from nas_teach.lab.checking.solutions import source_of

KINDS = ("predict", "code", "bug", "explain")


class Verdict(NamedTuple):
    """The outcome of one check: "correct", "wrong" or "unattempted", and what the learner is told."""

    outcome: str
    message: str
    received: str = ""
    printed: str = ""
    tests: tuple[tuple[str, str], ...] = ()  # pairs (mark, sentence)


def correct(message):
    """The answer is right; `message` says why it is right, which a lucky guess does not know."""
    return Verdict("correct", message)


def wrong(message, received=""):
    """The answer is wrong; `message` names the misconception.

    `received` is a line of text such as `answer(2) returned 5`. Left empty, the answer itself is shown.
    """
    return Verdict("wrong", message, received)


def unattempted(message="Replace the three dots `...` with your answer, then run the cell again."):
    """Nothing has been answered yet; `message` says what to replace."""
    return Verdict("unattempted", message)


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise of a lesson.

    Args:    id: lesson and number, "02.3". title: a few words. kind: one of KINDS.
             dots: difficulty, 1 to 5. minutes: time that it takes a learner.
             check: answer -> Verdict; it may be given any object at all, and may raise.
             hints: at least one, from gentle to plain. solution: Python source that defines `answer`, or
             the reference function (or class), whose source is kept instead of it.
             builds: the name that the learner defines, when the lesson goes on with what she writes, "evolve";
             the solution then defines it, and the checker must be one that keeps its reference: build or code.
    Raises:  ValueError: a field is out of range; the message gives field and value.
    """

    id: str
    title: str
    kind: str
    dots: int
    minutes: int
    check: Callable[[object], Verdict]
    hints: tuple[str, ...]
    solution: str | Callable
    builds: str = ""

    def __post_init__(self):
        if callable(self.solution):
            try:
                object.__setattr__(self, "solution", source_of(self.solution, self.name))
            except ValueError as error:
                raise ValueError(f"exercise {self.id!r}: {error}") from None
        rules = {
            "id": (re.fullmatch(r"\d\d\.[1-9]\d?", self.id), 'text such as "02.3"'),
            "kind": (self.kind in KINDS, f"one of {KINDS}"),
            "dots": (self.dots in range(1, 6), "1 to 5"),
            "minutes": (self.minutes in range(1, 61), "1 to 60"),
            "hints": (isinstance(self.hints, tuple) and self.hints, "a tuple of at least one text"),
            "solution": (self.name in self.solution, f"Python source that defines `{self.name}`"),
            "builds": (not self.builds or callable(self.reference), "left out: its check keeps no reference"),
        }
        for field, (holds, rule) in rules.items():
            if not holds:
                got = getattr(self, field)
                raise ValueError(f"exercise {self.id!r}: {field} must be {rule}, got {got!r}")

    @property
    def name(self):
        """What the learner defines: `builds`, else "answer"."""
        return self.builds or "answer"

    @property
    def reference(self):
        """The course's own function or class; None where the checker keeps none."""
        return getattr(self.check, "reference", None)

    @property
    def lesson(self):
        """The two digits of the lesson, "02"."""
        return self.id[:2]

    @property
    def heading(self):
        """The markdown heading that announces the exercise in a notebook."""
        dots = "●" * self.dots + "○" * (5 - self.dots)
        return f"### Exercise {self.id} · {self.title}  {dots} · {self.kind} · {self.minutes} min"
