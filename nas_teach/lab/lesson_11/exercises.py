"""The exercises of lesson 11: squeeze-and-excitation and MBConv to build, what B0 is and costs, B0 as a whole."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from nas_teach.efficientnet.blocks import conv_norm
from nas_teach.efficientnet.network import EfficientNet as Published
from nas_teach.efficientnet.stages import B0, VARIANTS, make_divisible
from nas_teach.hardware.counting import parameters
from nas_teach.lab.checking import (
    Exercise,
    Quick,
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
from nas_teach.lab.checking.calling import Refused

KINDS = ("weight", "bias", "running_mean", "running_var")


def fill(module):
    """Give a network weights that depend on their shape and kind alone; evaluation mode.

    So two networks that compute the same get the same weights, whatever their parts are called and in which
    order they were made. A linear layer counts as a 1 x 1 convolution.
    """
    for part in module.modules():
        norm = isinstance(part, nn.modules.batchnorm._BatchNorm)
        held = [*part.named_parameters(recurse=False), *part.named_buffers(recurse=False)]
        for name, value in held:
            if not value.is_floating_point():
                continue
            shape = list(value.shape)
            while len(shape) > 1 and shape[-1] == 1:
                shape.pop()
            kind = KINDS.index(name) if name in KINDS else int(len(shape) == 1)
            drawn = np.random.default_rng([norm, kind, *shape]).standard_normal(value.shape)
            drawn *= 1 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.4
            if norm and kind in (0, 3):
                drawn = 1 + np.abs(drawn)
            with torch.no_grad():
                value.copy_(torch.from_numpy(drawn))
    return module.eval()


def picture(*shape):
    """An image, or several, from a fixed seed: float32 of this shape."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(len(shape) + shape[1]))


def made(cls, *args, **keywords):
    """A network of the learner's class or function. Raises Refused, with a verdict, if it is none."""
    try:
        net = call(cls, *args, **keywords)
    except Refused as refusal:
        if "before Module.__init__" not in refusal.verdict.message:
            raise
        words = "An nn.Module begins with `super().__init__()`: put it first into your `__init__`."
        raise Refused(refusal.verdict._replace(message=words)) from None
    if not isinstance(net, nn.Module):
        raise TypeError(f"a network, an nn.Module, is asked for, got {shorten(net)}")
    return net


def outputs(cls, args, x):
    """What a network gives for x once its weights are filled in."""
    net = fill(made(cls, *args))
    with torch.no_grad():
        return call(net, x)


def has_shape(cls, args, x, shape):
    """None if the network's output has this shape, else a verdict that shows both."""
    found = getattr(outputs(cls, args, x), "shape", None)
    if found is None:
        return "The forward pass must return a tensor. Is a `return` missing?"
    if tuple(found) != shape:
        received = f"{cls.__name__}{args} made of {tuple(x.shape)} the shape {tuple(found)}"
        return wrong(f"The output must have the shape {shape}.", received)
    return None


def agrees(cls, reference, args, x):
    """None if it gives what the reference does, once both have the same weights; else a verdict."""
    found, right = outputs(cls, args, x), outputs(reference, args, x)
    if same(found.tolist(), right.tolist(), 1e-4):
        return None
    received = f"largest difference {(found - right).abs().max().item():.3g}"
    return wrong("With the same weights as the course's own, the output differs.", received)


def everything_learns(cls, args, x):
    """None if all parameters get a gradient."""
    net = made(cls, *args).train()
    out = call(net, x)
    if not out.requires_grad:
        return "No gradient flows back from the output: keep `no_grad`, `detach` and `item` out of `forward`."
    out.square().sum().backward()
    idle = [name for name, weight in net.named_parameters() if weight.grad is None]
    return wrong("A layer is made in `__init__` and never used in `forward`.", f"{idle[0]}") if idle else None


class SqueezeExcite(nn.Module):
    """Weigh each channel of each image by a gate: (n, channels, h, w) -> the same shape."""

    def __init__(self, channels, narrow):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, narrow, 1)
        self.excite = nn.Conv2d(narrow, channels, 1)

    def forward(self, x):
        mean = x.mean((2, 3), keepdim=True)  # (n, channels, 1, 1)
        few = F.silu(self.squeeze(mean))  # (n, narrow, 1, 1)
        gate = torch.sigmoid(self.excite(few))  # (n, channels, 1, 1), each in (0, 1)
        return x * gate


def counts_the_gate(cls):
    found = parameters(made(cls, 144, 6))
    words = {
        1878: None,
        0: "It has no weights. Make both layers in `__init__` and keep them as attributes of `self`.",
        1728: "The biases are missing: one for each output of both layers.",
        870: "One of the two layers is missing: from 144 to 6, and back to 144.",
        1008: "One of the two layers is missing: from 144 to 6, and back to 144.",
        2 * 144 * 144 + 288: "Both layers go from 144 to 144. `narrow` is to stand between them.",
    }
    if found in words:
        return words[found] and wrong(words[found], f"{found:,} parameters")
    return wrong("Two layers with biases have 144 x 6 + 6 + 6 x 144 + 144 = 1,878.", f"{found:,} parameters")


