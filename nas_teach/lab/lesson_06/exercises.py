"""Exercises of lesson 06: one known network by hand, the posterior, expected improvement, the whole search."""

import numpy as np
from scipy.stats import norm

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.lab.checking import (
    Exercise,
    Quick,
    Recorder,
    as_number,
    build,
    call,
    choose,
    code,
    correct,
    gives,
    plain,
    unchanged,
    wrong,
)
from nas_teach.lab.lesson_06.measures import taus_of
from nas_teach.statistics import paired_difference
from nas_teach.strategies.gaussian_process import matern as similarity

ONE_KNOWN = (84.16, 2.53)  # mean and deviation, in per cent and points
ONE_KNOWN_SLIPS = (
    ((0.72, 0.84), "This is right in spreads. Now turn it into per cent: 82 + 3 × mean, and 3 × deviation."),
    ((84.7, 2.4), "This believes the measurement as if it had no luck. With noise, k is larger than 1."),
    ((83.8, 2.62), "The noise of 0.5 spreads is a standard deviation: its square is added to 1."),
    ((82.83, 2.83), "Noise and spread must be in one unit: 1.5 points are half a spread of 3 points."),
    ((84.16, 6.41), "The mean is right. The second number is the variance: take its root."),
    (
        (84.16, 2.14),
        "The mean is right. What is left, 1 − w s, is a variance: take its root before you times 3.",
    ),
    (
        (84.16, 2.94),
        "The mean is right. This is the deviation of another noisy training; asked for is that of the "
        "accuracy itself.",
    ),
    (
        (84.16, 3.0),
        "The mean is right. But a similar network was measured, so less than ± 3 is left in doubt.",
    ),
    ((84.7, 2.53), "The deviation is right. The mean is w y, and the weight is s / k, not s."),
    ((86.5, 2.53), "The deviation is right. The mean moves only a part of the way to the measured one."),
    ((2.53, 84.16), "The two have changed places: the mean comes first."),
)


def check_one_known(answer):
    """A pair of numbers, each rounded or not."""
    value = plain(answer)
    if type(value) is not tuple or len(value) != 2 or None in map(as_number, value):
        return wrong("Two numbers are asked for, the mean and the standard deviation: `answer = (…, …)`.")

    def near(pair):
        return all(abs(as_number(a) - b) <= 0.05 for a, b in zip(value, pair, strict=True))

    if near(ONE_KNOWN):
        return correct(
            "y = 1.5, k = 1 + 0.5² = 1.25, w = 0.6 / 1.25 = 0.48. The mean is 0.48 · 1.5 = 0.72 spreads above "
            "82, and √(1 − 0.48 · 0.6) = 0.84 of the spread is left in doubt."
        )
    for pair, message in ONE_KNOWN_SLIPS:
        if near(pair):
            return wrong(message)
    if abs(as_number(value[0]) - ONE_KNOWN[0]) <= 0.05:
        return wrong("The mean is right, the deviation is not: 3 · √(1 − w s).")
    if abs(as_number(value[1]) - ONE_KNOWN[1]) <= 0.05:
        return wrong("The deviation is right, the mean is not: 82 + 3 · w · y.")
    return wrong("Neither is right. First y and the noise in spreads, then k, then w.")


BY_HAND = Exercise(
    id="06.1",
    title="One known network, in numbers",
    kind="predict",
    dots=2,
    minutes=3,
    check=check_one_known,
    hints=(
        "All in spreads first: 86.5 % lies 1.5 spreads above 82, and a noise of 1.5 points is half a spread.",
        "k = 1 + noise², then w = s / k.",
        "Mean w · y and deviation √(1 − w · s), both in spreads. Then back to per cent.",
    ),
    solution="k = 1 + 0.5**2\n"
    "w = 0.6 / k\n"
    "answer = (82 + 3 * w * 1.5, 3 * (1 - w * 0.6) ** 0.5)  # 84.16 and 2.53",
)


def posterior(similar, to_new, y, noise):
    known = similar + noise**2 * np.eye(len(y))  # each measurement has luck of its own
    weights = np.linalg.solve(known, to_new)  # (n, m)
    left = 1 - (weights * to_new).sum(0)
    return weights.T @ y, np.sqrt(np.maximum(left, 0))


def _posterior(luck=lambda n, noise: noise**2 * np.eye(n), mean=None, std=None, weigh=np.linalg.solve):
    """`posterior` with one thing done otherwise; `mean`, `std`: of weights, to_new, y, noise."""

    def slip(similar, to_new, y, noise):
        similar, to_new, y = map(np.asarray, (similar, to_new, y))
        weights = weigh(similar + luck(len(y), noise), to_new)
        right = weights.T @ y, np.sqrt(np.maximum(1 - (weights * to_new).sum(0), 0))
        ways = zip((mean, std), right, strict=True)
        return tuple(way(weights, to_new, y, noise) if way else value for way, value in ways)

    return slip


def _left(weights, to_new):
    return 1 - (weights * to_new).sum(0)


def _alike(a, b, length=2.0):
    return similarity(np.subtract.outer(a, b), length)


def _gives_posterior(known, new, y, noise):
    """A test on a line: places of the known and of the new ones."""
    args = _alike(known, known), _alike(known, new), np.array(y), noise

    def test(function):
        found = plain(call(function, *args))
        if type(found) is not tuple or len(found) != 2:
            return "Return two things, the means and the standard deviations: `return mean, std`."
        for name, value in zip(("mean", "standard deviation"), found, strict=True):
            if np.shape(value) != (len(new),):
                return wrong(
                    f"For {len(new)} new and {len(known)} known networks the {name} is an array of the shape "
                    f"{(len(new),)}: one number for each new one. `.sum(0)` adds down the columns, over the known "
                    "ones.",
                    f"the {name} has the shape {np.shape(value)}",
                )
        if np.isnan(np.array(found, dtype=float)).any():
            return (
                "There is a NaN. Rounding may bring 1 − w·s just below zero, where no root exists: "
                "`np.maximum(..., 0)` before the root."
            )
        if np.allclose(found, posterior(*args), rtol=1e-5, atol=1e-3 if noise == 0 else 1e-5):
            return None  # a tiny number on the diagonal helps a Cholesky factor, and leaves a tiny deviation
        return gives(function, posterior(*args), *args)

    return test


