"""The exercises of lesson 09: the mixed operation and the search loop to build, a cell to read, a collapse."""

import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.evaluation.training import seeded, shuffled
from nas_teach.lab.checking import Exercise, Quick, as_number, build, call, choose, code, gives, number
from nas_teach.lab.checking.calling import call_with
from nas_teach.lab.checking.modules import same_outputs, share_weights
from nas_teach.supernets.tiny import SuperNet


def mixture(x, alphas, ops):
    weights = alphas.softmax(0)
    return sum(weight * op(x) for weight, op in zip(weights, ops, strict=True))


def _weighed_by(weights_of):
    """A slip that takes `weights_of(alphas)` in place of their softmax."""

    def slip(x, alphas, ops):
        return sum(weight * op(x) for weight, op in zip(weights_of(alphas), ops, strict=True))

    return slip


def _one_after_the_other(x, alphas, ops):
    for op in ops:
        x = op(x)
    return x


class _Op:
    """x -> factor * x + offset, written as a word."""

    def __init__(self, name, factor, offset=0.0):
        self.name, self.factor, self.offset = name, factor, offset

    def __call__(self, x):
        return self.factor * x + self.offset

    def __repr__(self):
        return self.name


NONE, SKIP, DOUBLE, SHIFT = _Op("none", 0.0), _Op("skip", 1.0), _Op("double", 2.0), _Op("shift", 1.0, 3.0)
MIXTURES = (
    (torch.tensor([2.0, -1.0]), torch.tensor([0.0, 1.0, -0.5]), [NONE, SKIP, DOUBLE]),
    (torch.tensor([-1.5]), torch.tensor([0.5, 2.0]), [SHIFT, DOUBLE]),
    (torch.tensor([[0.5, 1.0]]), torch.tensor([1.0, 1.0, 1.0, 4.0]), [NONE, SKIP, SHIFT, DOUBLE]),
)


def _hands_back_a_gradient(function):
    alphas = torch.tensor([0.0, 1.0], requires_grad=True)
    found = call(function, torch.tensor([1.0, 2.0]), alphas, [SKIP, DOUBLE])
    if isinstance(found, torch.Tensor) and found.requires_grad:
        return None
    return (
        "The numbers are right so far, but no gradient would reach the alphas: they were turned into plain "
        "numbers on the way (`math.exp`, `.item()`, `.tolist()`, `.detach()`). Stay with tensors: "
        "`alphas.softmax(0)`."
    )


