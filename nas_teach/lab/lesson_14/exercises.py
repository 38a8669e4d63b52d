"""The exercises of lesson 14: many comparisons, many workers, late news, a space of one's own, the sealed test set."""

import heapq

import numpy as np
import torch
from torch import nn

from nas_teach.lab.checking import (
    Exercise,
    Quick,
    Recorder,
    build,
    call,
    choose,
    code,
    gives,
    number,
    plain,
    shorten,
    unchanged,
    wrong,
)
from nas_teach.lab.checking.modules import same_outputs
from nas_teach.lab.lesson_14.parts import SPACE, Layer
from nas_teach.space import SearchSpace


def holm(p):
    corrected, floor = [0.0] * len(p), 0.0
    for rank, place in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        floor = max(floor, min(1.0, p[place] * (len(p) - rank)))  # never below a smaller p's
        corrected[place] = floor
    return corrected


def _by_rank(rule):
    """A slip: `rule(sorted p, n)` gives the corrected values in the order of the sorted ones."""

    def slip(p):
        order, corrected = np.argsort(p, kind="stable"), np.empty(len(p))
        corrected[order] = rule(np.sort(p), len(p))
        return corrected.tolist()

    return slip


HOLM = Exercise(
    id="14.1",
    title="Pay for looking often",
    kind="code",
    dots=2,
    minutes=6,
    builds="holm",
    check=build(
        holm,
        tests=(
            ("A single p stays as it is.", lambda f: gives(f, [0.03], [0.03])),
            (
                "The example of the text, in the order in which it came.",
                lambda f: gives(f, [0.03, 0.06, 0.06], [0.01, 0.04, 0.03]),
            ),
            ("No probability exceeds 1.", lambda f: gives(f, [1.0, 1.0, 0.9], [0.7, 0.8, 0.3])),
            ("Equal ones stay equal.", lambda f: gives(f, [0.04, 0.04], [0.02, 0.02])),
            ("The list that came in stays as it is.", lambda f: unchanged(f, [0.04, 0.01, 0.2])),
        ),
        cases=(
            ([0.01, 0.04, 0.03],),
            ([0.2, 0.001, 0.012, 0.013, 0.9],),
            ([0.5, 0.6],),
            ([0.04, 0.03, 0.02, 0.01],),
        ),
        mistakes=(
            (
                lambda p: [min(1.0, x * len(p)) for x in p],
                "Every p is multiplied by the number of all tests here. That is Bonferroni's rule, safe but "
                "stricter than need be: after the smallest one test fewer is left.",
            ),
            (
                _by_rank(lambda p, n: np.minimum(1, p * np.arange(n, 0, -1))),
                "A larger p has got a smaller value than the one before it. None may be below the one before.",
            ),
            (
                _by_rank(
                    lambda p, n: np.minimum(
                        1, np.minimum.accumulate((p * n / np.arange(1, n + 1))[::-1])[::-1]
                    )
                ),
                "This divides by the rank, the rule of Benjamini and Hochberg. It answers another question: which "
                "share of what you claim is false.",
            ),
            (
                lambda p: sorted(holm(p)),
                "The values are right, but they come sorted. Each belongs into the place of its p.",
            ),
            (
                lambda p: np.maximum.accumulate(np.sort(p) * np.arange(len(p), 0, -1)).tolist(),
                "The values come sorted and may exceed 1. Put each into the place of its p, and stop at 1.",
            ),
            (
                _by_rank(lambda p, n: np.minimum(1, np.maximum.accumulate(p * np.arange(1, n + 1)))),
                "The factors run the wrong way: the *smallest* p is multiplied by the number of tests.",
            ),
        ),
        why="Whoever looks at six differences sees one of p = .05 by luck far more often than in five of a hundred "
        "cases. After the correction it is five of a hundred again, for all six together.",
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
        why="16 minutes of work in 4 x 10 minutes of workers' time. One slow training keeps three workers waiting.",
        mistakes=(
            (0.6, "This is the share in which they *wait*."),
            (
                0.8,
                "Three workers wait for 8 of 10 minutes. That is the share for one of them, and it is a wait.",
            ),
            (0.2, "One of the three fast ones works for 2 of 10 minutes. The fourth works for all ten."),
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
    running, trials, asked = [], [], 0  # running: a heap of (end, number, worker, start, arch)

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
        self.story.append(f"ask {name}")
        return name

    def tell(self, arch, reward):
        """Write down the news."""
        self.story.append(f"tell {arch} {reward:g}")

    def __deepcopy__(self, memo):
        return self  # call() copies arguments, and this one is to be read afterwards

    def __repr__(self):
        return "strategy"


MINUTES = {"a": 5.0, "b": 2.0, "c": 2.5, "d": 3.0, "e": 1.25, "f": 7.0, "?": 1.0}
WORTH = {name: place / 10 for place, name in enumerate(MINUTES)}


def _run(function, names, budget, workers):
    """What she returns for these names, the story of the strategy, and what was evaluated."""
    strategy, seen = Script(names), Recorder(WORTH.get)
    found = call(function, strategy, seen, MINUTES.get, budget, workers)
    return found, strategy.story, seen


def _rows(found):
    try:
        return [
            (str(arch), int(worker), float(start), float(end)) for arch, worker, start, end in plain(found)
        ]
    except (TypeError, ValueError):
        return None


def _is(names, budget, workers, right, message):
    """A test: the trials must be `right`."""

    def test(function):
        found, _, _ = _run(function, names, budget, workers)
        rows = _rows(found)
        if rows is None:
            return wrong(
                "Return a list with four entries a trial: architecture, worker, start, end.", shorten(found)
            )
        if [row[2:] for row in rows] != [row[2:] for row in right] or [row[0] for row in rows] != [
            row[0] for row in right
        ]:
            if sorted(rows) == sorted(right):
                return wrong("The trials are right, but not in the order in which they *end*.", shorten(rows))
            return wrong(message, shorten(rows))
        if rows != right:
            return wrong("A training runs on another worker than on the one that was free.", shorten(rows))
        return None

    return test


def _told_at_once(function):
    _, story, _ = _run(function, "abcd", 4, 2)
    right = ["ask a", "ask b", "tell b 0.1", "ask c", "tell c 0.2", "ask d", "tell a 0", "tell d 0.3"]
    if story == right:
        return None
    words = "; ".join(story)
    if sorted(story) != sorted(right):
        return wrong(
            "Each training that ends is told once, with what `evaluate` returns, and nothing else is.", words
        )
    if story[:4] == ["ask a", "ask b", "ask c", "ask d"] or story[2].startswith("ask"):
        return wrong(
            "It asks for more than two workers can train. The next question waits until one is free.", words
        )
    return wrong("News must be told when a training ends, *before* the next question is asked.", words)


def _keeps_the_budget(function):
    for budget, workers in ((3, 2), (2, 5), (1, 1), (5, 3)):
        found, story, seen = _run(function, "abcdef", budget, workers)
        asked = sum(line.startswith("ask") for line in story)
        if asked != budget or len(seen.calls) != budget or len(plain(found)) != budget:
            received = f"budget {budget}, {workers} workers: asked {asked}, evaluated {len(seen.calls)}, returned {len(plain(found))}"
            return wrong(
                "Exactly `budget` trainings are asked for, evaluated and returned, whatever the number of workers.",
                received,
            )
    return None


def _large(function):
    """As large as the lesson's: 150 trainings of random length on ten workers."""
    rng = np.random.default_rng(0)
    lengths = {str(n): float(x) for n, x in enumerate(rng.random(150) + 0.1)}
    return call(function, Script(list(lengths)), lambda arch: 0.5, lengths.get, 150, 10)


def _in_batches(strategy, evaluate, seconds, budget, workers):
    trials, now = [], 0.0
    while len(trials) < budget:
        batch = [strategy.ask() for _ in range(min(workers, budget - len(trials)))]
        ended = sorted((now + seconds(arch), worker, arch) for worker, arch in enumerate(batch))
        for end, worker, arch in ended:
            strategy.tell(arch, evaluate(arch))
            trials.append((arch, worker, now, end))
        now = ended[-1][0]
    return trials


def _in_turn(strategy, evaluate, seconds, budget, workers):
    free, trials = [0.0] * workers, []
    for number in range(budget):
        arch, worker = strategy.ask(), number % workers
        start, free[worker] = free[worker], free[worker] + seconds(arch)
        strategy.tell(arch, evaluate(arch))
        trials.append((arch, worker, start, free[worker]))
    return sorted(trials, key=lambda trial: trial[3])


MANY_WORKERS = Exercise(
    id="14.3",
    title="A search on many workers",
    kind="code",
    dots=3,
    minutes=12,
    builds="many_workers",
    check=build(
        many_workers,
        tests=(
            (
                "One worker trains one after the other.",
                _is(
                    "ab",
                    2,
                    1,
                    [("a", 0, 0.0, 5.0), ("b", 0, 5.0, 7.0)],
                    "With one worker the second training starts when the first has ended.",
                ),
            ),
            (
                "A worker that is free begins at once, while the other still trains.",
                _is(
                    "abcd",
                    4,
                    2,
                    [("b", 1, 0.0, 2.0), ("c", 1, 2.0, 4.5), ("a", 0, 0.0, 5.0), ("d", 1, 4.5, 7.5)],
                    "With the minutes 5, 2, 2.5 and 3 on two workers, worker 1 trains b, c and d while worker 0 trains a.",
                ),
            ),
            ("What ends is told before the next question.", _told_at_once),
            ("The budget is kept.", _keeps_the_budget),
        ),
        cases=(lambda f: _run(f, "fabcde", 6, 3)[0], lambda f: _run(f, "badc", 4, 2)[1], _large),
        mistakes=(
            (_in_batches, "All workers wait for the slowest here. A worker that is free begins at once."),
            (
                _in_turn,
                "The workers take turns here. The next training belongs to whichever worker is free *first*.",
            ),
        ),
        why="This is all that a cluster does for a search: who is free takes the next question, and news comes in the "
        "order in which trainings end.",
    ),
    hints=(
        "Keep a list of what is running, each entry beginning with the time at which it ends.",
        "Fill the workers first. Then, as long as something runs: take out what ends first, tell it, note it, and let "
        "that worker begin the next one, if the budget allows.",
        "`heapq.heappush(running, (end, number, worker, start, arch))` and `heapq.heappop(running)`, which gives the "
        "smallest; `number` counts the questions, so that equal ends are never decided by comparing architectures.",
    ),
    solution=many_workers,
)


LATE_NEWS = Exercise(
    id="14.4",
    title="Why a hundred workers learn nothing",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "Many workers make errors more likely only on a real cluster. In the simulation every training has the "
            "reward of the table.",
            "B": "Each training takes as long as before; only the waiting differs.",
            "C": "It is the other way round: what is asked blindly repeats less in evolution, which avoids what is in flight. "
            "The number of different networks is the same.",
            "D": "The first hundred questions are asked before any answer is there, and most of the second hundred before "
            "the population is worth anything. With ten workers only ten questions are blind.",
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
    for number in range(1, 7):
        kernel = getattr(arch, f"kernel{number}")
        layers.append(Layer(arch.width, kernel, arch.activation, arch.skip))
        if number == arch.halve_after:
            layers.append(nn.MaxPool2d(2))  # (n, width, 3, 3)
    pool = {"mean": nn.AdaptiveAvgPool2d, "max": nn.AdaptiveMaxPool2d}[arch.pool](1)
    return nn.Sequential(*layers, pool, nn.Flatten(), nn.Linear(arch.width, 10))


BASE = SPACE.arch(3, 5, 7, 3, 5, 7, width=8, activation="relu", skip=True, halve_after=3, pool="mean")


def _is_a_classifier(function):
    for arch in (BASE, BASE._replace(width=24, halve_after=4)):
        net = call(function, arch)
        if not isinstance(net, nn.Module):
            return wrong("Return a network, an nn.Module.", shorten(net))
        found = call(net, torch.zeros(2, 1, 28, 28))
        if getattr(found, "shape", None) != (2, 10):
            return wrong(
                "Two images must give two rows of ten numbers.", f"shape {tuple(getattr(found, 'shape', ()))}"
            )
    return None


def _layers_of(function, arch):
    return [module for module in call(function, arch).modules() if isinstance(module, Layer)]


def _has_its_kernels(function):
    for arch in (BASE, BASE._replace(kernel1=7, kernel6=3)):
        layers = _layers_of(function, arch)
        kernels = [layer.conv.kernel_size[0] for layer in layers]
        if len(layers) != 6:
            return wrong("There are six layers, each a `Layer`.", f"{len(layers)} of them")
        if kernels != list(arch[:6]):
            return wrong(
                "Layer 1 has `kernel1`, layer 2 has `kernel2`, and so on.", f"{list(arch[:6])} gave {kernels}"
            )
    return None


@torch.no_grad()
def _halves_in_its_place(function):
    for place in (2, 3, 4):
        net, sides = call(function, BASE._replace(halve_after=place)), []
        for module in net.modules():
            if isinstance(module, Layer):
                module.register_forward_hook(lambda layer, x, y: sides.append(y.shape[-1]))
        call(net, torch.zeros(1, 1, 28, 28))
        if sides != [7] * place + [3] * (6 - place):
            return wrong(
                "The map is 7 x 7 up to the layer `halve_after`, and 3 x 3 behind it.",
                f"halve_after {place}: sides of the maps {sides}",
            )
    return None


def _fresh(function):
    first, second = call(function, BASE), call(function, BASE)
    if first is second or any(
        one is other for one, other in zip(first.parameters(), second.parameters(), strict=False)
    ):
        return wrong(
            "Two networks share their weights. Make new layers in each call.", "the same layers twice"
        )
    return None


def _same_as_ours(arch):
    """A test: with equal weights it gives the same as the course's own."""

    def test(function):
        torch.manual_seed(0)
        return same_outputs(call(function, arch), build_net(arch), torch.randn(3, 1, 28, 28))

    return test


def _built(change):
    """A slip: the right network of a changed architecture."""
    return lambda arch: build_net(change(arch))


def _signature(arch):
    """A case: what the layers are, and what the network gives with constant weights."""

    @torch.no_grad()
    def outputs(function):
        net = call(function, arch)
        for number, weight in enumerate(net.parameters()):
            weight.copy_(torch.sin(torch.arange(weight.numel()) + number).reshape(weight.shape))
        return call(net.eval(), torch.linspace(-1, 1, 784).reshape(1, 1, 28, 28))

    return outputs


OWN_SPACE = Exercise(
    id="14.5",
    title="Build your own space",
    kind="code",
    dots=3,
    minutes=9,
    builds="build_net",
    check=build(
        build_net,
        tests=(
            ("It classifies images.", _is_a_classifier),
            ("Every layer has its own kernel.", _has_its_kernels),
            ("The map shrinks where the architecture says.", _halves_in_its_place),
            ("Every call makes a new network.", _fresh),
            ("With equal weights it gives what the course's own gives.", _same_as_ours(BASE)),
            (
                "So it does for every other choice.",
                _same_as_ours(SPACE.arch(7, 3, 3, 5, 5, 3, 16, "silu", False, 2, "max")),
            ),
        ),
        cases=tuple(
            _signature(BASE._replace(**changed))
            for changed in (
                {"pool": "max"},
                {"activation": "tanh"},
                {"skip": False},
                {"halve_after": 2},
                {"width": 12},
            )
        ),
        mistakes=(
            (
                _built(lambda arch: arch._replace(pool="mean")),
                "`pool` is ignored: this always takes the mean.",
            ),
            (
                _built(lambda arch: arch._replace(pool="max")),
                "`pool` is ignored: this always takes the maximum.",
            ),
            (
                _built(lambda arch: arch._replace(activation="relu")),
                "`activation` is ignored: this always takes ReLU.",
            ),
            (
                _built(lambda arch: arch._replace(skip=True)),
                "`skip` is ignored: this always adds the bridge.",
            ),
        ),
        why="A space is nothing but a function from decisions to networks. This one has 104,976 networks, and nobody "
        "has trained them.",
    ),
    hints=(
        "Collect the modules in a list and return `nn.Sequential(*list)`.",
        'Layer `number` has the kernel `getattr(arch, f"kernel{number}")`.',
        "`nn.MaxPool2d(2)` halves the map; append it right after layer number `halve_after`.",
        "At the end: `nn.AdaptiveAvgPool2d(1)` or `nn.AdaptiveMaxPool2d(1)`, `nn.Flatten()`, and a linear layer with ten outputs.",
    ),
    solution=build_net,
)


def hand_over(candidates, retrain, test):
    winner = max(candidates, key=candidates.get)
    accuracies = [test(retrain(winner, seed)) for seed in range(3)]
    return winner, sum(accuracies) / 3


def _test_picks(candidates, retrain, test):
    means = {name: sum(test(retrain(name, seed)) for seed in range(3)) / 3 for name in candidates}
    winner = max(means, key=means.get)
    return winner, means[winner]


def _best_seed(candidates, retrain, test):
    winner = max(candidates, key=candidates.get)
    return winner, max(test(retrain(winner, seed)) for seed in range(3))


def broken_hand_over(candidates, retrain, test):
    accuracies = {}
    for name in candidates:
        accuracies[name] = max(test(retrain(name, seed)) for seed in range(3))
    winner = max(accuracies, key=accuracies.get)
    return winner, accuracies[winner]


CANDIDATES = {"wide": 0.84, "deep": 0.86, "both": 0.85}
TESTED = {"wide": (0.84, 0.85, 0.86), "deep": (0.82, 0.84, 0.83), "both": (0.85, 0.81, 0.80)}


def _retrained(name, seed):
    return name, seed


def _tested(net):
    return TESTED[net[0]][net[1]]


_gives_what_is_right = code(
    hand_over,
    (
        (CANDIDATES, _retrained, _tested),
        ({"both": 0.7, "wide": 0.6}, _retrained, _tested),
        ({"wide": 0.8, "deep": 0.7}, _retrained, _tested),
    ),
    why="Of ten equal networks the best on the test set is lucky on the test set, and the number that is "
    "reported holds that luck. Choose first, then open, and report all that you see.",
    mistakes=(
        (_test_picks, "The mean is taken now, but the test set still chooses among the candidates."),
        (_best_seed, "The best of three seeds is partly luck. Report their mean."),
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
        return wrong("Every look at the test set counts: once for each seed is enough.", shorten(seen.calls))
    return verdict


_check_hand_over.reference = hand_over

HAND_OVER = Exercise(
    id="14.6",
    title="The test set that chose",
    kind="bug",
    dots=2,
    minutes=5,
    builds="hand_over",
    check=_check_hand_over,
    hints=(
        "Which images decide here who wins?",
        "Two things are the greatest of several: the network, and the seed. Only one of the two may be, and by "
        "other images.",
    ),
    solution=hand_over,
)


class Patient:
    def __init__(self, space, seed):
        self.space, self.rng = space, np.random.default_rng(seed)
        self.asked, self.told = set(), {}

    def ask(self):
        for _ in range(100):
            drawn = list(self.told)
            if len(drawn) < 8:
                arch = self.space.sample(self.rng)
            else:
                some = self.rng.choice(len(drawn), size=min(5, len(drawn)), replace=False)
                parent = max((drawn[place] for place in some), key=self.told.get)
                arch = self.space.mutate(parent, self.rng)
            if arch not in self.asked:
                break
        self.asked.add(arch)
        return arch

    def tell(self, arch, reward):
        self.told[arch] = max(reward, self.told.get(arch, reward))


SWITCHES = SearchSpace({f"switch{n}": (0, 1) for n in range(30)})
SMALL = SearchSpace({"kernel": (3, 5), "skip": (False, True)})


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


def _never_twice(cls):
    strategy, asked = call(cls, SWITCHES, 1), []
    for number in range(120):
        asked.append(call(strategy.ask))
        if number >= 10:
            arch = asked[number - 10]  # ten are in flight
            call(strategy.tell, arch, sum(arch) / 30)
    if len(set(asked)) < len(asked):
        return wrong(
            "An architecture was asked for twice, although others are left.",
            f"{len(asked) - len(set(asked))} of 120 questions were repeats",
        )
    return None


def _takes_any_news(cls):
    strategy = call(cls, SWITCHES, 2)
    strangers = [SWITCHES.sample(np.random.default_rng(n)) for n in range(12)]
    asked = [call(strategy.ask) for _ in range(10)]
    for place, arch in enumerate([*asked[::-1], *strangers]):
        call(strategy.tell, arch, -place)
    return (
        None
        if call(strategy.ask) in SWITCHES
        else "After news in another order, and of networks that it did not ask for, `ask` gives no architecture."
    )


def _small_space(cls):
    strategy = call(cls, SMALL, 3)
    asked = [call(strategy.ask) for _ in range(9)]
    if any(arch not in SMALL for arch in asked):
        return wrong(
            "A space of four networks is exhausted after four questions. `ask` must still give one of them.",
            shorten(asked),
        )
    return None


def climbed(cls, seed, in_flight=8, budget=150):
    """The greatest share of switches that are on, with late news in shuffled order."""
    strategy, rng, waiting, best = call(cls, SWITCHES, seed), np.random.default_rng([seed, 9]), [], 0.0
    for _ in range(budget):
        waiting.append(call(strategy.ask))
        if len(waiting) == in_flight:
            arch = waiting.pop(rng.integers(in_flight))
            reward = sum(arch) / len(arch)
            best = max(best, reward)
            call(strategy.tell, arch, reward)
    return best


def _learns(cls):
    found = np.mean([climbed(cls, seed) for seed in range(6)])
    if found < 0.8:
        return wrong(
            "With 8 in flight and 150 questions it must turn on more than 80 % of 30 switches. Random search reaches "
            "about 72 %. Do good architectures have children?",
            f"{100 * found:.0f} %, mean of six runs",
        )
    return None


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
            ("Nothing is asked for twice while others are left, also with ten in flight.", _never_twice),
            ("News may come in any order, and of any network.", _takes_any_news),
            ("A small space may be exhausted.", _small_space),
            ("It learns, though eight answers are always missing.", _learns),
        ),
        why="Whoever proposes must remember two things: what was asked, and what was told. They differ by what is in flight.",
        seconds=30,
    ),
    hints=(
        "Two memories: a set of what was asked, a dictionary of what was told.",
        "With few news draw at random; with more, let the best of a few told ones be the parent of a mutation.",
        "If the child was asked for already, try again, but not for ever: a small space is exhausted.",
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
        question="From lesson 01: thirty networks were trained once each, and the best one is reported with that "
        "reward. What becomes of it when it is trained anew, on average?",
        options={"A": "it rises", "B": "nothing", "C": "it falls", "D": "that depends on the strategy"},
        answer="C",
        reason="The greatest of many noisy numbers is partly luck.",
        slips={
            "A": "The winner was chosen for a high number.",
            "B": "Only numbers that chose nothing keep their mean.",
            "D": "Whoever proposed them: the largest of thirty noisy numbers was kept.",
        },
    ),
    Quick(
        id="14.q3",
        question="Twenty comparisons with no true difference are each tested at p < .05. How many come out as "
        "differences, on average?",
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
        question="Ten workers that never wait train for 95 % of the time. How many times as fast as one worker are they?",
        answer=9.5,
        reason="Each of the ten trains for 95 % of the time, 10 x 0.95.",
        slips={10: "They are idle for a twentieth of the time.", 0.95: "This is the share of one worker."},
        tolerance=0.05,
    ),
    Quick(
        id="14.q5",
        question="A run was killed after 40 of 100 trials. It writes each trial to a log when it ends. Two trainings "
        "were under way. How many trainings are lost?",
        answer=2,
        reason="What has ended is on the disk, and what was under way is asked for again.",
        slips={42: "Forty of them are in the log.", 40: "These are in the log.", 60: "These have not begun."},
    ),
    Quick(
        id="14.q6",
        question="You may not change the plan of a study after its first trial. What does that protect you from?",
        options={
            "A": "from a crash of the machine",
            "B": "from a budget that runs out",
            "C": "from choosing the question by the answer",
            "D": "from a poor space",
        },
        answer="C",
        reason="Whoever changes budget, rival or yardstick after a look has looked at the result to choose them.",
        slips={
            "A": "The log does that.",
            "B": "The budget is part of the plan.",
            "D": "A plan can be poor and fixed.",
        },
    ),
)

EXERCISES = (HOLM, BATCHES, MANY_WORKERS, LATE_NEWS, OWN_SPACE, HAND_OVER, PATIENT)
