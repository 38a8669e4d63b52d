"""The exercises of lesson 14: many comparisons and workers, late news, an own space, a sealed test set."""

import heapq
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn
from torch.nn.parameter import is_lazy

from nas_teach.lab.checking import (
    Exercise,
    Quick,
    Recorder,
    as_number,
    build,
    call,
    choose,
    code,
    gives,
    number,
    plain,
    same,
    shorten,
    unchanged,
    wrong,
)
from nas_teach.lab.checking.calling import Refused
from nas_teach.lab.lesson_14.parts import SPACE, Layer
from nas_teach.space import SearchSpace


def holm(p):
    corrected, floor = [0.0] * len(p), 0.0
    for rank, place in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        floor = max(floor, min(1.0, p[place] * (len(p) - rank)))  # never below a smaller p's
        corrected[place] = floor
    return corrected


def _by_rank(rule, to=lambda order: order):
    """A slip: `rule(sorted p, factors n to 1)` gives the corrected values in the order of the sorted ones."""

    def slip(p):
        order, corrected = np.argsort(p, kind="stable"), np.empty(len(p))
        corrected[to(order)] = rule(np.sort(p), np.arange(len(p), 0, -1))
        return corrected.tolist()

    return slip


def _benjamini_hochberg(p, factors):
    scaled = p * len(p) / factors[::-1]
    return np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])


def _step_down(p, factors):
    return np.minimum(1, np.maximum.accumulate(p * factors))


def _single(function):
    found = plain(call(function, [0.03]))
    if found in ((True,), (False,)) and type(found[0]) is bool:
        message = "These are decisions. Return the corrected p-values, and let the reader decide."
        return wrong(message, shorten(found))
    return gives(function, [0.03], [0.03])


HOLM = Exercise(
    id="14.1",
    title="Pay for looking often",
    kind="code",
    dots=2,
    minutes=5,
    builds="holm",
    check=build(
        holm,
        tests=(
            ("A single p stays as it is.", _single),
            (
                "The example of the text, in the order in which it came.",
                lambda f: gives(f, [0.03, 0.06, 0.06], [0.01, 0.04, 0.03]),
            ),
            ("No probability exceeds 1.", lambda f: gives(f, [1.0, 1.0, 0.9], [0.7, 0.8, 0.3])),
            ("Equal ones stay equal.", lambda f: gives(f, [0.04, 0.04], [0.02, 0.02])),
            ("The list that came in stays as it is.", lambda f: unchanged(f, [0.04, 0.01, 0.2])),
            (
                "An array or a tuple will do as well as a list.",
                lambda f: gives(f, [0.2, 0.3], np.array([0.1, 0.3])) or gives(f, [0.2, 1], (0.1, 1)),
            ),
        ),
        cases=(
            ([0.01, 0.04, 0.03],),
            ([0.2, 0.001, 0.012, 0.013, 0.9],),
            ([0.7, 0.6],),
            ([0.04, 0.03, 0.02, 0.01],),
            ([1, 0.001, 0],),
        ),
        mistakes=(
            (
                lambda p: [min(1.0, x * len(p)) for x in p],
                "Every p is multiplied by the number of all tests here. That is Bonferroni's rule, safe but "
                "stricter than need be: after the smallest one test fewer is left.",
            ),
            (
                lambda p: [x * len(p) for x in p],
                "Every p is multiplied by the number of all tests here, and some exceed 1. After the smallest "
                "one test fewer is left.",
            ),
            (
                lambda p: [min(1.0, x * (len(p) - place)) for place, x in enumerate(p)],
                "The factors follow the order in which the p came. Sort first: the smallest p is multiplied "
                "by the number of tests.",
            ),
            (
                _by_rank(lambda p, factors: np.minimum(1, p * factors)),
                "A larger p has got a smaller value than the one before it. None may be below the one "
                "before.",
            ),
            (
                _by_rank(_benjamini_hochberg),
                "This divides by the rank, the rule of Benjamini and Hochberg. It answers another question: "
                "which share of what you claim is false.",
            ),
            (
                _by_rank(lambda p, factors: np.minimum(1, np.minimum.accumulate((p * factors)[::-1])[::-1])),
                "This lowers a value to that of the next larger p, which is Hochberg's rule. Holm raises: "
                "go from the smallest p to the largest, and keep the greatest value so far.",
            ),
            (
                lambda p: sorted(holm(p)),
                "The values are right, but they come sorted. Each belongs in the place of its p.",
            ),
            (
                _by_rank(_step_down, to=np.argsort),
                "The values are right, but some stand in the wrong places. The value for the k-th smallest p "
                "belongs where that p stood: `corrected[order[k]] = value`.",
            ),
            (
                lambda p: np.maximum.accumulate(np.sort(p) * np.arange(len(p), 0, -1)).tolist(),
                "The values come sorted and may exceed 1. Put each in the place of its p, and stop at 1.",
            ),
            (
                _by_rank(lambda p, factors: np.maximum.accumulate(p * factors)),
                "All is right but for values above 1, which no probability has. Stop at 1.",
            ),
            (
                _by_rank(lambda p, factors: np.minimum(1, np.maximum.accumulate(p * factors[::-1]))),
                "The factors run the wrong way: the *smallest* p is multiplied by the number of tests.",
            ),
            (
                _by_rank(lambda p, factors: np.minimum(1, np.maximum.accumulate(p * (factors - 1)))),
                "The factors are too small by one: the smallest of n is multiplied by n, the largest by 1.",
            ),
            (
                _by_rank(lambda p, factors: np.maximum.accumulate(1 - (1 - p) ** factors)),
                "This is Sidak's form, 1 - (1 - p)^k. It holds for independent tests only; yours share their "
                "rival. Multiply p by k.",
            ),
        ),
        why="Where six leads are all truly zero, independent luck puts some p below .05 in 26 of "
        "a hundred studies. After the correction it is at most five again, for all six together.",
    ),
    hints=(
        "Begin with the places in the order of their p: `sorted(range(len(p)), key=...)`.",
        "The first is multiplied by the number of tests, the next by one less, and so on.",
        "Keep the greatest value so far; what would be below it gets that value. And min(1, …).",
    ),
    solution=holm,
)


