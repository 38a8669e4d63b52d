"""Plausible wrong answers, each with a fragment of the message that it must get, and right ones of other styles."""

import numpy as np

CUT = """import torch
def cut(weight, outs, ins, kernel):
    s = (weight.shape[-1] - kernel) // 2
    return {result}
"""
SANDWICH = """import torch.nn.functional as F
def sandwich_step(net, optimizer, images, labels, rng, randoms=1):
    choices = list(net.space.choices.values())
    smallest = net.space.arch(*({small} for values in choices))
    largest = net.space.arch(*({large} for values in choices))
    paths = {paths}
    {zero}
    for path in paths:
        {body}
    {step}
    {end}
"""
CHOOSE = """def choose_within(archs, scores, costs, budget):
    fits = [i for i in range(len(archs)) if {fits}]
    {nothing}
    return archs[max(fits, key=lambda i: {key})]
"""
ATTENTION = """import torch
def attention(q, k, v, heads=1):
    n, d = q.shape
    q, k, v = (part.reshape(n, {heads}, -1).transpose(0, 1) for part in (q, k, v))
    scores = {scores}
    weights = {weights}
    mixed = {mixed}
    return {result}
"""
EVOLVE = """import numpy as np
def evolve_within(space, score, cost, budget, evaluations, seed):
    rng, population, scored = np.random.default_rng({seed}), [], {{}}
    while len(scored) < evaluations:
        if len(population) < 20 or rng.random() < {fresh}:
            child = space.sample(rng)
        else:
            drawn = [population[i] for i in rng.integers(len(population), size=5)]
            child = space.mutate(max(drawn, key=scored.get), rng)
        if {known} {dear}:
            continue
        {add}
        population = (population + [child])[-20:]
    best = max({among}, key=scored.get)
    return {result}
"""


def cutting(result="weight[:outs, :ins, s:s + kernel, s:s + kernel]"):
    return CUT.format(result=result)


def sandwich(**changed):
    parts = {
        "small": "values[0]",
        "large": "values[-1]",
        "paths": "[smallest, largest] + [net.space.sample(rng) for _ in range(randoms)]",
        "zero": "optimizer.zero_grad()",
        "body": "F.cross_entropy(net(images, path), labels).backward()",
        "step": "optimizer.step()",
        "end": "return paths",
    }
    return SANDWICH.format(**{**parts, **changed})


def choosing(fits="costs[i] <= budget", key="(scores[i], -costs[i])", nothing=None):
    nothing = nothing or "if not fits: raise ValueError(f'the cheapest costs {min(costs)}')"
    return CHOOSE.format(fits=fits, key=key, nothing=nothing)


def attending(**changed):
    parts = {
        "heads": "heads",
        "scores": "q @ k.transpose(1, 2) / q.shape[-1] ** 0.5",
        "weights": "scores.softmax(-1)",
        "mixed": "(weights @ v).transpose(0, 1).reshape(n, d)",
        "result": "mixed, weights",
    }
    return ATTENTION.format(**{**parts, **changed})


def evolving(**changed):
    parts = {
        "seed": "seed",
        "fresh": "0.1",
        "known": "child in scored or",
        "dear": "cost(child) > budget",
        "add": "scored[child] = score(child)",
        "among": "scored",
        "result": "best, scored[best]",
    }
    return EVOLVE.format(**{**parts, **changed})


