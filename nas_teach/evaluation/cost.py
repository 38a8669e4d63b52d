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
    if runs < 1 or warm_up < 0:
        raise ValueError(f"runs must be at least 1 and warm_up at least 0, got {runs} and {warm_up}")
    training, threads, image = model.training, torch.get_num_threads(), torch.zeros(1, *shape)
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            model.eval()
            times = [_milliseconds(model, image) for _ in range(warm_up + runs)][warm_up:]
    finally:
        torch.set_num_threads(threads)
        model.train(training)
    return tuple(float(ms) for ms in np.percentile(times, (25, 50, 75)))


def _milliseconds(model, image):
    start = time.perf_counter()
    model(image)
    return 1000 * (time.perf_counter() - start)