BATCHES = Exercise(
    id="14.2",
    title="Waiting for the slowest",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        0.4,
        why="16 minutes of work in 4 x 10 minutes of workers' time. One slow training keeps three workers "
        "waiting.",
        mistakes=(
            (0.6, "This is the share in which they *wait*."),
            (
                0.8,
                "Three workers wait for 8 of 10 minutes. That is the share for one of them, "
                "and it is a wait.",
            ),
            (0.2, "One of the three fast ones works for 2 of 10 minutes. The fourth works for all ten."),
            (0.15, "These are the three fast ones. The fourth works, too, for all ten minutes."),
            (0.25, "One of four works all the time. The other three work as well, for 2 minutes each."),
            (1.6, "So many workers train on average. Which share of the four is that?"),
            (2.5, "This is the time that they have over the time that they work: the wrong way up."),
            (4.0, "This is the mean time of a training. The batch lasts as long as its slowest one."),
            (16, "These are the minutes of work. Which share is that of the time of all four workers?"),
            (40, "In per cent it is right; here a share from 0 to 1 is asked for: 0.4."),
        ),
        tolerance=1e-3,
    ),
    hints=(
        "How long does the batch last, and how much time do four workers have until then?",
        "Add up what they work, and divide by four times the length of the batch.",
    ),
    solution="answer = (3 * 2 + 10) / (4 * 10)",
)


def many_workers(strategy, evaluate, seconds, budget, workers):
    running, trials, asked = [], [], 0  # running: a heap of (end, question, worker, start, arch)

    def begin(worker, now):
        nonlocal asked
        arch = strategy.ask()
        heapq.heappush(running, (now + seconds(arch), asked, worker, now, arch))
        asked += 1

    for worker in range(min(workers, budget)):
        begin(worker, 0.0)
    while running:
        end, _, worker, start, arch = heapq.heappop(running)
        strategy.tell(arch, evaluate(arch))
        trials.append((arch, worker, start, end))
        if asked < budget:
            begin(worker, end)
    return trials


class Script:
    """A strategy that asks for given names and writes down what happens to it."""

    def __init__(self, names):
        self.waiting, self.story = list(names), []

    def ask(self):
        """The next name; "?" when it has been asked too often."""
        name = self.waiting.pop(0) if self.waiting else "?"
        self._note(f"ask {name}")
        return name

    def tell(self, arch, reward):
        """Write down the news."""
        if as_number(reward) is None:
            message = "`tell` is given the architecture first, and then its reward, one number."
            raise Refused(wrong(message, f"tell({shorten(arch)}, {shorten(reward)})"))
        self._note(f"tell {arch} {as_number(reward):g}")

    def _note(self, line):
        self.story.append(line)
        if len(self.story) > 1000:
            message = (
                "The search never ends. What has ended must leave the list of what runs, and after `budget` "
                "questions nothing more is asked."
            )
            raise Refused(wrong(message, "; ".join([*self.story[:8], "…"])))

    def __deepcopy__(self, memo):
        return self  # call() copies arguments, and this one is to be read afterwards

    def __repr__(self):
        return "strategy"


SECONDS = {"a": 5.0, "b": 2.0, "c": 2.5, "d": 3.0, "e": 1.25, "f": 7.0, "?": 1.0}
WORTH = {name: place / 10 for place, name in enumerate(SECONDS)}
FOUR_ON_TWO = {  # what the starts of b, c and d tell of the way in which two workers share a, b, c and d
    (0, 5, 5): "All workers wait for the slowest here. A worker that is free begins at once.",
    (0, 5, 2): "The workers take turns here. The next training belongs to the worker that is free *first*.",
    (
        0,
        5,
        7.5,
    ): "What ends *last* is taken out first here. The next to end is the one with the smallest end.",
    (0, 0, 0): "All four run at once here. Two workers train two networks at a time.",
    (5, 7, 9.5): "One network is trained at a time here, whatever `workers` is.",
}