def one_gate_a_channel(cls):
    x = picture(2, 8, 5, 5)
    gate = outputs(cls, (8, 2), x) / x
    spread = (gate.amax((2, 3)) - gate.amin((2, 3))).abs().max().item()
    if spread > 1e-3:
        return wrong(
            "All pixels of a channel must be multiplied by the same number.",
            f"within one channel the factor differs by {spread:.3g}",
        )
    least, most = gate.min().item(), gate.max().item()
    if least < 0 or most > 1:
        return wrong("Each gate must lie between 0 and 1.", f"gates from {least:.3g} to {most:.3g}")
    if most - least < 1e-3:
        return wrong("The gates of all channels are alike, so nothing is weighed.", f"all are {most:.3g}")
    return None


def images_stay_apart(cls):
    x = picture(3, 8, 5, 5)
    if not same(outputs(cls, (8, 2), x)[:1].tolist(), outputs(cls, (8, 2), x[:1]).tolist(), 1e-4):
        return "What an image gives depends on the other images of the batch. Each has means of its own."
    return None


def _gate(mean=None, between=F.silu, last=torch.sigmoid, join=torch.mul, bias=True):
    """A SqueezeExcite with a slip: another mean, another function between, at the end, or to join both."""

    class Slip(nn.Module):
        def __init__(self, channels, narrow):
            super().__init__()
            self.squeeze = nn.Conv2d(channels, narrow, 1, bias=bias)
            self.excite = nn.Conv2d(narrow, channels, 1, bias=bias)

        def forward(self, x):
            means = (mean or (lambda x: x.mean((2, 3), keepdim=True)))(x)
            return join(x, last(self.excite(between(self.squeeze(means)))))

    return Slip


SQUEEZE_EXCITE = Exercise(
    id="11.1",
    title="Squeeze and excite",
    kind="code",
    dots=3,
    minutes=5,
    builds="SqueezeExcite",
    check=build(
        SqueezeExcite,
        tests=(
            ("For 144 channels and 6 between them it has 1,878 parameters.", counts_the_gate),
            (
                "The output has the shape of the input.",
                lambda cls: has_shape(cls, (8, 2), picture(2, 8, 5, 4), (2, 8, 5, 4)),
            ),
            ("Each channel of each image is multiplied by one number from 0 to 1.", one_gate_a_channel),
            ("The images of a batch do not hear of each other.", images_stay_apart),
            ("`forward` leaves x as it is.", lambda cls: unchanged(made(cls, 8, 2), picture(2, 8, 5, 4))),
            (
                "Every weight gets a gradient.",
                lambda cls: everything_learns(cls, (8, 2), picture(2, 8, 5, 4)),
            ),
            (
                "With the same weights it gives what the published one does.",
                lambda cls: agrees(cls, SqueezeExcite, (8, 2), picture(2, 8, 5, 4)),
            ),
        ),
        cases=(
            lambda cls: outputs(cls, (8, 2), picture(2, 8, 5, 4)),
            lambda cls: outputs(cls, (6, 3), picture(1, 6, 3, 3)),
        ),
        mistakes=(
            (
                _gate(join=lambda x, gate: gate),
                "These are the gates alone. The channels of x are to be multiplied by them.",
            ),
            (
                _gate(join=torch.add),
                "The gates are added to the channels. To weigh a channel, multiply it by its gate.",
            ),
            (
                _gate(last=lambda x: x),
                "The sigmoid is missing: without it a gate may be any number, also a negative one.",
            ),
            (
                _gate(between=lambda x: x),
                "There is no SiLU between the two layers. Without it they are as good as one.",
            ),
            (_gate(between=F.relu), "A ReLU stands between the two layers, where a SiLU is asked for."),
            (
                _gate(between=torch.sigmoid),
                "A sigmoid stands between the two layers, where a SiLU is asked for.",
            ),
            (
                _gate(last=lambda x: x.softmax(1)),
                "A softmax makes the channels compete: their gates add up to 1. Each channel has a "
                "sigmoid of "
                "its own.",
            ),
            (_gate(last=F.silu), "The last step is a SiLU. A gate is a sigmoid, between 0 and 1."),
            (
                _gate(mean=lambda x: x.mean((0, 2, 3), keepdim=True)),
                "The mean runs over the images of the batch, too. Take it over height and width only.",
            ),
            (
                _gate(mean=lambda x: x.amax((2, 3), keepdim=True)),
                "This takes the largest pixel of each channel. The mean over all pixels is asked for.",
            ),
            (
                _gate(mean=lambda x: x.sum((2, 3), keepdim=True)),
                "This takes the sum over the pixels. It grows with the image; the mean does not.",
            ),
            (
                _gate(mean=lambda x: x),
                "Nothing is squeezed: each pixel gets a gate of its own. Take the mean over height and "
                "width first.",
            ),
        ),
        why="Two small layers look at the mean of every channel and decide how loud each of them may be.",
    ),
    hints=(
        "Four steps, in the order of the list above: pool, squeeze, excite, scale.",
        "`x.mean((2, 3), keepdim=True)` keeps height and width as 1 x 1. On a map of 1 x 1 a 1 x 1 "
        "convolution "
        "is a linear layer. Both layers have a bias.",
        "SiLU follows the first layer, sigmoid the second. What you return is x times the result.",
    ),
    solution=SqueezeExcite,
)


