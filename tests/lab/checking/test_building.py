"""What a learner builds: refused by what it does, told in sentences, handed back to the lesson when right."""

import numpy as np
import pytest
import torch
from torch import nn

from nas_teach.lab.checking import Exercise, build, code, gives, learner, unchanged
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course import catalogue
from tests.lab.checking import hostile, toys
from tests.lab.checking.defining import define

NAMES = {"np": np, "torch": torch, "nn": nn}
SKELETONS = [(toys.CLIMB, toys.CLIMB_SKELETON), (toys.SQUEEZE, toys.SQUEEZE_SKELETON)]
EACH_TOY = pytest.mark.parametrize(("exercise", "skeleton"), SKELETONS, ids=["function", "class"])


@pytest.fixture
def shown(monkeypatch):
    """The texts of the cards; the toys are exercises of the course."""
    texts = []
    monkeypatch.setattr(learner, "card", lambda html, text: texts.append(text))
    monkeypatch.setattr(learner, "find", {exercise.id: exercise for exercise in toys.TOYS}.__getitem__)
    return texts


def written(source, exercise=toys.CLIMB):
    return judge(exercise, define(source, exercise.builds, NAMES))


@EACH_TOY
def test_the_skeleton_is_not_attempted_and_the_course_goes_on(exercise, skeleton, shown):
    stub = define(skeleton, exercise.builds, NAMES)
    assert learner.check(exercise.id, stub) is exercise.reference
    assert learner.check(exercise.id, ...) is exercise.reference
    assert learner.check(exercise.id) is exercise.reference
    assert all(text.startswith("○ Not attempted") and "with the course's own." in text for text in shown)


@EACH_TOY
def test_a_right_one_is_handed_back_itself(exercise, skeleton, shown):
    hers = define(exercise.solution, exercise.builds)
    assert hers is not exercise.reference and learner.check(exercise.id, hers) is hers
    assert shown[0].startswith("✓ Correct") and "goes on with your" in shown[0]
    assert shown[0].count("✓") == 1 + len(judge(exercise, hers).tests)


@EACH_TOY
def test_the_courses_own_handed_in_again_is_no_answer(exercise, skeleton, shown):
    assert learner.check(exercise.id, exercise.reference) is exercise.reference
    assert shown[0].startswith("○ Not attempted") and "Run the cell that defines your" in shown[0]


def test_a_wrong_one_is_replaced(shown):
    assert learner.check("98.1", toys.drifting) is toys.climb
    assert shown[0].startswith("✗ Not yet") and "with the course's own." in shown[0]
    assert "It moves to a neighbour that is worse." in shown[0]


RIGHT = {
    "recursive": """
def climb(start, evaluate, steps, rng):
    def go(x, reward, steps):
        if not steps:
            return x, reward
        neighbour = x + (-1, 1)[rng.integers(0, 2)]
        found = evaluate(neighbour)
        return go(*((neighbour, found) if found > reward else (x, reward)), steps - 1)
    return go(start, evaluate(start), steps)
""",
    "other draws, more defaults, an array": """
def climb(start, evaluate, steps, rng, width=1):
    x, reward = start, evaluate(start)
    for sign in rng.choice([-1, 1], size=steps):
        if (found := evaluate(x + width * sign)) > reward:
            x, reward = x + width * sign, found
    return np.array([x, reward], dtype=float)
""",
    "a tensor, a default that is never changed": """
def climb(start, evaluate, steps, rng, memory=[]):
    path = list(memory) + [(evaluate(start), start)]
    for _ in range(steps):
        x = path[-1][1] + 2 * rng.integers(2) - 1
        path.append(max(path[-1], (evaluate(x), x), key=lambda pair: pair[0]))
    return torch.tensor([path[-1][1], path[-1][0]])
""",
}


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_right_functions_of_another_style_pass(source):
    verdict = written(source)
    assert verdict.outcome == "correct", verdict


