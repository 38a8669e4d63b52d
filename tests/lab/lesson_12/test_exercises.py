"""Right answers of other styles are taken, and the plain solutions do what the package's functions do."""

import numpy as np
import pytest

from nas_teach.evaluation import spaces
from nas_teach.lab.lesson_12 import exercises


def test_the_solutions_do_what_the_package_does():
    rng = np.random.default_rng(0)
    rewards, judged = rng.normal(size=50), rng.normal(size=50)
    assert exercises.best_of(rewards, 7, judged) == pytest.approx(spaces.best_of(rewards, 7, judged))
    archs = [exercises.TINY.sample(rng) for _ in range(50)]
    assert exercises.main_effects(archs, rewards) == pytest.approx(spaces.main_effects(archs, rewards))
    assert np.allclose(exercises.edf_band(rewards, [-1, 0, 1]), spaces.edf_band(rewards, [-1, 0, 1]))
