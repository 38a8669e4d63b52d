"""What a network costs before it is trained: numbers that need no data, only the network."""

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
