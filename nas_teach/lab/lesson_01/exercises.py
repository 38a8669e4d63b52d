"""Exercises of lesson 01: noise between seeds, the search loop, the luck of a winner, a search space."""

import tracemalloc
from collections.abc import Iterator
from math import inf

import numpy as np
from scipy.stats import ttest_ind

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
    same,
    unchanged,
    wrong,
)
from nas_teach.lab.checking.scripted import Scripted

MOST_DEALT = 1000


class Deals:
    """A sampler that deals these architectures in turn; every copy begins anew."""

    def __init__(self, *archs):
        self.archs, self.dealt = archs, 0

    def __call__(self):
        self.dealt += 1
        if self.dealt > MOST_DEALT:
            raise RuntimeError(
                f"`sample` was called {MOST_DEALT:,} times and the search has not ended; when should it?"
            )
        return self.archs[(self.dealt - 1) % len(self.archs)]

    def __repr__(self):
        return "sample"


class Trainings:
    """An evaluator with noise: the base reward of `rewards`, and one more for every training before this one."""

    def __init__(self, rewards):
        self.rewards, self.count = rewards, 0

    def __call__(self, arch):
        self.count += 1
        return self.rewards[arch] + self.count - 1

    def __repr__(self):
        return "evaluate"


def looked_up(rewards):
    """An evaluator without noise that counts its calls."""

    def evaluate(arch):
        if callable(arch):
            raise TypeError("evaluate was given the function `sample` itself; call it first: sample()")
        return rewards[arch]

    return Recorder(evaluate)


def a_list(*args):
    """A test: with these arguments it returns something that can be gone through more than once."""

    def test(function):
        if call(lambda *given: isinstance(function(*given), Iterator), *args):
            return "This can be gone through only once, and the lesson does so twice. Return a list."
        return None

    return test


# 01.1


def gap_interval(a, b):
    gap = np.mean(b) - np.mean(a)
    luck = np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b)  # of a mean: variance / number
    reach = 2.23 * np.sqrt(luck)
    return gap - reach, gap + reach


def _gap(a, b, variance=lambda x: np.var(x, ddof=1) / len(x), times=2.23, sign=1):
    gap, reach = sign * (np.mean(b) - np.mean(a)), times * np.sqrt(variance(a) + variance(b))
    return gap - reach, gap + reach


def deviations_added(a, b):
    reach = 2.23 * sum(np.std(x, ddof=1) / len(x) ** 0.5 for x in (a, b))
    return np.mean(b) - np.mean(a) - reach, np.mean(b) - np.mean(a) + reach


def rootless(a, b):
    gap, reach = np.mean(b) - np.mean(a), 2.23 * sum(np.var(x, ddof=1) / len(x) for x in (a, b))
    return gap - reach, gap + reach


def sign_lost(a, b):
    low, high = gap_interval(a, b)
    return (low, high) if low + high > 0 else (-high, -low)


SEEDS_A, SEEDS_B = [73.1, 74.0, 72.6, 73.5, 74.2, 72.9], [73.9, 73.0, 74.3, 73.3, 74.6, 73.2]
GAPS = (
    ([70.0, 72.0], [73.0, 75.0]),
    (SEEDS_A, SEEDS_B),
    (SEEDS_B, SEEDS_A),
    ([0.71, 0.72, 0.70, 0.74], [0.74, 0.74, 0.73, 0.71, 0.69, 0.75]),
)
GAP_INTERVAL = Exercise(
    id="01.1",
    title="The gap and its noise",
    kind="code",
    dots=2,
    minutes=5,
    builds="gap_interval",
    check=build(
        gap_interval,
        tests=(
            (
                "Where nothing varies, both ends are the gap: mean of b minus mean of a.",
                lambda f: gives(f, (3, 3), [70.0, 70.0], [73.0, 73.0]),
            ),
            (
                "For a = [70, 72] and b = [73, 75], variances 2 and 2: 3 minus and plus 2.23 x sqrt(2/2 + 2/2).",
                lambda f: gives(f, gap_interval(*GAPS[0]), *GAPS[0]),
            ),
            ("a and b may have different lengths.", lambda f: gives(f, gap_interval(*GAPS[3]), *GAPS[3])),
            ("The lists stay as they are.", lambda f: unchanged(f, *GAPS[1])),
        ),
        cases=GAPS,
        mistakes=(
            (
                lambda a, b: _gap(a, b, sign=-1),
                "The sign is turned round: the interval is that of b minus a.",
            ),
            (
                lambda a, b: _gap(a, b, lambda x: np.var(x) / len(x)),
                "The variance is divided by n. A sample's variance is divided by n - 1: `np.var(a, ddof=1)`.",
            ),
            (
                lambda a, b: _gap(a, b, lambda x: np.var(x, ddof=1)),
                "This is the noise of one training of each. A mean of n trainings has the variance of one, "
                "divided by n.",
            ),
            (
                lambda a, b: _gap(a, b, lambda x: np.std(x, ddof=1) / len(x)),
                "Under the root stands a standard deviation. Variances are added, and they are its square.",
            ),
            (
                lambda a, b: _gap(a, b, lambda x: (np.var(x, ddof=1) / len(x)) ** 2),
                "The variances are squared once more. A variance is a square already.",
            ),
            (
                deviations_added,
                "Two roots are added. Luck of two independent means partly cancels: add the variances "
                "first, then take one root.",
            ),
            (
                lambda a, b: _gap(a, b, times=1),
                "The factor 2.23 is missing: one standard error on each side is an interval of about 66 %.",
            ),
            (
                lambda a, b: _gap(a, b, times=1.96),
                "1.96 belongs to many seeds. With six against six the noise itself is only estimated, and "
                "the factor is 2.23.",
            ),
            (
                lambda a, b: _gap(a, b, lambda x: np.var(x, ddof=1) / len(a)),
                "Both variances are divided by the length of a. Each is divided by the length of its own list.",
            ),
            (
                lambda a, b: _gap(a, b, lambda x: np.var(x)),
                "Two divisions are missing: a sample's variance is divided by n - 1 (`ddof=1`), and the variance "
                "of a mean by n once more.",
            ),
            (rootless, "The root is missing: the reach is 2.23 times the root of the summed variances."),
            (sign_lost, "The sign of the gap is lost. Where b is worse than a, the gap is negative."),
            (
                lambda a, b: tuple(ttest_ind(b, a, equal_var=False).confidence_interval()),
                "SciPy computes its own factor for each pair of lists, so this is right as well. Here it is to be "
                "made by hand, with the factor 2.23.",
            ),
            (
                lambda a, b: gap_interval(a, b)[::-1],
                "The two ends have changed places: the lower one comes first.",
            ),
            (
                lambda a, b: tuple(end - np.mean(b) + np.mean(a) for end in gap_interval(a, b)),
                "This is the reach to both sides of zero. It is to both sides of the gap.",
            ),
            (
                lambda a, b: _gap(a, b, lambda x: np.var(x, ddof=1) / (len(a) + len(b))),
                "Both variances are divided by the number of all trainings. Each is divided by the length of its "
                "own list.",
            ),
            (
                lambda a, b: gap_interval(a, b)[1] - np.mean(b) + np.mean(a),
                "This is half the width only. The two ends are asked for.",
            ),
        ),
        why="The gap counts only in comparison with the luck in it, and the luck in a mean shrinks as trainings "
        "are added.",
    ),
    hints=(
        "Three lines: the gap of the means, the variance of the luck in it, the reach to both sides.",
        "`np.var(a, ddof=1)` is the variance of one training. The mean of `len(a)` of them has that, divided "
        "by `len(a)`; the variances of the two means add up.",
        "The reach is 2.23 times the square root of that sum. Return the gap minus it, and the gap plus it.",
    ),
    solution=gap_interval,
)


