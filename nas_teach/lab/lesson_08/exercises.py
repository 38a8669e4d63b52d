"""The exercises of lesson 08: who is trained how often, fair paths, batch norm, prejudice and price."""

import numpy as np

from nas_teach.lab.checking import Exercise, call, choose, code, correct, number, plain, shorten, wrong

HOW_OFTEN_TRAINED = Exercise(
    id="08.1",
    title="How often was it trained?",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        282 / 18,
        tolerance=0.4,
        why="1/2 (type) x 1/3 (kernel) x 1/3 (depth 3, the only one that uses a third block) = 1/18 of "
        "282 steps, about 16. The first block of the same type and kernel is on three times as many "
        "paths. Remember it when you see how the supernet judges deep networks.",
        mistakes=(
            (
                47,
                "That is how often the *first* such block is trained: half of a third of the steps. "
                "Which depths use the third block?",
            ),
            (94, "This is a third of the steps. Three things must meet: type, kernel and depth."),
            (282 * 2 / 18, "Depth 2 uses two blocks only. One depth in three reaches the third."),
            (282 / 6 / 2, "The depth has three choices, not two: one third of the paths is 3 deep."),
            (141, "Half of the paths are mbconv, but not all of those have this kernel and this depth."),
            (1 / 18, "This is the share of the steps. How many of 282 are that?"),
            (282 / 8, "The choices are not all two in number: 2, 3 and 3."),
            (282 / 2 + 2 * 282 / 3, "The three must meet in one path: multiply the shares, do not add."),
            (282, "Only what lies on the path of a step gets a gradient, and a step has one path."),
        ),
    ),
    hints=(
        "What must a path have, so that it uses this block? Three things.",
        "Multiply the three probabilities, then times 282.",
    ),
    solution="answer = 282 * 1/2 * 1/3 * 1/3",
)


def fair_step(num_choices, num_decisions, seed):
    rng = np.random.default_rng(seed)
    shuffles = [rng.permutation(num_choices).tolist() for _ in range(num_decisions)]  # one a decision
    return [list(path) for path in zip(*shuffles, strict=True)]  # read across


def _fair_fault(paths, num_choices, num_decisions):
    """What is wrong with the shape or the counts of one fair step, or None."""
    if type(paths) is not tuple or not all(type(path) is tuple for path in paths):
        return "Return a list of paths, each of them a list of choices."
    if len(paths) == num_decisions != num_choices and all(len(path) == num_choices for path in paths):
        return (
            "This is one list for each decision. A path takes one choice from each of them: turn rows "
            "into columns with `zip(*shuffles)`."
        )
    if len(paths) != num_choices:
        return (
            f"{num_choices} paths are needed, one for each choice, so that each can occur once. These "
            f"are {len(paths)}."
        )
    if any(len(path) != num_decisions for path in paths):
        return f"Each path needs {num_decisions} choices, one for each decision."
    if any(choice not in range(num_choices) for path in paths for choice in path):
        return f"Choices are numbered from 0: with {num_choices} of them, from 0 to {num_choices - 1}."
    for column in zip(*paths, strict=True):
        if sorted(column) != list(range(num_choices)):
            return (
                "In one decision a choice occurs twice, and another one never. Drawing each path by "
                "itself is uniform sampling; draw a *permutation* of the choices for each decision."
            )
    return None


def _chance_fault(steps, again):
    """What is not left to chance in fair steps of 3 choices, 2 decisions; `again`: the last ten anew."""
    if len(set(steps)) == 1:
        return (
            "Fair, but the same paths whatever the seed is: some combinations are never trained. "
            "Shuffle with `rng.permutation(num_choices)`."
        )
    if again != steps[-10:]:
        return (
            "The same seed gives other paths the second time. Draw from `np.random.default_rng(seed)` only."
        )
    if all(path[0] == path[1] for paths in steps for path in paths):
        return (
            "All decisions get the same shuffle: whoever has choice 2 in one has it in all of them. "
            "Each decision needs a permutation of its own."
        )
    if len({path for paths in steps for path in paths}) < 9:
        return (
            "Some combinations of choices never occur, whatever the seed is: one decision follows from "
            "another. Each decision needs a permutation of its own."
        )
    if any(all(paths[i][column] == i for paths in steps for i in range(3)) for column in (0, 1)):
        return (
            "One decision is never shuffled. That is fair, but the order of the paths then follows "
            "it. Shuffle every decision."
        )
    return None


