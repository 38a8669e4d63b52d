"""Made-up landscapes of 972 architectures: main effects, interactions of pairs and a little roughness."""

from functools import cache
from itertools import combinations, product

import numpy as np

from nas_teach.search import best, search
from nas_teach.space import SearchSpace

COUNTS = (3, 3, 3, 3, 3, 2, 2)
SPACE = SearchSpace({f"d{i}": tuple(range(count)) for i, count in enumerate(COUNTS)})


@cache
def landscape(seed):
    """{architecture: reward}, with mean 0 and standard deviation 1 over the space."""
    rng, archs = np.random.default_rng([7, seed]), np.array(list(product(*map(range, COUNTS))))
    reward = 0.3 * rng.standard_normal(len(archs))
    for d, count in enumerate(COUNTS):
        reward += rng.standard_normal(count)[archs[:, d]]
    for a, b in combinations(range(len(COUNTS)), 2):
        reward += 0.4 * rng.standard_normal((COUNTS[a], COUNTS[b]))[archs[:, a], archs[:, b]]
    return dict(zip(SPACE, (reward - reward.mean()) / reward.std(), strict=True))


def regrets(make, budget, seeds):
    """How far the best of `budget` trials stays below the optimum, a search a landscape: (seeds,)."""
    tables = [landscape(seed) for seed in range(seeds)]
    found = [best(search(make(SPACE, seed), t.__getitem__, budget)).reward for seed, t in enumerate(tables)]
    return np.array([max(table.values()) for table in tables]) - found
