"""Carry out a study: two searches in turn, three networks retrained, the test set opened once.

Every step is in the folder when it ends. Killed at any moment and started again, a run loses what was in hand.
"""

import os
import platform
import time
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import torch

from nas_teach.capstone.folder import (
    NETWORKS,
    SEARCHES,
    SECONDS,
    STARTS,
    STOP,
    TEST,
    WEIGHTS,
    append,
    lines,
    locked,
    now,
    spent,
)
from nas_teach.capstone.problem import load_problem, make_strategy, yardstick
from nas_teach.capstone.progress import phase
from nas_teach.capstone.sealed import open_test_set
from nas_teach.capstone.study import read_study
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.hardware.counting import macs, parameters
from nas_teach.log import TrialLog
from nas_teach.search import best, search
from nas_teach.strategies.random_search import RandomSearch


def run(folder, say=lambda line: None):
    """Carry out the study in a folder, or go on with it, in this process; `start` does it in the background.

    Args:    folder: with a study, as `start` or Study.write makes it. say: takes a line about what happens.
    Returns: whether it is finished; False after stop(folder).
    Raises:  StudyError: no study, a module that does not fit, or another process at work in the folder. Errors
             of the module's own functions pass through; the run goes on where it was once they are mended.
    """
    study, folder = read_study(folder), Path(folder)
    with locked(folder), _one_thread():
        if phase(folder) == "finished":
            return True
        (folder / STOP).unlink(missing_ok=True)
        append(folder, STARTS, time=now(), pid=os.getpid(), **_machine())
        problem = load_problem(study, folder)
        finished = (
            _search(study, problem, folder, say)
            and _retrain(study, problem, folder, say)
            and _judge(study, problem, folder)
        )
    say("finished" if finished else "stopped; the same command goes on")
    return finished


def _search(study, problem, folder, say):
    """Whoever has spent less has the next trial, so that both meet the machine in the same hours."""
    logs = {name: folder / f"{name}.jsonl" for name in SEARCHES}
    counts = {name: len(TrialLog(log, problem.space).read()) for name, log in logs.items()}
    seconds, evaluate = spent(folder), yardstick(study, problem)
    strategies = {
        "search": make_strategy(study, problem),
        "random": RandomSearch(
            problem.space, seed=study.seed + 1
        ),  # not the first ones of the strategy again
    }

    def has_budget(name):
        return seconds[name] < 60 * study.minutes and counts[name] < (study.trials or float("inf"))

    while left := list(filter(has_budget, SEARCHES)):
        if _told_to_stop(folder):
            return False
        name = min(left, key=seconds.get)
        with _timed(folder, name, trial=counts[name] + 1) as watch:
            trials = search(strategies[name], evaluate, counts[name] + 1, log=logs[name])
        counts[name], seconds[name] = len(trials), seconds[name] + watch["seconds"]
        if best(trials) is trials[-1]:
            say(f"{name}: trial {len(trials)} is its best so far, {trials[-1].reward:.4f}")
    return True


def _retrain(study, problem, folder, say):
    """Train the three networks anew, on all images but the test set's: one file of weights a network and seed."""
    networks = _networks(problem, folder)
    parts = zip(problem.data("train"), problem.data("validation"), strict=True)
    train_set = tuple(torch.cat(pair) for pair in parts)
    (folder / WEIGHTS).mkdir(exist_ok=True)
    for number in range(study.retrain_seeds):
        for name, arch in networks.items():
            if (path := _weights(folder, name, number)).exists():
                continue
            if _told_to_stop(folder):
                return False
            with _timed(folder, "retraining"):
                _save(_trained(study, problem, arch, train_set, study.seed + 1 + number), path)
            say(f"retrained: {name}, {number + 1} of {study.retrain_seeds}")
    return True


def _judge(study, problem, folder):
    """The test accuracy of every retrained network. All are trained before the test set is opened."""
    judged = {(line["network"], line["number"]) for line in lines(folder, TEST)}
    networks = _networks(problem, folder)
    wanted = [(name, number) for name in networks for number in range(study.retrain_seeds)]
    if missing := [pair for pair in wanted if pair not in judged]:
        test_set = open_test_set(
            folder, problem.data, f"to judge {len(missing)} retrained networks at the end"
        )
        for name, number in missing:
            net = problem.build(networks[name])
            net.load_state_dict(torch.load(_weights(folder, name, number), weights_only=True))
            append(folder, TEST, network=name, number=number, accuracy=accuracy(net.eval(), test_set))
    return True


def _networks(problem, folder):
    """{name: architecture} of the three that are retrained; described in the folder the first time."""
    trials = {name: TrialLog(folder / f"{name}.jsonl", problem.space).read() for name in SEARCHES}
    archs = {name: max(rows, key=lambda row: row[1])[0] for name, rows in trials.items()}
    archs["hand"] = problem.hand_designed
    shape = problem.data("validation")[0].shape[1:]
    for name in list(archs)[len(lines(folder, NETWORKS)) :]:
        net = seeded(problem.build, archs[name], seed=0)
        costs = {"params": parameters(net), "macs": macs(net, shape)}
        append(folder, NETWORKS, network=name, arch=archs[name]._asdict(), **costs)
    return archs


def _trained(study, problem, arch, train_set, seed):
    net = seeded(problem.build, arch, seed=seed)
    train(
        net, train_set, None, epochs=study.retrain_epochs, batch_size=study.batch_size, lr=study.lr, seed=seed
    )
    return net


def _weights(folder, name, number):
    return folder / WEIGHTS / f"{name}-{number}.pt"


def _save(net, path):
    """A file is there whole or not at all."""
    half = path.with_suffix(".half")
    torch.save(net.state_dict(), half)
    os.replace(half, path)


def _told_to_stop(folder):
    return (folder / STOP).exists()


@contextmanager
def _timed(folder, what, **more):
    """Write down the processor time of what is done inside; also into the dict that it gives."""
    watch, start = {}, time.process_time()
    yield watch
    watch["seconds"] = round(time.process_time() - start, 3)
    append(folder, SECONDS, on=what, **more, **watch)


@contextmanager
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # or processor time would run faster than the clock
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _machine():
    try:
        own = version("nas-teach")
    except PackageNotFoundError:  # used in the course's folder, not installed
        own = "from its folder"
    versions = {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__}
    chip = platform.processor() or platform.machine()
    return {
        "machine": f"{platform.system()} {platform.release()}, {chip}, {os.cpu_count()} cores, one used",
        "versions": versions | {"nas-teach": own},
    }
