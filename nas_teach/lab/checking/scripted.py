"""A random generator that draws what a test has written down for it."""

import numpy as np

from nas_teach.lab.checking.calling import Refused
from nas_teach.lab.checking.exercise import wrong
from nas_teach.lab.checking.values import shorten


class Scripted(np.random.Generator):
    """A numpy.random.Generator whose first draws are given; after them it draws at random, from `seed`.

    Args:    script: what the draws give, in order, whichever method draws: a number; for several numbers at
             once (`size`) a sequence or that many entries; for `choice` the position of what is drawn, or
             several; for `permutation` and `shuffle` the positions in their new order.

    `asked` lists each draw as (method, arguments), `left` what of the script is not yet drawn. A draw that the
    script does not fit ends the check: the learner is told what was drawn.

    >>> rng = Scripted([2, [1, 0], 0.25])
    >>> rng.integers(3), rng.choice(["a", "b"], 2, replace=False), rng.random(), rng.left
    (2, array(['b', 'a'], dtype='<U1'), 0.25, [])
    """

    def __init__(self, script, seed=0):
        super().__init__(np.random.PCG64(seed))
        self.left, self.asked = list(script), []

    def __repr__(self):
        return "rng"

    __str__ = __repr__

    def __deepcopy__(self, memo):
        return self  # call() copies arguments, and this one is to be read afterwards

    def integers(self, low, high=None, size=None, dtype=np.int64, endpoint=False):
        """As the generator's, from the script: whole numbers within the limits."""
        if not self._scripted("integers", low, high, size):
            return super().integers(low, high, size, dtype, endpoint)
        low, high = (0, low) if high is None else (low, high)
        return self._next(size, lambda n: low <= n < high + endpoint)

    def random(self, size=None, dtype=np.float64, out=None):
        """As the generator's, from the script: numbers from 0 up to 1."""
        if not self._scripted("random", size):
            return super().random(size, dtype, out)
        return self._next(size, lambda x: 0 <= x < 1)

    def standard_normal(self, size=None, dtype=np.float64, out=None):
        """As the generator's, from the script."""
        if not self._scripted("standard_normal", size):
            return super().standard_normal(size, dtype, out)
        return self._next(size, np.isfinite)

    def normal(self, loc=0.0, scale=1.0, size=None):
        """As the generator's; the script holds the standard normal draws."""
        return loc + scale * self.standard_normal(size)

    def choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True):
        """As the generator's; the script holds positions in `a`."""
        if not self._scripted("choice", a, size, replace, p):
            return super().choice(a, size, replace, p, axis, shuffle)
        items = np.arange(a) if isinstance(a, int | np.integer) else np.asarray(a)
        places = self._next(size, lambda n: n in range(len(items)))
        if not replace and size is not None and len(np.unique(places)) < places.size:
            self._refuse(places)
        return items[places]

    def permutation(self, x, axis=0):
        """As the generator's; the script holds the positions in their new order."""
        if not self._scripted("permutation", x):
            return super().permutation(x, axis)
        items = np.arange(x) if isinstance(x, int | np.integer) else np.asarray(x)
        return items[self._next(len(items), lambda n: n in range(len(items)))]

    def shuffle(self, x, axis=0):
        """As the generator's; the script holds the positions in their new order."""
        if not self._scripted("shuffle", x):
            return super().shuffle(x, axis)
        places = self._next(len(x), lambda n: n in range(len(x)))
        x[:] = [x[place] for place in places] if isinstance(x, list) else x[places]
        return None

    def _scripted(self, method, *args):
        """Note the draw; whether the script has something for it."""
        self.asked.append((method, *args))
        return bool(self.left)

    def _next(self, size, fits):
        count = None if size is None else int(np.prod(size))
        entry = self.left[0]
        if count is None or np.ndim(entry):
            taken = 1
        else:
            taken, entry = count, self.left[:count]
        values = np.asarray(entry)
        if values.size != (1 if count is None else count) or not all(fits(value) for value in values.flat):
            self._refuse(entry)
        del self.left[:taken]
        return values.reshape(()).item() if size is None else values.reshape(size)

    def _refuse(self, entry):
        method, *args = self.asked[-1]
        while args and args[-1] is None:
            args.pop()
        call = f"rng.{method}({', '.join(shorten(arg, 40) for arg in args)})"
        raise Refused(
            wrong(f"It draws `{call}`. At this point the draw must be able to give {shorten(entry)}.")
        )
