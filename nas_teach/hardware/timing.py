"""How long a network takes on this machine, measured on one thread."""

import time

import numpy as np
import torch


def latency(model, shape, runs=200, warm_up=20):
    """How long one image's way through `model` takes on this machine, on one thread, in milliseconds.

    Args:    shape: of one input, (c, h, w). runs: how many passes are timed, each alone, after `warm_up`
             that are not: the first ones still make room and wake the processor up.
    Returns: (lower quartile, median, upper quartile), floats. The median shrugs off what else the machine
             did meanwhile; quartiles far apart say that it did a lot. The model is left as it was.
    Raises:  ValueError: no runs.
    """
    return tuple(np.percentile(milliseconds([(model, shape)], runs, warm_up)[:, 0], (25, 50, 75)).tolist())


def milliseconds(modules, runs, warm_up):
    """Time one image's way through each module, in turn, round by round: float64 (runs, len(modules)), in ms.

    Args:    modules: [(nn.Module, shape of its input (c, h, w))]. They run in evaluation mode, on one thread,
             and are left as they were. runs: rounds that count, after `warm_up` that do not.
    Raises:  ValueError: no runs.
    """
    if runs < 1 or warm_up < 0:
        raise ValueError(f"runs must be at least 1 and warm_up at least 0, got {runs} and {warm_up}")
    threads, training = torch.get_num_threads(), [module.training for module, _ in modules]
    calls = [(module.eval(), torch.zeros(1, *shape)) for module, shape in modules]
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            rounds = [[_milliseconds(*call) for call in calls] for _ in range(warm_up + runs)]
    finally:
        torch.set_num_threads(threads)
        for (module, _), mode in zip(modules, training, strict=True):
            module.train(mode)
    return np.array(rounds[warm_up:])


def _milliseconds(model, image):
    start = time.perf_counter()
    model(image)
    return 1000 * (time.perf_counter() - start)


def time_in_turn(modules, runs=50, warm_up=5):
    """Median milliseconds of one image's way through each module, on one thread: an array (len(modules),).

    They take turns, round by round. A small operator that is timed again and again, alone, is a good deal
    faster than within a network, probably because nobody else has used the processor's caches in between; and
    a burst of other work on the machine hits one round of all instead of all rounds of one.

    Args:    modules: [(nn.Module, shape of its input (c, h, w))]. runs: rounds that count, after `warm_up`.
    Raises:  ValueError: no modules, no runs.
    """
    if not modules or runs < 1 or warm_up < 0:
        raise ValueError(
            "modules and runs must be at least 1 and warm_up at least 0, "
            f"got {len(modules)}, {runs} and {warm_up}"
        )
    return np.median(milliseconds(modules, runs, warm_up), 0)
