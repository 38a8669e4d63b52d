"""REINFORCE with one logit a choice: the smallest controller that learns. Lessons 02 and 03."""

import numpy as np
from scipy.special import softmax

from nas_teach.checks import LARGEST, deviation, finite, finite_reward, is_whole, positive
from nas_teach.statistics import proportion_interval
from nas_teach.strategies.baselines import BASELINE, as_baseline


class Reinforce:
    """A controller with independent logits for every decision of a space.

    Args:    lr: learning rate of Adam. entropy: weight of the entropy bonus, in reward per nat.
             baseline: None, a number, or MovingAverage(decay, start) (strategies.baselines). With None and
             rewards that are all positive, as accuracies are, expect less than from random search.
    Source:  Williams 1992, doi:10.1007/BF00992696; for NAS: Zoph & Le 2017, arXiv:1611.01578.

    >>> from nas_teach.search import search
    >>> from nas_teach.space import SearchSpace
    >>> strategy = Reinforce(SearchSpace({"kernel": (3, 5, 7)}), lr=0.1, seed=0)
    >>> trials = search(strategy, lambda arch: {3: 0.7, 5: 0.9, 7: 0.6}[arch.kernel], budget=200)
    >>> int(strategy.probs["kernel"].argmax())
    1
    """

    def __init__(self, space, lr=0.1, baseline=BASELINE, entropy=0.0, seed=0):
        import torch  # the simulation below does without

        self.space, self.entropy = space, finite("entropy", entropy)
        self.logits = [torch.zeros(len(values), requires_grad=True) for values in space.choices.values()]
        self._optimizer = torch.optim.Adam(self.logits, positive("lr", lr))
        self._baseline = as_baseline(baseline)
        self._rng = np.random.default_rng(seed)

    @property
    def probs(self):
        """The policy now: {decision name: probabilities of its choices, a float array}."""
        return {
            name: logits.detach().softmax(0).numpy()
            for name, logits in zip(self.space.choices, self.logits, strict=True)
        }

    def ask(self):
        return self.space.at(_sample(p, self._rng) for p in self.probs.values())

    def tell(self, arch, reward):
        """One step of Adam on -log p(arch) x (reward - baseline) - entropy bonus."""
        indices, reward = self.space.indices(arch), finite_reward(arch, reward)
        advantage = finite("the advantage", reward - self._baseline(reward))
        log_probs = [logits.log_softmax(0) for logits in self.logits]
        log_p = sum(lp[i] for lp, i in zip(log_probs, indices, strict=True))
        entropy = -sum((lp.exp() * lp).sum() for lp in log_probs)
        self._optimizer.zero_grad()
        (-log_p * advantage - self.entropy * entropy).backward()
        self._optimizer.step()


def reinforce_gradient(probs, choice, advantage):
    """Gradient of -log p(choice) x advantage by the logits, in closed form: (probs - one-hot) x advantage.

    Args:    probs: (..., choices), the softmax of the logits. choice: (...) int. advantage: (...) float.
    Returns: the same shape as probs.
    """
    probs = np.asarray(probs, dtype=float)
    one_hot = np.eye(probs.shape[-1])[choice]
    return (probs - one_hot) * np.asarray(advantage, dtype=float)[..., None]


def simulate_reinforce(
    true_reward, noise, *, steps=50, runs=1000, lr=0.1, baseline=None, entropy=0.0, adam=True, seed=0
):
    """Run many controllers of one decision at once, each on its own noisy rewards.

    Args:    true_reward: mean reward of each choice, at least two. noise: its standard deviation, >= 0.
             steps: one sampled choice and one step each. runs: independent controllers.
             baseline, entropy: as in `Reinforce`. adam: False takes steps of plain gradient descent.
    Returns: probs, float64 (steps + 1, runs, choices): the policy before each step and after the last.
    Raises:  ValueError: values out of range; TypeError: a baseline that is none.
    Source:  Williams 1992, doi:10.1007/BF00992696; Adam: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
    """
    true_reward = np.asarray(true_reward, dtype=float)
    _check(true_reward, steps, runs)
    noise, lr, entropy = deviation("noise", noise), positive("lr", lr), finite("entropy", entropy)
    rng, baseline = np.random.default_rng(seed), as_baseline(baseline)
    logits, m, v = np.zeros((3, runs, len(true_reward)))
    probs = np.empty((steps + 1, *logits.shape))
    probs[0] = 1 / len(true_reward)
    for t in range(steps):
        p = probs[t]
        choice = (rng.random((runs, 1)) > p[:, :-1].cumsum(1)).sum(1)  # (runs,)
        reward = true_reward[choice] + noise * rng.standard_normal(runs)
        grad = reinforce_gradient(p, choice, reward - baseline(reward))
        if entropy:
            log_p = np.log(p.clip(np.finfo(float).tiny))  # a probability may round to zero
            grad += entropy * p * (log_p - (p * log_p).sum(1, keepdims=True))
        m = 0.9 * m + 0.1 * grad
        v = 0.999 * v + 0.001 * grad**2
        if adam:
            logits -= lr * (m / (1 - 0.9 ** (t + 1))) / (np.sqrt(v / (1 - 0.999 ** (t + 1))) + 1e-8)
        else:
            logits -= lr * grad
        probs[t + 1] = softmax(logits, -1)
    return probs


def _sample(probs, rng):
    """An index drawn with these probabilities, the last one if rounding leaves a gap."""
    return int((rng.random() > probs[:-1].cumsum()).sum())


def _check(true_reward, steps, runs):
    if true_reward.ndim != 1 or len(true_reward) < 2 or not (abs(true_reward) <= LARGEST).all():
        raise ValueError(
            f"true_reward must be a list of at least two finite numbers, {LARGEST:g} in size at most, "
            f"got {true_reward.tolist()}"
        )
    if not (is_whole(steps) and is_whole(runs) and steps >= 1 and runs >= 1):
        raise ValueError(f"steps and runs must be at least 1, got {steps} and {runs}: whole numbers will do")


def winners(probs):
    """How often each choice alone has the greatest probability after the last step; a tie has no winner.

    Args:    probs: shape (steps + 1, runs, choices).
    Returns: share of runs (choices,), and the ends of its 95 % Wilson interval (choices, 2), all in [0, 1].
    """
    last = probs[-1]  # (runs, choices)
    top = last == last.max(axis=1, keepdims=True)  # (runs, choices)
    wins = top[top.sum(axis=1) == 1].sum(axis=0)  # (choices,)
    share, *interval = np.transpose([proportion_interval(won, len(last)) for won in wins])
    return share, np.transpose(interval)
