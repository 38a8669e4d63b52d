"""The heart of lesson 09: exercises 09.3 and 09.4, one step of the search and its loop."""

import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.evaluation.training import shuffled
from nas_teach.lab.checking import Exercise, as_number, build
from nas_teach.lab.checking.calling import call_with


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


class _Toy(nn.Module):
    """x (n, 4) -> logits (n, 3): three ways to look at x, mixed, times a matrix. Keeps the first "
    "numbers it saw."""

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


def _half(seed, n=12, numbered=0.0):
    """(inputs, labels); where they are numbered, the first number of an input is its own."""
    order = torch.Generator().manual_seed(seed)
    x, labels = torch.randn(n, 4, generator=order, dtype=torch.float64), torch.arange(n) % 3
    if numbered:
        x[:, 0] = numbered * (1 + torch.arange(n))
    return x, labels


def _nothing_to_see(half):
    return torch.zeros_like(half[0]), half[1]


TRAIN, VAL = _half(1), _half(2)


def _steps(step, train, val, times=1):
    """(alphas, w, losses) after so many steps on a toy, by plain gradient descent on both."""
    net = _Toy()
    optimizers = torch.optim.SGD([net.w], 0.3), torch.optim.SGD([net.alphas], 2.0)
    args = (net, train, val, *optimizers)
    losses = [call_with(step, args, {}, shown=args) for _ in range(times)]
    return net.alphas.tolist(), net.w.tolist(), losses


def _only_alphas_see(step):
    alphas, w, _ = _steps(step, _nothing_to_see(TRAIN), VAL)
    if w != _Toy().w.tolist():
        return (
            "The training batch was all zeros, so there was nothing to learn for the weights, and "
            "yet they moved: "
            "they learned from the validation batch."
        )
    if not any(alphas):
        return "The validation batch had something to tell, and the alphas did not move."
    return None


def _only_weights_see(step):
    alphas, w, _ = _steps(step, TRAIN, _nothing_to_see(VAL))
    if any(alphas):
        return (
            "The validation batch was all zeros, so there was nothing to learn for the alphas, and "
            "yet they moved: "
            "they learned from the training batch."
        )
    if w == _Toy().w.tolist():
        return "The training batch had something to tell, and the weights did not move."
    return None


def _returns_the_loss(step):
    [loss] = _steps(step, TRAIN, VAL)[2]
    [right] = _steps(first_order_step, TRAIN, VAL)[2]
    if loss is None:
        return "The function returns None. Is a `return` missing?"
    found = as_number(loss)
    if found is not None and abs(found - _loss(_Toy(), VAL).item()) < 1e-6:
        return "The steps are right. But this is the validation loss, and the training loss is asked for."
    if found is None or abs(found - right) > 1e-6:
        return f"The training loss is asked for, one number. Here it is {right:.4f}, and {found} came back."
    return None


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
    minutes=5,
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
        "from which images. "
        "Each backward pass leaves gradients on all parameters, so each optimiser must forget what "
        "the other's pass "
        "has left.",
        mistakes=(
            (
                _step_slip("A", "t", "a", "W", "v", "w"),
                "The batches have changed places: the alphas learn from the training batch, the weights from the "
                "validation batch.",
            ),
            (
                _step_slip("A", "t", "a", "W", "t", "w"),
                "Both learn from the training batch. So the operation wins that learns by heart best; the alphas "
                "belong to the validation batch.",
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
                "The alphas' old gradients are not cleared. The weights' pass on the training batch leaves "
                "gradients on the alphas, too, and the next step adds its own to them.",
            ),
            (
                _step_slip("A", "v", "a", "t", "w"),
                "The weights' gradients are not cleared before the training pass. The validation "
                "pass has left some "
                "there, so the weights learn from both halves.",
            ),
            (
                _step_slip("A", "W", "v", "a", "t", "w"),
                "Both gradients are cleared at the start only. The validation pass then leaves gradients on the "
                "weights, and the training pass adds to them: clear the weights' after the alphas' step.",
            ),
            (
                _step_slip("A", "W", "v", "t", "a", "w"),
                "Both passes come before both steps, so their gradients are added up: alphas and "
                "weights learn from both halves. Finish the alphas' step before the weights' begins.",
            ),
            (_step_slip("W", "t", "w"), "The alphas take no step."),
            (_step_slip("A", "v", "a"), "The weights take no step."),
            (
                _step_slip("v", "a", "t", "w"),
                "No gradient is ever cleared: `backward` adds to what is there. Call `zero_grad` of an optimiser "
                "before the pass that belongs to it.",
            ),
        ),
    ),
    hints=(
        "It is a training step written twice: clear, loss, backward, step. What differs is optimiser and batch.",
        "`backward` gives gradients to all parameters, not only to those of one optimiser.",
        "Clear the alphas' gradients right before the pass on the validation batch, the weights' "
        "right before the "
        "pass on the training batch.",
    ),
    solution=first_order_step,
)


