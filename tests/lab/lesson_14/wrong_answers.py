"""Plausible wrong answers, each with a fragment of its message, and right ones of other styles."""

import numpy as np

HOLM = """import numpy as np
def holm(p):
    order, n = np.argsort(p, kind="stable"), len(p)
    corrected, floor = [0.0] * n, 0.0
    for rank, place in enumerate(order):
        value = {value}
        {floor}
        corrected[{place}] = floor
    return {result}
"""
WORKERS = """def many_workers(strategy, evaluate, seconds, budget, workers):
    running, trials, asked = [], [], 0
    {first}
    def begin(worker, now):
        nonlocal asked
        {ask}
        arch = strategy.ask()
        asked += 1
        {begun}
        running.append((now + seconds(arch), {number}, {start}, arch))
    for worker in range({fill}):
        begin(worker, 0.0)
    while {going}:
        trial = {next}
        {remove}
        end, worker, start, arch = trial
        {before}
        {tell}
        trials.append({row})
        if {more}:
            begin(worker, end)
    return {result}
"""
BATCHES = """def many_workers(strategy, evaluate, seconds, budget, workers):
    trials, now = [], 0.0
    while len(trials) < budget:
        batch = [strategy.ask() for _ in range(min(workers, budget - len(trials)))]
        ends = [now + seconds(arch) for arch in batch]
        for worker, (arch, end) in enumerate(zip(batch, ends)):
            strategy.tell(arch, evaluate(arch))
            trials.append((arch, worker, now, end))
        now = max(ends)
    return trials
"""
IN_TURN = """def many_workers(strategy, evaluate, seconds, budget, workers):
    free, trials = [0.0] * workers, []
    for question in range(budget):
        arch, worker = strategy.ask(), question % workers
        start, free[worker] = free[worker], free[worker] + seconds(arch)
        strategy.tell(arch, evaluate(arch))
        trials.append((arch, worker, start, free[worker]))
    return sorted(trials, key=lambda trial: trial[3])
"""
LEAST_BUSY = """def many_workers(strategy, evaluate, seconds, budget, workers):
    free, trials = [0.0] * workers, []
    for _ in range(budget):
        worker = free.index(min(free))
        arch = strategy.ask()
        start, free[worker] = free[worker], free[worker] + seconds(arch)
        {tell}
        trials.append((arch, worker, start, free[worker]))
    trials.sort(key=lambda trial: trial[3])
    {end}
    return trials
"""
BY_END = """def many_workers(strategy, evaluate, seconds, budget, workers):
    running, trials, asked = {}, [], 0
    for worker in range(min(workers, budget)):
        arch, asked = strategy.ask(), asked + 1
        running[seconds(arch)] = arch, worker, 0.0
    while running:
        end = min(running)
        arch, worker, start = running.pop(end)
        strategy.tell(arch, evaluate(arch))
        trials.append((arch, worker, start, end))
        if asked < budget:
            arch, asked = strategy.ask(), asked + 1
            running[end + seconds(arch)] = arch, worker, end
    return trials
"""
NET = """from torch import nn
from nas_teach.lab.lesson_14.parts import Layer
{shared}
def build_net(arch):
    layers = [nn.Conv2d(1, {width}, 4, stride=4){stem}]
    for place in range(1, 7):
        {before}
        layers.append({layer})
        {after}
    layers += [{pool}, {flatten}, {head}]
    return {result}
"""
MODULE = """import torch
from torch import nn
from nas_teach.lab.lesson_14.parts import Layer
class Net(nn.Module):
    def __init__(self, arch):
        super().__init__()
        self.arch = arch
        {parts}
    def forward(self, x):
        x = self.stem(x)
        for place, layer in enumerate(self.layers, 1):
            x = layer(x)
            if place == self.arch.halve_after:
                x = nn.functional.max_pool2d(x, 2)
        {pool}
        return self.head(x)
def build_net(arch):
    return Net(arch)
"""
STEM = "self.stem = nn.Conv2d(1, arch.width, 4, 4)"
LAYERS = "self.layers = nn.ModuleList(Layer(arch.width, k, arch.activation, arch.skip) for k in arch[:6])"
HEAD = "self.head = nn.Linear(arch.width, 10)"
HAND_OVER = """def hand_over(candidates, retrain, test):
    winner = {winner}
    accuracies = {accuracies}
    return {result}
"""
PATIENT = """import numpy as np
class Patient:
    {shared}
    def __init__(self, space, seed):
        self.space, self.rng = space, {rng}
        {memory}
        self.order = []
    def child(self):
        if {few}:
            return self.space.sample(self.rng)
        parent = {parent}
        return self.space.mutate(parent, self.rng)
    def ask(self):
        {ask}
        self.asked.add(arch)
        self.order.append(arch)
        return arch
    def tell(self, arch, reward):
        {tell}
"""
TRIES = """for attempt in range(100):
            arch = self.child() if attempt < 50 else self.space.sample(self.rng)
            if arch not in self.asked:
                break"""