class MBConv(nn.Module):
    """(n, in_channels, h, w) -> (n, out_channels, h / stride, w / stride), rounded up."""

    def __init__(self, in_channels, out_channels, kernel, stride, expansion):
        super().__init__()
        hidden = in_channels * expansion
        self.skip = stride == 1 and in_channels == out_channels
        self.expand = nn.Identity()
        if expansion > 1:
            self.expand = conv_norm(in_channels, hidden, 1)
        self.depthwise = conv_norm(hidden, hidden, kernel, stride, groups=hidden)
        self.squeeze_excite = SqueezeExcite(hidden, in_channels // 4)
        self.project = conv_norm(hidden, out_channels, 1, activate=False)

    def forward(self, x):
        out = self.expand(x)
        out = self.depthwise(out)
        out = self.squeeze_excite(out)
        out = self.project(out)
        return x + out if self.skip else out


def _count_of(args, right, words=None):
    """A test: a block with these arguments has `right` parameters; `words` for known other numbers."""

    def test(cls):
        found = parameters(made(cls, *args))
        if found == right:
            return None
        other = f"MBConv{args} must have {right:,} parameters."
        if args[-1] == 1:
            other += (
                " With an expansion of 1 it is as wide inside as its input, and has no first convolution."
            )
        text = (words or {}).get(found, other)
        return wrong(text, f"MBConv{args} has {found:,} parameters")

    return test


LEAVING = "The narrow layer is a quarter of the channels that LEAVE the block here. Take those that enter it."
COUNTS = {
    24 * 144 * 2 + 9 * 144 + 2 * 144 * 36 + 36 + 144 + 2 * (144 + 144 + 24): "The narrow layer is a quarter "
    "of the WIDE channels here. It is a quarter of what enters the block: 6 of 24, not 36 of 144.",
    24 * 144 * 2 + 9 * 144 * 144 + 1878 + 624: "The convolution in the middle mixes all channels. Depthwise "
    "means `groups` as many as it has channels.",
    24 * 144 * 2
    + 9 * 144 * 6
    + 1878
    + 624: "The depthwise convolution has too few groups: it works on the 144 "
    "wide channels, not on the 24 that enter the block.",
    24 * 144 * 2 + 9 * 144 + 624: "Squeeze-and-excitation is missing.",
    9150: "The gates are for 24 channels here. They stand inside, where the map has 144.",
    40518: "`groups` is the expansion here. Depthwise means as many groups as the map has channels, 144.",
    9558: "Are kernel and stride exchanged? The depthwise convolution has too few weights.",
}
ONE_TO_ONE = {
    1188: LEAVING,
    1318: "The narrow layer always has 6 numbers here. It has a quarter as many as channels enter the block.",
    744: "The inner width is made of the channels that LEAVE the block. Take `in_channels * expansion`.",
}


def _block(**change):
    """An MBConv with a slip; see the names below."""
    kept = {
        "narrow": lambda c, h: c // 4,
        "groups": lambda h: h,
        "skip": lambda s, i, o: s == 1 and i == o,
        "strides": lambda s: (1, s),
        "acts": (True, True, False),
        "gate_at": 2,
        "kernel": lambda k: k,
        "widen": lambda e: e > 1,
        "times": lambda e: e,
    } | change

    class Slip(nn.Module):
        def __init__(self, in_channels, out_channels, kernel, stride, expansion):
            super().__init__()
            hidden = in_channels * kept["times"](expansion)
            first, second = kept["strides"](stride)
            a, b, c = kept["acts"]
            self.skip = kept["skip"](stride, in_channels, out_channels)
            gated = {0: in_channels, 3: out_channels}.get(kept["gate_at"], hidden)
            expand = conv_norm(in_channels, hidden, 1, first, activate=a)
            self.parts = nn.ModuleList(
                [
                    expand if kept["widen"](kept["times"](expansion)) else nn.Identity(),
                    conv_norm(
                        hidden,
                        hidden,
                        kept["kernel"](kernel),
                        second,
                        groups=kept["groups"](hidden),
                        activate=b,
                    ),
                    conv_norm(hidden, out_channels, 1, activate=c),
                ]
            )
            if kept["gate_at"] is not None:
                gate = SqueezeExcite(gated, kept["narrow"](in_channels, hidden))
                self.parts.insert(kept["gate_at"], gate)

        def forward(self, x):
            out = x
            for part in self.parts:
                out = part(out)
            return x + out if self.skip else out

    return Slip


def _refuses_to_add(cls):
    why = {
        ((8, 8, 3, 2, 6), (1, 8, 3, 3)): "A block of stride 2 has a smaller map than its input, so it "
        "cannot add "
        "it. Ask for the stride, too.",
        ((8, 12, 3, 1, 6), (1, 12, 6, 6)): "A block that changes the number of channels cannot add its "
        "input. Ask "
        "for the channels, too.",
    }
    for (args, shape), message in why.items():
        try:
            verdict = has_shape(cls, args, picture(1, 8, 6, 6), shape)
        except Refused as refusal:
            verdict = refusal.verdict
            if "must match the size of tensor" in verdict.message:
                verdict = verdict._replace(message=message)
        if verdict:
            return verdict
    return None


def _adds_its_input(cls):
    net, x = fill(made(cls, 8, 8, 3, 1, 6)), picture(1, 8, 6, 6)
    with torch.no_grad():
        for weight in net.parameters():
            weight.zero_()
        out = call(net, x)
    if not same(out.tolist(), x.tolist(), 1e-5):
        return (
            "With all weights at zero, a block that may add its input gives just that, and yours does not. Is the "
            "input added, and is the sum what you return?"
        )
    return None


BLOCK_CASES = tuple(
    lambda cls, args=args: outputs(cls, args, picture(2, args[0], 7, 6))
    for args in ((8, 8, 3, 1, 6), (8, 12, 5, 2, 4), (8, 8, 3, 2, 6), (8, 8, 5, 1, 1), (12, 8, 3, 1, 3))
)

MBCONV = Exercise(
    id="11.2",
    title="MBConv",
    kind="code",
    dots=4,
    minutes=9,
    builds="MBConv",
    check=build(
        MBConv,
        tests=(
            (
                "From 24 to 24 channels, 3 x 3, widened six times: 10,710 parameters.",
                _count_of((24, 24, 3, 1, 6), 10710, COUNTS),
            ),
            (
                "Widened once, it has no expanding convolution (B0's first stage: 1,448).",
                _count_of((32, 16, 3, 1, 1), 1448, ONE_TO_ONE),
            ),
            (
                "A 5 x 5 block from 24 to 40 channels has 15,350 parameters.",
                _count_of((24, 40, 5, 2, 6), 15350),
            ),
            ("Stride 2 halves the map; the number of channels may change.", _refuses_to_add),
            ("Where shape allows it, the input is added.", _adds_its_input),
            (
                "`forward` leaves x as it is.",
                lambda cls: unchanged(made(cls, 8, 8, 3, 1, 6), picture(2, 8, 6, 6)),
            ),
            (
                "Every weight gets a gradient.",
                lambda cls: everything_learns(cls, (8, 8, 3, 1, 6), picture(2, 8, 6, 6)),
            ),
            (
                "With the same weights it gives what the published one does.",
                lambda cls: agrees(cls, MBConv, (8, 8, 3, 1, 6), picture(2, 8, 6, 6)),
            ),
        ),
        cases=BLOCK_CASES,
        mistakes=(
            (
                _block(narrow=lambda c, h: h // 4),
                "The narrow layer is a quarter of the WIDE channels here. It is a quarter of what enters the "
                "block.",
            ),
            (
                _block(groups=lambda h: 1),
                "The convolution in the middle mixes all channels. Depthwise means `groups` as many as it "
                "has "
                "channels.",
            ),
            (
                _block(skip=lambda s, i, o: False),
                "All is right but the end: the input is never added. It is where stride is 1 and the "
                "channels fit.",
            ),
            (
                _block(strides=lambda s: (s, 1)),
                "The stride stands in the expanding convolution, which throws three pixels of four away "
                "unseen. "
                "It belongs to the depthwise one.",
            ),
            (
                _block(strides=lambda s: (1, 1)),
                "The stride is given and never used: it belongs to the depthwise convolution.",
            ),
            (
                _block(acts=(True, True, True)),
                "There is a SiLU after the projection. It would lose some of the little that so few "
                "channels hold: "
                "`activate=False`.",
            ),
            (
                _block(acts=(False, True, False)),
                "The SiLU after the expanding convolution is missing. Only the projection goes without.",
            ),
            (
                _block(acts=(True, False, False)),
                "The SiLU after the depthwise convolution is missing. Only the projection goes without.",
            ),
            (_block(gate_at=1), "The gates stand before the depthwise convolution. They come after it."),
            (
                _block(gate_at=3),
                "The gates stand behind the projection. They weigh the wide channels, before it.",
            ),
            (
                _block(gate_at=None),
                "Squeeze-and-excitation is missing. It stands between depthwise and projection.",
            ),
            (_block(kernel=lambda k: 3), "The kernel is always 3. Use the argument."),
            (_block(times=lambda e: 6), "The block always becomes six times as wide. Use `expansion`."),
            (
                _block(widen=lambda e: True),
                "With an expansion of 1 there is nothing to widen: leave the first convolution out.",
            ),
        ),
        why="Wide inside, narrow outside: it looks where looking is cheap, weighs what it saw, and "
        "carries on little. "
        "Parameters and outputs are those of the published block.",
    ),
    hints=(
        "Count channels first: `hidden = in_channels * expansion`. Then the four parts in the order of "
        "the picture.",
        "`conv_norm` makes three of the four parts, the fourth is your SqueezeExcite. For the depthwise "
        "one `groups` equals its number of channels, and it has the kernel and the stride.",
        "`nn.Identity()` does nothing: use it where there is nothing to expand. Decide in `__init__` "
        "whether the "
        "input can be added: same height and width, same number of channels.",
    ),
    solution=MBConv,
)


def stage_plan(in_channels, channels, stride, layers):
    first, other = (in_channels, channels, stride), (channels, channels, 1)
    return [first] + [other] * (layers - 1)


def same_block_again(in_channels, channels, stride, layers):
    """The broken function."""
    return [(in_channels, channels, stride) for _ in range(layers)]


PLANS = ((16, 24, 2, 2), (112, 192, 2, 4), (32, 16, 1, 1), (80, 112, 1, 3), (40, 40, 2, 3))

STAGE_PLAN = Exercise(
    id="11.3",
    title="The stage that shrinks too much",
    kind="bug",
    dots=2,
    minutes=3,
    builds="stage_plan",
    check=code(
        stage_plan,
        PLANS,
        given=same_block_again,
        why="Only the first block changes the channels and halves the map. All others keep both, so they "
        "add their input.",
        mistakes=(
            (
                lambda i, c, s, n: [(i, c, s if layer == 0 else 1) for layer in range(n)],
                "The map is halved once now. But the second block still expects as many channels as the "
                "first got: "
                "it gets what the first one made.",
            ),
            (
                lambda i, c, s, n: [(i if layer == 0 else c, c, s) for layer in range(n)],
                "The channels fit now. But each block still halves the map: the stride belongs to the "
                "first alone.",
            ),
            (
                lambda i, c, s, n: [(i, c, 1)] + [(c, c, 1)] * (n - 1),
                "No block halves the map any more. The first one has the stride of the stage.",
            ),
            (
                lambda i, c, s, n: [
                    (i if layer == 0 else c, c, s if layer == n - 1 else 1) for layer in range(n)
                ],
                "The last block has the stride here. In EfficientNet the first one has it.",
            ),
            (
                lambda i, c, s, n: [(c, c, s)] + [(c, c, 1)] * (n - 1),
                "The first block gets the channels that come in. Change them after it, not before.",
            ),
            (
                lambda i, c, s, n: [(i, c, s)] + [(c, c, 1)] * n,
                "One block too many: `layers` counts the first one, too.",
            ),
            (
                lambda i, c, s, n: stage_plan(i, c, s, n)[: n - 1],
                "One block too few: with the first one there must be `layers`.",
            ),
            (
                lambda i, c, s, n: [(i, c, 2)] + [(c, c, 1)] * (n - 1),
                "The first block always has stride 2 here. It has the stride of the stage.",
            ),
            (
                lambda i, c, s, n: [(i, c, s)] + [(i, i, 1)] * (n - 1),
                "The later blocks go on with the channels that came in. The first block has changed them.",
            ),
            (
                lambda i, c, s, n: stage_plan(i, c, s, n)[:1],
                "Only the first block is left. Is the `return` inside the loop?",
            ),
            (
                lambda i, c, s, n: [(i, i, 1)] * (n - 1) + [(i, c, s)],
                "Here the last block makes the change. In EfficientNet the first one makes it.",
            ),
        ),
    ),
    hints=(
        "Write down the plan of 16 -> 24 channels, stride 2, three layers, by hand.",
        "Which of the three numbers of a block may be another in the second block than in the first?",
    ),
    solution=stage_plan,
)

SEARCHED_FOR_A_PHONE = Exercise(
    id="11.4",
    title="Searched for a phone?",
    kind="explain",
    dots=3,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "A is the best that costs no more than T. But T is no limit: it only says where the factor "
            "is 1. A's reward is 77.0, and one of the others has more.",
            "B": "B is the most accurate, but it has twice T, which takes 5 %: 79.5 x 0.953 = 75.7. "
            "B would win if w were +0.07.",
            "C": "C has the fewest MACs, and the most accuracy for each of them. But the exponent is small: "
            "a quarter of T gives 71.0 x 1.10 = 78.2. D has a little more.",
            "D": "Right: 75.0 x 1.05 = 78.7, just ahead of C's 78.2. On your phone D is slow, and the search "
            "cannot know: no device stands in its reward. With milliseconds there, as in MnasNet, E would win.",
            "E": "E is the fastest on your phone, and MnasNet's search there would take it. But no milliseconds "
            "stand in B0's reward: E has T, so its reward is its accuracy, 75.5.",
            "F": "F has the fewest parameters, and they stand nowhere in the reward. Its MACs do: "
            "74.0 x 1.02 = 75.5.",
        },
    ),
    hints=(
        "Which of the four columns stand in the reward?",
        "T is 400 million. Halve or double it until you have the MACs of a network: how often?",
        "Two of the six are close together. Compute these with Python.",
    ),
    solution='answer = "D"  # 75.0 * (200 / 400) ** -0.07 is 78.7; C has 78.2',
)

