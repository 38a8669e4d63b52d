"""The exercises of lesson 12: what a space is worth, what a decision explains, narrowing, carrying over."""

import tracemalloc

import numpy as np
from scipy.stats import kendalltau

from nas_teach.evaluation import spaces
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
    unchanged,
    wrong,
)
from nas_teach.lab.checking.calling import Refused
from nas_teach.search import Trial, search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch

ONE_OF_TEN = Exercise(
    id="12.1",
    title="At least one",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        1 - 0.9**10,
        why="All ten miss with a chance of 0.9 to the tenth, 0.349. So 0.651 is left for at least one hit. "
        "How good the best of n draws is depends on about the best 1/n of the space, not on its middle.",
        mistakes=(
            (
                1.0,
                "Chances of single draws do not add up: with 20 draws you would get 2. Ask how likely it "
                "is that all miss.",
            ),
            (0.9**10, "This is the chance that all ten miss. At least one hit is the opposite."),
            (0.1**10, "This is the chance that all ten are good."),
            (
                1 - 0.1**10,
                "This is the chance that not all ten are good. Ask how likely it is that all ten miss.",
            ),
            (10 * 0.1 * 0.9**9, "This is the chance of *exactly* one. Two or more are welcome, too."),
            (0.1, "This is the chance of one draw. You have ten."),
        ),
        tolerance=2e-3,
    ),
    hints=(
        "Ask for the opposite: how likely is it that no draw is good?",
        "One draw misses with chance 0.9. And all ten?",
    ),
    solution="answer = 1 - 0.9**10",
)


def edf_band(errors, at, level=0.95):
    errors, at = np.asarray(errors), np.asarray(at)
    share = np.array([(errors < threshold).mean() for threshold in at])
    half = np.sqrt(np.log(2 / (1 - level)) / (2 * len(errors)))
    return share, np.maximum(share - half, 0), np.minimum(share + half, 1)


def _band(share=lambda errors, t: np.mean(errors < t), half=None, clip=True, order=(0, 1, 2)):
    """A slip in one part of the band."""

    def slip(errors, at, level=0.95):
        errors = np.asarray(errors, float)
        middle = np.array([share(errors, t) for t in at])
        width = half(len(errors), len(at), level, middle) if half else _half(len(errors), level)
        low, high = middle - width, middle + width
        if clip:
            low, high = np.maximum(low, 0), np.minimum(high, 1)
        return tuple((middle, low, high)[i] for i in order)

    return slip


def _half(n, level):
    return np.sqrt(np.log(2 / (1 - level)) / (2 * n))


FIVE = [0.08, 0.1, 0.1, 0.13, 0.3]
_RNG = np.random.default_rng(0)
MANY = _RNG.gamma(2, 0.06, 200).round(3).tolist()

EDF = Exercise(
    id="12.2",
    title="Write the EDF and its band",
    kind="code",
    dots=2,
    minutes=5,
    builds="edf_band",
    check=build(
        spaces.edf_band,
        tests=(
            ("One network with error 0.1: none is below 0.05.", lambda f: _shares(f, [0], [0.1], [0.05])),
            ("The five of the text: 3 of 5 are below 0.12.", lambda f: _shares(f, [0.6], FIVE, [0.12])),
            ("Below means below: at 0.1 it is 1 of 5.", lambda f: _shares(f, [0.2], FIVE, [0.1])),
            (
                "Many thresholds at once.",
                lambda f: _shares(f, [0, 0.6, 0.8, 1], FIVE, [0.05, 0.12, 0.2, 0.5]),
            ),
            ("The band of 200 networks is 0.096 wide on each side.", lambda f: _width(f)),
            ("The band never leaves 0 to 1.", lambda f: _inside(f)),
            (
                "Another level gives another band.",
                lambda f: gives(f, spaces.edf_band(MANY, [0.1], 0.5), MANY, [0.1], 0.5),
            ),
            ("Both lists stay as they are.", lambda f: unchanged(f, FIVE[::-1], [0.2, 0.1])),
        ),
        cases=(
            (FIVE, [0.05, 0.1, 0.12, 0.5]),
            (MANY, [0.02, 0.1, 0.1, 0.6], 0.95),
            (MANY, [0.13], 0.8),
            (MANY, [0.2, 0.05, 0.1]),
        ),
        why="The share is one comparison and a mean. The band depends on the number of networks alone: to "
        "halve it you need four times as many.",
        mistakes=(
            (
                _band(lambda errors, t: np.mean(errors <= t)),
                "This counts errors that are *equal* to the threshold, too. Below means `<`.",
            ),
            (_band(lambda errors, t: np.mean(errors > t)), "This is the share *above* the threshold."),
            (
                _band(lambda errors, t: np.sum(errors < t)),
                "These are counts. Divide by the number of networks.",
            ),
            (
                _band(half=lambda n, m, level, share: _half(m, level)),
                "The n in the band is the number of networks, not the number of thresholds.",
            ),
            (
                _band(half=lambda n, m, level, share: np.log(2 / (1 - level)) / (2 * n)),
                "The square root is missing in the band.",
            ),
            (
                _band(half=lambda n, m, level, share: np.sqrt(np.log(2 / level) / (2 * n))),
                "`level` is 0.95, and the formula has 1 − level in the denominator: ln(2 / (1 − level)).",
            ),
            (
                _band(half=lambda n, m, level, share: np.sqrt(np.log(2 / (1 - level)) / n)),
                "The 2 is missing below: 2n, not n.",
            ),
            (
                _band(half=lambda n, m, level, share: np.sqrt(np.log(2 / 0.05) / (2 * n))),
                "`level` is ignored: the 0.05 is written into the formula. It is 1 − level.",
            ),
            (
                _band(half=lambda n, m, level, share: 1.36 / np.sqrt(n)),
                "1.36 is rounded, and it fits the level 0.95 only. Write the whole formula.",
            ),
            (
                lambda errors, at, level=0.95: spaces.edf_band(errors, sorted(at), level),
                "`at` is sorted here. The shares are asked for in the order in which `at` came.",
            ),
            (
                _band(half=lambda n, m, level, share: 1.96 * np.sqrt(share * (1 - share) / n)),
                "This interval is for one threshold that was fixed beforehand. The curve is looked at "
                "everywhere, so the band of the text is asked for.",
            ),
            (_band(clip=False), "A share lies between 0 and 1, and so must the band: cut it off there."),
            (_band(order=(1, 0, 2)), "The order asked for is share, low, high."),
        ),
    ),
    hints=(
        "`errors < 0.1` on a numpy array is an array of True and False. What is its mean?",
        "One share for each threshold: a list comprehension over `at`.",
        "The half-width is one number for the whole curve. np.maximum and np.minimum cut an array off at 0 "
        "and at 1.",
    ),
    solution=edf_band,
)