MIXED_OPERATION = Exercise(
    id="09.1",
    title="The mixed operation",
    kind="code",
    dots=1,
    minutes=3,
    builds="mixture",
    check=build(
        mixture,
        tests=(
            (
                "Two operations with equal alphas count half each.",
                lambda f: gives(f, torch.tensor([6.0]), torch.tensor([4.0]), torch.zeros(2), [SKIP, DOUBLE]),
            ),
            (
                "A single operation counts in full, whatever its alpha.",
                lambda f: gives(f, torch.tensor([8.0]), torch.tensor([4.0]), torch.tensor([-2.0]), [DOUBLE]),
            ),
            (
                "An operation with a very large alpha is all that is left.",
                lambda f: gives(
                    f, torch.tensor([5.0]), torch.tensor([2.0]), torch.tensor([0.0, 60.0]), [DOUBLE, SHIFT]
                ),
            ),
            ("The gradient can reach the alphas.", _hands_back_a_gradient),
        ),
        cases=MIXTURES,
        why="Every operation speaks, and its share says how loud. As the shares are smooth functions of the "
        "alphas, so is the loss, and the alphas can be trained like any other weight.",
        mistakes=(
            (
                _weighed_by(lambda alphas: alphas),
                "These are the alphas themselves as shares. Take their softmax, which is positive "
                "and adds up to 1.",
            ),
            (
                _weighed_by(lambda alphas: alphas.exp()),
                "The exponentials are there. A softmax also divides them by their sum.",
            ),
            (
                lambda x, alphas, ops: ops[alphas.argmax()](x),
                "This is the strongest operation alone. That comes at the end of the search; during it, all are "
                "added up.",
            ),
            (
                lambda x, alphas, ops: [p * op(x) for p, op in zip(alphas.softmax(0), ops, strict=True)],
                "These are the parts, one an operation. Add them up.",
            ),
            (
                lambda x, alphas, ops: mixture(x, alphas, ops) / len(ops),
                "This is divided by the number of operations once more. The shares add up to 1 already.",
            ),
            (
                lambda x, alphas, ops: sum(op(p * x) for p, op in zip(alphas.softmax(0), ops, strict=True)),
                "The share belongs to what the operation returns, not to what it is given.",
            ),
            (
                lambda x, alphas, ops: sum(op(x) for op in ops) / len(ops),
                "All operations have the same share here. Where are the alphas?",
            ),
            (
                lambda x, alphas, ops: sum(op(x) for op in ops),
                "All operations count in full here. Weigh them by the softmax of the alphas.",
            ),
            (
                _weighed_by(lambda alphas: alphas / alphas.sum()),
                "The alphas are divided by their sum. Take the exponentials first: an alpha may be negative, a "
                "share may not.",
            ),
            (
                _weighed_by(torch.sigmoid),
                "These are sigmoids, one an operation. A softmax makes them compete: they add up to 1.",
            ),
            (
                _weighed_by(lambda alphas: alphas.log_softmax(0)),
                "These are the logarithms of the shares. Take `softmax`, not `log_softmax`.",
            ),
            (
                _one_after_the_other,
                "Each operation works on the result of the one before. All get x, and their results are added.",
            ),
        ),
    ),
    hints=(
        "First the shares, then a sum with one part for each operation.",
        "`zip` gives you shares and operations in pairs. What does one pair add to the sum?",
    ),
    solution=mixture,
)


KERNELS = ("k3", "k5", "k7")


class MixedNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = SuperNet(10, in_channels=1)
        self.alphas = nn.Parameter(torch.zeros(3))

    def forward(self, x):
        convs = [self.net.conv_block.ops[kernel] for kernel in KERNELS]
        mixed = mixture(x, self.alphas, convs)  # (n, 16, h, w)
        features = self.net.pool(self.net.relu(mixed)).flatten(1)  # (n, 16)
        return self.net.fc(features)


def _mixed_net(forward):
    """A slip: MixedNet with another forward(net, weights, outputs, x)."""

    class Slip(MixedNet):
        def forward(self, x):
            outputs = [self.net.conv_block.ops[kernel](x) for kernel in KERNELS]
            return forward(self.net, self.alphas.softmax(0), outputs, x)

    return Slip


def _added(weights, outputs):
    return sum(weight * output for weight, output in zip(weights, outputs, strict=True))


def _head(net, features):
    return net.fc(net.pool(features).flatten(1))


def _images(seed=0, n=4):
    return torch.randn(n, 1, 8, 8, generator=torch.Generator().manual_seed(seed))


def _has_trainable_alphas(cls):
    net = call(cls)
    alphas = getattr(net, "alphas", None)
    if alphas is None or alphas is ...:
        return "The network has no `self.alphas` yet."
    if not isinstance(alphas, nn.Parameter):
        return "`self.alphas` is no Parameter, so no optimiser would find it. Wrap the tensor: `nn.Parameter(…)`."
    if tuple(alphas.shape) != (3,):
        return f"Three alphas are asked for, one a kernel: the shape is {tuple(alphas.shape)}, not (3,)."
    if alphas.abs().max() > 0:
        return f"All alphas start at 0, so that no kernel has an advantage. They are {alphas.tolist()}."
    return None


