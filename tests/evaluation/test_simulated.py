"""The made-up reward: true on average, noisy as told."""

import numpy as np
import pytest

from nas_teach.evaluation.simulated import simulated
from nas_teach.space import SearchSpace

SPACE = SearchSpace({"kernel": (3, 5, 7)})
TRUTH = {3: 0.7, 5: 0.9, 7: 0.6}


def test_without_noise_it_is_a_table():
    assert [simulated(TRUTH)(arch) for arch in SPACE] == [0.7, 0.9, 0.6]
    two = SearchSpace({"a": (1, 2), "b": (1, 2)})
    assert simulated({arch: sum(arch) for arch in two})(two.arch(2, 1)) == 3


def test_noise_has_the_standard_deviation_asked_for():
    evaluate = simulated(TRUTH, noise=0.05, seed=1)
    rewards = [evaluate((5,)) for _ in range(5000)]
    assert abs(np.mean(rewards) - 0.9) < 0.004 and abs(np.std(rewards) - 0.05) < 0.003
    assert rewards[0] == simulated(TRUTH, noise=0.05, seed=1)((5,))


def test_bad_input():
    with pytest.raises(ValueError, match="no true reward for"):
        simulated(TRUTH)((9,))
    with pytest.raises(ValueError, match="noise"):
        simulated(TRUTH, noise=-1)
    for bad in ({}, {3: float("nan")}):
        with pytest.raises(ValueError, match="finite rewards"):
            simulated(bad)
