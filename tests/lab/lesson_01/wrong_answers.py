"""Wrong answers, each with a fragment of the message that it must get, and right answers of other styles."""

GAP = """
import numpy as np
def gap_interval(a, b):
    gap = {gap}
    reach = {reach}
    return {end}
"""
REACH = "2.23 * (np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b)) ** 0.5"


def gap(gap="np.mean(b) - np.mean(a)", reach=REACH, end="gap - reach, gap + reach"):
    return GAP.format(gap=gap, reach=reach, end=end)


def once(*lines):
    return "def try_once(sample, evaluate):\n    " + "\n    ".join(lines)


LOOP = """
def random_search(sample, evaluate, budget):
    trials = []
    {before}
    for _ in {steps}:
        {body}
    return {end}
"""


def loop(
    body="arch = sample(); trials.append((arch, evaluate(arch)))",
    end="trials",
    steps="range(budget)",
    before="pass",
):
    return LOOP.format(body=body, end=end, steps=steps, before=before)


OFFICE = """
def incumbent(trials):
    {start}
    so_far = []
    for trial in trials:
        {body}
        so_far.append({kept})
    return {end}
"""
BEATEN = "if best is None or trial[1] > best[1]: best = trial"


def office(body=BEATEN, start="best = None", kept="best", end="so_far"):
    return OFFICE.format(body=body, start=start, kept=kept, end=end)


WINNER = """
def answer(sample, evaluate, budget):
    winner, highest = {start}
    for _ in range(budget):
        arch = sample()
        {body}
    return {end}
"""
TWICE = "if evaluate(arch) > highest: winner, highest = arch, evaluate(arch)"
BETTER = "reward = evaluate(arch)\n        if reward > highest: winner, highest = arch, reward"


def winner(start="None, -float('inf')", body=BETTER, end="winner, highest"):
    return WINNER.format(start=start, body=body, end=end)


NEW = """
def search_new(sample, evaluate, budget, size):
    tried = {start}
    {loop}:
        {body}
    return {end}
"""
ASKED = "arch = sample()\n        if arch not in tried: tried[arch] = evaluate(arch)"


def new(body=ASKED, end="list(tried.items())", loop="while len(tried) < min(budget, size)", start="{}"):
    return NEW.format(body=body, end=end, loop=loop, start=start)


SPACE = """
import math
class Space:
    def __init__(self, choices):
        self.choices = choices
    def __len__(self):
        return {size}
    def sample(self, rng):
        return {sample}
    def __contains__(self, arch):
        return {fits}
"""
SIZE = "math.prod(len(values) for values in self.choices.values())"
SAMPLE = "tuple(values[rng.integers(len(values))] for values in self.choices.values())"
FITS = "len(arch) == len(self.choices) and all(v in c for v, c in zip(arch, self.choices.values()))"


def space(size=SIZE, sample=SAMPLE, fits=FITS):
    return SPACE.format(size=size, sample=sample, fits=fits)


