"""Plausible wrong answers, each with a fragment of the message that it must get."""

SOFTMAX = """
import numpy as np
def softmax_probs(logits):
    return {result}
"""
SAMPLE = """
import numpy as np
def sample(probs, rng):
    return {result}
"""
STEP = """
import numpy as np
def softmax(z):
    return np.exp(z) / np.exp(z).sum()
def step(logits, action, reward, lr):
    probs, one_hot = softmax(logits), np.eye(len(logits))[action]
    return {result}
"""
IN_PLACE = """
import numpy as np
def step(logits, action, reward, lr):
    probs = np.exp(logits) / np.exp(logits).sum()
    logits += lr * (np.eye(len(logits))[action] - probs) * reward
    return logits
"""
SAMPLE_LOOP = """
import numpy as np
def sample(probs, rng):
    for index, end in enumerate(np.cumsum(probs)):
        if rng.random() < end:
            return index
    return len(probs) - 1
"""
STEP_ATTACHED = """
import torch
def step(logits, action, reward, lr):
    logits = torch.tensor(logits, requires_grad=True)
    (-logits.softmax(0)[action].log() * reward).backward()
    return logits - lr * logits.grad
"""
RUN = """
import numpy as np
def softmax(z):
    return np.exp(z) / np.exp(z).sum()
def sample(probs, rng):
    return min(int((rng.random() >= np.cumsum(probs)).sum()), 2)
def step(z, a, r, lr):
    return z - lr * (softmax(z) - np.eye(3)[a]) * r
def run_controller(environment, steps, lr, rng):
    logits = np.zeros(3)
    path = [softmax(logits)]
    for _ in range(steps):
        action = {action}
        reward = {reward}
        {logits} = {step}
        path.append({kept})
    return {result}
"""
PARTS = {
    "action": "sample(path[-1], rng)",
    "reward": "environment(action)",
    "logits": "logits",
    "step": "step(logits, action, reward, lr)",
    "kept": "softmax(logits)",
    "result": "np.array(path)",
}
BUG = """
import torch
def answer(logits, action, reward, lr):
    logits = torch.tensor(logits, requires_grad=True)
    probs = logits.softmax(0)
    loss = {loss}
    loss.backward()
    return (logits - lr * logits.grad).detach()
"""
MANY = """
import numpy as np
def many_controllers(true_reward, noise, steps, lr, runs, rng):
    pay = np.asarray(true_reward)
    logits = np.zeros((runs, len(pay)))
    path = []
    for t in range(steps + 1):
        probs = np.exp(logits) / np.exp(logits).sum({axis})
        path.append(probs)
        if t < steps:
            u = {u}
            action = (u[:, None] >= probs.cumsum(1)[:, :-1]).sum(1)
            reward = pay[action] + {noise}
            gradient = (probs - np.eye(len(pay))[action]) * reward[:, None]
            logits = logits - lr * {gradient}
    return {result}
"""
MANY_LOOP = (
    RUN.format(**PARTS)
    + """
def many_controllers(true_reward, noise, steps, lr, runs, rng):
    def environment(action):
        return true_reward[action] + noise * rng.standard_normal()
    return np.stack([run_controller(environment, steps, lr, rng) for _ in range(runs)], axis=1)
"""
)
MANY_PARTS = {
    "axis": "1, keepdims=True",
    "u": "rng.random(runs)",
    "noise": "noise * rng.standard_normal(runs)",
    "gradient": "gradient",
    "result": "np.array(path)",
}


def run(**change):
    return RUN.format(**PARTS | change)


def many(**change):
    return MANY.format(**MANY_PARTS | change)


