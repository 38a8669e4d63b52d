"""Many controllers searching at once, one batch of numbers for all: fast enough for statistics. Lesson 04.

Run number r is the very search of `RNNController(space, seed=seeds[r])` or `Reinforce(space, seed=seeds[r])`
with the same settings, up to rounding. A test compares them.
"""

from itertools import accumulate

import numpy as np
import torch

from nas_teach.checks import finite_reward
from nas_teach.search import Trial
from nas_teach.strategies.baselines import BASELINE, as_baseline
from nas_teach.strategies.rnn_controller import ChoiceLSTM


class ManyLogits:
    """Independent logits for every decision, a set for each seed (all start at 0)."""

    def __init__(self, space, seeds):
        self.space, self.seeds, self.first = space, tuple(seeds), _first(space)
        self.weights = [torch.zeros(len(self.seeds), self.first[-1], requires_grad=True)]

    def step(self, d, drawn, state):
        """Logits (runs, choices) of decision `d` after the choice `drawn`; and the state for the next."""
        return self.weights[0][:, self.first[d] : self.first[d + 1]], state


class ManyLSTMs:
    """The network of RNNController, once for each seed: every weight has the runs as its first axis."""

    def __init__(self, space, seeds, hidden_size=64):
        self.space, self.seeds, self.first = space, tuple(seeds), _first(space)
        self._runs, networks = torch.arange(len(self.seeds)), []
        with torch.random.fork_rng(devices=[]):
            for seed in self.seeds:
                torch.manual_seed(seed)
                networks.append(ChoiceLSTM(np.diff(self.first).tolist(), 1.0, None, hidden_size))
        self._start = torch.zeros(len(self.seeds), 1, hidden_size)
        parameters = zip(*(network.parameters() for network in networks), strict=True)
        self.weights = [torch.stack(same).detach().requires_grad_() for same in parameters]

    def step(self, d, drawn, state):
        """As in ManyLogits. The LSTM is written out: gates i, f, g, o from input and hidden state."""
        embed, w_input, w_hidden, b_input, b_hidden, score, bias = self.weights
        hidden, cell = state or (self._start, self._start)  # (runs, 1, hidden)
        token = self.first[d - 1] + drawn if d else torch.full_like(self._runs, self.first[-1])
        x = embed[self._runs, token][:, None]  # (runs, 1, hidden)
        gates = torch.baddbmm((b_input + b_hidden)[:, None], x, w_input.mT) + hidden @ w_hidden.mT
        i, f, g, o = gates.chunk(4, -1)
        cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
        hidden = o.sigmoid() * cell.tanh()
        own = slice(self.first[d], self.first[d + 1])
        return torch.baddbmm(bias[:, None, own], hidden, score[:, own].mT)[:, 0], (hidden, cell)


def search_many(
    policy, evaluators, budget, *, lr, baseline=BASELINE, entropy=0.0, temperature=1.0, tanh_constant=None
):
    """Run all searches of `policy` side by side, one step of Adam an evaluation, as the strategies do.

    Args:    policy: ManyLogits or ManyLSTMs; it is trained. evaluators: one Arch -> float a run.
             lr, entropy, temperature, tanh_constant: as in RNNController, a number or one number a run;
             a tanh_constant of infinity, or None, is off.
    Returns: (histories, probs): a list of Trial for each run, and float32 (budget, runs, all choices): the
             probability of every choice, given those drawn before it, at the time of each evaluation.
    Raises:  ValueError: a reward that is no finite number.
    """
    runs, counts = len(policy.seeds), np.diff(policy.first)
    adam, baseline = _Adam(policy.weights, _column(lr, runs)), as_baseline(baseline)
    bound = np.inf if tanh_constant is None else tanh_constant
    shape = [_column(value, runs)[:, None] for value in (temperature, bound)]
    uniform = np.stack([np.random.default_rng(s).random((budget, len(counts))) for s in policy.seeds], 1)
    histories, probs = [[] for _ in range(runs)], np.empty((budget, runs, policy.first[-1]), np.float32)
    for t, draws in enumerate(torch.from_numpy(uniform)):
        choices, log_p, undecided, p = _sample(policy, draws, *shape)
        probs[t], archs = p, map(policy.space.at, choices.tolist())
        for history, evaluate, arch in zip(histories, evaluators, archs, strict=True):
            history.append(Trial(arch, finite_reward(arch, evaluate(arch))))
        rewards = np.array([history[-1].reward for history in histories])
        advantage = torch.as_tensor(rewards - baseline(rewards), dtype=torch.float32)
        adam.step((-log_p * advantage - _column(entropy, runs) * undecided).sum())
    return histories, probs


def _sample(policy, draws, temperature, tanh_constant):
    """One architecture a run: choices (runs, decisions), log p and entropy (runs,), probs (runs, all)."""
    state, drawn, choices, probs, log_p, entropy = None, None, [], [], 0, 0
    for d in range(draws.shape[1]):
        logits, state = policy.step(d, drawn, state)
        logits = logits / temperature
        bounded = tanh_constant.nan_to_num(posinf=1.0) * torch.tanh(logits)
        lp = torch.where(tanh_constant.isinf(), logits, bounded).log_softmax(1)
        p = lp.exp()
        drawn = (draws[:, d : d + 1] > p.detach()[:, :-1].cumsum(1)).sum(1)
        log_p, entropy = log_p + lp.gather(1, drawn[:, None])[:, 0], entropy - (p * lp).sum(1)
        choices.append(drawn)
        probs.append(p.detach())
    return torch.stack(choices, 1), log_p, entropy, torch.cat(probs, 1)


class _Adam:
    """Adam with a learning rate for each run. Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1."""

    def __init__(self, weights, lr):
        self.weights, self.lr, self.t = weights, lr, 0
        self.moments = [(torch.zeros_like(w), torch.zeros_like(w)) for w in weights]

    def step(self, loss):
        gradients = torch.autograd.grad(loss, self.weights)
        self.t += 1
        with torch.no_grad():
            for w, g, (m, v) in zip(self.weights, gradients, self.moments, strict=True):
                m.lerp_(g, 0.1)
                v.mul_(0.999).addcmul_(g, g, value=0.001)
                size = (v / (1 - 0.999**self.t)).sqrt_().add_(1e-8)
                w -= (self.lr / (1 - 0.9**self.t)).view(-1, *[1] * (w.ndim - 1)) * m / size


def _first(space):
    return [0, *accumulate(len(values) for values in space.choices.values())]


def _column(value, runs):
    """One float a run, from one number for all or one for each."""
    return torch.tensor(np.broadcast_to(value, (runs,)).copy(), dtype=torch.float32)
