"""check(), hint() and solution(): what a learner calls in a notebook."""

from nas_teach.lab.checking.exercise import unattempted
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.checking.slicing import source_of_answer
from nas_teach.lab.course import opening, progress
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.course.tally import tally
from nas_teach.lab.showing.cards import card, note

_hints_given = {}  # exercise id: number of hints shown since the kernel started


def check(id, answer=...):
    """Judge `answer` to the exercise with this id, show the verdict and record it.

    Returns: for something that the lesson goes on with, `evolve = check("05.2", evolve)`: `answer` itself if it
             is right, else the course's own. For any other exercise None.
    Raises:  LookupError: no such exercise; the message gives the ids that come close.
    """
    exercise = find(id)
    if exercise.builds and answer is exercise.reference:
        verdict = unattempted(
            f"This is the course's own. Run the cell that defines your `{exercise.builds}`."
        )
    else:
        verdict = judge(exercise, answer)
    notice = progress.keep(exercise.id, verdict.outcome, source_of_answer(exercise.id))
    solved = tally(exercise.lesson, progress.load()[0]) if verdict.outcome == "correct" else ""
    goes_on = f"\n{_goes_on(verdict, exercise)}" if exercise.builds else ""
    extra = [
        ("Received", verdict.received),
        ("Your code printed", verdict.printed.rstrip()),
        ("Tests", "".join(f"\n{mark} {sentence}" for mark, sentence in verdict.tests)),
        ("Solved in this lesson", solved),
        ("Progress", notice),
    ]
    card(*note(verdict.outcome, exercise, verdict.message + goes_on, extra))
    if not exercise.builds:
        return None
    return answer if verdict.outcome == "correct" else exercise.reference


def hint(id):
    """Show the next hint; each call goes one further. Raises LookupError as check() does."""
    exercise = find(id)
    given = _hints_given.get(exercise.id, 0)
    total = len(exercise.hints)
    if given == total:
        shows = opening.shut_until() or f'`solution("{exercise.id}")` shows a solution.'
        message = f"There are no more hints. {shows}"
    else:
        _hints_given[exercise.id] = given + 1
        progress.keep_hint(exercise.id, given + 1)
        message = f"({given + 1} of {total}) {exercise.hints[given]}"
    card(*note("hint", exercise, message))


def solution(id):
    """Show a solution, unless a teacher has shut them until a day. Raises LookupError as check() does."""
    exercise = find(id)
    shut = opening.shut_until()
    if shut:
        advice = f'Until then `hint("{exercise.id}")` helps, and so does each wrong answer of your own.'
        card(*note("hint", exercise, f"{shut} {advice}"))
        return
    progress.keep_solution(exercise.id)
    card(*note("solution", exercise, "", code=exercise.solution))


def _goes_on(verdict, exercise):
    kind = "class" if isinstance(exercise.reference, type) else "function"
    if verdict.outcome == "correct":
        return f"The lesson goes on with your {kind}."
    return "Until yours is right, the lesson goes on with the course's own."