# 01.2

WHAT_SEEDS_SAY = Exercise(
    id="01.2",
    title="What do these seeds allow us to say?",
    kind="explain",
    dots=2,
    minutes=2,
    check=choose(
        "D",
        {
            "A": "The means of six seeds are themselves noisy. The interval reaches below zero, so B's "
            "higher mean may be luck.",
            "B": "An interval that contains zero shows that equality is possible, not that it is true. It "
            "also contains a whole point in favour of B.",
            "C": "Six seeds rule out a good deal: every gap outside the interval is implausible. They only "
            "leave the sign open.",
            "D": "Zero lies inside, so either sign is possible; 3 points lie far outside on both sides. That "
            "is what an interval is for: it says what is ruled out and what is not.",
        },
    ),
    hints=(
        "Which gaps lie inside the interval, and which outside?",
        "'Not shown to differ' and 'shown to be equal' are two things.",
    ),
    solution='answer = "D"',
)


# 01.3


def try_once(sample, evaluate):
    arch = sample()
    return arch, evaluate(arch)


TABLE = {"A": 0.70, "B": 0.75, "C": 0.72}
ONCE = "Keep what `sample()` drew in a variable, and use that: every call of `sample` draws again."


def one_draw(function):
    sample = Deals("B", "C", "A")
    seen = looked_up(TABLE)
    arch, reward = call(function, sample, seen)
    if not seen.calls or any(evaluated != arch for evaluated in seen.calls):
        return wrong(ONCE, f"{arch!r} was returned, and evaluated was {seen.calls}")
    return None


def one_training(function):
    if not same(found := call(function, Deals("A"), Trainings({"A": 5})), ("A", 5)):
        return wrong(
            "`evaluate` is called more than once. Each call is a training, and the second has other luck.",
            f"try_once(sample, evaluate) returned {found}",
        )
    return None


TRY_ONCE = Exercise(
    id="01.3",
    title="One trial",
    kind="code",
    dots=1,
    minutes=2,
    builds="try_once",
    check=build(
        try_once,
        tests=(
            (
                "It returns a pair: the architecture, then its reward.",
                lambda f: gives(f, ("B", 0.75), Deals("B"), looked_up(TABLE)),
            ),
            ("What is evaluated is what is returned: there is one draw.", one_draw),
            ("There is one training.", one_training),
        ),
        cases=(
            lambda f: call(f, Deals("B", "C", "A"), looked_up(TABLE)),
            lambda f: call(f, Deals("C"), Trainings({"C": -3})),
        ),
        mistakes=(
            (lambda sample, evaluate: evaluate(sample()), "This is the reward alone. Return both."),
            (lambda sample, evaluate: try_once(sample, evaluate)[::-1], "The two have changed places."),
            (lambda sample, evaluate: (sample(), evaluate(sample())), ONCE),
            (lambda sample, evaluate: sample(), "This is the architecture alone. Return both."),
            (
                lambda sample, evaluate: dict([try_once(sample, evaluate)]),
                "This is a dictionary. A pair is asked for: two values with a comma between them.",
            ),
            (
                lambda sample, evaluate: [try_once(sample, evaluate)],
                "This is a list that holds the pair. Return the pair itself; the list comes in the next stage.",
            ),
        ),
        why="One draw, one training, one trial.",
    ),
    hints=("`sample()` gives an architecture. Give it a name.", "Two values with a comma are a pair."),
    solution=try_once,
)


