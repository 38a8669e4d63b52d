"""Bayesian optimisation: a model of the reward says where to look next, and how sure it is. Lesson 06."""

import math
from functools import partial
from itertools import product

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern, WhiteKernel

from nas_teach.checks import finite_reward, is_whole
from nas_teach.strategies.gaussian_process import expected_improvement
from nas_teach.strategies.unseen import sample_unseen

LENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0)  # how far one trial tells about others, in units of the encoding
NOISES = (1e-3, 3e-2, 0.3)  # variance of the noise, as a share of the variance of the rewards
FIT_TRIALS = 60  # trials, drawn at random, on which the two are chosen


def lift_failures(rewards):
    """Lift those that lie further below the median than the best lies above it: array of the same shape.

    A network that failed to train would stretch the scale until good and very good look the same. How
    bad a bad one is does not matter to a search for the best.
    """
    median = np.median(rewards)
    return np.maximum(rewards, median - (np.max(rewards) - median))


class BayesianOptimization:
    """A Gaussian process over encoded architectures; the candidate of greatest expected improvement is next.

    No architecture is asked for twice while there are others. Until its answer comes, an architecture
    counts as one of mean reward, which keeps the next question from standing beside it ("constant liar").
    An ask takes longer with every trial, because the model solves a linear system as large as their number.

    Args:    num_initial: random trials before the first model.
             encoding: "one-hot" (choices are names) or "ordinal" (neighbouring choices are alike).
             pool_size: candidates an ask. A space up to this size is compared whole; of a larger one half
             the pool is random, half are mutants of the ten best.
    Raises:  ValueError: another encoding, or num_initial or pool_size below 1.
    Source:  Snoek, Larochelle & Adams 2012, arXiv:1206.2944; liar: Ginsbourger et al. 2010,
             doi:10.1007/978-3-642-10701-6_6.

    >>> from nas_teach.search import best, search
    >>> from nas_teach.space import SearchSpace
    >>> strategy = BayesianOptimization(SearchSpace({"width": range(100)}), encoding="ordinal", seed=0)
    >>> best(search(strategy, lambda arch: -abs(arch.width - 42), budget=30)).arch
    Arch(width=42)
    """

    def __init__(self, space, num_initial=10, encoding="one-hot", pool_size=1000, seed=0):
        if encoding not in ("one-hot", "ordinal"):
            raise ValueError(f'encoding must be "one-hot" or "ordinal", got {encoding!r}')
        if not (is_whole(num_initial) and is_whole(pool_size) and num_initial >= 1 and pool_size >= 1):
            raise ValueError(
                "num_initial and pool_size must be at least 1, "
                f"got {num_initial} and {pool_size}: whole numbers will do"
            )
        self.space, self.num_initial = space, num_initial
        self.encoding, self.pool_size = encoding, pool_size
        self._counts = [len(values) for values in space.choices.values()]
        self._small = math.prod(self._counts) <= pool_size  # len(space) ends at 2^63
        self._told, self._rewards, self._pending = [], [], []  # architectures as tuples of positions
        self._all = np.array(list(product(*map(range, self._counts))) if self._small else [])
        self._fitted = 0, None  # number of trials, and the scales chosen on them
        self._rng = np.random.default_rng(seed)

    def ask(self):
        if len(self._rewards) < self.num_initial:
            choice = self._new(self._random(self.pool_size))[0]
        else:
            pool, model = self._pool(), self._model()
            best = model.predict(self._encode(self._told)).max()  # the noise in the rewards smoothed away
            mean, std = model.predict(self._encode(pool), return_std=True)
            choice = pool[expected_improvement(mean, std, best).argmax()]
        self._pending.append(tuple(choice.tolist()))
        return self.space.at(choice)

    def tell(self, arch, reward):
        indices, reward = self.space.indices(arch), finite_reward(arch, reward)
        self._told.append(indices)
        self._rewards.append(reward)
        if indices in self._pending:
            self._pending.remove(indices)

    def posterior(self, archs):
        """What the model believes of the mean reward: (mean, std), float arrays (number of archs,).

        Raises:  ValueError: nothing was told yet.
        """
        if not self._rewards:
            raise ValueError("the model knows no trial yet: tell it at least one first")
        indices = [self.space.indices(arch) for arch in archs]
        return self._model().predict(self._encode(indices), return_std=True)

    def _model(self):
        """A Gaussian process on all trials and lies."""
        rewards = lift_failures(self._rewards)
        lies = np.full(len(self._pending), rewards.mean())
        known = self._encode(self._told + self._pending)
        length, noise = self._scales()
        return _process(Matern(length, nu=2.5), noise).fit(known, np.concatenate([rewards, lies]))

    def _scales(self):
        """The likeliest (length, noise) of the grid, chosen anew whenever half as many trials more are in."""
        count = int(1.5 ** int(math.log(len(self._rewards), 1.5)))
        if self._fitted[0] != count:
            some = np.random.default_rng(count).permutation(count)[:FIT_TRIALS]
            x, y = self._encode(self._told)[some], lift_failures(self._rewards[:count])[some]
            process = _process(Matern(nu=2.5) + WhiteKernel()).fit(x, y)
            self._fitted = count, max(product(LENGTHS, NOISES), key=partial(_likelihood, process))
        return self._fitted[1]

    def _pool(self):
        """Candidates in random order, so that equals are chosen at random: int array (n, decisions)."""
        if self._small:
            return self._new(self._rng.permutation(self._all))
        best = np.array(self._told)[np.argsort(self._rewards, kind="stable")[-10:]]
        mutants = self._rng.choice(best, self.pool_size // 2)
        decision = self._rng.integers(len(self._counts), size=len(mutants))
        mutants[np.arange(len(mutants)), decision] = self._rng.integers(np.array(self._counts)[decision])
        return self._new(np.concatenate([self._random(self.pool_size - len(mutants)), mutants]))

    def _random(self, count):
        return self._rng.integers(self._counts, size=(count, len(self._counts)))

    def _new(self, pool):
        """Those of the pool that were neither told nor asked for; if there are none, another that was not."""
        known = {*self._told, *self._pending}
        new = [tuple(indices) not in known for indices in pool.tolist()]
        if any(new) or self._small:
            return pool[new] if any(new) else pool
        seen = {self.space.at(indices) for indices in known}
        return np.array([self.space.indices(sample_unseen(self.space, self._rng, seen))])

    def _encode(self, indices):
        """Positions (n, decisions) -> float array, one row an architecture, as SearchSpace.encode has it."""
        indices = np.array(indices)
        if self.encoding == "ordinal":
            return indices / np.maximum(np.array(self._counts) - 1, 1)
        return np.concatenate([np.eye(n)[i] for n, i in zip(self._counts, indices.T, strict=True)], axis=1)


def _process(kernel, noise=1e-10):
    """A Gaussian process with this kernel as it is; the rewards are normalised to mean 0 and variance 1."""
    return GaussianProcessRegressor(kernel, alpha=noise, optimizer=None, normalize_y=True)


def _likelihood(process, scales):
    """Logarithm of how likely the data of `process` would be if these were the scales of its kernel."""
    return process.log_marginal_likelihood(np.log(scales), clone_kernel=False)
