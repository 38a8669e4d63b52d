"""What a log of trials can hold, and what it refuses before anything is evaluated."""

from decimal import Decimal

import numpy as np
import pytest

from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch
from tests.test_search import SPACE


class Plain:
    pass


@pytest.mark.parametrize(
    "bad", [len, Plain(), frozenset({1}), b"x", 1j, (1, Plain()), (float("nan"),), Decimal("0.5"), Plain]
)
def test_choices_that_a_log_cannot_hold_are_refused_before_the_first_evaluation(bad, tmp_path):
    space, log, calls = SearchSpace({"width": (8,), "op": ("conv", bad)}), tmp_path / "trials.jsonl", []
    with pytest.raises(ValueError, match=r"log cannot hold the choice .* of op"):
        search(RandomSearch(space), lambda arch: calls.append(arch) or 0.5, 5, log=log)
    assert not calls and not log.exists()
    assert len(search(RandomSearch(space), lambda arch: 0.5, 5)) == 5  # without a log all is well


class Word(str):
    """A string that equals only itself."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def test_choices_that_a_log_cannot_tell_apart_are_refused(tmp_path):
    space = SearchSpace({"op": (Word("conv"), "conv")})
    with pytest.raises(ValueError, match="log cannot"):
        search(RandomSearch(space), lambda arch: 0.5, 5, log=tmp_path / "trials.jsonl")


def test_every_choice_that_a_log_takes_is_found_again(tmp_path):
    choices = (None, True, 0, 2, 0.1, -1e300, float("inf"), "", "null", "2", "é\ud800", (), (2,),
               ((True, 2), "x"), np.int64(7), np.str_("seven"), np.float32(0.3), (np.int64(1),))  # fmt: skip
    space, log = SearchSpace({"a": choices, "b": (1, 2)}), tmp_path / "trials.jsonl"
    whole = search(RandomSearch(space), lambda arch: 0.5, 60, log=log)
    again = search(RandomSearch(space), None, 60, log=log)
    assert again == whole and len({trial.arch.a for trial in whole}) > 14
    assert all(type(a.arch.a) is type(b.arch.a) for a, b in zip(again, whole, strict=True))


class Numpy:
    """A strategy of numpy's values, with a space or without."""

    def __init__(self, space=None):
        self.space, self._asked = space, iter(range(99))

    def ask(self):
        return (np.int64([3, 5, 7][next(self._asked) % 3]), np.str_("conv"), (1, np.int64(1)))

    def tell(self, arch, reward):
        pass


@pytest.mark.parametrize("space", [None, SPACE])
def test_numpys_values_come_back_out_of_a_log(space, tmp_path):
    log = tmp_path / "trials.jsonl"
    whole = search(Numpy(space), lambda arch: 0.5, 6, log=log)
    assert search(Numpy(space), None, 6, log=log) == whole
