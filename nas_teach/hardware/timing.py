"""How long a network takes on this machine, measured on one thread."""

import time

import numpy as np
import torch

from nas_teach.checks import whole
from nas_teach.hardware.counting import one_image
from nas_teach.modes import evaluating

QUARTILES = (25, 50, 75)


def latency(model, shape, runs=200, warm_up=20):
    """How long one image's way through `model` takes on this machine, on one thread, in milliseconds.

    Args:    shape: of one input, (c, h, w). runs: how many passes are timed, each alone, after `warm_up`
             that are not: the first ones still make room and wake the processor up.
    Returns: (lower quartile, median, upper quartile), floats. The median shrugs off what else the machine
             did meanwhile; quartiles far apart say that it did a lot. The model is left as it was.
    Raises:  ValueError: no runs.
    """
    times = milliseconds([(model, shape)], runs, warm_up)[:, 0]
    return tuple(np.percentile(times, QUARTILES).tolist())


def milliseconds(modules, runs, warm_up):
    """Time one image's way through each module, in turn, round by round: float64 (runs, len(modules)), in ms.

    Args:    modules: [(nn.Module, shape of its input (c, h, w))]. They run in evaluation mode, on one thread,
             and are left as they were; the image is of their own precision, on their own device.
             runs: rounds that count, after `warm_up` that do not.
    Raises:  ValueError: no modules, no runs.
    """
    if not modules:
        raise ValueError("modules must hold at least one (module, shape of its input), got none")
    whole("runs", runs), whole("warm_up", warm_up, 0)
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        with evaluating(*(module for module, _ in modules)), torch.inference_mode():
            calls = [(module, one_image(module, shape)) for module, shape in modules]
            rounds = [[_milliseconds(*call) for call in calls] for _ in range(warm_up + runs)]
    finally:
        torch.set_num_threads(threads)
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
    return np.median(milliseconds(modules, runs, warm_up), 0)