LINE = np.linspace(0, 9, 60)
ON_A_LINE = (
    ([0.0, 1.0, 3.0], [0.5, 2.0], [0.5, -0.2, 1.0], 0.4),
    ([0.0, 2.0], [-1.0, 1.0, 4.0, 9.0], [1.0, -0.6], 0.2),
    ([0.0, 0.3, 5.0, 6.0], [5.5], [1.2, 0.6, -1.0, -0.8], 0.7),
)
POSTERIOR_CASES = tuple(
    (_alike(known, known), _alike(known, new), np.array(y), noise) for known, new, y, noise in ON_A_LINE
)

POSTERIOR = Exercise(
    id="06.2",
    title="Write the posterior",
    kind="code",
    dots=3,
    minutes=7,
    builds="posterior",
    check=build(
        posterior,
        tests=(
            ("One known, one new, no noise: s y is expected.", _gives_posterior([0.0], [1.0], [1.5], 0.0)),
            ("One known, with noise: the numbers of s / k.", _gives_posterior([0.0], [1.0], [1.5], 0.5)),
            ("Two known ones share their weight.", _gives_posterior([0.0, 1.0], [0.5], [1.0, 0.4], 0.3)),
            (
                "Several new ones at once: a mean and a deviation each.",
                _gives_posterior([0.0, 1.0], [0.5, 3.0, -2.0], [1.0, 0.4], 0.3),
            ),
            (
                "Without noise a known one is certain: its deviation is 0.",
                _gives_posterior([0.0, 1.0, 2.5], [2.5, 0.0, 1.0], [0.3, -0.4, 0.9], 0.0),
            ),
            ("The arguments stay as they are.", lambda f: unchanged(f, *POSTERIOR_CASES[0])),
            (
                "Sixty known and 200 new ones are no trouble.",
                _gives_posterior(LINE, np.linspace(-1, 10, 200), np.sin(LINE), 0.2),
            ),
        ),
        cases=POSTERIOR_CASES,
        why="One linear system holds all that the known networks say, each with luck of its own on the "
        "diagonal. With one known network it is s / k again.",
        mistakes=(
            (
                _posterior(luck=lambda n, noise: noise**2),
                "The noise was added to every entry of K: then all measurements share one luck, and a hundred of "
                "them are no surer than one. It belongs on the diagonal alone: `np.eye(n)`.",
            ),
            (
                _posterior(luck=lambda n, noise: noise * np.eye(n)),
                "The place is right. But `noise` is a standard deviation, and the diagonal takes its square.",
            ),
            (
                _posterior(luck=lambda n, noise: 0.0),
                "There is no noise in it: every lucky training is taken for the truth. Add noise² on the diagonal.",
            ),
            (
                _posterior(luck=lambda n, noise: (noise**2 - 1) * np.eye(n)),
                "The diagonal of K is 1 + noise². Here it is noise² alone: add, do not replace.",
            ),
            (
                _posterior(std=lambda w, s, y, noise: _left(w, s)),
                "The mean is right. The second is the variance; its root is the standard deviation.",
            ),
            (
                _posterior(std=lambda w, s, y, noise: np.sqrt(_left(w, s) + noise**2)),
                "The mean is right. This deviation is that of another noisy training; asked for is that of the "
                "accuracy itself.",
            ),
            (
                _posterior(std=lambda w, s, y, noise: np.sqrt(np.maximum(1 - (w**2).sum(0), 0))),
                "The mean is right. What is left is 1 − w·s: weights times similarities, not weights squared.",
            ),
            (
                _posterior(mean=lambda w, s, y, noise: s.T @ y),
                "The deviation is right. But the mean must use the weights, not the similarities.",
            ),
            (
                _posterior(weigh=lambda known, to_new: known @ to_new),
                "This multiplies by K. The equations K w = s must be solved: `np.linalg.solve(K, s)`.",
            ),
            (
                _posterior(weigh=lambda known, to_new: to_new),
                "The weights are the similarities here, so known networks that resemble each other are counted "
                "twice. Solve K w = s.",
            ),
            (
                _posterior(luck=lambda n, noise: (1 + noise**2) * np.eye(n)),
                "The diagonal of `similar` is 1 already: add noise² alone, not 1 + noise².",
            ),
            (
                _posterior(luck=lambda n, noise: (noise / 3) ** 2 * np.eye(n)),
                "`noise` comes in spreads already: do not divide it by 3 again.",
            ),
            (
                _posterior(mean=lambda w, s, y, noise: w.T @ (y - y.mean())),
                "The deviation is right. The mean is w·y with y as it comes: it is in spreads from the centre "
                "already.",
            ),
            (
                _posterior(mean=lambda w, s, y, noise: 82 + 3 * (w.T @ y)),
                "The deviation is right. The mean is asked for in spreads; `believe` turns it into per cent.",
            ),
            (
                _posterior(mean=lambda w, s, y, noise: w.T @ y / len(y)),
                "The deviation is right. The mean is the sum w·y. Here it is divided by n: the weights share "
                "already.",
            ),
            (
                _posterior(std=lambda w, s, y, noise: np.sqrt(np.maximum((w * s).sum(0), 0))),
                "The mean is right. w·s is what is known; what is left is 1 − w·s.",
            ),
            (
                _posterior(std=lambda w, s, y, noise: 1 - np.sqrt(np.maximum((w * s).sum(0), 0))),
                "The mean is right. Subtract from 1 first, then take the root.",
            ),
            (
                lambda similar, to_new, y, noise: _posterior(
                    weigh=lambda known, to_new: to_new / (1 + noise**2)
                )(similar, to_new, y, noise),
                "Each weight is s / k here, as if each known network were the only one. They share: solve K w = s.",
            ),
            (
                lambda similar, to_new, y, noise: posterior(similar, to_new, y, noise)[::-1],
                "Mean and deviation have changed places: the mean comes first.",
            ),
            (
                lambda similar, to_new, y, noise: posterior(similar, to_new, y, noise)[0],
                "These are the means alone. Return the standard deviations, too.",
            ),
        ),
    ),
    hints=(
        "First the table K: the similarities of the known ones, plus noise² on the diagonal. `np.eye(n)` is 1 "
        "there and 0 elsewhere.",
        "`np.linalg.solve(K, S)` solves K w = s for every column s of S at once: one column of weights for each "
        "new network.",
        "The mean of a column of weights is its sum with y. What is left is 1 minus the sum, down the column, of "
        "weights times similarities; its root is the deviation.",
    ),
    solution=posterior,
)