WRONG = {
    "01.1": [
        (gap("np.mean(a) - np.mean(b)"), "sign is turned round"),
        (gap(reach=REACH.replace(", ddof=1", "")), "divided by n - 1"),
        (gap(reach="2.23 * (np.var(a, ddof=1) + np.var(b, ddof=1)) ** 0.5"), "noise of one training"),
        (
            gap(reach="2.23 * (np.std(a, ddof=1) / len(a) + np.std(b, ddof=1) / len(b)) ** 0.5"),
            "stands a standard deviation",
        ),
        (
            gap(reach="2.23 * (np.std(a, ddof=1) / len(a)**.5 + np.std(b, ddof=1) / len(b)**.5)"),
            "Two roots are added",
        ),
        (gap(reach=REACH.replace("2.23 * ", "")), "factor 2.23 is missing"),
        (gap(reach=REACH.replace("2.23", "1.96")), "belongs to many seeds"),
        (gap(end="reach"), "half the width only"),
        (gap(end="gap"), "is right"),
        (gap(end="gap + reach, gap - reach"), "lower one comes first"),
        (gap(end="-reach, reach"), "both sides of zero"),
        (
            gap(reach="2.23 * ((np.var(a, ddof=1) + np.var(b, ddof=1)) / (len(a) + len(b))) ** 0.5"),
            "of all trainings",
        ),
        (gap(reach=REACH.replace("len(b)", "len(a)")), "length of its own list"),
        (gap(reach="2.23 * (np.var(a) + np.var(b)) ** 0.5"), "Two divisions are missing"),
        (gap(reach=REACH.replace(" ** 0.5", "")), "root is missing"),
        (gap("abs(np.mean(b) - np.mean(a))"), "sign of the gap is lost"),
        (gap(reach="a.sort() or " + REACH), "changes its argument 1"),
    ],
    "01.2": [("E", "Answer with one of")],
    "01.3": [
        (once("return evaluate(sample())"), "reward alone"),
        (once("arch = sample()", "return evaluate(arch), arch"), "changed places"),
        (once("return sample(), evaluate(sample())"), "draws again"),
        (once("return sample(), evaluate"), "is right"),
        (once("return sample, evaluate(sample)"), "call it first"),
        (once("return sample()"), "architecture alone"),
        (once("arch = sample()", "return {arch: evaluate(arch)}"), "dictionary"),
        (once("arch = sample()", "return [(arch, evaluate(arch))]"), "holds the pair"),
        (once("arch = sample()", "evaluate(arch)", "return arch, evaluate(arch)"), "more than once"),
        (once("print(sample())"), "Is a `return` missing"),
    ],
    "01.4": [
        (loop("trials.append((arch, evaluate(arch)))", before="arch = sample()"), "before the loop"),
        (loop("arch = sample(); evaluate(arch); trials.append((arch, evaluate(arch)))"), "five evaluations"),
        (loop(steps="range(1, budget)"), "One trial is missing"),
        (loop(end="trials[-1]"), "last trial only"),
        (loop(end="iter(trials)"), "only once"),
        (loop("arch = sample(); trials.insert(0, (arch, evaluate(arch)))"), "newest trial stands first"),
        (loop("arch = sample(); trials = [(arch, evaluate(arch))]"), "begins anew"),
        (loop(steps="range(budget + 1)"), "one trial too many"),
        (loop("trials.append((sample(), evaluate(sample())))"), "of another draw"),
        (loop("arch = sample(); trials += [arch, evaluate(arch)]"), "one flat list"),
        (
            loop(
                "arch = sample()\n        if arch not in dict(trials): trials.append((arch, evaluate(arch)))"
            ),
            "Repeated draws are left out",
        ),
        (loop(end="max(trials, key=lambda trial: trial[1])"), "best trial only"),
        (loop(end="[reward for _, reward in trials]"), "without their architectures"),
        (loop(end="dict(trials)"), "Use a list"),
        (loop("arch = sample(); trials.append((arch, evaluate(arch))); return trials"), "inside the loop"),
        (loop(end="sorted(trials, key=lambda trial: -trial[1])"), "sorted by their rewards"),
        (
            "def random_search(sample, evaluate, budget, trials=[]):\n    for _ in range(budget):\n"
            "        arch = sample()\n        trials.append((arch, evaluate(arch)))\n    return trials",
            "keeps something",
        ),
    ],
    "01.5": [
        (office(start="best = (None, 0.0)", body="if trial[1] > best[1]: best = trial"), "invented trial"),
        (
            office(start="best, top = None, 0.0", body="if trial[1] > top: best, top = trial, trial[1]"),
            "reward of 0",
        ),
        (office(BEATEN.replace(">", ">=")), "equal reward takes over"),
        (
            office(
                "best = trial if trial[1] > before else best; before = trial[1]",
                start="best, before = None, -1e9",
            ),
            "just before it",
        ),
        (
            office(start="best, top = None, -9999", body="if trial[1] > top: best, top = trial, trial[1]"),
            "lower still: -130,000",
        ),
        (office(end="[best] * len(trials)"), "at every place"),
        (office(end="so_far[1:]"), "one entry too few"),
        (office(end="iter(so_far)"), "only once"),
        (office(end="so_far[-1]"), "last best only"),
        (office(kept="best[1]"), "the rewards alone"),
        (
            "def incumbent(trials):\n    return [max(trials[: n + 1]) for n in range(len(trials))]",
            "architectures are compared",
        ),
        (office(end="[trials[0]] + so_far"), "one entry too many"),
        (
            "def incumbent(trials):\n    best, so_far = trials[0], []\n    for trial in trials:\n"
            "        if trial[1] > best[1]:\n            best = trial\n            so_far.append(best)\n"
            "    return so_far",
            "outside of the `if`",
        ),
        ("def incumbent(trials):\n    return sorted(trials, key=lambda trial: trial[1])", "sorted"),
        (
            "def incumbent(trials):\n    best = []\n    for trial in trials:\n"
            "        if not best or trial[1] > best[-1][1]: best.append(trial)\n    return best",
            "Only the changes",
        ),
        (office(BEATEN.replace(">", "<")), "least reward"),
        (office(end="trials.clear() or so_far"), "belongs to the caller"),
    ],
    "01.6": [
        (winner(body=TWICE), "trained twice"),
        (winner("None, 0.0"), "half of it is mended"),
        (winner("None, -1.0"), "not below every possible"),
        (winner(body=BETTER.replace(">", ">=")), "first of them should stay"),
        (winner(end="highest, winner"), "changed places"),
        (
            "def answer(sample, evaluate, budget):\n    winner = sample()\n    highest = evaluate(winner)\n"
            "    for _ in range(budget):\n        arch = sample()\n        "
            + BETTER
            + "\n    return winner, highest",
            "one trial too many",
        ),
        (winner(end="winner"), "architecture alone"),
        (winner(end="highest"), "reward alone"),
        (winner(end="arch, reward"), "is right"),
    ],
    "01.7": [
        (
            new(
                "arch = sample(); tried.append((arch, evaluate(arch)))",
                end="tried",
                loop="for _ in range(budget)",
                start="[]",
            ),
            "tried twice",
        ),
        (new(loop="for _ in range(budget)"), "uses up budget"),
        (new("arch = sample(); tried[arch] = evaluate(arch)"), "its reward replaced"),
        (
            new(
                "arch = sample(); reward = evaluate(arch)\n        if arch not in tried: tried[arch] = reward"
            ),
            "then dropped",
        ),
        (new(end="tried"), "dictionary itself"),
        (new(end="max(tried.items(), key=lambda trial: trial[1])"), "best trial"),
        (new(ASKED.replace("evaluate(arch)", "evaluate(sample())")), "another draw"),
        (new(loop="while len(tried) < budget"), "has not ended"),
        (new(loop="while len(tried) < size"), "budget is not looked at"),
        (new(end="list(tried)"), "without their rewards"),
        (new(end="list(tried.values())"), "without their architectures"),
        (new(end="sorted(tried.items())"), "are sorted"),
        (new(end="iter(tried.items())"), "only once"),
        (
            new(
                "arch = sample()\n        if arch in dict(tried): arch = sample()\n"
                "        tried.append((arch, evaluate(arch)))",
                end="tried",
                loop="for _ in range(min(budget, size))",
                start="[]",
            ),
            "only once",
        ),
        (
            new(
                "arch = sample()\n        if not tried or arch != tried[-1][0]:"
                " tried.append((arch, evaluate(arch)))",
                end="tried",
                loop="while len({a for a, _ in tried}) < min(budget, size)",
                start="[]",
            ),
            "just before",
        ),
    ],
    "01.8": [
        (75.0, "luckiest of thirty"),
        (76.025, "direction is wrong"),
        (72.95, "in standard deviations"),
        (74.5, "typical distance of a single training"),
        (74.6, "best of 3."),
        (74.23, "best of 10."),
        (73.75, "best of 100."),
        (1.025, "expected to fall"),
        (60, "adds up the noise"),
        (0.7398, "in per cent"),
        (70, "Too small"),
    ],
    "01.9": [
        (space(size="sum(len(values) for values in self.choices.values())"), "sizes are added"),
        (space(size="len(self.choices)"), "counts the decisions"),
        (space(size="0 * " + SIZE), "starts at 0"),
        (
            "import itertools\nclass Space:\n    def __init__(self, choices):\n"
            "        self.all = list(itertools.product(*choices.values()))\n"
            "    def __len__(self):\n        return len(self.all)\n"
            "    def sample(self, rng):\n        return self.all[rng.integers(len(self.all))]\n"
            "    def __contains__(self, arch):\n        return arch in self.all",
            "All architectures are listed",
        ),
        (space(size="2 ** len(self.choices)"), "two choices each"),
        (
            space(sample="tuple(values[rng.integers(len(values) - 1)] for values in self.choices.values())"),
            "already stays below n",
        ),
        (space(sample="[*self.choices.values()][0][rng.integers(3)]"), "one value for each decision"),
        (
            space(sample="(lambda i: tuple(v[i] for v in self.choices.values()))(rng.integers(2))"),
            "One position is drawn",
        ),
        (space(sample="tuple(self.choices)"), "one of the kernels, then"),
        (
            "import random\n" + space(sample="tuple(random.choice(v) for v in self.choices.values())"),
            "the same seed",
        ),
        (
            space(
                sample=SAMPLE.replace("rng.integers(len(values))", "min(rng.integers(9), len(values) - 1)")
            ),
            "equal",
        ),
        (space(fits=FITS.replace("len(arch) == len(self.choices) and ", "")), "too short or too long"),
        (
            space(
                fits="len(arch) == len(self.choices)"
                " and all(any(v in c for c in self.choices.values()) for v in arch)"
            ),
            "among those of its own",
        ),
        (space(fits=FITS.replace("len(arch) == len(self.choices) and all(", "any(")), "Every decision must"),
        (space(fits="True"), "does not lie in the space"),
    ],
}

