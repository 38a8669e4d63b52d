"""Plausible wrong answers, each with a fragment of the message that it must get."""

TAU = """from itertools import combinations
from math import sqrt
def kendall_tau(scores, truth):
    con = dis = a = b = n = 0
    for i, j in combinations(range(len(truth)), 2):
        one, other = scores[i] - scores[j], truth[i] - truth[j]
        con += {con}
        dis += {dis}
        a += one != 0
        b += other != 0
        n += 1
    return {result}
"""
TAUS = """import numpy as np
from scipy.stats import kendalltau
def kendall_tau(scores, truth):
    return kendalltau(scores, truth)[0]
def honest_taus(early, final):
    early, final = np.asarray(early), np.asarray(final)
    taus = []
    for seed in range(len(early)):
        truth = {truth}
        taus.append(kendall_tau(early[seed], truth))
    return {result}
"""
OTHERS = "np.delete(final, seed, axis=0).mean(axis=0)"
WITHIN = """import numpy as np
from scipy.stats import kendalltau
def kendall_tau(scores, truth):
    tau = kendalltau(scores, truth)[0]
    return 1 / 0 if np.isnan(tau) else tau
def taus_within(scores, truth, groups):
    taus = {{}}
    for number, group in enumerate(np.unique(groups)):
        some = {some}
        if {condition}:
            taus[{key}] = kendall_tau(scores[some], truth[some])
        {then}
    return {result}
"""
KEPT = """def best_in_eta(trials, eta):
    ranked = sorted(trials, key=lambda trial: -trial.reward)
    return {result}
"""
KEEP = "max(1, len(trials) // eta)"
HALVING = """from nas_teach.search import Trial
def best_in_eta(trials, eta):
    ranked = sorted(trials, key=lambda trial: -trial.reward)
    return [trial.arch for trial in ranked[:max(1, len(trials) // eta)]]
def halving(archs, evaluate, fidelities, eta):
    rounds, before = [], 0
    for fidelity in fidelities:
        trials = [Trial(arch, evaluate(arch, {at})) for arch in archs]
        kept = best_in_eta(trials, eta)
        rounds.append((fidelity, {noted}, {paid}))
        {then}
        before = fidelity
    return {result}
"""
PROMOTE = """def promote(rungs, eta):
    for k in {order}:
        done = {{name: reward for name, reward in rungs[k].items() if {finished}}}
        ranked = sorted(done, key=lambda name: {key})
        for name in ranked[:{count}]:
            if {free}:
                return {result}
    return None
"""


def pairs(con="one * other > 0", dis="one * other < 0", result="(con - dis) / sqrt(a * b)"):
    return TAU.format(con=con, dis=dis, result=result)


def taus(truth, result="taus"):
    return TAUS.format(truth=truth, result=result)


def within(some="groups == group", condition="len(set(scores[some])) > 1", **changed):
    parts = {"key": "group", "then": "pass", "result": "taus"} | changed
    return WITHIN.format(some=some, condition=condition, **parts)


def kept(result):
    return KEPT.format(result=result)


def halving(**changed):
    parts = {
        "at": "fidelity",
        "noted": "trials",
        "paid": "len(trials) * (fidelity - before)",
        "then": "archs = kept",
        "result": "rounds",
    }
    return HALVING.format(**{**parts, **changed})


def promote(**changed):
    parts = {
        "order": "range(len(rungs) - 2, -1, -1)",
        "finished": "reward is not None",
        "key": "-done[name]",
        "count": "len(done) // eta",
        "free": "name not in rungs[k + 1]",
        "result": "name, k + 1",
    }
    return PROMOTE.format(**{**parts, **changed})


