"""Bilevel optimisation: alphas on one half of the data, weights on the other. Lesson 09.

A network here has `alphas`, a Parameter; all other parameters are its weights.
Source:  Liu, Simonyan & Yang 2019, arXiv:1806.09055; the equation numbers are theirs.
"""

import torch
import torch.nn.functional as F
from torch.func import functional_call

from nas_teach.checks import at_least


def hypergradient(net, train_batch, val_batch, xi, loss=F.cross_entropy, distance=0.01):
    """How the validation loss answers to the alphas, when the weights answer with one step of size `xi`.

    What the network draws (Gumbel noise, dropout) is the same in all passes of the training batch.

    Args:    train_batch, val_batch: (inputs, targets). xi: of the virtual step; 0 is the first order, which
             holds the weights fixed. loss: (net(inputs), targets) -> scalar.
             distance: how far apart from w the finite difference looks, on either side.
    Returns: the gradient, of the shape of net.alphas. Nothing of `net` is changed, but for the running
             statistics of batch norms, which never see moved weights.
    Raises:  ValueError: xi < 0 or not finite; no alphas, or no weights (frozen parameters do not count).
    Source:  DARTS, eq. 6 to 8. (The authors' code also puts momentum and weight decay into the step.)
    """
    weights = _weights(net, xi)
    if xi == 0:
        return _gradients(net, weights, val_batch, loss)[0]
    aside = {name: buffer.clone() for name, buffer in net.named_buffers()}  # for passes at moved weights
    drawn = torch.get_rng_state()
    _, slope = _gradients(net, weights, train_batch, loss)
    virtual = _moved(weights, slope, -xi)  # w' of eq. 6
    direct, vector = _gradients(net, virtual, val_batch, loss, aside)
    length = torch.sqrt(sum((v**2).sum() for v in vector.values()))
    if length == 0:
        return direct
    epsilon, sides = distance / length, []
    for sign in (1, -1):
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(drawn)  # the noise of the first pass, or the difference is one of noises
            shifted = _moved(weights, vector, sign * epsilon)
            sides.append(_gradients(net, shifted, train_batch, loss, aside)[0])
    implicit = (sides[0] - sides[1]) / (2 * epsilon)  # eq. 8
    return direct - xi * implicit  # eq. 7


def darts_step(net, train_batch, val_batch, optimizers, *, order=1, xi=0.025, loss=F.cross_entropy):
    """One step of the search: first the alphas, by the validation batch, then the weights, by the other.

    Args:    optimizers: (of the weights, of the alphas). order: 1 or 2. xi: the virtual step of order 2; the
             authors take the learning rate of the weights.
    Returns: (training loss, norm of the hypergradient), floats.
    Raises:  ValueError: another order; xi < 0, whatever the order; no alphas.
    Source:  DARTS, algorithm 1.
    """
    if order not in (1, 2):
        raise ValueError(f"order must be 1 or 2, got {order!r}")
    _weights(net, xi)
    weight_optimizer, alpha_optimizer = optimizers
    net.alphas.grad = hypergradient(net, train_batch, val_batch, xi if order == 2 else 0, loss)
    norm = net.alphas.grad.norm().item()
    alpha_optimizer.step()
    weight_optimizer.zero_grad()
    training_loss = loss(net(train_batch[0]), train_batch[1])
    training_loss.backward()
    weight_optimizer.step()
    return training_loss.item(), norm


def alpha_curvature(net, val_batch, loss=F.cross_entropy):
    """The largest eigenvalue of the validation loss's Hessian by the alphas: how sharply it bends there.

    Returns: a float. It takes one backward pass for each alpha; the alphas are few.
    Source:  Zela et al. 2020, arXiv:1909.09656, who stop a search when it grows.
    """
    weights, (inputs, targets) = _weights(net, 0), val_batch

    def at(alphas):
        return loss(functional_call(net, {**weights, "alphas": alphas}, (inputs,)), targets)

    alphas = net.alphas.detach()
    hessian = torch.autograd.functional.hessian(at, alphas).reshape(alphas.numel(), -1)  # (alphas, alphas)
    return torch.linalg.eigvalsh((hessian + hessian.T) / 2)[-1].item()


def _weights(net, xi):
    """{name: weight, detached}, without the alphas and what is frozen."""
    at_least("xi", xi, 0)
    names = dict(net.named_parameters())
    weights = {k: w.detach() for k, w in names.items() if k != "alphas" and w.requires_grad}
    if "alphas" not in names or not weights:
        raise ValueError(
            f"the network needs a parameter `alphas` and weights to train beside it, got {list(names)}"
        )
    return weights


def _moved(weights, direction, step):
    return {name: weight + step * direction[name] for name, weight in weights.items()}


def _gradients(net, weights, batch, loss, buffers=None):
    """Gradients of the loss at `weights`: (by the alphas, {name: by a weight}). `buffers`: to use instead."""
    alphas = net.alphas.detach().requires_grad_()
    weights = {name: weight.detach().requires_grad_() for name, weight in weights.items()}
    inputs, targets = batch
    value = loss(functional_call(net, {**weights, **(buffers or {}), "alphas": alphas}, (inputs,)), targets)
    by_alphas, *by_weights = torch.autograd.grad(value, [alphas, *weights.values()], materialize_grads=True)
    return by_alphas, dict(zip(weights, by_weights, strict=True))