def _with_alphas(cls, alphas):
    """What the network says with the weights of the course's own, and these alphas."""
    net = call(cls)
    share_weights(net, seeded(MixedNet, seed=0))
    with torch.no_grad():
        net.alphas.copy_(torch.tensor(alphas))
        return call(net, _images())


def _one_path_is_left(cls):
    own = seeded(MixedNet, seed=0).net
    for number_, kernel in enumerate(KERNELS):
        alphas = [0.0, 0.0, 0.0]
        alphas[number_] = 60.0
        found, right = _with_alphas(cls, alphas), own(_images(), kernel)
        if not isinstance(found, torch.Tensor) or found.shape != right.shape:
            return (
                f"For 4 images the output must have the shape (4, 10), got {getattr(found, 'shape', found)}."
            )
        if not torch.allclose(found, right, atol=1e-4):
            return (
                f"With nearly the whole share on {kernel}, the logits must be those of SuperNet's "
                f"path {kernel}."
            )
    return None


def _reaches_the_alphas(cls):
    net = call(cls)
    call_with(net, (_images(),), {}, shown=("images",)).sum().backward()
    if net.alphas.grad is None:
        return (
            "No gradient reaches the alphas: forward does not use `self.alphas`, or uses a detached "
            "copy of it."
        )
    return None


MIXED_NETWORK = Exercise(
    id="09.2",
    title="A network that mixes",
    kind="code",
    dots=2,
    minutes=4,
    builds="MixedNet",
    check=build(
        MixedNet,
        tests=(
            ("Its alphas are three trainable numbers, all 0.", _has_trainable_alphas),
            ("With the whole share on one kernel it is SuperNet with that kernel.", _one_path_is_left),
            ("A backward pass reaches the alphas.", _reaches_the_alphas),
            (
                "With SuperNet's weights and equal alphas it gives what the course's own gives.",
                lambda cls: same_outputs(call(cls), seeded(MixedNet, seed=1), _images(1)),
            ),
        ),
        cases=(
            lambda cls: _with_alphas(cls, [0.3, -0.5, 1.0]),
            lambda cls: _with_alphas(cls, [-1.0, 0.5, 0.2]),
        ),
        why="One network holds all three kernels, and three numbers say how much of each. For an optimiser the "
        "alphas are parameters like any others.",
        mistakes=(
            (
                _mixed_net(lambda net, p, outs, x: _head(net, _added(p, [net.relu(out) for out in outs]))),
                "This mixes after the ReLU, or it mixes the logits of three networks, which comes "
                "to the same because all "
                "that follows is linear. Mix right behind the convolutions, before the ReLU.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, _added(p, outs))),
                "The ReLU is missing between the mixture and the pool.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(sum(outs) / 3))),
                "All kernels have the same share, whatever the alphas are.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(sum(outs)))),
                "The three outputs are added in full. Weigh them by the softmax of the alphas.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(outs[p.argmax()]))),
                "This uses the strongest kernel alone, so the loss jumps, and no gradient reaches the alphas.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(_added(p.flip(0), outs)))),
                "The shares meet the kernels in the opposite order: the first alpha belongs to k3.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(_added(p.log(), outs)))),
                "These shares are no softmax: they can be negative. Hand the alphas to `mixture` as they are.",
            ),
        ),
    ),
    hints=(
        "Your `mixture` takes x, the alphas and a list of operations. The operations are "
        "`self.net.conv_block.ops[kernel]`.",
        "After the mixture, do what SuperNet does: `relu`, `pool`, flatten from dimension 1 on, `fc`.",
        "A tensor that should be trained must be an `nn.Parameter`; three zeros are `torch.zeros(3)`.",
    ),
    solution=MixedNet,
)


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
                "weights learn from "
                "both halves. Finish the alphas' step before the weights' begins.",
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


