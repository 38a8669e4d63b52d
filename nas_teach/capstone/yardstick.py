"""What a reward is in a study, and what one costs on this machine."""

import time
from contextlib import contextmanager

import numpy as np
import torch

from nas_teach.capstone.problem import load_problem
from nas_teach.evaluation.training import adamw_one_cycle, seeded, train_from_scratch
from nas_teach.hardware.counting import macs, parameters


def yardstick(study, problem):
    """The evaluator of a study: one training as it plans them, its validation accuracy. Arch -> float."""
    adamw_one_cycle(torch.nn.Linear(1, 1), 1, study.lr)  # loads parts of torch; no trial pays for that
    train_set = tuple(part[: study.train_images] for part in problem.data("train"))
    return train_from_scratch(
        problem.build, train_set, problem.data("validation"),
        epochs=study.epochs, batch_size=study.batch_size, lr=study.lr, seed=study.seed,
    )  # fmt: skip


def pilot(study, samples=4, seed=0):
    """Train the hand-designed network and a few random ones, to see what the budget will buy: a list of dicts.

    What it shows belongs into `settings_from`: you have looked.

    Returns: for each {"network", "reward", "seconds" (processor time), "params", "macs"}.
    Raises:  StudyError: as load_problem.
    """
    problem, rng = load_problem(study), np.random.default_rng(seed)
    evaluate, shape, rows = yardstick(study, problem), problem.data("validation")[0].shape[1:], []
    for arch in (problem.hand_designed, *(problem.space.sample(rng) for _ in range(samples))):
        net = seeded(problem.build, arch, seed=seed)
        with one_thread():
            start = time.process_time()
            row = {"network": arch, "reward": evaluate(arch), "seconds": time.process_time() - start}
        rows.append(row | {"params": parameters(net), "macs": macs(net, shape)})
    return rows


@contextmanager
def one_thread():
    """While it lasts torch uses one thread: with more, processor time would run faster than the clock."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
