"""Exercises of lesson 06: the posterior, expected improvement, encodings, the price of a model."""

import numpy as np
from scipy.stats import norm

from nas_teach.lab.checking import Exercise, as_number, call, choose, code, number, wrong
from nas_teach.strategies.bayes_opt import expected_improvement


def posterior_at(x, y, new, length, noise):
    def alike(a, b):
        return np.exp(-((np.subtract.outer(a, b) / length) ** 2) / 2)

    known = alike(x, x) + noise * np.eye(len(x))  # each measurement has luck of its own
    shared = alike(x, [new])[:, 0]
    weights = np.linalg.lstsq(known, shared, rcond=None)[0]
    return weights @ y, np.sqrt(max(1 - weights @ shared, 0))


def _alike(a, b, length):
    return np.exp(-((np.subtract.outer(a, b) / length) ** 2) / 2)


def _with_luck(luck, x, y, new, length):
    """The posterior, with `luck` added to the similarities of the measurements."""
    shared = _alike(x, [new], length)[:, 0]
    weights = np.linalg.lstsq(_alike(x, x, length) + luck, shared, rcond=None)[0]
    return weights @ y, np.sqrt(max(1 - weights @ shared, 0))


def one_luck(x, y, new, length, noise):
    """The broken function of 06.1: all measurements share one luck."""
    return _with_luck(noise, x, y, new, length)


def _luck_of_others(x, y, new, length, noise):
    return _with_luck(noise * (1 - np.eye(len(x))), x, y, new, length)


def _of_another_training(x, y, new, length, noise):
    mean, std = posterior_at(x, y, new, length, noise)
    return mean, np.sqrt(std**2 + noise)


def _mean_by_similarity(x, y, new, length, noise):
    return np.dot(y, _alike(x, [new], length)[:, 0]), posterior_at(x, y, new, length, noise)[1]


def _both_lucks(x, y, new, length, noise):
    return _with_luck(noise + noise * np.eye(len(x)), x, y, new, length)


def _luck_averaged(x, y, new, length, noise):
    return _with_luck(noise / len(x), x, y, new, length)


def _deviation_averaged(x, y, new, length, noise):
    mean, std = one_luck(x, y, new, length, noise)
    return mean, std / np.sqrt(len(x))


def _all_louder(x, y, new, length, noise):
    return _with_luck(noise * _alike(x, x, length), x, y, new, length)


def _variance(x, y, new, length, noise):
    mean, std = posterior_at(x, y, new, length, noise)
    return mean, std**2


TEN_MEASUREMENTS = Exercise(
    id="06.1",
    title="Ten measurements, no surer",
    kind="bug",
    dots=3,
    minutes=5,
    check=code(
        posterior_at,
        cases=(
            ([0.0, 0.0, 0.0, 0.0], [1.2, 0.6, 1.0, 0.8], 0.0, 1.0, 0.5),
            ([0.0, 1.0, 3.0], [0.5, -0.2, 1.0], 2.0, 1.5, 0.1),
            ([0.0, 2.0], [1.0, -1.0], 0.5, 1.0, 0.3),
        ),
        given=one_luck,
        why="Each measurement has luck of its own, so the noise belongs on the diagonal alone. Four "
        "measurements of one network now average their luck away.",
        mistakes=(
            (
                lambda x, y, new, length, noise: posterior_at(x, y, new, length, 0.0),
                "Now there is no noise at all: the curve goes through every measurement, and the model "
                "takes each lucky training for the truth.",
            ),
            (
                lambda x, y, new, length, noise: posterior_at(x, y, new, length, noise**2),
                "The place is right. But `noise` is the variance already; this squares it once more.",
            ),
            (
                lambda x, y, new, length, noise: posterior_at(x, y, new, length, noise**0.5),
                "The place is right. But the diagonal takes the variance, and this is its root.",
            ),
            (
                _of_another_training,
                "The mean is right. This deviation is that of another noisy training; asked for is that of "
                "the network's true accuracy.",
            ),
            (
                _mean_by_similarity,
                "The deviation is right, but the mean must use the weights, not the similarities.",
            ),
            (
                _luck_of_others,
                "Here different measurements share their luck, and each alone has none. It is the other way "
                "round.",
            ),
            (
                _both_lucks,
                "The luck on the diagonal is right. But the luck that all measurements share is still there.",
            ),
            (
                _luck_averaged,
                "This averages the luck away even where the measurements lie far apart, and all still share "
                "what is left of it. Which entries of the matrix belong to a single measurement?",
            ),
            (
                _deviation_averaged,
                "Dividing the result by a root of n treats all measurements as if they were at `new`. The "
                "weights must come out right instead: look at the matrix `known`.",
            ),
            (
                _all_louder,
                "This multiplies all similarities by 1 + noise, those between different measurements too. "
                "Their lucks have nothing in common.",
            ),
            (_variance, "The second number is the variance: its root is the standard deviation."),
        ),
    ),
    hints=(
        "Write down the matrix `known` for two measurements at the same place. Which entries should differ?",
        "`matrix + number` adds the number to every entry: then all measurements share one luck.",
        "`np.eye(n)` is 1 on the diagonal and 0 elsewhere.",
    ),
    solution=posterior_at,
)

