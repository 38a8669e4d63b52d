"""The exercises of lesson 10: time honestly, add up a table, price latency, sweep a front."""

import math
import operator
from statistics import mean, median

from nas_teach.lab.checking import Exercise, choose, code, number, unchanged


def median_time(machine, runs, warm_up):
    times = []
    for _ in range(warm_up + runs):
        start = machine.now()
        machine.run()
        times.append(1000 * (machine.now() - start))
    return median(times[warm_up:])  # the first passes do not count, a disturbed one hardly


def _times(machine, count):
    """Milliseconds of `count` passes, each timed alone."""
    times = []
    for _ in range(count):
        start = machine.now()
        machine.run()
        times.append(1000 * (machine.now() - start))
    return times


def mean_time(machine, runs, warm_up):
    """The broken function of 10.1: the warm-up counts, and one hiccup moves the mean."""
    return mean(_times(machine, warm_up + runs))


class Machine:
    """A stopwatch and a network in one: each `run` takes the next of the scripted times, in seconds."""

    def __init__(self, *seconds):
        self.seconds, self.clock = list(seconds), 100.0

    def now(self):
        return self.clock

    def run(self):
        self.clock += self.seconds.pop(0) if self.seconds else 0.001

    def __repr__(self):
        return "machine"


# Odd numbers of passes alone: of an even number the text does not say which median is meant.
MACHINES = (
    (Machine(0.050, 0.010, 0.002, 0.004, 0.003, 0.002, 0.030, 0.007), 5, 2),
    (Machine(0.020, 0.001, 0.002, 0.009, 0.003, 0.006), 3, 1),
    (Machine(0.006, 0.001, 0.090, 0.003, 0.005, 0.080, 0.008, 0.002, 0.004, 0.007), 7, 2),
)

HASTY_STOPWATCH = Exercise(
    id="10.1",
    title="A hasty stopwatch",
    kind="bug",
    dots=2,
    minutes=4,
    check=code(
        median_time,
        MACHINES,
        given=mean_time,
        why="The first passes are thrown away, and the median of the others does not care how bad the "
        "worst was. The broken function let both in: warm-up and hiccups.",
        mistakes=(
            (
                lambda machine, runs, warm_up: mean(_times(machine, warm_up + runs)[warm_up:]),
                "The warm-up is gone, but the mean is left: one pass that was disturbed moves it. Take "
                "what stands in the middle.",
            ),
            (
                lambda machine, runs, warm_up: median(_times(machine, warm_up + runs)),
                "The median is right, but the warm-up passes are still among the times.",
            ),
            (
                lambda machine, runs, warm_up: median(_times(machine, runs)),
                "The first `warm_up` passes must run and not count. Here they count, in place of the last.",
            ),
            (
                lambda machine, runs, warm_up: median(_times(machine, warm_up + runs)[runs:]),
                "This throws away the first `runs` passes. It is `warm_up` of them that do not count.",
            ),
            (
                lambda machine, runs, warm_up: min(_times(machine, warm_up + runs)[warm_up:]),
                "This is the luckiest pass of all. It says what the machine could do; what you will get is "
                "the one in the middle.",
            ),
            (
                lambda machine, runs, warm_up: median_time(machine, runs, warm_up) / 1000,
                "These are seconds. The function gave milliseconds before, and should still.",
            ),
            (
                lambda machine, runs, warm_up: median(_times(machine, runs)[warm_up:]),
                "`runs` passes should count *after* the warm-up. Here the warm-up is taken out of them.",
            ),
            (
                lambda machine, runs, warm_up: _times(machine, warm_up + runs)[warm_up:],
                "These are the right passes, all of them. One number is asked for: the one in the middle.",
            ),
            (
                lambda machine, runs, warm_up: _times(machine, warm_up + runs)[warm_up:][runs // 2],
                "This pass stands in the middle of the *list*. For the median the times must be sorted.",
            ),
            (
                lambda machine, runs, warm_up: max(_times(machine, warm_up + runs)[warm_up:]),
                "This is the unluckiest pass of all: what a hiccup costs, not what the network takes.",
            ),
        ),
    ),
    hints=(
        "Two things are wrong. What do the first `warm_up` passes have in common?",
        "And what happens to a mean if one pass of fifty is disturbed and takes a hundred times as long?",
        "`times[warm_up:]` leaves out the first ones; `statistics.median` takes the middle.",
    ),
    solution=median_time,
)

ADD_UP_A_NETWORK = Exercise(
    id="10.2",
    title="Add up a network",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        1.3,
        why="0.1 + 3 x 0.15 + 0.1 + 3 x 0.2 + 0.05 = 1.3 ms. Two of the five rows do nearly all of it, "
        "for they occur three times.",
        mistakes=(
            (0.6, "Every operator counts as often as it is run, and each stage has three blocks."),
            (1.25, "A sum of blocks, but one operator is missing. Does the classifier cost nothing?"),
            (1.2, "Here the stem or the downsampling is missing."),
            (1.05, "These are the blocks alone. Stem, downsampling and classifier take time too."),
            (1.8, "This is three times everything. Stem, downsampling and classifier run once."),
            (0.95, "Here each stage has two blocks."),
            (1.15, "Three blocks in the second stage, two in the first: both have depth 3."),
            (1.1, "Three blocks in the first stage, two in the second: both have depth 3."),
            (1300, "This is in microseconds. It is asked for in milliseconds."),
        ),
    ),
    hints=(
        "Which of the operators are run three times?",
        "Three blocks of 0.15 ms, three of 0.2 ms, and the three other operators once each.",
    ),
    solution="answer = 0.1 + 3 * 0.15 + 0.1 + 3 * 0.2 + 0.05  # stem, stage 1, down, stage 2, classify",
)