def expected_improvement(mean, std, best):
    gap = mean - best
    z = gap / std
    return gap * norm.cdf(z) + std * norm.pdf(z)


def _improvement(formula):
    """A slip: formula(gap, std, z)."""
    return lambda mean, std, best: formula(mean - best, std, (mean - best) / std)


MEANS, STDS = np.array([85.0, 86.0, 87.5, 84.0]), np.array([2.0, 0.5, 1.5, 3.0])


def _near(function):
    """A word for a result that was drawn or integrated in coarse steps."""
    found, right = call(function, MEANS, STDS, 86.0), expected_improvement(MEANS, STDS, 86.0)
    found = plain(found)
    if type(found) is tuple and len(found) == 4 and None not in map(as_number, found):
        ratio = np.array(found) / right
        if (np.abs(ratio - 1) < 0.1).all() and (np.abs(ratio - 1) > 1e-3).any():
            return wrong(
                "This is near the expected improvement, though not it. If you draw from the bell, you are "
                "right up to the luck of the draws: the formula needs none.",
                f"expected_improvement({MEANS}, {STDS}, 86.0) returned {found}",
            )
    return None


def _gives_improvement(mean, std, best):
    args = np.array(mean), np.array(std), best

    def test(function):
        found, right = plain(call(function, *args)), expected_improvement(*args)
        try:
            if np.allclose(np.array(found, dtype=float), right, rtol=1e-3, atol=1e-9):
                return None  # takes 0.399 for the height of the standard bell
        except (TypeError, ValueError):
            pass
        return gives(function, right, *args)

    return test


IMPROVEMENT = Exercise(
    id="06.3",
    title="Write expected improvement",
    kind="code",
    dots=3,
    minutes=4,
    builds="expected_improvement",
    check=build(
        expected_improvement,
        tests=(
            ("It is exact: nothing is drawn.", _near),
            (
                "At the line itself only the second part counts: 0.399 × std.",
                _gives_improvement([86.0], [0.5], 86.0),
            ),
            ("Far above the line it is the gap.", _gives_improvement([90.0], [0.1], 86.0)),
            ("Far below the line it is nearly nothing.", _gives_improvement([80.0], [1.0], 86.0)),
            ("Four candidates at once.", _gives_improvement(MEANS, STDS, 86.0)),
            ("Rewards may be negative.", _gives_improvement([-30.0, -8.0], [10.0, 1.0], -10.0)),
            ("The arguments stay as they are.", lambda f: unchanged(f, MEANS, STDS, 86.0)),
        ),
        why="The first part is what is gained on average by being higher, the second by being uncertain.",
        cases=(
            lambda f: np.round(call(f, MEANS, STDS, 86.0), 2),
            lambda f: np.round(call(f, np.array([-30.0, -8.0]), np.array([10.0, 1.0]), -10.0), 2),
        ),
        mistakes=(
            (
                lambda m, s, b: expected_improvement(b, s, m),
                "This searches for the least reward: the gap is mean − best, for larger is better here. "
                "(Many libraries minimise, and their formula reads the other way round.)",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.cdf(z)),
                "The second part is missing. A candidate expected to be just as good as the best would have "
                "no EI at all, however uncertain it is.",
            ),
            (
                _improvement(lambda gap, std, z: std * norm.pdf(z)),
                "The first part is missing: a candidate far above the best would count as little as one far "
                "below.",
            ),
            (
                _improvement(lambda gap, std, z: norm.cdf(z)),
                "This is the probability of an improvement. How large it would be does not enter.",
            ),
            (
                _improvement(lambda gap, std, z: np.maximum(gap, 0)),
                "This is the improvement of the mean. The mean of the improvement takes the whole bell "
                "above the line.",
            ),
            (
                lambda m, s, b: expected_improvement(m, s**2, b),
                "Here the variance stands where the standard deviation belongs.",
            ),
            (
                _improvement(lambda gap, std, z: gap + std),
                "This is mean minus best plus one deviation: a rule of its own (an upper confidence bound), "
                "but not EI.",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.cdf(z) + norm.pdf(z)),
                "The bell's height must be multiplied by std. Without it percentage points are added to a "
                "bare number.",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.cdf(gap) + std * norm.pdf(gap)),
                "z is the gap in units of the deviation: divide by std.",
            ),
            (
                _improvement(lambda gap, std, z: z * norm.cdf(z) + norm.pdf(z)),
                "This is in units of the deviation: times std it is in points. (A broad bell would gain nothing "
                "by being broad.)",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.cdf(-z) + std * norm.pdf(z)),
                "Φ(−z) is the area below the line. A draw counts above it: Φ(z).",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.cdf(z) + gap * norm.pdf(z)),
                "The height φ(z) is multiplied by std, not by the gap.",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.cdf(z) + std**2 * norm.pdf(z)),
                "φ(z) is multiplied by std, and std is not squared.",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.cdf(z) - std * norm.pdf(z)),
                "The second part is added: uncertainty raises the hope.",
            ),
            (
                _improvement(lambda gap, std, z: np.maximum(gap, 0) * norm.cdf(z) + std * norm.pdf(z)),
                "Below the line the gap is negative, and must stay so: the draws are set to zero, not the gap.",
            ),
            (
                lambda m, s, b: int(expected_improvement(m, s, b).argmax()),
                "This is the position of the best candidate. Asked for is the EI of each.",
            ),
            (
                _improvement(lambda gap, std, z: gap * norm.pdf(z) + std * norm.cdf(z)),
                "Φ and φ are swapped: cdf is the area Φ, pdf the height φ.",
            ),
        ),
    ),
    hints=(
        "First the gap, mean − best, then z, the gap divided by std.",
        "EI = gap · Φ(z) + std · φ(z), and both parts are arrays.",
        "`norm.cdf(z)` is Φ(z), the area; `norm.pdf(z)` is φ(z), the height.",
    ),
    solution=expected_improvement,
)

