"""Plausible wrong answers, each with a fragment of the message that it must get; right ones of other styles."""

IMPORTS = """import math
import torch
from torch import nn
from torch.nn import functional as F
from nas_teach.efficientnet import B0, conv_norm, make_divisible
"""
GATE = (
    IMPORTS
    + """
class SqueezeExcite(nn.Module):
    def __init__(self, channels, narrow):
        super().__init__()
        {init}

    def forward(self, x):
        mean = {mean}
        gate = {last}(self.two({between}(self.one(mean))))
        return {out}
"""
)
LAYERS = "self.one, self.two = nn.Conv2d(channels, narrow, 1), nn.Conv2d(narrow, channels, 1)"


def gate(**changed):
    parts = {
        "init": LAYERS,
        "mean": "x.mean((2, 3), keepdim=True)",
        "between": "F.silu",
        "last": "torch.sigmoid",
        "out": "x * gate",
    }
    return GATE.format(**{**parts, **changed})


BLOCK = (
    IMPORTS
    + """
from nas_teach.efficientnet import SqueezeExcite

class MBConv(nn.Module):
    def __init__(self, in_channels, out_channels, kernel, stride, expansion):
        super().__init__()
        hidden = {hidden}
        self.skip = {skip}
        first = conv_norm(in_channels, hidden, 1{first}) if {widen} else nn.Identity()
        look = conv_norm(hidden, hidden, {look})
        gates = SqueezeExcite({gated}, {narrow})
        last = conv_norm(hidden, out_channels, 1, {last})
        self.parts = nn.Sequential({order})

    def forward(self, x):
        out = self.parts(x)
        return {out}
"""
)


def block(**changed):
    parts = {
        "hidden": "in_channels * expansion",
        "skip": "stride == 1 and in_channels == out_channels",
        "first": "",
        "widen": "expansion > 1",
        "look": "kernel, stride, groups=hidden",
        "gated": "hidden",
        "narrow": "in_channels // 4",
        "last": "activate=False",
        "order": "first, look, gates, last",
        "out": "x + out if self.skip else out",
    }
    return BLOCK.format(**{**parts, **changed})


PLAN = """def stage_plan(in_channels, channels, stride, layers):
    return {plan}
"""
ROUND = """def make_divisible(channels, divisor=8):
    result = max({least}, int(channels / {divisor} + 0.5) * {divisor})
    return result + divisor if result < {share} * channels else result
"""


def rounding(least="divisor", divisor="divisor", share=0.9):
    return ROUND.format(least=least, divisor=divisor, share=share)


WHOLE = (
    block().replace("class MBConv", "class MBConv")
    + """
def efficientnet(width=1.0, depth=1.0, num_classes=1000):
    stem, head = {stem}, {head}
    parts, channels = [conv_norm(3, stem, 3, {half})], stem
    for row in B0:
        for layer in range({layers}):
            wide, stride = {wide}, row.stride if {first} else 1
            parts.append(MBConv(channels, wide, row.kernel, stride, row.expansion))
            channels = wide
    parts += [conv_norm(channels, head, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*parts, nn.Linear(head, {classes}){end})
"""
)


def whole(**changed):
    parts = {
        "stem": "make_divisible(32 * width)",
        "head": "make_divisible(1280 * width)",
        "half": "stride=2",
        "layers": "math.ceil(row.layers * depth)",
        "wide": "make_divisible(row.channels * width)",
        "first": "layer == 0",
        "classes": "num_classes",
        "end": "",
    }
    return WHOLE.format(**{**parts, **changed})


