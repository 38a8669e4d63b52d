"""Public names of a room, each imported when it is first asked for: none waits for another's torch."""

import sys
from importlib import import_module


def exports(room, places):
    """What a room's `__init__` needs to offer names lazily: (__all__, __getattr__, __dir__).

    Args:    room: its `__name__`. places: {module of the room: the names that it gives, in one string}.
    """
    module_of = {name: module for module, names in places.items() for name in names.split()}

    def __getattr__(name):
        if name not in module_of:
            raise AttributeError(f"module {room!r} has no attribute {name!r}; it has {', '.join(names)}")
        value = getattr(import_module(f"{room}.{module_of[name]}"), name)
        setattr(sys.modules[room], name, value)  # the next time without this detour
        return value

    names = sorted(module_of)
    return names, __getattr__, lambda: names
