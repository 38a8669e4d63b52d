"""Plausible wrong answers, each with a fragment of the message that it must get, and right ones of other "
"styles."""

import numpy as np

BAND = """import numpy as np
def edf_band(errors, at, level=0.95):
    errors = np.array(errors)
    share = np.array([{share} for t in at])
    half = {half}
    low, high = {low}, {high}
    return {result}
"""
EFFECTS = """import numpy as np
def main_effects(archs, rewards):
    shares, rewards = {{}}, np.array(rewards)
    for place, name in enumerate(archs[0]._fields):
        groups = {{}}
        for arch, reward in zip(archs, rewards):
            groups.setdefault(arch[place], []).append(reward)
        means = np.array([np.mean(groups[arch[place]]) for arch in archs])
        shares[name] = {share}
    return {result}
"""
DROP = """from nas_teach.space import SearchSpace
def drop_worst(space, trials, count):
    rewards = {{}}
    for arch, reward in trials:
        for choice in {seen}:
            rewards.setdefault(choice, []).append(reward)
    means = {{choice: {score} for choice, some in rewards.items()}}
    dropped = {dropped}
    return SearchSpace({{name: [c for c in choices if {keep}] for name, choices in space.choices.items()}})
"""
EACH = """from nas_teach.space import SearchSpace
def drop_worst(space, trials, count):
    narrow = {}
    for place, (name, choices) in enumerate(space.choices.items()):
        rewards = {}
        for arch, reward in trials:
            rewards.setdefault(arch[place], []).append(reward)
        means = {choice: sum(some) / len(some) for choice, some in rewards.items()}
        dropped = sorted(means, key=means.get)[:count]
        narrow[name] = [c for c in choices if c not in dropped]
    return SearchSpace(narrow)
"""
SCORED = """from nas_teach.space import SearchSpace
def drop_worst(space, trials, count):
    names = dict.fromkeys(c for choices in space.choices.values() for c in choices)
    scores = {{}}
    for name in names:
        some = [reward for arch, reward in trials for c in arch if c == name] or {unseen}
        scores[name] = sum(some) / len(some)
    dropped = sorted(scores, key=scores.get)[:count]
    return SearchSpace({{n: [c for c in some if c not in dropped] for n, some in space.choices.items()}})
"""
STEPS = """from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies import RandomSearch
{drop}
def two_steps(space, evaluate, pilot, budget, count, make, seed):
    first = search(RandomSearch(space, seed={pilot_seed}), evaluate, pilot)
    narrow = {narrow}
    second = search(make(narrow, {second_seed}), evaluate, {left})
    return {result}
"""
BEST = """from math import comb
def best_of(rewards, n, judged):
    order = sorted(range(len(rewards)), key=lambda i: {key})
    size = len(order)
    return sum({chance} * {value} for k, i in enumerate(order))
"""


def band(**changed):
    parts = {
        "share": "(errors < t).mean()",
        "half": "np.sqrt(np.log(2 / (1 - level)) / (2 * len(errors)))",
        "low": "np.maximum(share - half, 0)",
        "high": "np.minimum(share + half, 1)",
        "result": "share, low, high",
    }
    return BAND.format(**{**parts, **changed})


def effects(share="means.var() / rewards.var()", result="shares"):
    return EFFECTS.format(share=share, result=result)


def drop(**changed):
    parts = {
        "seen": "arch",
        "score": "sum(some) / len(some)",
        "dropped": "sorted(means, key=means.get)[:count]",
        "keep": "c not in dropped",
    }
    return DROP.format(**{**parts, **changed})


def steps(**changed):
    parts = {
        "drop": drop(),
        "pilot_seed": "seed",
        "narrow": "drop_worst(space, first, count)",
        "second_seed": "seed",
        "left": "budget - pilot",
        "result": "first + second",
    }
    return STEPS.format(**{**parts, **changed})


def best(key="-rewards[i]", chance="comb(size - 1 - k, n - 1) / comb(size, n)", value="judged[i]"):
    return BEST.format(key=key, chance=chance, value=value)


CARRIED = """import numpy as np
from scipy.stats import kendalltau
def carried_over(source, target, count):
    source, target = np.asarray(source), np.asarray(target)
    top = {top}
    return {result}
"""


