"""Right answers of lesson 06 that look unlike the solution are accepted, and its measures are what they say."""

from fractions import Fraction

import numpy as np
import pytest

from nas_teach.evaluation import FashionBench, by_work
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_06.exercises import posterior
from nas_teach.lab.lesson_06.measures import in_hand, taus_of, two_judges, worlds
from nas_teach.strategies.gaussian_process import EI, MEAN, Prior, matern, search_axis
from nas_teach.strategies.gaussian_process import posterior as on_an_axis
from tests.lab.checking.defining import define

BY_INVERSE = """import numpy as np
def posterior(similar, to_new, y, noise):
    K = np.array(similar, dtype=float)
    np.fill_diagonal(K, 1 + noise**2)
    inverse = np.linalg.inv(K)
    left = 1 - np.einsum("nm,nk,km->m", to_new, inverse, to_new)
    return to_new.T @ (inverse @ y), np.sqrt(left.clip(min=0))
"""
IN_LOOPS = """import math
import numpy as np
def posterior(similar, to_new, y, noise=0.1):
    n, m = len(to_new), len(to_new[0])
    K = [[similar[i][j] + (noise * noise if i == j else 0) for j in range(n)] for i in range(n)]
    mean, std = [], []
    for j in range(m):
        s = [row[j] for row in to_new]
        w = np.linalg.solve(K, s)
        mean.append(sum(a * b for a, b in zip(w, y)))
        std.append(math.sqrt(max(1 - sum(a * b for a, b in zip(w, s)), 0)))
    return mean, std
"""
IN_TORCH = """import torch
def posterior(similar, to_new, y, noise):
    similar, to_new, y = (torch.as_tensor(part, dtype=torch.float64) for part in (similar, to_new, y))
    L = torch.linalg.cholesky(similar + (noise**2 + 1e-12) * torch.eye(len(y), dtype=torch.float64))
    w = torch.cholesky_solve(to_new, L)
    return w.T @ y, (1 - (w * to_new).sum(0)).clamp(min=0).sqrt()
"""
BY_HAND = """import math
import numpy as np
def expected_improvement(mean, std, best):
    z = (mean - best) / std
    area = np.array([(1 + math.erf(v / math.sqrt(2))) / 2 for v in z])
    return (mean - best) * area + std * 0.3989 * np.exp(-z * z / 2)
"""
INTEGRAL = """from scipy.integrate import quad
from scipy.stats import norm
def expected_improvement(mean, std, best):
    return [quad(lambda r: (r - best) * norm.pdf(r, m, s), best, max(best, m) + 12 * s, points=[max(best, m)])[0]
            for m, s in zip(mean, std)]
"""
FACTORED = """from scipy.stats import norm
def expected_improvement(mean, std, best=0.0):
    bell = norm(mean, std)
    return (mean - best) * bell.sf(best) + std**2 * bell.pdf(best)
"""
WITH_A_MASK = """
def answer(mean, std, rewards, trained):
    left = [i for i in range(len(mean)) if i not in trained]
    hope = expected_improvement(mean, std, max(mean[i] for i in trained))
    return max(left, key=lambda i: hope[i])
"""
WITH_TRIALS = """
def optimise(similar, evaluate, budget, start, noise):
    known = {}
    for i in start:
        known[i] = evaluate(i)
    for _ in range(budget - len(start)):
        i = list(known)
        y = np.array([known[j] for j in i])
        m, s = posterior(similar[i][:, i], similar[i], (y - np.mean(y)) / np.std(y), noise)
        left = [j for j in range(len(similar)) if j not in known]
        hope = expected_improvement(m[left], s[left], m[i].max())
        best = left[np.argmax(hope)]
        known[best] = evaluate(best)
    return list(known), np.array(list(known.values()))
"""
RECURSIVE = """
def optimise(similar, evaluate, budget, start, noise, rewards=None):
    if rewards is None:
        rewards = [evaluate(i) for i in start]
    if len(start) >= budget:
        return list(start), rewards
    y = np.array(rewards) * 100
    m, s = posterior(similar[np.ix_(start, start)], similar[start], (y - y.mean()) / y.std(), noise)
    hope = np.where(np.isin(np.arange(len(m)), start), -1, expected_improvement(m, s, max(m[start])))
    i = int(np.argmax(hope))
    return optimise(similar, evaluate, budget, [*start, i], noise, rewards + [evaluate(i)])
"""
IN_PER_CENT = """
def optimise(similar, evaluate, budget, start, noise):
    trained = [i for i in start]
    rewards = [evaluate(i) for i in trained]
    while len(trained) < budget:
        centre, spread = np.mean(rewards), np.std(rewards)
        mean, std = posterior(similar[np.ix_(trained, trained)], similar[trained],
                              (np.array(rewards) - centre) / spread, noise)
        mean, std = centre + spread * np.asarray(mean), spread * np.asarray(std)
        hope = expected_improvement(mean, std, mean[trained].max())
        for i in np.argsort(-hope):
            if i not in trained:
                break
        trained.append(i)
        rewards.append(evaluate(i))
    return trained, rewards
"""
PRODUCT = """
def ordered_similarity(positions, ordered, length):
    p = np.asarray(positions)
    table = np.ones((len(p), len(p)))
    for column, order in zip(p.T, ordered):
        apart = abs(column[:, None] - column) if order else 1.0 * (column[:, None] != column)
        table = table * np.exp(-apart / (3 * length))
    return table
"""
BELL = """
def ordered_similarity(positions, ordered, length):
    p = np.asarray(positions, dtype=float)
    gap = p[:, None, :] - p[None, :, :]
    gap[..., ~np.array(ordered)] = gap[..., ~np.array(ordered)] != 0
    return np.exp(-(gap**2).sum(-1) / (2 * (2 * length) ** 2))
"""
SHARES = """
def ordered_similarity(positions, ordered, length):
    codes = []
    for i, order in enumerate(ordered):
        column = np.array([row[i] for row in positions])
        if order:
            codes.append(column[:, None] / max(column.max(), 1))
        else:
            codes.append(0.6 * np.eye(column.max() + 1)[column])
    code = np.hstack(codes)
    return similarity(np.linalg.norm(code[:, None] - code[None], axis=2), length)
"""
WITH_JITTER = """from scipy.linalg import cho_factor, cho_solve
import numpy as np
def posterior(similar, to_new, y, noise):
    w = cho_solve(cho_factor(similar + (noise**2 + 1e-8) * np.eye(len(y))), to_new)
    return np.stack([y @ w, np.sqrt(np.clip(1 - (w * to_new).sum(0), 0, None))])
"""
RIGHT = [
    ("06.2", WITH_JITTER),
    ("06.2", BY_INVERSE),
    ("06.2", IN_LOOPS),
    ("06.2", IN_TORCH),
    ("06.3", BY_HAND),
    ("06.3", INTEGRAL),
    ("06.3", FACTORED),
    ("06.5", WITH_A_MASK),
    ("06.6", WITH_TRIALS),
    ("06.6", RECURSIVE),
    ("06.6", IN_PER_CENT),
    ("06.7", PRODUCT),
    ("06.7", BELL),
    ("06.7", SHARES),
]


