"""Plausible wrong answers, each with a fragment of the message that it must get."""

POSTERIOR = """import numpy as np

def posterior(similar, to_new, y, noise):
    K = {K}
    weights = {weights}
    return {mean}, {std}
"""


def posterior(**changed):
    parts = {
        "K": "similar + noise**2 * np.eye(len(y))",
        "weights": "np.linalg.solve(K, to_new)",
        "mean": "weights.T @ y",
        "std": "np.sqrt(np.maximum(1 - (weights * to_new).sum(0), 0))",
    }
    return POSTERIOR.format(**{**parts, **changed})


def improvement(result):
    return (
        "import numpy as np\nfrom scipy.stats import norm\ndef expected_improvement(mean, std, best):\n"
        "    gap = mean - best\n    z = gap / std\n"
        f"    return {result}\n"
    )


EI = """import numpy as np
from scipy.stats import norm
def expected_improvement(mean, std, best):
    z = (mean - best) / std
    return (mean - best) * norm.cdf(z) + std * norm.pdf(z)
"""


def step(lines):
    return EI + f"def answer(mean, std, rewards, trained):\n    {lines}\n"


def barred(best, returns="hope.argmax()"):
    return step(f"hope = expected_improvement(mean, std, {best}); hope[trained] = -np.inf; return {returns}")


SEARCH = (
    EI
    + posterior()
    + """
def optimise(similar, evaluate, budget, start, noise):
    trained = {trained}
    rewards = [evaluate(i) for i in trained]
    while len(trained) < {budget}:
        y = np.array(rewards)
        y = {y}
        mean, std = posterior(similar[np.ix_(trained, trained)], similar[trained], y, {noise})
        hope = {hope}
        {bar}
        choice = int({choice})
        trained.append(choice)
        rewards.append({reward})
    return {returns}
"""
)


def search(**changed):
    parts = {
        "trained": "list(start)",
        "budget": "budget",
        "y": "(y - y.mean()) / y.std()",
        "noise": "noise",
        "hope": "expected_improvement(mean, std, mean[trained].max())",
        "bar": "hope[trained] = -np.inf",
        "choice": "hope.argmax()",
        "reward": "evaluate(choice)",
        "returns": "trained, rewards",
    }
    return SEARCH.format(**{**parts, **changed})


ORDERED = """import numpy as np
def ordered_similarity(positions, ordered, length):
    p = np.asarray(positions, dtype=float)
    {lines}
"""
APART = "np.abs(p[:, None] - p[None])"
MIXED = f"np.where(ordered, {APART}, {APART} > 0)"