# 01.4


def random_search(sample, evaluate, budget):
    trials = []
    for _ in range(budget):
        trials.append(try_once(sample, evaluate))
    return trials


def trials_of(count, dealt="ABC", make=lambda: looked_up(TABLE)):
    """A case: what a search does with these draws."""
    return lambda f: call(f, Deals(*dealt), make(), count)


def pays_once_each(function):
    seen = looked_up(TABLE)
    call(function, Deals("A", "A", "C"), seen, 5)
    if len(seen.calls) != 5:
        return wrong("A budget of 5 means five evaluations.", f"{len(seen.calls)} evaluations for budget 5")
    return None


def same_one_again(sample, evaluate, budget):
    arch = sample()
    return [(arch, evaluate(arch)) for _ in range(budget)]


def all_then_again(sample, evaluate, budget):
    archs = [sample() for _ in range(budget)]
    for arch in archs:
        evaluate(arch)
    return [(arch, evaluate(arch)) for arch in archs]


LOOP = Exercise(
    id="01.4",
    title="The loop",
    kind="code",
    dots=2,
    minutes=4,
    builds="random_search",
    check=build(
        random_search,
        tests=(
            ("A budget of 1 gives a list of one trial.", lambda f: _gives(f, [("B", 0.75)], "B", 1)),
            (
                "Trials stand in the order in which they were tried.",
                lambda f: _gives(f, [("B", 0.75), ("A", 0.70), ("C", 0.72)], "BAC", 3),
            ),
            ("A budget of 5 costs five evaluations, repeats included.", pays_once_each),
            ("The trials are a list.", a_list(Deals("A"), looked_up(TABLE), 2)),
            (
                "Each trial keeps the reward of its own training.",
                lambda f: gives(f, [("A", 5), ("A", 6)], Deals("A"), Trainings({"A": 5}), 2),
            ),
        ),
        cases=(
            trials_of(3, "BAC"),
            trials_of(4, "AB"),
            trials_of(3, "CA", lambda: Trainings({"C": 0, "A": 5})),
            trials_of(2, "B", lambda: Trainings({"B": -9})),
        ),
        mistakes=(
            (same_one_again, "The draw stands before the loop: the same architecture is tried every time."),
            (
                all_then_again,
                "Each architecture is evaluated twice, which costs double, and the kept reward is that of "
                "the second training.",
            ),
            (
                lambda sample, evaluate, budget: random_search(sample, evaluate, budget - 1),
                "One trial is missing. `range(budget)` has `budget` steps, so start at 0.",
            ),
            (
                lambda sample, evaluate, budget: random_search(sample, evaluate, budget + 1),
                "There is one trial too many.",
            ),
            (
                lambda sample, evaluate, budget: [(sample(), evaluate(sample())) for _ in range(budget)],
                "The reward is that of another draw. " + ONCE,
            ),
            (
                lambda sample, evaluate, budget: sum(random_search(sample, evaluate, budget), ()),
                "Architectures and rewards stand in one flat list. Append each trial as a pair: "
                "`trials.append((arch, reward))`, or `trials.append(try_once(…))`.",
            ),
            (
                lambda sample, evaluate, budget: repeats_counted(sample, evaluate, budget, None),
                "Repeated draws are left out. Here every draw is a trial; leaving repeats out comes later.",
            ),
            (
                lambda sample, evaluate, budget: random_search(sample, evaluate, budget)[::-1],
                "The newest trial stands first. Append each at the end.",
            ),
            (
                lambda sample, evaluate, budget: random_search(sample, evaluate, budget)[-1:],
                "Only the last trial is left: the list begins anew in each turn. Make it once, before the loop.",
            ),
            (
                lambda sample, evaluate, budget: random_search(sample, evaluate, budget)[:1],
                "Only the first trial comes back. The `return` stands inside the loop.",
            ),
            (
                lambda sample, evaluate, budget: random_search(sample, evaluate, budget)[-1],
                "This is the last trial only. Collect all of them in a list.",
            ),
            (
                lambda sample, evaluate, budget: max(random_search(sample, evaluate, budget), key=_reward),
                "This is the best trial only. All are asked for; the best comes in the next exercise.",
            ),
            (
                lambda sample, evaluate, budget: [r for _, r in random_search(sample, evaluate, budget)],
                "These are rewards without their architectures. Nobody could build the winner.",
            ),
            (
                lambda sample, evaluate, budget: dict(random_search(sample, evaluate, budget)),
                "A dictionary forgets the first of two trainings of the same architecture. Use a list.",
            ),
            (
                lambda sample, evaluate, budget: sorted(
                    random_search(sample, evaluate, budget), key=_reward, reverse=True
                ),
                "The trials are sorted by their rewards. Keep them in the order in which they were tried.",
            ),
        ),
        why="Whatever the strategy, a search is this loop: propose, evaluate, remember.",
    ),
    hints=(
        "Begin with an empty list, and end by returning it.",
        "The loop runs `budget` times. In it stands one call of `try_once`, and its trial joins the list.",
    ),
    solution=random_search,
)


def _reward(trial):
    return trial[1]


def _gives(function, right, dealt, budget):
    return gives(function, right, Deals(*dealt), looked_up(TABLE), budget)


# 01.5


def incumbent(trials):
    so_far, best = [], None
    for trial in trials:
        if best is None or trial[1] > best[1]:  # a tie changes nothing
            best = trial
        so_far.append(best)
    return so_far


def newest_of_ties(trials):
    so_far, best = [], None
    for trial in trials:
        best = trial if best is None or trial[1] >= best[1] else best
        so_far.append(best)
    return so_far