def _search_slip(adam=None, sgd=None, entry=None, swap=False, first=True, momentum=0.9, betas=(0.5, 0.999)):
    """`search` with one thing done otherwise; adam, sgd: net -> the parameters that each holds."""
    adam, sgd = adam or (lambda net: [net.alphas]), sgd or (lambda net: [net.w])
    entry = entry or (lambda net: net.alphas.detach().softmax(-1))

    def slip(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
        alpha_optimizer = torch.optim.Adam(adam(net), alpha_lr, betas=betas)
        weight_optimizer = torch.optim.SGD(sgd(net), 0.1, momentum=momentum)
        path = [entry(net)] if first else []
        for _ in range(epochs):
            halves = (val_half, train_half) if swap else (train_half, val_half)
            first_order_step(net, *halves, weight_optimizer, alpha_optimizer)
            path.append(entry(net))
        return path

    return slip


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
                _search_slip(first=False),
                "The shares before the first step are missing at the beginning of the path.",
            ),
            (_only_the_last, "This is the end alone. Return the whole path, entry by entry."),
            (_search_slip(momentum=0), "The weights' optimiser has no momentum. The docstring asks for 0.9."),
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


def edges_of_node(rows, names):
    allowed = [k for k, name in enumerate(names) if name != "none"]
    best = [max(allowed, key=lambda k: row[k]) for row in rows]
    strength = [row[k] for row, k in zip(rows, best, strict=True)]
    two = sorted(range(len(rows)), key=lambda j: strength[j])[-2:]
    return [(names[best[j]], j) for j in sorted(two)]


def counts_none(rows, names):
    """The broken function."""
    best = [row.index(max(row)) for row in rows]
    strength = [max(row) for row in rows]
    two = sorted(range(len(rows)), key=lambda j: strength[j])[-2:]
    return [(names[best[j]], j) for j in sorted(two)]


def _node_slip(operation=None, strength=None, keep=lambda ranked: ranked[-2:], order=sorted):
    """`edges_of_node` with one thing done otherwise; operation, strength: (row, allowed columns) -> ..."""
    operation = operation or (lambda row, allowed: max(allowed, key=lambda k: row[k]))
    strength = strength or (lambda row, allowed: max(row[k] for k in allowed))

    def slip(rows, names):
        allowed = [k for k, name in enumerate(names) if name != "none"]
        ranked = sorted(range(len(rows)), key=lambda j: strength(rows[j], allowed))
        return [(names[operation(rows[j], allowed)], j) for j in order(keep(ranked))]

    return slip


def _without_the_first(rows, names):
    return [(names[1:][row.index(max(row[1:]), 1) - 1], j) for row, j in _strongest_after_the_first(rows)]


def _strongest_after_the_first(rows):
    two = sorted(range(len(rows)), key=lambda j: max(rows[j][1:]))[-2:]
    return [(rows[j], j) for j in sorted(two)]


NODES = (
    ([[0.1, 0.6, 0.3], [0.2, 0.35, 0.45], [0.15, 0.05, 0.8]], ["none", "skip", "conv"]),
    ([[0.9, 0.04, 0.06], [0.1, 0.5, 0.4], [0.3, 0.42, 0.28]], ["none", "skip", "conv"]),
    ([[0.3, 0.2, 0.24, 0.26], [0.05, 0.3, 0.25, 0.4]], ["none", "pool", "skip", "conv"]),
    ([[0.2, 0.55, 0.25], [0.6, 0.3, 0.1], [0.41, 0.4, 0.19], [0.05, 0.25, 0.7]], ["conv", "none", "skip"]),
    ([[0.1, 0.46, 0.44], [0.35, 0.6, 0.05], [0.3, 0.05, 0.65]], ["none", "skip", "conv"]),
)

