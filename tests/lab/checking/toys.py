"""A function and a network to build, as an author writes them: the model for those of the lessons."""

import torch
from torch import nn

from nas_teach.lab.checking import Exercise, Recorder, build, call, gives, same, wrong
from nas_teach.lab.checking.modules import same_outputs
from nas_teach.lab.checking.scripted import Scripted


def climb(start, evaluate, steps, rng):
    """Try `steps` random neighbours, one step left or right, and move when one is better. Returns (x, reward)."""
    x, reward = start, evaluate(start)
    for _ in range(steps):
        neighbour = x + (1 if rng.integers(2) else -1)
        found = evaluate(neighbour)
        if found > reward:
            x, reward = neighbour, found
    return x, reward


def drifting(start, evaluate, steps, rng):
    """Moves always."""
    x = start
    for _ in range(steps):
        x += 1 if rng.integers(2) else -1
    return x, evaluate(x)


def evaluates_each_once(function):
    seen = Recorder(lambda x: -abs(x))
    call(function, 9, seen, 4, Scripted([0, 0, 0, 0]))
    if len(seen.calls) != 5:
        return wrong(
            "The start and each neighbour are evaluated once.", f"{len(seen.calls)} evaluations for 4 steps"
        )
    return None


def first_step(function):
    return gives(function, (4, -4), 5, lambda x: -abs(x), 1, Scripted([0]))


CLIMB = Exercise(
    id="98.1",
    title="Climb",
    kind="code",
    dots=3,
    minutes=10,
    builds="climb",
    check=build(
        climb,
        tests=(
            (
                "Without a step it returns the start and its reward.",
                lambda f: gives(f, (5, -5), 5, lambda x: -x, 0, Scripted([])),
            ),
            ("One step down the slope is taken.", first_step),
            ("Four steps cost five evaluations.", evaluates_each_once),
        ),
        cases=[lambda f: call(f, 3, lambda x: -((x - 4) ** 2), 4, Scripted([1, 1, 0, 1]))],
        mistakes=((drifting, "It moves to a neighbour that is worse."),),
        why="It never goes down, so it ends on the first top that it meets.",
        seconds=2,
    ),
    hints=("Keep the best.", "Compare the neighbour's reward with your own."),
    solution=climb,
)
CLIMB_SKELETON = '''
def climb(start, evaluate, steps, rng):
    """Try `steps` random neighbours."""
    ...
'''


class Squeeze(nn.Module):
    def __init__(self, channels, squeezed):
        super().__init__()
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.expand = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        scale = x.mean((2, 3), keepdim=True)
        return x * self.expand(self.reduce(scale).relu()).sigmoid()


def same_as_squeeze(cls):
    return same_outputs(call(cls, 6, 2), Squeeze(6, 2), torch.randn(2, 6, 3, 3))


SQUEEZE = Exercise(
    id="98.2",
    title="Squeeze",
    kind="code",
    dots=4,
    minutes=12,
    builds="Squeeze",
    check=build(
        Squeeze,
        tests=(
            (
                "The shape stays.",
                lambda cls: (
                    None
                    if same(tuple(call(call(cls, 4, 2), torch.zeros(1, 4, 5, 5)).shape), (1, 4, 5, 5))
                    else "The output has another shape than the input."
                ),
            ),
            ("With the same weights it does what the course's own does.", same_as_squeeze),
        ),
        why="Each channel is scaled by one number between 0 and 1.",
    ),
    hints=("Average over the image first.",),
    solution=Squeeze,
)
SQUEEZE_SKELETON = """
class Squeeze(nn.Module):
    def __init__(self, channels, squeezed):
        super().__init__()
        self.reduce = nn.Conv2d(channels, squeezed, 1)
        self.expand = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        ...
"""


TOYS = [CLIMB, SQUEEZE]