def started_at(start):
    def slip(trials):
        so_far, best, highest = [], None, start
        for trial in trials:
            if trial[1] > highest:
                best, highest = trial, trial[1]
            so_far.append(best)
        return so_far

    return slip


def invented_first(trials):
    return incumbent([(None, 0.0), *trials])[1:]


def beats_the_one_before(trials):
    so_far, best, previous = [], None, -inf
    for trial in trials:
        best = trial if trial[1] > previous else best
        previous = trial[1]
        so_far.append(best)
    return so_far


def only_changes(trials):
    return [trial for n, trial in enumerate(incumbent(trials)) if trial is trials[n]]


HISTORY = [("B", 0.72), ("A", 0.70), ("C", 0.75), ("D", 0.71), ("E", 0.74)]
LOSSES = [("A", -130_000.0), ("B", -140_000.0), ("C", -105_000.0)]
LOSSES_OF_TWO = [("A", -50.0), ("B", -60.0)]
TIES = [("A", 0.5), ("B", 0.7), ("C", 0.7), ("A", 0.6)]
INCUMBENT = Exercise(
    id="01.5",
    title="The best so far",
    kind="code",
    dots=2,
    minutes=4,
    builds="incumbent",
    check=build(
        incumbent,
        tests=(
            ("After one trial it is the best so far.", lambda f: gives(f, [("A", 0.7)], [("A", 0.7)])),
            (
                "A poorer trial leaves the best so far where it is, a better one takes over.",
                lambda f: gives(f, [HISTORY[0], HISTORY[0], HISTORY[2], HISTORY[2], HISTORY[2]], HISTORY),
            ),
            ("Rewards may all be negative.", lambda f: gives(f, [LOSSES[0], LOSSES[0], LOSSES[2]], LOSSES)),
            (
                "Of equal rewards the first stays.",
                lambda f: gives(f, [TIES[0], TIES[1], TIES[1], TIES[1]], TIES),
            ),
            ("The result is a list.", a_list(HISTORY)),
            ("The list of trials stays as it is.", lambda f: unchanged(f, HISTORY)),
        ),
        cases=((HISTORY,), (LOSSES,), (TIES,), (LOSSES_OF_TWO,)),
        mistakes=(
            (
                started_at(0.0),
                "It starts at a reward of 0, which negative rewards never reach. Let the first trial start.",
            ),
            (
                started_at(-100.0),
                "It starts at a guessed number, and rewards may be lower still: -130,000 microseconds, say. Let "
                "the first trial start.",
            ),
            (
                invented_first,
                "It starts with an invented trial, of no architecture and reward 0. Negative rewards never "
                "beat it. Let the first real trial start.",
            ),
            (newest_of_ties, "An equal reward takes over. Only a greater one should: `>`, not `>=`."),
            (
                beats_the_one_before,
                "A reward is compared with the one just before it. Compare it with the best so far.",
            ),
            (
                lambda trials: incumbent(trials)[-1],
                "This is the last best only. One after each trial is due.",
            ),
            (
                lambda trials: [trial[1] for trial in incumbent(trials)],
                "These are the rewards alone. The whole trial is asked for, so that its network can be built.",
            ),
            (
                lambda trials: [max(trials[: n + 1]) for n in range(len(trials))],
                "The architectures are compared, not the rewards: `max` of pairs looks at their first part.",
            ),
            (
                lambda trials: [incumbent(trials)[-1]] * len(trials),
                "This is the best of all trials, at every place. After the first trial only the first is known.",
            ),
            (
                lambda trials: incumbent(trials)[1:],
                "There is one entry too few: after the first trial somebody is in office, too.",
            ),
            (
                lambda trials: [trials[0], *incumbent(trials)],
                "There is one entry too many: the first trial is listed before the loop and in it.",
            ),
            (
                lambda trials: only_changes(trials)[1:],
                "Only the changes are listed, and the first trial is not among them. One entry for each trial "
                "is asked for, so the append stands outside of the `if`.",
            ),
            (only_changes, "Only the changes are listed. One entry for each trial is asked for."),
            (
                lambda trials: sorted(trials, key=_reward),
                "The trials are sorted. The order in which they came is then lost.",
            ),
            (
                lambda trials: list(
                    np.array(incumbent([(a, -r) for a, r in trials]), dtype=object) * [1, -1]
                ),
                "This follows the least reward. Larger is better.",
            ),
        ),
        why="The incumbent changes only when it is beaten, so its reward never falls.",
    ),
    hints=(
        "Keep two things while you go through the trials: the best one so far, and the list that you return.",
        "Before the first trial there is no best: `None` says that better than a small number.",
        "Each turn of the loop ends with an append, whether the best has changed or not.",
    ),
    solution=incumbent,
)


# 01.6


def search_best(sample, evaluate, budget):
    winner, highest = None, -inf  # every reward is higher
    for _ in range(budget):
        arch = sample()
        reward = evaluate(arch)  # one training, and its number is kept
        if reward > highest:
            winner, highest = arch, reward
    return winner, highest


def trained_again(sample, evaluate, budget, start=0.0):
    """The broken function; `start` mends one of its two faults."""
    winner, highest = None, start
    for _ in range(budget):
        arch = sample()
        if evaluate(arch) > highest:
            winner, highest = arch, evaluate(arch)
    return winner, highest


def positive_only(sample, evaluate, budget, start=0.0):
    winner, highest = None, start
    for _ in range(budget):
        arch = sample()
        if (reward := evaluate(arch)) > highest:
            winner, highest = arch, reward
    return winner, highest


