"""The checker for what a learner builds: small tests first, each told in a sentence."""

import copy
from collections.abc import Iterator

from nas_teach.lab.checking.calling import (
    Refused,
    call,
    call_with,
    frames_in,
    name_of,
    raised,
    text_of,
    written_call,
)
from nas_teach.lab.checking.checkers import where_it_fails
from nas_teach.lab.checking.exercise import Verdict, correct, unattempted, wrong
from nas_teach.lab.checking.inside import dots_left, functions_of, is_stub, kept_by
from nas_teach.lab.checking.values import NOT_PLAIN, plain, same, shorten

TOLERANCE = 1e-5  # absolute or relative; float32 and float64 agree within it
AGREES = "On further cases it does what the course's own does."
AGAIN = "Used once more, it still does what it did first."
KEEPS = (
    "It keeps something from one use to the next: a default argument such as `[]` (write None and make the "
    "list inside), a list in the body of the class, or a global name."
)


def build(reference, tests, why, cases=(), mistakes=(), seconds=10.0):
    """A function or a class that the learner builds, and with which the lesson may go on.

    Args:    reference: the course's own. tests: pairs (sentence, test), from small to large; a test is a function
             of the learner's function and returns None when content, else text or a Verdict that names the slip.
             why: what makes the right one right. cases: argument tuples, or functions of the learner's function
             that return what it does; on each it must agree with the reference, after all tests.
             mistakes: pairs (function with the misconception built in, what the misconception is), compared
             on the cases. seconds: for all of it.
    Returns: a checker that names all tests and runs them up to the first that fails. It keeps `reference`,
             `seconds` and `mistakes`.
    Raises:  ValueError: mistakes without cases, which tell nothing apart; neither tests nor cases.
    """
    if not cases and (mistakes or not tests):
        raise ValueError(
            "mistakes are told apart by cases: give at least one" if mistakes else "give tests or cases"
        )
    steps = [*tests, *([(AGREES, _agreement(reference, cases))] if cases else [])]
    steps.append((AGAIN, lambda answer: _outcome(steps[0][1], answer) and KEEPS))
    passed = []

    def check(answer):
        passed.clear()
        _require_kind(answer, reference)
        state = kept_by(answer)
        for sentence, test in steps:
            verdict = _outcome(test, answer)
            if verdict:
                verdict = _diagnosed(verdict, answer, cases, mistakes)
                if state != kept_by(answer) and sentence != AGAIN:
                    verdict = verdict._replace(message=f"{verdict.message} {KEEPS}")
                return verdict._replace(tests=reached())
            passed.append(sentence)
        return correct(why)._replace(tests=reached())

    def reached():
        """Pairs (mark, sentence) as far as the tests have come."""
        marks = ["✓"] * len(passed) + ["✗"] + ["○"] * len(steps)
        return tuple(zip(marks, [sentence for sentence, _ in steps], strict=False))

    check.reference, check.seconds, check.mistakes, check.reached = reference, seconds, mistakes, reached
    return check


def gives(function, right, *args, **keywords):
    """None if `function(*args, **keywords)` returns `right`, else a verdict that shows both."""
    found = call(function, *args, **keywords)
    if same(found, right, TOLERANCE):
        return None
    received = f"{written_call(args, keywords, function)} returned {shorten(found)}"
    return wrong(where_it_fails((plain(found),), (plain(right),), 0), received)


def unchanged(function, *args, **keywords):
    """None if `function(*args, **keywords)` leaves its arguments as they are, else a text that names one."""
    given, kept = copy.deepcopy((args, keywords)), (args, keywords)
    call_with(function, *given, shown=kept)
    names = [f"argument {n + 1}" for n in range(len(args))] + [f"`{name}`" for name in keywords]
    pairs = zip(names, [*args, *keywords.values()], [*given[0], *given[1].values()], strict=True)
    for name, before, after in pairs:
        if plain(before) != plain(after):
            received = f"{written_call(*kept, function)} left {shorten(after)}"
            return wrong(
                f"The function changes its {name}, which belongs to the caller. Work on a copy.", received
            )
    return None


def _require_kind(answer, reference):
    """Refused unless the answer is what the reference is, a function or a class, and something is written in it."""
    kind = "class" if isinstance(reference, type) else "function"
    if not callable(answer) or (
        kind == "class" and not (issubclass(type(answer), type) or functions_of(answer))
    ):
        raise Refused(wrong(f"A {kind} is asked for. Hand in the {kind} itself, without calling it."))
    if kind == "function":
        empty = [] if not is_stub(answer) else [answer]
    else:
        written = {part.__name__ for part in functions_of(reference) if not is_stub(part)}
        stubs = [part for part in functions_of(answer) if part.__name__ in written and is_stub(part)]
        empty = [part for part in stubs if dots_left(part) is not False]
    if empty:
        name = name_of(empty[0])
        raise Refused(
            unattempted(f"The body of `{name}` is still empty: write your code in it, then run again.")
        )


def _outcome(test, answer):
    """The verdict of a test that is not content, else None."""
    try:
        found = test(answer)
    except Refused as refusal:
        return refusal.verdict
    except Exception as error:
        if frames_in(answer, error):
            return raised(error, answer, f"{name_of(answer)}(…)")
        return wrong(f"It returns something of another form than is asked for ({text_of(error)[:200]}).")
    if not (found is None or isinstance(found, str | Verdict)):
        raise TypeError(f"a test must return None, text or a Verdict, got {found!r}")
    if isinstance(found, Verdict):
        return None if found.outcome == "correct" else found
    return found and wrong(found)


def _diagnosed(verdict, answer, cases, mistakes):
    """The verdict of the failed test, with the misconception's own words if it is a known one."""
    if verdict.outcome != "wrong":
        return verdict
    found = _results(answer, cases) if mistakes else ()
    for slip, message in mistakes:
        if same(found, _results(slip, cases), TOLERANCE):
            return verdict._replace(message=message)
    if dots_left(answer):
        return unattempted("A `...` is still in it: replace it with your code, then run again.")
    return verdict


def _agreement(reference, cases):
    """The last test: to do on all cases what the reference does."""

    def test(answer):
        if any(_ends_after_one_use(answer, case) for case in cases[:1]):
            return (
                "It gives its values one at a time, and only once. The lesson uses them again: return a list."
            )
        results = [_on(answer, case) for case in cases]
        found, shown = [plain(result) for result in results], [shorten(result) for result in results]
        expected = _results(reference, cases)
        misses = [i for i in range(len(cases)) if not same(found[i], expected[i], TOLERANCE)]
        if not misses:
            return None
        case = cases[misses[0]]
        called = f"case {misses[0] + 1}" if callable(case) else written_call(case, function=answer)
        return wrong(where_it_fails(found, expected, misses[0]), f"{called} returned {shown[misses[0]]}")

    return test


def _ends_after_one_use(answer, case):
    """Whether the answer is a generator, or returns a map or the like."""
    return not callable(case) and isinstance(answer(*copy.deepcopy(case)), Iterator)


def _on(function, case):
    return case(function) if callable(case) else call(function, *case)


def _results(function, cases):
    """What it does on each case; NOT_PLAIN where it raises."""
    results = []
    for case in cases:
        try:
            results.append(plain(_on(function, case)))
        except Exception:
            results.append(NOT_PLAIN)
    return tuple(results)