WRONG = {
    "11.1": [
        (gate(out="gate"), "gates alone"),
        (gate(out="x + gate"), "gates are added"),
        (gate(last=""), "sigmoid is missing"),
        (gate(between=""), "no SiLU between"),
        (gate(between="F.relu"), "A ReLU stands"),
        (gate(last="(lambda z: z.softmax(1))"), "compete"),
        (gate(mean="x.mean((0, 2, 3), keepdim=True)"), "images of the batch"),
        (gate(mean="x.amax((2, 3), keepdim=True)"), "largest pixel"),
        (gate(mean="x"), "Nothing is squeezed"),
        (
            gate(mean="x.mean(1, keepdim=True).expand_as(x).mean((2, 3), keepdim=True)"),
            "With the same weights",
        ),
        (gate(init=LAYERS.replace("narrow, 1)", "narrow, 1, bias=False)")), "144 x 6 + 6 + 6 x 144 + 144"),
        (
            gate(
                init="self.one = nn.Conv2d(channels, narrow, 1, bias=False); "
                "self.two = nn.Conv2d(narrow, channels, 1, bias=False)"
            ),
            "biases are missing",
        ),
        (
            gate(
                init="self.one, self.two = nn.Conv2d(channels, channels, 1), nn.Conv2d(channels, channels, 1)"
            ),
            "between them",
        ),
        (gate().replace("        super().__init__()\n", ""), "begins with `super"),
        (gate(out="None"), "`return` missing"),
        (gate(out="x.mul_(gate)"), "belongs to the caller"),
        (gate(between="torch.sigmoid", last="F.silu"), "must lie between 0 and 1"),
        (gate(out="(x * gate).detach()"), "No gradient flows"),
        (IMPORTS + "\ndef SqueezeExcite(x): return x\n", "must accept 2 arguments"),
    ],
    "11.2": [
        (block(narrow="hidden // 4"), "WIDE channels"),
        (block(look="kernel, stride"), "mixes all channels"),
        (block(look="kernel, stride, groups=in_channels"), "too few groups"),
        (block(narrow="out_channels // 4"), "LEAVE the block"),
        (block(skip="False", order="first, gates, look, last"), "is the sum what you return"),
        (block(skip="False"), "never added"),
        (block(skip="in_channels == out_channels"), "Ask for the stride"),
        (block(skip="stride == 1"), "Ask for the channels"),
        (block(first=", stride", look="kernel, 1, groups=hidden"), "throws three pixels"),
        (block(look="kernel, 1, groups=hidden"), "given and never used"),
        (block(last="activate=True"), "SiLU after the projection"),
        (block(first=", activate=False"), "after the expanding convolution is missing"),
        (
            block(look="kernel, stride, groups=hidden, activate=False"),
            "after the depthwise convolution is missing",
        ),
        (block(order="first, gates, look, last"), "before the depthwise"),
        (block(order="first, look, last, gates", gated="out_channels"), "behind the projection"),
        (block(order="first, look, last"), "Squeeze-and-excitation is missing"),
        (block(look="3, stride, groups=hidden"), "always 3"),
        (block(hidden="in_channels * 6", widen="True"), "always becomes six times"),
        (block(hidden="in_channels * 6"), "as wide inside as its input"),
        (block(widen="True"), "nothing to widen"),
        (block(out="x"), "The output must have the shape"),
        (block(out="x.add_(out) if self.skip else out"), "belongs to the caller"),
        (block(gated="in_channels"), "gates are for 24"),
        (block(look="kernel, stride, groups=expansion"), "`groups` is the expansion"),
        (block(look="stride, kernel, groups=hidden"), "kernel and stride exchanged"),
        (block(narrow="6"), "always has 6"),
        (block(hidden="out_channels * expansion"), "inner width"),
    ],
    "11.3": [
        (
            PLAN.format(plan="[(channels, channels, 1 if k else stride) for k in range(layers)]"),
            "after it, not before",
        ),
        (
            PLAN.format(plan="[(in_channels, channels, 1 if k else stride) for k in range(layers)]"),
            "what the first one made",
        ),
        (
            PLAN.format(plan="[(channels if k else in_channels, channels, stride) for k in range(layers)]"),
            "still halves",
        ),
        (
            PLAN.format(plan="[(channels if k else in_channels, channels, 1) for k in range(layers)]"),
            "No block halves",
        ),
        (
            PLAN.format(plan="[(in_channels, channels, stride)] + [(channels, channels, 1)] * layers"),
            "One block too many",
        ),
        (PLAN.format(plan="[(in_channels, channels, stride)]"), "Only the first block"),
        (
            PLAN.format(
                plan="[(channels if k > 1 else in_channels, channels, 1 if k > 1 else stride) "
                "for k in range(1, layers)]"
            ),
            "too few",
        ),
        (
            PLAN.format(plan="[(in_channels, channels, 2)] + [(channels, channels, 1)] * (layers - 1)"),
            "always has stride 2",
        ),
        (
            PLAN.format(
                plan="[(in_channels, channels, stride)] + [(in_channels, in_channels, 1)] * (layers - 1)"
            ),
            "that came in",
        ),
        (
            PLAN.format(
                plan="[(in_channels, in_channels, 1)] * (layers - 1) + [(in_channels, channels, stride)]"
            ),
            "makes the change",
        ),
        (
            PLAN.format(
                plan="[(channels if k else in_channels, channels, stride if k == layers - 1 else 1) "
                "for k in range(layers)]"
            ),
            "last block has the stride",
        ),
    ],
    "11.4": [(-0.07, "Answer with")],
    "11.5": [
        (4, "height AND width"),
        (6, "Both were counted once"),
        (6**0.5, "counts twice as well"),
        (3, "taken its share"),
        (16, "SQUARE"),
        (448, "How many TIMES"),
        (2.25, "what the width takes"),
        (1.5, "need not grow alike"),
        (9 - 1.5**2, "resolution counts twice"),
        ((9 - 1.5**2) ** 0.5, "do not add"),
    ],
    "11.6": [
        (rounding(share=0), "more than a tenth"),
        (
            rounding().replace("result < 0.9 * channels", "channels - result > 0.1 * result"),
            "one of `channels`",
        ),
        (
            rounding().replace("result < 0.9 * channels", "abs(channels - result) > 0.1 * channels"),
            "taken AWAY",
        ),
        (
            "def make_divisible(channels, divisor=8): return int(max(divisor, channels // divisor * divisor))",
            "always rounds down",
        ),
        (
            "import math\ndef make_divisible(channels, divisor=8): return math.ceil(channels / divisor) * divisor",
            "always rounds up",
        ),
        (rounding().replace("int(channels / divisor + 0.5)", "round(channels / divisor)"), "even neighbour"),
        (rounding("8", "8").replace("+ divisor", "+ 8"), "fixed at 8"),
        (rounding(least="8"), "not at least 8"),
        (
            "def make_divisible(channels, divisor=8): return max(divisor, round(channels / divisor) * divisor)",
            "Two things",
        ),
        (
            "def make_divisible(channels, divisor=8): return round(channels / divisor) * divisor",
            "Three things",
        ),
        (
            "def make_divisible(channels, divisor=8): return int(channels / divisor + 0.5) * divisor",
            "3 became 0",
        ),
        (rounding().replace("result <", "result <="), "exactly a tenth"),
        (rounding().replace("int(channels /", "int(int(channels) /"), "lose their fraction"),
        (
            "import math\n"
            + rounding().replace("int(channels / divisor + 0.5)", "math.ceil(channels / divisor - .5)"),
            "Halves go down",
        ),
        (rounding().replace("return result + divisor", "return result + 8"), "is right"),
        ("def make_divisible(channels, divisor=8): return channels", "hands the channels back"),
        (
            rounding().replace("int(channels / divisor + 0.5)", "(channels + divisor / 2) // divisor"),
            "its type is not",
        ),
        (rounding().replace("divisor=8", "divisor"), "must accept 1 argument"),
    ],
    "11.7": [
        (whole(stem="32"), "stem keeps"),
        (whole(wide="row.channels"), "channels of the stages"),
        (whole(head="1280"), "head keeps"),
        (whole(layers="row.layers"), "depth is given and never used"),
        (whole(layers="round(row.layers * depth)"), "rounded to the nearest"),
        (whole(classes="1000"), "always 1,000 classes"),
        (whole(half="stride=1"), "must halve the map"),
        (whole(end=", nn.Softmax(1)"), "ends in a softmax"),
        (whole(first="True"), "Each block of a stage halves"),
        (whole(first="layer == 1"), "gives other logits"),
        (whole(layers="math.ceil(depth) * row.layers"), "before it multiplies"),
        (whole(wide="int(make_divisible(row.channels) * width)"), "are not rounded after"),
        (whole(stem="int(32 * width)", head="int(1280 * width)"), "stem and head are not rounded"),
        (whole().replace("width=1.0, depth=1.0", "depth=1.0, width=1.0"), "changed places"),
    ],
}