DULL_OR_DARING = Exercise(
    id="06.2",
    title="Dull or daring?",
    kind="predict",
    dots=2,
    minutes=2,
    check=choose(
        "A",
        {
            "A": "Right. X lies half a deviation below the line, but its bell is four times as broad, and "
            "what is above counts by its height: about 0.40 points against 0.20.",
            "B": "EI does not ask how good a network will be, but how far it may rise above the best. Y's "
            "bell is narrow, so its upper half rises by 0.4 points on average, half of the time.",
            "C": "That is the mean of gain and loss. Losses count as zero here, because the old network is "
            "kept. So whatever has some part of its bell above the line has an EI above zero.",
            "D": "It is true that Y improves more often. But by how much? This compares the probabilities of "
            "an improvement, and a tiny one counts as much as a great one.",
        },
    ),
    hints=(
        "Sketch both bells beside a line at 86. What part is above, and how high does it reach?",
        "For Y: z = 0, so EI = 0.5 · φ(0) = 0.5 · 0.399. For X: z = -0.5, Φ(z) = 0.309 and φ(z) = 0.352.",
    ),
    solution='answer = "A"  # -1 · 0.309 + 2 · 0.352 = 0.396, against 0.5 · 0.399 = 0.199',
)

EXACT_IMPROVEMENT = code(
    expected_improvement,
    cases=((85.0, 2.0, 86.0), (86.0, 0.5, 86.0), (87.5, 1.5, 86.0), (-30.0, 10.0, -10.0)),
    tolerance=1e-3,  # takes 0.399 for the height of the standard bell
    why="The first part is what is gained on average by being higher, the second by being uncertain.",
    mistakes=(
        (
            lambda m, s, b: expected_improvement(b, s, m),
            "This searches for the least reward: the gap is mean - best, for larger is better here. "
            "(Many libraries minimise, and their formula reads the other way round.)",
        ),
        (
            lambda m, s, b: (m - b) * norm.cdf((m - b) / s),
            "The second part is missing. A candidate expected to be just as good as the best would have "
            "no EI at all, however uncertain it is.",
        ),
        (
            lambda m, s, b: s * norm.pdf((m - b) / s),
            "The first part is missing: a candidate far above the best would count as little as one far "
            "below.",
        ),
        (
            lambda m, s, b: float(norm.cdf((m - b) / s)),
            "This is the probability of an improvement. How large it would be does not enter.",
        ),
        (
            lambda m, s, b: max(m - b, 0.0),
            "This is the improvement of the mean. The mean of the improvement takes the whole bell "
            "above the line.",
        ),
        (
            lambda m, s, b: expected_improvement(m, s**2, b),
            "Here the variance stands where the standard deviation belongs.",
        ),
        (
            lambda m, s, b: m - b + s,
            "This is mean minus best plus one deviation: a rule of its own (an upper confidence bound), "
            "but not EI.",
        ),
        (
            lambda m, s, b: (m - b) * norm.cdf((m - b) / s) + norm.pdf((m - b) / s),
            "The bell's height must be multiplied by std. Without it percentage points are added to a "
            "bare number.",
        ),
        (
            lambda m, s, b: (m - b) * norm.cdf(m - b) + s * norm.pdf(m - b),
            "z is the gap in units of the deviation: divide by std.",
        ),
        (
            lambda m, s, b: (m - b) * norm.pdf((m - b) / s) + s * norm.cdf((m - b) / s),
            "Φ and φ are swapped: cdf is the area Φ, pdf the height φ.",
        ),
    ),
)