ACCEPTED = {
    "01.1": [
        "import statistics\ndef gap_interval(a, b):\n    mean, var = statistics.fmean, statistics.variance\n"
        "    gap = mean(b) - mean(a)\n    reach = 2.23 * (var(a) / len(a) + var(b) / len(b)) ** 0.5\n"
        "    return [gap - reach, gap + reach]",
        "import torch\ndef gap_interval(a, b):\n    a, b = (torch.tensor(x, dtype=torch.float64) for x in (a, b))\n"
        "    reach = 2.23 * (a.var() / len(a) + b.var() / len(b)).sqrt()\n"
        "    return torch.stack([b.mean() - a.mean() - reach, b.mean() - a.mean() + reach])",
        "def gap_interval(a, b):\n    def stats(x):\n        m = sum(x) / len(x)\n"
        "        return m, sum((v - m) ** 2 for v in x) / (len(x) - 1) / len(x)\n"
        "    (ma, va), (mb, vb) = stats(a), stats(b)\n    r = 2.23 * (va + vb) ** 0.5\n"
        "    return mb - ma - r, mb - ma + r",
    ],
    "01.2": ["d", " (D) ", "D."],
    "01.3": [
        once("return (arch := sample()), evaluate(arch)"),
        once("arch = sample()", "reward = evaluate(arch)", "return [arch, reward]"),
        "try_once = lambda sample, evaluate: (lambda arch: (arch, evaluate(arch)))(sample())",
    ],
    "01.4": [
        loop(),
        "def random_search(sample, evaluate, budget):\n"
        "    return [(arch, evaluate(arch)) for arch in (sample() for _ in range(budget))]",
        "def random_search(sample, evaluate, budget):\n    if budget == 0: return []\n    arch = sample()\n"
        "    first = (arch, evaluate(arch))\n    return [first] + random_search(sample, evaluate, budget - 1)",
        "def random_search(sample, evaluate, budget):\n    archs = [sample() for _ in range(budget)]\n"
        "    return list(zip(archs, map(evaluate, archs)))",
    ],
    "01.5": [
        office(),
        "from itertools import accumulate\ndef incumbent(trials):\n"
        "    return list(accumulate(trials, lambda old, new: new if new[1] > old[1] else old))",
        "def incumbent(trials):\n"
        "    return [max(trials[: n + 1], key=lambda trial: trial[1]) for n in range(len(trials))]",
        office(start="best = trials[0]", body="if trial[1] > best[1]: best = trial"),
    ],
    "01.6": [
        winner(),
        "def answer(sample, evaluate, budget):\n    trials = []\n    for _ in range(budget):\n"
        "        arch = sample()\n        trials.append((arch, evaluate(arch)))\n"
        "    return max(trials, key=lambda trial: trial[1])",
        winner("None, None", BETTER.replace("if reward > highest", "if winner is None or reward > highest")),
    ],
    "01.7": [
        new(),
        "def search_new(sample, evaluate, budget, size):\n    trials, seen = [], set()\n"
        "    while len(trials) < budget and len(seen) < size:\n        arch = sample()\n"
        "        if arch in seen: continue\n        seen.add(arch)\n"
        "        trials.append((arch, evaluate(arch)))\n    return trials",
        "def search_new(sample, evaluate, budget, size):\n    trials = []\n"
        "    for _ in range(min(budget, size)):\n        arch = sample()\n"
        "        while any(arch == old for old, _ in trials): arch = sample()\n"
        "        trials.append((arch, evaluate(arch)))\n    return trials",
    ],
    "01.8": [73.975, 73.98, 74, 74.0, 75 - 2.05 * 0.5],
    "01.9": [
        space(),
        space(sample="[rng.choice(values) for values in self.choices.values()]"),
        """
from functools import reduce
class Space:
    def __init__(self, choices):
        self.names, self.values = zip(*choices.items())
    def __len__(self):
        return reduce(lambda a, b: a * len(b), self.values, 1)
    def sample(self, rng):
        return tuple(map(lambda c: c[int(rng.random() * len(c))], self.values))
    def __contains__(self, arch):
        try:
            return all(a in c for a, c in zip(arch, self.values, strict=True))
        except ValueError:
            return False
""",
    ],
}