def _run(function, names, budget, workers, seconds=SECONDS):
    """What she returns for these names, the story of the strategy, and what was evaluated."""
    strategy, seen = Script(names), Recorder(lambda arch: WORTH.get(arch, 0.5))
    found = call(function, strategy, seen, seconds.get, budget, workers)
    return found, strategy.story, seen


def _rows(found):
    """The trials as tuples. Raises Refused: they have another form."""
    rows = plain(found)
    if rows is None:
        raise Refused(wrong("The function returns None. Is a `return` missing?", "None"))
    if type(rows) is not tuple or any(type(row) is not tuple or len(row) != 4 for row in rows):
        message = "Return a list of trials, each with four entries: architecture, worker, start, end."
        raise Refused(wrong(message, shorten(found)))
    if any(as_number(time) is None for row in rows for time in row[2:]):
        message = "The third and the fourth entry of a trial are its start and its end, in seconds."
        raise Refused(wrong(message, shorten(rows)))
    return rows


def _worker_fault(rows, workers):
    if all(type(row[1]) in (int, float) and row[1] in range(workers) for row in rows):
        return None
    return "The second entry of a trial is the number of its worker: 0, 1, … up to workers - 1."


def _count_fault(rows, budget):
    if not rows:
        return "No training is listed. At second 0 every worker begins one."
    if len(rows) < budget:
        return (
            "Trainings are missing in the list. What still runs when the last question is asked has to end, "
            "to be told and to be listed, too."
        )
    return "More trainings are listed than `budget` allows." if len(rows) > budget else None


def _time_fault(rows):
    if any(row[0] not in tuple(SECONDS) for row in rows):
        return "The first entry of a trial is its architecture, as `ask` gave it."
    if any(not same(end - start, SECONDS[arch]) for arch, _, start, end in rows):
        return "The third entry is the start, and the fourth is the end: the start plus `seconds(arch)`."
    return None


def _one_worker(function):
    rows = _rows(_run(function, "ab", 2, 1)[0])
    fault = _count_fault(rows, 2) or _time_fault(rows)
    if not fault and not same([row[2] for row in rows], (0, 5)):
        fault = "With one worker the first training starts at 0, and the second when the first has ended."
    if fault := fault or _worker_fault(rows, 1):
        return wrong(fault, shorten(rows))
    if isinstance(function(Script("a"), WORTH.get, SECONDS.get, 1, 1), Iterator):
        message = (
            "It gives the trials one at a time, and only once. The lesson uses them again: return a list."
        )
        return wrong(message, "an iterator")
    return None


def _free_ones_begin(function):
    rows = _rows(_run(function, "abcd", 4, 2)[0])
    starts, workers = {row[0]: row[2] for row in rows}, {row[0]: row[1] for row in rows}
    if fault := _count_fault(rows, 4) or _time_fault(rows):
        pass
    elif not same(starts, {"a": 0, "b": 0, "c": 2, "d": 4.5}):
        fault = FOUR_ON_TWO.get(tuple(starts.get(name) for name in "bcd")) or (
            "With 5, 2, 2.5 and 3 seconds on two workers, one worker trains a, "
            "and the other b, c and d without a pause."
        )
    elif fault := _worker_fault(rows, 2):
        pass
    elif not workers["a"] != workers["b"] == workers["c"] == workers["d"]:
        fault = "Two trainings overlap on one worker. What is begun runs on the worker that has become free."
    elif [row[0] for row in rows] != list("bcad"):
        fault = "The trials are right, but not in the order in which they *end*."
    return fault and wrong(fault, shorten(rows, 200))


def _told_when_it_ends(function):
    _, story, _ = _run(function, "abcd", 4, 2)
    right = ["ask a", "ask b", "tell b 0.1", "ask c", "tell c 0.2", "ask d", "tell a 0", "tell d 0.3"]
    words = "; ".join(story)
    if story == right:
        return None
    if not any(line.startswith("tell") for line in story):
        return wrong("The strategy is never told anything, so it cannot learn.", words)
    if sorted(story) != sorted(right):
        return wrong(
            "Each training that ends is told once, with what `evaluate` returns, and nothing else is.", words
        )
    if story[1].startswith("tell"):
        return wrong("It is told when it begins. Nobody knows its reward before it has ended.", words)
    if story[:4] == ["ask a", "ask b", "ask c", "ask d"]:
        return wrong(
            "All questions are asked before the first news is told. So nothing can be learned.", words
        )
    if story[2].startswith("ask"):
        return wrong("The next question is asked before the strategy is told of what has just ended.", words)
    return wrong("News is told in the order in which trainings end, each before the next question.", words)