def check_improvement(answer):
    """As `code` does, and a word for what is near: most likely drawn."""
    verdict = EXACT_IMPROVEMENT(answer)
    if verdict.outcome != "wrong":
        return verdict
    cases = (85.0, 2.0, 86.0), (86.0, 0.5, 86.0), (87.5, 1.5, 86.0)
    values = [as_number(call(answer, *case)) for case in cases]
    right = [expected_improvement(*case) for case in cases]
    if None not in values and np.allclose(values, right, rtol=0.05):
        return wrong(
            "This is near the expected improvement, though not it. If you draw from the bell, you are right up to "
            "the luck of the draws: the formula needs none. If you integrate, take finer steps.",
            verdict.received,
        )
    return verdict


EXPECTED_IMPROVEMENT = Exercise(
    id="06.3",
    title="Expected improvement",
    kind="code",
    dots=3,
    minutes=6,
    check=check_improvement,
    hints=(
        "First the gap, mean - best, then z, the gap divided by std.",
        "EI = gap · Φ(z) + std · φ(z).",
        "`norm.cdf(z)` is Φ(z), the area; `norm.pdf(z)` is φ(z), the height.",
    ),
    solution=expected_improvement,
)

THREE_KINDS_OF_BLOCK = Exercise(
    id="06.4",
    title="Three kinds of block",
    kind="explain",
    dots=2,
    minutes=2,
    check=choose(
        "D",
        {
            "A": "In one-hot, all three pairs have the same distance. With 0, 0.5 and 1 one pair is twice as "
            "far apart as the others.",
            "B": "A Gaussian process sees nothing but distances, and those are not equal: 0.5 and 1. Even a "
            "neural network finds it harder to give the middle one a value of its own.",
            "C": "The encoding says who is like whom, not who is good. The prior mean is the same for all "
            "three.",
            "D": "Right. The distance is 1 between conv and attention and 0.5 between conv and mbconv. Data "
            "can correct that, but it costs trainings. For names without an order, one-hot is the "
            "honest choice.",
        },
    ),
    hints=(
        "Compute the three distances: conv to mbconv, mbconv to attention, conv to attention.",
        "What would change if she had typed the three names in another order?",
    ),
    solution='answer = "D"  # the order of typing has become a distance',
)

BREAK_EVEN = Exercise(
    id="06.5",
    title="Break-even",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        15.0,
        tolerance=0.05,
        why="The model asks 25 times 60 = 1,500 ms in all and saves 100 trainings: 15 ms each. With any "
        "longer training the model wins.",
        mistakes=(
            (
                60.0,
                "One ask against one training is the wrong comparison. Count all asks of the model, "
                "and all the trainings that they save.",
            ),
            (
                12.0,
                "1,500 ms are spread over all 125 trainings of random search here. But the model must "
                "train 25 as well: only the difference is saved.",
            ),
            (75.0, "Here the model would ask 125 times. It is done after 25."),
            (0.6, "A single ask was spread over the trainings saved. The model asks 25 times."),
            (
                10.0,
                "Both counts were added. The model saves the difference: random search trains 125 times, the "
                "model 25 times.",
            ),
            (1500.0, "This is what all asks take together. How many trainings do they save?"),
            (0.015, "That is in seconds; asked for are milliseconds."),
        ),
    ),
    hints=(
        "With t ms a training: how long does the model take in all? And random search?",
        "25 · (t + 60) = 125 · t",
    ),
    solution="answer = 25 * 60 / (125 - 25)  # milliseconds",
)

EXERCISES = (TEN_MEASUREMENTS, DULL_OR_DARING, EXPECTED_IMPROVEMENT, THREE_KINDS_OF_BLOCK, BREAK_EVEN)
