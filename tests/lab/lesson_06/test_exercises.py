"""Right answers of lesson 06 that look unlike the solution are accepted."""

from fractions import Fraction

import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from tests.lab.checking.defining import define

DIAGONAL = """import numpy as np
def answer(x, y, new, length, noise):
    known = np.exp(-(np.subtract.outer(x, x) / length) ** 2 / 2)
    np.fill_diagonal(known, 1 + noise)
    shared = np.exp(-((np.array(x) - new) / length) ** 2 / 2)
    return shared @ np.linalg.inv(known) @ y, (1 - shared @ np.linalg.solve(known, shared)) ** 0.5
"""
LOOPS = """import math
import numpy as np
def answer(x, y, new, length, noise):
    def alike(a, b):
        return math.exp(-((a - b) / length) ** 2 / 2)
    known = [[alike(a, b) + (noise if i == j else 0) for j, b in enumerate(x)] for i, a in enumerate(x)]
    weights = np.linalg.solve(known, [alike(a, new) for a in x])
    mean = sum(w * value for w, value in zip(weights, y))
    return [mean, math.sqrt(1 - sum(w * alike(a, new) for w, a in zip(weights, x)))]
"""
LIBRARY = """import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
def answer(x, y, new, length, noise):
    process = GaussianProcessRegressor(RBF(length), alpha=noise, optimizer=None).fit(np.c_[x], y)
    mean, std = process.predict([[new]], return_std=True)
    return mean[0], std[0]
"""
BY_HAND = """import math
def answer(mean, std, best):
    z = (mean - best) / std
    area = (1 + math.erf(z / math.sqrt(2))) / 2
    return (mean - best) * area + std * 0.3989 * math.exp(-z * z / 2)
"""
INTEGRAL = """from scipy.integrate import quad
from scipy.stats import norm
def answer(mean, std, best):
    return quad(lambda r: (r - best) * norm.pdf(r, mean, std), best, best + 20 * std)[0]
"""
FACTORED = """from scipy.stats import norm
def answer(mean, std, best):
    bell = norm(mean, std)
    return (mean - best) * bell.sf(best) + std**2 * bell.pdf(best)
"""
RIGHT = [("06.1", define(source, "answer")) for source in (DIAGONAL, LOOPS, LIBRARY)]
RIGHT += [("06.3", define(source, "answer")) for source in (BY_HAND, INTEGRAL, FACTORED)]
RIGHT += [("06.2", "a"), ("06.4", "(d)"), ("06.5", 15), ("06.5", Fraction(15)), ("06.5", 14.97)]


@pytest.mark.parametrize(("id", "answer"), RIGHT)
def test_another_right_answer_is_accepted(id, answer):
    verdict = judge(find(id), answer)
    assert verdict.outcome == "correct", verdict
