"""The exercises of lesson 13: cutting, the sandwich, choosing within a budget, attention."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.lab.checking import (
    Exercise,
    Quick,
    Recorder,
    build,
    call,
    choose,
    code,
    gives,
    number,
    same,
    shorten,
    unchanged,
    wrong,
)
from nas_teach.lab.checking.calling import call_with
from nas_teach.space import SearchSpace

SHARE = Exercise(
    id="13.1",
    title="How much is shared?",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        144 / 12544,
        why="4 x 4 x 3 x 3 = 144 of 16 x 16 x 7 x 7 = 12,544, a little over one per cent. These few weights "
        "are on every path through the layer, and must serve them all.",
        mistakes=(
            (9 / 49, "This is the share of the kernel alone. The narrow path also has fewer channels."),
            (9 / 49 / 4, "The narrow path has fewer channels on *both* sides, going in and coming out."),
            (1 / 16, "This counts the channels on both sides. The kernel is smaller, too."),
            (3 / 7 / 16, "A kernel has two sides: 3 x 3 of 7 x 7."),
            (3 / 7 / 4, "Kernels have two sides, and a layer has channels in and channels out."),
            (144, "This is the number of weights. Which share of the largest layer is it?"),
            (12544 / 144, "This is how many times larger the largest layer is. The share is one over it."),
        ),
        tolerance=2e-4,
    ),
    hints=(
        "How many weights has a convolution with 16 channels in, 16 out and a kernel of 7 x 7?",
        "Channels out times channels in times the two sides of the kernel, once for each of the two.",
    ),
    solution="answer = (4 * 4 * 3 * 3) / (16 * 16 * 7 * 7)",
)


def cut(weight, outs, ins, kernel):
    start = (weight.shape[-1] - kernel) // 2  # equally much is left out on both sides
    stop = start + kernel
    return weight[:outs, :ins, start:stop, start:stop]


LARGE = torch.arange(6 * 4 * 49.0).reshape(6, 4, 7, 7)


def _cut(place):
    """A slip: `place(weight, outs, ins, kernel)` says what is cut."""
    return lambda weight, outs, ins, kernel: place(weight, outs, ins, kernel).clone()


def _middle(weight, kernel):
    start = (weight.shape[-1] - kernel) // 2
    return weight[..., start : start + kernel, start : start + kernel]


def _has_shape(function):
    for outs, ins, kernel in ((2, 3, 5), (6, 4, 3), (5, 1, 7)):
        found = call(function, LARGE, outs, ins, kernel)
        if not isinstance(found, torch.Tensor):
            return wrong("Return a tensor, the weights that are cut out.", shorten(found))
        shape = tuple(found.shape)
        if shape != (outs, ins, kernel, kernel):
            message = "The shape must be (outs, ins, kernel, kernel)."
            if 0 in shape:
                message = "Nothing is left here. A slice that ends with -0 ends before it begins."
            elif shape[:2] == (min(ins, 6), min(outs, 4)):
                message = "`outs` and `ins` have changed places: channels out are the first axis."
            return wrong(message, f"outs {outs}, ins {ins}, kernel {kernel} gave {shape}")
    return None


def _lets_gradients_back(function):
    weight = LARGE.clone().requires_grad_()
    args = (weight, 2, 3, 5)
    found = call_with(function, args, {}, (args, {}))
    if found.requires_grad and found.is_leaf:
        return "A new parameter has a gradient of its own, which never reaches `weight`. Use plain slices."
    if not found.requires_grad:
        return wrong(
            "What is cut out no longer belongs to the large weight: no gradient finds its way back, so "
            "training the path would train nothing. Plain slices are enough, without detach, data or a new "
            "tensor.",
            "a tensor that knows nothing of `weight`",
        )
    if found.untyped_storage().data_ptr() != weight.untyped_storage().data_ptr():
        return wrong(
            "This is a copy. A view shares the memory of `weight`, and plain slices are views.",
            "a tensor with memory of its own",
        )
    found.sum().backward()
    right = torch.zeros_like(weight)
    right[:2, :3, 1:6, 1:6] = 1
    if not torch.equal(weight.grad, right):
        return (
            "The gradient reaches other weights than those that were cut out, or some of them more than once."
        )
    return None


CUT = Exercise(
    id="13.2",
    title="Cut a path out of a layer",
    kind="code",
    dots=2,
    minutes=4,
    builds="cut",
    check=build(
        cut,
        tests=(
            ("The result has the shape of the smaller layer.", _has_shape),
            (
                "Of one channel, a 3 x 3 is the middle of a 5 x 5.",
                lambda f: gives(
                    f,
                    [[[[6.0, 7.0, 8.0], [11.0, 12.0, 13.0], [16.0, 17.0, 18.0]]]],
                    torch.arange(25.0).reshape(1, 1, 5, 5),
                    1,
                    1,
                    3,
                ),
            ),
            ("The whole layer is a path, too.", lambda f: gives(f, LARGE, LARGE, 6, 4, 7)),
            ("The large weight stays as it is.", lambda f: unchanged(f, LARGE, 2, 3, 5)),
            ("Gradients flow back, to these weights and no others.", _lets_gradients_back),
        ),
        cases=((LARGE, 2, 3, 5), (LARGE, 5, 2, 3), (LARGE, 3, 1, 7), (LARGE[..., 1:6, 1:6], 2, 2, 3)),
        why="Slices of a tensor are views: they share its memory, and gradients flow back through them. "
        "Nothing is copied, so a 3 x 3 that is trained has trained the middle of the 7 x 7.",
        mistakes=(
            (
                _cut(lambda w, o, i, k: w[:o, :i, :k, :k]),
                "This is the upper left corner of the kernel. A small kernel looks at the *middle* of what "
                "the large one sees.",
            ),
            (
                _cut(lambda w, o, i, k: w[:o, :i, -k:, -k:]),
                "This is the lower right corner of the kernel. The middle is asked for.",
            ),
            (
                _cut(lambda w, o, i, k: _middle(w, k)[-o:, -i:]),
                "These are the *last* channels. A narrow path uses the first ones.",
            ),
            (
                _cut(lambda w, o, i, k: F.adaptive_avg_pool2d(w[:o, :i], k)),
                "The kernel is averaged down to the smaller size here. Its middle is asked for, as it is.",
            ),
        ),
    ),
    hints=(
        "Of 7 places keep 3: how many are left out before the first one that stays?",
        "(7 − 3) / 2 = 2 on each side. The first channels need no such sum.",
        "One slice for each of the four axes. Where the last two begin is half of what is left out; beware "
        "of a slice that ends with −0, which is empty.",
    ),
    solution=cut,
)


def sandwich_step(net, optimizer, images, labels, rng, randoms=1):
    choices = net.space.choices.values()
    smallest = net.space.arch(*[values[0] for values in choices])
    largest = net.space.arch(*[values[-1] for values in choices])
    paths = [smallest, largest]
    for _ in range(randoms):
        paths.append(net.space.sample(rng))
    optimizer.zero_grad()
    for path in paths:
        loss = F.cross_entropy(net(images, path), labels)
        loss.backward()  # adds to the gradients of the paths before
    optimizer.step()  # one update for all of them
    return paths


TINY = SearchSpace({"kernel": (3, 5, 7), "width": (2, 4, 6), "skip": (False, True)})


class Nested(nn.Module):
    """A small elastic supernet of linear layers, which notes the paths that run."""

    def __init__(self):
        super().__init__()
        generator = torch.Generator().manual_seed(1)
        self.space, self.seen = TINY, []
        self.first = nn.Parameter(torch.randn(6, 7, generator=generator))
        self.last = nn.Parameter(torch.randn(3, 6, generator=generator))
        for weight in self.parameters():
            weight.grad = torch.ones_like(weight)  # left from a step before

    def forward(self, x, arch):
        arch = self.space.require(arch)
        self.seen.append(arch)
        hidden = torch.tanh(x[:, : arch.kernel] @ self.first[: arch.width, : arch.kernel].T)
        return hidden @ self.last[:, : arch.width].T + (x[:, :3] if arch.skip else 0)

    def __deepcopy__(self, memo):
        return self  # call() copies arguments, and this one is to be read afterwards

    def __repr__(self):
        return "net"


class Updates(torch.optim.SGD):
    """Gradient descent that counts its updates."""

    count = 0

    def step(self, closure=None):
        self.count += 1
        return super().step(closure)

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return "optimizer"


def _batch():
    generator = torch.Generator().manual_seed(2)
    return torch.randn(9, 7, generator=generator), torch.arange(9) % 3


def _stepped(function, seed=0, **keywords):
    """A step of the small supernet: the net afterwards, what was returned, and the number of updates."""
    net = Nested()
    optimizer = Updates(net.parameters(), lr=0.5)
    found = call(function, net, optimizer, *_batch(), np.random.default_rng(seed), **keywords)
    return net, found, optimizer.count


SMALLEST, LARGEST = TINY.arch(3, 2, False), TINY.arch(7, 6, True)


def _runs_its_paths(function):
    for randoms in (1, 3):
        seen = _stepped(function, randoms=randoms)[0].seen
        for path, name, place in ((SMALLEST, "smallest", "first"), (LARGEST, "largest", "last")):
            if path not in seen:
                return wrong(
                    f"The {name} path does not run. It takes the {place} choice of every decision.",
                    f"paths that ran: {shorten(seen)}",
                )
        if len(seen) != 2 + randoms:
            return wrong(
                "A step runs the smallest path, the largest one and `randoms` others, each once.",
                f"with randoms={randoms}, {len(seen)} paths ran",
            )
    return None


def _draws(function):
    steps = [tuple(_stepped(function, seed)[0].seen) for seed in range(12)]
    others = {path for seen in steps for path in seen} - {SMALLEST, LARGEST}
    if others and len(set(steps)) == 1:
        return "Twelve different `rng` drew the same paths. Draw with the `rng` that is given."
    if len(others) < 4:
        return wrong(
            "The other paths should be drawn from the whole space: `net.space.sample(rng)`.",
            f"in 12 steps only {len(others)} paths ran beside the smallest and the largest",
        )
    if _stepped(function, 3)[0].seen != _stepped(function, 3)[0].seen:
        return "The same `rng` must give the same paths: draw with `rng` and with nothing else."
    three = _stepped(function, 5, randoms=5)[0].seen
    if len(set(three)) < 4:
        return wrong("Draw each of the `randoms` paths anew.", f"paths that ran: {shorten(three)}")
    return None


def _after(paths, scale=1.0, gradient=0.0):
    """The weights after one update with the summed gradients of `paths`, times `scale`."""
    net = Nested()
    for weight in net.parameters():
        weight.grad.mul_(gradient)
    images, labels = _batch()
    for path in paths:
        F.cross_entropy(net(images, path), labels).backward()
    with torch.no_grad():
        return [weight - 0.5 * scale * weight.grad for weight in net.parameters()]


def _updates_once(function):
    net, _, count = _stepped(function)
    if count != 1:
        return wrong(
            "A step makes one update, after the gradients of all its paths." if count else
            "The optimizer never steps, so no weight moves: call `optimizer.step()` at the end.",
            f"updates: {count}",
        )  # fmt: skip
    weights = list(net.parameters())
    known = (
        (_after(net.seen), None),
        (_after(net.seen, gradient=1.0),
         "Gradients of the step before are still there: call `optimizer.zero_grad()` before the first path."),
        (_after(net.seen, 1 / len(net.seen)),
         "The gradients are averaged over the paths. Here they are summed: the sum of losses, or one "
         "`backward` after the other."),
        (_after(net.seen[-1:]),
         "Only the last path's gradient is left. `zero_grad` belongs before the first path, not before "
         "each."),
        (_after([]), "No weight has moved. Is `zero_grad` called after `backward`?"),
    )  # fmt: skip
    for right, message in known:
        if all(torch.allclose(a, b, atol=1e-5) for a, b in zip(weights, right, strict=True)):
            return message
    return "The weights are not what one update with the summed gradients of these paths makes of them."


def _returns_paths(function):
    net, found, _ = _stepped(function, randoms=2)
    if found is None:
        return "All is right, but nothing comes back. Is the `return` missing?"
    if not isinstance(found, list | tuple) or sorted(map(str, found)) != sorted(map(str, net.seen)):
        return wrong("Return the list of the paths that were trained.", f"returned {shorten(found)}")
    return None


SANDWICH = Exercise(
    id="13.3",
    title="Write the sandwich",
    kind="code",
    dots=3,
    minutes=7,
    builds="sandwich_step",
    check=build(
        sandwich_step,
        tests=(
            ("The smallest, the largest and so many random paths run.", _runs_its_paths),
            ("The random ones come from `rng`, and from the whole space.", _draws),
            ("Their gradients are summed, and one update follows.", _updates_once),
            ("The paths come back.", _returns_paths),
        ),
        why="If the smallest and the largest path do well, those between them tend to do so, for they "
        "consist of the same weights. Each step pays for three paths or more, and makes one update.",
    ),
    hints=(
        "`net.space.choices` is {name: choices}, ordered from small to large. Which choice does the "
        "smallest path take of each?",
        "`net.space.arch(*values)` makes a path from a list of choices. The random ones come from "
        "`net.space.sample(rng)`.",
        "What is left is the fair step of lesson 08: zero_grad once, a `backward` for each path, one `step`.",
    ),
    solution=sandwich_step,
)


def choose_within(archs, scores, costs, budget):
    best = None
    for i, cost in enumerate(costs):
        if cost > budget:
            continue
        if best is None or (scores[i], -cost) > (scores[best], -costs[best]):
            best = i
    if best is None:
        raise ValueError(f"the cheapest network costs {min(costs)}, the budget is {budget}")
    return archs[best]


def _picked(key, kept=lambda cost, budget: cost <= budget):
    """A slip: the largest `key(score, cost, budget)` among what is `kept`."""

    def slip(archs, scores, costs, budget):
        rows = [i for i in range(len(archs)) if kept(costs[i], budget)]
        return archs[max(rows, key=lambda i: key(scores[i], costs[i], budget))]

    return slip


def _of_equals(sign):
    """A slip: of equal scores the last one in the list (sign 1) or the first one (-1)."""

    def slip(archs, scores, costs, budget):
        rows = [i for i in range(len(archs)) if costs[i] <= budget]
        return archs[max(rows, key=lambda i: (scores[i], sign * i))]

    return slip


def _its_place(archs, scores, costs, budget):
    return archs.index(choose_within(archs, scores, costs, budget))


def _no_room(function):
    try:
        found = function(["a", "b"], [0.5, 0.6], [3.0, 4.0], 2.0)
    except ValueError as error:
        if "3" in str(error):
            return None
        return wrong(
            "The message should say what the cheapest network costs, 3.0 here.", f"ValueError: {error}"
        )
    except Exception as error:
        return wrong("Where nothing fits, raise a ValueError of your own.", f"raised {error!r}")
    message = "No network fits into the budget of 2.0. Raise a ValueError instead of handing one over."
    if found is None:
        message = (
            "No network fits into the budget of 2.0, and a None is noticed much later: raise a ValueError."
        )
    return wrong(message, f"returned {shorten(found)}")


def _small(function):
    try:
        function(list(NAMES), list(SCORES), list(COSTS), 3)
    except ValueError as error:
        return wrong(
            "The best of all does not fit here, but others do. First leave out what does not fit.",
            f"with a budget of 3, costs {COSTS}: ValueError: {error}",
        )
    except Exception:
        pass  # gives() below tells it
    return gives(function, "e", NAMES, SCORES, COSTS, 3)


def _equal(function):
    for order in (1, -1):  # the dearer one first, then the cheaper one
        names, scores, costs = ([*part[::order]] for part in (NAMES, SCORES, COSTS))
        verdict = gives(function, "d", names, scores, costs, 6)
        if verdict:
            return verdict
    return None


NAMES, SCORES, COSTS = ["a", "b", "c", "d", "e"], [0.7, 0.9, 0.8, 0.8, 0.75], [2.0, 9.0, 5.0, 4.0, 1.0]
CHOOSE = Exercise(
    id="13.4",
    title="Choose within a budget",
    kind="code",
    dots=2,
    minutes=4,
    builds="choose_within",
    check=build(
        choose_within,
        tests=(
            ("A large budget: the best score of all.", lambda f: gives(f, "b", NAMES, SCORES, COSTS, 10)),
            ("A small one: the best of what fits.", _small),
            ("A cost that equals the budget fits.", lambda f: gives(f, "b", NAMES, SCORES, COSTS, 9.0)),
            ("Of equal scores the cheaper one, wherever it stands.", _equal),
            ("Where nothing fits, a ValueError names the least cost.", _no_room),
            ("The lists stay as they are.", lambda f: unchanged(f, NAMES[:3], SCORES[:3], COSTS[:3], 6)),
        ),
        cases=(
            (NAMES, SCORES, COSTS, 1),
            (NAMES, SCORES, COSTS, 4.5),
            (NAMES, SCORES, COSTS, 6),
            (NAMES, SCORES, COSTS, 9),
            (["x", "y"], [-2.0, -1.0], [1.0, 2.0], 1.5),
            (["x", "y"], [-2.0, -1.0], [1.0, 2.0], 3.0),
            (["p", "q", "r"], [0.9, 0.6, 0.5], [2.0, 3.0, 1.0], 3.0),
            (["z", "y", "x"], [0.9, 0.6, 0.9], [2.0, 3.0, 1.0], 3.0),
            (["x", "y", "z"], [0.9, 0.6, 0.9], [1.0, 3.0, 2.0], 3.0),
        ),
        why="First what fits, then the best of it. The other way round, the best of all may not fit, and "
        "then nothing is left to choose.",
        mistakes=(
            (_picked(lambda s, c, b: s, lambda c, b: True), "The budget is ignored."),
            (_picked(lambda s, c, b: (s, -c), lambda c, b: True), "The budget is ignored."),
            (_picked(lambda s, c, b: -s), "This is the *worst* score within the budget."),
            (_picked(lambda s, c, b: c),
             "This is the dearest network that fits. The best score is asked for."),
            (_picked(lambda s, c, b: -c),
             "This is the cheapest network. Within the budget it may cost what it likes."),
            (_picked(lambda s, c, b: s / c),
             "This is the best score *for its cost*. Within the budget the cost no longer matters."),
            (_picked(lambda s, c, b: (s, c)), "Of equal scores this takes the dearer one."),
            (_of_equals(1), "Of equal scores this takes the last one in the list, not the cheapest."),
            (_of_equals(-1), "Of equal scores this takes the first one in the list, not the cheapest."),
            (_its_place, "This is the place in the list. Hand over the architecture that stands there."),
        ),
    ),
    hints=(
        "Go through the list once, and remember where the best so far stands.",
        "What costs more than the budget is passed over. A better score replaces the best so far; an equal "
        "one only if it costs less.",
        "Python compares pairs from left to right, so a pair of the score and minus the cost does both at "
        "once.",
    ),
    solution=choose_within,
)  # fmt: skip

HIGHER = Exercise(
    id="13.5",
    title="Higher scores",
    kind="explain",
    dots=2,
    minutes=2,
    check=choose(
        "B",
        {
            "A": "If every path gains ten points, the order stays as it was, and tau does not move at all. "
            "A score can come nearer to the truth without ranking any better.",
            "B": "The middle of a kernel is trained in every step, so all paths are better trained. That "
            "lifts scores and says nothing of their order. Tau itself is a little higher, and five "
            "supernets of each kind do not decide whether that is luck.",
            "C": "A p of 0.2 does not say that there is no difference. It says that five against five "
            "cannot show one of this size.",
            "D": "The paths score 77 % with shared weights. Trained alone, the same networks reach about 84 "
            "%.",
        },
    ),
    hints=(
        "What happens to tau if all scores rise by the same amount?",
        "The p is 0.2. What does that say, and what does it not say?",
    ),
    solution='answer = "B"',
)


def attention(q, k, v, heads=1):
    size = q.shape[1] // heads
    mixed, weights = [], []
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        scores = q[:, part] @ k[:, part].T / size**0.5
        weights.append(scores.softmax(dim=1))  # every row adds up to 1
        mixed.append(weights[-1] @ v[:, part])
    return torch.cat(mixed, dim=1), torch.stack(weights)


def _qkv(tokens=5, channels=6, seed=0):
    return tuple(torch.randn(3, tokens, channels, generator=torch.Generator().manual_seed(seed)))


def _by(
    scale=lambda d, size: size**0.5,
    axis=1,
    values=lambda q, k, v: v,
    first=lambda q, k, v: (q, k),
    whole=False,
):
    """A slip in one part of the attention."""

    def slip(q, k, v, heads=1):
        d = q.shape[1]
        size, mixed, weights = d if whole else d // heads, [], []
        for head in range(1 if whole else heads):
            part = slice(None) if whole else slice(head * size, (head + 1) * size)
            a, b = first(q[:, part], k[:, part], v[:, part])
            scores = a @ b.T / scale(d, size)
            w = scores.softmax(axis) if axis is not None else scores
            weights.append(w)
            mixed.append(w @ values(q, k, v)[:, part])
        return torch.cat(mixed, 1), torch.stack(weights)

    return slip


def _two(function):
    q, k, v = torch.tensor([[1.0], [0.0]]), torch.tensor([[2.0], [0.0]]), torch.tensor([[10.0], [20.0]])
    found = call(function, q, k, v)
    if not isinstance(found, tuple | list) or len(found) != 2:
        return wrong("Two things are asked for: (mixed, weights).", shorten(found))
    mixed, weights = found
    if not isinstance(mixed, torch.Tensor) or not isinstance(weights, torch.Tensor):
        return wrong("Return tensors. `torch.as_tensor` makes one of an array or a list.", shorten(found))
    if tuple(weights.shape) != (1, 2, 2) or tuple(mixed.shape) != (2, 1):
        shapes = [tuple(part.shape) for part in (mixed, weights)]
        return wrong("mixed is (tokens, channels), weights is (heads, tokens, tokens).", f"got {shapes}")
    share = float(torch.sigmoid(torch.tensor(2.0)))
    right = [[20 - 10 * share], [15.0]]
    if not same(mixed, right, 1e-4):
        return wrong(
            "Two tokens with q = 1 and 0, k = 2 and 0, v = 10 and 20: the first should get 0.881 x 10 + "
            "0.119 x 20 = 11.19, the second the plain mean, 15.",
            f"mixed is {shorten(mixed)}",
        )
    return None


def _rows(function):
    weights = call(function, *_qkv())[1]
    if not same(weights.sum(2), torch.ones(1, 5), 1e-5):
        return wrong(
            "The weights of each token, a row, must add up to 1.", f"sums {shorten(weights.sum(2)[0])}"
        )
    return None


def _split(function):
    q, k, v = _qkv(4, 6, 1)
    mixed, weights = call(function, q, k, v, 3)
    if tuple(weights.shape) != (3, 4, 4):
        return wrong(
            "Three heads have weights of their own, (3, tokens, tokens).", f"got {tuple(weights.shape)}"
        )
    right, one = attention(q, k, v, 3)[0], attention(q[:, :2], k[:, :2], v[:, :2])[0]
    if not same(mixed[:, :2], one, 1e-5):
        return (
            "Head 0 is an attention of its own on the first channels of q, k and v, scaled by the root of "
            "*their* number."
        )
    if not same(mixed, right, 1e-5):
        return "The results of the heads belong side by side, in the order of their channels."
    return None


CASES = ((*_qkv(), 1), (*_qkv(4, 6, 2), 2), (*_qkv(7, 6, 3), 3))
ATTENTION = Exercise(
    id="13.6",
    title="Write self-attention",
    kind="code",
    dots=3,
    minutes=6,
    builds="attention",
    check=build(
        attention,
        tests=(
            ("Two tokens, one channel, by hand.", _two),
            ("The weights of every token add up to 1.", _rows),
            (
                "Equal keys give the mean of all values.",
                lambda f: gives(
                    lambda *args: call(f, *args)[0], [[2.0], [2.0]], torch.ones(2, 1), torch.ones(2, 1),
                    torch.tensor([[1.0], [3.0]]),
                ),
            ),
            ("Each head works on channels of its own.", _split),
            ("Queries, keys and values stay as they are.", lambda f: unchanged(f, *_qkv(3, 4), 2)),
        ),
        cases=CASES,
        why="A token asks with its query, finds by the keys whom it resembles, and takes the mean of their "
        "values with these weights. The weights are computed anew for each image; those of a convolution "
        "are fixed.",
        mistakes=(
            (_by(lambda d, size: 1), "The scores are not divided by the root of the number of channels."),
            (_by(lambda d, size: size),
             "The scores are divided by the number of channels. Its *root* is asked for."),
            (_by(lambda d, size: d**0.5),
             "Each head should be scaled by the root of its own number of channels, not of all channels."),
            (_by(axis=0),
             "The softmax runs along the wrong axis: over those who ask, not over those who are asked. Rows "
             "must add up to 1."),
            (_by(axis=None), "The softmax is missing: weights are positive and add up to 1."),
            (_by(values=lambda q, k, v: k),
             "The weights are applied to the keys. The values are what is mixed."),
            (_by(first=lambda q, k, v: (k, q)),
             "Queries and keys have changed places: rows are those who ask."),
            (_by(whole=True), "`heads` is ignored: all channels work as one head."),
        ),
    ),
    hints=(
        "For one head it is the formula above, in two lines: weights, then weights times values.",
        "`q @ k.T` holds the product of every query with every key, (tokens, tokens). Which axis should add "
        "up to 1?",
        "With several heads, take the same slice of channels from q, k and v, do the same, and join the "
        "results with `torch.cat` along the channels; the weights are joined with `torch.stack`.",
    ),
    solution=attention,
)  # fmt: skip


def cut_qkv(weight, width):
    q, k, v = weight.chunk(3)  # queries, keys, values: one below the other
    return torch.cat([part[:width, :width] for part in (q, k, v)])


def leading_rows(weight, width):
    return weight[: 3 * width, :width]


QKV = tuple(torch.arange(3.0 * d * d).reshape(3 * d, d) for d in (4, 6))
CUT_QKV = Exercise(
    id="13.7",
    title="A narrower attention",
    kind="bug",
    dots=2,
    minutes=3,
    check=code(
        cut_qkv,
        ((QKV[0], 2), (QKV[1], 2), (QKV[1], 4), (QKV[0], 4)),
        given=leading_rows,
        why="Queries, keys and values are cut each by itself. The broken function took the first rows of "
        "the whole, which are all of the queries and some keys: the narrow path would have used queries as "
        "its values.",
        mistakes=(
            (lambda w, n: torch.cat([part[:n] for part in w.chunk(3)]),
             "The outputs are cut; a narrow path has fewer channels going in, too."),
            (lambda w, n: torch.cat([part[-n:, -n:] for part in w.chunk(3)]),
             "These are the last channels. The other layers of the path use the first."),
            (lambda w, n: w[::3][:n, :n].repeat(3, 1),
             "Queries, keys and values are not mixed row by row; they lie one below the other."),
            (lambda w, n: torch.stack([part[:n, :n] for part in w.chunk(3)]),
             "The right parts, in another form: they belong one below the other again, (3 width, width)."),
            (lambda w, n: torch.cat([part[:n, :n] for part in w.chunk(3)], 1),
             "The right parts, side by side. They belong one below the other, (3 width, width)."),
            (lambda w, n: w.chunk(3)[0][:n, :n].repeat(3, 1), "All three are cut out of the queries."),
            (lambda w, n: w.chunk(3)[0][:n, :n],
             "These are the queries only. Keys and values are needed as well."),
        ),
    ),
    hints=(
        "Write down which rows of the large weight are queries, which are keys, and which are values.",
        "`weight.chunk(3)` gives the three of them. Each is then cut as a linear layer.",
    ),
    solution=cut_qkv,
)  # fmt: skip


def evolve_within(space, score, cost, budget, evaluations, seed):
    rng, population, scored = np.random.default_rng(seed), [], {}
    while len(scored) < evaluations:
        if len(population) < 20 or rng.random() < 0.1:  # now and then: all neighbours may be known
            child = space.sample(rng)
        else:
            drawn = rng.choice(len(population), 5, replace=False)
            parent = max((population[i] for i in drawn), key=scored.get)
            child = space.mutate(parent, rng)
        if child in scored or cost(child) > budget:
            continue  # nobody is scored, so it costs nothing
        scored[child] = score(child)
        population = [*population, child][-20:]  # the oldest dies
    best = max(scored, key=scored.get)
    return best, scored[best]


WIDE = SearchSpace({f"d{i}": (0, 1, 2, 3) for i in range(8)})
WEIGHTS = (5, 3, 8, 2, 7, 4, 6, 1)


def _made_up(arch):
    return sum(w * value for w, value in zip(WEIGHTS, arch, strict=False))


def _price(arch):
    return sum(arch)


def _evolved(function, seed=0, evaluations=60, budget=12, space=WIDE):
    score = Recorder(_made_up)
    found = call(function, space, score, _price, budget, evaluations, seed)
    return found, score


def _within(function):
    _, score = _evolved(function)
    over = [arch for arch in score.calls if _price(arch) > 12]
    if over:
        return wrong(
            "A network above the budget was scored. Ask for the cost first: it is cheap, and a score is not.",
            f"{shorten(over[0])} costs {_price(over[0])}, the budget is 12",
        )
    if all(_price(arch) < 12 for arch in score.calls):
        return "No network that costs exactly the budget was scored. It fits, too: at most the budget."
    return None


def _counts(function):
    for evaluations in (7, 60):
        _, score = _evolved(function, evaluations=evaluations)
        if score.repeated:
            return wrong(
                "A network that was scored before was scored again. Its score is known.",
                shorten(score.repeated[0]),
            )
        if len(score.calls) != evaluations:
            return wrong(
                "Score exactly `evaluations` networks; those that are refused do not count.",
                f"{len(score.calls)} scores, {evaluations} are right",
            )
    return None


def _hands_over(function):
    for seed in range(6):
        found, score = _evolved(function, seed)
        if not isinstance(found, tuple | list) or len(found) != 2:
            return wrong("Return a pair: the best network and its score.", shorten(found))
        best = max(map(_made_up, score.calls))
        if not same(found[1], best) or not same(_made_up(found[0]), best):
            return wrong(
                "The best of *all* that were scored is handed over, also if it has left the population.",
                f"returned the score {shorten(found[1])}, the best was {best}",
            )
    return None


def _evolves(function):
    best = [_evolved(function, seed, 200)[0][1] for seed in range(16)]
    if np.mean(best) < 73:
        return wrong(
            "It finds no more than random draws within the budget. Let a good parent, the best of a few "
            "drawn members, have children that differ in one decision.",
            f"on a made-up space its best is {np.mean(best):.1f} on average; random draws reach 70, "
            f"evolution 75",
        )
    if _evolved(function, 3)[0] != _evolved(function, 3)[0]:
        return "The same seed must give the same search."
    if len({_evolved(function, seed)[1].calls[0] for seed in range(6)}) == 1:
        return "`seed` is ignored: every seed begins with the same network."
    return None


def _ends(function):
    space = SearchSpace({f"d{i}": (0, 1, 2, 3) for i in range(3)})  # 20 networks cost 3 or less
    _, score = _evolved(function, evaluations=19, budget=3, space=space)
    if len(set(score.calls)) != 19:
        return wrong("Of 20 networks that fit, 19 were asked for.", f"{len(set(score.calls))} were scored")
    return None


EVOLVE = Exercise(
    id="13.8",
    title="Evolution within a budget",
    kind="code",
    dots=4,
    minutes=14,
    builds="evolve_within",
    check=build(
        evolve_within,
        tests=(
            ("Nothing above the budget is scored.", _within),
            ("So many networks are scored, each once.", _counts),
            ("The best of all that were scored is handed over.", _hands_over),
            ("It ends, also where nearly all that fit must be found.", _ends),
            ("It finds more than random draws do, and the seed decides.", _evolves),
        ),
        why="The budget is a constraint and no part of the score: what does not fit is thrown away before "
        "it costs anything. That is how Once-for-all searches its supernet for each device.",
        seconds=20,
    ),
    hints=(
        "Begin with aging evolution of lesson 05. What has changed is where children are refused.",
        "A loop that goes on until so many are scored: make a child (random while the population is small), "
        "go on to the next if it is too dear or known, else score it and put it into the population.",
        "All neighbours of a parent may be known or too dear. Draw a new parent for every attempt, and now "
        "and then a random network, so that the loop cannot hang.",
    ),
    solution=evolve_within,
)

QUICK = (
    Quick(
        id="13.q1",
        question="From lesson 08: why does a path get batch-norm statistics of its own before it is scored?",
        options={
            "A": "its weights were trained too little",
            "B": "the validation images have other statistics",
            "C": "to save time",
            "D": "the running ones mix all paths and fit none",
        },
        answer="D",
        reason="The running statistics are averages over the whole training, along all paths.",
        slips={
            "A": "That is true, and new statistics do not train it.",
            "B": "They come from the same source as the training images.",
            "C": "It takes extra passes.",
        },
    ),
    Quick(
        id="13.q2",
        question="From lesson 10: stem 0.1 ms, a block 0.2 ms, classifier 0.05 ms. What does the table "
        "predict, in ms, for a network with three such blocks?",
        answer=0.75,
        reason="The parts run one after the other, so their times add up: 0.1 + 3 x 0.2 + 0.05.",
        slips={0.35: "There are three blocks.", 0.6: "Stem and classifier take time as well."},
    ),
    Quick(
        id="13.q3",
        question="From lesson 07: every score of a ranking rises by ten points. What happens to its tau "
        "with the truth?",
        options={"A": "nothing", "B": "it rises", "C": "it falls", "D": "nothing can be said"},
        answer="A",
        reason="Tau looks at the order of pairs, and no order has changed.",
        slips={
            "B": "Tau sees the order alone, not how high scores are.",
            "C": "Tau sees the order alone, not how high scores are.",
            "D": "It can: tau depends on the order of pairs alone, and that stays.",
        },
    ),
    Quick(
        id="13.q4",
        question="Kernels 3, 5 and 7 are drawn equally often. In which share of the steps is the outermost "
        "ring of the 7 x 7 trained?",
        options={"A": "in all", "B": "in two thirds", "C": "in a third", "D": "in none"},
        answer="C",
        reason="Only the path with the kernel of 7 x 7 uses it.",
        slips={
            "A": "That is the middle.",
            "B": "That is the ring around the middle, which 5 and 7 use.",
            "D": "The path with the kernel of 7 x 7 uses it.",
        },
    ),
    Quick(
        id="13.q5",
        question="You have trained one supernet. How do you find out cheaply whether its choice for a "
        "device has failed?",
        options={
            "A": "look at its score once more",
            "B": "train it and a few other networks that fit alone",
            "C": "train the supernet with another seed",
            "D": "nothing can be done",
        },
        answer="B",
        reason="A few trainings alone show a gap of six points at once, and the best of them can be handed "
        "over.",
        slips={
            "A": "The score was good, or it would not have been chosen.",
            "C": "That costs eleven trainings, and the second may fail as well.",
            "D": "What is chosen is trained alone anyway; train a rival beside it.",
        },
    ),
    Quick(
        id="13.q6",
        question="The tokens of an image are shuffled before attention. What happens to its outputs?",
        options={
            "A": "they all become equal",
            "B": "they change, each in another way",
            "C": "they are shuffled in the same way",
            "D": "that depends on the image",
        },
        answer="C",
        reason="Each token asks all others, in whatever order they stand. Attention cannot "
        "know where a patch lies, so every token gets a learned position added.",
        slips={
            "A": "Each token still asks with its own query.",
            "B": "The same keys and values are there, only elsewhere.",
            "D": "It holds for every image: the sum runs over all tokens.",
        },
    ),
)

EXERCISES = (SHARE, CUT, SANDWICH, CHOOSE, HIGHER, ATTENTION, CUT_QKV, EVOLVE)
