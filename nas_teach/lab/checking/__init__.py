"""Exercises: `check`, `quick`, `hint` and `solution` for learners; the rest for the authors of lessons.

A lesson's exercises.py has a tuple EXERCISES of Exercise, and a tuple QUICK of Quick. Most checkers are one call:

    choose("B", {"A": "why A is wrong", "B": "why B is right"})
    number(0.406, why="…", mistakes=((-0.406, "The minus is missing: …"),))
    code(right, cases, why="…", mistakes=((wrong_function, "which misconception it is"),), given=broken_one)
    build(right, tests, why="…", cases=…, mistakes=…)

Any other is a function answer -> Verdict that ends in correct(), wrong() or unattempted(). It reaches the
answer only through call(), plain(), as_number(), same() and shorten(), never by `==` or `if answer`: those
would run code of the learner's. It need not catch anything, and it has three seconds.

## In the source of a lesson

`### Exercise 02.3` in a markdown cell announces the exercise, a cell with its number asks for the answer:

    # %% exercise="02.3"
    answer = ...

The notebook gets the whole heading and the lines check, hint and solution from here. Wrong answers that
people give are collected in tests/lab/lesson_NN/wrong_answers.py, each with a part of the message that it
must get; the wrong options of a multiple choice are tested of themselves.

## Build it yourself

The learner writes a function or a class, and the lesson goes on with it. In exercises.py:

    def first_best(rewards, drawn):                      # the course's own; solution() shows its source
        return max(drawn, key=lambda position: rewards[position])

    TOURNAMENT = Exercise(
        id="05.2", title="Write the tournament", kind="code", dots=2, minutes=6,
        builds="first_best",                             # the name that the cell defines
        check=build(
            first_best,
            tests=(                                      # from small to large; each is told in its sentence
                ("A single drawn member wins.", lambda f: gives(f, 2, [0.1, 0.5, 0.3], [2])),
                ("The best of the drawn wins, whoever else is better.", lambda f: gives(f, 0, [3, 9, 1], [0, 2])),
                ("The rewards stay as they are.", lambda f: unchanged(f, [0.5, 0.8, 0.1], [2, 0])),
            ),
            cases=(([0.7, 0.9, 0.6], [2, 0]), ([0.5, 0.8, 0.8], [2, 1]), ([-3, -1, -2], [0, 2])),
            mistakes=((lambda rewards, drawn: max(rewards), "This is a reward. A position is asked for."),),
            why="Only the drawn ones compete, so even a poor member wins now and then.",
        ),
        hints=("…",), solution=first_best,
    )

In the source the cell holds the skeleton, signature, docstring and `...`; the builder adds the last line:

    # %% exercise="05.2"
    def first_best(rewards, drawn):
        \"\"\"The position of the winner among the `drawn` ones.\"\"\"
        ...

    first_best = check("05.2", first_best)               # hers once it is right, else the course's own

- The sentence of a test says what holds of a right function; it stands in the verdict with ✓, ✗ or ○ (not run).
- A test is a function of what she wrote. It returns None when content, else text or wrong(text, received)
  that names the slip. gives(f, right, *args) and unchanged(f, *args) are such results; call(f, *args) calls her
  function, with copies of the arguments, and turns whatever goes wrong into a verdict. A class is called
  likewise: `net = call(cls, 16)`, `call(net.ask)`. Results are compared with same(): lists, tuples, arrays and
  tensors with the same content agree, and so do 3 and 3.0.
- cases: on each she must agree with the reference. Where arguments are not plain, a case is a function that
  returns what she does: `lambda f: call(f, space, Scripted([2, 0]))`. mistakes are recognised by the cases, so
  there must be a case on which each differs from the reference and from the other mistakes (a test sees to it).
- An untouched skeleton is "not attempted". If part of the body is given, leave `...` where she is to write.
- All of it has ten seconds; `seconds=` gives more or less. Where the lesson calls the function thousands of
  times, let one case be as large as that: what would make the lesson wait is then told here.
- The first test runs once more at the end: what keeps its state in a default argument is refused, for the
  lesson could not go on with it.
- Test what must hold, not how it is done: another right function may draw in another order, loop or vectorise.
  Where the skeleton's docstring fixes the order of draws, script them. Cases to think of: ties, negative numbers
  only, a single element, an argument that could be ignored, the caller's list sorted in place, evaluated twice.

    Recorder(function)                     counts and keeps calls: `.calls`, `.repeated` (an evaluator called twice)
    scripted.Scripted([2, [0, 1], 0.3])    a numpy Generator whose first draws are given
    modules.same_outputs(net, own, x)      two networks give the same once they share their weights

Two or more functions that belong together are an exercise each. `code(…)` and `builds=` go together, too: a
function to mend with which the lesson goes on. In wrong_answers.py an answer is source that defines the name,
"def first_best(rewards, drawn): …". A whole example is tests/lab/checking/toys.py.

## Quick questions

    QUICK = (
        Quick(id="05.q1", question="Which member dies in aging evolution?", answer="A",
              options={"A": "the oldest", "B": "the worst", "C": "one at random"},
              reason="Age alone decides, whatever its reward.", slips={"B": "That is the form without aging."}),
        Quick(id="05.q2", question="What is one change of one decision called?", answer=("mutation", "to mutate"),
              reason="A mutation changes one decision and leaves the others."),
        Quick(id="05.q3", question="How many of 20 are drawn if all compete?", answer=20, reason="All of them."),
    )

Its cell in the source is empty; the notebook gets the question as a comment and `quick("05.q1", ...)`. A
question of an earlier lesson comes back by its own id, in any lesson:

    # %% quick="03.q2"
"""

from nas_teach.lab.checking.asking import Quick, quick
from nas_teach.lab.checking.building import build, gives, unchanged
from nas_teach.lab.checking.calling import call
from nas_teach.lab.checking.checkers import choose, code, number
from nas_teach.lab.checking.exercise import Exercise, Verdict, correct, unattempted, wrong
from nas_teach.lab.checking.learner import check, hint, solution
from nas_teach.lab.checking.recording import Recorder
from nas_teach.lab.checking.values import as_number, plain, same, shorten

__all__ = [
    "Exercise",
    "Quick",
    "Recorder",
    "Verdict",
    "as_number",
    "build",
    "call",
    "check",
    "choose",
    "code",
    "correct",
    "gives",
    "hint",
    "number",
    "plain",
    "quick",
    "same",
    "shorten",
    "solution",
    "unattempted",
    "unchanged",
    "wrong",
]