def exponent(times, gain):
    return -math.log(1 + gain) / math.log(times)  # (1 + gain) x times^w = 1, solved for w


NAME_YOUR_PRICE = Exercise(
    id="10.3",
    title="Name your price",
    kind="code",
    dots=2,
    minutes=4,
    check=code(
        exponent,
        ((2, 0.05), (10, 0.05), (2, 0.2), (3, 0.01)),
        why="(1 + gain) x times^w = 1, so w = -log(1 + gain) / log(times). The base of the logarithms "
        "cancels. For (2, 0.05) it is MnasNet's -0.07.",
        mistakes=(
            (
                lambda times, gain: -exponent(times, gain),
                "The size is right, the sign is not: with this exponent a slow network earns more.",
            ),
            (
                lambda times, gain: -math.log2(1 + gain),
                "This is right for a doubling. What if the latency grows tenfold?",
            ),
            (
                lambda times, gain: -math.log(1 + gain),
                "The logarithm of `times` is missing. Solve (1 + gain) x times^w = 1 for w.",
            ),
            (
                lambda times, gain: math.log(gain) / math.log(times),
                "`gain` is what comes on top: 5 % more accuracy is a factor of 1.05, not 0.05.",
            ),
            (
                lambda times, gain: -math.log(gain) / math.log(times),
                "`gain` is what comes on top (a factor of 1.05), and the sign is to be looked at again.",
            ),
            (
                lambda times, gain: -math.log(1 + gain) / times,
                "Almost: `times` stands in a power, so it is its logarithm that you divide by.",
            ),
            (
                lambda times, gain: -math.log(1 + gain) * math.log(times),
                "(1 + gain) x times^w = 1: taking logarithms gives log(1 + gain) + w x log(times) = 0. "
                "Divide, do not multiply.",
            ),
            (
                lambda times, gain: -math.log(times * (1 + gain)),
                "Only `times` is raised to the power w. The logarithm of a product is a sum: "
                "log(1 + gain) + w x log(times) = 0.",
            ),
            (
                lambda times, gain: -gain / times,
                "A price per unit is this, as in the linear reward. Here latency stands in a power: solve "
                "(1 + gain) x times^w = 1.",
            ),
            (
                lambda times, gain: math.log(1 - gain) / math.log(times),
                "This is what a *loss* of `gain` would pay for: 1 - 0.05 instead of 1 / 1.05.",
            ),
            (
                lambda times, gain: -math.log(times) / math.log(1 + gain),
                "Upside down: w is the exponent of `times`, so log(times) is what you divide by.",
            ),
        ),
    ),
    hints=(
        "Two networks, the second `times` as slow and (1 + gain) as accurate, have the same reward. "
        "Write that down and cancel what stands on both sides.",
        "(1 + gain) x times^w = 1. Take the logarithm of both sides.",
        "`math.log` will do; any base will.",
    ),
    solution=exponent,
)

