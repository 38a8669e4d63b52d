"""The RNN controller: REINFORCE over decisions that know the decisions before them. Lesson 04."""

import math
from itertools import accumulate

import numpy as np
import torch
from torch import nn

from nas_teach.checks import finite, finite_reward, positive, whole
from nas_teach.strategies.baselines import BASELINE, as_baseline

EXACT = 5000  # spaces up to this size are enumerated, larger ones are sampled


class ChoiceLSTM(nn.Module):
    """p(arch) = product over decisions of p(choice | choices before it): one LSTM step a decision.

    Every choice of every decision is a token of its own, as a word is in a language model.

    Args:    counts: number of choices of each decision. temperature, tanh_constant: see RNNController.
    """

    def __init__(self, counts, temperature, tanh_constant, hidden_size=64):
        super().__init__()
        self.first = [0, *accumulate(counts)]  # decision d has the tokens first[d] ... first[d + 1] - 1
        self.temperature, self.tanh_constant = temperature, tanh_constant
        self.embed = nn.Embedding(self.first[-1] + 1, hidden_size)  # the last token says "start"
        self.lstm = nn.LSTM(hidden_size, hidden_size, batch_first=True)
        self.score = nn.Linear(hidden_size, self.first[-1])
        for weight in self.parameters():
            nn.init.uniform_(weight, -0.1, 0.1)  # an almost even policy to begin with

    def forward(self, choices):
        """Log-probabilities of each decision given the choices before it, and of the one that comes next.

        Args:    choices: int64 (n, t), positions of the choices made so far, t from 0 to decisions.
        Returns: a list of min(t + 1, decisions) tensors (n, choices of that decision), in nats.
        """
        start = torch.full((len(choices), 1), self.first[-1])
        steps = min(choices.shape[1] + 1, len(self.first) - 1)
        tokens = choices + torch.tensor(self.first[: choices.shape[1]], dtype=torch.int64)
        hidden, _ = self.lstm(self.embed(torch.cat([start, tokens], 1)[:, :steps]))  # (n, steps, hidden)
        logits = self.score(hidden) / self.temperature  # (n, steps, tokens)
        if self.tanh_constant:
            logits = self.tanh_constant * torch.tanh(logits)
        return [logits[:, d, self.first[d] : self.first[d + 1]].log_softmax(1) for d in range(steps)]


class RNNController:
    """An LSTM that writes an architecture decision by decision and learns from its reward by REINFORCE.

    Args:    lr: learning rate of Adam. baseline: None, a number or MovingAverage (strategies.baselines).
             entropy: weight of the entropy bonus, in reward per nat.
             temperature: logits are divided by it; large is even, small is greedy.
             tanh_constant: c in c x tanh(logits / temperature), so that no choice ever dies out; None: off.
    Raises:  ValueError: lr, temperature or tanh_constant not positive; a seed that is none.
    Source:  Zoph & Le 2017, arXiv:1611.01578; temperature, tanh: Pham et al. 2018 (ENAS), arXiv:1802.03268.

    >>> from nas_teach.search import search
    >>> from nas_teach.space import SearchSpace
    >>> strategy = RNNController(SearchSpace({"kernel": (3, 5, 7), "width": (8, 16)}), lr=0.02, seed=0)
    >>> trials = search(strategy, lambda arch: (arch.kernel == 5) + (arch.width == 16), budget=100)
    >>> [int(probs.argmax()) for probs in strategy.probs.values()]
    [1, 1]
    """

    def __init__(
        self, space, lr=0.0035, baseline=BASELINE, entropy=1e-4, temperature=1.0, tanh_constant=1.5, seed=0
    ):
        lr, temperature = positive("lr", lr), positive("temperature", temperature)
        tanh_constant = positive("tanh_constant", tanh_constant) if tanh_constant else None
        self.space, self.entropy = space, finite("entropy", entropy)
        seed = whole("seed", seed, 0)
        with torch.random.fork_rng(devices=[]):  # the global generator stays as it was
            torch.manual_seed(seed)
            counts = [len(values) for values in space.choices.values()]
            self.network = ChoiceLSTM(counts, temperature, tanh_constant)
        self._optimizer = torch.optim.Adam(self.network.parameters(), lr)
        self._baseline = as_baseline(baseline)
        self._rng = np.random.default_rng(seed)

    def ask(self):
        return self.space.at(self._sample(1, self._rng)[0])

    def tell(self, arch, reward):
        """One step of Adam on -log p(arch) x (reward - baseline) - entropy bonus."""
        choices, reward = self._indices([arch]), finite_reward(arch, reward)
        advantage = finite("the advantage", reward - self._baseline(reward))
        steps = self.network(choices)
        log_p = _picked(steps, choices).sum()
        entropy = -sum((lp.exp() * lp).sum() for lp in steps)  # of each decision, given those before it
        self._optimizer.zero_grad()
        (-log_p * advantage - self.entropy * entropy).backward()
        self._optimizer.step()

    @torch.no_grad()
    def log_probs(self, archs):
        """Log-probability of each architecture under the policy now, in nats: float array (archs,)."""
        choices = self._indices(archs)
        return _picked(self.network(choices), choices).numpy()

    @property
    def probs(self):
        """The marginals now: {decision name: probabilities of its choices, a float array}.

        Exact up to 5000 architectures, else shares among 2000 samples, which leave the search undisturbed.
        """
        if math.prod(map(len, self.space.choices.values())) <= EXACT:  # len() ends at 2^63
            archs = list(self.space)
            choices, weight = self._indices(archs).numpy(), np.exp(self.log_probs(archs))
        else:
            choices = self._sample(2000, np.random.default_rng(0))
            weight = np.full(len(choices), 1 / len(choices))
        return {
            name: np.bincount(column, weight, minlength=len(values))
            for (name, values), column in zip(self.space.choices.items(), choices.T, strict=True)
        }

    @torch.no_grad()
    def _sample(self, count, rng):
        """Draw architectures as positions of their choices: int64 array (count, decisions)."""
        choices = torch.empty(count, 0, dtype=torch.int64)
        for _ in self.space.choices:
            p = self.network(choices)[-1].exp().numpy()  # (count, choices of the next decision)
            drawn = (rng.random((count, 1)) > p[:, :-1].cumsum(1)).sum(1)
            choices = torch.cat([choices, torch.from_numpy(drawn)[:, None]], 1)
        return choices.numpy()

    def _indices(self, archs):
        return torch.tensor([self.space.indices(arch) for arch in archs], dtype=torch.int64)


def _picked(steps, choices):
    """Log-probability of whole architectures: each decision's entry at its choice, summed: (n,)."""
    return sum(lp.gather(1, choices[:, d : d + 1])[:, 0] for d, lp in enumerate(steps))