WRONG = {
    "02.1": [
        (SOFTMAX.format(result="np.exp(logits)"), "These are the exponentials"),
        (SOFTMAX.format(result="logits / np.sum(logits)"), "exponential is missing"),
        (SOFTMAX.format(result="np.exp(logits) / np.sum(logits)"), "sum of the logits"),
        (SOFTMAX.format(result="np.exp(logits) / np.exp(logits).max()"), "greatest exponential"),
        (SOFTMAX.format(result="np.exp(logits) / len(logits)"), "number of choices"),
        (SOFTMAX.format(result="np.exp(logits) / 3"), "add up to"),
        (SOFTMAX.format(result="np.abs(logits) / np.abs(logits).sum()"), "keeps the order"),
        (SOFTMAX.format(result="logits - np.log(np.exp(logits).sum())"), "logarithms of the probabilities"),
        (SOFTMAX.format(result="2.0 ** logits / (2.0 ** logits).sum()"), "is right"),
        (SOFTMAX.format(result="print(logits)"), "returns None"),
    ],
    "02.2": [
        (SAMPLE.format(result="np.argmax(probs)"), "most probable choice"),
        (SAMPLE.format(result="int(rng.random() * len(probs))"), "as long as the probabilities"),
        (SAMPLE.format(result="(rng.random() >= np.cumsum(probs)).sum() + 1"), "yours from 1"),
        (
            SAMPLE.format(result="int(np.random.default_rng(0).choice(len(probs), p=probs))"),
            "generator of its own",
        ),
        (SAMPLE.format(result="np.random.choice(len(probs), p=probs)"), "from `rng` and nothing else"),
        (SAMPLE.format(result="rng.choice(len(probs), p=probs, size=1)"), "shape (1,)"),
        (SAMPLE_LOOP, "new u is drawn for each piece"),
        (SAMPLE.format(result="rng.random()"), "whole number"),
        (SAMPLE.format(result="print(probs)"), "returns None"),
    ],
    "02.3": [
        (-1.109, "The minus is missing"),
        (0.4816, "base 10"),
        (1.6, "base 2"),
        (0.2, "This is p x reward"),
        (0.2301, "1 - p = 0.75"),
        (1.3863, "-log p alone"),
        (0.0558, "changed places"),
        (1.6094, "logarithm of the product"),
        (1.10, "three decimals"),
        (0.5, "Too small"),
        ("1.109", "without quotes"),
    ],
    "02.4": [
        (STEP.format(result="logits + lr * (probs - one_hot) * reward"), "wrong way"),
        (STEP.format(result="logits - lr * (probs - one_hot)"), "reward has no influence"),
        (STEP.format(result="logits + lr * one_hot * reward"), "Only the one-hot part"),
        (STEP.format(result="logits + lr * one_hot * (1 - probs) * reward"), "Only the sampled logit"),
        (
            STEP.format(result="logits - lr * (probs - np.eye(len(probs))[probs.argmax()]) * reward"),
            "most probable action",
        ),
        (
            STEP.format(result="logits + lr * probs * (one_hot - probs[action]) * reward"),
            "logarithm is missing",
        ),
        (STEP.format(result="softmax(logits - lr * (probs - one_hot) * reward)"), "These are probabilities"),
        (STEP.format(result="probs - lr * (probs - one_hot) * reward"), "on the probabilities"),
        (STEP.format(result="logits - (probs - one_hot) * reward"), "learning rate is not used"),
        (STEP.format(result="(probs - one_hot) * reward"), "This is the gradient"),
        (STEP.format(result="-lr * (probs - one_hot) * reward"), "This is the change alone"),
        (STEP.format(result="logits - lr * probs * reward"), "one-hot part is missing"),
        (STEP.format(result="logits - lr * (logits - one_hot) * reward"), "not the logits"),
        (STEP_ATTACHED, "Autograd still follows"),
        (IN_PLACE, "belongs to the caller"),
        (STEP.format(result="print(probs)"), "returns None"),
    ],
    "02.5": [
        (run(result="path[-1]"), "last policy alone"),
        (run(result="np.array(path[1:])"), "before the first step is missing"),
        (run(result="np.array(path[:-1])"), "after the last step is missing"),
        (run(reward="environment(action) * 0 + environment(action)"), "asked twice"),
        (run(logits="new"), "logits never change"),
        (run(step="step(np.zeros(3), action, reward, lr)"), "nothing is kept"),
        (run(step="step(path[-1], action, reward, lr)"), "`step` gets the probabilities"),
        (run(step="step(logits, action, reward, 0.1)"), "fixed at 0.1"),
        (run(action="sample(path[0], rng)"), "from the first policy"),
        (run(action="int(path[-1].argmax())"), "instead of drawing"),
        (run(action="sample(path[-1], np.random)"), "from `rng` and nothing else"),
        (
            run().replace(
                "    logits = np.zeros(3)\n", "    rng = np.random.default_rng(0)\n    logits = np.zeros(3)\n"
            ),
            "its own",
        ),
        (run().replace("range(steps)", "range(50)"), "Loop `steps` times"),
        (run(kept="logits").replace("[softmax(logits)]", "[logits]"), "Are these the logits"),
        (run(kept="logits"), "After step"),
        (run(reward="environment((3, 5, 7)[action])"), "out of range"),
        (run(result="None"), "returns None"),
    ],
    "02.6": [
        (BUG.format(loss="probs[action].log() * reward"), "Keep the minus"),
        (BUG.format(loss="-probs[action].log()"), "the reward is gone"),
        (BUG.format(loss="-probs[action] * reward"), "logarithm is gone"),
        (BUG.format(loss="-probs.min().log() * reward"), "least probable"),
        (BUG.format(loss="-probs.log().sum() * reward"), "log-probabilities of all"),
        (BUG.format(loss="-logits[action].log() * reward"), "logarithm of a logit"),
        (BUG.format(loss="probs.max().log() * reward"), "favourite is pushed down"),
        (
            BUG.replace("(logits - lr * logits.grad)", "(logits - lr * logits.grad).softmax(0)").format(
                loss="-probs[action].log() * reward"
            ),
            "These are probabilities",
        ),
    ],
    "02.7": [(0.6, "Answer with one of")],
    "02.8": [
        (many(noise="0 * rng.standard_normal(runs)"), "noise has no influence"),
        (many(gradient="gradient.mean(0)"), "mean step"),
        (many(gradient="-gradient"), "wrong way"),
        (many(result="np.array(path).swapaxes(0, 1)"), "changed places"),
        (many(result="np.array(path[1:])"), "before the first step"),
        (many(result="path[-1]"), "last policies alone"),
        (many(u="np.full(runs, rng.random())"), "drew the same kernel"),
        (many(axis=""), "sum along axis 1"),
        (MANY_LOOP, "another order"),
    ],
}

