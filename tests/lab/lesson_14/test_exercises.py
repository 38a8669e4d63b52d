"""Right answers of other styles are taken, and the plain solutions do what the package does."""

import numpy as np

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_14 import exercises
from nas_teach.lab.lesson_14.parts import SPACE
from nas_teach.scale.simulator import simulate_search
from nas_teach.strategies.random_search import RandomSearch


def test_the_solution_is_the_simulator_of_the_package():
    """Ties aside, of which these lengths have none."""
    lengths = np.random.default_rng(0).random(len(SPACE)) + 0.1

    def seconds(arch):
        return lengths[np.ravel_multi_index(SPACE.indices(arch), list(map(len, SPACE.choices.values())))]

    own, package = (
        run(RandomSearch(SPACE, seed=0), lambda arch: 0.5, seconds, 60, 7)
        for run in (exercises.many_workers, simulate_search)
    )
    assert own == [(one.arch, one.worker, one.start, one.end) for one in package]


def test_the_broken_function_is_not_attempted():
    assert judge(find("14.6"), exercises.broken_hand_over).outcome == "unattempted"


def test_what_only_remembers_what_it_asked_does_not_learn():
    """Random search without repeats fails whatever the seeds are, and the course's own passes with each."""

    class Blind(exercises.Patient):
        def tell(self, arch, reward):
            """Learn nothing."""

    def found(cls, first):
        return np.mean([max(exercises.climbed(cls, seed)) for seed in range(first, first + 5)])

    assert found(Blind, 100) < 0.8 < 0.9 < found(exercises.Patient, 100)
