"""Plausible wrong answers, each with a fragment of the message that it must get; and right ones of other styles."""

AVERAGE = """import numpy as np
class MovingAverage:
    def __init__(self, decay=0.9, start=None):
        self.decay, self.start, self.average = decay, start, start

    def fresh(self):
        {fresh}

    def __call__(self, reward):
        {lines}
"""
FRESH = "return MovingAverage(self.decay, self.start)"
OLD = "value = reward if self.average is None else self.average"
UPDATE = "self.average = self.decay * value + (1 - self.decay) * reward"

STEP = """import torch
def answer(logits, value, action, reward):
    logits = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    value = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    {lines}
    return logits.grad.tolist(), value.grad.item()
"""
LOG_P = "logits.log_softmax(0)[action]"

MOMENTS = """import numpy as np
def step_moments(probs, rewards, baseline):
    scores = np.eye(len(probs)) - probs
    {lines}
"""
TWO_LOSSES = (
    "advantage = reward - value\n"
    f"    (-{LOG_P} * advantage).backward()\n    ((reward - value) ** 2).backward()"
)


def average(*lines, fresh=FRESH):
    return AVERAGE.format(fresh=fresh, lines="\n        ".join(lines))


def step(loss):
    return STEP.format(lines=f"({loss}).backward()")


def moments(*lines):
    return MOMENTS.format(lines="\n    ".join(lines))


def loo(expression):
    return f"import numpy as np\nleave_one_out = lambda rewards: {expression}"


def best(weights, divided=" / w.sum()"):
    return (
        "import numpy as np\ndef best_baseline(probs, rewards):\n"
        "    size = ((np.eye(len(probs)) - probs) ** 2).sum(1)\n"
        f"    w = {weights}\n    return w @ rewards{divided}\n"
    )