MOVE_THE_TARGET = Exercise(
    id="10.4",
    title="Move the target",
    kind="predict",
    dots=2,
    minutes=2,
    check=choose(
        "C",
        {
            "A": "One would think so. But compare two networks: (latency / target)^w of both contains the "
            "same target^-w. It cancels.",
            "B": "Not faster either. Divide the rewards of two networks by each other: where is the target?",
            "C": "Right. accuracy x latency^w x target^-w: the last factor is the same for all networks. "
            "With the same exponent on both sides the target only rescales the reward; w decides.",
            "D": "It depends on nothing: with the same exponent on both sides, target^-w is the same "
            "factor for every network, whichever they are.",
        },
    ),
    hints=("Write the reward of two networks, A and B. Which is larger?", "(a / t)^w is a^w x t^-w."),
    solution='answer = "C"  # target^-w is a common factor',
)


def sweep(points):
    front, record = [], math.inf
    for accuracy, latency in sorted(points, reverse=True):  # the most accurate first
        if latency < record:
            front.append((accuracy, latency))
            record = latency
    return front


def _records(points, beats=operator.lt, record=math.inf):
    """Those of `points`, in the order given, whose latency beats that of all before them."""
    front = []
    for accuracy, latency in points:
        if beats(latency, record):
            front.append((accuracy, latency))
            record = latency
    return front


def _better_than_the_last(points):
    """Compares with the point before, on the front or not."""
    best_first = sorted(points, reverse=True)
    before = [math.inf, *(latency for _, latency in best_first)][: len(points)]
    return [point for point, latency in zip(best_first, before, strict=True) if point[1] < latency]


CLOUDS = (
    ([(0.80, 2.0), (0.90, 5.0), (0.85, 6.0), (0.82, 4.0), (0.70, 3.0), (0.75, 1.0)],),
    ([(0.5, 1.0), (0.9, 3.0), (0.8, 4.0), (0.7, 3.5), (0.6, 2.0), (0.4, 1.5)],),
    ([(0.81, 7.0), (0.79, 2.5)],),
    ([(0.66, 3.0)],),
    ([(0.7, 2.0), (0.9, 2.0), (0.8, 1.0), (0.6, 1.0), (0.5, 0.5)],),  # equal latencies
    (
        [(0.6, 30_000.0), (0.7, 20_000.0), (0.8, 40_000.0)],
    ),  # microseconds: larger than a guessed first record
)


def _sweeps(answer):
    """As `_same_front`; and the list that it was given is as it was."""
    verdict = _same_front(answer)
    return unchanged(answer, *CLOUDS[0]) or verdict if verdict.outcome == "correct" else verdict


