"""Plausible wrong answers, each with a fragment of the message that it must get."""

FAIR = """import numpy as np
def answer(num_choices, num_decisions, seed):
    rng = np.random.default_rng(seed)
    {body}
"""
SHUFFLES = "shuffles = [rng.permutation(num_choices).tolist() for _ in range(num_decisions)]\n    "
LOOP = """def answer(net, paths):
    scores = []
    for path in paths:
        {first}
        {second}
    return {result}
"""


def fair(body):
    return FAIR.format(body=body)


def loop(first="net.recalibrate(path)", second="scores.append(net.accuracy(path))", result="scores"):
    return LOOP.format(first=first, second=second, result=result)


WRONG = {
    "08.1": [
        (47, "how often the *first*"),
        (94, "Three things"),
        (31.33, "two blocks only"),
        (23.5, "three choices, not two"),
        (141, "Half of the paths"),
        (0.0556, "share of the steps"),
        (282, "one path"),
        (329, "multiply"),
        (35.25, "not all two"),
        (20, "Too large"),
        ("16", "text"),
    ],
    "08.2": [
        (
            fair(
                "return [rng.integers(num_choices, size=num_decisions).tolist() for _ in range(num_choices)]"
            ),
            "uniform sampling",
        ),
        (fair(SHUFFLES + "return shuffles"), "turn rows into columns"),
        (fair(SHUFFLES + "return [list(path) for path in zip(*shuffles)][:1]"), "one for each choice"),
        (fair(SHUFFLES + "return [list(path[:1]) for path in zip(*shuffles)]"), "Each path needs"),
        (fair("return [[i] * num_decisions for i in range(num_choices)]"), "whatever the seed"),
        (
            fair(
                "order = rng.permutation(num_choices).tolist()\n"
                "    return [[i] * num_decisions for i in order]"
            ),
            "of its own",
        ),
        (
            fair(
                "first = list(range(num_choices))\n    rest = [rng.permutation(num_choices).tolist() "
                "for _ in range(num_decisions - 1)]\n    return [list(path) for path in zip(first, *rest)]"
            ),
            "never shuffled",
        ),
        (
            fair(
                "rng = np.random.default_rng()\n    "
                + SHUFFLES
                + "return [list(path) for path in zip(*shuffles)]"
            ),
            "second time",
        ),
        (
            fair(
                "base = rng.permutation(num_choices).tolist()\n    return [[base[(k + i) % num_choices] "
                "for i in range(num_decisions)] for k in range(num_choices)]"
            ),
            "never occur",
        ),
        (fair("return num_choices"), "list of paths"),
        (fair(SHUFFLES + "return [[c + 1 for c in path] for path in zip(*shuffles)]"), "numbered from 0"),
    ],
    "08.3": [("batch norm", "Answer with one of")],
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
    "08.5": [(20, "Answer with one of")],
    "08.6": [
        (11.11, "both cost the same"),
        (11, "Not yet"),
        (10, "Nearly"),
        (10.1, "own training"),
        (1000, "*each* network"),
        (66, "do not depend"),
        (1, "One network alone"),
        (13, "Too large"),
    ],
}