READ_THE_CELL = Exercise(
    id="09.5",
    title="A cell that connects nothing",
    kind="bug",
    dots=2,
    minutes=4,
    builds="edges_of_node",
    check=code(
        edges_of_node,
        NODES,
        given=counts_none,
        why="Of each edge the strongest operation, of the node the two strongest edges. `none` is "
        "never chosen, but "
        "it was in the softmax: an edge that likes `none` has weak other shares, and so it drops out.",
        mistakes=(
            (
                _node_slip(strength=lambda row, allowed: max(row)),
                "The operations are right now. But `none` still counts as the strength of an edge, "
                "so an edge that "
                "wants to be cut off looks strong.",
            ),
            (
                _node_slip(operation=lambda row, allowed: row.index(max(row))),
                "The strengths are right now. But `none` can still be the operation that is chosen.",
            ),
            (
                _node_slip(strength=lambda row, allowed: sum(row[k] for k in allowed)),
                "This takes the sum of all weights but that of `none` as the strength. An edge may keep one "
                "operation only, so its strength is the share of that one.",
            ),
            (
                _node_slip(strength=lambda row, allowed: sum(row)),
                "This takes the sum of a row as the strength. A softmax adds up to 1 on every edge, so it tells "
                "nothing apart.",
            ),
            (
                _node_slip(keep=lambda ranked: ranked[:2]),
                "These are the two weakest edges. Keep the strongest.",
            ),
            (
                _node_slip(keep=lambda ranked: ranked),
                "All edges are still there. A node keeps the two strongest.",
            ),
            (
                _node_slip(order=lambda two: two[::-1]),
                "The right edges in the order of strength. The order of the predecessors is asked for.",
            ),
            (
                _node_slip(keep=lambda ranked: [0, 1]),
                "These are the first two edges, whatever they weigh. Take the strongest two.",
            ),
            (
                lambda rows, names: [(j, op) for op, j in edges_of_node(rows, names)],
                "The right edges, but each pair the other way round: (name, predecessor).",
            ),
            (
                lambda rows, names: [op for op, _ in edges_of_node(rows, names)],
                "The right operations. Say also from which predecessor each edge comes.",
            ),
            (
                _without_the_first,
                "This leaves out the first name. `none` may stand anywhere: look for it by its name.",
            ),
        ),
    ),
    hints=(
        "Call it on a node with an edge of shares 0.9 for `none`, 0.04 and 0.06. What does it keep?",
        "Collect the columns whose name is not `none` first; look for the largest share among those only.",
        "Both the chosen operation and the strength of an edge come from those columns.",
    ),
    solution=edges_of_node,
)

WHY_SKIPS_WIN = Exercise(
    id="09.6",
    title="Why do the skips win?",
    kind="explain",
    dots=3,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "The last column of the table says no: trained alone, a cell of skips is far worse. The mixture "
            "likes them; that is another matter.",
            "B": "All alphas start near zero in both searches, and on the weights' images the convolutions win.",
            "C": "Nobody asked about time: the loss holds only errors. (A search can be told to "
            "ask; lesson 10 does.)",
            "D": "Right, it fits both pictures. The weights learn their images by heart, more and "
            "more, and the loss "
            "on the other half does not reward it; on their own images it does. In the mixture that "
            "costs little, "
            "because the convolutions are still there with small shares. Cut, and nothing of them is left.",
        },
    ),
    hints=(
        "What differs between the two searches, and what is the same?",
        "Mixed with p = 0.9 for the skip, a convolution still adds a tenth. What does it add once it is cut?",
    ),
    solution='answer = "D"  # the mixture likes them, the network cut out of it does not',
)


def second_order(train_slopes, val_slopes, w, alpha, xi):
    by_w, _ = train_slopes(w, alpha)
    v, direct = val_slopes(w - xi * by_w, alpha)  # at the weights after the step
    length = v.norm()
    if length == 0:
        return direct
    epsilon = 0.01 / length
    _, plus = train_slopes(w + epsilon * v, alpha)
    _, minus = train_slopes(w - epsilon * v, alpha)
    return direct - xi * (plus - minus) / (2 * epsilon)


