"""The exercises of lesson 09: the mixed operation, a cell to read, a collapse; more in step, loop, second_order."""

import torch
from torch import nn

from nas_teach.evaluation.training import seeded
from nas_teach.lab.checking import Exercise, Quick, build, call, choose, code, gives, number
from nas_teach.lab.checking.calling import call_with
from nas_teach.lab.checking.modules import same_outputs, share_weights
from nas_teach.lab.lesson_09.loop import SEARCH_LOOP
from nas_teach.lab.lesson_09.second_order import SECOND_ORDER
from nas_teach.lab.lesson_09.step import ONE_STEP
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


class _Widen(_Op):
    """As _Op, and the result is twice as long as x."""

    def __call__(self, x):
        return super().__call__(x).repeat(2)


NONE, SKIP, DOUBLE, SHIFT = _Op("none", 0.0), _Op("skip", 1.0), _Op("double", 2.0), _Op("shift", 1.0, 3.0)
MIXTURES = (
    (torch.tensor([2.0, -1.0]), torch.tensor([0.0, 1.0, -0.5]), [NONE, SKIP, DOUBLE]),
    (torch.tensor([-1.5]), torch.tensor([0.5, 2.0]), [SHIFT, DOUBLE]),
    (torch.tensor([[0.5, 1.0]]), torch.tensor([1.0, 1.0, 1.0, 4.0]), [NONE, SKIP, SHIFT, DOUBLE]),
)


def _widens(function):
    ops = [_Widen("widen", 1.0), _Widen("widen and double", 2.0)]
    return gives(function, torch.tensor([6.0, 6.0]), torch.tensor([4.0]), torch.zeros(2), ops)


def _hands_back_a_gradient(function):
    alphas = torch.tensor([0.0, 1.0], requires_grad=True)
    found = call(function, torch.tensor([1.0, 2.0]), alphas, [SKIP, DOUBLE])
    if isinstance(found, torch.Tensor) and found.requires_grad:
        return None
    return (
        "The numbers are right so far, but no gradient would reach the alphas: they were turned into "
        "plain numbers on the way (`math.exp`, `.item()`, `.tolist()`, `.detach()`). Stay with tensors: "
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
            (
                "The results of the operations may have another shape than x, as those of a convolution.",
                _widens,
            ),
            ("The gradient can reach the alphas.", _hands_back_a_gradient),
        ),
        cases=MIXTURES,
        why="Every operation speaks, and its share says how loud. As the shares are smooth functions of the "
        "alphas, so is the loss, and the alphas can be trained like any other weight.",
        mistakes=(
            (
                _weighed_by(lambda alphas: alphas),
                "These are the alphas themselves as shares. Take their softmax, which is positive and "
                "adds up to 1.",
            ),
            (
                _weighed_by(lambda alphas: alphas.exp()),
                "The exponentials are there. A softmax also divides them by their sum.",
            ),
            (
                lambda x, alphas, ops: ops[alphas.argmax()](x),
                "This is the strongest operation alone. That comes at the end of the search; during it, "
                "all are added up.",
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
                "The alphas are divided by their sum. Take the exponentials first: an alpha may be "
                "negative, a share may not.",
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
                lambda x, alphas, ops: alphas.softmax(0)[0] * ops[0](x),
                "This is the part of the first operation alone. Does a `return` stand inside the loop?",
            ),
            (
                lambda x, alphas, ops: alphas.softmax(0)[-1] * ops[-1](x),
                "This is the part of the last operation alone. Add each part to those before it.",
            ),
            (
                _weighed_by(lambda alphas: (-alphas).softmax(0)),
                "The largest alpha has the smallest share here: there is a minus too many.",
            ),
            (
                _weighed_by(lambda alphas: alphas.softmax(0).flip(0)),
                "The shares meet the operations in the opposite order.",
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


class _RawAlphas(MixedNet):
    def forward(self, x):
        outputs = [self.net.conv_block.ops[kernel](x) for kernel in KERNELS]
        return _head(self.net, self.net.relu(_added(self.alphas, outputs)))


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
    if not alphas.requires_grad:
        return "`self.alphas` is a Parameter with `requires_grad=False`, so it cannot be trained."
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
                f"With nearly the whole share on {kernel}, the logits must be those of SuperNet's path "
                f"{kernel}."
            )
    return None


def _reaches_the_alphas(cls):
    net = call(cls)
    call_with(net, (_images(),), {}, shown=((_images(),), {})).sum().backward()
    if net.alphas.grad is None:
        return (
            "No gradient reaches the alphas: forward does not use `self.alphas`, or uses a detached copy "
            "of it."
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
                "This mixes after the ReLU, or it mixes the logits of three networks, which comes to the "
                "same because all that follows is linear. Mix right behind the convolutions, before the "
                "ReLU.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, _added(p, outs))),
                "The ReLU is missing between the mixture and the pool.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: net.fc(net.relu(net.pool(_added(p, outs))).flatten(1))),
                "The pool comes before the ReLU here. SuperNet has it the other way round: `relu`, then `pool`.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(_added(p, outs))).softmax(1)),
                "These are probabilities. The network returns logits, without a softmax at the end.",
            ),
            (
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(_added(p, outs) / 3))),
                "The mixture is divided by the number of kernels once more. The shares add up to 1 already.",
            ),
            (_RawAlphas, "These shares are the alphas themselves. Let `mixture` take their softmax."),
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
                _mixed_net(lambda net, p, outs, x: _head(net, net.relu(_added(p.softmax(0), outs)))),
                "The softmax is taken twice. `mixture` takes it itself, so hand it the alphas as they are.",
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


