"""A function that remembers how it was called, to be handed to a learner's function."""

import copy

from nas_teach.lab.checking.values import shorten


class Recorder:
    """Calls `function` and keeps the arguments of every call, in order, as they were at that moment.

    Args:    function: any; for an evaluator, `lambda arch: 0.5`.

    >>> seen = Recorder(lambda arch: sum(arch))
    >>> seen((3, 8)), seen((3, 8)), seen.calls, seen.repeated
    (11, 11, [(3, 8), (3, 8)], [(3, 8)])
    """

    def __init__(self, function):
        self.function = function
        self.calls = []  # the argument; a tuple of them where there are several

    def __call__(self, *args):
        self.calls.append(copy.deepcopy(args[0] if len(args) == 1 else args))
        return self.function(*args)

    def __repr__(self):
        return shorten(self.function)

    def __deepcopy__(self, memo):
        return self  # call() copies arguments, and this one is to be read afterwards

    @property
    def repeated(self):
        """The arguments that came before already."""
        return [args for number, args in enumerate(self.calls) if args in self.calls[:number]]