def _double(*values):
    return torch.tensor(values, dtype=torch.float64)


def _toy_train(w, alpha):
    return 2 * (w - alpha), -2 * (w - alpha)


def _toy_val(w, alpha):
    return alpha.clone(), w - 2


TOY = _double(0.7), _double(1.6)
MIX = _double([0.6, -0.2], [0.1, 0.5], [-0.4, 0.3])  # (weights, alphas)
GOAL = _double(1.5, -1.0, 2.0)
AT = _double(0.8, 0.5, -1.2), _double(0.3, -0.7)


def _bent_train(w, alpha):
    """Slopes of sum(w^3 (MIX alpha)) + |w|^2 / 2: how alpha acts on w depends on where w is."""
    return 3 * w**2 * (MIX @ alpha) + w, MIX.T @ w**3


def _bent_val(w, alpha):
    """Slopes of |w - GOAL|^2 / 2 + |alpha|^2 / 2."""
    return w - GOAL, alpha.clone()


def _flat_val(w, alpha):
    return torch.zeros_like(w), alpha.clone()


def _at(train, val, point, xi):
    return lambda f: call(f, train, val, *point, xi)


def _second_slip(
    at_stepped=False, one_sided=False, plus=False, forget_xi=False, half=False, val_at_w=False, eps=0.01
):
    """`second_order` with one thing done otherwise."""

    def slip(train_slopes, val_slopes, w, alpha, xi):
        stepped = w - xi * train_slopes(w, alpha)[0]
        v, direct = val_slopes(w if val_at_w else stepped, alpha)
        epsilon = eps / v.norm() if eps else 0.01
        centre = stepped if at_stepped else w
        ahead = train_slopes(centre + epsilon * v, alpha)[1]
        back = train_slopes(centre if one_sided else centre - epsilon * v, alpha)[1]
        slope = (ahead - back) / (epsilon if half or one_sided else 2 * epsilon)
        return direct + (1 if plus else -1) * (1 if forget_xi else xi) * slope

    return slip


def _first_order_only(train_slopes, val_slopes, w, alpha, xi):
    return val_slopes(w - xi * train_slopes(w, alpha)[0], alpha)[1]


def _without_a_step(train_slopes, val_slopes, w, alpha, xi):
    return val_slopes(w, alpha)[1]


def _divides_by_nothing(function):
    found = call(function, _bent_train, _flat_val, *AT, 0.1)
    if isinstance(found, torch.Tensor) and found.isnan().any():
        return (
            "Here v is zero, and 0.01 divided by its length is no number. Then the direct part is "
            "all there is."
        )
    return gives(function, AT[1], _bent_train, _flat_val, *AT, 0.1)


def _takes_four(function):
    asked = []

    def counted(slopes):
        def ask(w, alpha):
            asked.append(None)
            return slopes(w, alpha)

        return ask

    call(function, counted(_bent_train), counted(_bent_val), *AT, 0.1)
    if len(asked) > 4:
        return (
            f"Four gradients are enough: three on the training batch, one on the other. Here "
            f"{len(asked)} were taken."
        )
    return None