WITH_LINEAR = (
    IMPORTS
    + """
class SqueezeExcite(nn.Module):
    def __init__(self, channels, narrow):
        super().__init__()
        self.gates = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, narrow), nn.SiLU(),
                                   nn.Linear(narrow, channels), nn.Sigmoid())

    def forward(self, x):
        return x * self.gates(x)[:, :, None, None]
"""
)
WITH_EINSUM = (
    IMPORTS
    + """
class SqueezeExcite(nn.Module):
    def __init__(self, channels, narrow):
        super().__init__()
        self.up, self.down = nn.Linear(narrow, channels), nn.Linear(channels, narrow)

    def forward(self, x):
        z = self.down(x.flatten(2).mean(-1))
        return torch.einsum("nchw,nc->nchw", x, (1 + (-self.up(z * torch.sigmoid(z))).exp()).reciprocal())
"""
)
IN_ANY_ORDER = (
    WITH_LINEAR
    + """
class MBConv(nn.Module):
    def __init__(self, in_channels, out_channels, kernel, stride, expansion):
        super().__init__()
        h = in_channels * expansion
        self.narrow = nn.Sequential(nn.Conv2d(h, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels))
        self.weigh = SqueezeExcite(h, in_channels // 4)
        self.look = nn.Sequential(nn.Conv2d(h, h, kernel, stride, (kernel - 1) // 2, groups=h, bias=False),
                                  nn.BatchNorm2d(h), nn.SiLU())
        if expansion != 1:
            self.widen = nn.Sequential(nn.Conv2d(in_channels, h, 1, bias=False), nn.BatchNorm2d(h), nn.SiLU())

    def forward(self, x):
        y = self.widen(x) if hasattr(self, "widen") else x
        y = self.narrow(self.weigh(self.look(y)))
        if y.shape == x.shape:
            y = y + x
        return y
"""
)
AS_A_CLASS = (
    block()
    + """
class efficientnet(nn.Module):
    def __init__(self, width=1.0, depth=1.0, num_classes=1000):
        super().__init__()
        c = make_divisible(32 * width)
        self.stem = conv_norm(3, c, 3, 2)
        self.blocks = nn.ModuleList()
        for expansion, kernel, stride, channels, layers, *_ in B0:
            channels = make_divisible(channels * width)
            for i in range(math.ceil(layers * depth)):
                self.blocks.append(MBConv(c, channels, kernel, 1 if i else stride, expansion))
                c = channels
        self.head = conv_norm(c, make_divisible(1280 * width), 1)
        self.classify = nn.Linear(make_divisible(1280 * width), num_classes)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classify(self.head(x).mean((2, 3)))
"""
)