def _none_is_lost(function):
    """Trainings that end at once may be told in any order."""
    found, story, _ = _run(function, "abcdef", 6, 3, dict.fromkeys("abcdef?", 1.0))
    rows = _rows(found)
    if sorted(row[0] for row in rows) != list("abcdef"):
        return wrong(
            "Of trainings that end at the same moment, some are lost or come twice.", shorten(rows, 200)
        )
    if [row[2] for row in rows] != [0, 0, 0, 1, 1, 1] or sorted(row[1] for row in rows[3:]) != [0, 1, 2]:
        message = "Three workers that are free at the same moment begin one training each, at once."
        return wrong(message, shorten(rows, 200))
    if sum(line.startswith("tell") for line in story) != 6:
        return wrong("Of trainings that end at the same moment, not each is told once.", "; ".join(story))
    return None


def _keeps_the_budget(function):
    for budget, workers in ((3, 2), (2, 5), (1, 1), (5, 3)):
        found, story, seen = _run(function, "abcdef", budget, workers)
        asked, evaluated = sum(line.startswith("ask") for line in story), len(seen.calls)
        fault = _count_fault(_rows(found), budget)
        if asked != budget:
            fault = "Exactly `budget` questions are asked, however many workers are free."
        elif evaluated != budget:
            fault = "Each training is evaluated exactly once. An evaluation is what costs time."
        if fault:
            received = f"budget {budget}, {workers} workers: asked {asked}, evaluated {evaluated}"
            return wrong(fault, f"{received}, returned {len(plain(found))}")
    return None


def _search_on(names, workers, seconds=SECONDS):
    """A case: what is trained when, the workers numbered by their first question, and the story."""
    names = list(names)

    def case(function):
        found, story, _ = _run(function, names, len(names), workers, seconds)
        rows, numbers = _rows(found), {}
        for row in sorted(rows, key=lambda row: names.index(row[0])):
            numbers.setdefault(row[1], len(numbers))
        return [(arch, numbers[worker], start, end) for arch, worker, start, end in rows], story

    return case


LENGTHS = {str(place): float(x) for place, x in enumerate(np.random.default_rng(0).random(150) + 0.1)}

MANY_WORKERS = Exercise(
    id="14.3",
    title="A search on many workers",
    kind="code",
    dots=3,
    minutes=10,
    builds="many_workers",
    check=build(
        many_workers,
        tests=(
            ("One worker trains one after the other.", _one_worker),
            ("A worker that is free begins at once, while the other still trains.", _free_ones_begin),
            ("What ends is told before the next question.", _told_when_it_ends),
            ("None is lost when several end at the same moment.", _none_is_lost),
            ("The budget is kept.", _keeps_the_budget),
        ),
        cases=(_search_on("fabcde", 3), _search_on("dcabef", 2), _search_on(LENGTHS, 10, LENGTHS)),
        why="This is all that a cluster does for a search: the worker that is free takes the next question, "
        "and news comes in the order in which trainings end.",
    ),
    hints=(
        "Keep a list of what is running, each entry beginning with the time at which it ends.",
        "Fill the workers first. Then, as long as something runs: take out what ends first, tell it, "
        "note it, and let that worker begin the next one, if the budget allows.",
        "With `import heapq`: `heapq.heappush(running, (end, question, worker, start, arch))` and "
        "`heapq.heappop(running)`, "
        "which gives the smallest; `question` counts the questions, so that equal ends are never decided by "
        "comparing architectures.",
    ),
    solution=many_workers,
)


LATE_NEWS = Exercise(
    id="14.4",
    title="Why a hundred workers learn so little",
    kind="explain",
    dots=2,
    minutes=2,
    check=choose(
        "D",
        {
            "A": "None failed in these simulations. Each training brought the reward of the table.",
            "B": "Each training takes as long as with one worker, and its reward is the same.",
            "C": "Evolution avoids what is in flight, so blind questions repeat nothing. "
            "The number of different networks is the same.",
            "D": "The first hundred questions are asked before any answer is there, and some more until the "
            "population is full. The others hear little but answers to blind questions. With ten workers "
            "about thirty of the two hundred are blind.",
        },
    ),
    hints=(
        "How many questions have been asked when the first answer arrives?",
        "A strategy that has heard nothing can only draw at random.",
    ),
    solution='answer = "D"',
)


def build_net(arch):
    layers = [nn.Conv2d(1, arch.width, 4, stride=4)]  # (n, width, 7, 7)
    for place, kernel in enumerate(arch[:6], start=1):  # kernel1 to kernel6 come first
        layers.append(Layer(arch.width, kernel, arch.activation, arch.skip))
        if place == arch.halve_after:
            layers.append(nn.MaxPool2d(2))  # (n, width, 3, 3)
    pool = {"mean": nn.AdaptiveAvgPool2d, "max": nn.AdaptiveMaxPool2d}[arch.pool](1)
    return nn.Sequential(*layers, pool, nn.Flatten(), nn.Linear(arch.width, 10))


BASE = SPACE.arch(3, 5, 7, 3, 5, 7, width=8, activation="relu", skip=True, halve_after=3, pool="mean")
OTHERS = tuple(
    BASE._replace(**changed)
    for changed in (
        {"pool": "max"},
        {"activation": "tanh"},
        {"skip": False},
        {"halve_after": 2},
        {"width": 12},
        {"activation": "silu", "width": 24, "kernel1": 7, "halve_after": 4},
    )
)