DULL_OR_DARING = Exercise(
    id="06.4",
    title="Dull or daring?",
    kind="explain",
    dots=2,
    minutes=2,
    check=choose(
        "B",
        {
            "A": "EI does not ask how good a network will be, but how far it may rise above the best. Y's "
            "bell is narrow: half of its draws rise, and by 0.4 points on average.",
            "B": "Right. X lies half a deviation below the line, but its bell is four times as broad, and "
            "what is above counts by its height: about 0.40 points against 0.20.",
            "C": "That is the mean of gain and loss. Losses count as zero here, because the old network is "
            "kept. So whatever has some part of its bell above the line has an EI above zero.",
            "D": "It is true that Y improves more often. But by how much? This compares the probabilities of "
            "an improvement, and a tiny one counts as much as a great one.",
        },
    ),
    hints=(
        "Sketch both bells beside a line at 86. What part is above, and how high does it reach?",
        "For Y: z = 0, so EI = 0.5 · φ(0) = 0.5 · 0.399. For X: z = −0.5, Φ(z) = 0.309 and φ(z) = 0.352.",
    ),
    solution='answer = "B"  # -1 · 0.309 + 2 · 0.352 = 0.396, against 0.5 · 0.399 = 0.199',
)


def next_one(mean, std, rewards, trained):
    best = mean[trained].max()  # the greatest reward may be luck
    hope = expected_improvement(mean, std, best)
    hope[trained] = -np.inf  # never again
    return hope.argmax()


def stands_still(mean, std, rewards, trained):
    """The broken function."""
    hope = expected_improvement(mean, std, max(rewards))
    return hope.argmax()


def _next(best, barred=-np.inf):
    """`next_one` with another best; barred None: the trained may come again."""

    def slip(mean, std, rewards, trained):
        hope = expected_improvement(mean, std, best(mean, rewards, trained))
        if barred is not None:
            hope[trained] = barred
        return hope.argmax()

    return slip


def _right_best(mean, rewards, trained):
    return mean[trained].max()


def _hopes(mean, std, rewards, trained):
    hope = expected_improvement(mean, std, _right_best(mean, rewards, trained))
    hope[trained] = -np.inf
    return hope


def _first_of_the_trained(mean, std, rewards, trained):
    return min(trained)


@np.errstate(all="ignore")
def _sure_of_the_trained(mean, std, rewards, trained):
    std[trained] = 0
    return expected_improvement(mean, std, _right_best(mean, rewards, trained)).argmax()


def _among_the_rest(mean, std, rewards, trained):
    hope = expected_improvement(mean, std, _right_best(mean, rewards, trained))
    return np.delete(hope, trained).argmax()


STUCK_CASES = (  # mean, std, rewards, trained
    (
        np.array([85.6, 83.4, 83.0, 86.3, 84.8, 84.4]),
        np.array([3.2, 0.8, 0.3, 1.3, 0.9, 2.5]),
        [83.9, 84.4],
        [1, 2],
    ),
    (
        np.array([83.2, 85.4, 86.8, 84.5, 87.0, 84.0]),
        np.array([3.2, 1.9, 1.0, 0.6, 0.4, 1.0]),
        [79.5, 86.4],
        [5, 2],
    ),
    (np.array([84.4, 86.4, 86.7, 83.8, 84.9]), np.array([1.0, 2.2, 1.4, 0.5, 3.1]), [87.1, 85.8], [0, 3]),
    (np.array([50.0, 86.0, 50.0]), np.array([0.1, 0.1, 0.1]), [86.0, 50.0], [1, 0]),
    (  # three trained: neither the newest, nor the one with the best reward, nor their average is the line
        np.array([82.1, 84.6, 82.8, 84.7, 82.7, 84.9, 86.4]),
        np.array([1.4, 0.9, 3.2, 1.8, 1.2, 1.5, 1.1]),
        [85.6, 85.5, 82.6],
        [1, 6, 0],
    ),
    (
        np.array([86.5, 82.7, 84.9, 85.3, 82.9, 83.7, 84.4]),
        np.array([0.7, 3.0, 1.3, 2.4, 2.9, 2.8, 2.2]),
        [80.7, 85.3, 84.2],
        [1, 3, 0],
    ),
)