SLOW_ALPHAS = Exercise(
    id="09.5",
    title="The paper's rate in a short search",
    kind="predict",
    dots=2,
    minutes=2,
    check=number(
        0.337,
        tolerance=0.008,  # from a third, which is no move at all, to the longest way and a little more
        why="48 steps of 0.0003 move an alpha by 0.0144 at most, or little more. Even if one rises so far and two "
        "fall so far, the softmax gives 0.34: hardly more than a third.",
        mistakes=(
            (0.348, "An alpha moves by 0.0144, and the share by less: take the softmax."),
            (0.0144, "So far can an alpha move. What share is that after the softmax?"),
            (0.58, "So large it was with the rate 0.02. How far do 48 steps of 0.0003 lead?"),
            (
                0.5,
                "For a share of one half an alpha must lie 0.69 above the other two. How far do 48 steps lead?",
            ),
            (1, "For that an alpha must lie far above the others. How far do 48 steps of 0.0003 lead?"),
            (
                0,
                "The three shares add up to 1, so the largest is a third at least. (0.0003 is the rate, no share.)",
            ),
            (33, "A share is asked for, a number between 0 and 1, not per cent."),
            (34, "A share is asked for, a number between 0 and 1, not per cent."),
        ),
    ),
    hints=(
        "How far can one alpha move in 48 steps? All three start at 0.",
        "At the most one alpha rises so far and the other two fall so far. What is their softmax?",
    ),
    solution="answer = 0.34  # 48 steps of 0.0003 move hardly anything",
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


def _shifted(rows, names):
    """`none` is taken out of the rows, and not out of the names."""
    rest = [[share for share, name in zip(row, names, strict=True) if name != "none"] for row in rows]
    two = sorted(range(len(rows)), key=lambda j: max(rest[j]))[-2:]
    return [(names[rest[j].index(max(rest[j]))], j) for j in sorted(two)]


def _without_edges_that_like_none(rows, names):
    best = [row.index(max(row)) for row in rows]
    rest = [j for j in range(len(rows)) if names[best[j]] != "none"]
    two = sorted(rest, key=lambda j: max(rows[j]))[-2:]
    return [(names[best[j]], j) for j in sorted(two)]


def _without_the_first(rows, names):
    return [(names[1:][row.index(max(row[1:]), 1) - 1], j) for row, j in _strongest_after_the_first(rows)]


def _strongest_after_the_first(rows):
    two = sorted(range(len(rows)), key=lambda j: max(rows[j][1:]))[-2:]
    return [(rows[j], j) for j in sorted(two)]


NODES = (
    ([[0.1, 0.6, 0.3], [0.2, 0.35, 0.45], [0.15, 0.05, 0.8]], ("none", "skip", "conv")),
    ([[0.9, 0.04, 0.06], [0.1, 0.5, 0.4], [0.3, 0.42, 0.28]], ("none", "skip", "conv")),
    ([[0.3, 0.2, 0.24, 0.26], [0.05, 0.3, 0.25, 0.4]], ("none", "pool", "skip", "conv")),
    ([[0.2, 0.55, 0.25], [0.6, 0.3, 0.1], [0.41, 0.4, 0.19], [0.05, 0.25, 0.7]], ("conv", "none", "skip")),
    ([[0.1, 0.46, 0.44], [0.35, 0.6, 0.05], [0.3, 0.05, 0.65]], ("none", "skip", "conv")),
)

READ_THE_CELL = Exercise(
    id="09.6",
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
        "never chosen, but it was in the softmax: an edge that likes `none` has weak other shares, and "
        "so it drops out.",
        mistakes=(
            (
                _node_slip(strength=lambda row, allowed: max(row)),
                "The operations are right now. But `none` still counts as the strength of an edge, so an "
                "edge that wants to be cut off looks strong.",
            ),
            (
                _node_slip(operation=lambda row, allowed: row.index(max(row))),
                "The strengths are right now. But `none` can still be the operation that is chosen.",
            ),
            (
                _node_slip(strength=lambda row, allowed: sum(row[k] for k in allowed)),
                "This takes the sum of all weights but that of `none` as the strength. An edge may keep "
                "one operation only, so its strength is the share of that one.",
            ),
            (
                _node_slip(strength=lambda row, allowed: sum(row)),
                "This takes the sum of a row as the strength. A softmax adds up to 1 on every edge, so "
                "it tells nothing apart.",
            ),
            (
                _node_slip(keep=lambda ranked: ranked[:2]),
                "These are the two weakest edges. Keep the strongest.",
            ),
            (
                _node_slip(keep=lambda ranked: ranked[-1:]),
                "This is the strongest edge alone. A node keeps its two strongest.",
            ),
            (
                _shifted,
                "The shares of `none` are gone, but not its name, so the columns have moved to names that are not "
                "theirs.",
            ),
            (
                _without_edges_that_like_none,
                "An edge on which `none` leads is left out altogether. Its strongest other operation may still "
                "be among the two strongest.",
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
    id="09.7",
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
            "more, and the loss on the other half does not reward it; on their own images it does. In "
            "the mixture that costs little, because the convolutions are still there with small shares. "
            "Cut, and nothing of them is left.",
        },
    ),
    hints=(
        "What differs between the two searches, and what is the same?",
        "Mixed with p = 0.9 for the skip, a convolution still adds a tenth. What does it add once it is cut?",
    ),
    solution='answer = "D"  # the mixture likes them, the network cut out of it does not',
)


EXERCISES = (
    MIXED_OPERATION,
    MIXED_NETWORK,
    ONE_STEP,
    SEARCH_LOOP,
    SLOW_ALPHAS,
    READ_THE_CELL,
    WHY_SKIPS_WIN,
    SECOND_ORDER,
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
        "nothing in between. A single convolution computes exactly the same. How many weights does it "
        "have for one input and one output channel?",
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
    Quick(
        id="09.q7",
        question="The softmax of the alphas is 0.6, 0.3 and 0.1. At temperature 0.1, in what share of draws does "
        "the second operation have the largest weight?",
        answer=0.3,
        tolerance=0.02,  # three standard deviations of 5,000 draws
        reason="Dividing all noisy alphas by 0.1 does not change which is the largest. What cools is how evenly a "
        "draw is mixed.",
        slips={
            0: "That would be the softmax of alpha / temperature. The noise is added first and divided, too.",
            1: "Only one wins in each draw, and which one is chance: it is not always the same.",
            0.333: "A third would be its share if all alphas were equal. Heat evens the weights, not the winners.",
            0.167: "Two of twelve, read off the picture? Twelve draws are few. What do the shares say?",
            0.6: "This is the share of the first operation.",
            0.1: "This is the share of the third operation, or the temperature.",
            0.03: "The share is not multiplied by the temperature.",
        },
    ),
)
