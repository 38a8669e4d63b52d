"""What lesson 06 draws and measures: worlds of two networks, what a search holds, how well a model ranks."""

from functools import lru_cache

import numpy as np
from scipy.stats import kendalltau

from nas_teach.evaluation.benchmark import FashionBench


@lru_cache
def _table():
    """Rewards (networks, trainings) and mean test accuracies (networks,)."""
    bench = FashionBench.load()
    return bench.rewards(), np.array([bench.test(arch) for arch in bench.archs])


def worlds(similarity, centre, spread, number=20_000):
    """Accuracies of two networks of this similarity in many possible worlds: two float64 (number,)."""
    first, own = np.random.default_rng(0).standard_normal((2, number))
    second = similarity * first + np.sqrt(1 - similarity**2) * own
    return centre + spread * first, centre + spread * second


def in_hand(trained, rewards):
    """Test accuracy in [0, 1] of the best-looking network after 1, 2, ... trainings: a list."""
    test = _table()[1]
    return [test[trained[int(np.argmax(rewards[:n]))]] for n in range(1, len(rewards) + 1)]


def two_judges(runs, choose):
    """What a search hands over, judged twice: float64 (searches, 2) in [0, 1].

    First the mean of the trainings that the search did not draw, then the test accuracy.

    Args:    runs: pairs (trained, rewards). choose: (trained, rewards) -> the position that is handed over.
    """
    table, test = _table()
    found = []
    for trained, rewards in runs:
        position = choose(trained, rewards)
        drawn = rewards[trained.index(position)]
        found.append([(table[position].sum() - drawn) / (table.shape[1] - 1), test[position]])
    return np.array(found)


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