def last_winner(sample, evaluate, budget):
    trials = random_search(sample, evaluate, budget)
    return max(reversed(trials), key=_reward)


class Steady(Trainings):
    """The same without noise."""

    def __call__(self, arch):
        return self.rewards[arch]


SEARCHES = (
    (Deals("A", "B", "C"), Steady(TABLE), 3),
    (Deals("B", "C"), Steady({"B": -130_000.0, "C": -105_000.5}), 2),
    (Deals("A", "B", "C"), Trainings({"A": 2.0, "B": 5.5, "C": 1.0}), 3),
    (Deals("A", "B"), Steady({"A": 0.7, "B": 0.7}), 2),
    (Deals("C", "B"), Trainings({"B": -60.0, "C": -50.0}), 2),
)
WRONG_WINNER = Exercise(
    id="01.6",
    title="The wrong winner",
    kind="bug",
    dots=3,
    minutes=4,
    check=code(
        search_best,
        SEARCHES,
        why="Each architecture is trained once, the reward that won is the reward that is kept, and the start "
        "lies below every possible reward.",
        given=trained_again,
        mistakes=(
            (
                lambda *args: trained_again(*args, start=-inf),
                "The start is mended. But each new winner is still trained twice: the reward that won and "
                "the reward that is kept come from two trainings.",
            ),
            (
                positive_only,
                "Each network is trained once now: half of it is mended. A reward below 0, say minus the "
                "milliseconds that a network takes, still cannot win.",
            ),
            (
                lambda *args: positive_only(*args, start=-1.0),
                "Each network is trained once now. The start is lower, but not below every possible reward.",
            ),
            (
                lambda *args: search_best(*args)[::-1],
                "The two have changed places: first the architecture, then its reward.",
            ),
            (
                lambda sample, evaluate, budget: search_best(sample, evaluate, budget + 1),
                "There is one trial too many. If the first stands before the loop, the loop has budget - 1.",
            ),
            (last_winner, "If two share the greatest reward, the first of them should stay."),
            (
                lambda *args: search_best(*args)[0],
                "This returns the architecture alone. The pair is asked for.",
            ),
            (
                lambda *args: search_best(*args)[1],
                "This returns the reward alone. The pair of architecture and reward is asked for.",
            ),
        ),
    ),
    hints=(
        "How often is `evaluate` called for one architecture? Each call is a training.",
        "There are two faults. What comes back if every reward is negative?",
        "Give the reward a name when it is measured. Start below every number: `-float('inf')`.",
    ),
    solution=search_best,
)


# 01.7


def search_new(sample, evaluate, budget, size):
    rewards = {}
    while len(rewards) < min(budget, size):
        arch = sample()
        if arch not in rewards:  # asked before evaluate is called: a repeated draw costs nothing
            rewards[arch] = evaluate(arch)
    return list(rewards.items())


def repeats_counted(sample, evaluate, budget, size):
    rewards = {}
    for arch in (sample() for _ in range(budget)):
        if arch not in rewards:
            rewards[arch] = evaluate(arch)
    return list(rewards.items())


def repeats_paid(sample, evaluate, budget, size):
    rewards = {}
    while len(rewards) < min(budget, size):
        arch = sample()
        rewards[arch] = evaluate(arch)
    return list(rewards.items())


def repeats_dropped(sample, evaluate, budget, size):
    rewards = {}
    while len(rewards) < min(budget, size):
        arch = sample()
        rewards.setdefault(arch, evaluate(arch))
    return list(rewards.items())


def redrawn_once(sample, evaluate, budget, size):
    rewards = []
    for _ in range(min(budget, size)):
        arch = sample()
        if arch in dict(rewards):
            arch = sample()
        rewards.append((arch, evaluate(arch)))
    return rewards


def only_neighbours(sample, evaluate, budget, size):
    trials = []
    while len({arch for arch, _ in trials}) < min(budget, size):
        arch = sample()
        if not trials or arch != trials[-1][0]:
            trials.append((arch, evaluate(arch)))
    return trials


def another_draw(sample, evaluate, budget, size):
    rewards = {}
    while len(rewards) < min(budget, size):
        arch = sample()
        if arch not in rewards:
            rewards[arch] = evaluate(sample())
    return list(rewards.items())


ASK_FIRST = "That costs a training: ask whether it was tried before you call `evaluate`."
COUNTED = "A repeated draw is skipped, but it still uses up budget: there are too few trials."
POINTS = {"A": 10, "B": 20, "C": 30, "D": 40}


def new_ones(dealt, budget, size):
    """A case for searches without repeats, with noise."""
    return lambda f: call(f, Deals(*dealt), Trainings(POINTS), budget, size)


def trains_each_once(function):
    seen = looked_up(POINTS)
    call(function, Deals(*"ABAABACAD"), seen, 4, 4)
    if seen.repeated:
        return wrong(f"{seen.repeated[0]!r} is evaluated again. {ASK_FIRST}", f"evaluated: {seen.calls}")
    return None


