"""Plausible wrong answers, each with a fragment of the message that it must get; and right ones of other styles."""

BLOCK = """from torch import nn
class SuperConvBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        made = {{f"k{{k}}": {layer} for k in (3, 5, 7)}}
        {keep}
    def forward(self, x, choice):
        {check}
        return {out}
"""
LAYER = "nn.Conv2d(in_channels, out_channels, k, padding=k // 2, bias=False)"
CHECK = 'if choice not in self.ops: raise ValueError(f"one of k3, k5, k7, not {choice}")'


def block(layer=LAYER, keep="self.ops = nn.ModuleDict(made)", check=CHECK, out="self.ops[choice](x)"):
    return BLOCK.format(layer=layer, keep=keep, check=check, out=out)


STEP = """import torch, torch.nn.functional as F
def supernet_step(net, optimizer, images, labels, choices, rng, fair=False):
    {paths}
    {zero}
    for path in paths:
        {body}
    {step}
    {end}
"""
BACKWARD = "F.cross_entropy(net(images, path), labels).backward()"


def step(
    paths="paths = list(choices) if fair else [choices[int(rng.integers(len(choices)))]]",
    zero="optimizer.zero_grad()",
    body=BACKWARD,
    step="optimizer.step()",
    end="return paths",
):
    return STEP.format(paths=paths, zero=zero, body=body, step=step, end=end)


RECALIBRATE = """import copy, torch
from torch import nn
def recalibrate(model, images):
    {copy}
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            {norm}
    {run}
    {end}
"""
NORM = "layer.reset_running_stats(); layer.momentum = None; layer.train()"
RUN = "with torch.no_grad(): model(images)"


def recalibration(copy="model = copy.deepcopy(model).eval()", norm=NORM, run=RUN, end="return model.eval()"):
    return RECALIBRATE.format(copy=copy, norm=norm, run=run, end=end)


SHARED = """import torch, torch.nn.functional as F
from torch import nn
class SharedKernelBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        {make}
    def forward(self, x, choice):
        if choice not in ("k3", "k5", "k7"): raise ValueError(f"one of k3, k5, k7, not {{choice}}")
        k = int(choice[1])
        {kernel}
        return F.conv2d(x, kernel, padding={padding})
"""
MAKE = "self.weight = nn.Parameter(0.1 * torch.randn(out_channels, in_channels, 7, 7))"
CUT = "c = (7 - k) // 2; kernel = self.weight[:, :, c : c + k, c : c + k]"


def shared(make=MAKE, kernel=CUT, padding="k // 2"):
    return SHARED.format(make=make, kernel=kernel, padding=padding)


LOOP = """def answer(net, paths):
    scores = []
    for path in paths:
        {first}
        {second}
    return {result}
"""


def loop(first="net.recalibrate(path)", second="scores.append(net.accuracy(path))", result="scores"):
    return LOOP.format(first=first, second=second, result=result)


WRONG = {
    "08.1": [
        (block(keep="self.ops = made"), "hides its layers"),
        (block(layer=LAYER.replace(", padding=k // 2", "")), "padding of k // 2"),
        (block(layer=LAYER.replace(", bias=False", "")), "no bias"),
        (block(keep="self.ops = nn.ModuleList(made.values())"), "published form"),
        (block(out="sum(op(x) for op in self.ops.values())"), "All three kernels"),
        (block(out="self.ops['k5'](x)"), "another choice"),
        (block(check="pass"), "ValueError of your own"),
        (block(check="choice = choice if choice in self.ops else 'k3'"), "nothing is raised"),
        (block(check='if choice not in self.ops: raise ValueError("no")'), "should list"),
        (block(layer=LAYER.replace("k, padding", "3, padding").replace("k // 2", "1")), "kernel of 5 x 5"),
        (block(out="{name: op(x) for name, op in self.ops.items()}[choice]"), "all kernels are computed"),
        (block(out="[op(x) for op in self.ops.values()]"), "one tensor"),
        (block(out="None"), "nothing back"),
        (block(out="sum(op(x) * (name == choice) for name, op in self.ops.items())"), "run no other one"),
    ],
    "08.2": [
        (step(zero="pass"), "set back"),
        (step(zero="pass", body=f"optimizer.zero_grad(); {BACKWARD}"), "only the last path's gradient"),
        (
            step(paths="import random; paths = choices if fair else [random.choice(choices)]"),
            "that `rng` drew",
        ),
        (
            step(paths="paths = list(choices) if fair else [choices.pop(int(rng.integers(len(choices))))]"),
            "is the caller's",
        ),
        (step(paths="paths = choices if fair else choices[rng.integers(len(choices))]"), "stand in a list"),
        (step(step="pass", body=f"{BACKWARD}; optimizer.step()"), "three updates"),
        (
            step(
                zero="losses = 0",
                body="losses = losses + F.cross_entropy(net(images, path), labels)",
                step="optimizer.zero_grad(); (losses / len(paths)).backward(); optimizer.step()",
            ),
            "averaged",
        ),
        (step(paths="paths = list(choices)"), "every step trains all"),
        (step(paths="paths = [choices[rng.integers(len(choices))]]"), "every step trains one"),
        (step(paths="paths = list(choices) if fair else [choices[0]]"), "always the first"),
        (step(paths="paths = list(choices) if fair else [rng.choice(choices)]"), "turn into an array"),
        (step(step="pass"), "never steps"),
        (step(step="optimizer.zero_grad(); optimizer.step()"), "must come first"),
        (step(end="return paths[-1]"), "Return the list"),
        (step(end="pass"), "nothing comes back"),
        (step(body=f"{BACKWARD}; {BACKWARD}"), "one path"),
        (step(body="F.cross_entropy(net(images, path).softmax(1), labels).backward()"), "two steps"),
    ],
    "08.3": [
        (recalibration(norm=NORM.replace("layer.momentum = None; ", "")), "a tenth"),
        (recalibration(norm="layer.train()"), "nine tenths of each"),
        (recalibration(norm="layer.momentum = None; layer.train()"), "earlier batches"),
        (recalibration(norm="layer.reset_running_stats()"), "0 and 1"),
        (recalibration(copy="model = copy.deepcopy(model).train()"), "dropout"),
        (recalibration(copy="model.eval()"), "is changed"),
        (
            recalibration(run="with torch.no_grad():\n        for part in images.split(10): model(part)"),
            "single batch",
        ),
        (recalibration(end="return model"), "training mode"),
        (recalibration(end="model.eval()"), "Nothing comes back"),
        (recalibration(norm=f"{NORM}; break"), "Only the first"),
        (recalibration(norm="pass"), "Nothing is measured"),
        (recalibration(end="return model(images)"), "Return the recalibrated"),
        (
            recalibration(
                run="model(images).sum().backward(); [p.data.sub_(p.grad) for p in model.parameters()]"
            ),
            "trains nothing",
        ),
    ],
    "08.4": [
        (loop("scores.append(net.accuracy(path))", "net.recalibrate(path)"), "path before it"),
        ("answer = lambda net, paths: [net.accuracy(path) for path in paths]", "happens to have"),
        (
            "def answer(net, paths):\n    net.recalibrate(paths[0])\n"
            "    return [net.accuracy(p) for p in paths]",
            "statistics of the first",
        ),
        (loop(first="scores = []\n        net.recalibrate(path)"), "made anew"),
        (loop(second="scores.append(net.accuracy(path))\n        return scores"), "inside the loop"),
        (loop(result="sum(scores)"), "(0.8, 0.81, 0.82)"),
        (loop(second="scores += [net.accuracy(other) for other in paths]"), "One score a path"),
    ],
    "08.5": [
        (20, "Answer with one of"),
        ("A and D", "who chose the twenty"),
        ("tau", "Over which paths"),
        ("size", "held against"),
        ("none", "does tell something"),
    ],
    "08.6": [
        (11.11, "both cost the same"),
        (11, "Not yet"),
        (10, "Nearly"),
        (10.1, "own training"),
        (10.89, "saves the difference"),
        (1100, "The 66 s"),
        (1000, "*each* network"),
        (66, "do not depend"),
        (1, "One network alone"),
        (13, "Too large"),
    ],
    "08.7": [
        (shared(kernel="kernel = self.weight[:, :, :k, :k]"), "corner"),
        (shared(kernel="kernel = F.interpolate(self.weight, (k, k), mode='bilinear')"), "shrinks"),
        (shared(kernel="kernel = self.weight", padding="3"), "The whole kernel runs"),
        (shared(kernel=CUT.replace("self.weight[", "self.weight.detach()[")), "No gradient"),
        (
            shared(
                kernel=CUT.replace(
                    "self.weight[:, :, c : c + k, c : c + k]",
                    "torch.nn.Parameter(self.weight[:, :, c : c + k, c : c + k])",
                )
            ),
            "a copy that",
        ),
        (shared(make=MAKE.replace("0.1 * torch.randn", "0.1 * torch.ones")), "learn alike"),
        (shared(padding="3"), "Height and width"),
        (shared(kernel=CUT.replace("(7 - k) // 2", "k // 2")), "Are both so"),
        (shared(make="self.weight = 0.1 * torch.randn(out_channels, in_channels, 7, 7)"), "finds no weight"),
        (
            shared(
                make="self.ops = nn.ModuleDict({f'k{k}': nn.Conv2d(in_channels, out_channels, k, bias=False)"
                " for k in (3, 5, 7)})",
                kernel="kernel = self.ops[choice].weight",
            ),
            "One weight is enough",
        ),
        (shared(kernel=CUT.replace("c = (7 - k) // 2", "c = 7 - k")), "5 x 5 values"),
        (
            shared().replace('if choice not in ("k3", "k5", "k7"): raise', "if False: raise"),
            "nothing is raised",
        ),
    ],
}