STANDS_STILL = Exercise(
    id="06.5",
    title="The search that stands still",
    kind="bug",
    dots=3,
    minutes=4,
    check=code(
        next_one,
        cases=STUCK_CASES,
        given=stands_still,
        why="What was trained is barred, and the best so far is the greatest mean among the trained ones. With a "
        "lucky reward as the line, nothing seemed to be worth a training but what is least known.",
        mistakes=(
            (
                _next(lambda mean, rewards, trained: max(rewards)),
                "The trained ones are barred now. The second fault is still there: the greatest reward may be "
                "luck. What does the model expect of the trained ones?",
            ),
            (
                _next(_right_best, None),
                "The best so far is right now. But a trained network still has a deviation, because its training "
                "was noisy, so it may be chosen again: bar it.",
            ),
            (
                _among_the_rest,
                "The choice is right, but this is its position among those that are left. Asked for is the "
                "position among all.",
            ),
            (
                _next(_right_best, 0),
                "A zero does not bar a network: if no other one has any hope, the first zero wins. Only −inf is "
                "below all.",
            ),
            (
                _next(lambda mean, rewards, trained: mean.max()),
                "The trained ones are barred. But this best is the greatest mean of all, untrained ones too: "
                "those you do not have yet.",
            ),
            (
                _next(lambda mean, rewards, trained: np.mean(rewards)),
                "The trained ones are barred. But the best so far is no average of the rewards: it is the "
                "greatest mean among the trained ones.",
            ),
            (
                _next(lambda mean, rewards, trained: min(rewards)),
                "The trained ones are barred. But the best so far is not the least reward: it is the greatest "
                "mean among the trained ones.",
            ),
            (
                _next(lambda mean, rewards, trained: mean[trained].mean()),
                "The trained ones are barred. But this is the average of their means; the best so far is the "
                "greatest of them.",
            ),
            (
                _next(lambda mean, rewards, trained: mean[trained[-1]]),
                "The trained ones are barred. But this is the mean of the newest one; the best so far is the "
                "greatest of all trained ones.",
            ),
            (
                _next(lambda mean, rewards, trained: mean[trained[int(np.argmax(rewards))]]),
                "The trained ones are barred. But this is the mean of the one with the best reward. Luck still "
                "chooses: take the greatest mean among the trained ones.",
            ),
            (
                lambda mean, std, rewards, trained: np.delete(
                    expected_improvement(mean, std, max(rewards)), trained
                ).argmax(),
                "This is a position among those that are left; asked for is the position among all. And the "
                "greatest reward may be luck.",
            ),
            (
                _first_of_the_trained,
                "The first of the trained ones comes back. A −inf among the means makes 0 · −inf in the formula, "
                "which is NaN, and `argmax` returns the first NaN: bar them in the result, `hope`. (`argmin` would "
                "find it, too.)",
            ),
            (
                _sure_of_the_trained,
                "A deviation of 0 divides by zero, and `argmax` returns the first NaN. Bar the trained ones in "
                "the result, `hope`.",
            ),
            (
                lambda *args: float(_hopes(*args).max()),
                "This is the greatest hope. Asked for is its position: `argmax`.",
            ),
        ),
    ),
    hints=(
        "Call it with a trained network that has the greatest hope. What does it return?",
        "For the second fault: the text says what the best so far is, and that it is not the greatest reward.",
        "`mean[trained]` are the means of the trained ones. To bar a candidate, give it a hope of −np.inf.",
    ),
    solution=next_one,
)


def optimise(similar, evaluate, budget, start, noise):
    trained = list(start)
    rewards = [evaluate(i) for i in trained]
    while len(trained) < budget:
        y = (np.array(rewards) - np.mean(rewards)) / np.std(rewards)
        among = similar[np.ix_(trained, trained)]
        mean, std = posterior(among, similar[trained], y, noise)
        hope = expected_improvement(mean, std, mean[trained].max())
        hope[trained] = -np.inf  # never again
        choice = int(hope.argmax())
        trained.append(choice)
        rewards.append(evaluate(choice))
    return trained, rewards


def _optimise(scale=None, score=None, best=None, luck=None, barred=-np.inf, apart=False, returns=None):
    """`optimise` with one thing done otherwise."""

    def slip(similar, evaluate, budget, start, noise):
        trained = list(start)
        rewards = [evaluate(i) for i in trained]
        for _ in range(budget if apart else budget - len(trained)):
            y = np.array(rewards)
            y = scale(y) if scale else (y - y.mean()) / y.std()
            known = luck(noise) if luck else noise
            mean, std = posterior(similar[np.ix_(trained, trained)], similar[trained], y, known)
            top = best(y, rewards, mean[trained]) if best else mean[trained].max()
            with np.errstate(all="ignore"):
                hope = score(mean, std) if score else expected_improvement(mean, std, top)
            if barred is not None:
                hope[trained] = barred
            trained.append(int(hope.argmax()))
            rewards.append(evaluate(trained[-1]))
        return returns(trained, rewards) if returns else (trained, rewards)

    return slip


PLACES = np.array([0.0, 0.7, 1.1, 2.0, 2.4, 3.3, 4.1, 4.6, 5.9, 6.2, 7.5, 8.1, 9.4, 9.9, 11.0])
TRUTH = 0.8 + 0.01 * np.array([1, 2.2, 3, 4.5, 3.9, 2, 1.1, 0.2, 2.5, 3.8, 5.6, 5.9, 4, 3.1, 0.4])


def _run(function, budget, start, noise=0.3, length=2.0, truth=TRUTH):
    """What it returns on 15 networks on a line, and the recorder of its trainings."""
    seen = Recorder(lambda i: float(truth[i]))
    return call(function, _alike(PLACES, PLACES, length), seen, budget, start, noise), seen


