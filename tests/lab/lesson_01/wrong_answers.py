"""Plausible wrong answers, each with a fragment of the message that it must get."""

from nas_teach.lab.lesson_01.exercises import PARTS

RIGHT = {idea: part for idea, (part, _) in PARTS.items()}
EPOCHS, KERNEL_9, INCUMBENT, PENALTY = RIGHT

SEARCH = """
import numpy as np
def answer(space, evaluate, budget, seed):
    rng, tried = np.random.default_rng(seed), {{}}
    {loop}:
        {body}
    return {end}
"""
WINNER = """
def answer(trials):
    {start}
    for arch, reward in trials:
        {body}
    return winner
"""
ONCE = "arch = space.sample(rng)\n        if arch not in tried: tried[arch] = evaluate(arch)"
BEATEN = "if reward > highest: winner, highest = (arch, reward), reward"


def search(body=ONCE, end="list(tried.items())", loop="while len(tried) < min(budget, len(space))"):
    return SEARCH.format(body=body, end=end, loop=loop)


def winner(start, body=BEATEN):
    return WINNER.format(start=start, body=body)


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
            search(loop="for _ in ()", body="pass", end="[(a, evaluate(a)) for a in space][:budget]"),
            "draws nothing",
        ),
        (
            search(
                loop="for i in range(budget)",
                body="arch = space.sample(rng); tried[i] = (arch, evaluate(arch))",
                end="list(tried.values())",
            ),
            "evaluated twice",
        ),
        (
            search(
                loop="for _ in range(budget)", body="arch = space.sample(rng); tried[arch] = evaluate(arch)"
            ),
            "It was even evaluated",
        ),
        (search(loop="for _ in range(budget)"), "used up budget"),
        (search("arch = space.sample(rng); tried[arch] = evaluate(arch)"), "its reward overwritten"),
        (
            search(
                "arch = space.sample(rng); reward = evaluate(arch)\n"
                "        if arch not in tried: tried[arch] = reward"
            ),
            "only then dropped",
        ),
        (search(end="tried"), "dictionary itself"),
        (search().replace("default_rng(seed)", "default_rng(0)"), "whatever `seed` is"),
        (
            search("arch = space.sample(np.random.default_rng(seed)); tried[arch] = evaluate(arch)"),
            "Stopped after",
        ),
        (search(end="max(tried.items(), key=lambda trial: trial[1])"), "best trial only"),
        (search(end="list(tried.values())"), "without their architectures"),
        (
            search(ONCE.replace("evaluate(arch)", "evaluate(space.sample(rng))")),
            "reward is that of another draw",
        ),
    ],
    "01.5": [
        (winner("winner, highest = None, -1.0"), "can never win"),
        (winner("winner, highest = trials[0], 0.0"), "stays in office"),
        (
            winner(
                "winner, previous = None, -1e9",
                "if reward > previous: winner = (arch, reward)\n        previous = reward",
            ),
            "just before it",
        ),
        (
            winner("winner = trials[0]", "if reward >= winner[1]: winner = (arch, reward)"),
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
