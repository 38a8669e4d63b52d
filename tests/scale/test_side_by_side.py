"""Trials in threads and processes, or one by one: failures that count, limits of time, logs that go on."""

import json
import threading
import time
from concurrent.futures import CancelledError, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial

import pytest

from nas_teach.evaluation.limits import time_limit
from nas_teach.evaluation.simulated import simulated
from nas_teach.log import TrialLog
from nas_teach.search import best, search
from nas_teach.space import SearchSpace
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch
from tests.test_search import SPACE as TWELVE
from tests.test_search import every_strategy

SPACE = SearchSpace({"a": tuple(range(12)), "b": tuple(range(12))})
POOLS = {"one by one": nullcontext, "threads": partial(ThreadPoolExecutor, 2),
         "processes": partial(ProcessPoolExecutor, 2)}  # fmt: skip
every_pool = pytest.mark.parametrize("pool", POOLS.values(), ids=POOLS)


def worth(arch):
    return arch.a + arch.b / 100


def fails(arch):
    if arch.a == 3:
        raise OSError("disk full")
    return float("inf") if arch.a == 4 else worth(arch)


def hangs(arch):
    if arch.a == 3:
        time.sleep(3)
    return worth(arch)


def own_time_out(arch):
    raise TimeoutError("the licence server does not answer")


@every_pool
def test_a_failure_counts_and_is_logged_and_not_told(pool, tmp_path):
    log, strategy, told = tmp_path / "trials.jsonl", RandomSearch(SPACE), []
    strategy.tell = lambda *trial: told.append(trial)
    with pool() as executor, pytest.warns(RuntimeWarning, match=r"Arch\(a=3.*failed: OSError: disk full"):
        history = search(strategy, fails, 60, log=log, executor=executor, on_failure="count")
    rows = TrialLog(log, SPACE).read()
    assert [row[:2] for row in rows if not row.failed] == history == told
    assert len(rows) == 60 and {row.arch.a for row in rows if row.failed} == {3, 4}
    assert search(RandomSearch(SPACE), None, 60, log=log) == history
    best(history)


def test_all_may_fail(tmp_path):
    log = tmp_path / "trials.jsonl"
    with pytest.warns(RuntimeWarning):
        assert search(RandomSearch(SPACE), lambda arch: None, 5, log=log, on_failure="count") == []
    assert search(RandomSearch(SPACE), None, 5, log=log) == []


@every_strategy
def test_every_strategy_lives_with_failures(make, tmp_path):
    log, calls = tmp_path / "trials.jsonl", []

    def now_and_then(arch):
        calls.append(arch)
        if len(calls) % 3 == 1:
            raise OSError("disk full")
        return arch.kernel

    with pytest.warns(RuntimeWarning):
        history = search(make(0), now_and_then, 30, log=log, on_failure="count")
    assert len(history) == 20 and search(make(0), None, 30, log=log) == history
    fresh = search(make(0), now_and_then, 32, log=log, on_failure="count")
    assert fresh[:20] == history and len(calls) == 32


@pytest.mark.parametrize("wrong", ["ignore", None, True])
def test_what_is_no_policy(wrong):
    with pytest.raises(ValueError, match='on_failure must be "raise" or "count", got'):
        search(RandomSearch(SPACE), worth, 5, on_failure=wrong)


@every_pool
def test_an_evaluation_that_hangs_fails_in_time(pool):
    with pool() as executor:
        begin = time.monotonic()
        with pytest.raises(TimeoutError, match="no reward within 0.2 s") as caught:
            search(RandomSearch(SPACE), time_limit(hangs, 0.2), 60, executor=executor)
        assert time.monotonic() - begin < 3 and "Arch(a=3" in caught.value.__notes__[0]
        with pytest.raises(TimeoutError, match="licence server"):
            search(RandomSearch(SPACE), time_limit(own_time_out, 60), 5, executor=executor)


def test_a_limit_changes_nothing_else():
    assert search(RandomSearch(SPACE), time_limit(worth, 60), 9) == search(RandomSearch(SPACE), worth, 9)
    noisy = time_limit(simulated({1: 0.5}, noise=0.1), 60)
    with ProcessPoolExecutor(2) as executor:
        history = search(RandomSearch(SearchSpace({"x": (1,)})), noisy, 9, executor=executor)
    assert len({reward for _, reward in history}) == 9
    assert time_limit(worth, 60).spawn(1, 2)(SPACE.arch(1, 2)) == 1.02
    with pytest.raises(ValueError, match="seconds must be a positive number, got 0"):
        time_limit(worth, 0)