WITHOUT_REPEATS = Exercise(
    id="01.7",
    title="Random search without repeats",
    kind="code",
    dots=3,
    minutes=6,
    builds="search_new",
    check=build(
        search_new,
        tests=(
            (
                "Where no draw repeats, it is the loop of before.",
                lambda f: gives(f, [("A", 10), ("B", 20)], Deals(*"ABCD"), looked_up(POINTS), 2, 4),
            ),
            ("The trials are a list.", a_list(Deals(*"ABCD"), looked_up(POINTS), 2, 4)),
            ("No architecture is evaluated twice.", trains_each_once),
            (
                "A repeated draw uses up no budget.",
                lambda f: gives(
                    f, [("A", 10), ("B", 20), ("C", 30)], Deals(*"AABAC"), looked_up(POINTS), 3, 4
                ),
            ),
            (
                "It ends when all architectures of the space have been tried.",
                lambda f: gives(f, [("A", 10), ("B", 20)], Deals(*"AB"), looked_up(POINTS), 9, 2),
            ),
        ),
        cases=(
            new_ones("AABACD", 3, 4),
            new_ones("ABACAD", 4, 4),
            new_ones("ABCD", 2, 4),
            new_ones("BBA", 2, 2),
            new_ones("AAABCD", 2, 4),
        ),
        mistakes=(
            (
                lambda sample, evaluate, budget, size: random_search(sample, evaluate, budget),
                "Some architectures are tried twice. Remember those that were tried, and draw again.",
            ),
            (repeats_counted, COUNTED),
            (
                repeats_paid,
                "A repeated architecture is evaluated again and its reward replaced. " + ASK_FIRST,
            ),
            (repeats_dropped, "A repeated architecture is evaluated again, then dropped. " + ASK_FIRST),
            (
                redrawn_once,
                "It draws again only once, and the second draw may be a repeat, too. Use `while`.",
            ),
            (only_neighbours, "Only the draw just before is compared. Compare with all that were tried."),
            (
                lambda *args: dict(search_new(*args)),
                "This is the dictionary itself. A list of pairs is asked for: `list(….items())`.",
            ),
            (lambda *args: max(search_new(*args), key=_reward), "This is the best trial. All are asked for."),
            (
                lambda sample, evaluate, budget, size: search_new(sample, evaluate, size, size),
                "The budget is not looked at: the search goes on until the whole space has been tried.",
            ),
            (
                lambda *args: [arch for arch, _ in search_new(*args)],
                "These are the architectures without their rewards.",
            ),
            (
                lambda *args: [reward for _, reward in search_new(*args)],
                "These are the rewards without their architectures.",
            ),
            (
                lambda *args: sorted(search_new(*args)),
                "The trials are sorted. Keep the order in which they were tried.",
            ),
            (
                another_draw,
                "The reward is that of another draw. Keep the architecture in a variable, and evaluate that.",
            ),
        ),
        why="Each trial buys new knowledge, and the search ends when the budget or the space is used up.",
        seconds=4,
    ),
    hints=(
        "The number of draws is not known beforehand: loop with `while`, not with `for`.",
        "A dictionary {architecture: reward} remembers what was tried, and asks quickly: `arch in tried`.",
        "Loop while there are fewer trials than the smaller one of `budget` and `size`.",
    ),
    solution=search_new,
)


# 01.8

WINNER_TRAINED_AGAIN = Exercise(
    id="01.8",
    title="The winner, trained again",
    kind="predict",
    dots=2,
    minutes=2,
    check=number(
        73.98,
        why="The best of thirty equals stands about 2.05 standard deviations too high, each 0.5 points, and "
        "a new seed does not repeat the luck: 75.0 - 2.05 x 0.5 = 73.98. The winner has not become worse; "
        "its first reward promised too much.",
        mistakes=(
            (
                75.0,
                "75.0 % is the luckiest of thirty trainings. A new seed draws new luck, which is as often "
                "bad as good.",
            ),
            (76.03, "The direction is wrong: the winner's luck was good, so the truth lies lower."),
            (72.95, "2.05 is counted in standard deviations, and each is 0.5 points here."),
            (
                74.5,
                "One standard deviation is the typical distance of a single training. The best of thirty "
                "stands further out: see the table above.",
            ),
            (74.6, "That is for the best of 3. This is the best of 30."),
            (74.23, "That is for the best of 10. This is the best of 30."),
            (73.75, "That is for the best of 100. This is the best of 30."),
            (1.03, "That is how far the winner is expected to fall. The accuracy is asked for."),
            (60.0, "30 x 0.5 adds up the noise of all thirty. Its reward holds only the winner's own."),
        ),
        tolerance=0.06,
    ),
    hints=(
        "Is the luck of the first training repeated in the second?",
        "The table above says how many standard deviations the best of 30 stands above the truth. One "
        "standard deviation is 0.5 points.",
    ),
    solution="answer = 75.0 - 2.05 * 0.5  # the table's line for the best of 30, times the noise",
)


# 01.9


class Space:
    def __init__(self, choices):
        self.choices = {name: tuple(values) for name, values in choices.items()}

    def __len__(self):
        size = 1
        for values in self.choices.values():
            size *= len(values)
        return size

    def sample(self, rng):
        return tuple(values[rng.integers(len(values))] for values in self.choices.values())

    def __contains__(self, arch):
        fits = [value in values for value, values in zip(arch, self.choices.values(), strict=False)]
        return len(arch) == len(self.choices) and all(fits)


class SizesAdded(Space):
    def __len__(self):
        return sum(map(len, self.choices.values()))


class ProductFromZero(Space):
    def __len__(self):
        return 0


class DecisionsCounted(Space):
    def __len__(self):
        return len(self.choices)


class PowersOfTwo(Space):
    def __len__(self):
        return 2 ** len(self.choices)


class SamplesOnePosition(Space):
    def sample(self, rng):
        position = rng.integers(min(map(len, self.choices.values())))
        return tuple(values[position] for values in self.choices.values())


class NeverTheLast(Space):
    def sample(self, rng):
        return tuple(values[rng.integers(max(1, len(values) - 1))] for values in self.choices.values())


class LengthForgotten(Space):
    def __contains__(self, arch):
        return all(value in values for value, values in zip(arch, self.choices.values(), strict=False))


