"""Call a learner's function inside a checker, and turn whatever goes wrong into a verdict."""

import copy
import inspect
import linecache
import traceback
import types

from nas_teach.lab.checking.exercise import unattempted, wrong
from nas_teach.lab.checking.inside import functions_of, is_stub
from nas_teach.lab.checking.running import Stopped, stop_if_told
from nas_teach.lab.checking.values import settled, shorten


class Refused(Exception):
    """Ends a checker early with a verdict."""

    def __init__(self, verdict):
        super().__init__(verdict.message)
        self.verdict = verdict


def call(function, *args, **keywords):
    """What `function(*args, **keywords)` returns; for a generator or another iterator, the tuple of its items.

    The function gets a copy of each argument, so it may alter them.

    Raises:  Refused: it is no function, does not accept the arguments, raised, or is still the empty stub.
    """
    return call_with(function, *copy.deepcopy((args, keywords)), shown=(args, keywords))


def call_with(function, args, keywords, shown):
    """As call(), with the arguments themselves; messages show `shown`, their copies. Raises Refused likewise."""
    if not callable(function):
        raise Refused(wrong("A function is asked for: define it with `def answer(…):` and hand in its name."))
    _accepts(function, args, keywords)
    stop_if_told()
    try:
        result = settled(function(*args, **keywords))
    except (Stopped, Refused):
        raise
    except BaseException as error:
        raise Refused(raised(error, function, written_call(*shown, function))) from None
    if result is ... or (result is None and is_stub(function)):
        raise Refused(unattempted("The body is still empty: write your code in it, then run again."))
    return result


def written_call(args, keywords=None, function=None):
    """The call as a learner would write it, `answer(0.62, 0.85)`."""
    parts = [shorten(arg, 60) for arg in args]
    parts += [f"{name}={shorten(arg, 60)}" for name, arg in (keywords or {}).items()]
    return f"{name_of(function)}({', '.join(parts)})"


def name_of(function):
    """What a learner calls it: `answer` where it has no name of its own."""
    if type(function) is types.MethodType:
        return f"{type(function.__self__).__name__}.{name_of(function.__func__)}"
    named = type(function) is types.FunctionType or issubclass(type(function), type)
    name = function.__name__ if named else "answer"
    return name if name.isidentifier() else "answer"


def _accepts(function, args, keywords):
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-ins have none
        return
    try:
        signature.bind(*args, **keywords)
    except TypeError as error:
        count = len(args) + len(keywords)
        message = f"The function must accept {count} argument{'s' * (count != 1)}: {error}."
        called = written_call(args, keywords, function)
        raise Refused(wrong(message, f"def {name_of(function)}{signature}, called as {called}")) from None


def raised(error, function, place):
    """The verdict on a function that raised `error`; `place` says what was called."""
    text = text_of(error)
    if isinstance(error, (TypeError, AttributeError)) and "ellipsis" in text:
        return unattempted("A `...` is left in the function: replace it with your code and run again.")
    if isinstance(error, RecursionError):
        text = "RecursionError: the function calls itself without end"
    return wrong(f"The function raised {text[:300].rstrip(': .')}.", place + _failing_line(error, function))


def text_of(error):
    """The kind of the error and what it says."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def _failing_line(error, function):
    """The line of the learner's own code that raised, when it can be found."""
    frames = frames_in(function, error)
    source = linecache.getline(*frames[-1]).strip() if frames else ""
    return f", in the line: {source[:100]}" if source else ""


def frames_in(function, error):
    """Pairs (file, line) of the error's frames that are in the learner's own code, outermost first."""
    files = {part.__code__.co_filename for part in functions_of(function)}
    frames = traceback.extract_tb(error.__traceback__)
    return [(frame.filename, frame.lineno) for frame in frames if frame.filename in files]