WRONG = {
    "07.1": [
        (0.6, "in the right order"),
        (0.4, "share of discordant"),
        (0.8, "more than one pair"),
        (2, "Divide by the number"),
        (-0.2, "more pairs"),
        (0.36, "10 pairs"),
        (1, "A is not"),
        ("0.2", "text"),
    ],
    "07.2": [
        (pairs(result="(con - dis) / n"), "tau-a"),
        (pairs(result="(con - dis) / (con + dis)"), "ties cost nothing"),
        (pairs(dis="not one * other > 0", result="(con - dis) / n"), "counts as discordant here"),
        (pairs(con="one * other >= 0", result="(con - dis) / n"), "count as concordant here"),
        (pairs(dis="one * other <= 0"), "The division is right. But every pair"),
        (pairs(con="one * other >= 0"), "The division is right. But tied pairs"),
        (pairs(result="(con - dis) / a"), "that the scores order. Those"),
        (pairs(result="(con - dis) / b"), "that the truth orders. Those"),
        (pairs(result="(con - dis) / (a * b)"), "square root is missing"),
        (pairs(result="con / n"), "share of concordant"),
        (pairs(result="con - dis"), "has to be divided"),
        (pairs(result="(dis - con) / sqrt(a * b)"), "changed places"),
        (pairs(result="2 * (con - dis) / n"), "counted twice"),
        (pairs(result="con / (con + dis)"), "among those without a tie"),
        (pairs(result="(con + dis) / sqrt(a * b)"), "Take them off"),
        (pairs(result="con - dis / sqrt(a * b)"), "brackets"),
        (pairs(result="(con - dis) / a * b"), "from left to right"),
        (
            "import numpy as np\ndef kendall_tau(scores, truth):\n"
            "    return float((np.sign(np.diff(scores)) * np.sign(np.diff(truth))).mean())",
            "next one in the list",
        ),
        (
            "import numpy as np\ndef kendall_tau(scores, truth):\n    return np.corrcoef(scores, truth)[0, 1]",
            "ordinary correlation",
        ),
        (
            "from scipy.stats import spearmanr\ndef kendall_tau(scores, truth):\n"
            "    return float(spearmanr(scores, truth)[0])",
            "Spearman",
        ),
        (
            "from scipy.stats import kendalltau as tau\ndef kendall_tau(scores, truth):\n"
            "    found = tau(scores, truth)[0]\n    scores.sort()\n    return found",
            "belongs to the caller",
        ),
    ],
    "07.3": [
        (taus("final[seed]"), "its own end"),
        (taus("final[(seed + 1) % len(final)]"), "less noisy"),
        (taus(OTHERS.replace("final", "early")), "not from `early`"),
        (taus("np.delete(final, 0, axis=0).mean(axis=0)"), "leaves out seed 0"),
        (taus(OTHERS, "taus[0]"), "inside the loop"),
        (taus(OTHERS, "float(np.mean(taus))"), "mean is not asked for"),
        (taus("final.sum(axis=0) - 2 * final[seed]"), "count against itself"),
        (taus("final.mean(axis=0) - final[seed]"), "only a third"),
        (taus("np.delete(final, seed - 1, axis=0).mean(axis=0)"), "the seed before"),
        (
            "from scipy.stats import kendalltau\nimport numpy as np\ndef honest_taus(e, f):\n"
            "    others = [[row for s, row in enumerate(f) if s != seed] for seed in range(len(f))]\n"
            "    return [np.mean([kendalltau(x, y)[0] for y in ys]) for x, ys in zip(e, others)]",
            "one other training at a time",
        ),
        (
            "from scipy.stats import kendalltau\nimport numpy as np\ndef honest_taus(e, f):\n"
            "    return [kendalltau(np.mean(e, axis=0), np.mean(f, axis=0))[0]] * len(e)",
            "single stopped",
        ),
    ],
    "07.4": [
        (within("groups == groups"), "tau of all networks"),
        (within("groups != group"), "everybody but the group"),
        (within("groups <= group"), "`==`, not `<=`"),
        (within(then="return taus"), "inside the loop"),
        (within(then="taus = {group: taus[group]} if group in taus else {}"), "made anew"),
        (within(result="list(taus.values())"), "taus alone"),
        (within(result="list(taus.items())"), "These are pairs"),
        (within(result="sum(taus.values()) / len(taus)"), "mean over the groups"),
        (within(key="len(taus)"), "counted 0, 1, 2"),
        (within(condition="True"), "ZeroDivisionError"),
        (within(then="taus.setdefault(group, 0)"), "gets a 0 here"),
        (within(then="taus.setdefault(group, float('nan'))"), "has no tau"),
        (within(result="scores.sort() or taus"), "belongs to the caller"),
    ],
    "07.5": [
        (kept(f"[t.arch for t in ranked[::-1][:{KEEP}]]"), "worst ones"),
        (kept("[t.arch for t in ranked[:len(trials) // eta]]"), "nobody is left"),
        (kept("[t.arch for t in ranked[:-(-len(trials) // eta)]]"), "three go on, not four"),
        (kept("[t.arch for t in ranked[:max(1, round(len(trials) / eta))]]"), "not to the nearest"),
        (kept("[t.arch for t in ranked[:eta]]"), "keeps eta networks"),
        (kept("[t.arch for t in ranked[:max(1, len(trials) - len(trials) // eta)]]"), "other way round"),
        (kept(f"[t.arch for t in trials if t in ranked[:{KEEP}]]"), "old order"),
        (kept(f"[t.reward for t in ranked[:{KEEP}]]"), "These are rewards"),
        (kept(f"ranked[:{KEEP}]"), "These are trials"),
        (
            f"def best_in_eta(trials, eta):\n"
            f"    return [t.arch for t in sorted(trials, reverse=True)[:{KEEP}]]",
            "architectures first",
        ),
        (
            f"def best_in_eta(trials, eta):\n"
            f"    return [t.arch for t in sorted(trials, key=lambda t: t.reward)[::-1][:{KEEP}]]",
            "came later",
        ),
        (kept(f"[t.arch for t in trials[:{KEEP}]]"), "without looking"),
        (kept("[t.arch for t in ranked]"), "only sorted"),
        (kept(f"[t.arch for t in ranked[:{KEEP}]][::-1]"), "the best comes last"),
        (
            f"def best_in_eta(trials, eta):\n    trials.sort(key=lambda t: -t.reward)\n"
            f"    return [t.arch for t in trials[:{KEEP}]]",
            "belongs to the caller",
        ),
    ],
    "07.6": [
        (halving(paid="len(trials) * fidelity"), "from scratch here"),
        (halving(paid="len(kept) * (fidelity - before)"), "only those that go on"),
        (halving(paid="len(trials)"), "counts networks"),
        (halving(paid="fidelity - before"), "of one network"),
        (halving(then="pass"), "Nobody is dropped"),
        (halving(paid="len(trials) * (fidelity - (before or 1))"), "begin at 0"),
        (halving(paid="sum(row[2] for row in rounds) + len(trials) * (fidelity - before)"), "adds up"),
        (halving(at="fidelity - before"), "new epochs only"),
        (halving().replace("(trials, eta)\n        rounds", "(trials, 3)\n        rounds"), "a 3 stands"),
        (halving(then="archs = archs[:len(kept)]"), "The first of the list"),
        (halving(then="return rounds"), "Only the first round"),
        (halving(then="archs = trials"), "given a whole trial"),
        (halving(at="fidelities[-1]"), "every network is trained fully"),
        (halving(at="fidelities[0]"), "at the first fidelity"),
        (halving(noted="[trial for trial in trials if trial.arch in kept]"), "hold only those"),
        (halving(result="rounds[-1]"), "last round alone"),
        (halving(result="rounds[-1][1][0].arch"), "winner alone"),
        (
            halving(then="again = [evaluate(arch, fidelity) for arch in kept]; archs = kept"),
            "evaluated twice at one fidelity",
        ),
        (halving(then="archs.clear(); archs.extend(kept)"), "belongs to the caller"),
        (
            halving(then="archs = kept").replace("(fidelity, trials, ", "(trials, fidelity, "),
            "list of its trials",
        ),
        (halving(result="[row[:2] for row in rounds]"), "(fidelity, trials, paid)"),
    ],
    "07.7": [("all", "Answer with one of")],
    "07.8": [
        (promote(order="range(len(rungs) - 1)"), "begins at the lowest"),
        (promote(count="len(rungs[k]) // eta"), "as if they were finished"),
        (promote(free="True"), "promoted already is promoted again"),
        (promote(free="rungs[k + 1].get(name) is None"), "still runs in the rung above"),
        (promote(finished="reward"), "A reward of 0"),
        (promote(order="range(len(rungs) - 2, 0, -1)"), "lowest rung is never"),
        (promote(order="range(len(rungs) - 3, -1, -1)"), "last rung but one"),
        (promote(key="done[name]"), "promotes the worst"),
        (promote(key="(-done[name], name)"), "sorted by name"),
        (promote(key="(-done[name], -list(done).index(name))"), "stands last"),
        (promote(count="round(len(done) / eta)"), "not to the nearest"),
        (promote(count="-(-len(done) // eta)"), "not up"),
        (promote(count="eta"), "one *in* eta"),
        (promote(count="len(done)"), "All finished networks"),
        (promote(count="max(0, len(done) // eta - len(rungs[k + 1]))"), "passed over once more"),
        (promote(result="name, len(rungs) - 1"), "to the last rung"),
        (
            promote(finished="reward is not None and name not in rungs[k + 1]"),
            "best of those that are *left*",
        ),
        (promote(count="max(1, len(done) // eta)"), "hasty"),
        (promote(count="min(1, len(done) // eta)"), "Only the best of the rung"),
        (promote(result="name"), "trial alone"),
        (promote(result="name, k"), "comes from"),
        (promote(result="k + 1, name"), "turned round"),
        (promote(finished="True"), "TypeError"),
        (promote(order="range(len(rungs) - 1, -1, -1)"), "IndexError"),
        (promote(result="rungs[k + 1].update({name: None}) or (name, k + 1)"), "who runs the search notes"),
    ],
}
