"""Right answers of quite different styles are accepted; the array of searches does what `evolve` does."""

import numpy as np
import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_05.exercises import evolve
from nas_teach.lab.lesson_05.worlds import Descent, living, many_evolutions, switch_space, switch_world
from nas_teach.search import best
from nas_teach.statistics import mean_interval
from tests.lab.checking.defining import define

TOURNAMENTS = (
    "return max((population[i] for i in drawn), key=lambda trial: trial.reward)",
    "return population[drawn[np.argmax([population[i].reward for i in drawn])]]",
    "return sorted([population[i] for i in drawn], key=lambda trial: -trial.reward)[0]",
    "return next(population[i] for i in drawn if all(population[i][1] >= population[j][1] for j in drawn))",
)
CHANGES = ("child = parent.copy()", "child = parent[:]", "child = [value for value in parent]")
WITH_A_QUEUE = """
from collections import deque
def evolve(space, evaluate, budget, population_size, sample_size, rng, aging=True):
    alive, history = deque(), []
    while len(history) < budget:
        if len(alive) == population_size:
            drawn = rng.choice(population_size, sample_size, replace=False)
            arch = space.mutate(max((alive[i] for i in drawn), key=lambda t: t[1])[0], rng)
        else:
            arch = space.sample(rng)
        trial = Trial(arch=arch, reward=evaluate(arch))
        history += [trial]
        alive.append(trial)
        if len(alive) > population_size:
            alive.popleft() if aging else alive.remove(min(alive, key=lambda t: t[1]))
    return history
"""
IN_TWO_LOOPS = """
def evolve(space, evaluate, budget, population_size, sample_size, rng, aging=True):
    archs = [space.sample(rng) for _ in range(min(budget, population_size))]
    trials = [Trial(arch, evaluate(arch)) for arch in archs]
    population = list(trials)
    for _ in range(budget - len(trials)):
        arch = space.mutate(tournament(population, sample_size, rng).arch, rng)
        trials.append(Trial(arch, evaluate(arch)))
        population.append(trials[-1])
        if aging:
            del population[0]
        else:
            del population[int(np.argmin([member.reward for member in population]))]
    return tuple(trials)
"""
FROM_THE_HISTORY = """
def evolve(space, evaluate, budget, population_size, sample_size, rng, aging=True):
    trials, alive = [], []
    for n in range(budget):
        full = n >= population_size
        arch = space.mutate(tournament([trials[i] for i in alive], sample_size, rng)[0], rng) if full \\
            else space.sample(rng)
        trials.append(Trial(arch, evaluate(arch)))
        alive.append(n)
        if full:
            alive.remove(min(alive, key=lambda i: i if aging else (trials[i].reward, i)))
    return trials
"""
GREEDY = """
def own(space, evaluate, budget, rng):
    return evolve(space, evaluate, budget, 20, 20, rng)
"""
WORST_DIES_WITH_CROSSOVER = """
def own(space, evaluate, budget, rng):
    population, trials = [], []
    for n in range(budget):
        arch = space.sample(rng)
        if n >= 20:
            one, two = (tournament(population, 5, rng).arch for _ in range(2))
            arch = space.mutate(space.arch(*np.where(rng.random(len(one)) < 0.5, one, two).tolist()), rng)
        trials.append(Trial(arch, evaluate(arch)))
        population = sorted([*population, trials[-1]], key=lambda trial: -trial.reward)[:20]
    return trials
"""


def names():
    return {"np": np} | define(find("05.3").solution, None)


@pytest.mark.parametrize("line", TOURNAMENTS)
def test_tournaments_of_other_styles_are_right(line):
    source = (
        "def tournament(population, sample_size, rng):\n"
        f"    drawn = rng.choice(len(population), size=sample_size, replace=False)\n    {line}\n"
    )
    assert judge(find("05.2"), define(source, "tournament", names())).outcome == "correct"


@pytest.mark.parametrize("line", CHANGES)
def test_any_copy_mends_the_mutation(line):
    source = (
        f"def answer(parent, choices, position, number):\n    {line}\n"
        "    others = [value for value in choices[position] if value != parent[position]]\n"
        "    child[position] = others[number]\n    return parent, child\n"
    )
    assert judge(find("05.1"), define(source)).outcome == "correct"


@pytest.mark.parametrize("source", [WITH_A_QUEUE, IN_TWO_LOOPS, FROM_THE_HISTORY])
def test_evolutions_of_other_styles_are_right(source):
    verdict = judge(find("05.3"), define(source, "evolve", names()))
    assert verdict.outcome == "correct", verdict


@pytest.mark.slow
@pytest.mark.parametrize("source", [GREEDY, WORST_DIES_WITH_CROSSOVER])
def test_other_forms_that_are_ahead_are_right(source):
    verdict = judge(find("05.6"), define(source, "own", names()))
    assert verdict.outcome == "correct", verdict


@pytest.mark.parametrize("aging", [True, False])
def test_the_array_of_searches_does_what_evolve_does(aging):
    def one(seed):
        truth, evaluate = switch_world(20, 0.05, seed)
        trials = evolve(switch_space(20), evaluate, 150, 10, 4, np.random.default_rng(seed), aging)
        return truth(best(trials).arch)

    many = many_evolutions(0.05, 4, aging, runs=100, budget=150, population_size=10, switches=20)
    _, low, high = mean_interval(many, 0.9999)
    assert low < np.mean([one(seed) for seed in range(60)]) < high


def test_the_living_follow_from_the_history():
    rng = np.random.default_rng(0)
    trials = evolve(Descent(switch_space(5)), lambda arch: float(rng.random()), 9, 3, 2, rng, aging=False)
    assert living(trials, 3)[-1] == trials[-3:]
    best_three = sorted(trials, key=lambda trial: -trial.reward)[:3]
    assert sorted(living(trials, 3, aging=False)[-1]) == sorted(best_three)
    assert {trial.arch.founder for trial in trials} <= {1, 2, 3}
