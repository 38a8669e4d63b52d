"""Call a learner's function inside a checker, and turn whatever goes wrong into a verdict."""

import copy
import dis
import inspect
import linecache
import traceback
import types

from nas_teach.lab.checking.exercise import unattempted, wrong
from nas_teach.lab.checking.running import Stopped
from nas_teach.lab.checking.values import settled, shorten

STUB_OPCODES = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}


class Refused(Exception):
    """Ends a checker early with a verdict."""

    def __init__(self, verdict):
        super().__init__(verdict.message)
        self.verdict = verdict


def call(function, *args):
    """What `function(*args)` returns; for a generator or another iterator, the tuple of its items.

    The function gets a copy of each argument, so it may alter them.

    Raises:  Refused: it is no function, does not accept the arguments, raised, or is still the empty stub.
    """
    if not callable(function):
        raise Refused(wrong("A function is asked for: define it with `def answer(…):` and hand in its name."))
    _accepts(function, args)
    try:
        result = settled(function(*copy.deepcopy(args)))
    except Stopped:
        raise
    except BaseException as error:
        raise Refused(_raised(error, function, args)) from None
    if result is ... or (result is None and _is_stub(function)):
        raise Refused(unattempted("The body is still `...`: replace it with your code, then run again."))
    return result


def written_call(args):
    """The call as a learner would write it, `answer(0.62, 0.85)`."""
    return f"answer({', '.join(shorten(arg, 60) for arg in args)})"


def _accepts(function, args):
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-ins have none
        return
    try:
        signature.bind(*args)
    except TypeError as error:
        message = f"The function must accept {len(args)} argument{'s' * (len(args) != 1)}: {error}."
        raise Refused(wrong(message, f"def answer{signature}, called as {written_call(args)}")) from None


def _raised(error, function, args):
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:
        text = type(error).__name__
    if isinstance(error, (TypeError, AttributeError)) and "ellipsis" in text:
        return unattempted("A `...` is left in the function: replace it with your code and run again.")
    if isinstance(error, RecursionError):
        text = "RecursionError: the function calls itself without end"
    place = written_call(args) + _failing_line(error, function)
    return wrong(f"The function raised {text[:300].rstrip(': .')}.", place)


def _failing_line(error, function):
    """The line of the learner's own code that raised, when it can be found."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    source = linecache.getline(file, lines[-1]).strip() if lines else ""
    return f", in the line: {source[:100]}" if source else ""


def _is_stub(function):
    """Whether the body is only `...`, `pass` or a docstring."""
    if type(function) is not types.FunctionType:
        return False
    return all(step.opname in STUB_OPCODES for step in dis.get_instructions(function))
