"""Who descends from whom: a run of evolution written down step by step. Lesson 05."""

from collections import Counter
from typing import NamedTuple

from nas_teach.search import Trial, trials


class Step(NamedTuple):
    """One evaluation. Members are called by the number of the evaluation that made them, from 1.

    `parent` is None for a random architecture, `dead` None while the population grows; a child that is the
    worst of all may itself be `dead`. `alive` holds the members after this step, the oldest first.
    """

    trial: Trial
    parent: int | None
    dead: int | None
    alive: tuple


def trace(strategy, evaluate, budget):
    """Run a RegularizedEvolution for `budget` evaluations: a list of Step."""
    steps, alive, members = [], [], []
    for number, trial in zip(range(1, budget + 1), trials(strategy, evaluate), strict=False):
        parent = None if strategy.parent is None else alive[_position(members, strategy.parent)]
        alive.append(number)
        now = strategy.population
        dead = None
        if len(now) < len(alive):
            stayed = (old is new for old, new in zip(members, now, strict=True))
            dead = alive.pop(next((i for i, same in enumerate(stayed) if not same), len(members)))
        members = list(now)
        steps.append(Step(trial, parent, dead, tuple(alive)))
    return steps


def founders(steps):
    """The random architecture from which each member descends: {number: number of its founder}."""
    founder = {}
    for number, step in enumerate(steps, 1):
        founder[number] = number if step.parent is None else founder[step.parent]
    return founder


def largest_family(steps):
    """Share of the population that descends from its most frequent founder: list in (0, 1], one a step."""
    founder = founders(steps)
    families = [Counter(founder[member] for member in step.alive) for step in steps]
    return [max(family.values()) / family.total() for family in families]


def takeover(steps):
    """Evaluations from the first full population until all members descend from one founder; None: never."""
    full = sum(step.dead is None for step in steps)
    shares = largest_family(steps)[full:]
    return shares.index(1.0) + 1 if 1.0 in shares else None


def diversity(archs):
    """In how many decisions two members differ, averaged over all pairs; 0.0 for fewer than two members."""
    if len(archs) < 2:
        return 0.0
    counts = [count for values in zip(*archs, strict=True) for count in Counter(values).values()]
    alike = sum(count * (count - 1) for count in counts)  # over ordered pairs and decisions
    return len(archs[0]) - alike / (len(archs) * (len(archs) - 1))


def _position(members, member):
    """Where this very object stands; equal trials may stand elsewhere."""
    return next(i for i, other in enumerate(members) if other is member)