def corrected(**changed):
    parts = {
        "value": "min(1, p[place] * (n - rank))",
        "floor": "floor = max(floor, value)",
        "place": "place",
        "result": "corrected",
    }
    return HOLM.format(**{**parts, **changed})


def searching(**changed):
    parts = {
        "first": "",
        "ask": "",
        "begun": "",
        "number": "worker",
        "start": "now",
        "fill": "min(workers, budget)",
        "going": "running",
        "next": "min(running)",
        "remove": "running.remove(trial)",
        "before": "",
        "tell": "strategy.tell(arch, evaluate(arch))",
        "row": "(arch, worker, start, end)",
        "more": "asked < budget",
        "result": "trials",
    }
    return WORKERS.format(**{**parts, **changed})


def network(**changed):
    parts = {
        "shared": "",
        "width": "arch.width",
        "stem": "",
        "before": "",
        "layer": "Layer(arch.width, arch[place - 1], arch.activation, arch.skip)",
        "after": "if place == arch.halve_after: layers.append(nn.MaxPool2d(2))",
        "pool": "nn.AdaptiveMaxPool2d(1) if arch.pool == 'max' else nn.AdaptiveAvgPool2d(1)",
        "flatten": "nn.Flatten()",
        "head": "nn.Linear(arch.width, 10)",
        "result": "nn.Sequential(*layers)",
    }
    return NET.format(**{**parts, **changed})


def module(parts, pool="x = x.amax((2, 3)) if self.arch.pool == 'max' else x.mean((2, 3))"):
    return MODULE.format(parts="\n        ".join(parts), pool=pool)


def handing(**changed):
    parts = {
        "winner": "max(candidates, key=candidates.get)",
        "accuracies": "[test(retrain(winner, seed)) for seed in range(3)]",
        "result": "winner, sum(accuracies) / len(accuracies)",
    }
    return HAND_OVER.format(**{**parts, **changed})


def patient(**changed):
    parts = {
        "shared": "",
        "rng": "np.random.default_rng(seed)",
        "memory": "self.asked, self.told = set(), {}",
        "few": "len(self.told) < 10",
        "parent": "max(self.told, key=self.told.get)",
        "ask": TRIES,
        "tell": "self.told[arch] = reward",
    }
    return PATIENT.format(**{**parts, **changed})


