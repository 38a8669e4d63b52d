"""Plausible wrong answers, each with a fragment of the message that it must get."""

CHAIN = """import math
def answer(policy, choices):
    total = 0.0
    for d, index in enumerate(choices):
        total += math.log(policy[{key}][index])
    return {end}"""
SOFTMAX = """import numpy as np
def answer(logits, temperature, c):
    powers = [np.exp({z}) for z in logits]
    return [power / sum(powers) for power in powers]"""

WRONG = {
    "04.1": [("A, B", "Answer with one of")],
    "04.2": [
        (0.42, "mbconv with kernel 3 fits as well"),
        (0.12, "conv with kernel 7 fits as well"),
        (0.46, "does *not* fit"),
        (0.65, "the mean of"),
        (1.3, "above 1"),
        (0.5, "if one of the two"),
        (0.88, "or both"),
        (54, "per cent"),
    ],
    "04.3": [
        (CHAIN.format(key="choices[:d]", end="math.exp(total)"), "the probability itself"),
        (CHAIN.format(key="choices[:d]", end="-total"), "sign is turned round"),
        (
            CHAIN.format(key="choices[:d]", end="math.log(policy[choices[:-1]][choices[-1]])"),
            "last decision alone",
        ),
        (CHAIN.format(key="(0,) * d", end="total"), "do not follow the choices"),
        (
            "import math\nanswer = lambda p, c: math.log(sum(p[c[:d]][i] for d, i in enumerate(c)))",
            "must be taken of each",
        ),
        (CHAIN.format(key="choices[:d]", end="total / len(choices)"), "the mean of"),
        (CHAIN.format(key="choices[:d]", end="total / math.log(2)"), "base 2"),
        (
            CHAIN.format(key="choices[:d]", end="total").replace("    return", "        return"),
            "first decision alone",
        ),
        (CHAIN.format(key="choices[:d + 1]", end="total"), "raised"),
    ],
    "04.4": [
        (SOFTMAX.format(z="c * np.tanh(z)"), "the temperature is gone"),
        (SOFTMAX.format(z="c * np.tanh(z / temperature) / temperature"), "divides twice"),
        (SOFTMAX.format(z="z / temperature"), "nothing bounds"),
        (SOFTMAX.format(z="np.tanh(c * z / temperature)"), "inside the tanh"),
        (SOFTMAX.format(z="c * np.tanh(z * temperature)"), "more cautious"),
    ],
    "04.5": [(True, "Answer with one of")],
}
