"""Interrupted, nothing lost: whoever goes on with the same strategy is asked for what was in hand."""

import contextlib
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from nas_teach.search import search, trials
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch
from tests.test_search import SPACE, every_strategy, reward


@every_strategy
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize("logged", [False, True])
def test_going_on_after_an_interruption_asks_for_the_architecture_in_hand(make, stop, logged, tmp_path):
    strategy, whole = make(0), search(make(0), reward, 25)
    log, seen = tmp_path / "trials.jsonl" if logged else None, []

    def stopped_now_and_then(arch):
        seen.append(arch)
        if len(seen) in (1, 4, 5, 13):
            raise stop
        return reward(arch)

    history = []
    while len(history) < 25:
        try:
            if logged:
                history = search(strategy, stopped_now_and_then, 25, log=log)
            else:
                for trial in trials(strategy, stopped_now_and_then):
                    history.append(trial)
                    if len(history) == 25:
                        break
        except stop:
            pass
    assert history == whole and len(seen) == 29
    if logged:
        assert search(make(0), None, 25, log=log) == whole
        assert search(strategy, reward, 30, log=log) == search(make(0), reward, 30)


class Asks:
    """The least that a strategy can be, with what makes it awkward to remember: equal to all, and slots."""

    __slots__ = ("count", "told")

    def __init__(self):
        self.count, self.told = 0, []

    def __eq__(self, other):
        return True

    def ask(self):
        self.count += 1
        return (self.count,)

    def tell(self, arch, reward):
        self.told.append(arch)


def test_a_strategy_of_ones_own_loses_nothing_either():
    strategies = [Asks(), Asks()]
    for strategy in strategies:
        with pytest.raises(ZeroDivisionError):
            search(strategy, lambda arch: 1 / (3 - arch[0]), 5)
    for strategy in strategies:
        assert [arch for arch, _ in search(strategy, lambda arch: 0.5, 3)] == [(3,), (4,), (5,)]
        assert strategy.told == [(1,), (2,), (3,), (4,), (5,)]


def test_a_strategy_that_was_interrupted_is_not_kept_alive():
    strategy = RandomSearch(SPACE)
    with pytest.raises(ZeroDivisionError):
        search(strategy, lambda arch: 1 / 0, 5)
    alive = weakref.ref(strategy)
    del strategy
    gc.collect()
    assert alive() is None


@every_strategy
def test_nothing_in_hand_is_lost_with_an_executor(make):
    strategy, count = make(0), iter(range(100))

    def fails_now_and_then(arch):
        if next(count) in (3, 8, 9):
            raise OSError("disk full")
        return reward(arch)

    asked, ask = [], strategy.ask
    strategy.ask = lambda: asked.append(ask()) or asked[-1]
    told, tell = [], strategy.tell
    strategy.tell = lambda arch, reward: told.append(arch) or tell(arch, reward)
    with ThreadPoolExecutor(3) as executor:
        while len(told) < 17:
            with contextlib.suppress(OSError):
                search(strategy, fails_now_and_then, 17 - len(told), executor=executor)
    assert sorted(told) == sorted(asked)


def test_an_interruption_between_log_and_answer_counts_the_trial_once(tmp_path):
    strategy, log = LocalSearch(SPACE, seed=0), tmp_path / "trials.jsonl"
    tell, stops = strategy.tell, iter([False, False, True])

    def interrupted(arch, reward):
        if next(stops, False):
            raise KeyboardInterrupt
        tell(arch, reward)

    strategy.tell = interrupted
    with pytest.raises(KeyboardInterrupt):
        search(strategy, reward, 12, log=log)
    assert search(strategy, reward, 12, log=log) == search(LocalSearch(SPACE, seed=0), reward, 12)


def test_another_log_under_the_same_name_is_replayed_whole(tmp_path):
    log, strategy = tmp_path / "trials.jsonl", LocalSearch(SPACE, seed=0)
    search(strategy, reward, 4, log=log)
    log.unlink()
    other = search(LocalSearch(SPACE, seed=5), reward, 6, log=log)
    told, tell = [], strategy.tell
    strategy.tell = lambda *trial: told.append(trial) or tell(*trial)
    assert search(strategy, reward, 6, log=log) == other == told