def _net(function, arch):
    """Her network for `arch`, after one image has passed. Raises Refused: it is no network."""
    net = call(function, arch)
    if not isinstance(net, nn.Module):
        raise Refused(wrong("Return a network, an nn.Module.", shorten(net)))
    if any(map(is_lazy, net.parameters())):
        message = (
            "A lazy layer has no weights before the first image comes, and the lesson counts them before. "
            "Say how many numbers go in: `nn.Linear(arch.width, 10)`."
        )
        raise Refused(wrong(message, shorten(net)))
    call(net.eval(), torch.zeros(1, 1, 28, 28))
    return net


@torch.no_grad()
def _is_a_classifier(function):
    for arch in (BASE, BASE._replace(width=24, halve_after=4)):
        shape = getattr(call(_net(function, arch), torch.zeros(2, 1, 28, 28)), "shape", None)
        if shape != (2, 10):
            received = f"shape {tuple(shape)}" if shape else "no tensor"
            return wrong("Two images must give two rows of ten numbers.", received)
    return None


@torch.no_grad()
def _passed(function, arch):
    """The layers in the order in which an image passes them, and the sides of the maps that they give."""
    net, layers, sides = _net(function, arch), [], []

    def note(layer, inputs, output):
        layers.append(layer)
        sides.append(output.shape[-1])

    for module in net.modules():
        if isinstance(module, Layer):
            module.register_forward_hook(note)
    call(net, torch.zeros(1, 1, 28, 28))
    return layers, sides


def _has_its_kernels(function):
    for arch in (BASE, BASE._replace(kernel1=7, kernel6=3)):
        layers, _ = _passed(function, arch)
        kernels, right = [layer.conv.kernel_size[0] for layer in layers], list(arch[:6])
        if len(layers) != 6:
            return wrong("An image passes six layers, each a `Layer`.", f"{len(layers)} of them")
        if len(set(layers)) < 6:
            return wrong(
                "One layer is used several times. Each of the six has weights of its own.", shorten(kernels)
            )
        if kernels != right:
            message = "Layer 1 has `kernel1`, layer 2 has `kernel2`, and so on."
            return wrong(message, f"{right} gave {kernels}")
    return None


def _halves_in_its_place(function):
    for place in (2, 3, 4):
        _, sides = _passed(function, BASE._replace(halve_after=place))
        received = f"halve_after {place}: sides of the maps {sides}"
        if sides == [7] * 6:
            return wrong(
                "The map is never halved: `nn.MaxPool2d(2)` stands behind layer `halve_after`.", received
            )
        if sides != [7] * place + [3] * (6 - place):
            message = "The layers up to number `halve_after` give maps of 7 x 7, those behind it of 3 x 3."
            return wrong(message, received)
    return None


def _fresh(function):
    first, second = call(function, BASE), call(function, BASE)
    shared = {id(weight) for weight in first.parameters()} & {id(weight) for weight in second.parameters()}
    return "Two networks share their weights. Make new layers in each call." if shared else None


@torch.no_grad()
def _outputs(function, arch):
    """What the network gives once all weights depend on their shapes alone."""
    net = _net(function, arch).double()
    for weight in net.parameters():
        waves = torch.sin(torch.arange(1.0, weight.numel() + 1, dtype=torch.float64))
        weight.copy_(waves.reshape(weight.shape) / weight[0].numel() ** 0.5)
    images = torch.linspace(-1, 1, 2 * 784, dtype=torch.float64).cos().reshape(2, 1, 28, 28)
    return call(net, images)


def _computes_the_same(function):
    for arch in (BASE, *OTHERS):
        if not same(_outputs(function, arch), _outputs(build_net, arch), 1e-5):
            return wrong(
                "With equal weights the network gives other numbers than the one described. "
                "Compare part by part: first convolution, six layers, the halving, the pool, "
                "the linear layer.",
                f"differs for {arch}",
            )
    return None


def _case(arch):
    return lambda function: _outputs(function, arch)


def _built(**changed):
    """A slip: the right network of a changed architecture."""
    return lambda arch: build_net(arch._replace(**changed))


def _other_pool(arch):
    return build_net(arch._replace(pool={"mean": "max", "max": "mean"}[arch.pool]))


def _other_skip(arch):
    return build_net(arch._replace(skip=not arch.skip))


def _mean_halves(arch):
    layers = [nn.AvgPool2d(2) if isinstance(part, nn.MaxPool2d) else part for part in build_net(arch)]
    return nn.Sequential(*layers)


def _flat(arch):
    return nn.Sequential(*list(build_net(arch))[:-3], nn.Flatten(), nn.Linear(9 * arch.width, 10))