def _shares(function, right, errors, at):
    share, low, high = call(function, errors, at)
    if np.allclose(np.asarray(share, float), right):
        return None
    return wrong(
        f"The share is {right} here: how many errors are below each threshold, divided by all.",
        f"edf_band({errors}, {at}) returned the share {list(np.asarray(share).ravel())}",
    )


def _width(function):
    share, low, high = (np.ravel(np.asarray(part, float)) for part in call(function, MANY, [0.1]))
    half = _half(200, 0.95)
    if np.allclose(high - share, half) and np.allclose(share - low, half):
        return None
    return wrong(
        f"With 200 networks and level 0.95 the half-width is {half:.3f}: the root of ln(2 / 0.05) / 400.",
        f"share {share[0]:.3f}, low {low[0]:.3f}, high {high[0]:.3f}",
    )


def _inside(function):
    share, low, high = (np.asarray(part, float) for part in call(function, FIVE, [0.05, 0.12, 0.5]))
    if low.min() >= 0 and high.max() <= 1:
        return None
    return wrong(
        "A share lies between 0 and 1, and so must the band: cut it off there.",
        f"low goes down to {low.min():.2f}, high up to {high.max():.2f}",
    )


def main_effects(archs, rewards):
    rewards, shares = np.asarray(rewards), {}
    for place, name in enumerate(archs[0]._fields):
        groups = {}
        for arch, reward in zip(archs, rewards, strict=True):
            groups.setdefault(arch[place], []).append(reward)
        means = {choice: np.mean(group) for choice, group in groups.items()}
        spread = [means[arch[place]] for arch in archs]  # in the place of each reward
        shares[name] = np.var(spread) / np.var(rewards)
    return shares


def _groups(archs, rewards, place):
    groups = {}
    for arch, reward in zip(archs, rewards, strict=True):
        groups.setdefault(arch[place], []).append(reward)
    return groups


def _effects(share):
    """A slip: `share(groups, rewards)` for each decision."""

    def slip(archs, rewards):
        rewards = np.asarray(rewards, float)
        return {
            name: float(share(_groups(archs, rewards, place), rewards))
            for place, name in enumerate(archs[0]._fields)
        }

    return slip


def _unweighted(groups, rewards):
    return np.var([np.mean(group) for group in groups.values()]) / rewards.var()


def _within(groups, rewards):
    return sum(len(group) * np.var(group) for group in groups.values()) / len(rewards) / rewards.var()


def _between(groups, rewards):
    return 1 - _within(groups, rewards)


def _adding_up(archs, rewards):
    shares = spaces.main_effects(archs, rewards)
    return {name: share / sum(shares.values()) for name, share in shares.items()}


SMALL = SearchSpace({"kernel": (3, 5, 7), "width": (8, 16)})
ADDED = [0.6, 0.8, 0.6, 0.8, 0.6, 0.8]  # the width alone
MIXED = [0.6, 0.7, 0.62, 0.81, 0.5, 0.88]


