"""Plain values as JSON and back, so that an answer crosses from one process to another as data, never as code."""

import json

from nas_teach.lab.checking.values import NOT_PLAIN, plain

_KINDS = {"tuple": tuple, "frozenset": frozenset, "dict": dict}


def packed(value):
    """`value`, rebuilt by plain(), as JSON text."""
    return json.dumps(_pack(plain(value)))


def unpacked(text):
    """The plain value in such a text. Raises ValueError: it is no such text."""
    try:
        return _unpack(json.loads(text))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"no plain value: {error}") from None


def _pack(value):
    if value is NOT_PLAIN:
        return {"other": None}
    for name, kind in _KINDS.items():
        if type(value) is kind:
            items = value.items() if kind is dict else value
            return {name: [_pack(item) for item in items]}
    return value


def _unpack(value):
    if not isinstance(value, dict):
        return value
    [(name, items)] = value.items()
    return NOT_PLAIN if name == "other" else _KINDS[name](_unpack(item) for item in items)
