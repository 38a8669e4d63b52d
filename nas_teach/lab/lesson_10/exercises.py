"""The exercises of lesson 10: time honestly; build a look-up table, a reward with a price, a Pareto front."""

from collections.abc import Iterator
from statistics import mean, median

import numpy as np

from nas_teach.lab.checking import Exercise, Quick, build, call, choose, code, gives, unchanged, wrong


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
    (Machine(0.0501, 0.0103, 0.0022, 0.0041, 0.0034, 0.0021, 0.0302, 0.0074), 5, 2),
    (Machine(0.0203, 0.0014, 0.0023, 0.0092, 0.0031, 0.0064), 3, 1),
    (Machine(0.0062, 0.0013, 0.0901, 0.0034, 0.0053, 0.0802, 0.0084, 0.0021, 0.0043, 0.0074), 7, 2),
)

HASTY_STOPWATCH = Exercise(
    id="10.1",
    title="A hasty stopwatch",
    kind="bug",
    dots=2,
    minutes=3,
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
            (
                lambda machine, runs, warm_up: median(sorted(_times(machine, warm_up + runs))[warm_up:]),
                "This sorts first, so the *fastest* passes are thrown away. The first in time should be.",
            ),
            (
                lambda machine, runs, warm_up: median(_times(machine, warm_up + runs)[warm_up + 1 :]),
                "One pass too many is thrown away: `times[warm_up]` is the first that counts.",
            ),
            (
                lambda machine, runs, warm_up: 1000 * median_time(machine, runs, warm_up),
                "These are microseconds: the times in the list are milliseconds already.",
            ),
            (
                lambda machine, runs, warm_up: round(median_time(machine, runs, warm_up)),
                "The right time, rounded to whole milliseconds. Many networks take less than one: do not round.",
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


def look_up(networks, stopwatch):
    different = []
    for parts in networks:
        for part in parts:
            if part not in different:
                different.append(part)
    table = dict(zip(different, stopwatch(different), strict=True))  # all in turn, in one call

    def predict(parts):
        for part in parts:
            if part not in table:
                raise ValueError(f"{part} was not measured")
        return sum(table[part] for part in parts)

    return predict


TIMES = {"stem": 0.1, "conv": 0.15, "down": 0.3, "wide": 0.2, "classify": 0.05, "attention": 0.7}
SMALL, DEEP = ["stem", "conv", "classify"], ["stem", "conv", "conv", "down", "wide", "classify"]
WIDE, DOWN = ["stem", "wide", "wide", "wide", "classify"], ["stem", "down", "classify"]


class Stopwatch:
    """Knows the milliseconds of every part, and keeps what it was asked for."""

    def __init__(self):
        self.asked = []

    def __call__(self, parts):
        if isinstance(parts, str):
            raise TypeError("stopwatch takes a list of parts, also when it is a single one")
        self.asked.append(list(parts))
        return [TIMES[part] for part in self.asked[-1]]

    def __repr__(self):
        return "stopwatch"

    def __deepcopy__(self, memo):
        return self  # call() copies arguments, and this one is to be read afterwards


def _made(function, *networks):
    """(predict, stopwatch) of what she wrote."""
    watch = Stopwatch()
    predict = call(function, list(networks), watch)
    return predict, watch


def _no_function(found):
    if found is None:
        return "The function returns None. Is `return predict` missing at its end?"
    if isinstance(found, dict):
        return "This returns the table. A function is asked for: `predict`, which adds up its entries."
    return "Return a function: `predict`, without calling it."


def _predicts(parts, right, *networks):
    """A test: the table made from these networks predicts `right` for these parts."""

    def test(function):
        predict, _ = _made(function, *networks)
        if not callable(predict):
            return wrong(_no_function(predict), f"returned {predict!r}"[:200])
        return gives(predict, right, parts)

    return test


def _asks_once(function):
    _, watch = _made(function, SMALL, WIDE, DOWN)  # no network has all parts
    asked = [part for parts in watch.asked for part in parts]
    received = f"stopwatch was called {len(watch.asked)} times, with {asked} in all"[:300]
    if sorted(asked) != sorted({*SMALL, *WIDE, *DOWN}):
        return wrong("Every part that occurs is to be timed once, however often it occurs.", received)
    if len(watch.asked) > 1:
        return wrong("Call the stopwatch once, with the list of all parts.", received)
    return None


def _does_not_measure_again(function):
    predict, watch = _made(function, DEEP)
    before = len(watch.asked)
    call(predict, DEEP), call(predict, DEEP)
    if len(watch.asked) > before:
        return "`predict` asks the stopwatch again. The point of the table is that it need not."
    return None


def _outcome(function, *args):
    """What it returns, or the name of its error."""
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__


def _names_what_is_missing(function):
    predict, _ = _made(function, SMALL)
    try:
        found = predict(["stem", "attention"])
    except ValueError as error:
        return (
            None if "attention" in str(error) else "The message of the error must name the part: attention."
        )
    except LookupError as error:
        return (
            f"The error is a {type(error).__name__}. Ask first whether the part is there; raise a ValueError."
        )
    return wrong(
        "A part that was not measured must raise a ValueError: a silent guess would look like a fast network.",
        f"'attention' was not measured, yet predict(['stem', 'attention']) returned {found!r}",
    )


def _used(*networks, ask):
    """A case: what the stopwatch was asked for, and what comes out for the networks of `ask`."""

    def case(function):
        predict, watch = _made(function, *networks)
        found = [_outcome(predict, parts) for parts in ask]
        return [sorted(parts) for parts in watch.asked], found

    return case


def _look_up(times=None, total=None):
    """`look_up` with one thing done otherwise."""

    def slip(networks, stopwatch):
        different = list(dict.fromkeys(part for parts in networks for part in parts))
        table = (times or (lambda watch, _, parts: dict(zip(parts, watch(parts), strict=True))))(
            stopwatch, networks, different
        )

        def predict(parts):
            if missing := [part for part in parts if part not in table]:
                raise ValueError(f"{missing[0]} was not measured")
            return sum(table[part] for part in parts)

        otherwise = total and (lambda parts: total(table, parts, stopwatch))
        return otherwise or predict

    return slip


def _every_occurrence(watch, networks, _):
    parts = [part for network in networks for part in network]
    return dict(zip(parts, watch(parts), strict=True))


LOOK_UP = Exercise(
    id="10.2",
    title="Write the look-up table",
    kind="code",
    dots=3,
    minutes=7,
    builds="look_up",
    check=build(
        look_up,
        tests=(
            ("The parts of a network are added up.", _predicts(SMALL, 0.3, SMALL)),
            ("A part that runs twice counts twice.", _predicts(DEEP, 0.95, DEEP)),
            ("A network that was not in the list is predicted from its parts.", _predicts(WIDE, 0.75, DEEP)),
            ("The stopwatch is called once, with every different part once.", _asks_once),
            ("To predict, nothing is measured again.", _does_not_measure_again),
            ("A part that was not measured raises a ValueError that names it.", _names_what_is_missing),
        ),
        cases=(
            _used(SMALL, WIDE, DOWN, ask=(DEEP, SMALL, WIDE, DEEP)),
            _used(SMALL, ask=(SMALL, WIDE, ["classify"])),
            _used(DEEP, DEEP, ask=(WIDE, ["attention"])),
        ),
        why="Each part is timed once, and from then on the latency of any network made of these parts is a sum. "
        "All parts go to the stopwatch in one call, so that it can let them take turns.",
        mistakes=(
            (
                _look_up(lambda watch, _, parts: {part: watch([part])[0] for part in parts}),
                "The parts are timed one by one. Hand all of them to the stopwatch in one call, so that they can "
                "take turns.",
            ),
            (
                _look_up(_every_occurrence),
                "A part that occurs ten times is timed ten times. Collect the *different* parts first.",
            ),
            (
                lambda networks, stopwatch: look_up(networks[:1], stopwatch),
                "Only the parts of the first network are timed. Go through all networks.",
            ),
            (
                _look_up(total=lambda table, parts, _: [table[part] for part in parts]),
                "These are the times of the parts. Add them up: a number is asked for.",
            ),
            (
                _look_up(total=lambda table, parts, _: table[parts[0]]),
                "This is the time of the first part alone. Does `return` stand inside the loop?",
            ),
            (
                _look_up(total=lambda table, parts, _: sum(table[part] for part in parts)),
                "The sums are right. A part that was not measured raises a KeyError; ask first whether it is "
                "there, and raise a ValueError that names it.",
            ),
            (
                _look_up(total=lambda table, parts, _: sum(table.get(part, 0) for part in parts)),
                "A part that was not measured counts as 0 ms here, so an unknown network looks fast. Raise a "
                "ValueError.",
            ),
            (
                _look_up(total=lambda table, parts, _: sum(table[part] for part in set(parts))),
                "Each part counts once here, however often the network runs it. Add up `parts`, not its set.",
            ),
            (
                _look_up(total=lambda table, parts, _: sum(table.values())),
                "This adds up the whole table. Only the parts of the network that is asked for count.",
            ),
            (
                _look_up(total=lambda table, parts, _: np.mean([table[part] for part in parts])),
                "This is the mean of the parts. They run one after the other, so their times add up.",
            ),
            (
                _look_up(total=lambda table, parts, _: max(table[part] for part in parts)),
                "This is the slowest part alone. The parts run one after the other, so all times add up.",
            ),
            (
                _look_up(total=lambda table, parts, watch: sum(watch(parts))),
                "`predict` goes to the stopwatch again, and the table is never used.",
            ),
        ),
    ),
    hints=(
        "Two steps: a dictionary {part: milliseconds}, made once; and a function that adds up its entries.",
        "Collect the different parts in a list; the stopwatch returns their times in the same order, so `zip` "
        "brings the two together.",
        "A function may be defined inside a function, and it still sees the table later: `def predict(parts):`, "
        "and at the end `return predict`, without parentheses.",
    ),
    solution=look_up,
)


def reward(accuracy, latency, target, w, w_above=None):
    above = w if w_above is None else w_above  # 0 is an exponent, too: `w_above or w` would lose it
    if max(w, above) > 0:
        raise ValueError(f"an exponent above 0 pays for being slow, got {w} and {above}")
    ratio = np.asarray(latency) / target
    return accuracy * ratio ** np.where(ratio <= 1, w, above)


def _product(base=lambda latency, target: latency / target, above=None, times=np.multiply, checks=2):
    """`reward` with one thing done otherwise."""

    def slip(accuracy, latency, target, w, w_above=None):
        beyond = above(w, w_above) if above else (w if w_above is None else w_above)
        if (checks > 0 and w > 0) or (checks > 1 and beyond > 0):
            raise ValueError("an exponent above 0")
        latency = np.asarray(latency, dtype=float)
        return times(accuracy, base(latency, target) ** np.where(latency <= target, w, beyond))

    return slip


def _swapped(accuracy, latency, target, w, w_above=None):
    return reward(accuracy, latency, target, w if w_above is None else w_above, w)


def _takes_zero(function):
    if _outcome(function, 0.8, 1.0, 2.0, 0, -1) == "ValueError":
        return "0 is refused here, too. It is allowed: only an exponent *above* 0 pays for being slow."
    return None


def _refuses(*exponents):
    """A test: these exponents raise a ValueError."""

    def test(function):
        found = _outcome(function, 0.8, 2.0, 1.0, *exponents)
        if found == "ValueError":
            return None
        received = f"reward(0.8, 2.0, 1.0, {', '.join(map(str, exponents))}): {found}"
        return wrong("An exponent above 0 must raise a ValueError, in either place.", received)

    return test


ACCURACIES, LATENCIES = np.array([0.8, 0.9, 0.7]), np.array([0.5, 2.0, 4.0])
REWARD = Exercise(
    id="10.3",
    title="Write a reward with a price",
    kind="code",
    dots=2,
    minutes=5,
    builds="reward",
    check=build(
        reward,
        tests=(
            ("At the target the reward is the accuracy.", lambda f: gives(f, 0.8, 0.8, 2.0, 2.0, -0.07)),
            ("With w = -1, twice the target costs half.", lambda f: gives(f, 0.4, 0.8, 2.0, 1.0, -1)),
            ("With w = -1, half the target counts double.", lambda f: gives(f, 1.6, 0.8, 1.0, 2.0, -1)),
            ("An exponent of 0 is allowed.", _takes_zero),
            ("Beyond the target w_above counts, if given.", lambda f: gives(f, 0.4, 0.8, 2.0, 1.0, 0, -1)),
            ("Up to the target w counts.", lambda f: gives(f, 0.8, 0.8, 1.0, 2.0, 0, -1)),
            ("w_above = 0 is an exponent like others.", lambda f: gives(f, 0.8, 0.8, 2.0, 1.0, -1, 0)),
            (
                "Arrays are taken, too.",
                lambda f: gives(f, [0.8, 0.45, 0.175], ACCURACIES, LATENCIES, 1.0, 0, -1),
            ),
            ("An exponent above 0 is refused.", _refuses(0.07)),
            ("So is one beyond the target.", _refuses(0, 1)),
        ),
        cases=(
            (0.8, 3.0, 1.5, -0.5),
            (0.8, 0.5, 1.5, -0.5, -2),
            (0.9, 3.0, 1.5, -1, 0),
            (ACCURACIES, LATENCIES, 1.0, 0, -1),
            lambda f: [_outcome(f, 0.8, 2.0, 1.0, *w) for w in ((0.5,), (0, 1), (1, 0))],
        ),
        why="The ratio has no unit, so the price is one in per cent: it holds for milliseconds and for seconds. "
        "Two exponents make the difference between a price and a limit.",
        mistakes=(
            (
                _product(base=lambda latency, target: target / latency),
                "This pays the slow: either the ratio is upside down, or it divides by the power. The factor is "
                "(latency / target) ** exponent.",
            ),
            (
                _product(above=lambda w, w_above: w_above or w),
                "`w_above or w` takes 0 for nothing. Ask `w_above is None`: 0 is an exponent, too.",
            ),
            (
                _product(above=lambda w, w_above: w),
                "`w_above` is ignored. Beyond the target it is the exponent, if it is given.",
            ),
            (_swapped, "The two exponents have changed places: `w` counts up to the target."),
            (
                _product(checks=1),
                "A positive `w` is refused, a positive `w_above` is not. Both would pay for being slow.",
            ),
            (
                _product(above=lambda w, w_above: w_above or 0),
                "Without `w_above` the exponent beyond the target is w, not 0.",
            ),
            (_product(checks=0), "A positive exponent pays for being slow. Raise a ValueError."),
            (_product(times=np.add), "The price is a factor: multiply the accuracy by it."),
            (
                _product(base=lambda latency, target: latency),
                "The target only decides which exponent counts. It also divides: (latency / target) ** exponent.",
            ),
            (
                lambda accuracy, latency, target, w, w_above=None: (
                    accuracy
                    * np.asarray(latency)
                    / target
                    * np.where(np.asarray(latency) <= target, w, w_above or w)
                ),
                "The exponent is a power here, `**`, not a factor.",
            ),
        ),
    ),
    hints=(
        "First settle which exponent counts beyond the target, then refuse what is above 0, then the formula.",
        "Call the ratio `ratio`. The factor is `ratio ** exponent`, and the exponent depends on whether "
        "ratio <= 1.",
        "`np.where(condition, this, that)` chooses for single numbers and for arrays alike; an `if` cannot.",
    ),
    solution=reward,
)

MOVE_THE_TARGET = Exercise(
    id="10.4",
    title="Move the target",
    kind="predict",
    dots=2,
    minutes=2,
    check=choose(
        "A",
        {
            "A": "Right. accuracy x latency^w x target^-w: the last factor is the same for all networks. "
            "With the same exponent on both sides the target only rescales the reward; w decides.",
            "B": "One would think so. But compare two networks: (latency / target)^w of both contains the "
            "same target^-w. It cancels.",
            "C": "Not faster either. Divide the rewards of two networks by each other: where is the target?",
            "D": "It depends on nothing: with the same exponent on both sides, target^-w is the same "
            "factor for every network, whichever they are.",
        },
    ),
    hints=(
        "Write the reward of two networks, one below the other. Which is larger?",
        "(a / t)^w is a^w x t^-w.",
    ),
    solution='answer = "A"  # target^-w is a common factor',
)


def beats(one, other):
    no_worse = one[0] >= other[0] and one[1] <= other[1]
    return no_worse and (one[0] > other[0] or one[1] < other[1])


BEATS = Exercise(
    id="10.5",
    title="Who beats whom",
    kind="code",
    dots=1,
    minutes=2,
    builds="beats",
    check=build(
        beats,
        tests=(
            ("More accurate and faster beats.", lambda f: gives(f, True, (0.9, 1.0), (0.8, 2.0))),
            ("Less accurate and slower does not.", lambda f: gives(f, False, (0.8, 2.0), (0.9, 1.0))),
            ("More accurate but slower does not.", lambda f: gives(f, False, (0.9, 2.0), (0.8, 1.0))),
            ("Faster but less accurate does not.", lambda f: gives(f, False, (0.8, 1.0), (0.9, 2.0))),
            ("Equally accurate and faster beats.", lambda f: gives(f, True, (0.8, 1.0), (0.8, 2.0))),
            ("More accurate and equally fast beats.", lambda f: gives(f, True, (0.9, 1.0), (0.8, 1.0))),
            ("Nobody beats an equal.", lambda f: gives(f, False, (0.8, 1.0), (0.8, 1.0))),
        ),
        cases=tuple(
            ((a, x), (b, y)) for a in (0.7, 0.9) for x in (1.0, 3.0) for b in (0.7, 0.9) for y in (1.0, 3.0)
        ),
        why="Nowhere worse and somewhere better. Where each is better in one number, neither beats the other: "
        "the choice between them needs a price.",
        mistakes=(
            (
                lambda one, other: one[0] > other[0] and one[1] < other[1],
                "This asks for better in *both*. With equal accuracy, the faster one beats, too.",
            ),
            (
                lambda one, other: one[0] >= other[0] and one[1] <= other[1],
                "Nowhere worse, yes. But two equal networks would beat each other: somewhere it must be better.",
            ),
            (
                lambda one, other: one[0] > other[0] or one[1] < other[1],
                "Better in one number is not enough: it may not be worse in the other.",
            ),
            (lambda one, other: one[0] > other[0], "The latency is not looked at."),
            (lambda one, other: one[1] < other[1], "The accuracy is not looked at."),
            (lambda one, other: beats(other, one), "Turned round: this says whether `other` beats `one`."),
            (
                lambda one, other: beats((one[0], -one[1]), (other[0], -other[1])),
                "A latency is better when it is *smaller*. Here the slower one is preferred.",
            ),
            (
                lambda one, other: one >= other,
                "Python compares tuples entry by entry and stops at the first difference; so the latency decides "
                "between equals only, and the wrong way round.",
            ),
            (
                lambda one, other: one > other,
                "With `>` Python compares the tuples entry by entry and stops at the first difference; so the "
                "latency decides between equally accurate ones only, and the wrong way round.",
            ),
            (
                lambda one, other: (one[0], -one[1]) > (other[0], -other[1]),
                "The latency is looked at between equally accurate ones only. A more accurate network that is "
                "slower does not beat.",
            ),
            (
                lambda one, other: one[0] - one[1] > other[0] - other[1],
                "This sets one number off against the other, as a price does. Compare each number by itself.",
            ),
            (
                lambda one, other: one[0] >= other[0] and one[1] < other[1],
                "This asks for strictly faster. More accurate and equally fast beats, too.",
            ),
            (
                lambda one, other: one[0] > other[0] and one[1] <= other[1],
                "This asks for strictly more accurate. Faster and equally accurate beats, too.",
            ),
            (
                lambda one, other: one[0] >= other[0] or one[1] <= other[1],
                "Joined by `or`, being no worse in one number is enough. It must be no worse in both.",
            ),
        ),
    ),
    hints=(
        "Two conditions, joined by `and`: nowhere worse, somewhere better.",
        "Nowhere worse: the accuracy is at least as large, the latency at most as large. Somewhere better: one of "
        "the two is strictly so.",
    ),
    solution=beats,
)


def front(accuracy, latency):
    best_first = sorted(range(len(accuracy)), key=lambda i: (-accuracy[i], latency[i]))
    kept, fastest = [], float("inf")
    for i in best_first:
        if latency[i] < fastest:  # a new record: nothing more accurate is as fast
            kept.append(i)
            fastest = latency[i]
    return kept


def _records(order=None, better=lambda new, record: new < record, record=float("inf")):
    """`front` with another order, comparison or first record."""

    def slip(accuracy, latency):
        kept, best = [], record
        for i in (order or _best_first)(accuracy, latency):
            if better(latency[i], best):
                kept.append(i)
                best = latency[i]
        return kept

    return slip


def _best_first(accuracy, latency):
    return sorted(range(len(accuracy)), key=lambda i: (-accuracy[i], latency[i]))


def _by(key):
    return lambda accuracy, latency: sorted(range(len(accuracy)), key=lambda i: key(accuracy[i], latency[i]))


def _rows_to_keep(function):
    """The lesson goes through the rows more than once and intersects sets, in which no tensor equals another."""

    def kept(accuracy, latency):
        found = function(accuracy, latency)
        return not isinstance(found, Iterator) and set(found) == set(front(accuracy, latency))

    if not call(kept, *CLOUDS[0]):
        return "The right rows, but as an iterator or a tensor. The lesson uses them more than once: return a list."
    return None


def _better_than_the_last(accuracy, latency):
    rows = _best_first(accuracy, latency)
    return rows[:1] + [b for a, b in zip(rows, rows[1:], strict=False) if latency[b] < latency[a]]


CLOUDS = (
    ([0.80, 0.90, 0.85, 0.82, 0.70, 0.75], [2.0, 5.0, 6.0, 4.0, 3.0, 1.0]),
    ([0.5, 0.9, 0.8, 0.7, 0.6, 0.4], [1.0, 3.0, 4.0, 3.5, 2.0, 1.5]),
    ([0.7, 0.9, 0.8, 0.6, 0.5], [2.0, 2.0, 1.0, 1.0, 0.5]),  # equally fast ones
    ([0.8, 0.9, 0.8, 0.9, 0.8], [1.5, 3.0, 1.0, 2.0, 0.5]),  # equally accurate ones
    ([0.9, 0.9, 0.5], [2.0, 3.0, 1.0]),
    ([0.6, 0.7, 0.8], [30_000.0, 20_000.0, 40_000.0]),  # microseconds
)
FRONT = Exercise(
    id="10.6",
    title="Sort, then sweep",
    kind="code",
    dots=3,
    minutes=6,
    builds="front",
    check=build(
        front,
        tests=(
            ("A single network is on the front.", lambda f: gives(f, [0], [0.7], [2.0])),
            ("A network that another beats is not.", lambda f: gives(f, [1], [0.7, 0.8], [2.0, 1.0])),
            (
                "Of two that do not beat each other both are, the most accurate first.",
                lambda f: gives(f, [1, 0], [0.7, 0.8], [1.0, 2.0]),
            ),
            ("Order in the lists does not matter.", lambda f: gives(f, [1, 3, 0, 5], *CLOUDS[0])),
            ("Of equally fast ones the more accurate stays.", lambda f: gives(f, [1, 2, 4], *CLOUDS[2])),
            ("Of equally accurate ones the faster stays.", lambda f: gives(f, [3, 4], *CLOUDS[3])),
            ("Latencies may be large numbers.", lambda f: gives(f, [2, 1], *CLOUDS[5])),
            ("The rows are a list or an array.", _rows_to_keep),
            ("Arrays are taken, too.", lambda f: gives(f, [1, 4, 0], *map(np.array, CLOUDS[1]))),
            ("What it is given stays as it is.", lambda f: unchanged(f, *CLOUDS[0])),
        ),
        cases=CLOUDS,
        why="From the most accurate down, a network is worth keeping only if it is faster than all that are "
        "better: a new record. One sort and one pass, instead of all against all.",
        mistakes=(
            (
                _records(better=lambda new, record: new <= record),
                "Nearly. Of two that are equally fast the less accurate is beaten, and with `<=` it stays. A "
                "record must be *faster* than all before.",
            ),
            (
                _records(_by(lambda accuracy, latency: -accuracy)),
                "Nearly. Of two that are equally accurate the faster must come first in the order. Sort by a pair: "
                "accuracy, then latency.",
            ),
            (
                lambda accuracy, latency: _records(
                    lambda a, x: sorted(range(len(a)), key=lambda i: (a[i], x[i]), reverse=True)
                )(accuracy, latency),
                "Nearly. `reverse=True` turns the latency round as well, so of equally accurate ones the slower "
                "comes first. Sort by minus the accuracy instead.",
            ),
            (
                _records(record=0),
                "No latency is below 0, so nothing is kept. The record must start above every latency: "
                '`float("inf")`.',
            ),
            (
                _records(record=1000),
                "The record starts at a guessed number, and latencies may be larger, in microseconds say. Start it "
                'at `float("inf")`.',
            ),
            (
                lambda accuracy, latency: _records(record=max(latency))(accuracy, latency),
                "The record starts at the slowest latency, and the slowest network is not *below* it. Start above "
                'every latency: `float("inf")`.',
            ),
            (
                lambda accuracy, latency: _records(record=latency[0])(accuracy, latency),
                "The record starts at the latency of row 0, which the line has not met yet. Start it at "
                '`float("inf")`.',
            ),
            (
                _records(lambda accuracy, _: np.argsort(accuracy, kind="stable")[::-1]),
                "Nearly. Read from the end, equally accurate ones come in the order of their rows, the last first. "
                "The faster must come first: sort by a pair.",
            ),
            (
                lambda accuracy, latency: front(accuracy, latency)[:-1],
                "The fastest one is missing. Nothing is faster, so it is always on the front.",
            ),
            (
                lambda accuracy, latency: set(front(accuracy, latency)),
                "The right rows, but a set has no order. Return a list, the most accurate first.",
            ),
            (
                lambda accuracy, latency: len(front(accuracy, latency)),
                "This is how many there are. Return their rows.",
            ),
            (
                lambda accuracy, latency: [accuracy[i] for i in front(accuracy, latency)],
                "The right networks, as accuracies. Their row numbers are asked for.",
            ),
            (
                lambda accuracy, latency: front(accuracy, latency)[1:],
                "The most accurate one is missing. Nothing is more accurate, so it is always on the front.",
            ),
            (
                _records(_by(lambda accuracy, latency: latency)),
                "Sorted by latency, the first one has the record for good. Sort by accuracy.",
            ),
            (
                _records(lambda accuracy, latency: range(len(accuracy))),
                "The record is kept, but the networks are visited in the order given. Sort the rows first.",
            ),
            (
                _records(_by(lambda accuracy, latency: accuracy)),
                "From the worst accuracy up, a record says nothing: a better and faster network may follow. Begin "
                "with the best accuracy.",
            ),
            (
                _better_than_the_last,
                "Each is compared with the one before it. It must be faster than *all* that are better: keep the "
                "record.",
            ),
            (
                _records(better=lambda new, record: new > record, record=float("-inf")),
                "This keeps those that are slower than all better ones. A record is a *smaller* latency.",
            ),
            (
                lambda accuracy, latency: front(accuracy, latency)[::-1],
                "The right rows in the wrong order: the most accurate comes first.",
            ),
            (
                lambda accuracy, latency: sorted(front(accuracy, latency)),
                "The right rows, sorted by their numbers. Return them in the order in which you met them.",
            ),
            (_best_first, "These are all rows, sorted. Drop those that are slower than a better one."),
            (
                lambda accuracy, latency: [(accuracy[i], latency[i]) for i in front(accuracy, latency)],
                "The right networks. Their row numbers are asked for, not their values.",
            ),
        ),
    ),
    hints=(
        "Sort the rows, 0 to n - 1, so that the most accurate comes first and of equals the faster.",
        "`sorted(range(len(accuracy)), key=...)` sorts row numbers; the key of a row may be a pair of numbers.",
        "Go through them with one more variable: the fastest latency so far. Keep a row only if it is faster.",
    ),
    solution=front,
)

FEWER_FLOPS = Exercise(
    id="10.7",
    title="Forty per cent fewer FLOPs",
    kind="explain",
    dots=2,
    minutes=1,
    check=choose(
        "B",
        {
            "A": "A factor of two in counting would change both networks' numbers alike; the comparison "
            "stays as it is. Worth knowing, but not the weak point.",
            "B": "Right. The claim is about time, and what was counted is work. On our table that order is "
            "nearly independent of the order by latency. Only a stopwatch on that device, at that "
            "batch size, settles it.",
            "C": "Parameters fill memory; they are no measure of time either. In our table they tell "
            "latency as little as MACs do.",
            "D": "More seeds make the accuracy surer, and FLOPs have no noise. The claim about speed would "
            "stay as unfounded as it is.",
        },
    ),
    hints=(
        "Which of the two statements was measured, and which was concluded?",
        "What did slim have in common with this claim?",
    ),
    solution='answer = "B"  # work is not time',
)


def survivors(accuracy, latency, size):
    accuracy, latency = np.asarray(accuracy), np.asarray(latency)
    left, chosen = np.arange(len(accuracy)), []
    while len(chosen) < size:
        rows = left[front(accuracy[left], latency[left])]  # the front of those that are left
        left = np.setdiff1d(left, rows)
        room = size - len(chosen)
        if len(rows) > room:
            distance = np.full(len(rows), np.inf)  # both ends
            distance[1:-1] = 0
            for values in (accuracy[rows], latency[rows]):
                distance[1:-1] += np.abs(values[2:] - values[:-2]) / np.ptp(values)
            rows = rows[np.argsort(-distance, kind="stable")][:room]
        chosen += rows.tolist()
    return chosen


def _survivors(distance=None, peel=True, pick=None, relative=False):
    """`survivors` with one thing done otherwise.

    Args:    distance: (accuracy, latency) -> (n,) of the front to be cut. pick: (accuracy, latency, room) -> which
             of that front live on.
    """
    pick = pick or _largest(distance or _crowding)

    def slip(accuracy, latency, size):
        accuracy, latency = np.asarray(accuracy), np.asarray(latency)
        left, chosen = np.arange(len(accuracy)), []
        while len(chosen) < size and len(left):
            found = front(accuracy[left], latency[left])
            rows = left[found]
            left = np.setdiff1d(left, rows) if peel else np.arange(0)
            room = size - len(chosen)
            if len(rows) > room:
                rows = rows[list(pick(accuracy[rows], latency[rows], room))]
                left = left[:0]
            chosen += found[: len(rows)] if relative else rows.tolist()
        return chosen

    return slip


def _largest(distance):
    return lambda accuracy, latency, room: np.argsort(-distance(accuracy, latency), kind="stable")[:room]


def _less_accurate_of_equals(accuracy, latency, room):
    return np.argsort(_crowding(accuracy, latency), kind="stable")[::-1][:room]


def _one_at_a_time(accuracy, latency, room):
    """The most crowded one goes, and the distances are computed anew."""
    rows = np.arange(len(accuracy))
    while len(rows) > room:
        rows = np.delete(rows, np.argmin(_crowding(accuracy[rows], latency[rows])))
    return rows


def _crowding(accuracy, latency, ends=np.inf, scale=np.ptp, of=(0, 1), join=np.sum):
    """scale: what the differences of a number are divided by. join: how the two shares become one distance."""
    distance = np.full(len(accuracy), float(ends))
    numbers = np.array([accuracy, latency])[list(of)]
    distance[1:-1] = join([np.abs(v[2:] - v[:-2]) / scale(v) for v in numbers], axis=0)
    return distance


def _scaled_by_all(accuracy, latency, size):
    """The ranges are those of all networks, not of the front."""
    ranges = np.ptp(accuracy), np.ptp(latency)

    def distance(a, x):
        return _crowding(a / ranges[0], x / ranges[1], scale=lambda _: 1)

    return _survivors(distance)(accuracy, latency, size)


def _lives(size, *cloud, why):
    """A test: these rows live on, in any order."""

    def test(function):
        found = call(function, *cloud, size)
        right = sorted(survivors(*cloud, size))
        received = f"accuracy {cloud[0]}, latency {cloud[1]}, size {size}: returned {found!r}"[:400]
        if found is None:
            return wrong("The function returns None. Is a `return` missing?", received)
        rows = [int(row) for row in found]
        if len(rows) != len(set(rows)):
            return wrong("A row is there twice.", received)
        if len(rows) > size:
            return wrong(f"These are {len(rows)} rows, more than `size` = {size}.", received)
        return None if sorted(rows) == right else wrong(f"{why} Rows {right} should live on.", received)

    return test


THREE_FRONTS = [0.90, 0.80, 0.70, 0.85, 0.75, 0.65, 0.60], [3.0, 2.0, 1.0, 3.5, 2.5, 1.5, 4.0]
CURVE = [0.90, 0.89, 0.88, 0.80, 0.60, 0.59], [9.0, 5.0, 4.5, 4.0, 1.0, 0.5]
STEEP = [0.900, 0.899, 0.850, 0.849, 0.820, 0.700], [60.0, 43.0, 40.0, 21.0, 20.0, 1.0]
EVEN = [0.875, 0.75, 0.625, 0.5], [4.0, 3.0, 2.0, 1.0]  # equal distances, exactly
FAR_BEHIND = (  # the second front has wider ranges than the first
    [0.89, 0.73, 0.65, 0.62, 0.61, 0.55, 0.20, 0.40],
    [42.0, 41.0, 39.0, 18.0, 4.0, 2.0, 168.0, 210.0],
)


def _alive(size, *cloud):
    return lambda function: sorted(int(row) for row in call(function, *cloud, size))


SURVIVORS = Exercise(
    id="10.8",
    title="Front after front, with room to breathe",
    kind="code",
    dots=5,
    minutes=18,
    builds="survivors",
    check=build(
        survivors,
        tests=(
            (
                "If there is room for the front alone, the front lives on.",
                _lives(3, *THREE_FRONTS, why="The front has three members."),
            ),
            (
                "Then comes the front of those that are left.",
                _lives(
                    6, *THREE_FRONTS, why="Without the first front, rows 3, 4 and 5 are beaten by nobody."
                ),
            ),
            ("If there is room for all, all live on.", _lives(7, *THREE_FRONTS, why="Everybody fits.")),
            (
                "Of a front that does not fit, the two ends live on.",
                _lives(2, *CURVE, why="The ends have the distance infinity."),
            ),
            ("Then those with the largest distance.", _lives(4, *CURVE, why="The crowded ones must go.")),
            (
                "Each number is divided by its range in that front.",
                _lives(4, *STEEP, why="Latencies are large numbers here, accuracies small ones."),
            ),
            (
                "The ranges are those of that front, not of all networks.",
                _lives(3, *FAR_BEHIND, why="Rows 6 and 7 are not in the front that is cut."),
            ),
            (
                "Of equal distances the more accurate lives on.",
                _lives(3, *EVEN, why="Rows 1 and 2 have equal distances."),
            ),
            ("What it is given stays as it is.", lambda f: unchanged(f, *CURVE, 3)),
        ),
        cases=tuple(
            _alive(size, *cloud)
            for cloud in (THREE_FRONTS, CURVE, STEEP, EVEN, FAR_BEHIND)
            for size in range(1, len(cloud[0]) + 1)
        ),
        why="First who is beaten by fewer layers, then who stands alone. That is the selection of NSGA-II: it "
        "needs no price, and it spreads the survivors along the whole front.",
        mistakes=(
            (
                lambda accuracy, latency, size: np.argsort(-np.asarray(accuracy), kind="stable")[
                    :size
                ].tolist(),
                "These are the most accurate ones; latency plays no part. Take front after front.",
            ),
            (
                _survivors(peel=False),
                "After the first front nothing follows. Take the front away and look for the front of the rest.",
            ),
            (
                _survivors(relative=True),
                "The rows of a later front are counted among those that were *left*. Translate them back into the "
                "rows of the whole list.",
            ),
            (
                _survivors(pick=lambda *_: []),
                "Only whole fronts are taken, so there are fewer than `size`. Fill up from the front that does not "
                "fit.",
            ),
            (
                _survivors(lambda accuracy, latency: accuracy),
                "The last front is cut by accuracy. That empties its fast end: cut by crowding distance.",
            ),
            (
                _survivors(lambda accuracy, latency: -_crowding(accuracy, latency, ends=0)),
                "The most crowded live on here. The largest distance comes first.",
            ),
            (
                _survivors(lambda accuracy, latency: _crowding(accuracy, latency, scale=lambda _: 1)),
                "The differences are not divided by their ranges, so the number with the larger unit decides.",
            ),
            (
                _survivors(lambda accuracy, latency: _crowding(accuracy, latency, ends=0)),
                "The two ends have a neighbour on one side only. Give them the distance infinity, so that the "
                "front keeps its width.",
            ),
            (
                _survivors(lambda accuracy, latency: _crowding(accuracy, latency, of=(0,))),
                "The distance looks at accuracy alone. Add the one in latency.",
            ),
            (
                _survivors(lambda accuracy, latency: _crowding(accuracy, latency, of=(1,))),
                "The distance looks at latency alone. Add the one in accuracy.",
            ),
            (
                _survivors(lambda accuracy, latency: _crowding(accuracy, latency, join=np.prod)),
                "The two shares are multiplied. Add them.",
            ),
            (
                _survivors(lambda accuracy, latency: _crowding(accuracy, latency, join=np.linalg.norm)),
                "This is the straight distance, the root of the sum of squares. Here the two shares are added.",
            ),
            (
                _survivors(lambda accuracy, latency: _crowding(accuracy, latency, scale=np.max)),
                "The differences are divided by the largest value. Divide by the largest minus the smallest.",
            ),
            (
                _scaled_by_all,
                "The differences are divided by the ranges of *all* networks. Take the ranges of the front that "
                "is cut.",
            ),
            (
                _survivors(pick=_one_at_a_time),
                "Here the distances are computed anew whenever one has gone. That is a variant of its own; the "
                "exercise computes them once for the front.",
            ),
            (
                _survivors(pick=_less_accurate_of_equals),
                "Of two with equal distances the less accurate lives on. `[::-1]` turns equal ones round as well: "
                "sort by minus the distance, stably.",
            ),
        ),
    ),
    hints=(
        "A loop: the front of those that are left; all of it if it fits, else a part; take it away.",
        "`front` gives rows *within what you hand it*. With `left`, an array of row numbers, `left[front(...)]` "
        "gives them within the whole.",
        "`front` returns its rows sorted, so the neighbours of a member are those before and after it. Divide "
        "each difference by the largest minus the smallest value of this front.",
    ),
    solution=survivors,
)

QUICK = (
    Quick(
        id="10.q1",
        question="From lesson 07: the tau between two orders of many networks is 0.1. In how many per cent of all "
        "pairs do the two orders disagree? (No ties.)",
        answer=45,
        reason="Agreeing minus disagreeing is 0.1, and together they are 1: 55 % and 45 %, nearly a coin.",
        slips={
            10: "Tau is the share of agreeing pairs minus the share of disagreeing ones.",
            90: "Tau is the share of agreeing pairs minus the share of disagreeing ones.",
            55: "These are the pairs that agree.",
            0.45: "It is asked for in per cent.",
        },
    ),
    Quick(
        id="10.q2",
        question="From lesson 05: two searches are compared on equal seeds. The paired difference is +0.04 points, "
        "its 95 % interval goes from -0.03 to +0.11. Which search is better?",
        options={
            "A": "the first, by 0.04 points",
            "B": "the first, if it is also faster",
            "C": "they are equally good",
            "D": "nothing can be said from this",
        },
        answer="D",
        reason="The interval contains zero and differences of either sign.",
        slips={
            "A": "The interval contains zero.",
            "B": "Speed was not measured here.",
            "C": "That was not shown either: +0.1 points are possible.",
        },
    ),
    Quick(
        id="10.q3",
        question="From lesson 01: a search space, a search strategy, an evaluation strategy. This lesson adds a "
        "stopwatch. To which of the three does it belong?",
        options={"A": "search space", "B": "search strategy", "C": "evaluation strategy"},
        answer="C",
        reason="It says how good a network is; spaces and strategies stay as they are.",
        slips={"A": "The networks are the same ones.", "B": "A strategy sees a reward, however it was made."},
    ),
    Quick(
        id="10.q4",
        question="Slim and stout get images of ten times the height and width. Every convolution has a hundred "
        "times the work, and no layer is added. Which count will then tell more about latency than before?",
        options={"A": "MACs", "B": "layers", "C": "both", "D": "neither"},
        answer="A",
        reason="Starting a layer costs what it did, so most of the time is now work.",
        slips={
            "B": "Their share of the time shrinks.",
            "C": "One of the two has a smaller share of the time than before.",
            "D": "What does the processor spend its time on now?",
        },
    ),
    Quick(
        id="10.q5",
        question="The parts timed alone predict 0.30, 0.50 and 0.80 ms for three networks. The stopwatch says "
        "0.45, 0.75 and 1.20 ms. Which use of this table goes wrong?",
        options={
            "A": "to tell which network is the fastest",
            "B": "to find those that keep to a limit of 0.6 ms",
            "C": "to tell how many times as long as the first the third takes",
            "D": "none of these",
        },
        answer="B",
        reason="All three are too low by the same share. That leaves order and ratios as they are, but the network "
        "of 0.50 ms seems to keep to the limit and takes 0.75 ms.",
        slips={
            "A": "The order is the same.",
            "C": "0.80 / 0.30 and 1.20 / 0.45 are equal.",
            "D": "Look at the second network: what is predicted, and how long does it take?",
        },
    ),
    Quick(
        id="10.q6",
        question="Say that twice the latency is a fair price for 10 % more accuracy. What is w, to two decimals?",
        answer=-0.1375,
        tolerance=0.0026,
        reason="1.10 x 2^w = 1, so w = -log2(1.10), about -0.14: about twice as strict as -0.07.",
        slips={
            0.1375: "The sign: a positive w pays for being slow.",
            -0.1: "Take the logarithm to the base 2: 1.10 x 2^w = 1.",
            -0.0953: "This is the natural logarithm. The latency doubles, so the base is 2.",
            -0.0414: "This is the logarithm to the base 10. The latency doubles, so the base is 2.",
            -0.07: "This is for 5 %.",
        },
    ),
    Quick(
        id="10.q7",
        question="A network is on the front, and no linear price ever chooses it. What follows?",
        options={
            "A": "It is worse than its neighbours.",
            "B": "It was measured wrongly.",
            "C": "It may be the best within some limit of latency.",
            "D": "Another network beats it.",
        },
        answer="C",
        reason="With a limit of 1.25 ms there is nothing better among the eight.",
        slips={
            "A": "Each neighbour is worse in one of the two numbers.",
            "B": "A dent is no error; with few networks it is the rule.",
            "D": "Then it would not be on the front.",
        },
    ),
)

EXERCISES = (HASTY_STOPWATCH, LOOK_UP, REWARD, MOVE_THE_TARGET, BEATS, FRONT, FEWER_FLOPS, SURVIVORS)
