"""The written record of a run, against families worked out by hand and against the strategy itself."""

import numpy as np
import pytest

from nas_teach.search import Trial, search
from nas_teach.space import SearchSpace
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.pedigree import Step, diversity, founders, largest_family, takeover, trace

SPACE = SearchSpace(dict.fromkeys("abcd", (0, 1, 2)))


def family(*rows):
    """Steps from rows (parent, dead, alive); architectures do not matter here."""
    return [Step(Trial((), 0.0), *row) for row in rows]


@pytest.mark.parametrize("aging", [True, False])
@pytest.mark.parametrize("repeats", [True, False])
def test_the_record_is_the_run(aging, repeats):
    """Same trials, same population; each child differs from its parent in one decision; who dies is right."""

    def evolution():
        return RegularizedEvolution(SPACE, 5, 2, aging=aging, repeats=repeats, seed=3)

    strategy = evolution()
    steps = trace(strategy, lambda arch: float(sum(arch) % 3), 60)  # many equal trials
    assert [step.trial for step in steps] == search(evolution(), lambda arch: float(sum(arch) % 3), 60)
    by_number = dict(enumerate((step.trial for step in steps), 1))
    assert [by_number[n] for n in steps[-1].alive] == strategy.population
    before = ()
    for number, step in enumerate(steps, 1):
        assert set(before) | {number} == set(step.alive) | ({step.dead} if step.dead else set())
        assert (step.parent is None) == (number <= 5) and (step.dead is None) == (number <= 5)
        if step.parent:
            parent = by_number[step.parent].arch
            assert step.parent in before
            assert sum(a != b for a, b in zip(parent, step.trial.arch, strict=True)) == 1
            worst = min([*before, number], key=lambda n: (by_number[n].reward, n))
            assert step.dead == (before[0] if aging else worst)
        before = step.alive


def test_founders_and_takeover_by_hand():
    steps = family((None, None, (1,)), (None, None, (1, 2)), (1, 1, (2, 3)), (3, 2, (3, 4)), (4, 3, (4, 5)))
    assert founders(steps) == {1: 1, 2: 2, 3: 1, 4: 1, 5: 1}
    assert largest_family(steps) == [1.0, 0.5, 0.5, 1.0, 1.0]
    assert takeover(steps) == 2
    assert takeover(steps[:3]) is None and takeover(steps[:2]) is None


def test_a_child_that_dies_at_once_takes_nothing_over():
    steps = family((None, None, (1,)), (None, None, (1, 2)), (1, 3, (1, 2)), (1, 4, (1, 2)))
    assert takeover(steps) is None


def test_greedier_tournaments_take_over_sooner():
    rewards = {arch: reward for reward, arch in enumerate(SPACE)}

    def time(size, seed):
        strategy = RegularizedEvolution(SPACE, 8, size, repeats=True, seed=seed)
        return takeover(trace(strategy, rewards.__getitem__, 400))

    times = [np.mean([time(size, seed) for seed in range(10)]) for size in (1, 3, 8)]
    assert times[0] > times[1] > times[2] >= 7


def test_diversity():
    assert diversity([(0, 0), (0, 1), (1, 1)]) == pytest.approx((1 + 2 + 1) / 3)
    assert diversity([(0, 0)]) == 0.0 == diversity([])
    assert diversity([(0, 0)] * 3) == 0.0