def carried(top="np.argsort(-source)[:count]", result="kendalltau(source[top], target[top])[0]"):
    return CARRIED.format(top=top, result=result)


WRONG = {
    "12.1": [
        (1.0, "do not add up"),
        (0.9**10, "all ten miss"),
        (0.1**10, "all ten are good"),
        (10 * 0.1 * 0.9**9, "exactly"),
        (0.1, "one draw"),
        (65.1, "hundred times"),
    ],
    "12.2": [
        (band(share="(errors <= t).mean()"), "equal"),
        (band(share="(errors > t).mean()"), "above"),
        (band(share="(errors < t).sum()"), "counts"),
        (band(half="np.sqrt(np.log(2 / (1 - level)) / (2 * len(at)))"), "number of thresholds"),
        (band(half="np.log(2 / (1 - level)) / (2 * len(errors))"), "square root"),
        (band(half="np.sqrt(np.log(2 / level) / (2 * len(errors)))"), "1 − level"),
        (band(half="np.sqrt(np.log(2 / (1 - level)) / len(errors))"), "2n, not n"),
        (band(half="np.sqrt(np.log(40) / (2 * len(errors)))"), "ignored"),
        (band(half="1.96 * np.sqrt(share * (1 - share) / len(errors))"), "fixed beforehand"),
        (band(half="1.36 / np.sqrt(len(errors))"), "1.36 is rounded"),
        (band(share="(errors < t).mean()").replace("for t in at", "for t in sorted(at)"), "`at` is sorted"),
        (band(result="share, half, half"), "half-width is 0.096"),
        (band(low="share - half", high="share + half"), "cut it off"),
        (band(result="low, share, high"), "order asked for"),
        (band(result="share"), "another form"),
    ],
    "12.3": [
        (
            effects("np.var([np.mean(some) for some in groups.values()]) / rewards.var()"),
            "each *choice* once",
        ),
        (effects("1 - means.var() / rewards.var()"), "*within*"),
        (effects("means.var()"), "Divide it"),
        (effects("means.std() / rewards.std()"), "standard deviations"),
        (effects("means.max() - means.min()"), "gap"),
        (effects("means.max()"), "mean of the best"),
        (effects(result="list(shares.values())"), "Return a dict"),
        (effects("means.var(ddof=1) / rewards.var()"), "is right"),
        (effects("means.var() / rewards.var(ddof=1)"), "np.var for both"),
        (effects("100 * means.var() / rewards.var()"), "per cent"),
        (
            effects(result="{name: share / sum(shares.values()) for name, share in shares.items()}"),
            "add up to 1",
        ),
    ],
    "12.4": [
        (drop(dropped="sorted(means, key=means.get)[::-1][:count]"), "*best* operations"),
        (drop(keep="c in dropped"), "keeps the worst"),
        (drop(score="max(some)"), "by its best"),
        (drop(score="min(some)"), "by its worst"),
        (drop(score="sum(some)"), "adds the rewards up"),
        (drop(score="len(some)"), "least often"),
        (drop(seen="set(arch)"), "counts twice"),
        (drop(dropped="sorted(means, key=means.get)[:1]"), "`count` is ignored"),
        (drop(keep="c not in dropped and c in means"), "never tried are dropped"),
        (drop(keep="c not in dropped or name != 'edge10'"), "Only the first"),
        ("def drop_worst(space, trials, count):\n    return {}", "SearchSpace"),
        ("import statistics\n" + drop(score="statistics.median(some)"), "by its median"),
        (EACH, "Each decision is judged"),
        (SCORED.format(unseen="[0]"), "has the score 0"),
        (SCORED.format(unseen="[float('nan')]"), "should be left with"),
    ],
    "12.5": [
        (steps(left="budget"), "paid from the budget"),
        (steps(left="budget - pilot - 1"), "exactly `budget`"),
        (steps(narrow="space"), "searches the whole space"),
        (steps(narrow="drop_worst(space, first, 1)"), "another than drop_worst"),
        (steps(result="second"), "Only the second step"),
        (steps(result="first"), "Only the pilot"),
        (steps(result="second + first"), "in the order"),
        (steps(result="[first, second]"), "One list"),
        (
            steps().replace(
                "second = search(make(narrow, seed), evaluate, budget - pilot)",
                "strategy = make(narrow, seed)\n    for trial in first:\n        strategy.tell(*trial)\n"
                "    second = search(strategy, evaluate, budget - pilot)",
            ),
            "told to the second strategy, too",
        ),
        (steps(pilot_seed="0"), "ignored in the pilot"),
        (steps(second_seed="0"), "second step as well"),
    ],
    "12.6": [("all", "Answer with one of")],
    "12.7": [
        (carried(top="np.argsort(source)[:count]"), "*worst*"),
        (carried(top="np.argsort(-(source + target))[:count]"), "still has a say"),
        (carried(result="kendalltau(source, target)[0]"), "over all of them"),
        (carried(top="np.arange(count)"), "first ones"),
        (carried(result="kendalltau(source[top], target[top])[1]"), "p-value"),
        (
            carried(result="kendalltau(np.sort(source)[::-1][:count], np.sort(target)[::-1][:count])[0]"),
            "torn apart",
        ),
        (carried(result="np.corrcoef(source[top], target[top])[0, 1]"), "ordinary correlation"),
    ],
    "12.8": [
        (best(chance="comb(size - 1 - k, n - 1)", value="judged[i] / comb(size, n)"), "OverflowError"),
        (best(chance="((size - k) ** n - (size - k - 1) ** n) / size ** n"), "*with* repeats"),
        (best(key="rewards[i]"), "turned round"),
        (best(value="rewards[i]"), "judged by `judged`"),
        (best(key="-judged[i]"), "chosen by `judged`"),
        (
            "from itertools import combinations\ndef best_of(rewards, n, judged):\n"
            "    draws = list(combinations(range(len(rewards)), n))\n"
            "    return sum(judged[max(draw, key=lambda i: rewards[i])] for draw in draws) / len(draws)",
            "All draws are listed",
        ),
        (best(chance="comb(size - k, n) / comb(size, n)"), "is right"),
        ("def best_of(rewards, n, judged):\n    return sum(sorted(judged)[-n:]) / n", "mean of the n best"),
    ],
}
ACCEPTED = {
    "12.1": ["answer = 0.651", "from fractions import Fraction\nanswer = 1 - Fraction(9, 10) ** 10"],
    "12.2": [
        "from math import log\ndef edf_band(errors, at, level=0.95):\n    n = len(errors)\n"
        "    half = (log(2 / (1 - level)) / 2 / n) ** 0.5\n"
        "    share = [sum(e < t for e in errors) / n for t in at]\n"
        "    return share, [max(0, s - half) for s in share], [min(1, s + half) for s in share]",
        "def edf_band(errors, at, level=0.95):\n"
        "    share = np.searchsorted(np.sort(errors), at, side='left') / len(errors)\n"
        "    half = np.sqrt(np.log(2 / (1 - level)) / (2 * len(errors)))\n"
        "    return share, np.clip(share - half, 0, 1), np.clip(share + half, 0, 1)",
        "def edf_band(errors, at, level=0.95):\n"
        "    share = (np.asarray(errors)[None] < np.asarray(at)[:, None]).mean(1)\n"
        "    half = np.sqrt(-np.log((1 - level) / 2) / 2 / np.size(errors))\n"
        "    return np.stack([share, (share - half).clip(0), (share + half).clip(max=1)])",
    ],
    "12.3": [
        "import pandas as pd\ndef main_effects(archs, rewards):\n    table = pd.DataFrame(archs)\n"
        "    y = pd.Series(np.asarray(rewards, float))\n"
        "    return {name: y.groupby(table[name]).transform('mean').var() / y.var() for name in table}",
        "def main_effects(archs, rewards):\n    y = np.array(rewards, float)\n    total, out = ((y - "
        "y.mean()) ** 2).sum(), {}\n"
        "    for j, name in enumerate(archs[0]._fields):\n        column = [a[j] for a in archs]\n"
        "        between = 0\n        for value in set(column):\n            some = y[[c == value for c in "
        "column]]\n"
        "            between += len(some) * (some.mean() - y.mean()) ** 2\n        out[name] = between / "
        "total\n    return out",
        "import statistics as st\ndef main_effects(archs, rewards):\n    def share(name):\n        groups = "
        "{}\n"
        "        for a, r in zip(archs, rewards):\n            groups.setdefault(getattr(a, name), "
        "[]).append(r)\n"
        "        means = {k: st.fmean(v) for k, v in groups.items()}\n"
        "        return st.pvariance([means[getattr(a, name)] for a in archs]) / st.pvariance(rewards)\n"
        "    return {name: share(name) for name in archs[0]._fields}",
    ],
    "12.4": [
        "from nas_teach.space import SearchSpace\nfrom collections import defaultdict\n"
        "def drop_worst(space, trials, count):\n    total, seen = defaultdict(float), defaultdict(int)\n"
        "    for arch, reward in trials:\n        for op in arch:\n            total[op] += reward\n         "
        "   seen[op] += 1\n"
        "    ranked = sorted(total, key=lambda op: total[op] / seen[op])\n    bad = set(ranked[:count])\n"
        "    return SearchSpace({n: tuple(o for o in ops if o not in bad) for n, ops in "
        "space.choices.items()})",
        "from nas_teach.space import SearchSpace\ndef drop_worst(space, trials, count):\n    choices = "
        "space.choices\n"
        "    ops = {op for some in choices.values() for op in some}\n"
        "    score = {op: np.mean([t[1] for t in trials for o in t[0] if o == op] or [np.inf]) for op in ops}\n"
        "    for _ in range(count):\n        worst = min(score, key=score.get)\n        del score[worst]\n"
        "    return SearchSpace({n: [o for o in some if o in score] for n, some in choices.items()})",
        drop().replace("[c for c in choices if c not in dropped]", "sorted(set(choices) - set(dropped))"),
        "from nas_teach.space import SearchSpace\nimport pandas as pd\ndef drop_worst(space, trials, count):\n"
        "    table = pd.DataFrame([(op, r) for arch, r in trials for op in arch], columns=['op', 'r'])\n"
        "    bad = table.groupby('op').r.mean().nsmallest(count).index.tolist()\n"
        "    return SearchSpace({n: [o for o in ops if o not in bad] for n, ops in space.choices.items()})",
    ],
    "12.5": [
        steps(),
        steps(result="[*first, *second]", left="budget - len(first)"),
        steps(result="first + list(second)").replace(
            "second = search(make(narrow, seed), evaluate, budget - pilot)",
            "from itertools import islice\n    from nas_teach.search import trials\n"
            "    second = islice(trials(make(narrow, seed), evaluate), budget - pilot)",
        ),
        drop() + "def two_steps(space, evaluate, pilot, budget, count, make, seed):\n"
        "    rng, done = np.random.default_rng(seed), []\n    while len(done) < pilot:\n"
        "        arch = space.sample(rng)\n        done.append((arch, evaluate(arch)))\n"
        "    strategy = make(drop_worst(space, done, count), seed)\n    while len(done) < budget:\n"
        "        arch = strategy.ask()\n        reward = evaluate(arch)\n        strategy.tell(arch, reward)\n"
        "        done.append((arch, reward))\n    return done",
    ],
    "12.7": [
        carried(),
        carried(top="np.argsort(source)[::-1][:count]"),
        carried(top="sorted(range(len(source)), key=lambda i: source[i], reverse=True)[:count]"),
    ],
    "12.8": [
        best(),
        "def best_of(rewards, n, judged):\n    order = np.argsort(-np.array(rewards), kind='stable')\n"
        "    size, chance, total = len(order), n / len(order), 0.0\n    for k, i in enumerate(order):\n"
        "        total += chance * judged[i]\n        left = size - 1 - k\n"
        "        chance *= (left - n + 1) / left if left else 0\n    return total",
        "from scipy.special import gammaln\ndef best_of(rewards, n, judged):\n    size = len(rewards)\n"
        "    choose = lambda a, b: gammaln(a + 1) - gammaln(b + 1) - gammaln(a - b + 1)\n"
        "    order = np.argsort(-np.asarray(rewards), kind='stable')[: size - n + 1]\n"
        "    worse = np.arange(size - 1, n - 2, -1)\n"
        "    return np.exp(choose(worse, n - 1) - choose(size, n)) @ np.asarray(judged)[order]",
    ],
}

NAMES = {"np": np}  # that the lesson, or its learner, has imported