def names():
    built = {
        name: value for id in ("06.2", "06.3") for name, value in define(find(id).solution, None).items()
    }
    return {"np": np, "similarity": matern} | built


@pytest.mark.parametrize(("id", "source"), RIGHT)
def test_another_right_function_is_accepted(id, source):
    exercise = find(id)
    verdict = judge(exercise, define(source, exercise.builds or "answer", names()))
    assert verdict.outcome == "correct", verdict


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("06.1", (84.2, 2.5)),
        ("06.1", [84.16, 2.53]),
        ("06.1", np.array([84.16, 2.531])),
        ("06.1", (Fraction(2104, 25), 2.53)),
        ("06.4", "(b)"),
    ],
)
def test_another_right_answer_is_accepted(id, answer):
    verdict = judge(find(id), answer)
    assert verdict.outcome == "correct", verdict


def test_the_posterior_in_spreads_is_that_of_the_package():
    x, new, y = np.array([0.0, 1.0, 3.0]), np.array([0.5, 4.0]), np.array([80.0, 84.0, 86.0])
    found = posterior(
        matern(np.subtract.outer(x, x), 2.0), matern(np.subtract.outer(x, new), 2.0), (y - 82) / 3, 1 / 3
    )
    right = on_an_axis(x, y, new, Prior(82, 3))
    np.testing.assert_allclose((82 + 3 * found[0], 3 * found[1]), right)


def test_worlds_have_the_similarity():
    first, second = worlds(0.8, 82, 3)
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(0.8, abs=0.01)
    assert (second.mean(), second.std()) == (pytest.approx(82, abs=0.1), pytest.approx(3, abs=0.1))


def test_what_a_search_holds_is_judged_by_what_it_did_not_see():
    bench = FashionBench.load()
    test = [bench.test(arch) for arch in bench.archs[:3]]
    assert in_hand([0, 1, 2], [0.5, 0.7, 0.6]) == [test[0], test[1], test[1]]
    runs = [([0, 2], [0.5, bench.reward(bench.archs[2], seed=1)])]
    ((others, tested),) = two_judges(runs, lambda trained, rewards: trained[1])
    expected = np.mean([bench.reward(bench.archs[2], seed=seed) for seed in bench.seeds if seed != 1])
    assert (others, tested) == (pytest.approx(expected), test[2])


def test_a_model_that_knows_all_but_a_few_ranks_them_well():
    bench = FashionBench.load()
    positions = np.array([bench.space.indices(arch) for arch in bench.archs])
    similar = matern(np.sqrt((positions[:, None] != positions[None]).sum(2)), 3.0)
    few, many = (taus_of(posterior, similar, n, range(5)).mean() for n in (10, 160))
    assert 0.3 < few < many < 1


def test_on_the_axis_the_mean_alone_gains_nothing_and_expected_improvement_finds_the_best():
    archs, x, accuracy = by_work(FashionBench.load(), block="conv", depth=2, skip=False, heads=0)
    known = [i for i, arch in enumerate(archs) if arch.kernel1 == arch.kernel2 == 3]
    ways = {way: search_axis(x, accuracy, known, 8, Prior(82, 3), way)[:11] for way in (EI, MEAN)}
    assert accuracy[ways[MEAN]].max() == accuracy[known].max()
    assert accuracy[ways[EI][:7]].max() == accuracy.max()
