"""Exercises: `check`, `quick`, `hint` and `solution` for learners; the rest for who writes exercises.

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

The file may also have QUICK, a tuple of quick questions. Most checkers are one call:

    choose("B", {"A": "why A is wrong", "B": "why B is right"})
    number(0.406, why="…", mistakes=((-0.406, "The minus is missing: …"),))
    code(tournament, cases, why="…", mistakes=((last_of_equals, "Right but for …"),), given=broken_one)
    build(tournament, tests, why="…", cases=…, mistakes=…)    # see below

Any other is a function answer -> Verdict that ends in correct(), wrong() or unattempted(); lesson_01 has one,
`three_parts`. It reaches the answer only through call(), plain(), as_number(), same() and shorten(), never by
`==` or `if answer`: those would run code of the learner's. It need not catch anything, and has 3 seconds.

The way of an answer: learner.check -> judging.judge -> running.run, in which the exercise's checker (made in
checkers, with calling and values) gives the Verdict; surroundings puts back what the answer changed outside.

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
