"""Many controllers at once are, one by one, the controllers that the course explains."""

import numpy as np
import pytest
import torch

from nas_teach.evaluation.simulated import simulated
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.baselines import MovingAverage
from nas_teach.strategies.many_controllers import ManyLogits, ManyLSTMs, search_many
from nas_teach.strategies.reinforce import Reinforce
from nas_teach.strategies.rnn_controller import RNNController

SPACE = SearchSpace({"kernel": (3, 5, 7), "block": ("conv", "mbconv"), "depth": (1, 2, 3, 4)})
TABLE = {arch: 0.1 * i % 0.7 for i, arch in enumerate(SPACE)}
SEEDS = (3, 4, 5)


def evaluators(seeds=SEEDS):
    return [simulated(TABLE, 0.02, seed=seed) for seed in seeds]


@pytest.mark.parametrize(
    "settings",
    [
        {"lr": 0.0035, "temperature": 1.0, "tanh_constant": None, "entropy": 0.0},
        {"lr": 0.02, "temperature": 2.0, "tanh_constant": 0.8, "entropy": 0.1},
    ],
)
def test_each_run_is_the_search_of_an_rnn_controller(settings):
    histories, _ = search_many(ManyLSTMs(SPACE, SEEDS), evaluators(), 40, **settings)
    for seed, evaluate, history in zip(SEEDS, evaluators(), histories, strict=True):
        controller = RNNController(SPACE, baseline=MovingAverage(), seed=seed, **settings)
        assert search(controller, evaluate, 40) == history


def test_each_run_is_the_search_of_independent_logits():
    histories, probs = search_many(ManyLogits(SPACE, SEEDS), evaluators(), 60, lr=0.2, entropy=0.05)
    for r, (seed, evaluate) in enumerate(zip(SEEDS, evaluators(), strict=True)):
        controller = Reinforce(SPACE, lr=0.2, baseline=MovingAverage(), entropy=0.05, seed=seed)
        assert search(controller, evaluate, 59) == histories[r][:59]
        np.testing.assert_allclose(np.concatenate(list(controller.probs.values())), probs[59, r], atol=1e-4)


def test_every_run_has_its_own_settings():
    """A batch of different settings equals the single runs with those settings."""
    lr, entropy, bound = (0.01, 0.03, 0.05), (0.0, 0.1, 0.02), (np.inf, 0.5, 1.5)
    _, together = search_many(
        ManyLSTMs(SPACE, SEEDS, 8),
        evaluators(),
        30,
        lr=lr,
        entropy=entropy,
        tanh_constant=bound,
        temperature=(1.0, 0.5, 2.0),
    )
    for r, temperature in enumerate((1.0, 0.5, 2.0)):
        policy = ManyLSTMs(SPACE, SEEDS[r : r + 1], 8)
        _, alone = search_many(
            policy,
            evaluators(SEEDS[r : r + 1]),
            30,
            lr=lr[r],
            entropy=entropy[r],
            temperature=temperature,
            tanh_constant=bound[r] if r else None,
        )
        np.testing.assert_allclose(together[:, r], alone[:, 0], atol=1e-4)


def test_probabilities_of_each_decision_sum_to_one():
    _, probs = search_many(ManyLSTMs(SPACE, SEEDS, 8), evaluators(), 20, lr=0.05)
    for block in np.split(probs, [3, 5], axis=2):
        np.testing.assert_allclose(block.sum(2), 1, atol=1e-5)


def test_the_global_generator_is_left_alone():
    before = torch.get_rng_state()
    search_many(ManyLSTMs(SPACE, SEEDS, 8), evaluators(), 2, lr=0.05)
    assert (before == torch.get_rng_state()).all()


@pytest.mark.parametrize("bad", [None, float("nan"), "0.5", np.array([0.5, 0.6]), 1e39])
def test_a_bad_reward_is_refused_with_its_architecture(bad):
    with pytest.raises(ValueError, match=r"the reward of Arch\(kernel=.* must be finite, got"):
        search_many(ManyLogits(SPACE, (0, 1)), [lambda arch: 0.5, lambda arch: bad], 5, lr=0.1)
