"""Exercises: `check`, `hint` and `solution` for learners; the rest for the authors of lesson_NN/exercises.py.

Such a file reads from top to bottom. Each exercise is a constant; directly above it stand the reference
function, which is shown as the solution, and the slips, functions that are wrong in a way of their own. The
last line is EXERCISES, the tuple of all. Most checkers are one call:

    choose("B", {"A": "why A is wrong", "B": "why B is right"})
    number(0.406, why="…", mistakes=((-0.406, "The minus is missing: …"),))
    code(right, cases, why="…", mistakes=((wrong_function, "which misconception it is"),), given=broken_one)

Any other is a function answer -> Verdict that ends in correct(), wrong() or unattempted(). It reaches the
answer only through call(), plain(), as_number(), same() and shorten(), never by `==` or `if answer`: those
would run code of the learner's. It need not catch anything, and it has three seconds.

A lesson's source announces the exercise by `### Exercise 02.3`, and asks for the answer in a cell with
its number:

    # %% exercise="02.3"
    answer = ...

The notebook gets the whole heading and the lines check, hint and solution from here. Wrong answers that
people give are collected in tests/lab/lesson_NN/wrong_answers.py, each with a part of the message that it
must get; the wrong options of a multiple choice are tested of themselves.
"""

from nas_teach.lab.checking.calling import call
from nas_teach.lab.checking.checkers import choose, code, number
from nas_teach.lab.checking.exercise import Exercise, Verdict, correct, unattempted, wrong
from nas_teach.lab.checking.learner import check, hint, solution
from nas_teach.lab.checking.values import as_number, plain, same, shorten

__all__ = [
    "Exercise",
    "Verdict",
    "as_number",
    "call",
    "check",
    "choose",
    "code",
    "correct",
    "hint",
    "number",
    "plain",
    "same",
    "shorten",
    "solution",
    "unattempted",
    "wrong",
]
