"""Exercise 09.3, one step of the search, and the toy network that it is tested on."""

import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.lab.checking import Exercise, as_number, build
from nas_teach.lab.checking.calling import call_with
from nas_teach.lab.checking.values import shorten


def first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
    images, labels = val_batch
    alpha_optimizer.zero_grad()
    F.cross_entropy(net(images), labels).backward()
    alpha_optimizer.step()

    images, labels = train_batch
    weight_optimizer.zero_grad()  # the pass above has left gradients there, too
    loss = F.cross_entropy(net(images), labels)
    loss.backward()
    weight_optimizer.step()
    return loss.item()


class Toy(nn.Module):
    """x (n, 4) -> logits (n, 3): three ways to look at x, mixed, times a matrix.

    It keeps the first numbers of what it saw.
    """

    def __init__(self, seed=0, shape=(3,)):
        super().__init__()
        order = torch.Generator().manual_seed(seed)
        self.w = nn.Parameter(torch.randn(4, 3, generator=order, dtype=torch.float64))
        self.alphas = nn.Parameter(torch.zeros(shape, dtype=torch.float64))
        self.seen = []

    def forward(self, x):
        self.seen.append(x[:, 0].tolist())
        p = self.alphas.softmax(-1).reshape(-1, 3).mean(0)
        return (p[0] * x + p[1] * x.flip(1) + p[2] * x**2) @ self.w


def half(seed, n=12, numbered=0.0):
    """(inputs, labels); where they are numbered, the first number of an input is its own."""
    order = torch.Generator().manual_seed(seed)
    x, labels = torch.randn(n, 4, generator=order, dtype=torch.float64), torch.arange(n) % 3
    if numbered:
        x[:, 0] = numbered * (1 + torch.arange(n))
    return x, labels


def nothing_to_see(half):
    return torch.zeros_like(half[0]), half[1]


TRAIN, VAL = half(1), half(2)


def _steps(step, train, val, times=1):
    """(alphas, w, losses) after so many steps on a toy, by plain gradient descent on both."""
    net = Toy()
    optimizers = torch.optim.SGD([net.w], 0.3), torch.optim.SGD([net.alphas], 2.0)
    args = (net, train, val, *optimizers)
    losses = [call_with(step, args, {}, shown=(args, {})) for _ in range(times)]
    return net.alphas.tolist(), net.w.tolist(), losses


def _only_alphas_see(step):
    alphas, w, _ = _steps(step, nothing_to_see(TRAIN), VAL)
    if w != Toy().w.tolist():
        return (
            "The training batch was all zeros, so there was nothing to learn for the weights, and yet "
            "they moved: they learned from the validation batch."
        )
    if not any(alphas):
        return "The validation batch had something to tell, and the alphas did not move."
    return None


def _only_weights_see(step):
    alphas, w, _ = _steps(step, TRAIN, nothing_to_see(VAL))
    if any(alphas):
        return (
            "The validation batch was all zeros, so there was nothing to learn for the alphas, and yet "
            "they moved: they learned from the training batch."
        )
    if w == Toy().w.tolist():
        return "The training batch had something to tell, and the weights did not move."
    return None


def _returns_the_loss(step):
    [loss] = _steps(step, TRAIN, VAL)[2]
    [right] = _steps(first_order_step, TRAIN, VAL)[2]
    if loss is None:
        return "The function returns None. Is a `return` missing?"
    found = as_number(loss)
    if found is not None and abs(found - _loss(Toy(), VAL).item()) < 1e-6:
        return "The steps are right. But this is the validation loss, and the training loss is asked for."
    if found is not None and abs(found - _after_the_step()) < 1e-6:
        return (
            "The steps are right. But this is the training loss once more, after the step. Return the loss "
            "that the step has learned from: it costs no further pass."
        )
    if found is None:
        return f"One number is asked for, the training loss; {shorten(loss)} came back."
    if abs(found - right) > 1e-6:
        return f"The training loss is asked for, one number. Here it is {right:.4f}, and {found} came back."
    return None


def _after_the_step():
    net = Toy()
    optimizers = torch.optim.SGD([net.w], 0.3), torch.optim.SGD([net.alphas], 2.0)
    first_order_step(net, TRAIN, VAL, *optimizers)
    return _loss(net, TRAIN).item()