NINE_TIMES_THE_WORK = Exercise(
    id="11.5",
    title="Nine times the work",
    kind="predict",
    dots=2,
    minutes=2,
    check=number(
        2,
        tolerance=0.01,
        why="Width counts twice: 1.5 x 1.5 = 2.25 of the nine are spent, and a factor of 4 is left. "
        "Resolution counts twice too, so it may double.",
        mistakes=(
            (
                4,
                "A factor of 4 is left, that is right. But resolution counts twice: height AND width of "
                "the map.",
            ),
            (
                6,
                "Both were counted once. Width acts on the channels that come in AND on those that go out, "
                "resolution on height AND width of the map.",
            ),
            (6**0.5, "The root is right, but width counts twice as well: 1.5 x 1.5 of the nine are spent."),
            (3, "This would spend all nine on resolution. The width has taken its share."),
            (16, "The factor of 4 that is left is the SQUARE of what the resolution may grow by."),
            (2.25, "This is what the width takes of the nine. How much is left for the resolution?"),
            (1.5, "The three need not grow alike: what is left of the nine decides."),
            (448, "This is the number of pixels for B0. How many TIMES as large is asked for."),
            (
                6.75,
                "The factors multiply: divide the nine by what the width takes, and mind that "
                "resolution counts twice.",
            ),
            (6.75**0.5, "The factors multiply; they do not add. Divide by what the width takes."),
        ),
    ),
    hints=(
        "depth x width^2 x resolution^2 = 9. What do depth and width take?",
        "What is left is the square of the resolution's factor.",
    ),
    solution="answer = (9 / 1.5**2) ** 0.5",
)


