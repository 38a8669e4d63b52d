"""Strategies and evaluators on their way to a file, a copy or another process."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pandas as pd
import pytest
import torch

from nas_teach.evaluation.benchmark import FashionBench, lookup
from nas_teach.evaluation.simulated import simulated
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.supernets.fashion import FashionSupernet
from tests.test_search import SPACE, every_strategy, reward


@every_strategy
@pytest.mark.parametrize("travel", [copy.deepcopy, lambda strategy: pickle.loads(pickle.dumps(strategy))])
@pytest.mark.parametrize("after", [0, 9])
def test_a_strategy_travels_in_the_middle_of_a_search(make, travel, after):
    strategy = make(0)
    if after:
        search(strategy, reward, after)
    waiting = strategy.ask()
    there = travel(strategy)
    for copied in (strategy, there):
        copied.tell(waiting, 0.3)
    assert search(there, reward, 12) == search(strategy, reward, 12)


def table():
    space = SearchSpace({"x": (1, 2, 3), "y": (1, 2)})
    rows = [
        {**arch._asdict(), "seed": seed, "validation_1": 0.01 * i + 0.001 * seed, "test": 0.5}
        for i, arch in enumerate(space)
        for seed in range(3)
    ]
    return FashionBench(pd.DataFrame(rows))


def test_a_process_pool_takes_a_bench_and_look_ups():
    bench = table()
    with ProcessPoolExecutor(2) as executor:
        for evaluate in (bench.reward, lookup(bench), simulated({arch: sum(arch) for arch in bench.space})):
            history = search(RandomSearch(bench.space), evaluate, 8, executor=executor)
            assert all(trial.reward == evaluate(trial.arch) for trial in history)


@pytest.mark.parametrize("make_noisy", [
    lambda bench: lookup(bench, seed=0),
    lambda bench: simulated(dict.fromkeys(bench.space, 0.5), noise=0.1),
])  # fmt: skip
def test_trials_in_processes_have_noise_of_their_own(make_noisy):
    bench = table()
    only = SearchSpace({"x": (2,), "y": (1,)})
    with ProcessPoolExecutor(2) as executor:
        history = search(RandomSearch(only), make_noisy(bench), 12, executor=executor)
    assert len({reward for _, reward in history}) > 1
    evaluate, copied = make_noisy(bench), pickle.loads(pickle.dumps(make_noisy(bench)))
    evaluate.spawn()
    arch = only.arch(2, 1)
    assert [copied(arch) for _ in range(9)] == [evaluate(arch) for _ in range(9)]  # one stream, undisturbed


def test_what_a_process_pool_cannot_take():
    with (
        ProcessPoolExecutor(1) as executor,
        pytest.raises(TypeError, match=r"process pool cannot take .*lambda.* function of a module"),
    ):
        search(RandomSearch(SPACE), lambda arch: 0.5, 5, executor=executor)


@pytest.mark.parametrize("executor", [4, 0, "threads", ThreadPoolExecutor])
def test_what_is_no_executor(executor):
    with pytest.raises(TypeError, match="executor must be None or a concurrent.futures.Executor such as"):
        search(RandomSearch(SPACE), reward, 5, executor=executor)


def test_a_supernet_is_saved_whole(tmp_path):
    net = FashionSupernet(8)
    torch.save(net, tmp_path / "net.pt")
    back = torch.load(tmp_path / "net.pt", weights_only=False)
    arch = next(iter(net.space))
    assert back.space == net.space
    for ours, theirs in zip(net.extract(arch).parameters(), back.extract(arch).parameters(), strict=True):
        assert torch.equal(ours, theirs)