WRONG = {
    "14.1": [
        ("def holm(p):\n    return [x * len(p) for x in p]", "some exceed 1"),
        ("def holm(p):\n    return [min(1, x * (len(p) - k)) for k, x in enumerate(p)]", "Sort first"),
        (corrected(value="min(1, p[place] * n)"), "Bonferroni"),
        (corrected(floor="floor = value"), "None may be below the one before"),
        (corrected(place="rank"), "they come sorted"),
        (corrected(value="p[place] * (n - rank)"), "All is right but for values above 1"),
        (corrected(value="min(1, p[place] * (rank + 1))"), "factors run the wrong way"),
        (corrected(value="min(1, p[place] * (n - rank - 1))"), "too small by one"),
        (corrected(value="1 - (1 - p[place]) ** (n - rank)"), "Sidak"),
        (corrected(result="[c <= 0.05 for c in corrected]"), "decisions"),
        (corrected(result="None"), "Is a `return` missing"),
        (
            "import numpy as np\ndef holm(p):\n    order = np.argsort(p)\n    n = len(p)\n"
            "    v = np.minimum(1, np.maximum.accumulate(np.array(p)[order] * np.arange(n, 0, -1)))\n"
            "    return v[order]",
            "stand in the wrong places",
        ),
        (
            "from scipy.stats import false_discovery_control\nholm = lambda p: false_discovery_control(p)",
            "Benjamini and Hochberg",
        ),
        (corrected(value="p[place] * (n - rank)", place="rank"), "sorted and may exceed 1"),
        (
            corrected(result="[corrected[list(p).index(x)] for x in given]").replace(
                "order, n =", "given = list(p); p.sort(); order, n ="
            ),
            "changes its argument",
        ),
        (
            "def holm(p):\n    out, floor = [0] * len(p), 0\n    for k, x in enumerate(sorted(p)):\n"
            "        floor = max(floor, min(1, x * (len(p) - k)))\n"
            "        out[p.index(x)] = floor\n    return out",
            "For these arguments (0.04, 0.04)",
        ),
    ],
    "14.2": [
        (0.15, "The fourth works, too"),
        (0.6, "*wait*"),
        (0.2, "one of the three fast ones".capitalize()),
        (0.25, "work as well"),
        (0.8, "for one of them"),
        (1.6, "on average"),
        (2.5, "wrong way up"),
        (4, "mean time"),
        (40, "per cent"),
        (16, "minutes of work"),
    ],
    "14.3": [
        (searching(fill="min(workers, budget) - 1"), "No training is listed"),
        (BATCHES, "wait for the slowest"),
        (IN_TURN, "take turns"),
        (searching(next="max(running)"), "ends *last*"),
        (searching(fill="budget"), "the second when the first has ended"),
        (searching(fill="min(budget, 3 * workers - 2)"), "All four run at once"),
        (searching(start="0.0"), "start plus"),
        (searching(fill="1"), "One network is trained at a time"),
        (searching(going="asked < budget"), "Trainings are missing"),
        (searching(more="asked <= budget"), "More trainings"),
        (searching(fill="workers"), "Exactly `budget` questions"),
        (searching(row="(arch, evaluate(arch), start, end)"), "number of its worker"),
        (searching(row="(arch, evaluate(arch), worker, start, end)"), "four entries"),
        (searching(row="(worker, arch, start, end)"), "as `ask` gave it"),
        (searching(tell="strategy.tell(evaluate(arch), arch)"), "architecture first"),
        (searching(more="True"), "never ends"),
        (searching(number="asked % workers"), "overlap on one worker"),
        (searching(result="sorted(trials)"), "order in which they *end*"),
        (searching(result="(trial for trial in trials)"), "only once"),
        (searching(result="None"), "returns None"),
        (searching(tell="evaluate(arch)"), "never told"),
        (searching(tell="strategy.tell(arch, end)"), "what `evaluate` returns"),
        (searching(tell="", begun="strategy.tell(arch, evaluate(arch))"), "told when it begins"),
        (searching(tell="strategy.tell(arch, evaluate(arch)); evaluate(arch)"), "evaluated exactly once"),
        (
            LEAST_BUSY.format(
                tell="", end="for trial in trials: strategy.tell(trial[0], evaluate(trial[0]))"
            ),
            "before the first news",
        ),
        (
            searching(
                tell="",
                more="begin(worker, end) if asked < budget else None, "
                "strategy.tell(arch, evaluate(arch)), 0)[-1]",
            ).replace("if begin", "if (begin"),
            "before the strategy is told",
        ),
        (BY_END, "some are lost"),
    ],
    "14.4": [("many", "Answer with one of")],
    "14.5": [
        (
            network(layer="Layer(arch.width, arch.kernel1, arch.activation, arch.skip)"),
            "layer 2 has `kernel2`",
        ),
        (network(layer="Layer(arch.width, arch[place], arch.activation, arch.skip)"), "raised"),
        (network(after="").replace("range(1, 7)", "range(1, 7)"), "never halved"),
        (network(after="if place == 3: layers.append(nn.MaxPool2d(2))"), "of 7 x 7"),
        (network(after="if place == arch.halve_after: layers.append(nn.AvgPool2d(2))"), "halved by the mean"),
        (network(pool="nn.AdaptiveAvgPool2d(1)"), "always takes the mean"),
        (
            network(pool="nn.AdaptiveMaxPool2d(1) if arch.pool == 'mean' else nn.AdaptiveAvgPool2d(1)"),
            "exchanged",
        ),
        (network(layer="Layer(arch.width, arch[place - 1], arch.activation, not arch.skip)"), "wrong way"),
        (network(pool="nn.AdaptiveMaxPool2d(1)"), "always takes the maximum"),
        (network(pool="nn.Identity()", head="nn.Linear(9 * arch.width, 10)"), "Nothing pools"),
        (network(layer="Layer(arch.width, arch[place - 1], 'relu', arch.skip)"), "always takes ReLU"),
        (network(layer="Layer(arch.width, arch[place - 1], arch.activation, True)"), "always adds"),
        (network(layer="Layer(arch.width, arch[place - 1], arch.activation, False)"), "never adds"),
        (
            network(
                width="8",
                layer="Layer(8, arch[place - 1], arch.activation, arch.skip)",
                head="nn.Linear(8, 10)",
            ),
            "always has 8 channels",
        ),
        (network(head="nn.Identity()"), "two rows of ten numbers"),
        (network(head="nn.Linear(arch.width, 10), nn.Softmax(1)"), "softmax"),
        (network(stem=", nn.ReLU()"), "follows the first convolution"),
        (network(stem=", nn.BatchNorm2d(arch.width)"), "Compare part by part"),
        (network(flatten="nn.Identity()"), "raised RuntimeError"),
        (network(result="layers"), "Return a network"),
        (network(shared="from functools import cache\n@cache"), "share their weights"),
        (
            network(
                before="layer = layers[-1] if place > 1 else "
                "Layer(arch.width, arch.kernel1, arch.activation, arch.skip)",
                layer="layer",
                after="",
            ),
            "used several times",
        ),
        (network().replace("range(1, 7)", "range(1, 6)"), "six layers"),
        (module((STEM, LAYERS, "self.head = nn.LazyLinear(10)")), "lazy layer"),
    ],
    "14.6": [
        (handing(winner="min(candidates, key=candidates.get)"), "smallest"),
        (handing(winner="max(candidates)"), "is right"),  # the last name of the alphabet
        (handing(result="sum(accuracies) / 3"), "two things"),
        (handing(result="winner, sum(accuracies)"), "Divide it by three"),
        (
            handing(
                winner="max(candidates, key=lambda name: candidates[name] + "
                "sum(test(retrain(name, s)) for s in range(3)) / 3)"
            ),
            "has a say",
        ),
        (handing(result="winner, max(accuracies)"), "best of three seeds"),
        (handing(result="winner, min(accuracies)"), "one-sided"),
        (handing(result="winner, accuracies[0]"), "one draw"),
        (handing(result="winner, sorted(accuracies)[1]"), "median"),
        (handing(result="winner, accuracies"), "Return their mean"),
        (handing(result="winner, candidates[winner]"), "reward that chose"),
        (
            handing(winner="max(candidates, key=lambda name: sum(test(retrain(name, s)) for s in range(3)))"),
            "still chooses",
        ),
        (
            handing(accuracies="{n: [test(retrain(n, s)) for s in range(3)] for n in candidates}[winner]"),
            "may judge the winner alone",
        ),
        (handing(result="winner, sum(test(retrain(winner, seed)) for seed in range(3)) / 3"), "tested twice"),
    ],
    "14.7": [
        (patient(ask="arch = self.child()"), "asked for what was in flight"),
        (patient(few="True"), "Do good architectures"),
        (patient(parent="min(self.told, key=self.told.get)"), "worse than random"),
        (
            patient(
                parent="max((list(self.told)[i] for i in self.rng.integers(len(self.told), size=2)), "
                "key=self.told.get)"
            ),
            "too slowly",
        ),
        (patient(few="False"), "raised ValueError"),
        (patient(rng="np.random.default_rng()"), "same seed ask differently"),
        (patient(rng="np.random.default_rng(0)"), "Is `seed` ignored"),
        (
            patient(
                ask="arch = self.child()\n        while arch in self.asked:\n            arch = self.child()"
            ),
            "draws for ever",
        ),
        (
            patient(
                memory="self.asked, self.told, self.flying = set(), {}, set()",
                ask=TRIES + "\n        self.flying.add(arch)",
                tell="self.flying.remove(arch)\n        self.told[arch] = reward",
            ),
            "raised KeyError",
        ),
        (
            patient(tell="self.asked.discard(arch)\n        self.told[arch] = reward"),
            "for what had been told",
        ),
        (patient(ask=TRIES.replace("self.asked", "self.told")), "asked for what was in flight, and 0"),
        (
            patient(ask="arch = None if len(self.asked) - len(self.told) > 5 else self.child()"),
            "even before any news",
        ),
        (
            patient(
                ask="some = [self.child() for _ in range(500)]\n"
                "        arch = next((a for a in some if a not in self.asked), None)"
            ),
            "must still give",
        ),
        (patient(shared="asked, told = set(), {}", memory=""), "from one use to the next"),
    ],
}
ACCEPTED = {
    "14.1": [
        corrected(),
        corrected(result="np.array(corrected)"),
        "def holm(p):\n    p = list(p)\n"
        "    return [max(min(1, q * sum(r >= q for r in p)) for q in p if q <= own) "
        "for own in p]",
        "def holm(p):\n    p = np.asarray(p, float)\n    order = p.argsort()\n    out = np.empty(p.size)\n"
        "    out[order] = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)).clip(max=1)\n"
        "    return out",
        "def holm(p):\n    def go(rest, floor):\n        if not rest:\n            return {}\n"
        "        place = min(rest, key=lambda i: p[i])\n"
        "        value = max(floor, min(1, p[place] * len(rest)))\n"
        "        return {place: value, **go(rest - {place}, value)}\n    found = go(set(range(len(p))), 0)\n"
        "    return tuple(found[i] for i in range(len(p)))",
        "import pandas as pd\ndef holm(p):\n"
        "    s = pd.Series(list(p), dtype=float).sort_values(kind='stable')\n"
        "    s = (s * np.arange(len(s), 0, -1)).cummax().clip(upper=1)\n    return s.sort_index()",
    ],
    "14.2": ["answer = 0.4", "answer = 16 / 40", "import numpy as np\nanswer = np.mean([2, 2, 2, 10]) / 10"],
    "14.3": [
        searching(),
        searching(first="from types import SimpleNamespace", next="min(running, key=lambda one: one[0])"),
        searching(next="sorted(running)[0]", row="(arch, float(worker), start, end)"),
        searching(number="workers - 1 - worker").replace(
            "begin(worker, end)", "begin(workers - 1 - worker, end)"
        ),
        searching(row="[arch, worker, start, end]", result="tuple(trials)"),
        """import heapq
from collections import namedtuple
Timed = namedtuple("Timed", "arch worker start end")
class Cluster:
    def __init__(self, workers):
        self.now, self.free, self.running = 0.0, set(range(workers)), {}
    def begin(self, arch, length):
        worker = min(self.free)
        self.free.remove(worker)
        self.running[worker] = Timed(arch, worker, self.now, self.now + length)
    def next(self):
        done = min(self.running.values(), key=lambda one: one.end)
        del self.running[done.worker]
        self.free.add(done.worker)
        self.now = done.end
        return done
def many_workers(strategy, evaluate, seconds, budget, workers):
    cluster, done, asked = Cluster(workers), [], 0
    while len(done) < budget:
        while cluster.free and asked < budget:
            arch = strategy.ask()
            cluster.begin(arch, seconds(arch))
            asked += 1
        done.append(cluster.next())
        strategy.tell(done[-1].arch, evaluate(done[-1].arch))
    return done
""",
        """def many_workers(strategy, evaluate, seconds, budget, workers, now=0.0):
    jobs, free, asked, trials = [None] * workers, list(range(workers)), 0, []
    while len(trials) < budget:
        for worker in free:  # all that end at once are told before anyone asks
            if asked < budget:
                arch = strategy.ask()
                jobs[worker] = (arch, worker, now, now + seconds(arch), evaluate(arch))
                asked += 1
        now = min(job[3] for job in jobs if job)
        free = [job[1] for job in jobs if job and job[3] == now]
        for worker in free:
            *trial, reward = jobs[worker]
            jobs[worker] = None
            strategy.tell(trial[0], reward)
            trials.append(tuple(trial))
    return trials
""",
        """def many_workers(strategy, evaluate, seconds, budget, workers):
    free, waiting, trials = np.zeros(workers), [], []
    for _ in range(budget):
        worker = int(free.argmin())
        now = free[worker]
        for trial in sorted((one for one in waiting if one[3] <= now), key=lambda one: one[3]):
            waiting.remove(trial)
            strategy.tell(trial[0], evaluate(trial[0]))
            trials.append(trial)
        arch = strategy.ask()
        free[worker] += seconds(arch)
        waiting.append((arch, worker, now, free[worker]))
    for trial in sorted(waiting, key=lambda one: one[3]):
        strategy.tell(trial[0], evaluate(trial[0]))
        trials.append(trial)
    return trials
""",
        """def many_workers(strategy, evaluate, seconds, budget, workers):
    def step(running, asked, trials):
        if not running:
            return trials
        end, worker, start, arch = min(running)
        rest = [one for one in running if one[1] != worker]
        strategy.tell(arch, evaluate(arch))
        if asked < budget:
            new = strategy.ask()
            rest.append((end + seconds(new), worker, end, new))
        return step(rest, asked + 1, [*trials, (arch, worker, start, end)])
    first = [(strategy.ask(), worker) for worker in range(min(workers, budget))]
    return step([(seconds(arch), worker, 0, arch) for arch, worker in first], len(first), [])
""",
    ],
    "14.5": [
        network(),
        module((STEM, LAYERS, HEAD)),
        module((HEAD, LAYERS, STEM)),
        module(
            (STEM, LAYERS, HEAD),
            pool="x = getattr(torch, 'a' + self.arch.pool if self.arch.pool == 'max' "
            "else 'mean')(x, (-2, -1))",
        ),
        network(
            pool="nn.AdaptiveMaxPool2d(1) if arch.pool == 'max' else nn.AvgPool2d(3)",
            after="layers += [nn.MaxPool2d(kernel_size=2, stride=2)] * (place == arch.halve_after)",
        ),
        "from torch import nn\nfrom nas_teach.lab.lesson_14.parts import Layer\ndef build_net(arch):\n"
        "    net = nn.Sequential(nn.Conv2d(1, arch.width, kernel_size=(4, 4), stride=(4, 4)))\n"
        "    def grow(place):\n        if place > 6:\n            return net\n"
        "        net.append(Layer(arch.width, getattr(arch, f'kernel{place}'), arch.activation, arch.skip))\n"
        "        if arch.halve_after == place:\n            net.append(nn.MaxPool2d(2))\n"
        "        return grow(place + 1)\n    grow(1)\n"
        "    net.append(nn.AdaptiveAvgPool2d(1) if arch.pool == 'mean' else nn.AdaptiveMaxPool2d(1))\n"
        "    return net.extend([nn.Flatten(), nn.Linear(arch.width, 10)])",
    ],
    "14.6": [
        handing(),
        handing(winner="sorted(candidates, key=candidates.get)[-1]", result="[winner, np.mean(accuracies)]"),
        "import statistics\n"
        + handing(
            winner="max(candidates.items(), key=lambda pair: pair[1])[0]",
            result="winner, statistics.fmean(accuracies)",
        ),
        handing(accuracies="[test(retrain(winner, seed)) for seed in (1, 2, 3)]"),
    ],
    "14.7": [
        patient(),
        patient(
            parent="max((list(self.told)[-i] for i in self.rng.integers(1, 10, size=5)), key=self.told.get)"
        ),
        patient(parent="sorted(self.told, key=self.told.get)[-1 - self.rng.integers(5)]"),
        """from nas_teach.strategies import RegularizedEvolution
class Patient(RegularizedEvolution):
    def __init__(self, space, seed=0):
        super().__init__(space, population_size=10, sample_size=4, seed=seed)
""",
        """from nas_teach.strategies import RegularizedEvolution
class Patient:
    def __init__(self, space, seed):
        self.inner = RegularizedEvolution(space, seed=seed)
    def ask(self):
        return self.inner.ask()
    def tell(self, arch, reward):
        self.inner.tell(arch, reward)
""",
        """class Patient:
    def __init__(self, space, seed):  # a linear model of the rewards, and its uncertainty
        self.space, self.rng, self.asked, self.told = space, np.random.default_rng(seed), set(), {}
    def ask(self):
        some = [self.space.sample(self.rng) for _ in range(50)]
        top = sorted(self.told, key=self.told.get)[-5:]
        some += [self.space.mutate(parent, self.rng) for parent in top for _ in range(20)]
        new = [a for a in some if a not in self.asked] or some
        arch = new[0]
        if len(self.told) > 10:
            x = np.array([self.space.encode(a) for a in self.told])
            y = np.array(list(self.told.values()))
            spread = np.linalg.inv(x.T @ x + np.eye(x.shape[1]))
            weights = spread @ x.T @ (y - y.mean())
            z = np.array([self.space.encode(a) for a in new])
            bonus = np.sqrt(np.einsum("ij,jk,ik->i", z, spread, z))
            arch = new[int(np.argmax(z @ weights + 0.05 * bonus))]
        self.asked.add(arch)
        return arch
    def tell(self, arch, reward):
        self.told[arch] = reward
""",
    ],
}

NAMES = {"np": np}  # that the lesson, or its learner, has imported