def _uneven(size, seed):
    """Architectures drawn with repeats, and rewards."""
    space = SearchSpace({"a": ("x", "y"), "b": (1, 2, 3), "c": (False, True)})
    rng = np.random.default_rng(seed)
    archs = [space.sample(rng) for _ in range(size)]
    return archs, [round(float((a.a == "y") + 0.3 * a.b * a.c + rng.normal()), 3) for a in archs]


MAIN_EFFECTS = Exercise(
    id="12.3",
    title="What does a decision explain?",
    kind="code",
    dots=3,
    minutes=6,
    builds="main_effects",
    check=build(
        spaces.main_effects,
        tests=(
            (
                "Where the width alone matters, it explains all and the kernel nothing.",
                lambda f: gives(f, {"kernel": 0, "width": 1}, list(SMALL), ADDED),
            ),
            (
                "On the four networks of the text the kernel explains 0.1, the width 0.9.",
                lambda f: gives(f, {"kernel": 0.1, "width": 0.9}, *TEXT),
            ),
            (
                "Where two decisions only matter together, neither explains anything.",
                lambda f: gives(f, {"kernel": 0, "width": 0}, TEXT[0], [0.6, 0.8, 0.8, 0.6]),
            ),
            ("The order of the networks does not matter.", lambda f: _reordered(f)),
            ("Every network counts, where choices occur unequally often.", lambda f: _on_uneven(f)),
            ("Both lists stay as they are.", lambda f: unchanged(f, list(SMALL), list(MIXED))),
        ),
        cases=((list(SMALL), MIXED), _uneven(30, 0), _uneven(41, 1), _uneven(700, 2)),
        why="The means of the groups are what you would expect if you knew this one decision. How much they "
        "vary, against how much the rewards vary, is the share that the decision explains.",
        mistakes=(
            (
                _effects(_unweighted),
                "This takes each *choice* once. Where choices occur unequally often, the large groups must "
                "weigh more: put the mean in the place of every network's reward.",
            ),
            (
                _effects(_within),
                "This is what is left *within* the groups: what the decision does not explain.",
            ),
            (
                _effects(lambda groups, rewards: _between(groups, rewards) * rewards.var()),
                "This is the variance of the means. Divide it by the variance of the rewards.",
            ),
            (
                _effects(lambda groups, rewards: np.sqrt(_between(groups, rewards))),
                "This is a ratio of standard deviations. Shares of the *variance* are asked for.",
            ),
            (
                _effects(lambda groups, rewards: np.ptp([np.mean(group) for group in groups.values()])),
                "This is the gap between the best and the worst choice. A share of the variance is asked for.",
            ),
            (
                _effects(lambda groups, rewards: np.max([np.mean(group) for group in groups.values()])),
                "This is the mean of the best choice. A share of the variance is asked for.",
            ),
            (
                _effects(lambda groups, rewards: 100 * _between(groups, rewards)),
                "These are per cent. A share lies between 0 and 1.",
            ),
            (
                _effects(lambda groups, rewards: _between(groups, rewards) * (1 - 1 / len(rewards))),
                "One variance divides by n, the other by n − 1. Take np.var for both.",
            ),
            (
                _adding_up,
                "The shares are scaled so that they add up to 1. What no decision explains by itself is to "
                "stay missing.",
            ),
            (
                lambda archs, rewards: list(spaces.main_effects(archs, rewards).values()),
                "The numbers are right. Return a dict, with the name of the decision in front of each.",
            ),
        ),
    ),
    hints=(
        "`archs[0]._fields` has the names of the decisions; `arch[0]` is the choice of the first one.",
        "For one decision: collect the rewards of each choice in a dict of lists.",
        "Make a list as long as the rewards that holds, for each network, the mean of its group. Compare two "
        "variances.",
    ),
    solution=main_effects,
)
TEXT = [SMALL.arch(k, w) for k in (3, 5) for w in (8, 16)], [0.60, 0.72, 0.64, 0.76]


def _reordered(function):
    archs, rewards = list(SMALL)[::-1], MIXED[::-1]
    return gives(function, spaces.main_effects(archs, rewards), archs, rewards)


def _on_uneven(function):
    archs = [SMALL.arch(3, 8), SMALL.arch(3, 8), SMALL.arch(3, 8), SMALL.arch(5, 16)]
    rewards = [0.5, 0.6, 0.7, 0.8]
    return gives(function, spaces.main_effects(archs, rewards), archs, rewards)


def drop_worst(space, trials, count):
    rewards = {}
    for arch, reward in trials:
        for choice in arch:
            rewards.setdefault(choice, []).append(reward)
    means = {choice: sum(some) / len(some) for choice, some in rewards.items()}
    dropped = sorted(means, key=means.get)[:count]
    return SearchSpace(
        {name: [c for c in choices if c not in dropped] for name, choices in space.choices.items()}
    )


