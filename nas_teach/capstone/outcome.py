"""What a finished run found, computed from its folder alone: curves, retrained networks, a test, the price."""

from typing import NamedTuple

import numpy as np

from nas_teach.capstone.folder import NETWORKS, OPENINGS, SEARCHES, SECONDS, STARTS, TEST, lines, spent
from nas_teach.capstone.progress import logged, phase
from nas_teach.capstone.study import Study, StudyError, read_study
from nas_teach.data import shipped
from nas_teach.statistics import mean_interval, permutation_test

WATTS = 30  # an assumption: one busy core with its share of memory, board and power supply


class Curve(NamedTuple):
    """The best validation accuracy so far of one search, against the processor time that it had spent."""

    minutes: np.ndarray  # (trials,)
    rewards: np.ndarray  # (trials,) of each trial
    best: np.ndarray  # (trials,) of the best so far


class Retrained(NamedTuple):
    """One of the three networks: what it is, what the search saw of it, how it was judged."""

    name: str  # "search", "random" or "hand"
    arch: dict
    params: int
    macs: int
    reward: float | None  # the validation accuracy that it was chosen by; None if designed by hand
    accuracies: tuple  # of its retrainings, on the test set
    interval: tuple  # (mean, low, high) of these, 95 %


class Comparison(NamedTuple):
    """The strategy's network against another one, on the test set."""

    other: str
    difference: float  # of the means, positive where the strategy's is better
    p: float  # of a permutation test


class Results(NamedTuple):
    """What `results` returns."""

    study: Study
    curves: dict  # {"search": Curve, "random": Curve}
    networks: tuple  # three Retrained
    comparisons: tuple  # two Comparisons
    openings: list  # of the test set: {"time", "why", "phase"}
    starts: list  # of the run: {"time", "pid", "machine", "versions"}
    seconds: dict  # of processor time: {"search", "random", "retraining"}
    kwh: float  # at WATTS


def results(folder):
    """What the run in a folder found: Results. Nothing is trained, and the test set stays closed.

    Raises:  StudyError: no study, or a run that is not finished.
    """
    study = read_study(folder)
    if (now := phase(folder)) != "finished":
        raise StudyError(f"the run in {folder} is not finished ({now}): start(folder) goes on with it")
    curves = {name: curve(folder, name) for name in SEARCHES}
    networks = tuple(_retrained(folder, line, curves) for line in lines(folder, NETWORKS))
    first, *others = networks
    seconds = spent(folder)
    return Results(
        study=study,
        curves=curves,
        networks=networks,
        comparisons=tuple(
            Comparison(other.name, *permutation_test(first.accuracies, other.accuracies)) for other in others
        ),
        openings=lines(folder, OPENINGS),
        starts=lines(folder, STARTS),
        seconds=seconds,
        kwh=sum(seconds.values()) / 3600 * WATTS / 1000,
    )


def recorded_run():
    """The folder of a run that was made beforehand, by data/make_capstone.py, for `results` and the report.

    Raises:  FileNotFoundError: it is missing; the message says how it comes back.
    """
    return shipped("capstone/study.json", "make_capstone").parent


def curve(folder, name):
    """The Curve of one search, "search" or "random", as far as it has come."""
    rewards = np.array([trial["reward"] for trial in logged(folder, name)])
    seconds = np.zeros(len(rewards))
    for line in lines(folder, SECONDS):
        if line["on"] == name and line["trial"] <= len(rewards):
            seconds[line["trial"] - 1] += line["seconds"]
    best = np.maximum.accumulate(rewards) if len(rewards) else rewards
    return Curve(seconds.cumsum() / 60, rewards, best)


def _retrained(folder, line, curves):
    name = line["network"]
    accuracies = tuple(row["accuracy"] for row in lines(folder, TEST) if row["network"] == name)
    return Retrained(
        name=name,
        arch=line["arch"],
        params=line["params"],
        macs=line["macs"],
        reward=float(curves[name].best[-1]) if name in curves else None,
        accuracies=accuracies,
        interval=tuple(float(value) for value in mean_interval(accuracies)),
    )