START = "def climb(start, evaluate, steps, rng{}):\n    x, reward = start, evaluate(start)\n"
LOOP = START + "    for _ in range(steps):\n        n = x + 2 * int(rng.integers(2)) - 1\n"
WRONG = {  # source: (part of the message, part of what was received, number of tests passed)
    START.format("") + "    return x\n": ("(5, -5) is right", "climb(5, ", 0),
    START.format("") + "    pass\n": ("Is a `return` missing?", "returned None", 0),
    START.format("") + "    return x, reward\n": ("(4, -4) is right", "returned (5, -5)", 1),
    LOOP.format("")
    + "        if evaluate(n) > reward:\n            x, reward = n, evaluate(n)\n    return x, reward\n": (
        "evaluated once",
        "9 evaluations",
        2,
    ),
    LOOP.format("") + "        if evaluate(n) > reward: x, reward = n, rewards\n    return x, reward\n": (
        "NameError",
        "in the line: if evaluate(n)",
        1,
    ),
    START.format(", seen=[]") + "    seen.append(x)\n    return seen[0], reward * len(seen)\n": (
        "keeps something from one use to the next",
        "returned (5, -10)",
        1,
    ),
    "def climb(start, evaluate):\n    return 1\n": (
        "must accept 4 arguments",
        "def climb(start, evaluate)",
        0,
    ),
    START.format("") + "    rng.integers(5, 7)\n    return x, reward\n": (
        "It draws `rng.integers(5, 7)`",
        "",
        1,
    ),
}


@pytest.mark.parametrize(("source", "told"), WRONG.items(), ids=range(len(WRONG)))
def test_wrong_functions_are_told_what_failed(source, told):
    message, received, passed = told
    verdict = written(source)
    assert verdict.outcome == "wrong" and message in verdict.message and received in verdict.received, verdict
    if passed is not None:
        marks = "".join(mark for mark, _ in verdict.tests)
        assert marks == ("✓" * passed + "✗").ljust(5, "○") or not marks, verdict


def test_an_endless_loop_shows_how_far_it_came():
    verdict = written(LOOP.format("") + "        while True: pass\n    return x, reward\n")
    assert "Stopped after 2 s" in verdict.message
    assert [mark for mark, _ in verdict.tests] == ["✓", "✗", "○", "○", "○"]


def test_dots_that_are_left_count_as_not_attempted():
    verdict = written(START.format("") + "    ...\n    return x, reward\n")
    assert verdict.outcome == "unattempted" and "`...` is still in it" in verdict.message


@pytest.mark.parametrize("answer", [3, "climb", (4, -4), [1]])
def test_what_is_no_function_is_refused(answer):
    verdict = judge(toys.CLIMB, answer)
    assert verdict.outcome == "wrong" and "A function is asked for" in verdict.message


BODY = toys.SQUEEZE_SKELETON.replace("        ...\n", "{}")
NETWORKS = {
    BODY.format("        return x\n"): "the output differs",
    BODY.format("        return self.expand(self.reduce(x.mean((2, 3), keepdim=True)))\n"): "another shape",
    BODY.replace("channels, 1)", "channels, 3)").format(
        "        return x\n"
    ): "is missing weights of the shape",
    "class Squeeze:\n    def __init__(self, a, b):\n        pass\n    def __call__(self, x):\n        return x\n": (
        "`nn.Module` as its base"
    ),
    "Squeeze = nn.Identity()": "without calling it",
}


@pytest.mark.parametrize(("source", "message"), NETWORKS.items(), ids=range(len(NETWORKS)))
def test_wrong_networks_are_refused(source, message):
    verdict = written(source, toys.SQUEEZE)
    assert verdict.outcome == "wrong" and message in verdict.message, verdict


def test_a_network_with_other_names_in_another_order_passes():
    source = """
class Squeeze(nn.Module):
    def __init__(self, c, s, act=nn.ReLU):
        super().__init__()
        self.up = nn.Conv2d(s, c, 1)
        self.down, self.act = nn.Conv2d(c, s, 1), act()
    def forward(self, x):
        pooled = nn.functional.adaptive_avg_pool2d(x, 1)
        return torch.sigmoid(self.up(self.act(self.down(pooled)))) * x
"""
    assert written(source, toys.SQUEEZE).outcome == "correct"


