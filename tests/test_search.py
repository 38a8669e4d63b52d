"""The loop: budgets, bad rewards, logs that survive a kill, answers that come late and out of order."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nas_teach.strategies
from nas_teach.search import Trial, best, incumbent, search, trials
from nas_teach.space import SearchSpace
from nas_teach.strategies import MovingAverage, RandomSearch

SPACE = SearchSpace({"kernel": (3, 5, 7), "block": ("conv", "mbconv"), "tile": ((1, 1), (2, 2))})
ARGUMENTS = {  # besides space and seed, where a strategy needs some or shows more of itself with them
    "Reinforce": {"baseline": MovingAverage(), "entropy": 0.01},
    "RegularizedEvolution": {"population_size": 6, "sample_size": 3},
    "BayesianOptimization": {"num_initial": 4},
}
KINDS = {
    name: partial(kind, **ARGUMENTS.get(name, {}))
    for name in nas_teach.strategies.__all__
    if hasattr(kind := getattr(nas_teach.strategies, name), "ask")
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
STRATEGIES = {name: lambda seed, kind=kind: kind(SPACE, seed=seed) for name, kind in KINDS.items()}
every_strategy = pytest.mark.parametrize("make", STRATEGIES.values(), ids=STRATEGIES)


def reward(arch):
    return arch.kernel / 7 + (arch.block == "conv") - arch.tile[0] / 10


@every_strategy
def test_same_seed_same_history(make):
    assert search(make(3), reward, 20) == search(make(3), reward, 20) != search(make(4), reward, 20)


@every_strategy
@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_answers_may_come_late_and_shuffled(make, seed):
    strategy, rng, waiting, told = make(0), np.random.default_rng(seed), [], 0
    while told < 30:
        if not waiting or rng.random() < 0.6:
            waiting.append(strategy.ask())
            assert waiting[-1] in SPACE
        else:
            arch = waiting.pop(rng.integers(len(waiting)))
            strategy.tell(tuple(arch), reward(arch))  # a plain tuple will do
            told += 1
    for arch in waiting:
        strategy.tell(arch, reward(arch))


@every_strategy
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), None])
def test_a_strategy_refuses_what_is_no_reward_and_is_none_the_worse(make, bad):
    told, plain = make(0), make(0)
    arch = told.ask()
    with pytest.raises(ValueError, match=r"reward of .*finite"):
        told.tell(arch, bad)
    told.tell(arch, 0.5)
    plain.tell(plain.ask(), 0.5)
    assert [told.ask() for _ in range(6)] == [plain.ask() for _ in range(6)]


def test_trials_is_an_endless_generator():
    seen = list(islice(trials(RandomSearch(SPACE), reward), 5))
    assert seen == search(RandomSearch(SPACE), reward, 5)
    assert all(trial == Trial(trial.arch, reward(trial.arch)) for trial in seen)


def test_best_and_incumbent():
    history = [Trial((1,), 0.5), Trial((2,), 0.9), Trial((3,), 0.9), Trial((4,), 0.1)]
    assert best(history) == history[1]
    assert [trial.reward for trial in incumbent(iter(history))] == [0.5, 0.9, 0.9, 0.9]
    for function in (best, incumbent):
        with pytest.raises(ValueError, match="no trials"):
            function([])


@pytest.mark.parametrize("budget", [0, -3, 2.5, True, "10", None])
def test_bad_budget(budget):
    with pytest.raises(ValueError, match="budget must be an integer of at least 1, got"):
        search(RandomSearch(SPACE), reward, budget)


HUGE = pytest.param(10**400, id="huge")


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), None, "high", [0.5, 0.6], HUGE])
def test_bad_reward_names_the_architecture_and_is_not_logged(bad, tmp_path):
    log = tmp_path / "trials.jsonl"
    rewards = iter([0.5, bad])
    with pytest.raises(ValueError, match=r"reward of Arch\(kernel=.*finite"):
        search(RandomSearch(SPACE), lambda arch: next(rewards), 5, log=log)
    assert len(log.read_text().splitlines()) == 2  # the space and the good trial


def test_an_evaluator_that_raises_keeps_its_error_and_the_finished_trials(tmp_path):
    log, count = tmp_path / "trials.jsonl", iter(range(10))

    def fails_at_the_fourth(arch):
        if next(count) == 3:
            raise OSError("disk full")
        return reward(arch)

    with pytest.raises(OSError, match="disk full") as caught:
        search(RandomSearch(SPACE), fails_at_the_fourth, 10, log=log)
    assert "while evaluating Arch(kernel=" in caught.value.__notes__[0]
    assert search(RandomSearch(SPACE), reward, 10, log=log) == search(RandomSearch(SPACE), reward, 10)


@every_strategy
def test_a_resumed_search_equals_an_undisturbed_one(make, tmp_path):
    log = tmp_path / "trials.jsonl"
    first = search(make(1), reward, 7, log=log)
    whole = search(make(1), reward, 20, log=str(log))
    assert whole == search(make(1), reward, 20) and whole[:7] == first
    assert whole[0].arch.tile in ((1, 1), (2, 2))  # a tuple comes back as a tuple
    before = log.read_bytes()
    assert search(make(1), lambda arch: 1 / 0, 20, log=log) == whole  # nothing left to evaluate
    assert log.read_bytes() == before


@pytest.mark.parametrize("keep", [0, 1, 12, -1, -20])
def test_a_half_written_last_line_costs_one_trial_at_most(keep, tmp_path):
    log = tmp_path / "trials.jsonl"
    whole = search(RandomSearch(SPACE), reward, 6, log=log)
    raw = log.read_bytes()
    end = raw.rstrip(b"\n").rfind(b"\n") + 1
    log.write_bytes(raw[: end + keep] if keep >= 0 else raw[:keep])
    calls = []
    assert search(RandomSearch(SPACE), lambda a: calls.append(a) or reward(a), 6, log=log) == whole
    assert len(calls) == 1 and log.read_bytes() == raw


@pytest.mark.parametrize("size", [0, 1, 30])
def test_a_torn_first_line_is_written_again(size, tmp_path):
    log = tmp_path / "trials.jsonl"
    search(RandomSearch(SPACE), reward, 3, log=log)
    raw = log.read_bytes()
    log.write_bytes(raw[:size])
    search(RandomSearch(SPACE), reward, 3, log=log)
    assert log.read_bytes() == raw


@pytest.mark.parametrize(
    "damage",
    [
        "no json at all",
        '{"arch": [3, "conv", [1, 1]]}',
        '{"arch": [4, "conv", [1, 1]], "reward": 0.5}',
        '{"arch": [3, "conv"], "reward": 0.5}',
        '{"arch": [3, "conv", [1, 1]], "reward": NaN}',
        "[]",
        "null",
        "",
        '{"arch": null, "reward": 1}',
        '{"arch": [3, "conv", [1, 1]], "reward": null}',
        '{"arch": [3, "conv", [1, 1]], "reward": 1' + 400 * "0" + "}",
        100_000 * "[",
    ],
)
def test_a_corrupt_line_is_named_and_nothing_is_overwritten(damage, tmp_path):
    log = tmp_path / "trials.jsonl"
    search(RandomSearch(SPACE), reward, 4, log=log)
    lines = log.read_text().splitlines()
    lines[2] = damage
    log.write_text("\n".join(lines) + "\n")
    before = log.read_bytes()
    with pytest.raises(ValueError, match=r"line 3 of .*trials.jsonl.*nothing was changed"):
        search(RandomSearch(SPACE), reward, 9, log=log)
    assert log.read_bytes() == before


@pytest.mark.parametrize(
    "foreign", [b"# My thesis\n\nAll of it.\n", b"\x00\xff\xfe binary", b'{"space": {"kernel": [3, 5]}}\n']
)
def test_a_foreign_file_is_refused_and_left_alone(foreign, tmp_path):
    log = tmp_path / "thesis.md"
    log.write_bytes(foreign)
    with pytest.raises(ValueError, match="not a log of this search space"):
        search(RandomSearch(SPACE), reward, 3, log=log)
    assert log.read_bytes() == foreign


def test_a_log_of_another_space_is_refused(tmp_path):
    log = tmp_path / "trials.jsonl"
    search(RandomSearch(SPACE), reward, 3, log=log)
    before = log.read_bytes()
    other = SearchSpace({**SPACE.choices, "kernel": (3, 5, 7, 9)})
    with pytest.raises(ValueError, match="not a log of this search space"):
        search(RandomSearch(other), reward, 3, log=log)
    assert log.read_bytes() == before


def test_lines_may_end_as_on_windows_and_are_never_written_so(tmp_path):
    log = tmp_path / "trials.jsonl"
    search(RandomSearch(SPACE), reward, 3, log=log)
    assert b"\r" not in log.read_bytes()
    log.write_bytes(log.read_bytes().replace(b"\n", b"\r\n"))
    assert search(RandomSearch(SPACE), reward, 6, log=log) == search(RandomSearch(SPACE), reward, 6)


def test_a_space_too_large_for_len_can_be_searched_and_logged(tmp_path):
    space = SearchSpace({f"layer{number}": (1, 2, 3) for number in range(100)})
    search(RandomSearch(space), sum, 3, log=tmp_path / "trials.jsonl")
    assert len(search(RandomSearch(space), sum, np.int64(5), log=tmp_path / "trials.jsonl")) == 5


class WithoutSpace:
    """The least that a strategy can be: two methods."""

    def ask(self):
        return (3, "conv")

    def tell(self, arch, reward):
        pass


def test_a_strategy_without_a_space_can_be_logged(tmp_path):
    log = tmp_path / "trials.jsonl"
    search(WithoutSpace(), lambda arch: 0.5, 2, log=log)
    assert search(WithoutSpace(), lambda arch: 0.5, 3, log=log) == [Trial((3, "conv"), 0.5)] * 3


KILLED = """
import sys, time
from nas_teach.search import search
from tests.test_search import SPACE, RandomSearch, reward
def slowly(arch):
    time.sleep(0.02); print("evaluated", flush=True); return reward(arch)