ACCEPTED = {
    "02.1": [
        "import numpy as np\ndef softmax_probs(z):\n    return np.exp(z) / np.exp(z).sum()",
        "import math\ndef softmax_probs(logits):\n    e = [math.exp(z) for z in logits]\n"
        "    return [x / sum(e) for x in e]",
        "import torch\ndef softmax_probs(logits):\n    return torch.as_tensor(logits).softmax(0).numpy()",
        "from scipy.special import softmax as softmax_probs",
    ],
    "02.2": [
        "def sample(probs, rng):\n    return rng.choice(len(probs), p=probs)",
        "import numpy as np\ndef sample(probs, rng):\n"
        "    return int(np.searchsorted(np.cumsum(probs)[:-1], rng.random(), side='right'))",
        "def sample(probs, rng):\n    u, i = rng.random(), 0\n"
        "    while i < len(probs) - 1 and u >= probs[i]:\n        u -= probs[i]\n        i += 1\n    return i",
        "def sample(probs, rng):\n    return rng.multinomial(1, probs).argmax()",
    ],
    "02.3": [1.109, 1.11, 1.1088, 1.1090354888959124],
    "02.4": [
        "import torch\ndef step(logits, action, reward, lr):\n"
        "    z = torch.tensor(logits, requires_grad=True)\n"
        "    (-z.log_softmax(0)[action] * reward).backward()\n"
        "    return (z - lr * z.grad).detach().numpy()",
        "import numpy as np\ndef step(logits, action, reward, lr):\n    new = logits.copy()\n"
        "    new -= lr * reward * np.exp(logits) / np.exp(logits).sum()\n    new[action] += lr * reward\n"
        "    return new",
        "import math\ndef step(logits, action, reward, lr):\n    total = sum(math.exp(z) for z in logits)\n"
        "    return [z - lr * (math.exp(z) / total - (i == action)) * reward for i, z in enumerate(logits)]",
    ],
    "02.5": [
        run(),
        run(action="rng.choice(3, p=path[-1])"),
        run(action="int(rng.multinomial(1, path[-1]).argmax())", result="path"),
        "import torch\nimport numpy as np\ndef run_controller(environment, steps, lr, rng):\n"
        "    z = torch.zeros(3, dtype=torch.float64, requires_grad=True)\n"
        "    path = np.full((steps + 1, 3), 1 / 3)\n"
        "    for t in range(steps):\n        a = rng.choice(3, p=path[t])\n"
        "        z.grad = None\n        (-z.log_softmax(0)[a] * environment(a)).backward()\n"
        "        with torch.no_grad():\n            z -= lr * z.grad\n"
        "        path[t + 1] = z.detach().softmax(0).numpy()\n    return path",
    ],
    "02.6": [
        "import torch\ndef answer(logits, action, reward, lr):\n    z = torch.tensor(logits, requires_grad=True)\n"
        "    loss = -z.log_softmax(0)[action] * reward\n    loss.backward()\n    return (z - lr * z.grad).tolist()"
    ],
    "02.7": ["D", "d", " (D) "],
    "02.8": [
        many(),
        "import numpy as np\nfrom scipy.special import softmax\n"
        "def many_controllers(true_reward, noise, steps, lr, runs, rng):\n"
        "    z = np.zeros((runs, len(true_reward)))\n    path = np.zeros((steps + 1, runs, len(true_reward)))\n"
        "    path[0] = softmax(z, 1)\n    for t in range(steps):\n        u = rng.random(runs)\n"
        "        a = np.array([min(np.searchsorted(np.cumsum(p), x, 'right'), len(p) - 1)\n"
        "                      for p, x in zip(path[t], u)])\n"
        "        r = np.take(true_reward, a) + noise * rng.normal(size=runs)\n"
        "        for n in range(runs):\n            z[n] -= lr * r[n] * path[t, n]\n"
        "            z[n, a[n]] += lr * r[n]\n"
        "        path[t + 1] = softmax(z, 1)\n    return path",
    ],
}
