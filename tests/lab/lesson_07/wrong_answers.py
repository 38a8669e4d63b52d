"""Plausible wrong answers, each with a fragment of the message that it must get."""

TRUTH = """import numpy as np
from scipy.stats import kendalltau
def answer(early, final):
    early, final = np.asarray(early), np.asarray(final)
    taus = []
    for seed in range(len(early)):
        truth = {truth}
        taus.append(kendalltau(early[seed], truth)[0])
    return {result}
"""
OTHERS = "np.delete(final, seed, axis=0).mean(axis=0)"
ROUND = """def best_in_eta(archs, evaluate, fidelity, eta):
    ranked = sorted(archs, key=lambda arch: -evaluate(arch, fidelity))
    return {result}
"""
KEEP = "max(1, len(archs) // eta)"


def tau(truth, result="float(np.mean(taus))"):
    return TRUTH.format(truth=truth, result=result)


def kept(result):
    return ROUND.format(result=result)


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
        (tau("final[seed]"), "its own end"),
        (tau("final[(seed + 1) % len(final)]"), "less noisy"),
        (tau(OTHERS.replace("final", "early")), "not from `early`"),
        (tau("np.delete(final, 0, axis=0).mean(axis=0)"), "leaves out seed 0"),
        (tau(OTHERS, "taus[0]"), "inside the loop"),
        (tau(OTHERS, "taus[-1]"), "only the last seed"),
        (
            "from scipy.stats import kendalltau\nimport numpy as np\n"
            "answer = lambda e, f: kendalltau(np.mean(e, axis=0), np.mean(f, axis=0))[0]",
            "single stopped",
        ),
        (tau("final.sum(axis=0) - 2 * final[seed]"), "count against itself"),
        (tau(OTHERS, "taus"), "is right"),
    ],
    "07.3": [(0.55, "Answer with one of")],
    "07.4": [
        (kept(f"ranked[::-1][:{KEEP}]"), "worst ones"),
        (kept("ranked[:len(archs) // eta]"), "nobody is left"),
        (kept("ranked[:-(-len(archs) // eta)]"), "Round down"),
        (kept("ranked[:eta]"), "keeps eta networks"),
        (kept("ranked[:max(1, len(archs) - len(archs) // eta)]"), "other way round"),
        (kept(f"[arch for arch in archs if arch in ranked[:{KEEP}]]"), "old order"),
        (
            f"def best_in_eta(archs, evaluate, fidelity, eta):\n"
            f"    return sorted([evaluate(arch, fidelity) for arch in archs], reverse=True)[:{KEEP}]",
            "These are rewards",
        ),
        (
            f"def best_in_eta(archs, evaluate, fidelity, eta):\n"
            f"    pairs = [(a, evaluate(a, fidelity)) for a in archs]\n"
            f"    return sorted(pairs, key=lambda pair: -pair[1])[:{KEEP}]",
            "pairs of network",
        ),
        (kept(f"ranked[:{KEEP}]").replace("fidelity))", "1))"), "fidelity 1 in every round"),
        (
            f"def best_in_eta(archs, evaluate, fidelity, eta):\n"
            f"    return sorted(archs, key=lambda arch: evaluate(arch, fidelity))[::-1][:{KEEP}]",
            "came later",
        ),
        (kept(f"archs[:{KEEP}]"), "without looking"),
        (kept("ranked"), "still there"),
        (
            f"def best_in_eta(archs, evaluate, fidelity, eta):\n"
            f"    archs.sort(key=lambda arch: -evaluate(arch, fidelity))\n"
            f"    return archs[:{KEEP}]",
            "belongs to the caller",
        ),
        (
            f"def best_in_eta(archs, evaluate, fidelity, eta):\n"
            f"    rewards = [evaluate(arch, fidelity) for arch in archs]\n"
            f"    ranked = sorted(archs, key=lambda arch: -evaluate(arch, fidelity))\n"
            f"    return ranked[:{KEEP}]",
            "evaluated twice",
        ),
    ],
    "07.5": [
        (108, "right in epochs"),
        (27, "All 27"),
        (1, "cost epochs too"),
        (3, "continued"),
        (40, "most of them are short"),
        (1.4815, "weigh each"),
        (5, "Too large"),
    ],
}