def check_fair(answer):
    """Whether the paths are fair in every call, and differ from call to call and between decisions."""
    seen = []
    for num_choices, num_decisions, seed in [(3, 2, 0), (4, 3, 1), *[(3, 2, seed) for seed in range(2, 40)]]:
        result = call(answer, num_choices, num_decisions, seed)
        paths = plain(result)
        if fault := _fair_fault(paths, num_choices, num_decisions):
            return wrong(fault, f"answer({num_choices}, {num_decisions}, {seed}) returned {shorten(result)}")
        seen.append(paths)
    again = [call(answer, 3, 2, seed) for seed in range(30, 40)]  # one could be equal by luck
    if fault := _chance_fault(seen[2:], [plain(paths) for paths in again]):
        once_more = f"and once more {shorten(again[-1])}"
        return wrong(fault, f"answer(3, 2, 39) returned {shorten(result)}, {once_more}")
    return correct(
        "One permutation for each decision, read across. Every choice is trained once in every "
        "step; which of them meet in one path is left to chance."
    )


FAIR_PATHS = Exercise(
    id="08.2",
    title="Draw fair paths",
    kind="code",
    dots=2,
    minutes=6,
    check=check_fair,
    hints=(
        "For one decision: `rng.permutation(num_choices)` holds every choice once, shuffled.",
        "Make such a list for each decision. The first path takes the first of each, and so on.",
        "`zip(*lists)` reads a list of lists across.",
    ),
    solution=fair_step,
)

WHICH_LAYERS = Exercise(
    id="08.3",
    title="Which layers need it?",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "B",
        {
            "A": "Size does not matter: a single batch norm that all paths share would be enough to mix "
            "them. Look at what layers the little one is made of.",
            "B": "Right. Convolution, ReLU, mean, linear layer: the same in training and in evaluation. Only "
            "layers that carry statistics from one to the other can carry a mixture.",
            "C": "More training does not help: running statistics settle on the average over all paths, and "
            "stay a mixture for ever. And the little one has none of them.",
            "D": "A copy has the statistics of the original, which is why the package recalibrates the copy. "
            "Look at what layers the little one is made of.",
        },
    ),
    hints=(
        "Print SuperNet(), or read its class above. Which of its layers behaves differently in evaluation?",
    ),
    solution='answer = "B"  # no batch norm, nothing to mix',
)


def score_in_turn(net, paths):
    scores = []
    for path in paths:
        net.recalibrate(path)
        scores.append(net.accuracy(path))  # before the next path changes the statistics
    return scores


def score_after_all(net, paths):
    """The broken function of 08.4: all paths meet the statistics of the last one."""
    for path in paths:
        net.recalibrate(path)
    return [net.accuracy(path) for path in paths]


def _score_first(net, paths):
    scores = []
    for path in paths:
        scores.append(net.accuracy(path))
        net.recalibrate(path)
    return scores


def _first_only(net, paths):
    net.recalibrate(paths[0])
    return [net.accuracy(path) for path in paths]


def _every_pair(net, paths):
    scores = []
    for path in paths:
        net.recalibrate(path)
        scores += [net.accuracy(other) for other in paths]
    return scores


class Supernet:
    """Three paths whose accuracy is good with statistics of their own, and poor with those of another."""

    def __init__(self, names):
        self.names, self.statistics, self.recalibrations = names, None, 0

    def recalibrate(self, path):
        self.statistics = path
        self.recalibrations += 1

    def accuracy(self, path):
        own = 0.8 + 0.01 * self.names.index(path)
        return own if self.statistics == path else own - 0.5 - 0.01 * self.recalibrations

    def __repr__(self):
        return "net"