def _dropping(score, key=lambda mean: mean, count=lambda n: n, per_arch=False):
    """A slip that scores the rewards of each operation by `score`."""

    def slip(space, trials, how_many):
        rewards = {}
        for arch, reward in trials:
            for choice in set(arch) if per_arch else arch:
                rewards.setdefault(choice, []).append(reward)
        scores = {choice: score(some) for choice, some in rewards.items()}
        dropped = sorted(scores, key=lambda choice: key(scores[choice]))[: count(how_many)]
        return _without(space, dropped)

    return slip


def _without(space, dropped):
    kept = {name: [c for c in choices if c not in dropped] for name, choices in space.choices.items()}
    return SearchSpace(kept)


def _keeping(space, trials, count):
    """The slip that keeps the worst instead of dropping them."""
    dropped = _dropped(space, trials, count)
    return SearchSpace(
        {name: [c for c in choices if c in dropped] for name, choices in space.choices.items()}
    )


def _dropped(space, trials, count):
    narrow = drop_worst(space, trials, count).choices
    return [c for name, choices in space.choices.items() for c in choices if c not in narrow[name]]


def _unseen_too(space, trials, count):
    seen = {choice for arch, _ in trials for choice in arch}
    narrow = drop_worst(space, trials, count)
    return SearchSpace({name: [c for c in choices if c in seen] for name, choices in narrow.choices.items()})


def _first_decision_only(space, trials, count):
    narrow, first = drop_worst(space, trials, count).choices, next(iter(space.choices))
    return SearchSpace(space.choices | {first: narrow[first]})


def _each_by_itself(space, trials, count):
    narrow = {}
    for place, (name, choices) in enumerate(space.choices.items()):
        rewards = {}
        for arch, reward in trials:
            rewards.setdefault(arch[place], []).append(reward)
        dropped = sorted(rewards, key=lambda choice: np.mean(rewards[choice]))[:count]
        narrow[name] = [choice for choice in choices if choice not in dropped]
    return SearchSpace(narrow)


def _unseen_is_zero(space, trials, count):
    seen = {choice for arch, _ in trials for choice in arch}
    unseen = {choice for choices in space.choices.values() for choice in choices} - seen
    return drop_worst(space, [*trials, (unseen, 0)], count)


OPS = ("skip", "conv", "pool", "none")
TINY = SearchSpace({"edge10": OPS, "edge20": OPS, "edge21": OPS})


def _tried(*rows):
    return [Trial(TINY.arch(*row.split()), reward) for row, reward in rows]


THREE = _tried(("skip conv conv", 0.9), ("conv pool skip", 0.7), ("none pool pool", 0.3))
ONCE = _tried(
    ("none none conv", 0.8), ("none conv skip", 0.2), ("pool conv skip", 0.62), ("conv pool pool", 0.5)
)
UNEVEN = _tried(
    ("none none none", 0.65), ("none conv pool", 0.05), ("pool pool skip", 0.6), ("conv conv skip", 0.9),
    ("skip skip skip", 0.1), ("pool conv conv", 0.55), ("pool skip conv", 0.77),
)  # fmt: skip
RARE = _tried(
    ("none conv conv", 0.95), ("pool pool skip", 0.6), ("skip conv pool", 0.5), ("conv skip conv", 0.7)
)
UNSEEN = _tried(("skip conv conv", 0.9), ("conv pool skip", 0.5))
NO_SKIP = _tried(("conv conv pool", 0.9), ("none pool conv", 0.5))


def _narrowed(space, trials, count):
    """A case: the choices of the narrower space, in any order."""
    return lambda function: {
        name: sorted(choices) for name, choices in call(function, space, trials, count).choices.items()
    }


def _leaves(trials, count, *kept):
    """A test: after dropping `count`, every decision has the operations `kept`."""
    right = dict.fromkeys(TINY.choices, kept)

    def test(function):
        found = call(function, TINY, trials, count)
        if not isinstance(found, SearchSpace):
            return wrong("A SearchSpace is asked for: SearchSpace({name: choices, ...}).", repr(found)[:200])
        if {name: sorted(choices) for name, choices in found.choices.items()} == {
            name: sorted(choices) for name, choices in right.items()
        }:
            return None
        return wrong(f"Here every decision should be left with {', '.join(kept)}.", repr(found)[:300])

    return test