_same_front = code(
    sweep,
    CLOUDS,
    why="Going down in accuracy, a network is worth keeping only if it is faster than everything "
    "better than it: a new record. One sort and one pass, instead of comparing all pairs.",
    mistakes=(
        (
            lambda points: _records(sorted(points, reverse=True), operator.le),
            "Nearly: of two that are equally fast the less accurate one is beaten. With `<=` it stays. "
            "A record must be *faster* than all before.",
        ),
        (
            lambda points: _records(sorted(points, reverse=True), record=0),
            "No latency is below 0, so nothing is kept. The record must start above every latency: "
            "`math.inf`.",
        ),
        (
            lambda points: _records(sorted(points, reverse=True), record=1000),
            "The record starts at a guessed number. Latencies may be larger (in microseconds, say), and "
            "then the front is empty. Start it at `math.inf`.",
        ),
        (
            lambda points: sweep(points)[1:],
            "The most accurate one is missing. Nothing is more accurate, so it is always on the front.",
        ),
        (
            lambda points: _records(sorted(points, key=lambda point: point[1])),
            "Sorted by latency, the first one has the record for good. Sort by accuracy, or, with this "
            "order, keep a record of the accuracy.",
        ),
        (
            _records,
            "The record is kept, but the points are visited in the order given. Sort them "
            "by accuracy first, the best first.",
        ),
        (
            _better_than_the_last,
            "Each point is compared with the one before it. It must beat the fastest "
            "of all that are better, not only its neighbour.",
        ),
        (
            lambda points: [p for p in sorted(points, reverse=True) if p[1] <= max(points)[1]],
            "Each point is compared with the most accurate one only. What the second has reached must "
            "be beaten too: keep the record.",
        ),
        (
            lambda points: _records(sorted(points)),
            "From the worst accuracy up, a record in latency says nothing: a better and "
            "faster network may follow. Begin with the best accuracy.",
        ),
        (
            lambda points: _records(sorted(points, reverse=True), operator.gt, -math.inf),
            "This keeps those that are slower than all better ones: the least wanted. A "
            "record is a *smaller* latency.",
        ),
        (
            lambda points: sweep(points)[::-1],
            "The right points, in the wrong order: the most accurate comes first.",
        ),
        (
            lambda points: sorted(points, reverse=True),
            "These are all points, sorted. Drop those that another one beats.",
        ),
        (
            lambda points: [max(points)],
            "This is the most accurate alone. A front holds every point that no other beats.",
        ),
        (
            lambda points: [(latency, accuracy) for accuracy, latency in sweep(points)],
            "The right points, turned round: a pair is (accuracy, latency).",
        ),
        (
            lambda points: set(sweep(points)),
            "The right points, but a set has no order. Return a list, the most accurate first.",
        ),
        (
            lambda points: sorted(points, key=lambda point: point[1]),
            "These are all points, sorted by latency. Drop those that another one beats.",
        ),
        (
            lambda points: [latency for _, latency in sweep(points)],
            "These are the latencies of the front. Return the pairs.",
        ),
        (
            lambda points: [accuracy for accuracy, _ in sweep(points)],
            "These are the accuracies of the front. Return the pairs.",
        ),
    ),
)

SWEEP_THE_FRONT = Exercise(
    id="10.5",
    title="Sweep the front",
    kind="code",
    dots=3,
    minutes=7,
    check=_sweeps,
    hints=(
        "Sort the points, the most accurate first. Is the first one on the front? The second?",
        "Keep the smallest latency that you have met. When does the next point survive?",
        "`sorted(points, reverse=True)` sorts pairs by their first entry, the largest first.",
    ),
    solution=sweep,
)

FEWER_FLOPS = Exercise(
    id="10.6",
    title="Forty per cent fewer FLOPs",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "Twice the work per counted operation would change both numbers alike; the comparison "
            "stays as it is. Worth knowing, but not the weak point.",
            "B": "Parameters fill memory; they are no measure of time either. In our table they tell "
            "latency as little as MACs do.",
            "C": "More seeds make the accuracy surer, and FLOPs have no noise. The claim about speed would "
            "stay as unfounded as it is.",
            "D": "Right. The claim is about time, and what was counted is work. On our table that order is "
            "nearly independent of the order by latency. Only a stopwatch on that device, at that "
            "batch size, settles it.",
        },
    ),
    hints=(
        "Which of the two statements was measured, and which was concluded?",
        "What did the networks of the hook have in common with this claim?",
    ),
    solution='answer = "D"  # work is not time',
)

EXERCISES = (
    HASTY_STOPWATCH,
    ADD_UP_A_NETWORK,
    NAME_YOUR_PRICE,
    MOVE_THE_TARGET,
    SWEEP_THE_FRONT,
    FEWER_FLOPS,
)
