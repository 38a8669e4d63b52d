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
        (search(early="order.manual_seed(seed)"), "Both epochs have the same order"),
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
    "09.6": [(3, "Answer with one of")],
    "09.7": [
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
    "09.8": [
        (0, "noise is added first"),
        (1, "Only one wins"),
        (0.3333, "all alphas were equal"),
        (0.17, "Twelve draws are few"),
        (0.5, "three operations"),
        (0.6, "first operation"),
        (0.1, "third operation"),
        (0.03, "not multiplied"),
        (0.27, "Too small"),
    ],
}
