"""Right answers of other styles pass, and the controllers of the package and of the lesson agree."""

import numpy as np

from nas_teach.lab.lesson_02.exercises import many_controllers, run_controller
from nas_teach.strategies.reinforce import simulate_reinforce


def test_plain_descent_of_the_package_is_the_controller_of_the_lesson():
    pay = (0.7, 0.9, 0.6)
    one = many_controllers(pay, 0.02, 30, 0.3, 40, np.random.default_rng(5))
    other = simulate_reinforce(pay, 0.02, steps=30, runs=40, lr=0.3, adam=False, seed=5)
    np.testing.assert_allclose(one, other, atol=1e-12)


def test_a_controller_of_the_lesson_runs_on_any_environment():
    path = run_controller(lambda action: 1.0 if action == 2 else 0.0, 200, 0.5, np.random.default_rng(0))
    assert path.shape == (201, 3) and path[-1].argmax() == 2