QKV = "import torch\ndef answer(weight, width):\n    return {}\n"
WRONG = {
    "13.1": [
        (9 / 49, "kernel alone"),
        (9 / 49 / 4, "*both* sides"),
        (1 / 16, "kernel is smaller"),
        (3 / 7 / 16, "two sides"),
        (144, "number of weights"),
        (12544 / 144, "one over it"),
        (1.148, "per cent"),
    ],
    "13.2": [
        (cutting("weight[:outs, :ins, :kernel, :kernel]"), "upper left corner"),
        (cutting("weight[:outs, :ins, -kernel:, -kernel:]"), "lower right"),
        (cutting("weight[-outs:, -ins:, s:s + kernel, s:s + kernel]"), "*last* channels"),
        (cutting("torch.nn.functional.adaptive_avg_pool2d(weight[:outs, :ins], kernel)"), "averaged"),
        (cutting("weight[:outs, :ins, s:-s, s:-s]"), "ends before it begins"),
        (cutting("weight[:ins, :outs, s:s + kernel, s:s + kernel]"), "changed places"),
        (cutting("weight[:outs, :ins, s:s + kernel, s:s + kernel].detach()"), "no gradient finds its way"),
        (cutting("weight[:outs, :ins, s + 1:s + 1 + kernel, s + 1:s + 1 + kernel]"), "shape"),
        (cutting("weight[:outs, :ins, s:s + kernel, s:s + kernel].numpy()"), "Return a tensor"),
        (cutting("weight[:outs, :ins, s:s + kernel, s:s + kernel].clone()"), "This is a copy"),
        (cutting("torch.nn.Parameter(weight[:outs, :ins, s:s + kernel, s:s + kernel])"), "A new parameter"),
        (cutting().replace("    s = ", "    weight[outs:] = 0\n    s = "), "changes its argument 1"),
    ],
    "13.3": [
        (sandwich(small="values[-1]"), "smallest path does not run"),
        (sandwich(large="values[0]"), "largest path does not run"),
        (sandwich(paths="[smallest, largest]"), "each once"),
        (sandwich(paths="[smallest, largest] + [net.space.sample(rng)] * randoms"), "anew"),
        (sandwich(paths="[smallest, largest] + [largest] * randoms"), "drawn from the whole space"),
        ("import numpy as np\n" + sandwich().replace("net.space.sample(rng)", "net.space.sample(seed)")
         .replace("    choices", "    seed = np.random.default_rng(0)\n    choices"), "the `rng` that is given"),
        (sandwich(step="pass"), "never steps"),
        (sandwich(body="F.cross_entropy(net(images, path), labels).backward(); optimizer.step()", step="pass"),
         "one update"),
        (sandwich(zero="pass"), "step before are still there"),
        (sandwich(body="optimizer.zero_grad(); F.cross_entropy(net(images, path), labels).backward()"),
         "Only the last path"),
        (sandwich(body="(F.cross_entropy(net(images, path), labels) / len(paths)).backward()"), "averaged"),
        (sandwich(step="optimizer.zero_grad(); optimizer.step()"), "No weight has moved"),
        (sandwich(end="return paths[2:]"), "Return the list"),
        (sandwich(end="pass"), "nothing comes back"),
    ],
    "13.4": [
        (choosing(fits="True"), "budget is ignored"),
        (choosing(key="-scores[i]"), "*worst*"),
        (choosing(key="costs[i]"), "dearest"),
        (choosing(key="-costs[i]"), "cheapest network"),
        (choosing(key="scores[i] / costs[i]"), "*for its cost*"),
        (choosing(key="(scores[i], costs[i])"), "takes the dearer"),
        (choosing(key="scores[i]"), "first one in the list"),
        (choosing(key="(scores[i], i)"), "last one in the list"),
        (choosing(key="(scores[i], archs[i])"), "is right"),
        (choosing(fits="True").replace("    return", "    if costs[max(fits, key=scores.__getitem__)] > budget:\n"
         "        raise ValueError(min(costs))\n    return"), "but others do"),
        (choosing().replace("return archs[max", "return [*range(len(archs))][max"), "place in the list"),
        (choosing(fits="costs[i] < budget"), "is right"),
        (choosing(nothing="if not fits: return None"), "noticed much later"),
        (choosing(nothing="if not fits: raise ValueError('nothing')"), "what the cheapest"),
        (choosing(nothing="pass").replace("max(fits", "max(fits or [0]"), "instead of handing one over"),
    ],
    "13.5": [("nothing", "Answer with one of")],
    "13.6": [
        (attending(scores="q @ k.transpose(1, 2)"), "not divided"),
        (attending(scores="q @ k.transpose(1, 2) / q.shape[-1]"), "*root*"),
        (attending(scores="q @ k.transpose(1, 2) / d ** 0.5"), "own number of channels"),
        (attending(weights="scores.softmax(1)"), "wrong axis"),
        (attending(weights="scores"), "softmax is missing"),
        (attending(mixed="(weights @ k).transpose(0, 1).reshape(n, d)"), "applied to the keys"),
        (attending(scores="k @ q.transpose(1, 2) / q.shape[-1] ** 0.5"), "changed places"),
        (attending(heads="1"), "`heads` is ignored"),
        (attending(result="mixed"), "Two things"),
        (attending().replace("    weights", "    q *= 2\n    weights", 1), "changes its argument 1"),
        (attending(result="mixed.numpy(), weights.numpy()"), "Return tensors"),
        (attending(result="mixed, weights[0]"), "mixed is (tokens, channels)"),
        (attending(mixed="(weights @ v).reshape(n, d)"), "Head 0"),
    ],
    "13.7": [
        (QKV.format("torch.cat([part[:width] for part in weight.chunk(3)])"), "going in, too"),
        (QKV.format("torch.cat([part[-width:, -width:] for part in weight.chunk(3)])"), "last channels"),
        (QKV.format("torch.stack([part[:width, :width] for part in weight.chunk(3)])"), "another form"),
        (QKV.format("torch.cat([part[:width, :width] for part in weight.chunk(3)], 1)"), "side by side"),
        (QKV.format("weight[:width, :width].repeat(3, 1)"), "out of the queries"),
        (QKV.format("weight[:width, :width]"), "queries only"),
    ],
    "13.8": [
        (evolving(dear="False"), "above the budget was scored"),
        (evolving(dear="cost(child) >= budget"), "exactly the budget"),
        (evolving(known=""), "scored again"),
        (evolving().replace("< evaluations", "<= evaluations"), "exactly `evaluations`"),
        (evolving(among="population"), "best of *all*"),
        (evolving(result="best"), "Return a pair"),
        (evolving(fresh="2"), "no more than random draws"),
        (evolving(seed="0"), "`seed` is ignored"),
    ],
}  # fmt: skip
ACCEPTED = {
    "13.1": [
        "answer = 9 / 784",
        "from fractions import Fraction\nanswer = Fraction(144, 12544)",
        "answer = 0.0115",
    ],
    "13.2": [
        cutting(),
        cutting("weight.narrow(0, 0, outs).narrow(1, 0, ins).narrow(2, s, kernel).narrow(3, s, kernel)"),
        "def cut(weight, outs, ins, kernel):\n    while weight.shape[-1] > kernel:\n"
        "        weight = weight[..., 1:-1, 1:-1]\n    return weight[:outs][:, :ins]",
    ],
    "13.3": [
        sandwich(),
        sandwich(paths="[net.space.sample(rng) for _ in range(randoms)] + [largest, smallest]"),
        sandwich(body="pass", step="sum(F.cross_entropy(net(images, p), labels) for p in paths).backward(); "
                 "optimizer.step()"),
        sandwich(end="return tuple(paths)", small="min(values)", large="max(values)"),
    ],
    "13.4": [
        choosing(),
        "def choose_within(archs, scores, costs, budget):\n    scores, costs = np.array(scores), np.array(costs)\n"
        "    if costs.min() > budget:\n        raise ValueError(costs.min())\n"
        "    fits = np.flatnonzero(costs <= budget)\n    order = np.lexsort((costs[fits], -scores[fits]))\n"
        "    return archs[fits[order[0]]]",
        "def choose_within(archs, scores, costs, budget):\n"
        "    rows = sorted((-s, c, i) for i, (s, c) in enumerate(zip(scores, costs)) if c <= budget)\n"
        "    if not rows:\n        raise ValueError(f'needs {min(costs)}')\n    return archs[rows[0][2]]",
    ],
    "13.6": [
        attending(),
        "import torch\nimport torch.nn.functional as F\ndef attention(q, k, v, heads=1):\n"
        "    parts = list(zip(*(x.chunk(heads, dim=1) for x in (q, k, v))))\n"
        "    weights = [F.softmax(a @ b.T / a.shape[1] ** 0.5, dim=-1) for a, b, _ in parts]\n"
        "    mixed = torch.hstack([w @ c for w, (_, _, c) in zip(weights, parts)])\n"
        "    return mixed, torch.stack(weights)",
        "import torch\ndef attention(q, k, v, heads=1):\n    n, d = q.shape\n    s = d // heads\n"
        "    weights, mixed = torch.zeros(heads, n, n), torch.zeros(n, d)\n    for h in range(heads):\n"
        "        p = slice(h * s, h * s + s)\n        weights[h] = (q[:, p] @ k[:, p].T / s ** 0.5).softmax(1)\n"
        "        mixed[:, p] = weights[h] @ v[:, p]\n    return mixed, weights",
        "import torch, math\ndef attention(q, k, v, heads=1):\n    n, d = q.shape\n    s = d // heads\n"
        "    mixed = torch.zeros_like(v)\n    weights = torch.zeros(heads, n, n, dtype=q.dtype)\n"
        "    for h in range(heads):\n        c = slice(h * s, h * s + s)\n        for i in range(n):\n"
        "            e = torch.exp(k[:, c] @ q[i, c] / math.sqrt(s))\n            weights[h, i] = e / e.sum()\n"
        "            mixed[i, c] = weights[h, i] @ v[:, c]\n    return [mixed, weights]",
    ],
    "13.7": [
        QKV.format("weight.view(3, -1, weight.shape[1])[:, :width, :width].flatten(0, 1)"),
        "import torch\ndef answer(weight, width):\n    dim = weight.shape[1]\n"
        "    return torch.cat([weight[i * dim:i * dim + width, :width] for i in range(3)])",
        QKV.format("weight.chunk(3)[0][:width, :width].new_tensor([row[:width].tolist() for part in "
                   "weight.chunk(3) for row in part[:width]])"),
    ],
    "13.8": [
        evolving(),
        "def evolve_within(space, score, cost, budget, evaluations, seed):\n    rng = np.random.default_rng(seed)\n"
        "    scored = {}\n    while len(scored) < evaluations:\n"
        "        if len(scored) < 10 or rng.random() < 0.15:\n"
        "            child = space.sample(rng)\n        else:\n"
        "            best = sorted(scored, key=scored.get)[-5:]\n"
        "            child = space.mutate(best[rng.integers(5)], rng)\n"
        "        if child not in scored and cost(child) <= budget:\n            scored[child] = score(child)\n"
        "    best = max(scored, key=scored.get)\n    return best, scored[best]",
    ],
}  # fmt: skip

NAMES = {"np": np}  # that the lesson, or its learner, has imported