OWN_SPACE = Exercise(
    id="14.5",
    title="Build your own space",
    kind="code",
    dots=3,
    minutes=7,
    builds="build_net",
    check=build(
        build_net,
        tests=(
            ("It classifies images.", _is_a_classifier),
            ("Every layer has its own kernel.", _has_its_kernels),
            ("The map shrinks where the architecture says.", _halves_in_its_place),
            ("Every call makes a new network.", _fresh),
            ("With equal weights it gives what the network described gives.", _computes_the_same),
        ),
        cases=tuple(_case(arch) for arch in (BASE, *OTHERS)),
        mistakes=(
            (_built(pool="mean"), "`pool` is ignored: this always takes the mean."),
            (_built(pool="max"), "`pool` is ignored: this always takes the maximum."),
            (_other_pool, "Mean and maximum are exchanged."),
            (_other_skip, "`skip` is the wrong way round: the input is added where it is false."),
            (_built(activation="relu"), "`activation` is ignored: this always takes ReLU."),
            (_built(skip=True), "`skip` is ignored: this always adds the input."),
            (_built(skip=False), "`skip` is ignored: this never adds the input."),
            (_built(width=8), "`width` is ignored: this always has 8 channels."),
            (
                _mean_halves,
                "The map is halved by the mean here. `nn.MaxPool2d(2)` is asked for; `pool` is for the end.",
            ),
            (_flat, "Nothing pools the last map here. `pool` makes one number a channel of it."),
            (
                lambda arch: nn.Sequential(build_net(arch), nn.Softmax(1)),
                "It ends in a softmax. The loss applies one of its own, so return the scores themselves.",
            ),
            (
                lambda arch: nn.Sequential(*build_net(arch)[:1], nn.ReLU(), *build_net(arch)[1:]),
                "An activation follows the first convolution here. None is asked for: the layers have "
                "theirs.",
            ),
        ),
        why="A list of decisions and this function: more is not needed for a space. This one has 104,976 "
        "networks.",
    ),
    hints=(
        "Collect the modules in a list and return `nn.Sequential(*list)`.",
        "The six kernels come first in an architecture: `enumerate(arch[:6], start=1)` numbers them.",
        "`nn.MaxPool2d(2)` halves the map; append it right after layer number `halve_after`.",
        "At the end: `nn.AdaptiveAvgPool2d(1)` or `nn.AdaptiveMaxPool2d(1)`, `nn.Flatten()`, "
        "and a linear layer with ten outputs.",
    ),
    solution=build_net,
)


def hand_over(candidates, retrain, test):
    winner = max(candidates, key=candidates.get)
    accuracies = [test(retrain(winner, seed)) for seed in range(3)]
    return winner, sum(accuracies) / 3


def broken_hand_over(candidates, retrain, test):
    accuracies = {}
    for name in candidates:
        accuracies[name] = max(test(retrain(name, seed)) for seed in range(3))
    winner = max(accuracies, key=accuracies.get)
    return winner, accuracies[winner]


def _test_picks(candidates, retrain, test):
    means = {name: sum(test(retrain(name, seed)) for seed in range(3)) / 3 for name in candidates}
    winner = max(means, key=means.get)
    return winner, means[winner]


def _reports(what):
    """A slip: the right winner, and `what(its three accuracies)`."""

    def slip(candidates, retrain, test):
        winner = max(candidates, key=candidates.get)
        return winner, what([test(retrain(winner, seed)) for seed in range(3)])

    return slip


def _worst(candidates, retrain, test):
    worst = min(candidates, key=candidates.get)
    return worst, sum(test(retrain(worst, seed)) for seed in range(3)) / 3


def _number_alone(candidates, retrain, test):
    return hand_over(candidates, retrain, test)[1]


def _both_choose(candidates, retrain, test):
    tests = {name: sum(test(retrain(name, seed)) for seed in range(3)) / 3 for name in candidates}
    winner = max(candidates, key=lambda name: candidates[name] + tests[name])
    return winner, tests[winner]


def _validation_again(candidates, retrain, test):
    winner = max(candidates, key=candidates.get)
    return winner, candidates[winner]


CANDIDATES = {"broad": 0.84, "deep": 0.86, "both": 0.85}
TESTED = {"broad": (0.84, 0.85, 0.86), "deep": (0.80, 0.85, 0.84), "both": (0.85, 0.81, 0.80)}


def _retrained(name, seed):
    return name, seed


def _tested(net):
    return TESTED[net[0]][net[1] % 3]


_gives_what_is_right = code(
    hand_over,
    (
        (CANDIDATES, _retrained, _tested),
        ({"both": 0.7, "broad": 0.6}, _retrained, _tested),
        ({"broad": 0.8, "deep": 0.7}, _retrained, _tested),
    ),
    why="Of ten equal networks the best on the test set is lucky on the test set, and the number that is "
    "reported holds that luck. Choose first, then open, and report all that you see.",
    mistakes=(
        (_test_picks, "The mean is taken now, but the test set still chooses among the candidates."),
        (_worst, "This hands over the candidate with the *smallest* validation accuracy."),
        (_number_alone, "Return two things: the name of the winner, and its number."),
        (_both_choose, "The test set still has a say in the choice. Validation alone chooses."),
        (_reports(sum), "This is the sum of the three accuracies. Divide it by three."),
        (_reports(max), "The best of three seeds is partly luck. Report their mean."),
        (_reports(min), "The worst of three seeds is as one-sided as the best. Report their mean."),
        (
            _reports(lambda found: found[0]),
            "One retraining is one draw of the luck of training. Take all three seeds.",
        ),
        (_reports(np.median), "The median is honest, but the mean of the three is asked for."),
        (_reports(tuple), "All three are seen, and they are the right ones. Return their mean, one number."),
        (
            _validation_again,
            "This reports the reward that chose the winner, so its luck is in it. Retrain the winner and "
            "test it.",
        ),
    ),
    given=broken_hand_over,
)