def _searches(budget, start, why, **world):
    """A test: the trainings are those of the reference, and both lists come back."""

    def test(function):
        found, seen = _run(function, budget, start, **world)
        got = [plain(i) for i in seen.calls]
        right, _ = optimise_on(budget, start, **world)
        received = f"start {start}, budget {budget}: trained {got}"
        if len(got) > budget:
            much = f"{len(got)} trainings with a budget of {budget}."
            return wrong(f"{much} Those of the start count, too, and each is trained once.", received)
        if len(got) < budget:
            return wrong(f"Only {len(got)} trainings with a budget of {budget}.", received)
        if seen.repeated:
            return wrong(
                f"Network {plain(seen.repeated[0])} is trained twice. Bar the trained ones.", received
            )
        if got != right:
            return wrong(f"{why} Here the trainings should be {right}.", received)
        rewards = [float(TRUTH[i]) if "truth" not in world else float(world["truth"][i]) for i in got]
        pair = plain(found)
        if pair != plain((got, rewards)):
            return wrong(
                "Return two lists: the positions that were trained, in order, and their rewards as they came.",
                f"{received}, returned {pair}"[:300],
            )
        return None

    return test


def optimise_on(budget, start, **world):
    (trained, rewards), _ = _run(optimise, budget, start, **world)
    return trained, rewards


LUCKY = TRUTH + np.where(np.arange(15) == 3, 0.06, 0)  # network 3 has had great luck
SEARCH = Exercise(
    id="06.6",
    title="Write the search, whole",
    kind="code",
    dots=4,
    minutes=8,
    builds="optimise",
    check=build(
        optimise,
        tests=(
            ("The start is trained first, in its order.", _searches(3, [4, 9, 0], "No search yet.")),
            (
                "One step: the network of greatest expected improvement.",
                _searches(4, [4, 9, 0], "Scale the rewards, ask `posterior`, then take the greatest EI."),
            ),
            (
                "Several steps: the posterior knows each new reward.",
                _searches(9, [4, 9, 0], "The model must learn from every training."),
            ),
            (
                "A lucky reward does not become the line to beat.",
                _searches(
                    9, [3, 0, 7], "The best so far is the greatest mean among the trained ones.", truth=LUCKY
                ),
            ),
            (
                "The line to beat is a network that it has: none that is not trained.",
                _searches(
                    8, [2, 4, 7, 9], "The best so far is a mean of a trained network.", noise=0.5, length=4.0
                ),
            ),
            ("It ends well when everything is trained.", _searches(15, [4, 9], "Each is trained once.")),
            (
                "The given lists and tables stay as they are.",
                lambda f: unchanged(f, _alike(PLACES, PLACES), lambda i: float(TRUTH[i]), 5, [4, 9, 0], 0.3),
            ),
        ),
        cases=(
            lambda f: _run(f, 9, [4, 9, 0])[0],
            lambda f: _run(f, 9, [3, 0, 7], truth=LUCKY)[0],
            lambda f: _run(f, 8, [1, 13], noise=0.8, length=4.0)[0],
            lambda f: _run(f, 8, [2, 4, 7, 9], noise=0.5, length=4.0)[0],
            lambda f: _run(f, 9, [14, 7, 2, 5], noise=0.5, length=1.0)[0],
            lambda f: _run(f, 8, [2, 12], noise=0.8, length=2.0)[0],
        ),
        why="It is the whole of Bayesian optimisation. All that it knows of the space is one table of "
        "similarities, so the same lines search any space.",
        mistakes=(
            (
                _optimise(best=lambda y, rewards, means: y.max()),
                "The line to beat is the greatest reward here, which may be luck. Take the greatest mean among "
                "the trained ones.",
            ),
            (
                _optimise(score=lambda mean, std: expected_improvement(mean, std, mean.max())),
                "The line to beat is the greatest mean of all candidates. The untrained ones you do not have yet: "
                "take the greatest mean among the trained ones.",
            ),
            (
                _optimise(best=lambda y, rewards, means: max(rewards)),
                "The line to beat is a reward in [0, 1], and the means are in spreads: two units. Besides, the "
                "greatest reward may be luck. Take the greatest mean among the trained ones.",
            ),
            (
                _optimise(best=lambda y, rewards, means: means[int(np.argmax(rewards))]),
                "The line to beat is the mean of the network with the best reward, so luck still chooses it. Take "
                "the greatest mean among the trained ones.",
            ),
            (
                _optimise(scale=lambda y: (y - y.mean()) / y.std(ddof=1)),
                "The rewards are divided by another standard deviation (ddof=1) than asked for: `np.std` as it "
                "comes, or `correction=0` in torch.",
            ),
            (
                _optimise(luck=lambda noise: noise**2),
                "`noise` goes into `posterior` as it is: that function takes the square itself.",
            ),
            (
                _optimise(luck=lambda noise: 0.0),
                "The measurement noise counts for nothing here. Give `noise` to `posterior` as it comes: it is in "
                "spreads.",
            ),
            (_optimise(barred=None), "Nothing is barred, so a trained network may be trained again."),
            (
                _optimise(scale=lambda y: y),
                "The rewards go into `posterior` as they are. It expects them in spreads: minus their mean, "
                "divided by their deviation.",
            ),
            (
                _optimise(scale=lambda y: y - y.mean()),
                "The rewards are centred, but not divided by their deviation, so the noise looks far too "
                "large beside them.",
            ),
            (
                _optimise(score=lambda mean, std: mean.copy()),
                "The next one is the one with the greatest mean: all exploitation. Take the greatest expected "
                "improvement.",
            ),
            (
                _optimise(score=lambda mean, std: std.copy()),
                "The next one is the one that least is known of: all exploration. Take the greatest expected "
                "improvement.",
            ),
            (
                _optimise(score=lambda mean, std: -expected_improvement(mean, std, mean.max())),
                "The next one has the *least* expected improvement. Take the greatest.",
            ),
            (
                _optimise(score=lambda mean, std: mean + 2 * std),
                "The next one is that of the greatest mean plus two deviations: a rule of its own (an upper "
                "confidence bound). Take the greatest expected improvement.",
            ),
            (
                _optimise(score=lambda mean, std: mean + std),
                "The next one is that of the greatest mean plus one deviation: a rule of its own (an upper "
                "confidence bound). Take the greatest expected improvement.",
            ),
            (_optimise(apart=True), "The start was not counted: `budget` is the number of all trainings."),
            (
                _optimise(returns=lambda trained, rewards: trained),
                "These are the positions alone. Return the rewards, too.",
            ),
            (
                _optimise(returns=lambda trained, rewards: trained[int(np.argmax(rewards))]),
                "This is the best position alone. Return all positions and all rewards.",
            ),
        ),
    ),
    hints=(
        "Two lists grow together: positions and rewards. One turn of the loop adds one entry to each.",
        "A turn: rewards into spreads; `posterior` for all candidates; EI; bar the trained; train the greatest.",
        "`similar[np.ix_(trained, trained)]` are the similarities among the trained ones, `similar[trained]` "
        "theirs with all candidates.",
    ),
    solution=optimise,
)


