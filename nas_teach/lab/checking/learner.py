"""check(), hint() and solution(): what a learner calls in a notebook."""

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course import progress
from nas_teach.lab.course.catalogue import exercises, find
from nas_teach.lab.showing.cards import card, note

_hints_given = {}  # exercise id: number of hints shown since the kernel started


def check(id, answer=...):
    """Judge `answer` to the exercise with this id, show the verdict and record it.

    Raises:  LookupError: no such exercise; the message gives the ids that come close.
    """
    exercise = find(id)
    verdict = judge(exercise, answer)
    notice = progress.keep(exercise.id, verdict.outcome)
    solved = _tally(exercise.lesson) if verdict.outcome == "correct" else ""
    extra = [
        ("Received", verdict.received),
        ("Your code printed", verdict.printed.rstrip()),
        ("Solved in this lesson", solved),
        ("Progress", notice),
    ]
    card(*note(verdict.outcome, exercise, verdict.message, extra))


def hint(id):
    """Show the next hint; each call goes one further. Raises LookupError as check() does."""
    exercise = find(id)
    given = _hints_given.get(exercise.id, 0)
    total = len(exercise.hints)
    if given == total:
        message = f'There are no more hints. `solution("{exercise.id}")` shows a solution.'
    else:
        _hints_given[exercise.id] = given + 1
        message = f"({given + 1} of {total}) {exercise.hints[given]}"
    card(*note("hint", exercise, message))


def solution(id):
    """Show a solution. Raises LookupError as check() does."""
    exercise = find(id)
    card(*note("solution", exercise, "", code=exercise.solution))


def _tally(lesson):
    outcomes, _ = progress.load()
    ids = [exercise.id for exercise in exercises(lesson)]
    return f"{sum(outcomes.get(id) == 'correct' for id in ids)} of {len(ids)}"