STEPS = "steps = scores * (rewards - baseline)[:, None]"
WRONG = {
    "03.1": [(63, "Answer with one of")],
    "03.2": [
        (average(OLD, UPDATE, "return self.average"), "updated before it is used"),
        (
            average(OLD, "self.average = (1 - self.decay) * value + self.decay * reward", "return value"),
            "changed places",
        ),
        (average(OLD, UPDATE, "return reward - value"), "returns the advantage"),
        (average(OLD, "self.average = value", "return value"), "never moves"),
        (average("value = self.average or reward", UPDATE, "return value"), "Ask `is None`"),
        (
            average(OLD, UPDATE, "return value").replace("decay, start, start", "decay, start, start or 0.0"),
            "begins at 0",
        ),
        (
            average(OLD, UPDATE, "return value").replace("decay, start, start", "decay, start, None"),
            "`start` is ignored",
        ),
        (
            average(OLD, "self.average = 0.9 * value + 0.1 * reward", "return value"),
            "always keeps nine tenths",
        ),
        (
            average("value = reward if self.start is None else self.average", UPDATE, "return value"),
            "not only the first",
        ),
        (average(OLD, UPDATE, "return value", fresh="return self"), "hands out the same object"),
        (average(OLD, UPDATE, "return value", fresh="return MovingAverage()"), "has other settings"),
        (
            average(OLD, UPDATE, "return value", fresh="return MovingAverage(self.decay, self.average)"),
            "remembers what the old one heard",
        ),
        (
            average("value = reward if self.average == None else self.average", UPDATE, "return value"),
            "`is None` asks the array as a whole",
        ),
        (average("reward = np.mean(reward)", OLD, UPDATE, "return value"), "one for all of them"),
        (
            average(
                OLD,
                "self.average = np.array(value)",
                "value = self.average if np.ndim(reward) else value",
                "self.average *= self.decay",
                "self.average += (1 - self.decay) * reward",
                "return value",
            ),
            "the old value with it",
        ),
        (
            average(
                "self.average = reward if self.average is None else self.average",
                "value = self.average + 0",
                "self.average += (1 - self.decay) * (reward - self.average)",
                "return value",
            ),
            "in place",
        ),
        (average(OLD, UPDATE), "Does it end with `return`"),
        (
            average(
                "self.seen = [*getattr(self, 'seen', []), reward]",
                "old = self.seen[:-1]",
                "if old: return sum(old) / len(old)",
                "return reward if self.start is None else self.start",
            ),
            "plain mean of all rewards",
        ),
        ("def MovingAverage(decay, start): return start", "an object that can be called"),
    ],
    "03.3": [
        (
            moments(STEPS, "mean = steps.mean(0)", "return mean, ((steps - mean) ** 2).sum(1).mean()"),
            "counts the same",
        ),
        (
            moments(STEPS, "mean = probs @ steps", "return -mean, probs @ ((steps - mean) ** 2).sum(1)"),
            "turned round",
        ),
        (moments(STEPS, "return probs @ steps, probs @ (steps**2).sum(1)"), "mean of the squares"),
        (
            moments(STEPS, "m = probs @ steps", "return m, (probs @ ((steps - m) ** 2).sum(1)) ** 0.5"),
            "standard deviation",
        ),
        (
            moments(
                "steps = scores * rewards[:, None]",
                "m = probs @ steps",
                "return m, probs @ ((steps - m) ** 2).sum(1)",
            ),
            "baseline is ignored",
        ),
        (moments(STEPS, "m = probs @ steps", "return m, probs @ (steps - m) ** 2"), "for each logit"),
        (
            moments(STEPS, "m = probs @ steps", "return m, probs @ ((steps - m) ** 2).mean(1)"),
            "mean over the",
        ),
        (
            moments(STEPS, "return probs @ steps, steps.var(0).sum()"),
            "In the variance every draw counts the same",
        ),
        (
            moments("steps = scores * (rewards - baseline)", "m = probs @ steps")
            + "    return m, probs @ ((steps - m) ** 2).sum(1)\n",
            "column by column",
        ),
        (
            moments(STEPS, "m = probs @ steps", "return probs @ ((steps - m) ** 2).sum(1), m"),
            "have changed places",
        ),
        (moments(STEPS, "return probs @ steps"), "Return two things"),
        (
            moments(STEPS, "m = probs @ steps", "return m, 0.0").replace("np.eye(len(probs))", "np.eye(3)"),
            "unlike lengths",
        ),
        (
            moments(
                "a = np.random.default_rng(0).choice(len(probs), 10_000, p=probs)",
                "steps = scores[a] * (rewards[a] - baseline)[:, None]",
                "return steps.mean(0), steps.var(0).sum()",
            ),
            "never exact",
        ),
        (
            moments("rewards -= baseline", "steps = scores * rewards[:, None]", "m = probs @ steps")
            + "    return m, probs @ ((steps - m) ** 2).sum(1)\n",
            "changes its argument 2",
        ),
    ],
    "03.4": [("B and C", "Answer with one of")],
    "03.5": [
        (loo("np.full_like(rewards, 1) * np.mean(rewards, -1, keepdims=True)"), "part of its own baseline"),
        (
            loo("rewards - (rewards.sum(-1, keepdims=True) - rewards) / (rewards.shape[-1] - 1)"),
            "These are the advantages",
        ),
        (loo("(rewards.sum(-1, keepdims=True) - rewards) / rewards.shape[-1]"), "only n - 1 others"),
        (loo("rewards.sum(-1, keepdims=True) - rewards"), "Divide it by their number"),
        (
            loo("0 * rewards + rewards.sum(-1, keepdims=True) / (rewards.shape[-1] - 1)"),
            "leaves the reward itself in the sum",
        ),
        (
            "import numpy as np\ndef leave_one_out(r):\n"
            "    one = lambda row: [row[row != x].mean() for x in row]\n"
            "    return np.apply_along_axis(one, -1, r)",
            "equal accuracies",
        ),
        (loo("(rewards.sum() - rewards) / (rewards.size - 1)"), "mixes the batches. Take"),
        (loo("(rewards.sum(0) - rewards) / (len(rewards) - 1)"), "along the first axis"),
        (loo("rewards.mean(-1, keepdims=True)"), "one number for the whole batch"),
        (
            loo("(rewards.sum(1, keepdims=True) - rewards) / (rewards.shape[1] - 1)"),
            "has one axis and no rows",
        ),
        (loo("0.0"), "(0, 1) is right"),
        (loo("(rewards.sum(-1) - rewards) / (rewards.shape[-1] - 1)"), "keep that axis"),
        (
            "def leave_one_out(rewards):\n    total = rewards.sum(-1, keepdims=True)\n"
            "    rewards -= total\n    rewards /= 1 - rewards.shape[-1]\n    return rewards",
            "belongs to the caller",
        ),
    ],
    "03.6": [
        (best("probs"), "This is the mean reward"),
        (best("size"), "lack the probabilities"),
        (best("probs * size ** 0.5"), "the length is squared"),
        (best("np.ones(len(probs))"), "as if all kernels were drawn alike"),
        (best("probs * (1 - probs) ** 2"), "the drawn kernel alone"),
        (best("probs * (1 - probs)"), "In place of 1 - p"),
        (best("probs * ((np.eye(len(probs)) - probs) ** 2).sum(0)"), "down the columns"),
        (best("probs * size", ""), "divide by it"),
        ("best_baseline = lambda probs, rewards: 0.0", "0.5 is right"),
        (
            "import numpy as np\ndef best_baseline(probs, rewards):\n"
            "    size = ((np.eye(len(probs)) - probs) ** 2).sum(1)\n"
            "    grid = np.linspace(rewards.min(), rewards.max(), 1001)\n"
            "    return min(grid, key=lambda b: probs @ (size * (rewards - b) ** 2))\n",
            "solve for b instead",
        ),
    ],
    "03.7": [
        (STEP.format(lines=TWO_LOSSES), "PyTorch adds the gradients"),
        (step(f"-{LOG_P} * (reward - value) + 0 * value"), "never from its own error"),
        (step(f"-{LOG_P} * (reward - value.detach()) + 0 * value"), "nothing reaches the critic"),
        (step("(reward - value) ** 2 + 0 * logits.sum()"), "the policy learns nothing"),
        (step(f"-{LOG_P} * reward + (reward - value) ** 2"), "lost its baseline"),
        (step(f"-{LOG_P} * (reward - value.detach()) + (reward - value).detach() ** 2"), "NoneType"),
        (step(f"{LOG_P} * (reward - value.detach()) + (reward - value) ** 2"), "changed its sign"),
        (step(f"-{LOG_P} * (reward - value.detach()) + 0.5 * (reward - value) ** 2"), "half of what it was"),
        (step(f"-{LOG_P}.detach() * (reward - value) + (reward - value) ** 2"), "flows back to `logits`"),
    ],
}

