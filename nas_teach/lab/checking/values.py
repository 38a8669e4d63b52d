"""Any object made harmless: rebuilt from built-in types to be compared, shortened to be shown."""

import builtins
import dataclasses
import itertools
import math
import re
import reprlib
from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction

from nas_teach.lab.checking.running import Stopped
from nas_teach.lab.checking.surroundings import loaded


class _NotPlain:
    """Stands for a value that is not built from numbers, texts and containers; equal to nothing else."""

    def __repr__(self):
        return "an object"


NOT_PLAIN = _NotPlain()
MOST = 100_000  # numbers in an array; all images of a split would take seconds to rebuild


def plain(value):
    """Rebuild `value` from None, bool, int, float, str, tuple, frozenset and dict.

    Whatever holds items in an order becomes a tuple: lists, arrays, tensors, columns of pandas, ranges,
    views of a dict, the fields of a dataclass, the items of a generator (which has none left afterwards).
    Fractions, decimals and complex numbers that are real become int or float. This is done by the known
    types' own methods, so that no `==` of the learner's own is ever called.
    Returns NOT_PLAIN, alone or as an element, for whatever cannot be rebuilt, or holds far too much.
    """
    if value is None or value is NOT_PLAIN or type(value) in (bool, int, float, str):
        return value
    try:
        return _rebuild(value)
    except Exception:
        return NOT_PLAIN


def _rebuild(value):
    value = settled(value)
    for kind, step in _steps():
        if issubclass(type(value), kind):
            return plain(step(value))
    for kind in (set, frozenset):
        if issubclass(type(value), kind):
            return frozenset(plain(item) for item in kind.__iter__(value))
    if issubclass(type(value), dict):
        return {plain(key): plain(item) for key, item in dict.items(value)}
    for kind in ORDERED:
        if issubclass(type(value), kind):
            return tuple(plain(item) for item in kind.__iter__(value))
    if dataclasses.is_dataclass(type(value)):
        return tuple(plain(object.__getattribute__(value, field.name)) for field in dataclasses.fields(value))
    return NOT_PLAIN


def settled(value):
    """The items of a generator, map, zip or other iterator as a tuple; any other value as it is.

    An iterator gives its items only once, so this comes before the first look at an answer. One with too many
    of them is given back.
    """
    kind = type(value)
    if kind.__module__ not in ("builtins", "itertools") or not hasattr(kind, "__next__"):
        return value
    items = tuple(itertools.islice(value, MOST + 1))
    return items if len(items) <= MOST else value


def _whole_or_float(fraction):
    numerator, denominator = Fraction.numerator.fget(fraction), Fraction.denominator.fget(fraction)
    return numerator if denominator == 1 else numerator / denominator


def _real(number):
    return NOT_PLAIN if complex.imag.__get__(number) else complex.real.__get__(number)


def _not_too_many(size, items):
    return items() if size <= MOST else NOT_PLAIN


def _array(value):
    """The items of an array. A np.matrix, which is never flat, becomes so if it has one row or one column."""
    if value.dtype.char in "gG":  # longer than Python's own floats
        value = value.astype(float if value.dtype.char == "g" else complex)
    items = _not_too_many(math.prod(value.shape), value.tolist)
    is_flat = isinstance(value, loaded("numpy").matrix) and 1 in value.shape
    return list(itertools.chain(*items)) if is_flat and items is not NOT_PLAIN else items


def _tensor(value):
    return _not_too_many(math.prod(value.shape), value.tolist)


def _pandas(value):
    """The items of a column, the rows of a table."""
    return _not_too_many(value.size, value.to_numpy)


# pairs (type, function that takes a step towards the built-in types)
STEPS = (
    (int, int.__int__),
    (float, float.__float__),
    (str, str.__str__),
    (complex, _real),
    (Fraction, _whole_or_float),
    (Decimal, Decimal.__float__),
    (range, lambda value: _not_too_many(len(value), lambda: tuple(value))),
)
ORDERED = (list, tuple, deque, array, type({}.keys()), type({}.values()), type({}.items()))


def _steps():
    """STEPS and those for the libraries that are loaded; no answer can be of another."""
    numpy, torch, pandas = loaded("numpy"), loaded("torch"), loaded("pandas")
    arrays = ((numpy.ndarray, _array), (numpy.generic, _array)) if numpy else ()
    tensors = ((torch.Tensor, _tensor),) if torch else ()
    columns = (
        (pandas.Series, pandas.Index, pandas.DataFrame, pandas.api.extensions.ExtensionArray)
        if pandas
        else ()
    )
    return arrays + tensors + tuple((kind, _pandas) for kind in columns) + STEPS


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

    def repr_function(self, value, level):
        return value.__name__ if value.__name__.isidentifier() else "a function"

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