DROP_WORST = Exercise(
    id="12.4",
    title="Narrow the space",
    kind="code",
    dots=3,
    minutes=6,
    builds="drop_worst",
    check=build(
        drop_worst,
        tests=(
            ("The three trials of the text: none goes.", _leaves(THREE, 1, "skip", "conv", "pool")),
            ("Two may go.", _leaves(THREE, 2, "skip", "conv")),
            ("None may go.", _leaves(THREE, 0, *OPS)),
            ("An operation that was never tried stays.", _leaves(UNSEEN, 1, "skip", "conv", "none")),
            (
                "One that was never tried may be the first of its decision.",
                _leaves(NO_SKIP, 1, "skip", "conv", "pool"),
            ),
            (
                "An operation counts once for every edge that it stands on.",
                _leaves(UNEVEN, 1, "conv", "pool", "none"),
            ),
            ("Space and trials stay as they are.", lambda f: _leaves_trials(f)),
        ),
        cases=tuple(
            _narrowed(TINY, trials, count)
            for trials in (THREE, ONCE, UNEVEN, UNSEEN, NO_SKIP, RARE)
            for count in (1, 2)
        ),
        why="A cheap rule from few trainings. Keep in mind what it looks at: the *mean* of all networks with "
        "an operation, which is not what a search is after.",
        mistakes=(
            (
                _dropping(np.mean, key=lambda mean: -mean),
                "This drops the *best* operations: it sorts the wrong way round.",
            ),
            (_keeping, "This keeps the worst operations and drops the others."),
            (_dropping(max), "This judges an operation by its best network. The text asks for the mean."),
            (_dropping(min), "This judges an operation by its worst network. The text asks for the mean."),
            (_dropping(sum), "This adds the rewards up, so rare operations look bad. Take the mean."),
            (_dropping(len), "This drops the operations that were tried least often. Their rewards matter."),
            (
                _dropping(np.mean, per_arch=True),
                "An operation on two edges of a network counts twice, on three edges three times.",
            ),
            (_dropping(np.mean, count=lambda n: 1), "`count` is ignored: this drops one whatever it says."),
            (
                _unseen_too,
                "Operations that were never tried are dropped as well. Nothing is known of them, so they stay.",
            ),
            (
                _each_by_itself,
                "Each decision is judged and narrowed by itself here. One score for each operation, over all "
                "places, and it goes from every decision.",
            ),
            (
                _unseen_is_zero,
                "An operation that was never tried has the score 0 here, so it goes first. Nothing is known of "
                "it, so it stays.",
            ),
            (_dropping(np.median), "This judges an operation by its median. The text asks for the mean."),
            (
                _first_decision_only,
                "Only the first decision is narrowed. The operation goes from every edge.",
            ),
        ),
    ),
    hints=(
        "Collect the rewards of each operation: two loops, over the trials and over the operations of each.",
        "`sorted(means, key=means.get)` puts the names with the smallest mean first.",
        "`space.choices` is a dict {name: choices}. A new SearchSpace takes such a dict, with shorter choices.",
    ),
    solution=drop_worst,
)


def _leaves_trials(function):
    before = list(ONCE)
    given = list(ONCE)
    call(lambda: function(TINY, given, 1))
    return None if given == before else "The function changes the list `trials`, which belongs to the caller."


def two_steps(space, evaluate, pilot, budget, count, make, seed):
    first = search(RandomSearch(space, seed=seed), evaluate, pilot)
    narrow = drop_worst(space, first, count)
    return first + search(make(narrow, seed), evaluate, budget - pilot)


class _Watched:
    """A random search that remembers what it was told."""

    def __init__(self, space, seed):
        self.space, self.seed, self.told = space, seed, []
        self.rng = np.random.default_rng(seed)

    def ask(self):
        return self.space.sample(self.rng)

    def tell(self, arch, reward):
        self.told.append((arch, reward))


def _score(arch):
    values = {"skip": 0.2, "conv": 0.3, "pool": 0.1, "none": -0.5}
    return round(0.5 + sum(values[op] for op in arch) / 10 + 0.01 * (arch[0] == "conv"), 4)


def _run(function, pilot=8, budget=20, count=2, seed=3):
    """Run two steps on TINY: what was returned, evaluated, given to `make` and told; plain things only."""
    evaluate, made = Recorder(_score), []

    def make(space, seed):
        made.append(_Watched(space, seed))
        return made[-1]

    returned = call(function, TINY, evaluate, pilot, budget, count, make, seed)
    try:
        returned = [(TINY.arch(*arch), reward) for arch, reward in returned]
    except (TypeError, ValueError):
        received = f"what came back begins with {repr(returned)[:80]}"
        raise Refused(
            wrong("One list is asked for, of all trials: pairs (arch, reward).", received)
        ) from None
    return returned, [TINY.arch(*arch) for arch in evaluate.calls], made


def _all_paid(function):
    _, calls, _ = _run(function)
    if len(calls) == 20:
        return None
    slip = (
        "The pilot must be paid from the budget: what is left is budget − pilot."
        if len(calls) == 28
        else ("Pilot and second step together must evaluate exactly `budget` networks.")
    )
    return wrong(slip, f"pilot 8, budget 20: {len(calls)} evaluations")


