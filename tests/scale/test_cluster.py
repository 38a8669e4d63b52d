"""A search on a Dask cluster: what is lost, killed, cancelled or late, and what the log says of it."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from nas_teach.evaluation.limits import time_limit
from nas_teach.evaluation.simulated import simulated
from nas_teach.log import TrialLog
from nas_teach.scale import cluster as room
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch

dask, distributed = pytest.importorskip("dask"), pytest.importorskip("distributed")
SPACE = SearchSpace({"a": tuple(range(12)), "b": tuple(range(12))})


def local(**settings):
    """A cluster of this machine, for tests."""
    return distributed.LocalCluster(dashboard_address="127.0.0.1:0", threads_per_worker=1, **settings)


@pytest.fixture(scope="module")
def client():
    with local(n_workers=2) as cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture
def threads():
    """A client of a cluster within this process, quickly made and quickly gone."""
    with local(n_workers=2, processes=False) as cluster, distributed.Client(cluster) as client:
        yield client


def soon(true):
    """Whether this comes true; a busy machine has time until then."""
    return any(true() or time.sleep(0.1) for _ in range(200))


def worth(arch):
    return arch.a + arch.b / 100


def slowly(arch):
    time.sleep(0.02)
    return worth(arch)


@pytest.mark.parametrize("as_executor", [False, True])
def test_a_client_is_an_executor(client, as_executor, tmp_path):
    log, executor = tmp_path / "trials.jsonl", client.get_executor() if as_executor else client
    history = search(LocalSearch(SPACE), slowly, 40, log=log, executor=executor)
    assert len({trial.arch for trial in history}) == 40
    assert all(trial.reward == worth(trial.arch) for trial in history)
    assert [row[:2] for row in TrialLog(log, SPACE).read()] == history
    assert search(LocalSearch(SPACE), None, 40, log=log) == history
    assert soon(lambda: not client.who_has())  # nothing of ours is left there


class Counted:
    """An evaluator that counts how often it leaves."""

    def __init__(self):
        self.sent = 0

    def __call__(self, arch):
        return worth(arch)

    def __getstate__(self):
        self.sent += 1
        return {"sent": 0}


def test_the_evaluator_is_sent_once(client):
    evaluate = Counted()
    assert len(search(RandomSearch(SPACE), evaluate, 30, executor=client)) == 30 and evaluate.sent == 1


def test_a_closure_will_do_and_what_cannot_be_sent_is_refused(client):
    lock = threading.Lock()
    assert len(search(RandomSearch(SPACE), lambda arch: worth(arch), 4, executor=client)) == 4
    with pytest.raises(TypeError, match="a cluster cannot take .*lambda.*lock"):
        search(RandomSearch(SPACE), lambda arch: lock and 0.5, 4, executor=client)


def raises(arch):
    if arch.a == 3:
        raise OSError("disk full")
    return worth(arch)


def gives_nan(arch):
    return float("nan") if arch.a == 3 else worth(arch)


def hangs(arch):
    if arch.a == 3:
        time.sleep(5)
    return worth(arch)


class Awkward(Exception):
    """An error that cannot be made again from its message, as many are."""

    def __init__(self, code, reason):
        super().__init__(f"{code}: {reason}")


def awkward(arch):
    if arch.a == 3:
        raise Awkward(5, "no memory")
    return worth(arch)


FAULTS = [
    (raises, OSError, "disk full"),
    (gives_nan, ValueError, r"reward of Arch\(a=3.*finite, got nan"),
    (time_limit(hangs, 0.3), TimeoutError, "no reward within 0.3 s"),
    (awkward, Exception, "5: no memory"),
]


@pytest.mark.parametrize(("evaluate", "kind", "words"), FAULTS)
def test_a_fault_is_told_by_architecture_and_worker(client, evaluate, kind, words, tmp_path):
    log = tmp_path / "trials.jsonl"
    with pytest.raises(kind, match=words) as caught:
        search(RandomSearch(SPACE), evaluate, 60, log=log, executor=client)
    notes = " ".join([str(caught.value), *caught.value.__notes__])
    assert "Arch(a=3" in notes and any(worker in notes for worker in client.nthreads())
    assert all(row.arch.a != 3 for row in TrialLog(log, SPACE).read())


@pytest.mark.parametrize(("evaluate", "kind", "words"), FAULTS)
def test_or_it_counts_and_is_logged(client, evaluate, kind, words, tmp_path):
    log = tmp_path / "trials.jsonl"
    with pytest.warns(RuntimeWarning, match=r"Arch\(a=3.*" + words):
        history = search(RandomSearch(SPACE), evaluate, 40, log=log, executor=client, on_failure="count")
    rows = TrialLog(log, SPACE).read()
    failed = [row for row in rows if row.failed]
    assert len(rows) == 40 and 0 < len(failed) == 40 - len(history)
    assert all(row.arch.a == 3 and row.reward is None for row in failed)
    assert all(any(worker in row.failed for worker in client.nthreads()) for row in failed)
    assert search(RandomSearch(SPACE), None, 40, log=log) == history  # read again, nothing is evaluated


def test_noise_is_independent_and_stays_so_when_a_search_goes_on(client, tmp_path):
    only, log = SearchSpace({"x": (1,)}), tmp_path / "trials.jsonl"
    for budget in (10, 20, 30):
        evaluate = simulated({1: 0.5}, noise=0.1)
        history = search(RandomSearch(only), evaluate, budget, log=log, executor=client)
    assert len({reward for _, reward in history}) == 30
    again = search(RandomSearch(only), simulated({1: 0.5}, noise=0.1), 10, executor=client)
    assert {reward for _, reward in again} == {reward for _, reward in history[:10]}  # seeds reproduce


class Watched(LocalSearch):
    """Calls `events[n]` at the n-th answer, and keeps how many questions were in flight at each."""

    def __init__(self, events):
        super().__init__(SPACE)
        self.events, self.open, self.in_flight = events, 0, []

    def ask(self):
        self.open += 1
        return super().ask()

    def tell(self, arch, reward):
        self.in_flight.append(self.open)
        self.open -= 1
        super().tell(arch, reward)
        self.events.get(len(self.in_flight), int)()


def test_as_many_in_flight_as_threads_while_the_cluster_grows_and_shrinks(threads, monkeypatch):
    monkeypatch.setattr(room, "LOOK", 0)
    monkeypatch.setattr(room, "SHORT", 0)  # none ahead

    def scale(count):
        threads.cluster.scale(count)
        while len(threads.nthreads()) != count:
            time.sleep(0.01)

    strategy = Watched({20: lambda: scale(5), 60: lambda: scale(1)})
    assert len(search(strategy, slowly, 90, executor=threads)) == 90
    assert [max(strategy.in_flight[a:b]) for a, b in ((0, 20), (30, 60), (70, 90))] == [2, 5, 1]


def interrupt():
    """What Ctrl-C does, a moment later."""
    main = threading.main_thread().ident
    threading.Timer(0.1, signal.pthread_kill, [main, signal.SIGINT]).start()


@pytest.fixture
def listening():
    """Ctrl-C raises KeyboardInterrupt, also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system has no such signals")