NETS = tuple((Supernet(names), list(names)) for names in (("a", "b", "c"), ("p", "q"), ("x", "y", "z", "w")))

ALL_BUT_ONE = Exercise(
    id="08.4",
    title="All but one",
    kind="bug",
    dots=2,
    minutes=3,
    check=code(
        score_in_turn,
        NETS,
        given=score_after_all,
        why="Recalibrate, score, next path. In the two loops every path was scored with the statistics "
        "of the last one. The package avoids the trap by working on a copy of each path.",
        mistakes=(
            (
                _score_first,
                "Now each path is scored with the statistics of the path before it. "
                "Recalibrate first, then score.",
            ),
            (
                lambda net, paths: [net.accuracy(path) for path in paths],
                "Without recalibration all paths meet the statistics that the net happens to have.",
            ),
            (_first_only, "The statistics of the first path do not fit the others."),
            (
                lambda net, paths: score_in_turn(net, paths)[-1:],
                "Only the last score is returned. Is the list made anew in each round?",
            ),
            (
                lambda net, paths: score_in_turn(net, paths)[:1],
                "Only the first score is returned. Is `return` inside the loop?",
            ),
            (
                _every_pair,
                "One score a path is asked for. A loop inside the loop scores every path with "
                "the statistics of every other one.",
            ),
        ),
    ),
    hints=("Whose statistics does the net have when the second loop begins?", "One loop is enough."),
    solution=score_in_turn,
)

GOOD_SIGN = Exercise(
    id="08.5",
    title="A good sign?",
    kind="explain",
    dots=3,
    minutes=3,
    check=choose(
        "C",
        {
            "A": "A high accuracy of the paths says that the weights are good, not that the order is right.",
            "B": "Recalibration raises the accuracies of all paths. The order can still be that of quick "
            "learners.",
            "C": "Right. The order needs the truth about some networks, drawn from all of them. How size "
            "ranks the same twenty shows what that is worth. Twenty trainings are a fair price for it.",
            "D": "Two supernets share the prejudices of their training: both may prefer what learns quickly. "
            "Agreement with each other is not agreement with the truth.",
            "E": "These twenty are a selection: the supernet thinks nearly the same of all of them, so their "
            "tau says little about the ranking, and nothing about what it threw out.",
        },
    ),
    hints=(
        "Which of these compare the ranking with something that the supernet had no part in?",
        "Two do. In one of them the supernet chose what is compared.",
    ),
    solution='answer = "C"  # only the truth can tell',
)

FROM_HOW_MANY = Exercise(
    id="08.6",
    title="From how many networks on?",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        12,
        tolerance=0.05,
        why="Alone: 6 n. Supernet: 60 + 0.06 n + 6. They are equal at n = 66 / 5.94 = 11.1, so from 12 "
        "on the supernet is cheaper. To be cheaper than training *everything* is easy. The hard "
        "question is what the same seconds would have bought otherwise.",
        mistakes=(
            (
                66 / 5.94,
                "There both cost the same. Which is the first whole number at which the supernet is cheaper?",
            ),
            (11, "At 11 the supernet with its winner costs 66.66 s, training all of them 66 s. Not yet."),
            (10, "Nearly. Scoring costs something too, and the winner must be trained again."),
            (60 / 5.94, "The winner's own training is missing: it costs 6 s as well."),
            (1000, "The 60 s of training are to be set against 6 s for *each* network trained alone."),
            (66, "These are the seconds that do not depend on n. Divide by what each network saves."),
            (1, "One network alone costs 6 s, the supernet 60 s."),
        ),
    ),
    hints=(
        "Write both prices as a formula with n, the number of candidates.",
        "Alone: 6 n. Supernet: 60 + 0.06 n + 6. When are they equal?",
    ),
    solution="answer = 12  # (60 + 6) / (6 - 0.06) = 11.1, and the next whole number",
)

EXERCISES = (HOW_OFTEN_TRAINED, FAIR_PATHS, WHICH_LAYERS, ALL_BUT_ONE, GOOD_SIGN, FROM_HOW_MANY)