SECOND_ORDER = Exercise(
    id="09.7",
    title="The second-order step",
    kind="code",
    dots=5,
    minutes=15,
    builds="second_order",
    check=build(
        second_order,
        tests=(
            (
                "With xi = 0 it is the first order.",
                lambda f: gives(f, _double(-1.3), _toy_train, _toy_val, *TOY, 0.0),
            ),
            (
                "On the two numbers, xi = 1/4 gives −0.05, as on paper.",
                lambda f: gives(f, _double(-0.05), _toy_train, _toy_val, *TOY, 0.25),
            ),
            (
                "On the two numbers, xi = 1/2 gives +1.2, as on paper.",
                lambda f: gives(f, _double(1.2), _toy_train, _toy_val, *TOY, 0.5),
            ),
            (
                "With a bent training loss the slope is taken at w itself, to either side.",
                lambda f: gives(
                    f, second_order(_bent_train, _bent_val, *AT, 0.1), _bent_train, _bent_val, *AT, 0.1
                ),
            ),
            (
                "Where the validation loss is flat in the weights, nothing is divided by zero.",
                _divides_by_nothing,
            ),
            ("It takes four gradients, not more.", _takes_four),
        ),
        cases=(
            _at(_toy_train, _toy_val, TOY, 0.5),
            _at(_bent_train, _bent_val, AT, 0.1),
            _at(_bent_train, _bent_val, AT, 0.05),
        ),
        why="The alphas now also hear how the weights will answer, and nobody had to write down a matrix: two "
        "gradients at neighbouring weights replace it.",
        mistakes=(
            (_without_a_step, "This is the first order: the weights are held where they are."),
            (
                _first_order_only,
                "The weights have taken their step, but the second part is missing: how that step "
                "itself depends on "
                "alpha.",
            ),
            (
                _second_slip(plus=True),
                "The second part has the wrong sign. The step goes *down* the training loss, hence the minus.",
            ),
            (
                _second_slip(forget_xi=True),
                "The second part lacks the factor xi: a small step answers little.",
            ),
            (_second_slip(half=True), "The two points lie 2 epsilon apart, and you divide by one epsilon."),
            (
                _second_slip(at_stepped=True),
                "The two points lie on either side of w', the weights after the step. The step was "
                "taken at w, so they "
                "belong on either side of w.",
            ),
            (
                _second_slip(val_at_w=True),
                "The validation slopes are taken at w. Take them at w', after the step.",
            ),
            (
                _second_slip(one_sided=True),
                "This looks to one side of w only. Looking to both sides is far more exact.",
            ),
            (
                _second_slip(eps=None),
                "Epsilon is 0.01 whatever the length of v, so a long v looks too far away. Divide "
                "0.01 by the length.",
            ),
        ),
    ),
    hints=(
        "Four calls: training at w, validation at w', training at w plus and w minus a little of v.",
        "`train_slopes` returns two slopes. The first call needs the one by w, the last two need "
        "the one by alpha.",
        "v is the validation slope by w, taken at w'. Epsilon is 0.01 divided by its length; if "
        "that length is 0, "
        "the weights' answer does not matter.",
    ),
    solution=second_order,
)

COLD_DRAWS = Exercise(
    id="09.8",
    title="Cold draws",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        0.3,
        tolerance=0.02,  # three standard deviations of 5,000 draws
        why="The temperature divides all noisy alphas alike, so it does not change which of them is "
        "the largest. The "
        "winner's share is the softmax of the alphas at any temperature: 0.3, up to the luck of the draws. What "
        "cools is how evenly a draw is mixed.",
        mistakes=(
            (
                0,
                "That would be the softmax of alpha / temperature. Here the noise is added first "
                "and divided, too, so "
                "the second operation wins as often as before.",
            ),
            (1, "Only one wins in each draw, and which one is chance: it is not always the same."),
            (
                1 / 3,
                "A third would be its share if all alphas were equal. Heat evens the weights in a "
                "draw, not the winners.",
            ),
            (1 / 6, "Two of twelve, read off the picture? Twelve draws are few. What do the shares say?"),
            (0.5, "There are three operations, and they do not win equally often."),
            (0.6, "This is the share of the first operation."),
            (0.1, "This is the share of the third operation, or the temperature."),
            (0.03, "The share is not multiplied by the temperature."),
        ),
    ),
    hints=(
        "Does dividing three numbers by 0.1 change which of them is the largest?",
        "Your count of the bins was made without any temperature. What would a temperature have changed in it?",
    ),
    solution="answer = 0.3  # whatever the temperature",
)