def test_ctrl_c_leaves_log_and_cluster_in_order(client, tmp_path, listening):
    log, strategy = tmp_path / "trials.jsonl", Watched({10: interrupt})
    with pytest.raises(KeyboardInterrupt):
        search(strategy, slowly, 140, log=log, executor=client)
    assert 10 <= len(TrialLog(log, SPACE).read()) < 140
    assert soon(lambda: not any(client.processing().values()) and not client.who_has())
    history = search(strategy, slowly, 140, log=log, executor=client)
    assert len({trial.arch for trial in history}) == 140


def test_a_cluster_that_is_closed_meanwhile(tmp_path):
    log = tmp_path / "trials.jsonl"
    with local(n_workers=2, processes=False) as cluster, distributed.Client(cluster) as client:
        strategy = Watched({10: threading.Timer(0.1, cluster.close).start})
        with pytest.raises(ConnectionError, match="the cluster is gone.*The log is whole"):
            search(strategy, slowly, 100, log=log, executor=client)
    assert 10 <= len(TrialLog(log, SPACE).read()) < 100
    assert len({trial.arch for trial in search(strategy, worth, 100, log=log)}) == 100


def test_a_cluster_without_workers(threads, monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", 0.5)
    monkeypatch.setattr(room, "LOOK", 0.1)
    strategy = Watched({10: lambda: threads.cluster.scale(0)})
    for _ in range(2):  # they leave; there are none
        with pytest.raises(ConnectionError, match="it has had no worker for 0.5 s"):
            search(strategy, slowly, 144, executor=threads)


def test_an_asynchronous_client_is_refused(client):
    async def within_a_loop():
        async with distributed.Client(client.scheduler.address, asynchronous=True) as waits:
            search(RandomSearch(SPACE), worth, 5, executor=waits)

    with pytest.raises(TypeError, match="without asynchronous=True"):
        asyncio.run(within_a_loop())


DRIVER = """
import sys
from distributed import Client
from nas_teach.search import search
from tests.scale.test_cluster import SPACE, LocalSearch, RandomSearch, slowly
kind = dict(RandomSearch=RandomSearch, LocalSearch=LocalSearch)[sys.argv[3]]
search(kind(SPACE, seed=5), slowly, 100, log=sys.argv[1], executor=Client(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("kind", [RandomSearch, LocalSearch])
def test_a_killed_driver_loses_nothing_but_what_was_in_flight(client, kind, tmp_path):
    log = tmp_path / "trials.jsonl"
    arguments = [sys.executable, "-c", DRIVER, str(log), client.scheduler.address, kind.__name__]
    driver = subprocess.Popen(arguments)
    while not log.exists() or len(log.read_text().splitlines()) < 20:
        time.sleep(0.01)
    driver.kill()
    driver.wait()
    begun = len(TrialLog(log, SPACE).read())
    resumed = search(kind(SPACE, seed=5), slowly, 100, log=log, executor=client)
    assert begun >= 19 and len(resumed) == 100
    if kind is RandomSearch:  # whose questions do not depend on the answers
        asked = [trial.arch for trial in search(kind(SPACE, seed=5), worth, 100)]
        assert sorted(trial.arch for trial in resumed) == sorted(asked)
    else:
        assert len({trial.arch for trial in resumed}) == 100


def killed_now_and_then(client, kills, log, budget):
    """A search during which workers are killed at random moments: its trials, and how many were killed."""
    rng, done, killed = random.Random(0), threading.Event(), []

    def kill():
        while len(killed) < kills and not done.wait(rng.uniform(0.3, 1.5)):
            nannies = client.cluster.workers.values()  # one whose worker dies while it starts gives up
            pids = [n.pid for n in nannies if n.process and n.process.status == distributed.Status.running]
            if len(pids) == 2:
                os.kill(rng.choice(pids), signal.SIGKILL)
                killed.append(pids)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        return search(LocalSearch(SPACE), slowly, budget, log=log, executor=client), len(killed)
    finally:
        done.set()
        killer.join()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_a_killed_worker_costs_no_trial(tmp_path):
    log = tmp_path / "trials.jsonl"
    with local(n_workers=2) as cluster, distributed.Client(cluster) as client:
        history, killed = killed_now_and_then(client, 3, log, 140)
    assert killed and len({trial.arch for trial in history}) == 140
    assert [row[:2] for row in TrialLog(log, SPACE).read()] == history


def kills_its_worker(arch):
    if arch.a == 3:
        os._exit(1)
    return slowly(arch)


@pytest.mark.slow
def test_an_architecture_that_kills_its_workers_fails_alone(tmp_path):
    log = tmp_path / "trials.jsonl"
    budget = 1 + [trial.arch.a for trial in search(RandomSearch(SPACE), worth, 60)].index(3)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        local(n_workers=2) as cluster,
        distributed.Client(cluster) as client,
        pytest.warns(RuntimeWarning, match=r"Arch\(a=3.*KilledWorker"),
    ):
        search(RandomSearch(SPACE), kills_its_worker, budget, log=log, executor=client, on_failure="count")
    rows = TrialLog(log, SPACE).read()
    assert len(rows) == budget and [row.arch.a for row in rows if row.failed] == [3]