def _lands(times):
    def test(step):
        found, right = (_steps(f, TRAIN, VAL, times)[:2] for f in (step, first_order_step))
        for name, mine, theirs in zip(("alphas", "weights"), found, right, strict=True):
            far = (torch.tensor(mine) - torch.tensor(theirs)).abs().max().item()
            if far > 1e-6:
                return f"After {times} step{'s' * (times > 1)} the {name} are not where their gradients lead."
        return None

    return test


def _loss(net, batch):
    return F.cross_entropy(net(batch[0]), batch[1])


def _step_slip(*moves):
    """A slip from moves: "W"/"A" clear, "t"/"v" backward on a batch, "w"/"a" step."""

    def slip(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
        for move in moves:
            optimizer = weight_optimizer if move in "Ww" else alpha_optimizer
            if move in "WA":
                optimizer.zero_grad()
            elif move in "wa":
                optimizer.step()
            else:
                _loss(net, train_batch if move == "t" else val_batch).backward()

    return slip


ONE_STEP = Exercise(
    id="09.3",
    title="One step of the search",
    kind="code",
    dots=3,
    minutes=4,
    builds="first_order_step",
    check=build(
        first_order_step,
        tests=(
            ("The alphas learn from the validation batch; the weights do not.", _only_alphas_see),
            ("The weights learn from the training batch; the alphas do not.", _only_weights_see),
            ("One step moves both along their own gradients, the alphas first.", _lands(1)),
            ("Gradients of the step before are forgotten.", _lands(3)),
            ("It returns the training loss.", _returns_the_loss),
        ),
        cases=(lambda f: _steps(f, TRAIN, VAL)[:2], lambda f: _steps(f, TRAIN, VAL, 3)[:2]),
        why="Two ordinary training steps, one after the other. The only new thing is who learns "
        "from which images. Each backward pass leaves gradients on all parameters, so each optimiser "
        "must forget what the other's pass has left.",
        mistakes=(
            (
                _step_slip("A", "t", "a", "W", "v", "w"),
                "The batches have changed places: the alphas learn from the training batch, the weights "
                "from the validation batch.",
            ),
            (
                _step_slip("A", "t", "a", "W", "t", "w"),
                "Both learn from the training batch. So the operation wins that learns by heart best; "
                "the alphas belong to the validation batch.",
            ),
            (
                _step_slip("A", "v", "a", "W", "v", "w"),
                "Both learn from the validation batch. The weights belong to the training batch.",
            ),
            (
                _step_slip("W", "t", "w", "A", "v", "a"),
                "All is there, but the weights go first. DARTS lets the alphas take their step first.",
            ),
            (
                _step_slip("v", "a", "W", "t", "w"),
                "The alphas' old gradients are not cleared. The weights' pass on the training batch "
                "leaves gradients on the alphas, too, and the next step adds its own to them.",
            ),
            (
                _step_slip("A", "v", "a", "t", "w"),
                "The weights' gradients are not cleared before the training pass. The validation pass "
                "has left some there, so the weights learn from both halves.",
            ),
            (
                _step_slip("A", "W", "v", "a", "t", "w"),
                "Both gradients are cleared at the start only. The validation pass then leaves gradients "
                "on the weights, and the training pass adds to them: clear the weights' after the "
                "alphas' step.",
            ),
            (
                _step_slip("A", "W", "v", "t", "a", "w"),
                "Both passes come before both steps, so their gradients are added up: alphas and weights "
                "learn from both halves. Finish the alphas' step before the weights' begins.",
            ),
            (_step_slip("W", "t", "w"), "The alphas take no step."),
            (_step_slip("A", "v", "a"), "The weights take no step."),
            (
                _step_slip("v", "a", "t", "w"),
                "No gradient is ever cleared: `backward` adds to what is there. Call `zero_grad` of an "
                "optimiser before the pass that belongs to it.",
            ),
        ),
    ),
    hints=(
        "It is a training step written twice: clear, loss, backward, step. What differs is optimiser and batch.",
        "`backward` gives gradients to all parameters, not only to those of one optimiser.",
        "Clear the alphas' gradients right before the pass on the validation batch, the weights' right "
        "before the pass on the training batch.",
    ),
    solution=first_order_step,
)
