"""Made-up worlds for evolution: a long row of switches, and a space that remembers who descends from whom."""

import numpy as np

from nas_teach.space import SearchSpace


def switch_space(switches):
    """A space of so many decisions between 0 and 1."""
    return SearchSpace({f"s{i + 1}": (0, 1) for i in range(switches)})


def switch_world(switches, noise, seed):
    """Which position of each switch is good, drawn anew: (truth, evaluate), two functions of an architecture.

    `truth` is the share of switches in their good position; `evaluate` adds fresh normal noise of the
    standard deviation `noise` in every call.
    """
    rng = np.random.default_rng([seed, 5])
    good = tuple(rng.integers(2, size=switches).tolist())

    def truth(arch):
        return sum(a == b for a, b in zip(arch, good, strict=True)) / switches

    def evaluate(arch):
        return truth(arch) + noise * rng.standard_normal()

    return truth, evaluate


def many_evolutions(noise, sample_size, aging, *, runs=60, budget=1000, population_size=20, switches=50):
    """`evolve` on worlds of switches, many runs at once: the truth of what each hands over, float64 (runs,).

    The same algorithm as the lesson's, with all runs in one array, so that no loop over runs is needed.
    """
    rng, each = np.random.default_rng(0), np.arange(runs)
    arch = rng.integers(2, size=(runs, population_size, switches))  # 1: in its good position
    true = arch.mean(2)  # (runs, population_size)
    seen = true + noise * rng.standard_normal(true.shape)
    born = np.tile(np.arange(population_size), (runs, 1))
    best_seen, handed_over = seen.max(1), true[each, seen.argmax(1)]
    for now in range(population_size, budget):
        drawn = rng.random(true.shape).argsort(1)[:, :sample_size]
        winner = drawn[each, seen[each[:, None], drawn].argmax(1)]
        child = arch[each, winner].copy()
        child[each, rng.integers(switches, size=runs)] ^= 1  # turn one switch
        child_true = child.mean(1)
        child_seen = child_true + noise * rng.standard_normal(runs)
        better = child_seen > best_seen
        best_seen = np.where(better, child_seen, best_seen)
        handed_over = np.where(better, child_true, handed_over)
        dead = born.argmin(1) if aging else seen.argmin(1)
        stays = np.ones(runs, bool) if aging else child_seen > seen[each, dead]
        row, place = each[stays], dead[stays]  # the child takes the place of the dead
        arch[row, place], true[row, place] = child[stays], child_true[stays]
        seen[row, place], born[row, place] = child_seen[stays], now
    return handed_over


class Descent:
    """A space whose architectures remember their founder: it goes wherever `evolve` takes a space.

    >>> space, rng = Descent(switch_space(3)), np.random.default_rng(0)
    >>> mother = space.sample(rng)
    >>> space.mutate(mother, rng).founder == mother.founder == 1
    True
    """

    def __init__(self, space):
        self.space, self.choices, self._founders = space, space.choices, 0

    def sample(self, rng):
        """A random architecture; `founder` is its number, from 1."""
        self._founders += 1
        return self._marked(self.space.sample(rng), self._founders)

    def mutate(self, arch, rng):
        """A child, with the founder of its parent."""
        return self._marked(self.space.mutate(arch, rng), arch.founder)

    def _marked(self, arch, founder):
        member = _marked_type(type(arch))(*arch)
        member.founder = founder
        return member


def _marked_type(kind):
    """Architectures of this kind that can carry a remark; made once for each kind."""
    if kind not in _types:
        _types[kind] = type("Member", (kind,), {})
    return _types[kind]


_types = {}


def living(trials, population_size, aging=True):
    """Who is alive after each evaluation, from the history alone: a list of lists of Trial, the oldest first."""
    alive, after = [], []
    for trial in trials:
        alive = [*alive, trial]
        if len(alive) > population_size:
            rewards = [member.reward for member in alive]
            alive.pop(0 if aging else rewards.index(min(rewards)))
        after.append(alive)
    return after
