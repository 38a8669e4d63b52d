"""Carry out a study: two searches in turn, three networks retrained, the test set opened once.

Every step is in the folder when it ends. Killed at any moment and started again, a run loses what was in hand.
"""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import torch

from nas_teach.capstone.folder import (
    SEARCHES,
    STARTS,
    STOP,
    append,
    locked,
    now,
    read_log,
    spent,
    timed,
    told_to_stop,
)
from nas_teach.capstone.problem import load_problem, make_strategy
from nas_teach.capstone.progress import phase
from nas_teach.capstone.retraining import judge, retrain
from nas_teach.capstone.study import read_study
from nas_teach.capstone.yardstick import one_thread, yardstick
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
    with locked(folder), one_thread():
        if phase(folder) == "finished":
            return True
        (folder / STOP).unlink(missing_ok=True)
        append(folder, STARTS, time=now(), pid=os.getpid(), **_machine())
        problem = load_problem(study, folder)
        finished = (
            _search(study, problem, folder, say)
            and retrain(study, problem, folder, say)
            and judge(study, problem, folder)
        )
    say("finished" if finished else "stopped; the same command goes on")
    return finished


def _search(study, problem, folder, say):
    """Whoever has spent less has the next trial, so that both meet the machine in the same hours."""
    logs = {name: folder / f"{name}.jsonl" for name in SEARCHES}
    counts = {name: len(read_log(folder, name, problem.space)) for name in SEARCHES}
    seconds, evaluate = spent(folder), yardstick(study, problem)
    strategies = {
        "search": make_strategy(study, problem),
        "random": RandomSearch(problem.space, seed=study.seed + 1),  # others than a population begins with
    }

    def has_budget(name):
        return seconds[name] < 60 * study.minutes and counts[name] < (study.trials or float("inf"))

    while left := list(filter(has_budget, SEARCHES)):
        if told_to_stop(folder):
            return False
        name = min(left, key=seconds.get)
        with timed(folder, name, trial=counts[name] + 1) as watch:
            trials = search(strategies[name], evaluate, counts[name] + 1, log=logs[name])
        counts[name], seconds[name] = len(trials), seconds[name] + watch["seconds"]
        if best(trials) is trials[-1]:
            say(f"{name}: trial {len(trials)} is its best so far, {trials[-1].reward:.4f}")
    return True


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