def search(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    weights = [parameter for parameter in net.parameters() if parameter is not net.alphas]
    weight_optimizer = torch.optim.SGD(weights, 0.1, momentum=0.9)
    alpha_optimizer = torch.optim.Adam([net.alphas], alpha_lr, betas=(0.5, 0.999))
    order = torch.Generator().manual_seed(seed)
    path = [net.alphas.detach().softmax(-1)]
    for _ in range(epochs):
        both = shuffled(train_half, 64, order), shuffled(val_half, 64, order)
        for train_batch, val_batch in zip(*both, strict=True):
            first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer)
        path.append(net.alphas.detach().softmax(-1))
    return path


def _search(function, train, val, epochs, net=None, **options):
    """(what it returns, the network afterwards)."""
    net = net or _Toy()
    args = (net, train, val, epochs)
    return call_with(function, args, options, shown=(args, options)), net


LONG_TRAIN, LONG_VAL = _half(3, 70, numbered=0.01), _half(4, 70, numbered=-0.01)


def _path_of(found):
    """Its entries as tensors; text that says what is wrong with it otherwise."""
    if found is None:
        return "The function returns None. Is a `return` missing?"
    entries = list(found) if isinstance(found, list | tuple | torch.Tensor) else [found]
    try:
        return [torch.as_tensor(entry, dtype=torch.float64) for entry in entries]
    except (TypeError, ValueError, RuntimeError):
        return (
            "A list of tensors is asked for: the shares of the operations, before the search and "
            "after each epoch."
        )


def _keeps_a_path(function):
    path = _path_of(_search(function, TRAIN, VAL, 3)[0])
    if isinstance(path, str):
        return path
    if any(entry.shape != (3,) for entry in path):
        return (
            f"Each entry has the shape of the alphas, here (3,). Yours have "
            f"{[tuple(e.shape) for e in path][:4]}."
        )
    if len(path) != 4:
        return (
            f"For 3 epochs the path has 4 entries: one before the first step, then one an epoch. "
            f"Here {len(path)}."
        )
    if (path[0] - 1 / 3).abs().max() > 1e-5:
        return (
            "The first entry holds the shares before the first step, here three thirds. Yours begins with "
            f"{[round(number_, 3) for number_ in path[0].tolist()]}."
        )
    if all(torch.equal(path[0], entry) for entry in path):
        return "All entries are the same: the alphas never moved, or every entry is one and the same tensor."
    return None


def _rows_are_shares(function):
    path = _path_of(_search(function, TRAIN, VAL, 2, _Toy(shape=(2, 3)))[0])
    if isinstance(path, str) or any(entry.shape != (2, 3) for entry in path):
        return (
            "A cell has a row of alphas for each edge. Here they have the shape (2, 3), and so "
            "should every entry."
        )
    if (path[-1].sum(1) - 1).abs().max() > 1e-6:
        return (
            "Each row is an edge with a softmax of its own: take it over the last dimension, `softmax(-1)`."
        )
    return None


def _alphas_see_validation(function):
    _, net = _search(function, _nothing_to_see(TRAIN), VAL, 1)
    if not torch.equal(net.w, _Toy().w):
        return (
            "The training half was all zeros, and yet the weights moved. They learn from the "
            "training half alone, "
            "and no optimiser but their own may hold them."
        )
    return (
        None
        if net.alphas.abs().max() > 0
        else "The alphas did not move, and the validation half had much to say."
    )


def _weights_see_training(function):
    _, net = _search(function, TRAIN, _nothing_to_see(VAL), 1)
    if net.alphas.abs().max() > 0:
        return (
            "The validation half was all zeros, and yet the alphas moved. Either the halves have "
            "changed places, or "
            "the weights' optimiser holds the alphas, too: leave them out of its list."
        )
    return (
        None if not torch.equal(net.w, _Toy().w) else "The weights did not move: do they have an optimiser?"
    )


def _seen(function, epochs, seed=0):
    """What the network saw of both halves, in order: (of training, of validation), numbers of images."""
    _, net = _search(function, LONG_TRAIN, LONG_VAL, epochs, seed=seed)
    numbers = [round(100 * value) for batch in net.seen for value in batch]
    return [n for n in numbers if n > 0], [-n for n in numbers if n < 0], max(map(len, net.seen))


def _uses_every_image(function):
    *both, largest = _seen(function, 1)
    for name, seen in zip(("training", "validation"), both, strict=True):
        if sorted(seen) != list(range(1, 71)):
            return (
                f"Each of the 70 images of the {name} half is used once in an epoch, the last, smaller batch "
                f"included. Here {len(set(seen))} different images were used, {len(seen)} times in all."
            )
    if largest != 64:
        return f"Batches have 64 images, the last one fewer. The largest had {largest}."
    return None


def _shuffles(function):
    seen = _seen(function, 2)[0]
    if seen[:70] == seen[70:]:
        return (
            "Both epochs have the same order. Make the generator once, before the loop over the "
            "epochs, and shuffle "
            "anew in each."
        )
    if seen[:70] == sorted(seen[:70]):
        return "The images come in the order in which they are stored. Shuffle them in each epoch."
    if seen == _seen(function, 2, seed=1)[0]:
        return "Another `seed` should give another order."
    if seen != _seen(function, 2)[0]:
        return "The same `seed` should give the same order, so that a search can be repeated."
    return None


