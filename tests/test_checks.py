"""One test for each kind of number, whoever it comes from."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch

from nas_teach.checks import LARGEST, below_one, deviation, finite, finite_reward, plain, positive, whole

HALVES = [0.5, np.float32(0.5), np.array(0.5), Fraction(1, 2), Decimal("0.5"), torch.tensor(0.5)]
NO_NUMBERS = [None, "0.5", b"1", True, np.True_, [0.5], np.array([0.5, 0.6]), float("nan"), 1j, object()]


@pytest.mark.parametrize("three", [3, np.int64(3), np.uint8(3), np.int32(3)])
def test_whole_numbers_are_ints_afterwards(three):
    assert type(whole("budget", three)) is int and whole("budget", three, 3) == 3


@pytest.mark.parametrize("bad", [*NO_NUMBERS, 3.0, np.float64(3), Fraction(3), Decimal(3), 0, np.int64(-1)])
def test_what_is_no_whole_number(bad):
    with pytest.raises(ValueError, match="budget must be an integer of at least 1, got"):
        whole("budget", bad)


@pytest.mark.parametrize("half", HALVES)
def test_any_kind_of_number_will_do(half):
    for check in (finite, positive, below_one, deviation, lambda _, x: finite_reward((1,), x)):
        assert check("rate", half) == 0.5 and type(check("rate", half)) is float


@pytest.mark.parametrize("bad", [*NO_NUMBERS, 10**400, Fraction(10**400), Decimal("1e400"), float("inf")])
def test_what_is_no_finite_number(bad):
    for check in (finite, positive, below_one, deviation):
        with pytest.raises(ValueError, match="rate .*got"):
            check("rate", bad)


def test_borders():
    assert finite("x", -1) == -1 and below_one("x", 0) == 0 and deviation("x", 0) == 0
    for check, bad in ((positive, 0), (below_one, 1), (deviation, -0.1), (deviation, 1e39)):
        with pytest.raises(ValueError, match="x .*got"):
            check("x", bad)


@pytest.mark.parametrize("bad", [bad for bad in NO_NUMBERS if bad is not True and bad is not np.True_]
                         + [1e39, -1e39, float("inf"), 10**400, np.float32(1e20)])  # fmt: skip
def test_what_is_no_reward_is_named_with_its_architecture(bad):
    with pytest.raises(ValueError, match=r"the reward of \(3,\) must be finite, got"):
        finite_reward((3,), bad)


def test_rewards_up_to_the_largest():
    assert finite_reward((3,), LARGEST) == LARGEST and finite_reward((3,), np.True_) == 1.0


def test_plain_values_go_into_tuples():
    value = plain((np.int64(3), (np.True_, np.str_("conv")), np.array(2.5), "x"))
    assert value == (3, (True, "conv"), 2.5, "x")
    assert [type(v) for v in (value[0], *value[1], value[2])] == [int, bool, str, float]
    assert plain(array := np.array([1, 2])) is array