def test_a_log_of_trials_one_by_one_is_written_as_it_always_was(tmp_path):
    log = tmp_path / "trials.jsonl"
    search(RandomSearch(SPACE), worth, 5, log=log)
    assert {tuple(json.loads(line)) for line in log.read_text().splitlines()[1:]} == {("arch", "reward")}


@pytest.mark.parametrize("part", ['"reward": 1, "asked": -1', '"reward": 1, "asked": "x"', '"asked": 3'])
def test_a_line_that_makes_no_sense_is_named(part, tmp_path):
    log = tmp_path / "trials.jsonl"
    search(RandomSearch(SPACE), worth, 2, log=log)
    log.write_text(log.read_text() + f'{{"arch": [1, 1], {part}}}\n')
    with pytest.raises(ValueError, match="line 4 of .* is no trial of this search"):
        search(RandomSearch(SPACE), worth, 9, log=log)


class Stops:
    """An evaluator that stops the search at its n-th call, while others are in flight."""

    def __init__(self, n):
        self.left, self.lock, self.asked = n, threading.Lock(), []

    def __call__(self, arch):
        with self.lock:
            self.left -= 1
            self.asked.append(arch)
        if not self.left:
            raise OSError("disk full")
        time.sleep(0.001 * (hash(arch) % 7))
        return worth(arch) if "a" in arch._fields else arch.kernel + (arch.block == "conv") / 2


@every_strategy
def test_a_new_object_goes_on_from_the_log_as_the_old_one_would(make, tmp_path):
    """The log says how many questions were open, so what was in flight is asked for first."""
    log, stops, old = tmp_path / "trials.jsonl", Stops(17), make(0)
    with ThreadPoolExecutor(4) as executor, pytest.raises(OSError, match="disk full"):
        search(old, stops, 60, log=log, executor=executor)
    done = [row.arch for row in TrialLog(log, TWELVE).read()]
    new, again = make(0), Stops(-1)
    search(new, again, len(done) + 3, log=log)
    lost = list(stops.asked)
    for arch in done:
        lost.remove(arch)
    assert lost and set(again.asked[: len(lost)]) <= {*lost, *again.asked[:3]}
    assert set(lost) & set(again.asked)


def test_a_log_of_another_strategy_leaves_no_questions_behind(tmp_path):
    log = tmp_path / "trials.jsonl"
    with ThreadPoolExecutor(3) as executor:
        old = search(RandomSearch(SPACE, seed=8), worth, 20, log=log, executor=executor)
    strategy = LocalSearch(SPACE)
    history = search(strategy, worth, 60, log=log)
    assert history[:20] == old and max(history[20:], key=lambda trial: trial.reward).reward == 11.11


def test_an_executor_that_is_shut_down_is_no_failure_of_an_architecture(tmp_path):
    log, executor = tmp_path / "trials.jsonl", ThreadPoolExecutor(1)
    executor._max_workers = 3  # two wait
    threading.Timer(0.2, partial(executor.shutdown, cancel_futures=True)).start()
    with pytest.raises((CancelledError, RuntimeError), match="shut.?down"):
        search(RandomSearch(SPACE), lambda arch: time.sleep(0.05) or 0.5, 99, log=log, executor=executor,
               on_failure="count")  # fmt: skip
    assert not any(row.failed for row in TrialLog(log, SPACE).read())


@every_pool
def test_the_progress_line(pool, capsys, tmp_path):
    log = tmp_path / "trials.jsonl"
    search(RandomSearch(SPACE), worth, 10, log=log)
    assert capsys.readouterr().err == ""
    with pool() as executor, pytest.warns(RuntimeWarning):
        search(RandomSearch(SPACE), fails, 60, log=log, executor=executor, on_failure="count", progress=True)
    shown = capsys.readouterr().err.split("\r")
    failed = sum(bool(row.failed) for row in TrialLog(log, SPACE).read())
    assert "10/60" in shown[1] and "60/60" in shown[-1]
    top = max(row.reward for row in TrialLog(log, SPACE).read() if not row.failed)
    assert f"0 in flight, {failed} failed, best {top:.4g}" in shown[-1]
    assert any("1 in flight" in line for line in shown)


def test_a_search_without_executor_and_progress_loads_neither_tqdm_nor_dask():
    import subprocess
    import sys

    code = (
        "import sys; from tests.scale.test_side_by_side import *;"
        "[sys.modules.pop(name) for name in [*sys.modules] if name.split('.')[0] in ('tqdm', 'distributed')];"
        "pool = ThreadPoolExecutor(2); search(RandomSearch(SPACE), worth, 5, executor=pool);"
        "print({'tqdm', 'distributed'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr
