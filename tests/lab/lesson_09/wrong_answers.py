"""Plausible wrong answers, each with a fragment of the message that it must get."""

MIXTURE = """import torch

def mixture(x, alphas, ops):
    p = alphas.softmax(0)
    return {result}
"""
NETWORK = """import torch
from torch import nn

from nas_teach.supernets import SuperNet


class MixedNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = SuperNet(10, in_channels=1)
        self.alphas = {alphas}

    def forward(self, x):
        outputs = [self.net.conv_block.ops[kernel](x) for kernel in ("k3", "k5", "k7")]
        p = self.alphas.softmax(0)
        mixed = {mixed}
        return {result}
"""
STEP = """import torch
import torch.nn.functional as F

def first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
    {lines}
"""
SEARCH = """import torch
import torch.nn.functional as F

from nas_teach.evaluation.training import shuffled


def first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
    for (images, labels), optimizer in ((val_batch, alpha_optimizer), (train_batch, weight_optimizer)):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
    return loss.item()


def search(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    weights = {weights}
    weight_optimizer = torch.optim.SGD(weights, 0.1, momentum=0.9)
    alpha_optimizer = torch.optim.{adam}
    order = torch.Generator().manual_seed({seed})
    path = [{entry}]
    for _ in range(epochs):
        {early}
        for train_batch, val_batch in zip(shuffled({train}, {size}, order), shuffled({val}, {size}, order)):
            first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer)
        path.append({entry})
    return {result}
"""
NODE = """def edges_of_node(rows, names):
    allowed = [k for k in range(len(names)) if {allowed}]
    best = [max(allowed, key=lambda k: row[k]) for row in rows]
    strength = [{strength} for row, k in zip(rows, best)]
    two = sorted(range(len(rows)), key=lambda j: strength[j]){keep}
    return [(names[best[j]], j) for j in {order}]
"""
SHIFTED = """def edges_of_node(rows, names):
    rest = [[share for share, name in zip(row, names) if name != "none"] for row in rows]
    two = sorted(range(len(rows)), key=lambda j: max(rest[j]))[-2:]
    return [(names[rest[j].index(max(rest[j]))], j) for j in sorted(two)]
"""
WITHOUT_SOME = """def edges_of_node(rows, names):
    best = [row.index(max(row)) for row in rows]
    rest = [j for j in range(len(rows)) if names[best[j]] != "none"]
    return [(names[best[j]], j) for j in sorted(sorted(rest, key=lambda j: max(rows[j]))[-2:])]
"""
SECOND = """import torch

def second_order(train_slopes, val_slopes, w, alpha, xi):
    stepped = w - xi * train_slopes(w, alpha)[0]
    v, direct = val_slopes({val_at}, alpha)
    if v.norm() == 0:
        return direct
    epsilon = {epsilon}
    plus = train_slopes({at} + epsilon * v, alpha)[{which}]
    minus = train_slopes({at} - epsilon * v, alpha)[{which}]
    return direct {sign} {xi} * (plus - minus) / {apart}
"""


def mix(result):
    return MIXTURE.format(result=result)


def network(
    alphas="nn.Parameter(torch.zeros(3))",
    mixed="sum(weight * output for weight, output in zip(p, outputs))",
    result="self.net.fc(self.net.pool(self.net.relu(mixed)).flatten(1))",
):
    return NETWORK.format(alphas=alphas, mixed=mixed, result=result)


def step(*moves):
    words = {
        "A": "alpha_optimizer.zero_grad()",
        "W": "weight_optimizer.zero_grad()",
        "a": "alpha_optimizer.step()",
        "w": "weight_optimizer.step()",
        "t": "loss = F.cross_entropy(net(train_batch[0]), train_batch[1]); loss.backward()",
        "v": "loss = F.cross_entropy(net(val_batch[0]), val_batch[1]); loss.backward()",
    }
    return STEP.format(lines="\n    ".join(words.get(move, move) for move in moves))


def search(**changed):
    parts = {
        "weights": "[p for name, p in net.named_parameters() if name != 'alphas']",
        "adam": "Adam([net.alphas], alpha_lr, betas=(0.5, 0.999))",
        "seed": "seed",
        "entry": "net.alphas.detach().softmax(-1)",
        "early": "",
        "train": "train_half",
        "val": "val_half",
        "size": "64",
        "result": "path",
    }
    return SEARCH.format(**{**parts, **changed})


def node(allowed='names[k] != "none"', strength="row[k]", keep="[-2:]", order="sorted(two)"):
    return NODE.format(allowed=allowed, strength=strength, keep=keep, order=order)


def second(**changed):
    parts = {
        "val_at": "stepped",
        "epsilon": "0.01 / v.norm()",
        "at": "w",
        "which": "1",
        "sign": "-",
        "xi": "xi",
        "apart": "(2 * epsilon)",
    }
    return SECOND.format(**{**parts, **changed})


WRONG = {
    "09.1": [
        (mix("list(weight * op(x) for weight, op in zip(p, ops))[0]"), "inside the loop"),
        (mix("list(weight * op(x) for weight, op in zip(p, ops))[-1]"), "Add each part"),
        (mix("sum(weight * op(x) for weight, op in zip((-alphas).softmax(0), ops))"), "a minus too many"),
        (mix("sum(weight * op(x) for weight, op in zip(p.flip(0), ops))"), "opposite order"),
        (
            mix("out").replace(
                "    return",
                "    out = torch.zeros_like(x)\n    for k in range(len(ops)):\n        out += p[k] * ops[k](x)\n"
                "    return",
            ),
            "match the broadcast shape",
        ),
        (mix("sum(a * op(x) for a, op in zip(alphas, ops))"), "alphas themselves"),
        (mix("sum(a.exp() * op(x) for a, op in zip(alphas, ops))"), "divides them by their sum"),
        (mix("ops[p.argmax()](x)"), "strongest operation alone"),
        (mix("[weight * op(x) for weight, op in zip(p, ops)]"), "Add them up"),
        (mix("sum(weight * op(x) for weight, op in zip(p, ops)) / len(ops)"), "once more"),
        (mix("sum(op(weight * x) for weight, op in zip(p, ops))"), "not to what it is given"),
        (mix("sum(op(x) for op in ops) / len(ops)"), "Where are the alphas"),
        (mix("sum(op(x) for op in ops)"), "count in full"),
        (mix("sum(a / alphas.sum() * op(x) for a, op in zip(alphas, ops))"), "divided by their sum"),
        (mix("sum(a.sigmoid() * op(x) for a, op in zip(alphas, ops))"), "sigmoids"),
        (mix("__import__('functools').reduce(lambda value, op: op(value), ops, x)"), "All get x"),
        (mix("sum(weight.item() * op(x) for weight, op in zip(p, ops))"), "no gradient would reach"),
        (mix("sum(weight * op(x) for weight, op in zip(alphas.log_softmax(0), ops))"), "logarithms"),
    ],
    "09.2": [
        (network(alphas="nn.Parameter(torch.zeros(3), requires_grad=False)"), "cannot be trained"),
        (
            network(result="self.net.fc(self.net.relu(self.net.pool(mixed)).flatten(1))"),
            "before the ReLU here",
        ),
        (
            network(result="self.net.fc(self.net.pool(self.net.relu(mixed)).flatten(1)).softmax(1)"),
            "probabilities",
        ),
        (network(mixed="sum(w * o for w, o in zip(p, outputs)) / 3"), "once more"),
        (network(mixed="sum(a * o for a, o in zip(self.alphas, outputs))"), "the alphas themselves"),
        (network(mixed="sum(p[k] * self.net.relu(outputs[k]) for k in range(3))"), "before the ReLU"),
        (network(result="self.net.fc(self.net.pool(mixed).flatten(1))"), "ReLU is missing"),
        (network(mixed="sum(w * o for w, o in zip(p.softmax(0), outputs))"), "taken twice"),
        (network(alphas="torch.zeros(3)"), "no Parameter"),
        (network(alphas="nn.Parameter(torch.ones(3))"), "start at 0"),
        (network(alphas="nn.Parameter(torch.zeros(10))"), "one a kernel"),
        (network(mixed="sum(outputs) / 3"), "same share, whatever"),
        (network(mixed="sum(outputs)"), "added in full"),
        (network(mixed="outputs[p.argmax()]"), "strongest kernel alone"),
        (network(mixed="sum(w * o for w, o in zip(p.flip(0), outputs))"), "opposite order"),
        (network(mixed="sum(w * o for w, o in zip(p.detach(), outputs))"), "No gradient reaches"),
        (network(result="mixed"), "the shape (4, 10)"),
    ],
    "09.3": [
        (step(*"AvaWtw", "return F.cross_entropy(net(train_batch[0]), train_batch[1])"), "after the step"),
        (step(*"AvaWtw", "return loss, loss"), "One number is asked for"),
        (step("labels, images = val_batch", "F.cross_entropy(net(images), labels)"), "raised IndexError"),
        (step(*"AtaWvw", "return loss.item()"), "changed places"),
        (step(*"AtaWtw", "return loss.item()"), "Both learn from the training batch"),
        (step(*"AvaWvw", "return loss.item()"), "Both learn from the validation batch"),
        (step(*"WtwAva", "return loss.item()"), "the weights go first"),
        (step(*"vaWtw", "return loss.item()"), "alphas' old gradients"),
        (step(*"Avatw", "return loss.item()"), "weights' gradients are not cleared"),
        (step(*"AWvatw", "return loss.item()"), "at the start only"),
        (step(*"AWvtaw", "return loss.item()"), "before both steps"),
        (step(*"vatw", "return loss.item()"), "No gradient is ever cleared"),
        (step(*"Wtw", "return loss.item()"), "alphas take no step"),
        (step(*"Ava", "return loss.item()"), "weights take no step"),
        (step(*"AvaWtw"), "returns None"),
        (step(*"Ava", "val_loss = loss", *"Wtw", "return val_loss.item()"), "validation loss"),
    ],
    "09.4": [
        (search().replace("        path.append", "            path.append"), "not after each step"),
        (search(entry="net.alphas.softmax(-1)"), "Detach the alphas first"),
        (search(result="[entry.tolist() for entry in path]"), "A list of tensors"),
        (search().replace("weights, 0.1", "weights, 0.01"), "the rate 0.01"),
        (
            search(adam="Adam([net.alphas], alpha_lr, betas=(0.5, 0.999), weight_decay=1e-3)"),
            "goes without it",
        ),
        (
            search().replace(
                "shuffled(val_half, 64, order)", "shuffled(val_half, 64, torch.Generator().manual_seed(seed))"
            ),
            "order of the validation half",
        ),
        (
            search(early="batches = batches if epochs == 1 else iter(())")
            .replace(
                "    for _ in",
                "    batches = zip(shuffled(train_half, 64, order), shuffled(val_half, 64, order))\n    for _ in",
            )
            .replace(
                "in zip(shuffled(train_half, 64, order), shuffled(val_half, 64, order)):\n", "in batches:\n"
            )
            .replace("batches = batches if epochs == 1 else iter(())", ""),
            "used up",
        ),
        (search(weights="[*(net := __import__('copy').deepcopy(net)).parameters()][1:]"), "did not move"),
        (search(train="val_half", val="train_half"), "halves have changed places"),
        (search(weights="list(net.parameters())"), "the alphas among them"),
        (search(adam="Adam(net.parameters(), alpha_lr, betas=(0.5, 0.999))"), "Adam holds all parameters"),
        (search(entry="net.alphas.detach().clone()"), "These are the alphas themselves"),
        (search(entry="net.alphas.detach()"), "one tensor of the alphas"),
        (search(result="path[1:]"), "missing at the beginning"),
        (search(result="path[-1]"), "end alone"),
        (search(adam="Adam([net.alphas], 0.02, betas=(0.5, 0.999))"), "alpha_lr = 0.3"),
        (search(adam="Adam([net.alphas], alpha_lr)"), "usual betas"),
        (search(entry="net.alphas.detach().softmax(0)"), "softmax(-1)"),
        (search(early="order.manual_seed(seed)"), "order of the training half"),
        (search(seed="0"), "Another `seed`"),
        (
            search().replace(
                "weight_optimizer, alpha_optimizer)\n        path",
                "alpha_optimizer, weight_optimizer)\n        path",
            ),
            "in the call of the step",
        ),
        (
            search(
                early="alpha_optimizer = torch.optim.Adam([net.alphas], alpha_lr, betas=(0.5, 0.999)); "
                "weight_optimizer = torch.optim.SGD(weights, 0.1, momentum=0.9)"
            ),
            "made anew in each epoch",
        ),
        (search(size="32"), "Batches have 64"),
        (
            search(
                early="train_half, val_half = ([part[:64] for part in half] for half in (train_half, val_half))"
            ),
            "used once in an epoch",
        ),
        (search(result="None"), "returns None"),
    ],
    "09.5": [
        (0.348, "by less"),
        (0.0144, "an alpha move"),
        (0.58, "rate 0.02"),
        (0.5, "one half"),
        (1, "far above"),
        (0, "a third at least"),
        (34, "per cent"),
    ],
    "09.6": [
        (node(keep="[-1:]"), "alone"),
        (SHIFTED, "have moved"),
        (WITHOUT_SOME, "left out altogether"),
        (node(strength="max(row)"), "still counts as the strength"),
        (node(strength="sum(row[i] for i in allowed)"), "sum of all weights but that of"),
        (node(strength="sum(row)"), "sum of a row"),
        (
            node(allowed="True", strength="max(row[i] for i in range(len(row)) if names[i] != 'none')"),
            "can still be",
        ),
        (node(order="two[::-1]"), "order of strength"),
        (node(keep=""), "All edges"),
        (node(keep="[:2]"), "two weakest"),
        (node(keep="", order="(0, 1)"), "first two edges"),
        (node(allowed="k > 0"), "look for it by its name"),
        (node().replace("(names[best[j]], j)", "(j, names[best[j]])"), "other way round"),
        (node().replace("(names[best[j]], j)", "names[best[j]]"), "Say also"),
    ],
    "09.7": [(3, "Answer with one of")],
    "09.8": [
        (second(epsilon="0.01 / v.abs().sum()"), "lie 0.01 away"),
        (second(epsilon="0.01 / v.norm() ** 2"), "lie 0.01 away"),
        ("def second_order(train, val, w, alpha, xi):\n    return val(w, alpha)[1]\n", "first order"),
        (
            "def second_order(train, val, w, alpha, xi):\n"
            "    return val(w - xi * train(w, alpha)[0], alpha)[1]\n",
            "second part is missing",
        ),
        (second(sign="+"), "wrong sign"),
        (second(xi="1"), "lacks the factor xi"),
        (second(apart="epsilon"), "divide by one epsilon"),
        (second(at="stepped"), "on either side of w', the"),
        (second(val_at="w"), "validation slopes are taken at w."),
        (second(epsilon="0.01"), "whatever the length of v"),
        (
            second()
            .replace("minus = train_slopes(w - epsilon * v, alpha)", "minus = train_slopes(w, alpha)")
            .replace("(2 * epsilon)", "epsilon"),
            "one side of w only",
        ),
        (second().replace("if v.norm() == 0:", "if False:"), "is no number"),
    ],
}