def ordered_similarity(positions, ordered, length):
    positions, columns = np.asarray(positions), []
    for column, has_order in zip(positions.T, ordered, strict=True):
        if has_order:
            columns.append(column[:, None])  # neighbours are 1 apart, ends more
        else:
            names = np.unique(column)
            columns.append((column[:, None] == names) / np.sqrt(2))  # any two different ones are 1 apart
    code = np.concatenate(columns, axis=1)
    distance = np.sqrt(((code[:, None] - code[None]) ** 2).sum(2))
    return similarity(distance, length)  # the lesson's curve


def _table(function, positions, ordered, length=3.0):
    return np.array(call(function, np.array(positions), ordered, length), dtype=float)


def _is_a_table(function):
    table = _table(function, [[0, 0], [1, 0], [2, 1], [0, 1]], [True, False])
    if table.shape != (4, 4):
        return wrong("For n architectures a table of n × n numbers is asked for.", f"shape {table.shape}")
    if not np.allclose(np.diag(table), 1):
        return "Each architecture has the similarity 1 with itself: the diagonal is 1."
    if not np.allclose(table, table.T):
        return (
            "The first is as similar to the second as the second to the first: the table must be symmetric."
        )
    if (table < -1e-9).any() or (table > 1 + 1e-9).any():
        return wrong("A similarity lies between 0 and 1.", f"from {table.min():.2f} to {table.max():.2f}")
    return None


def _knows_order(function):
    table = _table(function, [[0], [1], [2]], [True])
    if not table[0, 1] > table[0, 2] + 1e-9:
        received = f"similarity of neighbours {table[0, 1]:.3f}, of the two ends {table[0, 2]:.3f}"
        return wrong("Neighbours must be more similar than the ends of an ordered decision.", received)
    if not np.isclose(table[0, 1], table[1, 2]):
        return "The steps from 0 to 1 and from 1 to 2 are equal, so their similarities should be, too."
    return None


def _names_have_no_order(function):
    table = _table(function, [[0], [1], [2]], [False])
    others = table[[0, 0, 1], [1, 2, 2]]
    if not np.allclose(others, others[0]):
        return wrong(
            "Where there is no order, any two different choices are equally alike; here the order in which "
            "they were written down has become a distance.",
            f"three names: {np.round(others, 3).tolist()}",
        )
    if others[0] > 1 - 1e-9:
        return "A decision without order counts, too: different choices must be less similar than equal ones."
    return None


def _each_decision_counts(function):
    table = _table(function, [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]], [True, True, False])
    if not table[0, 1] > table[0, 2] + 1e-9 or not table[0, 2] > table[0, 3] + 1e-9:
        return wrong(
            "The more decisions differ, the less similar: each of them must count.",
            f"1, 2, 3 decisions differ: {np.round(table[0, 1:], 3).tolist()}",
        )
    return None


def _length_matters(function):
    short, long = (_table(function, [[0, 0], [1, 1]], [True, False], length)[0, 1] for length in (1.0, 4.0))
    if not long > short + 1e-9:
        return wrong(
            "A greater length scale makes all more similar.", f"length 1: {short:.3f}, length 4: {long:.3f}"
        )
    return None


def _is_a_covariance(function):
    grid = [[a, b, c] for a in range(8) for b in range(3) for c in range(3)]
    for length in (1.0, 3.0, 8.0):
        least = np.linalg.eigvalsh(_table(function, grid, [True, True, False], length))[0]
        if least < -1e-8:
            return wrong(
                "No bell curves have these similarities: some weighted sum of them would have a variance below "
                "zero. Matérn's curve of a straight-line distance is safe, and so are products of "
                "exp(−distance), one for each decision.",
                f"length {length:g}: a variance of {least:.3f}",
            )
    return None


def _ranks_better(function):
    bench = FashionBench.load()
    space = bench.space
    positions = np.array([space.indices(arch) for arch in bench.archs])
    ordered = [name not in ("block", "skip") for name in space.choices]
    hers = _table(function, positions, ordered, 3.0)
    differ = (positions[:, None] != positions[None]).sum(2)
    tables = hers, similarity(np.sqrt(differ), 3.0)
    found = [taus_of(posterior, table, 20, range(5000, 5020)) for table in tables]
    mean, low, high = paired_difference(*found)
    if not low > 0:
        return wrong(
            "The order is in it, but it does not help yet: with 20 known networks the ranking of the others must "
            "be better than without order, by an interval above zero. How far apart are the ends of a decision, "
            "compared with the length scale?",
            f"tau, yours minus without order: {mean:+.3f} ({low:+.3f} to {high:+.3f})",
        )
    return None


