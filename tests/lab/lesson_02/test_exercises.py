"""Right answers of other styles pass, and the controllers of the package and of the lesson agree."""

import numpy as np
import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_02.exercises import many_controllers, run_controller
from nas_teach.strategies.reinforce import simulate_reinforce
from tests.lab.checking.defining import define
from tests.lab.lesson_02.wrong_answers import many, run

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
STYLES = [(id, number) for id, answers in ACCEPTED.items() for number in range(len(answers))]


@pytest.mark.parametrize(("id", "number"), STYLES)
def test_right_answers_of_other_styles_are_accepted(id, number):
    exercise, answer = find(id), ACCEPTED[id][number]
    if exercise.kind in ("code", "bug"):
        answer = define(answer, exercise.name)
    verdict = judge(exercise, answer)
    assert verdict.outcome == "correct", verdict


def test_plain_descent_of_the_package_is_the_controller_of_the_lesson():
    pay = (0.7, 0.9, 0.6)
    one = many_controllers(pay, 0.02, 30, 0.3, 40, np.random.default_rng(5))
    other = simulate_reinforce(pay, 0.02, steps=30, runs=40, lr=0.3, adam=False, seed=5)
    np.testing.assert_allclose(one, other, atol=1e-12)


def test_a_controller_of_the_lesson_runs_on_any_environment():
    path = run_controller(lambda action: 1.0 if action == 2 else 0.0, 200, 0.5, np.random.default_rng(0))
    assert path.shape == (201, 3) and path[-1].argmax() == 2
