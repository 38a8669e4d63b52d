"""Plausible wrong answers, each with a fragment of the message that it must get."""

PLACE = """import numpy as np
def answer(x, y, new, length, noise):
    def alike(a, b):
        return np.exp(-(np.subtract.outer(a, b) / length) ** 2 / 2)
    known = alike(x, x) + {luck}
    shared = alike(x, [new])[:, 0]
    weights = np.linalg.lstsq(known, shared, rcond=None)[0]
    return {result}
"""
MEAN, STD, RIGHT = "weights @ y", "np.sqrt(max(1 - weights @ shared, 0))", "noise * np.eye(len(x))"


def place(luck=RIGHT, mean=MEAN, std=STD):
    return PLACE.format(luck=luck, result=f"{mean}, {std}")


def improvement(result):
    return (
        "from scipy.stats import norm\ndef answer(mean, std, best):\n"
        "    gap = mean - best\n    z = gap / std\n"
        f"    return {result}\n"
    )


WRONG = {
    "06.1": [
        (place("0"), "no noise at all"),
        (place("noise**2 * np.eye(len(x))"), "squares it once more"),
        (place("noise**0.5 * np.eye(len(x))"), "this is its root"),
        (place(std="np.sqrt(max(1 + noise - weights @ shared, 0))"), "another noisy training"),
        (place(mean="shared @ y"), "must use the weights"),
        (place("noise * (1 - np.eye(len(x)))"), "the other way round"),
        (place(std="max(1 - weights @ shared, 0)"), "second number is the variance"),
        (place("noise + noise * np.eye(len(x))"), "still there"),
        (place("noise / len(x)"), "averages the luck away"),
        (place("noise", std="np.sqrt(max(1 - weights @ shared, 0) / len(x))"), "root of n"),
        (place("noise * alike(x, x)"), "nothing in common"),
        (place("noise * np.ones(7)"), "raised"),
    ],
    "06.2": [("X", "Answer with one of")],
    "06.3": [
        (improvement("-gap * norm.cdf(-z) + std * norm.pdf(z)"), "searches for the least"),
        (improvement("gap * norm.cdf(z)"), "second part is missing"),
        (improvement("std * norm.pdf(z)"), "first part is missing"),
        (improvement("norm.cdf(z)"), "probability of an improvement"),
        (improvement("max(gap, 0.0)"), "improvement of the mean"),
        (
            improvement("gap * norm.cdf(gap / std**2) + std**2 * norm.pdf(gap / std**2)"),
            "the variance stands",
        ),
        (improvement("gap + std"), "upper confidence bound"),
        (improvement("gap * norm.cdf(z) + norm.pdf(z)"), "multiplied by std"),
        (improvement("gap * norm.cdf(gap) + std * norm.pdf(gap)"), "divide by std"),
        (improvement("gap * norm.pdf(z) + std * norm.cdf(z)"), "are swapped"),
        (improvement("gap * Phi(z)"), "raised"),
        (
            "import numpy as np\ndef answer(mean, std, best):\n"
            "    draws = np.random.default_rng(0).normal(mean, std, 20_000)\n"
            "    return np.maximum(draws - best, 0).mean()\n",
            "luck of the draws",
        ),
    ],
    "06.4": [("one-hot", "Answer with one of")],
    "06.5": [
        (60, "wrong comparison"),
        (12, "only the difference"),
        (75, "done after 25"),
        (0.6, "single ask"),
        (10, "counts were added"),
        (1500, "all asks take together"),
        (0.015, "in seconds"),
        (14, "Too small"),
    ],
}
