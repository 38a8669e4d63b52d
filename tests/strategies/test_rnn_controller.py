"""The RNN controller against brute force over a small space, autograd by hand and random search."""

import numpy as np
import pytest
import torch

from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.baselines import MovingAverage
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.strategies.reinforce import Reinforce
from nas_teach.strategies.rnn_controller import RNNController
from tests.strategies.landscapes import regrets

SPACE = SearchSpace({"kernel": (3, 5, 7), "block": ("conv", "mbconv"), "only": (1,), "depth": (1, 2, 3, 4)})
ARCHS = list(SPACE)


def trained(steps=60, **settings):
    controller = RNNController(SPACE, lr=0.02, seed=2, **settings)
    search(controller, lambda arch: (arch.kernel == 5) * (arch.depth - 2) + (arch.block == "conv"), steps)
    return controller


def test_probabilities_sum_to_one_before_and_after_training():
    for controller in (RNNController(SPACE), trained(), trained(tanh_constant=None, temperature=2.0)):
        assert np.exp(controller.log_probs(ARCHS)).sum() == pytest.approx(1, abs=1e-5)


def test_log_probs_equal_the_chain_rule_decision_by_decision():
    controller = trained()
    for arch, log_p in zip(ARCHS, controller.log_probs(ARCHS), strict=True):
        choices = torch.tensor([SPACE.indices(arch)])
        steps = [controller.network(choices[:, :d])[-1][0, choices[0, d]].item() for d in range(4)]
        assert log_p == pytest.approx(sum(steps), abs=1e-5)
    assert controller.log_probs([tuple(ARCHS[3])]) == pytest.approx(controller.log_probs(ARCHS)[3])


def test_what_is_asked_follows_the_probabilities():
    controller = trained()
    asked = [controller.ask() for _ in range(1500)]
    share = np.array([asked.count(arch) for arch in ARCHS]) / len(asked)
    p = np.exp(controller.log_probs(ARCHS))
    assert (np.abs(share - p) < 4.5 * np.sqrt(p * (1 - p) / len(asked)) + 1e-9).all()


def test_marginals_equal_brute_force():
    controller = trained()
    p = np.exp(controller.log_probs(ARCHS))
    for d, (name, values) in enumerate(SPACE.choices.items()):
        wanted = [sum(q for arch, q in zip(ARCHS, p, strict=True) if arch[d] == value) for value in values]
        np.testing.assert_allclose(controller.probs[name], wanted, atol=1e-6)


def test_marginals_of_a_large_space_are_sampled_and_disturb_nothing(monkeypatch):
    controller, twin = trained(), trained()
    exact = controller.probs
    monkeypatch.setattr("nas_teach.strategies.rnn_controller.EXACT", 1)
    for name, p in controller.probs.items():
        np.testing.assert_allclose(p, exact[name], atol=0.05)
    assert [controller.ask() for _ in range(5)] == [twin.ask() for _ in range(5)]


def test_tell_is_one_step_of_adam_on_the_reinforce_loss():
    """Adam's first step moves every weight by lr against the sign of its gradient, whatever the size."""
    controller, twin = (RNNController(SPACE, lr=0.01, baseline=0.25, entropy=0.3, seed=4) for _ in range(2))
    arch, reward = ARCHS[7], 0.75
    choices = torch.tensor([SPACE.indices(arch)])
    steps = twin.network(choices)
    log_p = sum(lp[0, choices[0, d]] for d, lp in enumerate(steps))
    entropy = sum(torch.distributions.Categorical(logits=lp[0]).entropy() for lp in steps)
    (-(reward - 0.25) * log_p - 0.3 * entropy).backward()
    controller.tell(arch, reward)
    for new, old in zip(controller.network.parameters(), twin.network.parameters(), strict=True):
        clear = old.grad.abs() > 1e-5
        torch.testing.assert_close((new - old)[clear], -0.01 * old.grad.sign()[clear], atol=2e-5, rtol=0)


def test_a_good_reward_raises_the_probability_and_a_bad_one_lowers_it():
    for reward, sign in ((1.0, 1), (-1.0, -1)):
        controller = RNNController(SPACE, baseline=None, entropy=0.0)
        before = controller.log_probs([ARCHS[5]])
        controller.tell(ARCHS[5], reward)
        assert sign * (controller.log_probs([ARCHS[5]]) - before)[0] > 0


def test_temperature_evens_and_the_tanh_constant_bounds():
    """A choice among n has at least the probability 1 / (1 + (n - 1) exp(2c)), for tanh constant c."""
    controller = trained(steps=300, tanh_constant=0.5)
    assert controller.probs["kernel"].min() >= 1 / (1 + 2 * np.exp(1.0))
    even = RNNController(SPACE, temperature=1e6)
    np.testing.assert_allclose(even.probs["depth"], 0.25, atol=1e-5)


def test_the_rnn_can_hold_what_independent_logits_cannot():
    """Two decisions that must agree: every marginal is even, and only the joint policy tells."""
    pair = SearchSpace({"a": (0, 1), "b": (0, 1)})
    shares = []
    for make in (RNNController, Reinforce):
        controller = make(pair, lr=0.02, baseline=MovingAverage(), entropy=0.5, seed=0)
        history = search(controller, lambda arch: float(arch.a == arch.b), 400)
        shares.append(np.mean([trial.reward for trial in history[200:]]))
    assert shares[0] > 0.75 and abs(shares[1] - 0.5) < 0.15


def test_same_seed_same_weights_and_the_global_generator_is_left_alone():
    before = torch.get_rng_state()
    first, again, other = (RNNController(SPACE, seed=seed) for seed in (1, 1, 2))
    first.tell(first.ask(), 0.5), again.tell(again.ask(), 0.5)
    np.testing.assert_array_equal(first.log_probs(ARCHS), again.log_probs(ARCHS))
    assert (first.log_probs(ARCHS) != other.log_probs(ARCHS)).any()
    assert (before == torch.get_rng_state()).all()


def test_the_baseline_is_not_shared_between_controllers():
    first, second = RNNController(SPACE), RNNController(SPACE)
    first.tell(ARCHS[0], 100.0)
    alone = RNNController(SPACE, baseline=MovingAverage())
    for controller in (second, alone):
        controller.tell(ARCHS[1], 0.5)
    np.testing.assert_array_equal(second.log_probs(ARCHS), alone.log_probs(ARCHS))


@pytest.mark.parametrize("name", ["lr", "temperature", "tanh_constant"])
@pytest.mark.parametrize("value", [-1.0, float("inf"), float("nan")])
def test_bad_settings(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a positive number, got {value}"):
        RNNController(SPACE, **{name: value})


def test_a_foreign_architecture_is_refused():
    with pytest.raises(ValueError, match="kernel must be one of"):
        RNNController(SPACE).tell((4, "conv", 1, 1), 0.5)
    with pytest.raises(ValueError, match="depth must be one of"):
        RNNController(SPACE).log_probs([(3, "conv", 1, 9)])


@pytest.mark.slow
def test_better_than_random_search_at_150_evaluations():
    ours = regrets(lambda space, seed: RNNController(space, seed=seed), budget=150, seeds=20)
    random = regrets(RandomSearch, budget=150, seeds=20)
    assert ours.mean() < random.mean() / 2 and (ours <= random).mean() >= 0.7