search(RandomSearch(SPACE, seed=9), slowly, 500, log=sys.argv[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_kill_9_loses_at_most_the_trial_in_hand(tmp_path):
    log = tmp_path / "trials.jsonl"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(log)], stdout=subprocess.PIPE)
    evaluated = [process.stdout.readline() for _ in range(10)]
    os.kill(process.pid, signal.SIGKILL)
    evaluated += process.stdout.readlines()
    process.wait()
    logged = len(log.read_text().splitlines()) - 1
    assert len(evaluated) - 1 <= logged <= len(evaluated)
    resumed = search(RandomSearch(SPACE, seed=9), reward, 30, log=log)
    assert resumed == search(RandomSearch(SPACE, seed=9), reward, 30)


def slow_reward(arch):
    time.sleep(0.01 * arch.kernel)
    return reward(arch)


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_trials_side_by_side(pool, tmp_path):
    log = tmp_path / "trials.jsonl"
    with pool(max_workers=2) as executor:
        history = search(RandomSearch(SPACE), slow_reward, 12, log=log, executor=executor)
    assert len(history) == 12 and all(trial.reward == reward(trial.arch) for trial in history)
    asked = [arch for arch, _ in search(RandomSearch(SPACE), reward, 12)]
    assert sorted(trial.arch for trial in history) == sorted(asked)  # the same trials, in another order
    assert [json.loads(line)["reward"] for line in log.read_text().splitlines()[1:]] == [
        t.reward for t in history
    ]


def test_an_error_in_a_worker_comes_out_and_the_finished_trials_stay(tmp_path):
    log, count = tmp_path / "trials.jsonl", iter(range(100))

    def fails_once(arch):
        if next(count) == 5:
            raise OSError("disk full")
        return reward(arch)

    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(OSError, match="disk full"):
            search(RandomSearch(SPACE), fails_once, 20, log=log, executor=executor)
        assert len(search(RandomSearch(SPACE), fails_once, 20, log=log, executor=executor)) == 20
