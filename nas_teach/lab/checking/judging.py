"""From an exercise and any object at all to a verdict."""

import re

from nas_teach.lab.checking.calling import Refused
from nas_teach.lab.checking.exercise import Verdict, unattempted, wrong
from nas_teach.lab.checking.running import LIMIT, LOADING, StillLoading, run
from nas_teach.lab.checking.values import settled, shorten

ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")  # of an object that a message quotes: another one in every run


def judge(exercise, answer, seconds=None):
    """Check one answer, within `seconds` (the checker's own, else three) and without any effect outside.

    Returns: the Verdict. Whatever the answer raises, prints, or never finishes doing is told in it.
    Raises:  TypeError: the checker returned something else than a Verdict, a fault of the lesson.
    """
    if untouched(answer):
        return unattempted()
    seconds = seconds or getattr(exercise.check, "seconds", LIMIT)
    value, error, printed = run(_examine, exercise.check, answer, seconds=seconds, loading=LOADING)
    if isinstance(error, StillLoading):
        message = f"{error} Run the cell again; if this comes up again and again, restart the kernel."
        return unattempted(message)._replace(printed=printed)
    if isinstance(error, TimeoutError):
        message = f"{error} Is there a loop that never ends, or far too much work?"
        reached = getattr(exercise.check, "reached", tuple)()
        return wrong(message, "no result")._replace(printed=printed, tests=reached)
    if error is not None:
        message = f"This answer cannot be examined: looking at it raises {type(error).__name__}."
        return wrong(message, f"an object of class {type(answer).__name__}")._replace(printed=printed)
    if not isinstance(value, Verdict):
        raise TypeError(f"the checker of {exercise.id} must return a Verdict, got {value!r}")
    told = {"message": value.message, "received": value.received, "printed": printed}
    return value._replace(**{field: ADDRESS.sub("", text) for field, text in told.items()})


def _examine(check, answer):
    answer = settled(answer)
    try:
        verdict = check(answer)
    except Refused as refusal:
        verdict = refusal.verdict
    if isinstance(verdict, Verdict) and verdict.outcome == "wrong" and not verdict.received:
        return verdict._replace(received=shorten(answer))
    return verdict


def untouched(answer):
    """Whether the three dots are still there, alone or somewhere in a tuple, a list or a dict."""
    if type(answer) is dict:
        answer = tuple(answer.values())
    if type(answer) in (tuple, list):
        return any(item is ... for item in answer)
    return answer is ... or answer is None
