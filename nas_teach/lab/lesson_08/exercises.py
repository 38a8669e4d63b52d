"""The exercises of lesson 08: the block, one step, recalibration, what a ranking and its price are worth."""

import copy

import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.lab.checking import Exercise, Quick, build, call, choose, code, number, plain, shorten, wrong
from nas_teach.lab.checking.calling import Refused, call_with
from nas_teach.lab.checking.modules import same_outputs
from nas_teach.lab.checking.scripted import Scripted

CHOICES = ("k3", "k5", "k7")


class SuperConvBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.ops = nn.ModuleDict()  # a dictionary whose weights PyTorch finds
        for k in (3, 5, 7):
            self.ops[f"k{k}"] = nn.Conv2d(in_channels, out_channels, k, padding=k // 2, bias=False)

    def forward(self, x, choice):
        if choice not in self.ops:
            raise ValueError(f"choice must be one of {tuple(self.ops)}, got {choice!r}")
        return self.ops[choice](x)


def _is_a_network(cls):
    net = call(cls, 2, 4)
    if not isinstance(net, nn.Module):
        return "It must be a network: a class with `nn.Module` as its base."
    return None


def _has_the_published_names(cls):
    names = list(call(cls, 2, 4).state_dict())
    if not names:
        return wrong(
            "PyTorch finds no weights. A plain dict or list hides its layers from it: use `nn.ModuleDict`, "
            "and call `super().__init__()` first.",
            "state_dict() is empty",
        )
    if any(name.endswith("bias") for name in names):
        return wrong("The convolutions have no bias: `bias=False`.", f"weights: {shorten(names)}")
    if sorted(names) != [f"ops.{choice}.weight" for choice in CHOICES]:
        return wrong(
            "The names of the weights belong to the published form: an `nn.ModuleDict` called `ops` with the "
            "keys k3, k5 and k7 gives ops.k3.weight and so on. With others a saved supernet cannot be loaded.",
            f"weights: {shorten(names)}",
        )
    return None


def _keeps_the_size(cls):
    net, x = call(cls, 2, 4), _images(2)
    for choice in CHOICES:
        kernel, size = net.ops[choice].weight, int(choice[1])
        if kernel.shape[2:] != (size, size):
            return wrong(
                f"{choice} must have a kernel of {size} x {size}.", f"its weight has {tuple(kernel.shape)}"
            )
        out = call(net, x, choice)
        if out is None:
            return "`forward` gives nothing back. Is its `return` missing?"
        if not isinstance(out, torch.Tensor):
            return wrong("`forward` returns one tensor, the output of the chosen kernel.", shorten(out))
        if out.shape[2:] != x.shape[2:]:
            return wrong(
                "Height and width must stay, whatever the choice. A kernel of k needs a padding of k // 2.",
                f"{tuple(x.shape)} with {choice} became {tuple(out.shape)}",
            )
    return None


def _uses_one_kernel(cls):
    for choice in CHOICES:
        net = call(cls, 2, 4)
        if same_outputs(net, SuperConvBlock(2, 4), _images(2), choice):
            with torch.no_grad():
                out, each = net(_images(2), choice), [net.ops[c](_images(2)) for c in CHOICES]
            if torch.allclose(out, sum(each), atol=1e-4):
                return "All three kernels run, and their outputs are added. A choice uses one of them only."
            if any(torch.allclose(out, one, atol=1e-4) for one in each):
                return f"The choice {choice} runs the kernel of another choice. Is `choice` looked at?"
            return "The output is not that of the chosen kernel alone."
        ran = []
        for name, op in net.ops.items():
            op.register_forward_hook(lambda *_, name=name, ran=ran: ran.append(name))
        net.train()
        net(_images(2), choice).sum().backward()
        got = [c for c in CHOICES if net.ops[c].weight.grad is not None]
        if got != [choice]:
            return wrong(
                "Only the chosen kernel may get a gradient; run no other one.", f"{choice} gave one to {got}"
            )
        if set(ran) - {choice}:
            return wrong(
                "The output is right, but all kernels are computed and then one is taken. Look the chosen one up "
                "first, and run no other one.",
                f"with {choice} ran {ran}",
            )
    return None


def _names_the_choices(cls):
    net = call(cls, 2, 4)
    try:
        net(_images(2), "k9")
    except ValueError as error:
        if all(choice in str(error) for choice in CHOICES):
            return None
        return wrong("The message should list the choices that exist.", f"ValueError: {error}")
    except Exception as error:
        return wrong(
            "For a choice that does not exist, raise a ValueError of your own.", f"k9 raised {error!r}"
        )
    return "The choice 'k9' does not exist, and yet nothing is raised."


def _images(channels, count=3, side=9):
    return torch.randn(count, channels, side, side, generator=torch.Generator().manual_seed(0))


BLOCK = Exercise(
    id="08.1",
    title="Write the block",
    kind="code",
    dots=2,
    minutes=5,
    builds="SuperConvBlock",
    check=build(
        SuperConvBlock,
        tests=(
            ("It is a network.", _is_a_network),
            ("PyTorch finds three weights, under their published names.", _has_the_published_names),
            ("Each choice has its kernel size, and keeps height and width.", _keeps_the_size),
            ("A choice runs its own kernel and no other.", _uses_one_kernel),
            ("A choice that does not exist is refused, with a list of those that do.", _names_the_choices),
        ),
        why="Three convolutions, one of them runs. The other two are not computed, so they cost no time and get "
        "no gradient.",
    ),
    hints=(
        "`nn.ModuleDict` works like a dictionary, and PyTorch finds the layers in it.",
        "The padding of a kernel of k is k // 2. A bias is not wanted.",
        "`forward` needs two lines and an error: is the choice among the keys, then look it up and run it.",
    ),
    solution=SuperConvBlock,
)


def supernet_step(net, optimizer, images, labels, choices, rng, fair=False):
    paths = choices if fair else [choices[rng.integers(len(choices))]]
    optimizer.zero_grad()
    for path in paths:
        loss = F.cross_entropy(net(images, path), labels)
        loss.backward()  # adds to the gradients of the paths before
    optimizer.step()  # one update, however many paths
    return paths


class Stage(nn.Module):
    """A small supernet of three linear paths with a shared layer, which notes the paths that run."""

    def __init__(self):
        super().__init__()
        self.own = nn.ModuleDict({choice: nn.Linear(4, 5, bias=False) for choice in CHOICES})
        self.shared, self.seen = nn.Linear(5, 3), []
        generator = torch.Generator().manual_seed(1)
        with torch.no_grad():
            for weight in self.parameters():
                weight.copy_(torch.randn(weight.shape, generator=generator))
                weight.grad = torch.ones_like(weight)  # left from a step before

    def forward(self, x, path):
        if not isinstance(path, str | tuple):
            raise TypeError("a path must be one of the choices, got an array")
        name = path if isinstance(path, str) else path[0]
        if name not in self.own:
            raise ValueError(f"there is no path {name!r}. Does the drawn path stand in a list?")
        self.seen.append(str(name))
        return self.shared(torch.tanh(self.own[str(name)](x)))

    def __deepcopy__(self, memo):
        return self  # call() copies arguments, and this one is to be read afterwards

    def __repr__(self):
        return "net"


class Steps(torch.optim.SGD):
    """Gradient descent that counts its updates."""

    count = 0

    def step(self, closure=None):
        self.count += 1
        return super().step(closure)

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return "optimizer"


def _staged(function, draws, fair=False, choices=CHOICES):
    """What steps do to the small supernet: its weights, the paths that ran, what was returned, updates.

    A fair step may take the paths in any order; here they are sorted.
    """
    net = Stage()
    optimizer, rng = Steps(net.parameters(), lr=0.5), Scripted(draws)
    generator = torch.Generator().manual_seed(2)
    images, labels = torch.randn(6, 4, generator=generator), torch.tensor([0, 1, 2, 0, 1, 2])
    returned = []
    for _ in range(1 if fair else len(draws)):
        found = call(function, net, optimizer, images, labels, list(choices), rng, fair=fair)
        returned.append(sorted(found, key=str) if fair and isinstance(found, list | tuple) else found)
    weights = [weight.detach().clone() for weight in net.parameters()]
    return weights, sorted(net.seen) if fair else net.seen, returned, optimizer.count


def _draws_one_path(function):
    _, seen, _, _ = _staged(function, [1])
    if len(seen) != 1:
        return wrong("Without `fair` a step trains one path.", f"paths that ran: {seen}")
    _, seen, _, _ = _staged(function, [1, 2, 0, 1])
    if seen != ["k5", "k7", "k3", "k5"]:
        return wrong(
            "The path is not the one that `rng` drew. Draw its position: `rng.integers(len(choices))`.",
            f"positions 1, 2, 0, 1 were drawn, the paths were {seen}",
        )
    return None


def _draws_a_tuple(function):
    try:
        for fair in (False, True):
            _staged(function, [] if fair else [2], fair, [("k3", 1), ("k5", 2), ("k7", 3)])
    except Refused as refusal:
        if "got an array" in refusal.verdict.message:
            return wrong(
                "The choices may be tuples, which `rng.choice` and `rng.permutation` turn into an array. Draw a "
                "position with `rng.integers` and take the choice that stands there.",
                refusal.verdict.received,
            )
        raise
    return None


def _moves_one_path(function):
    (before, *_), (after, _, _, count) = _staged(lambda *a, **k: [], [1]), _staged(function, [1])
    if not count:
        return "The optimizer never steps, so no weight moves: call `optimizer.step()` at the end."
    moved = [not torch.equal(a, b) for a, b in zip(before, after, strict=True)]
    if not any(moved):
        return "No weight has moved. Is `zero_grad` called after `backward`? It must come first."
    if moved[0] or moved[2]:
        return (
            "Kernels that are not on the path have moved: gradients of the step before are left. Begin with "
            "`optimizer.zero_grad()`."
        )
    return None


def _as_by_hand(draws, fair, text):
    def test(function):
        right, found = _staged(supernet_step, draws, fair), _staged(function, draws, fair)
        if sorted(found[1]) != sorted(right[1]):
            return wrong(text, f"paths that ran: {found[1]}")
        if found[3] != right[3]:
            return wrong(
                "A step makes one update, after the gradients of all its paths.", f"updates: {found[3]}"
            )
        for a, b in zip(found[0], right[0], strict=True):
            if not torch.allclose(a, b, atol=1e-5):
                return text
        return None

    return test


def _keeps_the_choices(function):
    for draws, fair in (([2], False), ([], True)):
        net, choices = Stage(), list(CHOICES)
        given = net, Steps(net.parameters(), lr=0.5), torch.zeros(2, 4), torch.tensor([0, 1]), choices
        call_with(function, (*given, Scripted(draws)), {"fair": fair}, (*given, "rng"))
        if choices != list(CHOICES):
            return wrong(
                "The list `choices` is the caller's, who needs all of it for the next step. Leave it as it is.",
                f"k3, k5, k7 became {shorten(choices)}",
            )
    return None


def _returns_its_paths(function):
    for draws, fair, right in (([2], False, ["k7"]), ([], True, list(CHOICES))):
        found = _staged(function, draws, fair)[2][0]
        if found is None:
            return "All steps are right, but nothing comes back. Is the `return` missing?"
        if isinstance(found, str) or not isinstance(found, list | tuple) or sorted(found) != sorted(right):
            return wrong("Return the list of the paths that were trained.", f"returned {shorten(found)}")
    return None


def _slip(zero="first", step="last", everything=None, draw=True):
    """A step with a misconception built in."""

    def slip(net, optimizer, images, labels, choices, rng, fair=False):
        fair = fair if everything is None else everything
        paths = choices if fair else [choices[rng.integers(len(choices)) if draw else 0]]
        if zero == "first":
            optimizer.zero_grad()
        for path in paths:
            if zero == "each":
                optimizer.zero_grad()
            F.cross_entropy(net(images, path), labels).backward()
            if step == "each":
                optimizer.step()
        if zero == "last":
            optimizer.zero_grad()
        if step == "last":
            optimizer.step()
        return paths

    return slip


def _mean_of_losses(net, optimizer, images, labels, choices, rng, fair=False):
    paths = choices if fair else [choices[rng.integers(len(choices))]]
    optimizer.zero_grad()
    (sum(F.cross_entropy(net(images, path), labels) for path in paths) / len(paths)).backward()
    optimizer.step()
    return paths


STEP = Exercise(
    id="08.2",
    title="Write one supernet step",
    kind="code",
    dots=3,
    minutes=6,
    builds="supernet_step",
    check=build(
        supernet_step,
        tests=(
            ("It trains the one path that `rng` draws.", _draws_one_path),
            ("It draws from choices of any kind, tuples too.", _draws_a_tuple),
            ("The path and what is shared move; other paths stay bit-equal.", _moves_one_path),
            ("It leaves the list of choices as it is.", _keeps_the_choices),
            (
                "Two steps in a row end where they should.",
                _as_by_hand(
                    [1, 2],
                    False,
                    "After two steps the weights are not where they should be. Is the loss "
                    "`F.cross_entropy(net(images, path), labels)`, without anything more?",
                ),
            ),
            (
                "Fair: every path once, gradients summed, one update.",
                _as_by_hand(
                    [], True, "With fair=True every choice is trained once, and the gradients are summed."
                ),
            ),
            ("It returns the paths that it trained.", _returns_its_paths),
        ),
        cases=(lambda f: _staged(f, [1, 0]), lambda f: _staged(f, [], True), lambda f: _staged(f, [2, 2, 1])),
        mistakes=(
            (
                _slip(zero="never"),
                "Gradients are never set back, so each step repeats all steps before it: kernels off the path "
                "move as well. Begin with `optimizer.zero_grad()`.",
            ),
            (
                _slip(zero="each"),
                "Of a fair step only the last path's gradient is left. `zero_grad` belongs before the loop over "
                "the paths, `backward` inside it.",
            ),
            (
                _slip(step="each"),
                "`step` stands inside the loop: a fair step makes three updates. Sum the gradients of all paths, "
                "then update once.",
            ),
            (
                _mean_of_losses,
                "The gradients are averaged. Fair sampling sums them: `backward` of each loss, without a division.",
            ),
            (
                _slip(zero="last"),
                "`zero_grad` comes after `backward` and throws the gradients away. It must come first.",
            ),
            (_slip(everything=True), "`fair` is ignored: every step trains all paths."),
            (_slip(everything=False), "`fair` is ignored: every step trains one path."),
            (_slip(draw=False), "The path is always the first of the choices. Draw it with `rng`."),
        ),
        why="PyTorch adds gradients up until they are set back. So the order of the lines decides: zero_grad once, "
        "a backward for each path, then a single step.",
    ),
    hints=(
        "First make a list of paths: one that is drawn, or all of them. The rest is the same for both.",
        "Every `backward()` adds to the gradients. Which of the calls belong inside the loop over the paths?",
        "Inside: forward, loss, backward. Before it: `zero_grad`. After it: `step`.",
    ),
    solution=supernet_step,
)


def recalibrate(model, images):
    model = copy.deepcopy(model).eval()
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None  # a plain average, not a moving one
            layer.train()  # this layer alone takes statistics
    with torch.no_grad():
        model(images)
    return model.eval()


def _recalibration(own=True, reset=True, momentum=None, everything=False, ends=True, first=False, fed=True):
    """A recalibration with a misconception built in."""

    def slip(model, images):
        model = (copy.deepcopy(model) if own else model).train(everything)
        norms = [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d)]
        for norm in norms[:1] if first else norms:
            if reset:
                norm.reset_running_stats()
            norm.momentum = momentum
            norm.train(fed)
        torch.manual_seed(0)
        with torch.no_grad():
            model(images)
        return model.eval() if ends else model

    return slip