EXERCISES = (
    MIXED_OPERATION,
    MIXED_NETWORK,
    ONE_STEP,
    SEARCH_LOOP,
    READ_THE_CELL,
    WHY_SKIPS_WIN,
    SECOND_ORDER,
    COLD_DRAWS,
)


QUICK = (
    Quick(
        id="09.q1",
        question="From lesson 02: all three logits of a softmax are raised by 1. What happens to "
        "the probabilities?",
        options={"A": "all rise", "B": "the largest rises", "C": "they come closer together", "D": "nothing"},
        answer="D",
        reason="A common factor cancels in the softmax, so only differences between logits count.",
        slips={
            "A": "They must still add up to 1.",
            "B": "What decides is the differences; have they changed?",
        },
    ),
    Quick(
        id="09.q2",
        question="From lesson 08: why are batch norms recalibrated before a path of a supernet is judged?",
        options={
            "A": "their statistics are a mixture over many paths",
            "B": "their weights were never trained",
            "C": "the validation images have another size",
        },
        answer="A",
        reason="Running statistics were collected on all paths that were drawn, and fit none of them alone.",
        slips={"B": "The weights are trained. It is the statistics that do not fit."},
    ),
    Quick(
        id="09.q3",
        question="From lesson 08: a supernet is trained one path a step. How many of the three convolutions of a "
        "SuperConvBlock get a gradient in one step?",
        answer=1,
        reason="Only the convolution on the drawn path is used. DARTS will use all three in every step.",
        slips={3: "All three are stored, but only one is on the path.", 0: "The one on the path is trained."},
    ),
    Quick(
        id="09.q4",
        question="The mixture adds three convolutions of one input, 3 x 3, 5 x 5 and 7 x 7, with "
        "nothing in between. "
        "A single convolution computes exactly the same. How many weights does it have for one "
        "input and one output "
        "channel?",
        answer=49,
        reason="The small kernels, padded with zeros to 7 x 7, can be added to the large one: 7 x 7 = 49.",
        slips={
            83: "9 + 25 + 49 weights are stored, but they lie on top of each other: 3 x 3 fits into 7 x 7.",
            9: "A 3 x 3 kernel cannot reach as far as the 7 x 7 one that is in the mixture.",
            25: "A 5 x 5 kernel cannot reach as far as the 7 x 7 one that is in the mixture.",
            169: "13 x 13 would be three convolutions one after the other. Here they stand side by side.",
            7: "This is the side of the kernel. It has 7 rows of as many weights.",
        },
    ),
    Quick(
        id="09.q5",
        question="Once all three kernels had g = 2. What was the gradient with respect to the alphas?",
        options={"A": "2 for each", "B": "2/3 for each", "C": "zero for each", "D": "that depends on p"},
        answer="C",
        reason="Only a difference from the mean counts, and here every kernel is the mean.",
        slips={"A": "The mean g is subtracted.", "D": "The bracket is zero, whatever p is."},
    ),
    Quick(
        id="09.q6",
        question="A search is over. Which images may judge the network that it found?",
        options={
            "A": "those of the training half",
            "B": "images of neither half",
            "C": "those of the validation half",
            "D": "any, if the batch norms are recalibrated",
        },
        answer="B",
        reason="The weights were fitted to one half and the alphas to the other; both are spent.",
        slips={"C": "The alphas have learned from these.", "A": "The weights have learned from these."},
    ),
    Quick(
        id="09.q7",
        question="A permutation test says p = 0.18. What does that mean?",
        options={
            "A": "if the groups' labels meant nothing, 18 % of all splits would differ as much",
            "B": "the search is better with a probability of 82 %",
            "C": "the search has no effect",
            "D": "18 % of its cells are worse than random ones",
        },
        answer="A",
        reason="So a difference of this size is no rare accident, and the question stays open.",
        slips={
            "B": "p speaks about luck without an effect, not about the effect.",
            "C": "It is not decided. An effect may be there, too small for five searches to show.",
        },
    ),
)
