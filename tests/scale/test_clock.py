"""What a search had at which time."""

import doctest

import numpy as np
import pytest

from nas_teach.scale import TimedTrial, at_times, clock, regret, simulator, utilisation

TRIALS = [
    TimedTrial(("good",), 0.7, 0, 0.0, 2.0),
    TimedTrial(("lucky",), 0.9, 1, 0.0, 4.0),
    TimedTrial(("best",), 0.8, 0, 2.0, 5.0),
]
TRUTH = {("good",): 0.6, ("lucky",): 0.5, ("best",): 0.8}.get


def test_utilisation_counts_those_who_wait():
    assert utilisation(TRIALS, 2) == pytest.approx(9 / 10)
    assert utilisation(TRIALS, 3) == pytest.approx(9 / 15)
    assert utilisation(TRIALS, 2, until=4) == 1 and utilisation(TRIALS, 2, until=10) == pytest.approx(0.45)
    assert utilisation(TRIALS[::-1], 2) == pytest.approx(9 / 10)


def test_regret_is_judged_by_the_truth_and_may_grow():
    np.testing.assert_allclose(regret(TRIALS, TRUTH, 0.8), [0.2, 0.3, 0.3])


def test_there_is_no_regret_before_the_first_success():
    failed = TRIALS[1]._replace(reward=-np.inf, end=1.0)
    np.testing.assert_allclose(regret([failed, failed, *TRIALS], TRUTH, 0.8), [np.nan, np.nan, 0.2, 0.3, 0.3])


def test_by_the_clock():
    values = at_times(TRIALS, [1, 2, 3], [0, 1.9, 2, 3.9, 4, 5, 99])
    np.testing.assert_array_equal(values, [np.nan, np.nan, 1, 1, 2, 3, 3])
    assert at_times(TRIALS, [1, 2, 3], 4.5) == 2
    assert at_times(TRIALS, [1, 2, 3], [[1.0], [2.0]], before=0).tolist() == [[0], [1]]


def test_of_several_that_end_at_once_the_last_counts():
    twins = [trial._replace(end=3.0) for trial in TRIALS]
    assert at_times(twins, [1, 2, 3], [2.9, 3], before=0).tolist() == [0, 3]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: utilisation([], 2), "utilisation needs at least one trial, got none"),
        (lambda: utilisation(TRIALS, 1), "at least 2 workers have trained, got workers=1"),
        (lambda: utilisation(TRIALS, 0), "workers must be an integer of at least 1, got 0"),
        (lambda: utilisation(TRIALS, 2, until=0), "until must be a positive number, got 0"),
        (lambda: regret([], TRUTH, 1), "no best of no trials"),
        (lambda: at_times(TRIALS, [1, 2], 3), r"a value after each of 3 trials is needed, got shape \(2,\)"),
        (lambda: at_times(TRIALS[::-1], [1, 2, 3], 3), "in the order in which they end"),
    ],
)
def test_what_is_wrong_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("module", [simulator, clock], ids=["simulator", "clock"])
def test_the_examples_run(module):
    assert doctest.testmod(module).failed == 0
