"""Search spaces: which architectures exist. One of the three parts of NAS."""

import math
from collections import namedtuple
from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np

from nas_teach.checks import generator, plain


class SearchSpace:
    """An ordered, frozen set of decisions with their choices.

    A space of two decisions with three and two choices has 3 x 2 = 6 architectures:

    >>> space = SearchSpace({"kernel": (3, 5, 7), "width": (8, 16)})
    >>> len(space), space.arch(kernel=5, width=16)
    (6, Arch(kernel=5, width=16))

    Wherever an architecture is taken, one with names (an Arch of a space with the same decisions in another
    order, a row of a table, a dict) is read by its names, a plain tuple by position. numpy's values are the
    values that they equal; what comes back holds this space's own.

    Args:    choices: {decision name: sequence of hashable, distinct values}. Names are Python identifiers.
    Raises:  TypeError: not a mapping, or an unhashable choice. ValueError: nothing to choose from, a
             repeated choice, or a name that is no identifier.
    """

    def __init__(self, choices):
        if not isinstance(choices, Mapping):
            raise TypeError(f"choices must be a mapping {{name: (value, ...)}}, got {type(choices).__name__}")
        if not choices:
            raise ValueError("a search space needs at least one decision, got an empty mapping")
        self._choices = {name: _checked(name, values) for name, values in choices.items()}
        self._positions = {
            name: {value: i for i, value in enumerate(values)} for name, values in self._choices.items()
        }
        try:
            self._arch = _arch_type(tuple(self._choices))
        except (ValueError, TypeError) as error:
            raise ValueError(
                f"decision names must be plain identifiers, got {list(choices)}: {error}"
            ) from None

    @property
    def choices(self):
        """{name: tuple of values}, in order (a copy)."""
        return dict(self._choices)

    def arch(self, *values, **named):
        """Build an architecture and check that it lies in this space.

        Raises:  ValueError: missing or unknown decisions, or a value that is not among its choices.
        """
        try:
            arch = self._arch(*values, **named)
        except TypeError:
            raise ValueError(
                f"an architecture has exactly the decisions {', '.join(self._choices)}, "
                f"got {(*values, *named)}"
            ) from None
        return self.require(arch)

    def require(self, arch):
        """Return `arch` as this space's Arch; ValueError that names the first value that does not fit."""
        return self._arch(
            *(values[i] for values, i in zip(self._choices.values(), self.indices(arch), strict=True))
        )

    def sample(self, rng):
        """Draw every choice uniformly. `rng` is a numpy.random.Generator."""
        generator(rng)
        return self._arch(*(values[rng.integers(len(values))] for values in self._choices.values()))

    def mutate(self, arch, rng):
        """Change exactly one decision, chosen uniformly among those that have an alternative.

        Raises:  ValueError: no decision has an alternative, or `arch` is not of this space.
        """
        generator(rng)
        arch = self.require(arch)
        free = [name for name, values in self._choices.items() if len(values) > 1]
        if not free:
            raise ValueError("nothing can mutate: every decision of this space has a single choice")
        name = free[rng.integers(len(free))]
        others = [value for value in self._choices[name] if value != getattr(arch, name)]
        return arch._replace(**{name: others[rng.integers(len(others))]})

    def indices(self, arch):
        """The position of each value among its choices: a tuple of int, one a decision.

        Raises:  ValueError: other decisions, or a value that is not among its choices.
        """
        arch, indices = in_order(arch, self._choices), []
        for (name, values), value in zip(self._choices.items(), arch, strict=True):
            indices.append(_index(values, self._positions[name], value))
            if indices[-1] is None:
                raise ValueError(f"{name} must be one of {values}, got {value!r}")
        return tuple(indices)

    def at(self, indices):
        """The architecture whose values stand at these positions: the inverse of `indices`."""
        return self.arch(*(values[i] for values, i in zip(self._choices.values(), indices, strict=True)))

    def encode(self, arch):
        """One-hot vector of an architecture, one block a decision: float64, shape (sum of choice counts,)."""
        blocks = (
            np.eye(len(values))[i]
            for values, i in zip(self._choices.values(), self.indices(arch), strict=True)
        )
        return np.concatenate(list(blocks))

    def __len__(self):
        return math.prod(len(values) for values in self._choices.values())

    def __iter__(self):
        return (self._arch(*values) for values in product(*self._choices.values()))

    def __contains__(self, arch):
        try:
            self.require(arch)
        except ValueError:
            return False
        return True

    def __eq__(self, other):
        return isinstance(other, SearchSpace) and list(self._choices.items()) == list(other._choices.items())

    def __hash__(self):
        return hash(tuple(self._choices.items()))

    def __reduce__(self):  # for pickle and copy: the type of its Arch has no place in a module
        return type(self), (self._choices,)

    def __repr__(self):
        return f"SearchSpace({self._choices})"


@cache
def _arch_type(names):
    """The namedtuple of these decisions: one class for the same names, picklable for worker processes."""
    base = namedtuple("Arch", names)
    return type(
        "Arch", (base,), {"__slots__": (), "__reduce__": lambda self: (_rebuild, (names, tuple(self)))}
    )


def _rebuild(names, values):
    return _arch_type(names)(*values)


def in_order(arch, names):
    """The values of `arch` in the order of the decisions `names`: by name if it has names, else as given.

    Raises:  ValueError: no tuple of as many values, or other names; the message gives both.
    """
    names, own = tuple(names), _names(arch)
    if own is None and isinstance(arch, tuple) and len(arch) == len(names):
        return tuple(arch)
    if own is None:
        raise ValueError(
            f"an architecture is a tuple of {len(names)} values ({', '.join(names)}), got {arch!r}"
        )
    if len(own) != len(names) or set(own) != set(names):
        raise ValueError(
            f"the decisions of this space are {', '.join(names)}, got an architecture of the decisions "
            f"{', '.join(map(str, own))}: {arch!r}"
        )
    values = dict(zip(own, arch, strict=True)) if isinstance(arch, tuple) else arch
    return tuple(values[name] for name in names)


def _names(arch):
    """The names in a named tuple, a record of numpy, a dict or a row of pandas; None: it has none."""
    if isinstance(arch, tuple):
        return getattr(arch, "_fields", None)
    if isinstance(arch, np.void):
        return arch.dtype.names
    return tuple(arch.keys()) if hasattr(arch, "keys") else None


def _checked(name, values):
    """The choices of one decision as a tuple, or an error that names what is wrong with them."""
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name} needs a sequence of choices such as (3, 5, 7), got {values!r}")
    values = tuple(map(plain, values))
    if not values:
        raise ValueError(f"{name} has no choices, give it at least one")
    seen = set()
    for value in values:
        try:
            repeated = value in seen
        except TypeError:
            raise TypeError(
                f"{name} has the choice {value!r} of unhashable type {type(value).__name__}; "
                "use numbers, strings, booleans or tuples"
            ) from None
        if repeated or value != value:
            raise ValueError(
                f"{name} must have distinct choices that equal themselves, got {value!r} in {values}"
            )
        seen.add(value)
    return values


def _index(values, positions, value):
    """Position of `value` among `values`, or None. True is not 1 here: types must agree too."""
    value = plain(value)
    try:
        i = positions.get(value)
    except TypeError:  # unhashable, so none of them
        return None
    return i if i is not None and _same_kind(values[i], value) else None


def _same_kind(a, b):
    """Of two equal values: whether both are bools or neither is, within tuples too."""
    if isinstance(a, tuple):
        return all(map(_same_kind, a, b))
    return isinstance(a, bool) == isinstance(b, bool)