ACCEPTED = {
    "11.1": [gate(), WITH_LINEAR, WITH_EINSUM],
    "11.2": [
        block(),
        IN_ANY_ORDER,
        block(order="first, look, gates, last", out="out.add(x) if self.skip else out"),
    ],
    "11.3": [
        PLAN.format(
            plan="[(channels if k else in_channels, channels, 1 if k else stride) for k in range(layers)]"
        ),
        PLAN.format(plan="((in_channels, channels, stride),) + ((channels, channels, 1),) * (layers - 1)"),
        "def stage_plan(in_channels, channels, stride, layers):\n"
        "    yield in_channels, channels, stride\n"
        "    for _ in range(layers - 1):\n        yield channels, channels, 1\n",
    ],
    "11.6": [
        rounding(),
        "def make_divisible(channels, divisor=8):\n"
        "    candidates = [k * divisor for k in range(1, int(channels) + 3)]\n"
        "    return min((c for c in candidates if c >= 0.9 * channels), key=lambda c: (abs(c - channels), -c))\n",
        "import numpy as np\ndef make_divisible(channels, divisor=8):\n"
        "    n = max(1, np.floor(channels / divisor + 0.5))\n"
        "    n += n * divisor < 0.9 * channels\n    return np.int64(n * divisor)\n",
    ],
    "11.7": [whole(), AS_A_CLASS, whole(layers="-int(-row.layers * depth // 1)")],
}