def _nearest(channels, divisor=8):
    return max(divisor, int(channels + divisor / 2) // divisor * divisor)


def _rounds(nearest, least=None, share=0.9, inclusive=False):
    """A make_divisible with a slip: another rounding, least value, or share that may be lost."""

    def slip(channels, divisor=8):
        rounded = max(divisor if least is None else least, nearest(channels, divisor))
        lost = rounded <= share * channels if inclusive else rounded < share * channels
        return rounded + divisor if lost else rounded

    return slip


def _halves_up(channels, divisor):
    return int(channels / divisor + 0.5) * divisor


def _is_whole(function):
    found = call(function, 44, 8)
    if isinstance(found, int | np.integer) and not isinstance(found, bool):
        return None
    return wrong(
        "The number is right, its type is not: a convolution wants its channels as an int.",
        f"make_divisible(44, 8) returned {found!r}",
    )


EVEN = "Python's round() sends halves to the even neighbour: 20 / 8 = 2.5 becomes 2. Here halves go up."
CHANNELS = (
    *((17.6, 8), (18, 8), (44, 8), (3, 8), (12, 8), (35.2, 8), (100, 8), (20, 8)),
    *((3, 16), (10, 4), (10, 9), (5, 4), (1, 8), (33, 8), (20,), (27.5, 5)),
)

MULTIPLES_OF_EIGHT = Exercise(
    id="11.6",
    title="Multiples of eight",
    kind="code",
    dots=3,
    minutes=4,
    builds="make_divisible",
    check=build(
        make_divisible,
        tests=(
            ("17.6 channels become 16, the nearest multiple of 8.", lambda f: gives(f, 16, 17.6, 8)),
            (
                "Halves go up: 20 becomes 24, 44 becomes 48.",
                lambda f: gives(f, 24, 20, 8) or gives(f, 48, 44, 8),
            ),
            (
                "The least is one divisor: 3 becomes 8, or 16 where that divides.",
                lambda f: gives(f, 8, 3, 8) or gives(f, 16, 3, 16),
            ),
            ("18 becomes 24, since 16 would take away more than a tenth.", lambda f: gives(f, 24, 18, 8)),
            ("Exactly a tenth may go: 10 becomes 9 where the divisor is 9.", lambda f: gives(f, 9, 10, 9)),
            ("The result is an int.", _is_whole),
        ),
        cases=CHANNELS,
        mistakes=(
            (
                _nearest,
                "Nearest, but 18 became 16: more than a tenth was taken away. Then the next multiple is due.",
            ),
            (
                lambda c, d=8: _halves_up(c, d),
                "Nearest, but 18 became 16: more than a tenth was taken away. And 3 became 0: one divisor "
                "is the least.",
            ),
            (
                _rounds(_halves_up, inclusive=True),
                "10 became 18, though 9 takes away exactly a tenth, and not more.",
            ),
            (
                lambda c, d=8: max(d, int(c // d * d)),
                "This always rounds down. The nearest multiple is asked for first.",
            ),
            (
                lambda c, d=8: max(d, int(-(-c // d) * d)),
                "This always rounds up: 17.6 becomes 24, though 16 is nearer and not a tenth less.",
            ),
            (
                lambda c, d=8: _nearest(c, d) + d * (c - _nearest(c, d) > 0.1 * _nearest(c, d)),
                "The tenth is one of `channels`, not of the rounded number: 17.6 may lose 1.6.",
            ),
            (
                lambda c, d=8: _nearest(c, d) + d * (abs(c - _nearest(c, d)) > 0.1 * c),
                "A tenth counts only where it was taken AWAY. Where rounding added channels, all is well.",
            ),
            (_rounds(lambda c, d: round(c / d) * d), EVEN),
            (
                _rounds(lambda c, d: math.ceil(c / d - 0.5) * d),
                "Halves go down here: 20 became 16. They go up.",
            ),
            (
                _rounds(lambda c, d: _halves_up(int(c), d)),
                "The channels lose their fraction before they are rounded. Round once only, at the end.",
            ),
            (lambda c, d=8: make_divisible(c, 8), "The divisor is fixed at 8. Use the argument."),
            (_rounds(_halves_up, least=8), "At least one DIVISOR is asked for, not at least 8."),
            (
                lambda c, d=8: max(d, round(c / d) * d),
                f"Two things. The tenth is missing: 18 became 16. And {EVEN}",
            ),
            (
                lambda c, d=8: round(c / d) * d,
                f"Three things. The tenth is missing: 18 became 16. 3 became 0: one divisor is the least. "
                f"And {EVEN}",
            ),
            (
                lambda c, d=8: c,
                "This hands the channels back as they are. They are to become a multiple of the divisor.",
            ),
        ),
        why="The nearest multiple, halves up, at least one divisor, and never more than a tenth taken "
        "away: that is "
        "the rule behind every channel number of B1 to B7.",
    ),
    hints=(
        "`int(x + 0.5)` rounds to the nearest whole number, halves up. How many divisors is that?",
        "First the nearest multiple, then what is least, then one `if` for the tenth.",
    ),
    solution=make_divisible,
)


def efficientnet(width=1.0, depth=1.0, num_classes=1000):
    stem, head = make_divisible(32 * width), make_divisible(1280 * width)
    parts, channels = [conv_norm(3, stem, 3, stride=2)], stem
    for row in B0:
        wide, layers = make_divisible(row.channels * width), math.ceil(row.layers * depth)
        for before, after, stride in stage_plan(channels, wide, row.stride, layers):
            parts.append(MBConv(before, after, row.kernel, stride, row.expansion))
        channels = wide
    parts += [conv_norm(channels, head, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    parts += [nn.Dropout(0.2), nn.Linear(head, num_classes)]
    return nn.Sequential(*parts)


def on_meta(function, *args):
    """How many parameters the network has; it is built without memory."""
    with torch.device("meta"):
        return parameters(made(function, *args))


def _network(**change):
    """An efficientnet with a slip."""
    kept = {
        "stem": lambda w: make_divisible(32 * w),
        "head": lambda w: make_divisible(1280 * w),
        "wide": lambda c, w: make_divisible(c * w),
        "layers": lambda n, d: math.ceil(n * d),
        "plan": stage_plan,
        "half": 2,
        "bias": True,
        "classes": lambda n: n,
        "head_act": True,
        "end": (),
        "grow": True,
    } | change

    def slip(width=1.0, depth=1.0, num_classes=1000):
        stem, head = kept["stem"](width), kept["head"](width)
        parts, channels = [conv_norm(3, stem, 3, stride=kept["half"])], stem
        for row in B0:
            wide = kept["wide"](row.channels, width)
            for before, after, stride in kept["plan"](
                channels, wide, row.stride, kept["layers"](row.layers, depth)
            ):
                parts.append(MBConv(before, after, row.kernel, stride, row.expansion))
            channels = wide
        parts += [
            conv_norm(channels, head, 1, activate=kept["head_act"]),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        ]
        parts += [nn.Linear(head, kept["classes"](num_classes), bias=kept["bias"]), *kept["end"]]
        return nn.Sequential(*parts)

    return slip


def _counts_b0(function):
    found = on_meta(function)
    return None if found == 5288548 else wrong("B0 has 5,288,548 parameters.", f"yours has {found:,}")


def _counts(name, right):
    def test(function):
        found = on_meta(function, VARIANTS[name].width, VARIANTS[name].depth)
        say = f"{name.upper()} has {right:,} parameters."
        return None if found == right else wrong(say, f"yours has {found:,}")

    return test


def _logits(function):
    x = picture(2, 3, 64, 48)
    net = fill(made(function, 1.0, 1.0, 10))
    with torch.no_grad():
        found, right = call(net, x), fill(Published(num_classes=10))(x)
    if getattr(found, "shape", None) != right.shape:
        got = tuple(found.shape) if hasattr(found, "shape") else shorten(found)
        return wrong("For two images and ten classes the logits have the shape (2, 10).", f"got {got}")
    if not same(found.tolist(), right.tolist(), 1e-3):
        return wrong(
            "With the same weights the published B0 gives other logits.",
            f"largest difference {(found - right).abs().max().item():.3g}",
        )
    return None


WHOLE_B0 = Exercise(
    id="11.7",
    title="The whole family",
    kind="code",
    dots=5,
    minutes=15,
    builds="efficientnet",
    check=build(
        efficientnet,
        tests=(
            ("B0 has 5,288,548 parameters.", _counts_b0),
            ("With the same weights its logits are those of the published B0.", _logits),
            ("Deeper: B1 has 7,794,184.", _counts("b1", 7794184)),
            ("Deeper and wider: B2 has 9,109,994.", _counts("b2", 9109994)),
            ("B7 has 66,347,960.", _counts("b7", 66347960)),
        ),
        cases=(
            lambda f: on_meta(f, 1.2, 1.4, 7),
            lambda f: outputs(f, (0.5, 0.6, 10), picture(2, 3, 64, 48)),
        ),
        mistakes=(
            (_network(stem=lambda w: 32), "The stem keeps its 32 channels. The width multiplies them, too."),
            (
                _network(head=lambda w: 1280),
                "The head keeps its 1,280 channels. The width multiplies them, too.",
            ),
            (
                _network(layers=lambda n, d: round(n * d)),
                "Layers are rounded to the nearest here. They are rounded up: 1.1 layers become 2.",
            ),
            (
                _network(layers=lambda n, d: max(1, int(n * d))),
                "Layers are rounded down here. They are rounded up: 1.1 layers become 2.",
            ),
            (
                _network(layers=lambda n, d: n * math.ceil(d)),
                "The depth is rounded up before it multiplies. Multiply first, then round up.",
            ),
            (
                _network(wide=lambda c, w: int(c * w)),
                "The channels of the stages are not rounded after the width has multiplied them.",
            ),
            (
                _network(stem=lambda w: int(32 * w), head=lambda w: int(1280 * w)),
                "The channels of stem and head are not rounded by your rule.",
            ),
            (
                lambda width=1.0, depth=1.0, num_classes=1000: efficientnet(depth, width, num_classes),
                "Width and depth have changed places: width multiplies channels, depth multiplies layers.",
            ),
            (_network(layers=lambda n, d: n), "The depth is given and never used: it multiplies the layers."),
            (
                _network(wide=lambda c, w: c, stem=lambda w: 32, head=lambda w: 1280),
                "The width is given and never used: it multiplies all channels.",
            ),
            (
                _network(wide=lambda c, w: c),
                "The width multiplies stem and head here. It multiplies the channels of the stages, too.",
            ),
            (_network(bias=False), "The last linear layer has a bias, one for each class."),
            (_network(classes=lambda n: 1000), "There are always 1,000 classes. Use `num_classes`."),
            (
                _network(half=1),
                "The stem must halve the map: stride 2. The count cannot see it, the logits do.",
            ),
            (_network(head_act=False), "The SiLU of the head is missing: only a projection goes without."),
            (
                _network(end=(nn.Softmax(1),)),
                "The network ends in a softmax. It must return logits: the loss makes probabilities of them.",
            ),
            (
                _network(plan=lambda i, c, s, n: [(i if k == 0 else c, c, s) for k in range(n)]),
                "Each block of a stage halves the map. Only the first may: that is what your `stage_plan` "
                "is for.",
            ),
        ),
        seconds=40.0,
        why="Seven rows, one rule for rounding, your block: the published family to the last weight.",
    ),
    hints=(
        "Collect the parts in a list and make an `nn.Sequential` of it. Between two stages you must know "
        "how many channels the map has.",
        "Stem: `conv_norm` with stride 2. Each row: your `stage_plan`, then your `MBConv`. Head: "
        "`conv_norm`, mean over all "
        "pixels, linear layer. nn.AdaptiveAvgPool2d(1) and nn.Flatten() do the mean.",
        "The width multiplies the channels of stem, rows and head, before rounding. The depth multiplies "
        "the layers of a row; "
        "math.ceil rounds up.",
    ),
    solution=efficientnet,
)

EXERCISES = (
    SQUEEZE_EXCITE,
    MBCONV,
    STAGE_PLAN,
    SEARCHED_FOR_A_PHONE,
    NINE_TIMES_THE_WORK,
    MULTIPLES_OF_EIGHT,
    WHOLE_B0,
)

QUICK = (
    Quick(
        id="11.q1",
        question="From lesson 01: the images get twice the height and twice the width, and the "
        "convolution stays "
        "the same. How many times as many MACs does it cost?",
        answer=4,
        reason="Each weight works once for every pixel of its map, and there are four times as many pixels.",
        slips={
            2: "Height and width both double.",
            1: "The weights stay, but each works for more pixels.",
            8: "Only height and width grow, not the channels.",
        },
    ),
    Quick(
        id="11.q2",
        question="From lesson 05: the 95 % interval of a paired difference contains zero. What follows?",
        options={
            "A": "the two are equally good",
            "B": "the one with the greater mean is better, only less surely",
            "C": "these seeds do not decide which is better",
            "D": "the noise is larger than the effect of any seed",
        },
        answer="C",
        reason="Undecided is not equal: more seeds might decide it.",
        slips={
            "A": "An effect may be there, and too small for so few seeds.",
            "B": "Its mean is greater in this sample. More is not known.",
            "D": "An interval says where the mean difference may lie, nothing about single seeds.",
        },
    ),
    Quick(
        id="11.q3",
        question="From lesson 10: in accuracy x (latency / T)^w a slow network must get less. What is w?",
        options={"A": "negative", "B": "zero", "C": "positive", "D": "nothing can be said: it hangs on T"},
        answer="A",
        reason="A ratio above 1, raised to a negative exponent, is below 1.",
        slips={
            "B": "Then the factor is always 1, and latency counts for nothing.",
            "C": "Then slow networks would be paid for being slow.",
            "D": "T says where the factor is 1, not which way it turns.",
        },
    ),
    Quick(
        id="11.q4",
        question="A depthwise 5 x 5 convolution on 40 channels, then a 1 x 1 convolution from 40 to 40, "
        "both without "
        "bias. How many weights do they have together?",
        answer=2600,
        reason="25 x 40 = 1,000 look around, 40 x 40 = 1,600 mix. An ordinary 5 x 5 would have 40,000.",
        slips={
            1000: "This is the depthwise part alone.",
            1600: "This is the 1 x 1 part alone.",
            40000: "This is an ordinary 5 x 5 convolution.",
            41600: "A depthwise convolution has 25 weights a channel, not 25 for each pair of channels.",
            1040: "The 1 x 1 convolution has one weight for each PAIR of channels.",
        },
    ),
    Quick(
        id="11.q5",
        question="Squeeze-and-excitation gets the same photograph upside down. What happens to the gates?",
        options={
            "A": "they turn upside down, too",
            "B": "nothing: they stay exactly the same",
            "C": "each becomes one minus itself",
            "D": "nothing can be said without the weights",
        },
        answer="B",
        reason="The mean over all pixels does not know where a pixel stood, so whatever the weights are, "
        "the gates stay.",
        slips={
            "A": "A gate is one number for a channel. It has no up and down.",
            "C": "The gates follow from the means, and those stay.",
            "D": "The weights never see the places: the mean comes first.",
        },
    ),
    Quick(
        id="11.q6",
        question="How many of B0's sixteen blocks do NOT add their input? (Look at channels and stride of "
        "each stage's "
        "first block; the stem has 32 channels.)",
        answer=7,
        reason="The first block of each of the seven stages changes the channels. All nine others add "
        "their input.",
        slips={
            4: "These halve the map. The other three first blocks change the number of channels.",
            9: "These nine do add it.",
            16: "Blocks that keep channels and map add their input.",
            0: "Where channels or map change, the shapes do not fit.",
        },
    ),
    Quick(
        id="11.q7",
        question="Why are B1 to B7 not the networks of phi = 1 to 7?",
        options={
            "A": "the names only count them: their multipliers lie near the rule, at other values of phi",
            "B": "they are, apart from small errors of rounding",
            "C": "because channels are rounded to multiples of eight",
            "D": "because each has bases of its own, found by a new grid search",
        },
        answer="A",
        reason="By the table B3 lies near phi = 2, and the three knobs of B7 lie at three values of phi.",
        slips={
            "B": "Look at B3: its three numbers lie near 2, not near 3.",
            "C": "The multipliers themselves, before any rounding of channels, fit no single phi.",
            "D": "The search for the bases was made once, on the small network.",
        },
    ),
)
