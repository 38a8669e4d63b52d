"""Ready-made checkers. Each function here returns a checker: any object -> Verdict."""

import copy
import math

from nas_teach.lab.checking.calling import call, written_call
from nas_teach.lab.checking.exercise import correct, unattempted, wrong
from nas_teach.lab.checking.values import NOT_PLAIN, as_number, plain, same, shorten

UNMENDED = (
    "This still does what the broken function did. Find the bug and mend it. "
    "If you have changed something already, that was not it."
)


def choose(right, reasons):
    """Multiple choice.

    Args:    right: the right option, "B". reasons: {option: why it is right, or why it is wrong}.
    Returns: a checker that accepts "B", "b", " (b) " and so on; it keeps `right` and `reasons` as attributes.
    Raises:  ValueError: `right` has no reason.
    """
    if right not in reasons:
        raise ValueError(f"right must be one of {tuple(reasons)}, got {right!r}")
    letters = {option.upper(): option for option in reasons}

    def check(answer):
        choice = plain(answer)
        choice = str(choice).strip(" \t\n().:'\"").upper() if type(choice) in (str, int) else None
        if choice not in letters:
            example = f'`answer = "{next(iter(reasons))}"`'
            return wrong(f"Answer with one of {', '.join(reasons)}, in quotes: {example}.")
        option = letters[choice]
        return correct(reasons[option]) if option == right else wrong(reasons[option])

    check.right, check.reasons = right, reasons
    return check


def number(right, why, mistakes=(), tolerance=1e-3):
    """One number.

    Args:    right: the number. why: what makes it right. tolerance: largest absolute error accepted.
             mistakes: pairs (number, the misconception that leads to it); looked at when `right` is missed.
    """

    def check(answer):
        value = as_number(answer)
        if value is None:
            return wrong(_not_a_number(answer))
        if abs(value - right) <= tolerance:
            return correct(why)
        for slip, message in mistakes:
            if abs(value - slip) <= tolerance:
                return wrong(message)
        return wrong(_off_the_mark(value, right, tolerance))

    return check


def _not_a_number(answer):
    value = plain(answer)
    if type(value) is str:
        return "This is text. Write the number without quotes."
    if type(value) is bool:
        return "True and False are not numbers here. Write the number itself."
    if type(value) is tuple:
        return f"One number is asked for; this holds {len(value)} values."
    if callable(answer):
        return "This is a function. Call it, and hand in the number that it returns."
    return "One number is asked for, and this is none."


def _off_the_mark(value, right, tolerance):
    if math.isnan(value):
        return "This is NaN, not a number: look for 0/0, inf - inf or the logarithm of a negative number."
    if math.isinf(value):
        return "This is infinite: look for a division by zero or the logarithm of zero."
    if abs(value + right) <= tolerance:
        return "The size is right and the sign is not."
    if right and math.isclose(value, 100 * right, rel_tol=0.01):
        return "A hundred times too large. Is it in per cent?"
    if right and math.isclose(100 * value, right, rel_tol=0.01):
        return "A hundred times too small. It is asked for in per cent."
    return "Too large." if value > right else "Too small."


def code(right, cases, why, mistakes=(), given=None, tolerance=1e-6):
    """A function to write or to mend.

    Args:    right: the reference function. cases: argument tuples that tell right from wrong; at least two.
             why: what makes the right function right. tolerance: absolute or relative, on every number.
             mistakes: pairs (function with the misconception built in, what the misconception is).
             given: the broken function that a "bug" exercise hands out; unchanged, it counts as unattempted.
    Returns: a checker. The learner's function gets copies of the arguments, and has answered every case
             before the reference is asked.
    """

    def check(answer):
        results = (call(answer, *case) for case in cases)
        found, shown = zip(*[(plain(result), shorten(result)) for result in results], strict=True)
        expected = _results(right, cases)
        misses = [i for i in range(len(cases)) if not same(found[i], expected[i], tolerance)]
        if not misses:
            return correct(why)
        if given and same(found, _results(given, cases), tolerance):
            return unattempted(UNMENDED)
        first = misses[0]
        received = f"{written_call(cases[first], function=answer)} returned {shown[first]}"
        for slip, message in mistakes:
            if same(found, _results(slip, cases), tolerance):
                return wrong(message, received)
        return wrong(where_it_fails(found, expected, first), received)

    check.reference = right
    return check


def _results(function, cases):
    """What a function of the author's returns for each case; NOT_PLAIN where it raises."""
    results = []
    for case in cases:
        try:
            results.append(plain(function(*copy.deepcopy(case))))
        except (ArithmeticError, ValueError):
            results.append(NOT_PLAIN)
    return tuple(results)


def where_it_fails(found, expected, first):
    """Say in words how the first failing result differs from the one expected."""
    value, right = found[first], expected[first]
    if value is None:
        return "The function returns None. Is a `return` missing?"
    if type(value) is float and math.isnan(value):
        return "The function returns NaN: look for 0/0, inf - inf or the logarithm of a negative number."
    if value is NOT_PLAIN or type(value) is str is not type(right):
        return f"The function returns something of another kind than {shorten(right)}, which is right here."
    if len(found) > 1 and all(same(value, other) for other in found):
        return "The function returns the same value whatever its arguments are."
    if same(value, _opposite(right)):
        return "The size is right and the sign is not."
    return f"For these arguments {shorten(right)} is right."


def _opposite(value):
    if type(value) is tuple:
        return tuple(_opposite(item) for item in value)
    return -value if type(value) in (int, float) else NOT_PLAIN