def _made_once(function):
    _, calls, made = _run(function)
    if len(made) != 1:
        return wrong("`make` is called once, with the narrower space.", f"make was called {len(made)} times")
    trials = [Trial(arch, _score(arch)) for arch in calls[:8]]
    right = drop_worst(TINY, trials, 2)
    if made[0].space == TINY:
        return wrong(
            "The second step searches the whole space. `make` is to get the narrower one.",
            repr(made[0].space),
        )
    if {k: set(v) for k, v in made[0].space.choices.items()} != {k: set(v) for k, v in right.choices.items()}:
        return wrong(
            "The narrower space is another than drop_worst makes of the pilot's trials and `count`.",
            repr(made[0].space),
        )
    return None


def _tells(function):
    _, calls, made = _run(function)
    if len(made[0].told) == 12 and [arch for arch, _ in made[0].told] == calls[8:]:
        return None
    if len(made[0].told) == 20:
        return wrong(
            "The pilot's trials are told to the second strategy, too. It starts afresh, with what it asks for.",
            "it was told 20 rewards, 12 are right",
        )
    return wrong(
        "The strategy of the second step is asked for every network after the pilot, and told its reward.",
        f"it was told {len(made[0].told)} rewards, 12 are right",
    )


def _returns_all(function):
    returned, calls, _ = _run(function)
    if [arch for arch, _ in returned] == calls:
        return None
    if len(returned) == 12:
        slip = (
            "Only the second step is returned. The pilot's networks were paid for and may be the best: "
            "all trials are asked for."
        )
    elif len(returned) == 8:
        slip = "Only the pilot is returned. All trials are asked for."
    else:
        slip = "All trials are asked for, in the order in which they were evaluated."
    return wrong(slip, f"{len(returned)} trials returned, {len(calls)} evaluated")


def _random_pilot(function):
    _, calls, _ = _run(function, pilot=40, budget=50)
    if all(arch in TINY for arch in calls) and len({op for arch in calls[:40] for op in arch}) == 4:
        return None
    return wrong("The pilot is drawn at random from the whole space.", f"the pilot began with {calls[:3]}")


def _seeded(function):
    runs = [_run(function, seed=seed)[1] for seed in (3, 3, 4)]
    if runs[0] != runs[1]:
        return wrong("The same seed must give the same search.", "seed 3 gave two different searches")
    if runs[0][:8] == runs[2][:8]:
        return wrong(
            "`seed` is ignored in the pilot: RandomSearch(space, seed=seed).", "seeds 3 and 4 gave one pilot"
        )
    if _run(function, seed=4)[2][0].seed != 4:
        return wrong(
            "`seed` belongs in the second step as well: make(space, seed).", "`make` got another seed"
        )
    return None


TWO_STEPS = Exercise(
    id="12.5",
    title="Pilot, narrow, search",
    kind="code",
    dots=3,
    minutes=5,
    builds="two_steps",
    check=build(
        two_steps,
        tests=(
            ("Pilot and second step together cost the budget, no more.", _all_paid),
            ("The pilot is drawn from the whole space.", _random_pilot),
            ("The second strategy gets the narrower space.", _made_once),
            ("The second strategy is told all that it asked for.", _tells),
            ("All trials come back, the pilot's first.", _returns_all),
            ("Another seed gives another search, the same seed the same.", _seeded),
        ),
        why="The pilot is paid, and what it found counts. A comparison that leaves out either is unfair, in "
        "opposite directions.",
    ),
    hints=(
        "`search(strategy, evaluate, n)` returns the list of n trials. You need it twice.",
        "The pilot: RandomSearch(space, seed=seed). Its trials go into drop_worst.",
        "What is left for the strategy of `make` is the budget without the pilot; two lists are joined by +.",
    ),
    solution=two_steps,
)

WHY_IT_TURNS = Exercise(
    id="12.6",
    title="Why does it turn round?",
    kind="explain",
    dots=2,
    minutes=2,
    check=choose(
        "A",
        {
            "A": "With few trainings the share of good networks decides, with many the best that the space "
            "holds. The rule looks at means, so it often drops skip connections: more decent networks, but the "
            "top is gone.",
            "B": "The believer's space is small, too, and there evolution is a quarter of a point ahead of "
            "random search after 200. Look at what was thrown away.",
            "C": "The printed difference after 200 has an interval that lies clear of zero. Sixty paired "
            "searches are enough for a gap of this size.",
            "D": "The pilot costs the same 20 trainings at both budgets. At 200 they weigh less, not more.",
        },
    ),
    hints=(
        "Which networks does a search of 200 trainings need that one of 40 hardly ever finds?",
        "The rule looks at the mean over all cells with an operation. Which operation has a poor mean and "
        "stands in the best cells?",
    ),
    solution='answer = "A"',
)


def carried_over(source, target, count):
    source, target = np.asarray(source), np.asarray(target)
    top = np.argsort(-source, kind="stable")[:count]  # the best of what we know, not of what we want to know
    return kendalltau(source[top], target[top])[0]


def picked_by_target(source, target, count):
    source, target = np.asarray(source), np.asarray(target)
    top = np.argsort(-target)[:count]
    return kendalltau(source[top], target[top])[0]


