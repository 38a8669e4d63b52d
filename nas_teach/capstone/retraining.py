"""The end of a run: three networks trained anew, then the test set opened once."""

import os

import torch

from nas_teach.capstone.folder import (
    NETWORKS,
    SEARCHES,
    TEST,
    WEIGHTS,
    append,
    lines,
    read_log,
    timed,
    told_to_stop,
)
from nas_teach.capstone.sealed import open_test_set
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.hardware.counting import macs, parameters


def retrain(study, problem, folder, say):
    """Train the three networks anew, on all images but the test set's: one file of weights a network and seed.

    Returns: whether all are there; False when the run was told to stop.
    """
    networks = _networks(problem, folder)
    parts = zip(problem.data("train"), problem.data("validation"), strict=True)
    train_set = tuple(torch.cat(pair) for pair in parts)
    (folder / WEIGHTS).mkdir(exist_ok=True)
    for number in range(study.retrain_seeds):
        for name, arch in networks.items():
            if (path := _weights(folder, name, number)).exists():
                continue
            if told_to_stop(folder):
                return False
            with timed(folder, "retraining"):
                _save(_trained(study, problem, arch, train_set, study.seed + 1 + number), path)
            say(f"retrained: {name}, {number + 1} of {study.retrain_seeds}")
    return True


def judge(study, problem, folder):
    """The test accuracy of every retrained network. All are trained before the test set is opened."""
    judged = {(line["network"], line["number"]) for line in lines(folder, TEST)}
    networks = _networks(problem, folder)
    wanted = [(name, number) for name in networks for number in range(study.retrain_seeds)]
    if missing := [pair for pair in wanted if pair not in judged]:
        why = f"to judge {len(missing)} retrained networks at the end"
        test_set = open_test_set(folder, problem.data, why)
        for name, number in missing:
            net = problem.build(networks[name])
            net.load_state_dict(torch.load(_weights(folder, name, number), weights_only=True))
            append(folder, TEST, network=name, number=number, accuracy=accuracy(net.eval(), test_set))
    return True


def _networks(problem, folder):
    """{name: architecture} of the three that are retrained; described in the folder the first time."""
    trials = {name: read_log(folder, name, problem.space) for name in SEARCHES}
    archs = {name: max(rows, key=lambda row: row[1])[0] for name, rows in trials.items()}
    archs["hand"] = problem.hand_designed
    shape = problem.data("validation")[0].shape[1:]
    for name in list(archs)[len(lines(folder, NETWORKS)) :]:
        net = seeded(problem.build, archs[name], seed=0)
        costs = {"params": parameters(net), "macs": macs(net, shape)}
        append(folder, NETWORKS, network=name, arch=archs[name]._asdict(), **costs)
    return archs


def _trained(study, problem, arch, train_set, seed):
    net, how = seeded(problem.build, arch, seed=seed), {"batch_size": study.batch_size, "lr": study.lr}
    train(net, train_set, None, epochs=study.retrain_epochs, seed=seed, **how)
    return net


def _weights(folder, name, number):
    return folder / WEIGHTS / f"{name}-{number}.pt"


def _save(net, path):
    """A file is there whole or not at all."""
    half = path.with_suffix(".half")
    torch.save(net.state_dict(), half)
    os.replace(half, path)