class AnyPlace(Space):
    def __contains__(self, arch):
        every = [value for values in self.choices.values() for value in values]
        return len(arch) == len(self.choices) and all(value in every for value in arch)


class OneFits(Space):
    def __contains__(self, arch):
        return any(value in values for value, values in zip(arch, self.choices.values(), strict=False))


SMALL = {"kernel": (3, 5, 7), "block": ("conv", "mbconv")}
LARGE = {"kernel": (1, 3, 5, 7), "channels": (4, 8, 16), "depth": (1, 2), "heads": (0,)}


def asked(cls, choices, archs):
    space = call(cls, choices)
    return [call(space.__contains__, arch) for arch in archs]


def draws(cls, choices, number):
    space, rng = call(cls, choices), Scripted([], seed=1)  # it is not copied, so it goes on from draw to draw
    return [plain(call(space.sample, rng)) for _ in range(number)]


def complete(cls):
    for arch in draws(cls, SMALL, 30):
        if type(arch) is not tuple or len(arch) != 2:
            return wrong("A sample is a tuple with one value for each decision.", f"drew {arch}")
        if arch[0] not in SMALL["kernel"] or arch[1] not in SMALL["block"]:
            return wrong("A sample has one of the kernels, then one of the blocks.", f"drew {arch}")
    return None


def repeatable(cls):
    if draws(cls, SMALL, 20) != draws(cls, SMALL, 20):
        return wrong(
            "Two generators with the same seed should draw the same architectures. Draw with the `rng` that is "
            "given, so that a search can be repeated.",
            "20 draws twice, with equal generators",
        )
    return None


def lists_nothing(cls):
    """Memory for 65,536 tuples would be megabytes; the choices alone take kilobytes."""
    tracemalloc.start()
    try:
        space = call(cls, {f"decision{n}": (0, 1, 2, 3) for n in range(8)})
        call(space.__len__)
        call(space.sample, np.random.default_rng(0))
        call(space.__contains__, (0,) * 8)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak > 1e6:
        return wrong(
            "All architectures are listed. That works for a small space; a space of billions fills the memory. "
            "Compute with the choices alone.",
            f"{peak / 1e6:.0f} MB for a space of 65,536 architectures",
        )
    return None


def inside(cls):
    if asked(cls, SMALL, [(3, "conv"), (7, "mbconv")]) != [True, True]:
        return "An architecture whose values are all among the choices lies in the space."
    return None


def outside(cls):
    for arch, reason in {
        (9, "conv"): "9 is not among the kernels.",
        (3, "pool"): "'pool' is not among the blocks.",
        ("conv", 3): "The values stand in the order of the decisions; here they have changed places.",
        (3,): "An architecture makes every decision. Here the block is missing; `zip` stops early.",
        (3, "conv", 5): "Here a third value is left over; `zip` stops early.",
    }.items():
        if asked(cls, SMALL, [arch]) != [False]:
            return wrong(f"{arch} does not lie in the space. {reason}", f"{arch} in Space({SMALL})")
    return None


def uniform(cls):
    """Each of six architectures is drawn 200 times of 1,200, within five standard deviations (12.9 each)."""
    drawn = draws(cls, SMALL, 1200)
    counts = {(k, b): drawn.count((k, b)) for k in SMALL["kernel"] for b in SMALL["block"]}
    if sum(counts.values()) != 1200:
        return wrong("Every draw must be one of the six architectures.", f"drew {drawn[0]!r}")
    if min(counts.values()) < 135 or max(counts.values()) > 265:
        return wrong(
            "In 1,200 draws each of the six should come about 200 times. Each decision is drawn by itself, with "
            "equal chances.",
            f"counts {sorted(counts.values())}",
        )
    return None


SPACE = Exercise(
    id="01.9",
    title="A search space of your own",
    kind="code",
    dots=4,
    minutes=15,
    builds="Space",
    check=build(
        Space,
        tests=(
            (
                "Its size is counted from the choices: 3 x 2 = 6, and 4 x 3 x 2 x 1 = 24.",
                lambda cls: gives(call(cls, SMALL).__len__, 6) or gives(call(cls, LARGE).__len__, 24),
            ),
            ("A sample makes each decision, in order.", complete),
            ("All architectures are equally likely.", uniform),
            ("All luck comes from `rng`.", repeatable),
            ("It makes no list of all its architectures.", lists_nothing),
            (
                "The size of a space with 20 decisions of 3 choices comes at once.",
                lambda cls: gives(call(cls, {f"kernel{n}": (3, 5, 7) for n in range(20)}).__len__, 3**20),
            ),
            ("What can be sampled lies in the space.", inside),
            ("Nothing else lies in it.", outside),
        ),
        cases=(
            lambda cls: [call(call(cls, choices).__len__) for choices in (SMALL, LARGE)],
            lambda cls: asked(
                cls, SMALL, [(3, "conv"), ("conv", 3), (3,), (3, "conv", 5), (9, "conv"), (9, "pool")]
            ),
            lambda cls: set(draws(cls, SMALL, 200)),
        ),
        mistakes=(
            (SizesAdded, "The sizes are added. Every choice goes with every other one: multiply."),
            (ProductFromZero, "A product that starts at 0 stays 0. Start at 1."),
            (DecisionsCounted, "This counts the decisions. The architectures are asked for."),
            (PowersOfTwo, "2 to the power of the decisions: that would be two choices each."),
            (
                SamplesOnePosition,
                "One position is drawn for all decisions: only some combinations can come. Draw anew for each.",
            ),
            (NeverTheLast, "The last choice never comes: `rng.integers(n)` already stays below n."),
            (
                LengthForgotten,
                "An architecture that is too short or too long counts as inside: `zip` stops early.",
            ),
            (
                AnyPlace,
                "A value is looked for among all choices. It must stand among those of its own decision.",
            ),
            (OneFits, "One fitting value is enough here. Every decision must fit."),
        ),
        why="Choices alone fix the size, the draw and the membership; no list of all architectures is needed, "
        "so a space of billions costs nothing.",
    ),
    hints=(
        "Keep the choices in `self`; everything else is computed from `self.choices.values()`.",
        "The size is a product. `math.prod` multiplies, or a loop that starts at 1.",
        "For a sample: one `rng.integers(len(values))` for each decision, used as a position in its choices.",
        "For membership there are two conditions: as many values as decisions, and each among its own choices.",
    ),
    solution=Space,
)


