"""Zero-cost proxies: scores of an untrained network from a single batch. Lesson 07.

Each takes (model, images (n, c, h, w) float, labels (n,) int64), returns a float of which more is better,
and works on a copy: weights, statistics, gradients and mode of the model stay as they were.
Parameters and MACs (evaluation/cost.py) are the baseline that a proxy must beat.
"""

import copy
import math

import torch
import torch.nn.functional as F
from torch import nn

NORMS = (nn.modules.batchnorm._BatchNorm, nn.LayerNorm, nn.GroupNorm)


@torch.enable_grad()
def synflow(model, images, labels=None):
    """Logarithm of the sum of |weight x gradient| of the network with absolute weights, fed with ones.

    Neither the images (but for their shape) nor the labels matter. Normalisation is left out, as in the code
    of Abdelfattah et al. 2021, in float64, because the sum grows as the product of all layers.

    Raises:  ValueError: no signal reaches the output.
    Source:  Tanaka et al. 2020, arXiv:2006.05467, algorithm 1.
    """
    _check(images, labels)
    model = _without_norms(copy.deepcopy(model)).double().eval()
    for weight in model.parameters():
        weight.data.abs_()
    weights = _weights(model)
    total = model(torch.ones(1, *images.shape[1:], dtype=torch.float64)).sum()
    grads = torch.autograd.grad(total, weights, allow_unused=True)
    score = sum((w * g).abs().sum().item() for w, g in zip(weights, grads, strict=True) if g is not None)
    if not 0 < score < math.inf:
        raise ValueError(f"synflow sums to {score}: no finite, positive signal flows through the network")
    return math.log(score)


@torch.no_grad()
def naswot(model, images, labels=None):
    """Log-determinant of the kernel of agreement: how differently the ReLUs answer to different images.

    K[i, j] = number of ReLU units that are both on or both off for images i and j. Minus infinity, or
    very low after rounding, if two images cannot be told apart. Only nn.ReLU modules are seen, not F.relu.

    Raises:  ValueError: fewer than two images, or a model without nn.ReLU.
    Source:  Mellor et al. 2021, arXiv:2006.04647, section 3.
    """
    _check(images, labels)
    model, codes = _ready(copy.deepcopy(model)), []
    for module in model.modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(lambda module, args, out: codes.append((out > 0).flatten(1)))
    model(images)
    if not codes or len(images) < 2:
        raise ValueError(
            f"naswot needs nn.ReLU modules and at least 2 images, got {len(codes)} and {len(images)}"
        )
    on = torch.cat(codes, 1).double()  # (n, units)
    agreement = on @ on.T + (1 - on) @ (1 - on).T  # (n, n)
    return torch.linalg.slogdet(agreement).logabsdet.item()


@torch.enable_grad()
def grad_norm(model, images, labels):
    """Sum over weight tensors of the Euclidean norm of the gradient of the cross-entropy of one batch.

    Source:  Abdelfattah et al. 2021, arXiv:2101.08134, section 3.
    """
    _check(images, labels)
    model = _ready(copy.deepcopy(model))
    loss = F.cross_entropy(model(images), labels)
    grads = torch.autograd.grad(loss, _weights(model), allow_unused=True)
    return sum(grad.norm().item() for grad in grads if grad is not None)


def _weights(model):
    """The weights of convolutions and linear layers: no biases, no scales of a normalisation."""
    weights = [weight for weight in model.parameters() if weight.ndim > 1]
    if not weights:
        raise ValueError("the model has no convolution and no linear layer, so there is nothing to score")
    return [weight.requires_grad_() for weight in weights]


def _ready(model):
    """Batch norm uses the batch's own statistics, as at the start of training; dropout is off."""
    for module in model.eval().modules():
        if isinstance(module, NORMS):
            module.train()
    return model


def _without_norms(model):
    for name, module in model.named_children():
        if isinstance(module, NORMS):
            setattr(model, name, nn.Identity())
        else:
            _without_norms(module)
    return model


def _check(images, labels):
    if labels is not None and len(images) != len(labels):
        raise ValueError(f"one label an image is needed, got {len(images)} images and {len(labels)} labels")
