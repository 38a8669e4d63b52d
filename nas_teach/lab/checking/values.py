"""Any object made harmless: rebuilt from built-in types to be compared, shortened to be shown."""

import builtins
import math
import re
import reprlib
import sys

from nas_teach.lab.checking.running import Stopped


class _NotPlain:
    """Stands for a value that is not built from numbers, texts and containers; equal to nothing else."""

    def __repr__(self):
        return "an object"


NOT_PLAIN = _NotPlain()
MOST = 100_000  # numbers in an array; all images of a split would take seconds to rebuild


def plain(value):
    """Rebuild `value` from None, bool, int, float, str, tuple, frozenset and dict.

    Lists, arrays and tensors become (nested) tuples, so that no `==` of the learner's own is ever called.
    Returns NOT_PLAIN, alone or as an element, for whatever cannot be rebuilt, or holds far too much.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    try:
        return _rebuild(value)
    except Exception:
        return NOT_PLAIN


def _rebuild(value):
    if isinstance(value, _array_types()):
        return plain(value.tolist()) if math.prod(value.shape) <= MOST else NOT_PLAIN
    for kind in (list, tuple):
        if isinstance(value, kind):
            return tuple(plain(item) for item in kind.__iter__(value))
    for kind in (set, frozenset):
        if isinstance(value, kind):
            return frozenset(plain(item) for item in kind.__iter__(value))
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in dict.items(value)}
    return NOT_PLAIN


def _array_types():
    """Classes with `tolist`, of the libraries that are loaded; no answer can be of another."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    return ((numpy.ndarray, numpy.generic) if numpy else ()) + ((torch.Tensor,) if torch else ())


def as_number(value):
    """The answer as a float; None unless it is one number (a tensor or an array with one element counts)."""
    value = plain(value)
    while type(value) is tuple and len(value) == 1:
        value = value[0]
    try:
        return float(value) if type(value) in (int, float) else None
    except OverflowError:
        return None


def same(found, expected, tolerance=1e-6):
    """Whether two values agree: numbers within `tolerance` (absolute or relative), all else exactly.

    A list, a tuple, an array and a tensor with the same content agree; True and 1 do not; NaN never does.
    """
    return _same(plain(found), plain(expected), tolerance)


def _same(found, expected, tolerance):
    numeric = (int, float)
    if type(found) in numeric and type(expected) in numeric:
        try:
            return math.isclose(found, expected, rel_tol=tolerance, abs_tol=tolerance)
        except OverflowError:
            return False
    if type(found) is not type(expected) or found is NOT_PLAIN:
        return False
    if type(found) is tuple:
        pairs = zip(found, expected, strict=False)
        return len(found) == len(expected) and all(_same(a, b, tolerance) for a, b in pairs)
    if type(found) is dict:
        return found.keys() == expected.keys() and all(_same(found[k], expected[k], tolerance) for k in found)
    return found == expected


class _Short(reprlib.Repr):
    """reprlib's abbreviations, with rounded floats and without memory addresses."""

    def repr_float(self, value, level):
        return format(value, ".6g")

    def repr_instance(self, value, level):
        try:
            text = builtins.repr(value)
        except Stopped:
            raise
        except BaseException as error:
            return f"an object of class {type(value).__name__} whose repr() raises {type(error).__name__}"
        return re.sub(r" at 0x[0-9A-Fa-f]+", "", " ".join(text[:2000].split()))


def shorten(value, width=100):
    """A repr of at most `width` characters on one line, whatever the object does in its own `__repr__`."""
    short = _Short()
    short.maxlist = short.maxtuple = short.maxset = short.maxdict = 8
    short.maxstring = width // 2
    try:
        text = short.repr(value)
    except Exception as error:
        text = f"an object whose repr() raises {type(error).__name__}"
    return text if len(text) <= width else text[: width - 1] + "…"