def _picked(by, result=None):
    def slip(source, target, count):
        source, target = np.asarray(source, float), np.asarray(target, float)
        top = np.argsort(by(source, target), kind="stable")[:count]
        return float(result(source, target, top) if result else kendalltau(source[top], target[top])[0])

    return slip


def _two_tables(size, seed):
    rng = np.random.default_rng(seed)
    quality = rng.normal(size=size)
    return tuple((quality + 0.7 * rng.normal(size=size)).round(4).tolist() for _ in range(2))


TABLES = tuple(
    (*_two_tables(size, seed), count) for size, seed, count in ((40, 0, 12), (60, 1, 20), (50, 2, 15))
)

CARRIED = Exercise(
    id="12.7",
    title="Known beforehand",
    kind="bug",
    dots=2,
    minutes=3,
    builds="carried_over",
    check=code(
        carried_over,
        TABLES,
        given=picked_by_target,
        why="Now the best are picked by what is known beforehand, as somebody has to who takes her networks "
        "to a new data set. The broken function picked them by the data set that she does not know yet.",
        mistakes=(
            (
                _picked(lambda s, t: s),
                "These are the *worst* by the source: argsort goes from small to large.",
            ),
            (_picked(lambda s, t: -(s + t)), "The target still has a say in who is picked."),
            (
                _picked(lambda s, t: -s, lambda s, t, top: kendalltau(s, t)[0]),
                "The best are picked, but tau is taken over all of them.",
            ),
            (_picked(lambda s, t: np.zeros(len(s))), "The first ones are taken, whatever their rewards are."),
            (
                _picked(lambda s, t: -s, lambda s, t, top: kendalltau(s[top], t[top])[1]),
                "This is the p-value. Kendall's tau is the first of the two numbers.",
            ),
            (
                lambda s, t, c: 1.0,
                "A tau of 1: either each list is sorted by itself, so the pairs are torn apart, or a list is "
                "compared with itself. Take the same places from source and target.",
            ),
            (
                _picked(lambda s, t: -s, lambda s, t, top: np.corrcoef(s[top], t[top])[0, 1]),
                "The right ones are picked. But the ordinary correlation is another number than tau.",
            ),
        ),
    ),
    hints=(
        "When you take networks from one data set to the next, which of the two lists do you have?",
        "Only one name in the function is wrong.",
    ),
    solution=carried_over,
)


def best_of(rewards, n, judged):
    order = sorted(range(len(rewards)), key=lambda i: -rewards[i])  # equals keep their order
    chance, total = n / len(order), 0.0  # that the best of all is among the n
    for place, i in enumerate(order):
        total += chance * judged[i]
        after = len(order) - 1 - place
        if after:
            chance *= (after - n + 1) / after  # that the next one is the best of those drawn
    return total


def _expected(chance, reverse=False):
    """A slip that hands over rank `k` (0 is the best) of `size` with the chance `chance(k, size, n)`."""

    def slip(rewards, n, judged):
        order = np.argsort(np.asarray(rewards) if reverse else -np.asarray(rewards), kind="stable")
        size = len(order)
        return float(sum(chance(k, size, n) * judged[i] for k, i in enumerate(order)))

    return slip


def _exact(k, size, n):
    from math import comb

    return comb(size - 1 - k, n - 1) / comb(size, n)


def _with_repeats(k, size, n):
    return ((size - k) ** n - (size - k - 1) ** n) / size**n


REWARDS = [0.3, 0.9, 0.5, 0.7, 0.1, 0.8]
JUDGED = [0.32, 0.71, 0.52, 0.75, 0.11, 0.69]


def _random_tables(size, n, seed):
    """What is right for `size` networks, and the arguments."""
    rewards, judged = np.random.default_rng(seed).random((2, size)).tolist()
    return spaces.best_of(rewards, n, judged), rewards, n, judged


def _counted(function):
    """A list of all draws would fill the memory of the machine with the next test: refuse it on a small one."""
    _, *args = _random_tables(20, 10, 5)
    call(function, *args)  # what it imports is no part of what it keeps
    tracemalloc.start()
    try:
        call(function, *args)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak < 8e6:
        return None
    return wrong(
        "All draws are listed here. Of 300 networks no memory holds them: count the draws that each network "
        "wins.",
        f"20 networks, 10 drawn: 184,756 draws, {peak / 1e6:.0f} MB",
    )


