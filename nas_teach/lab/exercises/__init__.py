"""Exercises: `check`, `hint` and `solution` for learners; the rest for the authors of `lesson_NN.py`."""

from nas_teach.lab.exercises.calling import call
from nas_teach.lab.exercises.checkers import choose, code, number
from nas_teach.lab.exercises.core import Exercise, Verdict, correct, unattempted, wrong
from nas_teach.lab.exercises.learner import check, hint, solution
from nas_teach.lab.exercises.values import as_number, plain, same, shorten

__all__ = ["Exercise", "Verdict", "as_number", "call", "check", "choose", "code", "correct", "hint", "number",
           "plain", "same", "shorten", "solution", "unattempted", "wrong"]