WRONG = {
    "06.1": [
        ((0.72, 0.84), "right in spreads"),
        ((84.7, 2.4), "no luck"),
        ((83.8, 2.6), "its square"),
        ((82.83, 2.83), "in one unit"),
        ((84.16, 6.41), "the variance"),
        ((84.16, 2.14), "before you times 3"),
        ((84.16, 2.94), "another noisy training"),
        ((84.16, 3), "less than ± 3"),
        ((84.7, 2.53), "is s / k, not s"),
        ((86.5, 2.5), "a part of the way"),
        ((2.53, 84.16), "changed places"),
        ((84.2, 1.0), "the deviation is not"),
        ((80, 2.5), "the mean is not"),
        ((80, 1), "Neither is right"),
        (84.16, "Two numbers"),
    ],
    "06.2": [
        (posterior(K="similar + noise**2"), "share one luck"),
        (posterior(K="similar + noise * np.eye(len(y))"), "takes its square"),
        (posterior(K="similar"), "no noise in it"),
        (posterior(K="similar.copy(); np.fill_diagonal(K, noise**2)"), "add, do not replace"),
        (posterior(K="similar; K[np.diag_indices(len(y))] += noise**2"), "changes its argument 1"),
        (posterior(std="1 - (weights * to_new).sum(0)"), "is the variance"),
        (posterior(std="np.sqrt(1 - (weights * to_new).sum(0) + noise**2)"), "another noisy training"),
        (posterior(std="np.sqrt(1 - (weights**2).sum(0))"), "not weights squared"),
        (posterior(mean="to_new.T @ y"), "not the similarities"),
        (posterior(weights="K @ to_new"), "multiplies by K"),
        (posterior(weights="to_new"), "counted twice"),
        ("def posterior(similar, to_new, y, noise):\n    return 0.0\n", "Return two things"),
        (posterior(mean="np.sqrt(1 - (weights * to_new).sum(0))", std="weights.T @ y"), "changed places"),
        (posterior(std="np.sqrt(1 - (weights * to_new).sum(0) - 1e-9)"), "NaN"),
        (posterior(K="similar + (1 + noise**2) * np.eye(len(y))"), "is 1 already"),
        (posterior(K="similar + (noise / 3)**2 * np.eye(len(y))"), "by 3 again"),
        (posterior(mean="weights.T @ (y - y.mean())"), "with y as it comes"),
        (posterior(mean="82 + 3 * weights.T @ y"), "turns it into per cent"),
        (posterior(mean="(weights * y[:, None]).mean(0)"), "divided by n"),
        (posterior(std="np.sqrt((weights * to_new).sum(0))"), "what is left is"),
        (posterior(std="1 - np.sqrt((weights * to_new).sum(0))"), "Subtract from 1 first"),
        (posterior(weights="to_new / (1 + noise**2)"), "as if each known network were the only one"),
        (posterior(std="np.sqrt(np.maximum(1 - (weights * to_new).sum(1), 0))"), "down the columns"),
    ],
    "06.3": [
        (improvement("-gap * norm.cdf(-z) + std * norm.pdf(z)"), "searches for the least"),
        (improvement("gap * norm.cdf(z)"), "second part is missing"),
        (improvement("std * norm.pdf(z)"), "first part is missing"),
        (improvement("norm.cdf(z)"), "probability of an improvement"),
        (improvement("np.maximum(gap, 0)"), "improvement of the mean"),
        (
            improvement("gap * norm.cdf(gap / std**2) + std**2 * norm.pdf(gap / std**2)"),
            "the variance stands",
        ),
        (improvement("gap + std"), "upper confidence bound"),
        (improvement("gap * norm.cdf(z) + norm.pdf(z)"), "multiplied by std"),
        (improvement("gap * norm.cdf(gap) + std * norm.pdf(gap)"), "divide by std"),
        (improvement("gap * norm.pdf(z) + std * norm.cdf(z)"), "are swapped"),
        (improvement("gap * Phi(z)"), "raised"),
        (improvement("z * norm.cdf(z) + norm.pdf(z)"), "in units of the deviation"),
        (improvement("gap * norm.sf(z) + std * norm.pdf(z)"), "area below the line"),
        (improvement("gap * norm.cdf(z) + gap * norm.pdf(z)"), "not by the gap"),
        (improvement("gap * norm.cdf(z) + std**2 * norm.pdf(z)"), "is not squared"),
        (improvement("gap * norm.cdf(z) - std * norm.pdf(z)"), "second part is added"),
        (improvement("np.maximum(gap, 0) * norm.cdf(z) + std * norm.pdf(z)"), "must stay so"),
        (improvement("(gap * norm.cdf(z) + std * norm.pdf(z)).argmax()"), "EI of each"),
        (
            "import numpy as np\ndef expected_improvement(mean, std, best):\n"
            "    draws = np.random.default_rng(0).normal(mean, std, (20_000, len(mean)))\n"
            "    return np.maximum(draws - best, 0).mean(0)\n",
            "luck of the draws",
        ),
        (
            "import math\ndef expected_improvement(mean, std, best):\n"
            "    z = (mean - best) / std\n    return (mean - best) * math.erf(z) + std * math.exp(-z * z)\n",
            "raised",
        ),
    ],
    "06.4": [("X", "Answer with one of")],
    "06.5": [
        (
            step(
                "hope = expected_improvement(mean, std, max(rewards)); hope[trained] = -np.inf; "
                "return hope.argmax()"
            ),
            "second fault is still there",
        ),
        (step("return expected_improvement(mean, std, mean[trained].max()).argmax()"), "bar it"),
        (
            step(
                "hope = expected_improvement(mean, std, mean[trained].max()); "
                "return np.delete(hope, trained).argmax()"
            ),
            "among those that are left",
        ),
        (
            step(
                "hope = expected_improvement(mean, std, mean[trained].max()); hope[trained] = 0; "
                "return hope.argmax()"
            ),
            "does not bar",
        ),
        (
            step(
                "hope = expected_improvement(mean, std, mean.max()); hope[trained] = -np.inf; return hope.argmax()"
            ),
            "you do not have yet",
        ),
        (
            step(
                "hope = expected_improvement(mean, std, np.mean(rewards)); hope[trained] = -np.inf; "
                "return hope.argmax()"
            ),
            "no average of the rewards",
        ),
        (barred("min(rewards)"), "not the least reward"),
        (barred("mean[trained].mean()"), "average of their means"),
        (barred("mean[trained[-1]]"), "the newest one"),
        (barred("mean[trained[int(np.argmax(rewards))]]"), "Luck still chooses"),
        (barred("mean[trained].max()", "hope.max()"), "the greatest hope"),
        (
            step(
                "best = mean[trained].max(); mean[trained] = -np.inf; "
                "return expected_improvement(mean, std, best).argmax()"
            ),
            "is NaN",
        ),
        (
            step(
                "best = mean[trained].max(); std[trained] = 0; "
                "return expected_improvement(mean, std, best).argmax()"
            ),
            "divides by zero",
        ),
        (
            step(
                "hope = expected_improvement(mean, std, max(rewards)); return np.delete(hope, trained).argmax()"
            ),
            "And the greatest reward",
        ),
    ],
    "06.6": [
        (search(hope="expected_improvement(mean, std, y.max())"), "may be luck"),
        (search(hope="expected_improvement(mean, std, mean.max())"), "you do not have yet"),
        (search(hope="expected_improvement(mean, std, max(rewards))"), "two units"),
        (
            search(hope="expected_improvement(mean, std, mean[trained[int(np.argmax(y))]])"),
            "luck still chooses it",
        ),
        (search(y="(y - y.mean()) / y.std(ddof=1)"), "ddof=1"),
        (search(noise="noise**2"), "takes the square itself"),
        (search(noise="0"), "counts for nothing"),
        (search(hope="mean + 2 * std"), "upper confidence bound"),
        (search(hope="mean + std"), "upper confidence bound"),
        (search(bar="pass"), "trained again"),
        (search(y="y"), "expects them in spreads"),
        (search(y="y - y.mean()"), "not divided by their deviation"),
        (search(hope="mean.copy()"), "all exploitation"),
        (search(hope="std.copy()"), "all exploration"),
        (search(budget="budget + len(start)"), "start was not counted"),
        (search(returns="trained"), "positions alone"),
        (search(returns="trained[int(np.argmax(rewards))]"), "best position alone"),
        (search(trained="start"), "changes its argument 4"),
        (search(reward="(evaluate(choice), evaluate(choice))[0]"), "each is trained once"),
        (search(returns="trained, [-r for r in rewards]"), "as they came"),
    ],
    "06.7": [
        (ORDERED.format(lines=f"return np.exp(-{APART}.sum(2) / length)"), "has become a distance"),
        (
            ORDERED.format(lines="return np.exp(-(p[:, None] != p[None]).sum(2) / length)"),
            "Neighbours must be",
        ),
        (
            ORDERED.format(lines=f"d = np.sqrt(({MIXED}**2).sum(2)); return np.exp(-(d / length)**4)"),
            "variance below zero",
        ),
        (ORDERED.format(lines=f"return np.exp(-{MIXED}.sum(2))"), "greater length scale"),
        (ORDERED.format(lines=f"return np.exp(-{MIXED}.max(2) / length)"), "each of them must count"),
        (ORDERED.format(lines=f"return 1 - 2 * {MIXED}.sum(2) / length"), "between 0 and 1"),
        (ORDERED.format(lines=f"return {MIXED}.sum(2) / length"), "the diagonal is 1"),
        (ORDERED.format(lines="return np.ones(len(p))"), "n × n"),
        (ORDERED.format(lines=f"return np.exp(-20 * {MIXED}.sum(2) / length)"), "does not help yet"),
    ],
}