BEST_OF = Exercise(
    id="12.8",
    title="Random search, exactly",
    kind="code",
    dots=4,
    minutes=12,
    builds="best_of",
    check=build(
        spaces.best_of,
        tests=(
            ("One draw: the mean of all.", lambda f: gives(f, sum(JUDGED) / 6, REWARDS, 1, JUDGED)),
            (
                "All drawn: the one with the best reward, as it is judged.",
                lambda f: gives(f, 0.71, REWARDS, 6, JUDGED),
            ),
            (
                "Two of three: the best wins twice in three, the second once.",
                lambda f: gives(f, (2 * 6 + 3) / 3, [0.2, 0.9, 0.5], 2, [1, 6, 3]),
            ),
            ("Both lists stay as they are.", lambda f: unchanged(f, list(REWARDS), 2, list(JUDGED))),
            ("The draws are counted, not listed.", lambda f: _counted(f)),
            ("300 networks, 25 drawn.", lambda f: gives(f, *_random_tables(300, 25, 3))),
            ("A space of 3,000 networks is no trouble.", lambda f: gives(f, *_random_tables(3000, 300, 4))),
            ("Of equal rewards the first one is handed over.", lambda f: gives(f, 5, [0.5, 0.5], 2, [5, 7])),
        ),
        cases=((REWARDS, 2, JUDGED), (REWARDS, 3, JUDGED), (REWARDS, 5, JUDGED)),
        why="Sort once, and each network's chance to be handed over is a ratio of two counts: the draws in "
        "which it is the best, and all draws. No simulation, no noise.",
        mistakes=(
            (
                _expected(_with_repeats),
                "These chances are those of draws *with* repeats. The n networks are different.",
            ),
            (
                _expected(_exact, reverse=True),
                "The sorting is turned round: this hands over the worst of the draw.",
            ),
            (
                lambda rewards, n, judged: spaces.best_of(rewards, n),
                "This averages the rewards that the search saw. What it hands over is to be judged by "
                "`judged`.",
            ),
            (
                lambda rewards, n, judged: spaces.best_of(judged, n),
                "The winner is chosen by `judged` here. A search sees the rewards only.",
            ),
            (
                lambda rewards, n, judged: float(np.sort(np.asarray(judged))[::-1][:n].mean()),
                "This is the mean of the n best. The n are drawn at random, and one of them is handed over.",
            ),
        ),
    ),
    hints=(
        "Sort by reward, best first. Network number k (from 0) is handed over if it is drawn and all others of the "
        "draw come after it.",
        "There are comb(size, n) draws in all. In how many of them is number k the best? The other n − 1 come from "
        "those after it.",
        "math.comb(a, b) is 0 if b is larger than a, so no special cases are needed. Divide the two counts before "
        "anything else: large whole numbers divide well, but do not fit into a float.",
    ),
    solution=best_of,
)

QUICK = (
    Quick(
        id="12.q1",
        question="From lesson 07: parameters reach a tau of 0.7 over all networks. What is their tau within "
        "the best tenth?",
        options={
            "A": "the same, tau does not depend on the range",
            "B": "larger, the best are easier to tell apart",
            "C": "nothing can be said",
            "D": "smaller",
        },
        answer="D",
        reason="The best lie close together, so noise decides more of the pairs, and what sorts out the bad "
        "is no help.",
        slips={
            "A": "Leaving out the bad networks leaves out the easy pairs.",
            "B": "They lie closest together.",
            "C": "Every score of lesson 07 that ranked at all lost tau there.",
        },
    ),
    Quick(
        id="12.q2",
        question="From lesson 05: two strategies at 150 evaluations, one had 20 more to find its settings. "
        "Is that fair?",
        options={
            "A": "yes, settings are no search",
            "B": "yes, if both are named",
            "C": "no",
            "D": "only with one seed",
        },
        answer="C",
        reason="Every evaluation that a choice was made by belongs to the budget.",
        slips={
            "A": "The settings were chosen by looking at results.",
            "B": "Saying it is honest, but equal it is not.",
            "D": "The number of seeds has nothing to do with it.",
        },
    ),
    Quick(
        id="12.q3",
        question="From lesson 01: 3 kernels, 2 blocks and 4 widths, chosen freely. How many networks?",
        answer=24,
        reason="Choices multiply: 3 x 2 x 4.",
        slips={9: "Choices of different decisions multiply.", 12: "Three decisions, and each counts."},
    ),
    Quick(
        id="12.q4",
        question="An EDF comes from 20 networks. How many would make its band a quarter as wide?",
        answer=320,
        reason="The width goes with one over the root of n: a quarter needs 16 times as many.",
        slips={80: "Four times as many make it half as wide.", 1280: "That would be an eighth."},
    ),
    Quick(
        id="12.q5",
        question="Every decision explains nothing by itself. What follows for the space?",
        options={
            "A": "all its networks are equally good",
            "B": "the decisions may still matter together",
            "C": "the rewards are noise",
            "D": "only evolution can search it",
        },
        answer="B",
        reason="Two kernels that must be equal are an example: no single kernel is better, the pair decides "
        "everything.",
        slips={
            "A": "Means of groups can be equal while the networks within differ.",
            "C": "Noise is one way to get there, not the only one.",
            "D": "Nothing here speaks of a strategy.",
        },
    ),
)

EXERCISES = (ONE_OF_TEN, EDF, MAIN_EFFECTS, DROP_WORST, TWO_STEPS, WHY_IT_TURNS, CARRIED, BEST_OF)