def _check_hand_over(answer):
    """Right results, and the test set saw the winner alone."""
    verdict = _gives_what_is_right(answer)
    if verdict.outcome != "correct":
        return verdict
    seen = Recorder(_tested)
    call(answer, CANDIDATES, _retrained, seen)
    if any(net[0] != "deep" for net in seen.calls):
        return wrong(
            "The test set sees networks that are not handed over. It may judge the winner alone.",
            f"tested: {shorten(seen.calls)}",
        )
    if seen.repeated:
        message = "A network is tested twice. Each of the three is looked at once."
        return wrong(message, f"tested: {shorten(seen.calls)}")
    return verdict


_check_hand_over.reference = hand_over

HAND_OVER = Exercise(
    id="14.6",
    title="The test set that chose",
    kind="bug",
    dots=2,
    minutes=3,
    builds="hand_over",
    check=_check_hand_over,
    hints=(
        "Which images decide here who wins?",
        "Two things are the greatest of several: the network, and the seed. Only one of the two may be, "
        "and by other images.",
    ),
    solution=hand_over,
)


class Patient:
    def __init__(self, space, seed):
        self.space, self.rng = space, np.random.default_rng(seed)
        self.asked, self.told = set(), {}

    def ask(self):
        best = sorted(self.told, key=self.told.get)[-5:]
        for attempt in range(100):
            if len(self.told) < 10 or attempt >= 50:
                arch = self.space.sample(self.rng)
            else:
                arch = self.space.mutate(best[self.rng.integers(5)], self.rng)
            if arch not in self.asked:
                break
        self.asked.add(arch)
        return arch

    def tell(self, arch, reward):
        self.told[arch] = reward


class _Watched(SearchSpace):
    """A space that ends a loop which draws for ever."""

    left = 10_000

    def sample(self, rng):
        self._count()
        return super().sample(rng)

    def mutate(self, arch, rng):
        self._count()
        return super().mutate(arch, rng)

    def _count(self):
        self.left -= 1
        if self.left < 0:
            message = (
                "In a space of four networks `ask` draws for ever once all were asked for. "
                "Give up after some tries."
            )
            raise Refused(wrong(message, "10,000 draws"))


SWITCHES = SearchSpace({f"switch{place}": (0, 1) for place in range(30)})
SMALL = _Watched({"kernel": (3, 5), "skip": (False, True)})


def _answers_without_news(cls):
    strategy = call(cls, SWITCHES, 0)
    for count in range(20):
        arch = call(strategy.ask)
        if arch not in SWITCHES:
            return wrong(
                "`ask` must give an architecture of the space at once, even before any news.",
                f"question {count + 1}: {shorten(arch)}",
            )
    return None


def _keeps_to_its_seed(cls):
    def questions(seed):
        strategy = call(cls, SWITCHES, seed)
        return plain([call(strategy.ask) for _ in range(20)])

    if questions(5) != questions(5):
        return "Two runs with the same seed ask differently. Draw from `np.random.default_rng(seed)` alone."
    if questions(5) == questions(6):
        return "Two seeds give the same twenty questions. Is `seed` ignored?"
    return None


def _never_twice(cls):
    """Eighty questions with ten in flight."""
    strategy, asked, flying, known = call(cls, SWITCHES, 1), [], 0, 0
    for count in range(80):
        arch = call(strategy.ask)
        if arch in asked[-10:]:
            flying += 1
        elif arch in asked:
            known += 1
        asked.append(arch)
        if count >= 10:
            call(strategy.tell, asked[count - 10], sum(asked[count - 10]) / 30)
    if not flying and not known:
        return None
    return wrong(
        f"Of 80 questions {flying} asked for what was in flight, and {known} for what had been told, "
        "although others are left. Remember all that was asked.",
        f"{flying + known} repeats",
    )


def _takes_any_news(cls):
    strategy = call(cls, SPACE, 2)
    strangers = [SPACE.sample(np.random.default_rng(seed)) for seed in range(12)]
    asked = [call(strategy.ask) for _ in range(10)]
    for place, arch in enumerate([*asked[::-1], *strangers]):
        call(strategy.tell, arch, -place)
    if call(strategy.ask) in SPACE:
        return None
    return (
        "After news in another order, and of networks that it did not ask for, `ask` gives no architecture."
    )


def _small_space(cls):
    strategy, asked = call(cls, SMALL, 3), []
    for count in range(9):
        asked.append(call(strategy.ask))
        if asked[-1] not in SMALL:
            return wrong(
                "A space of four networks is exhausted after four questions. `ask` must still give one of "
                "them.",
                shorten(asked),
            )
        if count >= 2:
            call(strategy.tell, asked[count - 2], count)
    return None


