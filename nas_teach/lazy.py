"""Names of a room that are loaded when they are first asked for, so that what needs no torch imports none."""

from importlib import import_module


def lazy_exports(package, **modules):
    """What the `__init__` of a room needs to export names of its modules.

    >>> __getattr__, __dir__, __all__ = lazy_exports("nas_teach.strategies", evolution=["win_chance"])
    >>> __getattr__("win_chance").__module__
    'nas_teach.strategies.evolution'

    Args:    package: its `__name__`. modules: the public names of each module, in lists.
    Returns: (__getattr__, __dir__, __all__) of the package.
    """
    places = {name: module for module, names in modules.items() for name in names}

    def load(name):
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}; it has {', '.join(places)}")
        return getattr(import_module(f"{package}.{places[name]}"), name)

    return load, lambda: list(places), list(places)