def _keeps_to_the_rate(function):
    _, net = _search(function, TRAIN, VAL, 1, alpha_lr=0.3)
    moved = net.alphas.abs().max().item()
    if not 0.29 < moved < 0.31:
        return (
            f"Adam's first step is as long as its rate, so with alpha_lr = 0.3 and one batch the "
            f"alphas move by 0.3. "
            f"Here they moved by {moved:.3f}."
        )
    return None


def _few_epochs(function):
    found, net = _search(function, TRAIN, VAL, 4, alpha_lr=0.1)
    return [torch.as_tensor(entry).tolist() for entry in found], net.w.tolist()


def _search_slip(
    adam=None, sgd=None, entry=None, swap=False, momentum=0.9, betas=(0.5, 0.999), cross=False, fresh=False
):
    """`search` with one thing done otherwise; adam, sgd: net -> the parameters that each holds."""
    adam, sgd = adam or (lambda net: [net.alphas]), sgd or (lambda net: [net.w])
    entry = entry or (lambda net: net.alphas.detach().softmax(-1))

    def optimizers(net, alpha_lr):
        both = torch.optim.SGD(sgd(net), 0.1, momentum), torch.optim.Adam(adam(net), alpha_lr, betas)
        return both[::-1] if cross else both

    def slip(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
        both, path = optimizers(net, alpha_lr), [entry(net)]
        for _ in range(epochs):
            halves = (val_half, train_half) if swap else (train_half, val_half)
            both = optimizers(net, alpha_lr) if fresh else both
            first_order_step(net, *halves, *both)
            path.append(entry(net))
        return path

    return slip


def _without_the_first(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    return search(net, train_half, val_half, epochs, seed, alpha_lr)[1:]


def _everything(net):
    return list(net.parameters())


def _only_the_last(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    return search(net, train_half, val_half, epochs, seed, alpha_lr)[-1]


SEARCH_LOOP = Exercise(
    id="09.4",
    title="The whole search",
    kind="code",
    dots=3,
    minutes=6,
    builds="search",
    check=build(
        search,
        tests=(
            ("The path begins before the first step and grows by one entry an epoch.", _keeps_a_path),
            ("Each edge of a cell has a softmax of its own.", _rows_are_shares),
            ("The weights learn from the training half alone.", _alphas_see_validation),
            ("The alphas learn from the validation half alone.", _weights_see_training),
            ("`alpha_lr` is the learning rate of the alphas.", _keeps_to_the_rate),
            ("An epoch uses every image of both halves once, in batches of 64.", _uses_every_image),
            ("Each epoch has an order of its own, and `seed` decides it.", _shuffles),
        ),
        cases=(_few_epochs,),
        why="Two optimisers, two halves, one loop: this is the whole of first-order DARTS. It costs one ordinary "
        "training with a second pass in each step, and hands you the architecture's shares over time.",
        mistakes=(
            (
                _search_slip(swap=True),
                "The halves have changed places: the alphas learn from the training half.",
            ),
            (
                _search_slip(sgd=_everything),
                "The weights' optimiser holds all parameters, the alphas among them, so the alphas "
                "also learn from "
                "the training half. Leave them out of its list.",
            ),
            (
                _search_slip(adam=_everything),
                "Adam holds all parameters, so the weights also learn from the validation half. Hand it "
                "`[net.alphas]` alone.",
            ),
            (
                _search_slip(entry=lambda net: net.alphas.detach().clone()),
                "These are the alphas themselves. The path holds their softmax, the shares of the mixture.",
            ),
            (
                _search_slip(entry=lambda net: net.alphas.detach()),
                "Every entry is the one tensor of the alphas, which changes with each step. Take "
                "the softmax of it: "
                "that is a new tensor, and what the path should hold.",
            ),
            (
                _without_the_first,
                "The shares before the first step are missing at the beginning of the path.",
            ),
            (_only_the_last, "This is the end alone. Return the whole path, entry by entry."),
            (_search_slip(momentum=0), "The weights' optimiser has no momentum. The docstring asks for 0.9."),
            (
                _search_slip(cross=True),
                "The optimisers have changed places in the call of the step: first that of the "
                "weights, then that of the alphas.",
            ),
            (
                _search_slip(fresh=True),
                "The optimisers are made anew in each epoch, so momentum and Adam forget what they "
                "knew. Make them "
                "once, before the loop.",
            ),
            (
                _search_slip(betas=(0.9, 0.999)),
                "Adam has its usual betas, (0.9, 0.999). The docstring asks for (0.5, 0.999).",
            ),
        ),
        seconds=20,
    ),
    hints=(
        "Before the loop: two optimisers, one generator, the path with its first entry.",
        "Which parameters belong to the weights? All of `net.parameters()` but one; compare with `is not`.",
        "`zip` the batches of both halves and call your `first_order_step` for each pair. Then keep the softmax.",
    ),
    solution=search,
)