@pytest.mark.parametrize(
    ("function", "fault"),
    [
        (lambda values, scale: sorted(values)[0], None),
        (lambda values, scale: values.sort(), "argument 1"),
        (lambda values, scale: scale.update(a=2), "`scale`"),
    ],
)
def test_arguments_that_change_are_named(function, fault):
    verdict = unchanged(function, [3, 1, 2], scale={"a": 1})
    assert verdict is None if fault is None else fault in verdict.message


def test_an_exercise_builds_only_what_its_checker_can_stand_in_for():
    def text(**fields):
        return Exercise(
            **{"id": "98.3", "title": "T", "kind": "bug", "dots": 1, "minutes": 1, "hints": ("H.",)} | fields
        )

    mended = code(abs, [(1,), (-2,)], why="Because.")
    assert text(builds="size", check=mended, solution="size = abs").reference is abs
    with pytest.raises(ValueError, match="builds must be left out: its check keeps no reference"):
        text(builds="size", check=print, solution="size = abs")
    with pytest.raises(ValueError, match="source that defines `size`"):
        text(builds="size", check=mended, solution="answer = abs")
    with pytest.raises(ValueError, match="mistakes are told apart by cases"):
        build(abs, (("Of 1 it is 1.", lambda f: gives(f, 1, 1)),), why="Because.", mistakes=((int, "No."),))
    with pytest.raises(ValueError, match="give tests or cases"):
        build(abs, (), why="Because.")


def test_other_exercises_return_nothing(monkeypatch):
    monkeypatch.setattr(learner, "card", lambda html, text: None)
    assert learner.check("00.1", 6) is None and learner.check("00.1", 5) is None
    assert not any(exercise.builds for exercise in catalogue.exercises("00"))


@pytest.mark.slow
@EACH_TOY
def test_hostile_answers_are_survived_and_refused(exercise, skeleton):
    for answer in hostile.ANSWERS:
        verdict = judge(exercise, answer, seconds=1)
        assert verdict.outcome != "correct" and " at 0x" not in verdict.message + verdict.received, verdict


COUNTS = """
uses = []
def climb(start, evaluate, steps, rng):
    uses.append(1)
    x, reward = start, evaluate(start)
    for _ in range(steps):
        n = x + 2 * int(rng.integers(2)) - 1
        found = evaluate(n)
        if found > reward:
            x, reward = n, found
    return x, reward + (len(uses) > 4)
"""


def test_what_is_right_only_the_first_times_is_refused():
    verdict = written(COUNTS)
    assert verdict.outcome == "wrong" and "a global name" in verdict.message
    assert "".join(mark for mark, _ in verdict.tests) == "✓✓✓✓✗"
    assert verdict.received


SHARED = """
class Squeeze(nn.Module):
    kept = []
    def __init__(self, c, s):
        super().__init__()
        self.reduce, self.expand = nn.Conv2d(c, s, 1), nn.Conv2d(s, c, 1)
    def forward(self, x):
        self.kept.append(x.mean((2, 3), keepdim=True))
        return x * self.expand(self.reduce(self.kept[0]).relu()).sigmoid()[:, : x.shape[1]]
"""


def test_a_container_in_the_body_of_a_class_is_named():
    verdict = written(SHARED, toys.SQUEEZE)
    assert verdict.outcome == "wrong" and "a list in the body of the class" in verdict.message


def test_what_can_be_gone_through_only_once_is_refused():
    exercise = Exercise(
        id="98.9",
        title="Squares",
        kind="code",
        dots=1,
        minutes=1,
        hints=("Try.",),
        builds="squares",
        solution=squares,
        check=build(squares, tests=(), cases=(([1, 2],), ([3],)), why="Right."),
    )
    for source in ("for x in xs:\n        yield x * x", "return map(lambda x: x * x, xs)"):
        verdict = judge(exercise, define(f"def squares(xs):\n    {source}\n", "squares"))
        assert verdict.outcome == "wrong" and "return a list" in verdict.message
    for source in ("[x * x for x in xs]", "tuple(x * x for x in xs)", "np.square(xs)"):
        hers = define(f"def squares(xs):\n    return {source}\n", "squares", NAMES)
        assert judge(exercise, hers).outcome == "correct"


def squares(xs):
    return [x * x for x in xs]
