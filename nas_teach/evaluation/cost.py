"""What a network costs before it is trained: numbers that need no data, only the network."""

import time

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode


def parameters(model):
    """How many numbers training adjusts in `model`: an int."""
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)


def macs(model, shape):
    """Multiply-accumulates of one image's way through `model`, in convolutions and matrix products.

    Args:    model: an nn.Module in any mode; it is left as it was. shape: of one input, (c, h, w).
    Returns: an int. PyTorch counts FLOPs, multiplications and additions each as one; half of them are MACs.
    """
    training = model.training
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.eval()(torch.zeros(1, *shape))
    model.train(training)
    return counter.get_total_flops() // 2


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