EXERCISES = (
    GAP_INTERVAL,
    WHAT_SEEDS_SAY,
    TRY_ONCE,
    LOOP,
    INCUMBENT,
    WRONG_WINNER,
    WITHOUT_REPEATS,
    WINNER_TRAINED_AGAIN,
    SPACE,
)


EVALUATION = ("evaluation", "evaluation strategy", "performance estimation strategy", "evaluate")
STRATEGY = ("search strategy", "strategy", "the search")
SPACE_WORDS = ("search space", "space", "the space")
QUICK = (
    Quick(
        id="01.q1",
        question="You train kernel 5 once more, with seed 0, on the same machine. What do you get?",
        options={
            "A": "another accuracy, for training is random",
            "B": "exactly the accuracy that seed 0 gave before",
            "C": "the mean of the six accuracies",
        },
        answer="B",
        reason="A seed fixes both lucks, the first weights and the order of the images.",
        slips={
            "A": "It is random only until the seed is fixed.",
            "C": "One training gives one draw, never the mean of several.",
        },
    ),
    Quick(
        id="01.q2",
        question="Someone allows kernel size 9 as well. Which of the three parts has changed?",
        answer=SPACE_WORDS,
        reason="There are architectures now that were not there before.",
        slips={
            "strategy": "The rule for what comes next may be the same. What exists has changed.",
            "search strategy": "The rule for what comes next may be the same. What exists has changed.",
            "evaluation": "A network is judged as before. What exists has changed.",
            "evaluation strategy": "A network is judged as before. What exists has changed.",
        },
    ),
    Quick(
        id="01.q3",
        question="Someone subtracts a penalty for slow networks from the accuracy. Which of the three parts "
        "has changed?",
        answer=EVALUATION,
        reason="The penalty changes the number by which a network is judged; the strategy only receives it.",
        slips={
            "strategy": "The strategy receives a number, as before. How that number is made has changed.",
            "search strategy": "The strategy receives a number, as before. How it is made has changed.",
            "space": "Slow networks still exist. They are only judged otherwise.",
            "search space": "Slow networks still exist. They are only judged otherwise.",
        },
    ),
    Quick(
        id="01.q4",
        question="Someone changes one decision of the best network so far instead of drawing at random. "
        "Which of the three parts has changed?",
        answer=STRATEGY,
        reason="It says which architecture comes next, in the same space, judged in the same way.",
        slips={
            "space": "The same architectures exist. Only the one that comes next is chosen otherwise.",
            "search space": "The same architectures exist. Only the one that comes next is chosen otherwise.",
            "evaluation": "A network is judged as before. Which one comes next has changed.",
            "evaluation strategy": "A network is judged as before. Which one comes next has changed.",
        },
    ),
    Quick(
        id="01.q5",
        question="A network has 4 blocks. Each block chooses its own kernel size (3, 5 or 7), and whether it "
        "has a skip connection. How many architectures are there?",
        answer=1296,
        reason="A block has 3 x 2 = 6 possibilities, and four blocks choose independently: 6 x 6 x 6 x 6.",
        slips={
            24: "6 x 4 adds the blocks up. Their choices multiply.",
            4096: "4^6 turns it around: 6 blocks with 4 possibilities each.",
            625: "A block takes one kernel and one answer about the skip: 3 x 2, not 3 + 2.",
            162: "Here each block chooses about its skip, not the whole network once.",
            81: "These are the kernels alone. Each block also chooses about its skip.",
            97: "3^4 + 2^4 counts apart what every network has together.",
            6: "This is one block. There are four.",
        },
    ),
    Quick(
        id="01.q6",
        question="60 draws meet one of the best 5 % of 200 architectures with a chance of about 95 %. The space "
        "grows to 2 million. The best 5 % are still good enough. What is the chance?",
        options={
            "A": "the same",
            "B": "about 0.01 %",
            "C": "somewhat less, about 80 %",
            "D": "nothing can be said",
        },
        answer="A",
        reason="Only the share m / N stands in the formula.",
        slips={
            "B": "That would be for one single good architecture. The good ones have become more, too.",
            "C": "Look at the formula: does N occur in it other than in m / N?",
            "D": "The share of good ones is given, and the formula needs nothing else.",
        },
    ),
    Quick(
        id="01.q7",
        question="Lesson 05 will compare two search strategies by the test accuracy of what they found. What "
        "would spoil the comparison?",
        options={
            "A": "that the judge looks at the test set more than once",
            "B": "that the judge looks at the test set after the searches have ended",
            "C": "that a strategy receives test accuracies as rewards",
        },
        answer="C",
        reason="A searcher that has seen the test set has fitted its choice to it; a judge chooses no network.",
        slips={
            "A": "Reading changes nothing as long as no network is chosen by what was read.",
            "B": "After the search no choice is left that could profit from it.",
        },
    ),
)