ORDERED = Exercise(
    id="06.7",
    title="A similarity that knows order",
    kind="code",
    dots=5,
    minutes=15,
    builds="ordered_similarity",
    check=build(
        ordered_similarity,
        tests=(
            ("It is a symmetric table of n × n numbers, with 1 on the diagonal.", _is_a_table),
            ("Neighbours of an ordered decision are more similar than its ends.", _knows_order),
            ("Where there is no order, all different choices are equally alike.", _names_have_no_order),
            ("Each decision counts.", _each_decision_counts),
            ("A greater length scale makes all more similar.", _length_matters),
            ("It is a true covariance: no weighted sum has a variance below zero.", _is_a_covariance),
            ("With 20 known networks it ranks the others better than a model without order.", _ranks_better),
        ),
        why="It tells the model before the first training that 5 lies between 3 and 7, and tells it nothing "
        "about names.",
        seconds=30,
    ),
    hints=(
        "Give each architecture a list of numbers, and take the straight-line distance of two lists.",
        "An ordered decision is one number, its position. A decision without order needs one number for each "
        "choice: 1 for the one taken, 0 for the others.",
        "Then put the distances into the lesson's `similarity`. A position is 1 away from its neighbour; two "
        "different rows of ones and zeros are √2 apart.",
    ),
    solution=ordered_similarity,
)

EXERCISES = (BY_HAND, POSTERIOR, IMPROVEMENT, DULL_OR_DARING, STANDS_STILL, SEARCH, ORDERED)


QUICK = (
    Quick(
        id="06.q1",
        question="From lesson 05: evolution takes only one thing from its old trials into the next step. Which?",
        options={
            "A": "which decisions were good",
            "B": "how noisy the rewards are",
            "C": "who is alive, with which reward",
            "D": "the whole history",
        },
        answer="C",
        reason="The population is all that the next step sees. This lesson uses the whole history.",
        slips={
            "A": "It never asks why a network was good.",
            "B": "It takes each reward as it came.",
            "D": "The history is kept for the end; births and deaths look at the living.",
        },
    ),
    Quick(
        id="06.q2",
        question="From lesson 01: a search trains 60 networks once each and hands over the best. How do you learn "
        "how good it really is?",
        options={
            "A": "by its reward",
            "B": "by the mean of all 60 rewards",
            "C": "by its reward, minus the noise",
            "D": "by accuracies that had no part in the choice",
        },
        answer="D",
        reason="The reward of the winner is flattering: that is the winner's curse.",
        slips={
            "A": "It was chosen for being high, luck included.",
            "C": "How much of it was luck is just what we do not know.",
        },
    ),
    Quick(
        id="06.q3",
        question="From lesson 05: a tournament draws all 10 members of the population, each once. Which share of "
        "the children has the best member as its parent?",
        options={"A": "a tenth", "B": "all of them", "C": "about a half", "D": "nothing can be said"},
        answer="B",
        reason="The best always wins, so nothing else is tried. Today's search meets that danger again.",
        slips={
            "A": "That is so if a single member is drawn: then chance alone decides.",
            "D": "The best of the drawn wins, and here the best is always drawn.",
        },
    ),
    Quick(
        id="06.q4",
        question="Measurement noise grows without end. To what does the guess for a similar network come near?",
        options={"A": "82 ± 3", "B": "82 ± 0", "C": "what was measured", "D": "nothing can be said"},
        answer="A",
        reason="The weight s / k goes to zero, and what is left is the prior.",
        slips={
            "B": "A worthless measurement makes nobody sure.",
            "C": "The noisier it is, the less it is believed.",
        },
    ),
    Quick(
        id="06.q5",
        question="A hundred noisy trainings of one and the same network. What becomes of the deviation at another "
        "network, of similarity 0.6?",
        options={
            "A": "it goes to 0",
            "B": "it stays as after one training",
            "C": "it grows with each training",
            "D": "it falls, but never below 0.8 spreads",
        },
        answer="D",
        reason="The luck averages out, so what is left is √(1 − 0.6²) = 0.8: the other network is another one.",
        slips={
            "A": "Even if the first is known exactly, the second is only similar to it.",
            "B": "Each training has luck of its own, so together they know more.",
        },
    ),
    Quick(
        id="06.q6",
        question="The best so far rises by one point; the bells of the candidates stay. What becomes of their EI?",
        options={
            "A": "it falls, most where most of the bell lay above",
            "B": "it falls by one point for each",
            "C": "it stays: the bells are the same",
            "D": "it becomes 0 where the mean lies below",
        },
        answer="A",
        reason="Only draws above the line lose height. A bell far below it had nothing to lose.",
        slips={
            "B": "Only a bell that lies wholly above the line loses the whole point.",
            "D": "A tail above the line is enough for an EI above 0.",
        },
    ),
    Quick(
        id="06.q7",
        question="A model takes 60 ms to choose each network and reaches your goal with 25 trainings. Random "
        "search chooses in no time and needs 125. At how many milliseconds a training are both equally fast?",
        answer=15,
        reason="25 asks take 1,500 ms and save 100 trainings: 15 ms each.",
        slips={
            60: "One ask against one training is the wrong comparison: count all asks, and all trainings saved.",
            12: "1,500 ms are spread over all 125 here. But the model must train 25 as well.",
            75: "Here the model would ask 125 times. It is done after 25.",
            0.6: "A single ask was spread over the trainings saved. The model asks 25 times.",
            10: "Both counts were added. The model saves the difference.",
            1500: "This is what all asks take together. How many trainings do they save?",
        },
    ),
)