def _model():
    """Two trained batch norms, the second in a network of its own, and a dropout between; in training mode."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        inner = nn.Sequential(nn.Conv2d(3, 2, 3), nn.BatchNorm2d(2))
        model = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Dropout(0.5), inner)
        for norm in _norms(model):
            nn.init.uniform_(norm.weight, 0.5, 1.5), nn.init.uniform_(norm.bias, 0.5, 1.5)
        model(5 * torch.randn(20, 1, 9, 9) + 3)
    return model


def _calibration():
    """Images that brighten one after the other, so that a part of them has not the variance of all."""
    return _images(1, 40) + torch.linspace(0, 2, 40)[:, None, None, None]


def _norms(model):
    return [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d)]


def _recalibrated(function):
    """(the given model, what came back) of one call, on the model itself."""
    given, images = _model(), _calibration()
    found = call_with(function, (given, images), {}, (given, images))
    return given, found


def _statistics(model):
    return [(norm.running_mean, norm.running_var) for norm in _norms(model)]


def _is_returned(function):
    _, found = _recalibrated(function)
    if found is None:
        return "Nothing comes back. Is the `return` missing?"
    if not isinstance(found, nn.Module):
        return wrong("Return the recalibrated network.", f"returned {shorten(found)}")
    return None


def _believes_the_images(layer, text):
    def test(function):
        found = _statistics(_recalibrated(function)[1])[layer]
        right = _statistics(recalibrate(_model(), _calibration()))[layer]
        if all(torch.allclose(a, b, atol=1e-3) for a, b in zip(found, right, strict=True)):
            return None
        means, variances = (
            [[round(x, 2) for x in own.tolist()] for own in pair] for pair in zip(found, right, strict=True)
        )
        if torch.allclose(found[0], right[0], atol=1e-3):
            return wrong(
                "The means are right, the variances are not. Do all images go through in a single batch?",
                f"running variance {variances[0]}; the images have {variances[1]}",
            )
        return wrong(text, f"running mean {means[0]}; the images have {means[1]}")

    return test


def _keeps_the_given_one(function):
    given, _ = _recalibrated(function)
    if [p.tolist() for pair in _statistics(given) for p in pair] != [
        p.tolist() for pair in _statistics(_model()) for p in pair
    ]:
        return "The given network itself is changed. Work on a copy: `copy.deepcopy(model)`."
    return None


def _keeps_the_weights(function):
    _, found = _recalibrated(function)
    if [p.tolist() for p in found.parameters()] != [p.tolist() for p in _model().parameters()]:
        return "A weight has changed. Recalibration trains nothing, and resets nothing but the running statistics."
    return None


def _is_ready(function):
    _, found = _recalibrated(function)
    if any(layer.training for layer in found.modules()):
        return "It comes back in training mode. Put it into evaluation mode, or the next batch counts again."
    return None


def _result(function):
    given, found = _recalibrated(function)
    training = [layer.training for layer in found.modules()]
    believed = [
        value.round(decimals=3) for model in (found, given) for pair in _statistics(model) for value in pair
    ]
    return believed, training


RECALIBRATE = Exercise(
    id="08.3",
    title="Recalibrate a path",
    kind="code",
    dots=3,
    minutes=6,
    builds="recalibrate",
    check=build(
        recalibrate,
        tests=(
            ("It returns a network.", _is_returned),
            ("Not one weight has changed.", _keeps_the_weights),
            (
                "Its first batch norm believes the statistics of the images.",
                _believes_the_images(0, "The running statistics are not those of the images."),
            ),
            (
                "So does the second; other layers work as in evaluation.",
                _believes_the_images(
                    1,
                    "The second batch norm does not hold what reaches it. All batch norms take statistics, and all "
                    "other layers, dropout for one, are in evaluation mode.",
                ),
            ),
            ("The given network keeps its own statistics.", _keeps_the_given_one),
            ("It comes back in evaluation mode.", _is_ready),
        ),
        cases=(_result,),
        mistakes=(
            (
                _recalibration(momentum=0.1),
                "A momentum of 0.1 mixes a tenth of the images with nine tenths of what was there, here 0 and 1. "
                "Set `momentum = None` for the plain average.",
            ),
            (
                _recalibration(reset=False, momentum=0.1),
                "The old statistics are still in it: nine tenths of each come from before. Reset them, and set "
                "`momentum = None`.",
            ),
            (
                _recalibration(reset=False),
                "The old statistics count as earlier batches in the average. Call `reset_running_stats()` first.",
            ),
            (
                _recalibration(fed=False),
                "The statistics are reset to 0 and 1 and stay there. Images must pass while each batch norm is in "
                "training mode (`layer.train()`) and has `momentum = None`.",
            ),
            (
                _recalibration(everything=True),
                "The whole network is in training mode, so dropout is at work too, and the second batch norm "
                "sees a disturbed input. Put the batch norms alone into training mode.",
            ),
            (
                _recalibration(own=False),
                "The given network itself is changed. Work on a copy: `copy.deepcopy(model)`.",
            ),
            (
                _recalibration(ends=False),
                "Right but for its mode: the batch norms are still in training mode. End with `eval()`.",
            ),
            (
                _recalibration(first=True),
                "Only the first batch norm is recalibrated. Go through all modules with `model.modules()`, also "
                "those inside of others.",
            ),
            (
                lambda model, images: copy.deepcopy(model).eval(),
                "Nothing is measured: it is the copy of what was given.",
            ),
        ),
        why="No weight has moved. Each batch norm now holds the mean and variance of what this path sends it.",
    ),
    hints=(
        "`model.modules()` goes through all layers, however deep. Which of them are `nn.BatchNorm2d`?",
        "Three things for each of those: forget (`reset_running_stats`), average plainly (`momentum = None`), "
        "listen (`train`).",
        "Then one forward pass of the images under `torch.no_grad()`: the layers that listen do the rest. And "
        "the copy? At the very beginning.",
    ),
    solution=recalibrate,
)


def score_in_turn(net, paths):
    scores = []
    for path in paths:
        net.recalibrate(path)
        scores.append(net.accuracy(path))  # before the next path changes the statistics
    return scores


def score_after_all(net, paths):
    """The broken function of 08.4: all paths meet the statistics of the last one."""
    for path in paths:
        net.recalibrate(path)
    return [net.accuracy(path) for path in paths]


def _score_first(net, paths):
    scores = []
    for path in paths:
        scores.append(net.accuracy(path))
        net.recalibrate(path)
    return scores


def _first_only(net, paths):
    net.recalibrate(paths[0])
    return [net.accuracy(path) for path in paths]


def _every_pair(net, paths):
    scores = []
    for path in paths:
        net.recalibrate(path)
        scores += [net.accuracy(other) for other in paths]
    return scores


class Supernet:
    """Three paths whose accuracy is good with statistics of their own, and poor with those of another."""

    def __init__(self, names):
        self.names, self.statistics, self.recalibrations = names, None, 0

    def recalibrate(self, path):
        self.statistics = path
        self.recalibrations += 1

    def accuracy(self, path):
        own = 0.8 + 0.01 * self.names.index(path)
        return own if self.statistics == path else own - 0.5 - 0.01 * self.recalibrations

    def __repr__(self):
        return "net"


NETS = tuple((Supernet(names), list(names)) for names in (("a", "b", "c"), ("p", "q"), ("x", "y", "z", "w")))

ALL_BUT_ONE = Exercise(
    id="08.4",
    title="All but one",
    kind="bug",
    dots=2,
    minutes=2,
    check=code(
        score_in_turn,
        NETS,
        given=score_after_all,
        why="Recalibrate, score, next path. In the two loops every path was scored with the statistics "
        "of the last one. The package avoids the trap by working on a copy of each path.",
        mistakes=(
            (
                _score_first,
                "Now each path is scored with the statistics of the path before it. "
                "Recalibrate first, then score.",
            ),
            (
                lambda net, paths: [net.accuracy(path) for path in paths],
                "Without recalibration all paths meet the statistics that the net happens to have.",
            ),
            (_first_only, "The statistics of the first path do not fit the others."),
            (
                lambda net, paths: score_in_turn(net, paths)[-1:],
                "Only the last score is returned. Is the list made anew in each round?",
            ),
            (
                lambda net, paths: score_in_turn(net, paths)[:1],
                "Only the first score is returned. Is `return` inside the loop?",
            ),
            (
                _every_pair,
                "One score a path is asked for. A loop inside the loop scores every path with "
                "the statistics of every other one.",
            ),
        ),
    ),
    hints=("Whose statistics does the net have when the second loop begins?", "One loop is enough."),
    solution=score_in_turn,
)


def _chosen(check, words):
    """`check` of a choice, which also knows words: {fragment: the option, or what to say}."""

    def judge(answer):
        said = plain(answer)
        said = " ".join(said.lower().split()) if type(said) is str and len(said) > 1 else ""
        for fragment, meant in words.items():
            if fragment in said:
                return check(meant) if meant in check.reasons else wrong(meant)
        return check(answer)

    judge.right, judge.reasons = check.right, check.reasons
    return judge


GOOD_SIGN = Exercise(
    id="08.5",
    title="A good sign?",
    kind="explain",
    dots=3,
    minutes=2,
    check=_chosen(
        choose(
            "A",
            {
                "A": "Right. The order needs the truth about some networks, drawn from all of them. How size "
                "ranks the same twenty shows what that is worth. Twenty trainings are a fair price for it.",
                "B": "A high accuracy of the paths says that the weights are good, not that the order is right.",
                "C": "Two supernets share the prejudices of their training. In the table above two of them agree "
                "better with each other than with the truth.",
                "D": "These twenty are a selection: the supernet thinks nearly the same of all of them, so their "
                "tau says little about the ranking, and nothing about what it threw out.",
            },
        ),
        words={
            "likes best": "D",
            "random": "A",
            "seeds": "C",
            "accuracy": "B",
            "and": "One letter is asked for: the observation that tells most. A and D differ in who chose the "
            "twenty paths, chance or the supernet.",
            "tau": "Over which paths? In A chance chose the twenty, in D the supernet did.",
            "size": "Size is what the ranking is held against. Which observation does so over a fair choice?",
            "no": "One of them does tell something: it asks networks that were trained alone, and does not let "
            "the supernet choose them.",
        },
    ),
    hints=(
        "Which of these compare the ranking with something that the supernet had no part in?",
        "Two do. In one of them the supernet chose what is compared.",
    ),
    solution='answer = "A"  # only the truth about a fair sample can tell',
)

FROM_HOW_MANY = Exercise(
    id="08.6",
    title="From how many networks on?",
    kind="predict",
    dots=2,
    minutes=2,
    check=number(
        12,
        tolerance=0.05,
        why="Alone: 6 n. Supernet: 60 + 0.06 n + 6. They are equal at n = 66 / 5.94 = 11.1, so from 12 "
        "on the supernet is cheaper. To be cheaper than training *everything* is easy. The hard "
        "question is what the same seconds would have bought otherwise.",
        mistakes=(
            (
                66 / 5.94,
                "There both cost the same. Which is the first whole number at which the supernet is cheaper?",
            ),
            (11, "At 11 the supernet with its winner costs 66.66 s, training all of them 66 s. Not yet."),
            (10, "Nearly. Scoring costs something too, and the winner must be trained again."),
            (60 / 5.94, "The winner's own training is missing: it costs 6 s as well."),
            (
                66 / 6.06,
                "Each candidate costs 6 s alone and 0.06 s with the supernet: it saves the difference.",
            ),
            (1100, "The 66 s are to be set against 6 s for *each* network trained alone."),
            (1000, "The 60 s of training are to be set against 6 s for *each* network trained alone."),
            (66, "These are the seconds that do not depend on n. Divide by what each network saves."),
            (1, "One network alone costs 6 s, the supernet 60 s."),
        ),
    ),
    hints=(
        "Write both prices as a formula with n, the number of candidates.",
        "Alone: 6 n. Supernet: 60 + 0.06 n + 6. When are they equal?",
    ),
    solution="answer = 12  # (60 + 6) / (6 - 0.06) = 11.1, and the next whole number",
)


class SharedKernelBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.weight = nn.Conv2d(in_channels, out_channels, 7, bias=False).weight  # (out, in, 7, 7)

    def forward(self, x, choice):
        if choice not in ("k3", "k5", "k7"):
            raise ValueError(f"choice must be one of ('k3', 'k5', 'k7'), got {choice!r}")
        k = int(choice[1])
        cut = (7 - k) // 2  # rows and columns left out at each edge
        kernel = self.weight[:, :, cut : 7 - cut, cut : 7 - cut]
        return F.conv2d(x, kernel, padding=k // 2)


def _holds_one_kernel(cls):
    shapes = [tuple(weight.shape) for weight in call(cls, 2, 4).parameters()]
    if not shapes:
        return "PyTorch finds no weight: make it an `nn.Parameter`, or take that of a convolution."
    if shapes != [(4, 2, 7, 7)]:
        return wrong(
            "One weight is enough: that of the 7 x 7 kernel, (out, in, 7, 7), without a bias.",
            f"weights: {shapes}",
        )
    [weight] = call(cls, 2, 4).parameters()
    if weight.min() == weight.max():
        return "All values of the kernel start alike, so all of them learn alike. Begin with random ones."
    return None


def _cuts(choice, text):
    def test(cls):
        net = call(cls, 2, 4)
        refused = same_outputs(net, SharedKernelBlock(2, 4), _images(2), choice)
        if not refused:
            return None
        size = int(choice[1])
        [weight] = net.parameters()
        with torch.no_grad():
            x, out = _images(2), net(_images(2), choice)
            if out.shape[2:] != x.shape[2:]:
                return wrong(
                    f"Height and width must stay. The kernel of {choice} is {size} x {size}, which needs a padding "
                    f"of {size // 2}. Are both so?",
                    refused.received,
                )
            corner = F.conv2d(x, weight[:, :, :size, :size], padding=size // 2)
            small = F.interpolate(weight, (size, size), mode="bilinear")
            whole = F.conv2d(x, weight, padding=3)
            known = {
                "This cuts a corner of the kernel. Leave out equally much at each edge.": corner,
                "This shrinks the kernel. Cut the centre out of it, and leave its values as they are.": F.conv2d(
                    x, small, padding=size // 2
                ),
                "The whole kernel runs. Is `choice` looked at?": whole,
            }
            for words, other in known.items():
                if out.shape == other.shape and torch.allclose(out, other, atol=1e-4):
                    return words
        return wrong(text, refused.received)

    return test


def _trains_the_centre(cls):
    net = call(cls, 2, 4)
    [weight] = net.parameters()
    out = net(_images(2), "k3")
    if not out.requires_grad:
        return "No gradient reaches the kernel. Cut the parameter itself, without `.data`, `.detach()`, `no_grad`."
    out.square().sum().backward()
    if weight.grad is None:
        return (
            "The gradient reaches a copy that `forward` has made; the kernel itself never learns. Run the slice "
            "of the parameter as it is."
        )
    reached = (weight.grad != 0).flatten(0, 1).any(0)
    if int(reached.sum()) != 9:
        return wrong(
            "A step along k3 should reach the nine values in the centre.", f"{int(reached.sum())} reached"
        )
    return None


SHARED = Exercise(
    id="08.7",
    title="Share the kernels, too",
    kind="code",
    dots=4,
    minutes=12,
    builds="SharedKernelBlock",
    check=build(
        SharedKernelBlock,
        tests=(
            ("It is a network.", _is_a_network),
            ("It holds a single kernel, 7 x 7.", _holds_one_kernel),
            ("k7 runs the whole kernel.", _cuts("k7", "k7 is an ordinary convolution with a padding of 3.")),
            (
                "k5 runs the centre of it.",
                _cuts("k5", "k5 is not a convolution with the 5 x 5 values in the centre."),
            ),
            (
                "k3 runs the centre of that.",
                _cuts("k3", "k3 is not a convolution with the 3 x 3 values in the centre."),
            ),
            ("A gradient along k3 reaches nine values of each kernel.", _trains_the_centre),
            ("A choice that does not exist is refused, with a list of those that do.", _names_the_choices),
        ),
        why="Now a step along any path trains the centre. In return the small kernel must live with values that "
        "the large one needs as well.",
    ),
    hints=(
        "One parameter of the shape (out, in, 7, 7). An `nn.Conv2d` makes one that starts well.",
        "How many rows are left out at each edge for k = 5, and for k = 3?",
        "`F.conv2d(x, kernel, padding=...)` runs any kernel that you hand it, a slice too.",
    ),
    solution=SharedKernelBlock,
)

EXERCISES = (BLOCK, STEP, RECALIBRATE, ALL_BUT_ONE, GOOD_SIGN, FROM_HOW_MANY, SHARED)


QUICK = (
    Quick(
        id="08.q1",
        question="From lesson 07: a score has a Kendall tau of 0.4 with the truth. In what share of all pairs "
        "does it name the better network? (No ties.)",
        answer=0.7,
        reason="Right minus wrong is 0.4, and together they are 1: (1 + 0.4) / 2 = 0.7.",
        slips={
            0.4: "That is the share in the right order minus the share in the wrong one.",
            0.3: "That is the share in the wrong order.",
            0.2: "A coin has tau 0 and gets half of them right.",
            0.6: "(1 + tau) / 2, not 1 - tau.",
            70: "As a share, from 0 to 1.",
        },
    ),
    Quick(
        id="08.q2",
        question="From lesson 07: why does the number of parameters stand beside every cheap score?",
        options={
            "A": "small networks are better",
            "B": "it is the truth",
            "C": "a score may not depend on size",
            "D": "it costs nothing, so a score that is no better is not worth its price",
        },
        answer="D",
        reason="Many a clever score has turned out to count parameters in a roundabout way.",
        slips={
            "A": "On our table large ones tend to be better.",
            "B": "It is a score like the others, only free.",
            "C": "It may. It should know more than size.",
        },
    ),
    Quick(
        id="08.q3",
        question="From lesson 01: of ten networks, each trained once, you take the one with the best accuracy "
        "and train it again. The second accuracy is on average",
        options={"A": "lower", "B": "the same", "C": "higher", "D": "nothing can be said"},
        answer="A",
        reason="The winner's curse: the best of ten was partly lucky, and luck does not come back.",
        slips={
            "C": "It starts anew, with other luck.",
            "B": "For a network chosen blindly, yes.",
            "D": "On average something can: it was chosen for a high number.",
        },
    ),
    Quick(
        id="08.q4",
        question="A colleague keeps the three convolutions in a plain dict. What does the training do?",
        options={
            "A": "It stops with an error.",
            "B": "It trains them as before.",
            "C": "It trains them, but cannot save them.",
            "D": "It trains the classifier; the kernels keep their random start.",
        },
        answer="D",
        reason="net.parameters() does not find them, so the optimizer never moves them, and nobody complains.",
        slips={
            "A": "The forward pass works: a dict can be looked up.",
            "B": "The optimizer gets net.parameters(). Are they among them?",
            "C": "That they are not saved is true. But who moves them?",
        },
    ),
    Quick(
        id="08.q5",
        question="Each step draws type (2 choices), kernel size (3) and depth (1, 2 or 3) at random. In how many "
        "of 282 steps, on average, is the third block of type mbconv with kernel 7 trained?",
        answer=282 / 18,
        tolerance=0.4,
        reason="1/2 x 1/3 x 1/3 of the steps: 15.7. The first such block is on three times as many paths.",
        slips={
            47: "That is the first such block. Only depth 3 reaches the third.",
            94: "Three things must meet: type, kernel and depth.",
            31.33: "Depth 2 uses two blocks only.",
            282: "A step trains one path.",
        },
    ),
    Quick(
        id="08.q6",
        question="Why did the tiny supernet rank well without any recalibration?",
        options={
            "A": "It is too small to have statistics that differ.",
            "B": "Its three paths were trained often enough.",
            "C": "It has no layer that keeps statistics.",
            "D": "A single decision cannot mix anything.",
        },
        answer="C",
        reason="Convolution, ReLU, mean, linear layer: none of them remembers what passed through.",
        slips={
            "A": "One shared batch norm would be enough to mix three paths.",
            "B": "Running statistics stay a mixture, however long one trains.",
            "D": "Three paths through one batch norm do mix.",
        },
    ),
    Quick(
        id="08.q7",
        question="All trainings take ten times as many epochs, that of the supernet too. How many trainings of "
        "one network does the training of the supernet now cost?",
        options={
            "A": "ten times as many",
            "B": "as many as before",
            "C": "a tenth",
            "D": "nothing can be said",
        },
        answer="B",
        reason="Both are ten times as dear, so it cancels. Only scoring a path becomes cheaper in comparison.",
        slips={
            "A": "In seconds, yes. In trainings?",
            "C": "The supernet is trained for longer, too.",
            "D": "Divide one by the other.",
        },
    ),
)