ACCEPTED = {
    "03.2": [
        average(
            "if self.average is None:",
            "    self.average = reward",
            "value = self.average",
            "self.average = value + (1 - self.decay) * (reward - value)",
            "return value",
            fresh="return type(self)(start=self.start, decay=self.decay)",
        ),
        average(
            "reward = np.asarray(reward, dtype=float)",
            "old, self.average = self.average, None",
            "old = reward.copy() if old is None else old",
            "self.average = np.average([old, reward], axis=0, weights=[self.decay, 1 - self.decay])",
            "return old",
        ),
        """import copy
class MovingAverage:
    def __init__(self, decay=0.9, start=None):
        self.decay, self.start, self.rewards = decay, start, []
    def fresh(self):
        other = copy.copy(self)
        other.rewards = []
        return other
    def __call__(self, reward):
        self.rewards.append(reward)
        value = self.rewards[0] if self.start is None else self.start
        for earlier in self.rewards[:-1]:
            value = value * self.decay + earlier * (1 - self.decay)
        return value
""",
    ],
    "03.3": [
        moments(STEPS, "mean = probs @ steps", "return mean, probs @ ((steps - mean) ** 2).sum(1)"),
        moments(STEPS, "m = (probs[:, None] * steps).sum(0)", "return m, probs @ (steps**2).sum(1) - m @ m"),
        """def step_moments(probs, rewards, baseline):
    n = range(len(probs))
    steps = [[((i == a) - probs[i]) * (rewards[a] - baseline) for i in n] for a in n]
    mean = [sum(probs[a] * steps[a][i] for a in n) for i in n]
    return mean, sum(probs[a] * (steps[a][i] - mean[i]) ** 2 for a in n for i in n)
""",
    ],
    "03.5": [
        loo("(rewards.sum(-1, keepdims=True) - rewards) / (rewards.shape[-1] - 1)"),
        """import numpy as np
def leave_one_out(rewards):
    n = rewards.shape[-1]
    others = 1 - np.eye(n)
    return rewards @ others / others.sum(0)
""",
        """import numpy as np
def leave_one_out(rewards):
    out = np.empty(rewards.shape)
    for i in range(rewards.shape[-1]):
        out[..., i] = np.delete(rewards, i, axis=-1).mean(-1)
    return out
""",
    ],
    "03.6": [
        best("probs * size"),
        """def best_baseline(probs, rewards):
    above = below = 0.0
    for a, (p, r) in enumerate(zip(probs, rewards)):
        square = sum(((i == a) - q) ** 2 for i, q in enumerate(probs))
        above, below = above + p * square * r, below + p * square
    return above / below
""",
        """import numpy as np
from scipy.optimize import minimize_scalar
def best_baseline(probs, rewards):
    size = ((np.eye(len(probs)) - probs) ** 2).sum(1)
    low, high = rewards.min(), rewards.max()
    return minimize_scalar(lambda b: probs @ (size * (rewards - b) ** 2), (low, high), tol=1e-12).x
""",
    ],
    "03.7": [
        step(f"-{LOG_P} * (reward - value.detach()) + (reward - value) ** 2"),
        step(f"-{LOG_P} * (reward - value.item()) + (reward - value).square()"),
        step(f"-(reward - value.data) * {LOG_P} + torch.pow(value - reward, 2)"),
    ],
}
