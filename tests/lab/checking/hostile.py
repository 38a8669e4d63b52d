"""Objects that no checker may stumble over, and none of which is a right answer."""

import itertools
import math
import random
import sys
import threading
import time
from enum import Enum

import numpy as np
import torch


class AlwaysEqual:
    """Equal to everything, and a number when asked."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.5

    def __call__(self, *args):
        return self


class Explosive:
    """Raises wherever it is touched."""

    def _explode(self, *args):
        raise ValueError("boom")

    __eq__ = __bool__ = __len__ = __iter__ = __float__ = __index__ = __call__ = __repr__ = __str__ = _explode
    __class__ = property(_explode)
    __hash__ = None


class LyingText(str):
    """Text that claims to be any option."""

    def __eq__(self, other):
        return True

    def strip(self, *args):
        return "A"

    __hash__ = str.__hash__


class LyingNumber(float):
    """A float that is within any tolerance of everything."""

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


class Letters(Enum):
    A = "A"


def raises(*args):
    raise RuntimeError("boom")


def leaves(*args):
    sys.exit(3)


def interrupts(*args):
    raise KeyboardInterrupt


def recurses(*args):
    return recurses(*args)


def prints(*args):
    print("shout " * 1000)
    print("to stderr", file=sys.stderr)


def closes(*args):
    print("shout")
    sys.stdout.close()
    sys.stderr.close()


def wrecks(*args):
    """Alters what it is given, and the global generators."""
    random.seed(7)
    np.random.seed(7)  # noqa: NPY002
    torch.manual_seed(7)
    for arg in args:
        if isinstance(arg, list | dict):
            arg.clear()
        elif isinstance(arg, np.ndarray | torch.Tensor):
            arg *= 0
    return AlwaysEqual()


def loops(*args):
    while True:
        pass


_TRIED = threading.local()  # a check runs in a thread of its own


def loops_stubbornly(*args):
    """Swallow whatever stops it, for half a second of one check, however often that check calls it."""
    end = _TRIED.__dict__.setdefault("end", time.monotonic() + 0.5)
    while time.monotonic() < end:  # or it would slow down every later test
        try:
            while time.monotonic() < end:
                pass
        except BaseException:
            pass


def sleeps(*args):
    time.sleep(0.5)


def prints_for_ever(*args):
    for number in itertools.count():
        print(number)


SLOW = (loops, loops_stubbornly, sleeps, prints_for_ever)
NESTED = []
NESTED.append(NESTED)
ANSWERS = (
    None,
    ...,
    True,
    math.nan,
    math.inf,
    -math.inf,
    1e308,
    10**400,
    1j,
    "",
    " ",
    "Z",
    "AB",
    "0.406",
    "<script>x</script>",
    "x" * 100_000,
    b"A",
    LyingText("Z"),
    LyingNumber(1e9),
    Letters.A,
    (),
    [],
    {},
    set(),
    NESTED,
    [[1], [2, 3]],
    {"A": "B"},
    ("A",),
    [AlwaysEqual()] * 3,
    (x for x in "A"),
    object(),
    object,
    int,
    len,
    print,
    AlwaysEqual(),
    AlwaysEqual,
    Explosive(),
    Explosive,
    torch.nn.Linear(2, 2),
    np.array([]),
    np.array(math.nan),
    np.array([math.nan] * 3),
    np.zeros((2, 3)),
    np.array(["A"] * 2),
    np.array([None]),
    np.ma.masked,
    np.float32(1e9),
    np.longdouble(1e9),
    np.datetime64("nat"),
    torch.tensor(math.nan),
    torch.zeros(3),
    torch.zeros(2, 0),
    torch.zeros(2).to_sparse(),
    torch.zeros(2, device="meta"),
    torch.zeros(3, requires_grad=True),
    torch.zeros(2, dtype=torch.bfloat16),
    raises,
    leaves,
    interrupts,
    recurses,
    prints,
    closes,
    wrecks,
    lambda: None,
    lambda only_one: 1,
    lambda **keywords: 1,
    lambda *args: AlwaysEqual(),
    lambda *args: Explosive(),
    lambda *args: math.nan,
    lambda *args: torch.full((3,), math.nan),
    lambda *args: "text",
    lambda *args: args,
    lambda *args: (x for x in args),
    lambda *args: 1 / 0,
    lambda *args: LyingNumber(1e9),
)
