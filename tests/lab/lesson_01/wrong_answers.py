"""Plausible wrong answers, each with a fragment of the message that it must get."""

from nas_teach.lab.lesson_01.exercises import PARTS

RIGHT = {idea: part for idea, (part, _) in PARTS.items()}
EPOCHS, KERNEL_9, INCUMBENT, PENALTY = RIGHT

LOOP = """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng = np.random.default_rng(seed)
    {body}
"""

WRONG = {
    "01.1": [
        (24, "adds up the possibilities"),
        (4096, "turns it around"),
        (625, "adds the kernel sizes"),
        (162, "choose once about skips"),
        (6, "one block"),
        (81, "kernel sizes alone"),
        (97, "counts kernels and skips apart"),
        (2000, "Too large"),
    ],
    "01.2": [
        (RIGHT | {EPOCHS: "strategy"}, "Fewer epochs change how"),
        (RIGHT | {KERNEL_9: "strategy"}, "adds architectures"),
        (RIGHT | {INCUMBENT: "space"}, "which architecture to try next"),
        (RIGHT | {PENALTY: "strategy"}, "changes the reward"),
        (RIGHT | {PENALTY: "reward"}, "in quotes"),
        ("evaluation", "Keep the dictionary"),
    ],
    "01.3": [("E", "Answer with one of")],
    "01.4": [
        (
            LOOP.format(body="return [(a, evaluate(a)) for a in (space.sample(rng) for _ in range(budget))]"),
            "evaluated twice",
        ),
        (
            LOOP.format(
                body="tried = {a: evaluate(a) for a in (space.sample(rng) for _ in range(budget))}\n"
                "    return list(tried.items())"
            ),
            "It was even evaluated",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), {}
    for _ in range(budget):
        arch = space.sample(rng)
        if arch not in tried:
            tried[arch] = evaluate(arch)
    return list(tried.items())
""",
            "used up budget",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), {}
    while len(tried) < budget and len(tried) < len(space):
        arch = space.sample(rng)
        tried[arch] = evaluate(arch)
    return list(tried.items())
""",
            "its reward overwritten",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), []
    while len(tried) < min(budget, len(space)):
        arch = space.sample(rng)
        trial = (arch, evaluate(arch))
        if arch not in [a for a, _ in tried]:
            tried.append(trial)
    return tried
""",
            "only then dropped",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), {}
    while len(tried) < min(budget, len(space)):
        arch = space.sample(rng)
        if arch not in tried:
            tried[arch] = evaluate(arch)
    return tried
""",
            "dictionary itself",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(0), {}
    while len(tried) < min(budget, len(space)):
        arch = space.sample(rng)
        if arch not in tried:
            tried[arch] = evaluate(arch)
    return list(tried.items())
""",
            "whatever `seed` is",
        ),
        (LOOP.format(body="return [(a, evaluate(a)) for a in space][:budget]"), "draws nothing"),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    tried = {}
    while len(tried) < min(budget, len(space)):
        arch = space.sample(np.random.default_rng(seed))
        tried[arch] = evaluate(arch)
    return list(tried.items())
""",
            "Stopped after",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), {}
    while len(tried) < min(budget, len(space)):
        arch = space.sample(rng)
        if arch not in tried:
            tried[arch] = evaluate(arch)
    return max(tried.items(), key=lambda trial: trial[1])
""",
            "best trial only",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), {}
    while len(tried) < min(budget, len(space)):
        arch = space.sample(rng)
        if arch not in tried:
            tried[arch] = evaluate(arch)
    return list(tried.values())
""",
            "without their architectures",
        ),
        (
            """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), {}
    while len(tried) < min(budget, len(space)):
        arch = space.sample(rng)
        if arch not in tried:
            tried[arch] = evaluate(space.sample(rng))
    return list(tried.items())
""",
            "reward is that of another draw",
        ),
    ],
    "01.5": [
        (
            """
def answer(trials):
    winner, highest = None, -1.0
    for arch, reward in trials:
        if reward > highest:
            winner, highest = (arch, reward), reward
    return winner
""",
            "can never win",
        ),
        (
            """
def answer(trials):
    winner, highest = trials[0], 0.0
    for arch, reward in trials:
        if reward > highest:
            winner, highest = (arch, reward), reward
    return winner
""",
            "stays in office",
        ),
        (
            """
def answer(trials):
    winner, previous = None, -1e9
    for arch, reward in trials:
        if reward > previous:
            winner = (arch, reward)
        previous = reward
    return winner
""",
            "just before it",
        ),
        (
            """
def answer(trials):
    winner = trials[0]
    for trial in trials:
        if trial[1] >= winner[1]:
            winner = trial
    return winner
""",
            "the first of them",
        ),
        ("answer = lambda trials: max(reward for _, reward in trials)", "the reward alone"),
        ("answer = lambda trials: sorted(trials, key=lambda trial: trial[1])[0]", "the least reward"),
        ("answer = lambda trials: trials[-1]", "the last trial"),
        ("answer = lambda trials: max(trials)", "is right"),
    ],
    "01.6": [
        (298, "rounded up"),
        (298.0729, "number of draws is whole"),
        (300, "rule of thumb"),
        (100, "on average"),
        (95, "adds up the chances"),
        (59, "59 is the answer for the best 5 %"),
        (60, "as in the lesson"),
        (1, "one draw"),
        (2990, "Too large"),
    ],
    "01.7": [
        (75.0, "luckiest of thirty"),
        (76.8, "direction is wrong"),
        (72.95, "in standard deviations"),
        (74.1, "typical distance of a single training"),
        (74.2, "best of 3."),
        (73.6, "best of 10."),
        (72.7, "best of 100."),
        (1.8, "expected to fall"),
        (48, "adds up the noise"),
        (0.7316, "in per cent"),
        (70, "Too small"),
    ],
}
