"""The simulation beside workers that really run and sleep. Loads of the machine delay them: all is loose."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from nas_teach.scale import simulate_search
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies import RandomSearch

pytestmark = pytest.mark.slow
SPACE = SearchSpace({"tenths": range(1, 8), "rest": range(10)})
BUDGET = 16


def seconds(arch):
    return arch.tenths / 10 + arch.rest / 500


def reward(arch):
    return arch.rest


def sleeping(arch):
    time.sleep(seconds(arch))
    return reward(arch)


def places(trials):
    """{architecture: where it stands}; those that are asked for twice are left out."""
    often = Counter(trial.arch for trial in trials)
    return {trial.arch: i for i, trial in enumerate(trials) if often[trial.arch] == 1}


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_threads_do_what_is_simulated(workers):
    simulated = simulate_search(RandomSearch(SPACE, 0), reward, seconds, BUDGET, workers)
    begin = time.monotonic()
    with ThreadPoolExecutor(workers) as executor:
        trials = search(RandomSearch(SPACE, 0), sleeping, BUDGET, executor=executor)
    ends = simulated[-1].end
    assert time.monotonic() - begin > 0.99 * ends  # nobody sleeps less than that
    assert Counter(trials) == Counter(trial[:2] for trial in simulated)
    real, meant = places(trials), places(simulated)
    assert all(abs(real[arch] - meant[arch]) < 2 * workers for arch in real)
    if workers == 1:
        assert trials == [trial[:2] for trial in simulated]
