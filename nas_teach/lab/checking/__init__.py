"""Exercises: `check`, `hint` and `solution` for learners; the rest for who writes exercises.

An exercise, say 05.2, lies in three places; tests/test_nothing_forgotten.py names one that is missing.

nas_teach/lab/lesson_05/exercises.py has the exercise, below what it needs and above what the next one needs:

    def tournament(rewards, drawn):                 # the reference: what is right, and the solution shown
        return max(drawn, key=lambda position: rewards[position])

    def last_of_equals(rewards, drawn):             # a slip: what somebody writes who has misunderstood
        return tournament(rewards, drawn[::-1])

    TOURNAMENT = Exercise(id="05.2", ..., check=code(...), hints=("gentle", "plain"), solution=tournament)

    EXERCISES = (COUNT_CHILDREN, TOURNAMENT, ...)   # at the end of the file, in order

notebooks/sources/05_evolution.py has `# ### Exercise 05.2` with the task below it, and a cell to answer in:
`answer = ...`, or the function to fill in or to mend. The rest of the heading and the lines check, hint and
solution come from the exercise when the notebook is built.

    # %% exercise="05.2"
    def answer(rewards, drawn):
        ...

tests/lab/lesson_05/wrong_answers.py has what people answer, as values or as source that defines `answer`,
each with a part of the message that it must get. The wrong options of a choice are tested of themselves.

    WRONG = {"05.2": [("answer = lambda rewards, drawn: drawn[0]", "selects nothing"), ...]}

Most checkers are one call:

    choose("B", {"A": "why A is wrong", "B": "why B is right"})
    number(0.406, why="…", mistakes=((-0.406, "The minus is missing: …"),))
    code(tournament, cases, why="…", mistakes=((last_of_equals, "Right but for …"),), given=broken_one)

Any other is a function answer -> Verdict that ends in correct(), wrong() or unattempted(); lesson_01 has one,
`three_parts`. It reaches the answer only through call(), plain(), as_number(), same() and shorten(), never by
`==` or `if answer`: those would run code of the learner's. It need not catch anything, and has 3 seconds.

The way of an answer: learner.check -> judging.judge -> running.run, in which the exercise's checker (made in
checkers, with calling and values) gives the Verdict; surroundings puts back what the answer changed outside.
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
