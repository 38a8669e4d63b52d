"""What a network costs before it is trained: numbers that need no data, only the network."""

from itertools import chain

import torch
from torch.utils.flop_counter import FlopCounterMode

from nas_teach.modes import evaluating


def parameters(model):
    """How many numbers training adjusts in `model`: an int."""
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)


def macs(model, shape):
    """Multiply-accumulates of one image's way through `model`, in convolutions and matrix products.

    Args:    model: an nn.Module in any mode and precision, on any device; it is left as it was.
             shape: of one input, (c, h, w).
    Returns: an int. PyTorch counts FLOPs, multiplications and additions each as one; half of them are MACs.
    """
    with evaluating(model), torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(one_image(model, shape))
    return counter.get_total_flops() // 2


def one_image(model, shape):
    """Zeros (1, *shape) of the type, and on the device, of the model's floating-point numbers."""
    numbers = (tensor for tensor in chain(model.parameters(), model.buffers()) if tensor.is_floating_point())
    like = next(numbers, torch.empty(0))
    return torch.zeros(1, *shape, dtype=like.dtype, device=like.device)