ACCEPTED = {
    "08.1": [
        block(),
        """import torch
class SuperConvBlock(torch.nn.Module):
    def __init__(self, in_channels, out_channels, choices=(3, 5, 7)):
        super(SuperConvBlock, self).__init__()
        self.ops = torch.nn.ModuleDict()
        for k in choices:
            self.ops.update({"k%d" % k: torch.nn.Conv2d(in_channels, out_channels, k, padding="same", bias=False)})
    def forward(self, x, choice):
        try:
            op = self.ops[choice]
        except KeyError:
            raise ValueError("choose from k3, k5, k7") from None
        return op(x)
""",
        block(
            layer=LAYER.replace("k // 2", "(k - 1) // 2"),
            keep="self.ops = nn.ModuleDict(dict(reversed(made.items())))",
        ),
    ],
    "08.2": [
        step(
            zero="net.zero_grad(); losses = []",
            body="losses.append(F.cross_entropy(net(images, path), labels))",
            step="sum(losses).backward(); optimizer.step()",
        ),
        step(
            paths="paths = [choices[i] for i in (range(len(choices)) if fair else [rng.integers(0, len(choices))])]"
        ),
        step(paths="paths = list(choices)[::-1] if fair else [choices[rng.choice(len(choices))]]"),
        step(body="(-net(images, path).log_softmax(1)[range(len(labels)), labels].mean()).backward()"),
        step(
            paths="paths = tuple(choices) if fair else (choices[rng.integers(len(choices))],)",
            zero="[setattr(p, 'grad', None) for p in net.parameters()]",
        ),
    ],
    "08.3": [
        recalibration(run="with torch.no_grad():\n        for part in images.split(128): model(part)"),
        recalibration(norm="layer.momentum = 1.0; layer.train()"),
        """import copy, torch
def recalibrate(model, images, dims=(0, 2, 3)):
    new = copy.deepcopy(model).eval()
    def measure(layer, inputs):
        x = inputs[0].double()
        layer.running_mean.copy_(x.mean(dims)), layer.running_var.copy_(x.var(dims))
    norms = [layer for layer in new.modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    handles = [norm.register_forward_pre_hook(measure) for norm in norms]
    with torch.inference_mode(): new(images)
    for handle in handles: handle.remove()
    return new
""",
        """import copy, torch
def recalibrate(model, images):
    new = copy.deepcopy(model)
    new.eval()
    norms = [m for m in new.modules() if type(m).__name__.startswith("BatchNorm")]
    for m in norms:
        m.running_mean.zero_(); m.running_var.fill_(1); m.num_batches_tracked.zero_()
        m.momentum, m.training = None, True
    torch.no_grad()(new)(images)
    for m in norms:
        m.momentum, m.training = 0.1, False
    return new
""",
    ],
    "08.7": [
        shared(),
        shared(
            make="self.conv = nn.Conv2d(in_channels, out_channels, 7, bias=False)",
            kernel="c = 3 - k // 2; kernel = self.conv.weight[..., c : 7 - c, c : 7 - c]",
        ),
        shared(
            kernel="mask = torch.zeros(7, 7); c = (7 - k) // 2; mask[c : 7 - c, c : 7 - c] = 1; "
            "kernel = self.weight * mask",
            padding="3",
        ),
    ],
}

# Other ways to slips that stand above: they get the same words.
KIN = [
    ("08.3", recalibration(norm=NORM.replace("running_stats", "parameters")), "nothing but the running"),
    (
        "08.2",
        step(
            body="loss = F.cross_entropy(net(images, path), labels)", step="loss.backward(); optimizer.step()"
        ),
        "`backward` inside it",
    ),
    (
        "08.2",
        step(paths="paths = rng.permutation(choices) if fair else [choices[rng.integers(3)]]"),
        "`rng.permutation`",
    ),
    ("08.2", step(body=BACKWARD.replace("labels)", "labels, reduction='sum')")), "Is the loss"),
    ("08.3", recalibration(copy="model = copy.deepcopy(model)"), "dropout"),
    ("08.3", recalibration(copy="model = copy.copy(model).eval()"), "is changed"),
    ("08.3", recalibration().replace("modules()", "children()"), "inside of others"),
    ("08.3", recalibration(norm=NORM.replace("None", "0")), "has `momentum = None`"),
    (
        "08.3",
        recalibration(run="model.eval()\n    with torch.no_grad(): model(images)"),
        "while each batch norm",
    ),
]
