"""How well a model ranks the networks of FashionBench that it does not know. Lesson 06."""

from functools import lru_cache

import numpy as np
from scipy.stats import kendalltau

from nas_teach.evaluation.benchmark import FashionBench


@lru_cache
def _table():
    """Rewards (networks, trainings) and mean test accuracies (networks,)."""
    bench = FashionBench.load()
    return bench.rewards(), np.array([bench.test(arch) for arch in bench.archs])


def drawn(n, run):
    """Positions (n,) of networks that are known, their rewards (n,) in spreads, and the other positions."""
    rewards, _ = _table()
    order = np.random.default_rng(run).permutation(len(rewards))
    y = rewards[order[:n], run % rewards.shape[1]]  # one training each
    return order[:n], (y - y.mean()) / y.std(), order[n:]


def ranking(scores, others):
    """Kendall tau between scores of all networks and their test accuracies, on the `others`: a float."""
    return float(kendalltau(np.asarray(scores)[others], _table()[1][others])[0])


def taus_of(posterior, similar, n, runs, noise=0.2):
    """Kendall tau of a model that knows `n` networks, on all others: float64, one for each of `runs`.

    Args:    posterior: (similar, to_new, y, noise) -> mean, std. similar: (networks, networks).
             runs: seeds of the networks that are known.
    """
    found = []
    for run in runs:
        some, y, others = drawn(n, run)
        mean, _ = posterior(similar[np.ix_(some, some)], similar[some], y, noise)
        found.append(ranking(mean, others))
    return np.array(found)