def climbed(cls, seed, in_flight=8, budget=250):
    """The shares of switches that are on, told late and in shuffled order, until one reaches .95."""
    strategy, rng, waiting, told = call(cls, SWITCHES, seed), np.random.default_rng([seed, 9]), [], [0.0]
    for _ in range(budget):
        waiting.append(call(strategy.ask))
        if len(waiting) == in_flight:
            arch = waiting.pop(rng.integers(in_flight))
            told.append(sum(arch) / len(arch))
            call(strategy.tell, arch, told[-1])
        if told[-1] >= 0.95:
            break
    return told


def _learns(cls):
    """Ten runs, or two where they are good: a strategy with a model may be slow."""
    runs = [climbed(cls, seed) for seed in range(2)]
    if np.mean([max(told) for told in runs]) < 0.9:
        runs += [climbed(cls, seed) for seed in range(2, 10)]
    found = np.mean([max(told) for told in runs])
    if found >= 0.8:
        return None
    early, late = (
        np.mean([np.mean(told[part]) for told in runs]) for part in (slice(40, 90), slice(-50, None))
    )
    if early < 0.47:
        fault = "What it asks is worse than random. Do the architectures of *small* rewards have children?"
    elif late < 0.53:
        fault = (
            "What it asks is no better than random. Do good architectures have children, "
            "and is each reward kept with its own architecture?"
        )
    else:
        fault = (
            "It learns, but too slowly: 250 questions must turn on 80 % of 30 switches, "
            "and random search reaches 75 %. Choose parents more strictly."
        )
    received = f"the best {100 * found:.0f} % on, the last fifty {100 * late:.0f} %, mean of {len(runs)} runs"
    return wrong(fault, received)


PATIENT = Exercise(
    id="14.7",
    title="A strategy for late news",
    kind="code",
    dots=4,
    minutes=25,
    builds="Patient",
    check=build(
        Patient,
        tests=(
            ("It answers before any news.", _answers_without_news),
            ("The same seed gives the same questions, another seed others.", _keeps_to_its_seed),
            ("Nothing is asked for twice while others are left, also with ten in flight.", _never_twice),
            ("News may come in any order, and of any network.", _takes_any_news),
            ("A small space may be exhausted.", _small_space),
            ("It learns, though eight answers are always missing.", _learns),
        ),
        why="A strategy for many workers must remember two things: what was asked, and what was told. "
        "They differ by what is in flight.",
        seconds=40,
    ),
    hints=(
        "Two memories: a set of what was asked, a dictionary of what was told.",
        "With few news draw at random; with more, let one of the few best told be the parent of a mutation.",
        "If the child was asked for already, try again, then draw at random, but not for ever: "
        "a small space is exhausted.",
    ),
    solution=Patient,
)


QUICK = (
    Quick(
        id="14.q1",
        question="From lesson 05: two strategies ran with the same 30 seeds. How do you compare them?",
        options={
            "A": "the mean of each, with its own interval",
            "B": "seed by seed: the mean of the differences, with an interval",
            "C": "the best seed of each",
            "D": "by how many seeds each has won",
        },
        answer="B",
        reason="Equal seeds meet equal luck, and the difference takes it out.",
        slips={
            "A": "The luck that both share makes these intervals wider than need be.",
            "C": "That compares two maxima of noise.",
            "D": "This leaves out by how much.",
        },
    ),
    Quick(
        id="14.q2",
        question="From lesson 01: thirty networks were trained once each, and the best one is reported with "
        "that reward. What becomes of it when it is trained anew, on average?",
        options={"A": "it rises", "B": "nothing", "C": "it falls", "D": "that depends on the strategy"},
        answer="C",
        reason="The greatest of many noisy numbers is partly luck.",
        slips={
            "A": "The winner was chosen for a high number.",
            "B": "Only numbers that chose nothing keep their mean.",
            "D": "With any strategy the largest of thirty noisy numbers was kept.",
        },
    ),
    Quick(
        id="14.q3",
        question="Twenty comparisons with no true difference are each tested at p < .05. "
        "How many come out as differences, on average?",
        answer=1,
        reason="Twenty times one twentieth.",
        slips={
            0: "Each has a chance of one in twenty.",
            5: "5 % of twenty is one.",
            0.05: "This is the chance of one comparison.",
        },
    ),
    Quick(
        id="14.q4",
        question="A run of 100 trials was killed after 40 had ended. It writes each trial to a log when it "
        "ends. Two trainings were under way. How many trainings are lost?",
        answer=2,
        reason="What has ended is on the disk, and what was under way is asked for again.",
        slips={42: "Forty of them are in the log.", 40: "These are in the log.", 60: "These have not begun."},
    ),
)

EXERCISES = (HOLM, BATCHES, MANY_WORKERS, LATE_NEWS, OWN_SPACE, HAND_OVER, PATIENT)
