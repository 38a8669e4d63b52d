"""Exercises of lesson 01: the three parts of NAS, noise between seeds, random search."""

from math import prod

import numpy as np

from nas_teach.lab.checking import Exercise, choose, code, correct, number, plain, wrong
from nas_teach.space import SearchSpace

COUNT_NETWORKS = Exercise(
    id="01.1",
    title="How many networks?",
    kind="predict",
    dots=1,
    minutes=1,
    check=number(
        1296,
        why="Each block has 3 x 2 = 6 possibilities, and the 4 blocks choose independently: 6 x 6 x 6 x 6 = "
        "1,296.",
        mistakes=(
            (
                24,
                "6 x 4 adds up the possibilities of the blocks. Each choice of one block can stand with each "
                "choice of the others, so they are multiplied.",
            ),
            (4096, "4^6 turns it around: that would be 6 blocks with 4 possibilities each."),
            (
                625,
                "(3 + 2)^4 adds the kernel sizes and the skip choices. A block takes one of each, so it has "
                "3 x 2.",
            ),
            (162, "3^4 x 2 lets the whole network choose once about skips. Here each block chooses."),
            (81, "3^4 counts the kernel sizes alone. Each block also chooses about its skip."),
            (6, "6 is the number of possibilities of one block. There are 4 blocks."),
            (
                97,
                "3^4 + 2^4 counts kernels and skips apart. An architecture has both, so the counts are "
                "multiplied.",
            ),
        ),
        tolerance=0,
    ),
    hints=("How many possibilities has one single block?", "Four blocks choose independently: multiply."),
    solution="answer = (3 * 2) ** 4  # possibilities of a block, to the power of the blocks",
)


PARTS = {
    "train each network for 1 epoch instead of 3": (
        "evaluation",
        "Fewer epochs change how a network is judged, not which ones exist or which one comes next: "
        "evaluation.",
    ),
    "allow kernel size 9 as well": (
        "space",
        "A new kernel size adds architectures that were not there before: it changes the space.",
    ),
    "change one decision of the incumbent instead of drawing at random": (
        "strategy",
        "This says which architecture to try next, in the same space: it changes the strategy.",
    ),
    "subtract a penalty for slow networks from the accuracy": (
        "evaluation",
        "The penalty changes the reward, the number by which a network is judged: evaluation. The strategy "
        "only receives that number.",
    ),
}


def three_parts(answer):
    given = plain(answer)
    if not isinstance(given, dict) or given.keys() != PARTS.keys():
        return wrong("Keep the dictionary with its four ideas, and replace only the dots behind each.")
    for idea, part in given.items():
        if part not in ("space", "strategy", "evaluation"):
            return wrong(f'Behind "{idea}" write "space", "strategy" or "evaluation", in quotes.')
    for idea, (part, reason) in PARTS.items():
        if given[idea] != part:
            return wrong(f'"{idea}": {reason}', f"{given[idea]}")
    return correct(
        "Which networks exist: space. Which one comes next: strategy. How good it is: evaluation. Each idea "
        "changes one part and leaves the other two as they are."
    )


WHICH_PART = Exercise(
    id="01.2",
    title="Which of the three parts?",
    kind="explain",
    dots=2,
    minutes=3,
    check=three_parts,
    hints=(
        "Ask of each idea: does it change which networks exist, which one comes next, or how good one is "
        "said to be?",
        "Two of the four belong to the same part.",
    ),
    solution='parts = ("evaluation", "space", "strategy", "evaluation")\n'
    "ideas = (\n" + "".join(f'    "{idea}",\n' for idea in PARTS) + ")\n"
    "answer = dict(zip(ideas, parts))",
)


WHAT_SEEDS_SAY = Exercise(
    id="01.3",
    title="What do these seeds allow us to say?",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "C",
        {
            "A": "The means of six seeds are themselves noisy. The interval reaches below zero, so B's "
            "higher mean may be luck.",
            "B": "An interval that contains zero shows that equality is possible, not that it is true. It "
            "also contains half a point in favour of B.",
            "C": "Zero lies inside, so either sign is possible; 3 points lie far outside on both sides. That "
            "is what an interval is for: it says what is ruled out and what is not.",
            "D": "Six seeds rule out a good deal: every gap outside the interval is implausible. They only "
            "leave the sign open.",
        },
    ),
    hints=(
        "Which gaps lie inside the interval, and which outside?",
        "'Not shown to differ' and 'shown to be equal' are two things.",
    ),
    solution='answer = "C"',
)


def no_repeats(space, evaluate, budget, seed):
    rng, rewards = np.random.default_rng(seed), {}
    while len(rewards) < min(budget, len(space)):
        arch = space.sample(rng)
        if arch not in rewards:  # asked before evaluate is called: a repeated draw costs nothing
            rewards[arch] = evaluate(arch)
    return list(rewards.items())


def with_repeats(space, evaluate, budget, seed):
    rng = np.random.default_rng(seed)
    return [(arch, evaluate(arch)) for arch in (space.sample(rng) for _ in range(budget))]


def repeats_counted(space, evaluate, budget, seed):
    rng, rewards = np.random.default_rng(seed), {}
    for arch in (space.sample(rng) for _ in range(budget)):
        if arch not in rewards:
            rewards[arch] = evaluate(arch)
    return list(rewards.items())


def repeats_counted_and_paid(space, evaluate, budget, seed):
    return list(dict(with_repeats(space, evaluate, budget, seed)).items())


def repeats_paid(space, evaluate, budget, seed):
    rng, rewards = np.random.default_rng(seed), {}
    while len(rewards) < min(budget, len(space)):
        arch = space.sample(rng)
        rewards[arch] = evaluate(arch)
    return list(rewards.items())


def repeats_paid_and_dropped(space, evaluate, budget, seed):
    rng, rewards = np.random.default_rng(seed), {}
    while len(rewards) < min(budget, len(space)):
        arch = space.sample(rng)
        rewards.setdefault(arch, evaluate(arch))
    return list(rewards.items())


def in_order(space, evaluate, budget, seed):
    return [(arch, evaluate(arch)) for arch in list(space)[:budget]]


def only_the_best(space, evaluate, budget, seed):
    return max(no_repeats(space, evaluate, budget, seed), key=lambda trial: trial[1])


def only_rewards(space, evaluate, budget, seed):
    return [reward for _, reward in no_repeats(space, evaluate, budget, seed)]


def reward_of_another_draw(space, evaluate, budget, seed):
    rng, rewards = np.random.default_rng(seed), {}
    while len(rewards) < min(budget, len(space)):
        arch = space.sample(rng)
        if arch not in rewards:
            rewards[arch] = evaluate(space.sample(rng))
    return list(rewards.items())


class Priced:
    """The reward of `prod`, and 1,000 more for every evaluation so far that had been paid for before."""

    def __init__(self):
        self.paid, self.repeats = set(), 0

    def __call__(self, arch):
        self.repeats += tuple(arch) in self.paid
        self.paid.add(tuple(arch))
        return prod(arch) + 1000 * self.repeats

    def __repr__(self):
        return "evaluate"


COUNTED = "A repeated draw was skipped, but it still used up budget: there are too few trials."
ASK_FIRST = (
    "That costs a training: ask whether it was tried before you call `evaluate`. (In the last case the "
    "reward grows by 1,000 with each such call, so that it shows.)"
)
SMALL_SPACE = SearchSpace({"kernel": (3, 5, 7)})
MIDDLE_SPACE = SearchSpace({"kernel": (1, 3, 5, 7), "channels": (4, 8, 16)})
# `prod` stands in for an evaluator: it needs no training and differs for every architecture.
SEARCHES = (
    (MIDDLE_SPACE, prod, 8, 0),
    (SMALL_SPACE, prod, 3, 1),
    (MIDDLE_SPACE, prod, 1, 2),
    (SMALL_SPACE, prod, 5, 0),
    (MIDDLE_SPACE, Priced(), 12, 3),
)


SEARCH_WITHOUT_REPEATS = Exercise(
    id="01.4",
    title="Random search without repeats",
    kind="code",
    dots=3,
    minutes=6,
    check=code(
        no_repeats,
        SEARCHES,
        why="Each trial buys new knowledge, and the search ends when the budget or the space is used up.",
        mistakes=(
            (
                with_repeats,
                "Some architectures are evaluated twice. Remember those that were tried, and draw again.",
            ),
            (repeats_counted, COUNTED),
            (repeats_counted_and_paid, COUNTED + " It was even evaluated."),
            (
                repeats_paid,
                "A repeated architecture was evaluated again, and its reward overwritten. " + ASK_FIRST,
            ),
            (
                repeats_paid_and_dropped,
                "A repeated architecture was evaluated again, and only then dropped. " + ASK_FIRST,
            ),
            (
                lambda *args: dict(no_repeats(*args)),
                "This is the dictionary itself. A list of pairs is asked for: `list(….items())`.",
            ),
            (
                lambda space, evaluate, budget, seed: no_repeats(space, evaluate, budget, 0),
                "This draws the same whatever `seed` is. Make `rng` from the argument `seed`.",
            ),
            (
                in_order,
                "This walks through the space in order and draws nothing. A budget smaller than the space "
                "would then only ever see its first corner.",
            ),
            (only_the_best, "This returns the best trial only. The whole history is asked for."),
            (
                only_rewards,
                "This returns rewards without their architectures. Nobody could build the winner.",
            ),
            (
                reward_of_another_draw,
                "The reward is that of another draw. Draw once, keep the architecture in a variable, and "
                "evaluate that.",
            ),
        ),
    ),
    hints=(
        "Make `rng` once, before the loop. Made inside, it would draw the same architecture for ever.",
        "A dictionary {arch: reward} remembers what was tried; architectures can be its keys.",
        "Loop while there are fewer than `min(budget, len(space))` entries.",
    ),
    solution=no_repeats,
)


def best_trial(trials):
    winner, highest = None, -float("inf")  # every reward is higher
    for arch, reward in trials:
        if reward > highest:
            winner = (arch, reward)
            highest = reward
    return winner


def better_than_the_one_before(trials, start=0.0):
    """The broken function; `start` mends one of its two faults."""
    winner, previous = None, start
    for arch, reward in trials:
        if reward > previous:
            winner = (arch, reward)
        previous = reward
    return winner


def best_above_zero(trials):
    winner = best_trial(trials)
    return winner if winner[1] > 0 else None


def last_of_ties(trials):
    return max(reversed(trials), key=lambda trial: trial[1])


HISTORIES = (
    ([("k3", 0.70), ("k5", 0.74), ("k7", 0.72)],),
    ([("k5", 0.74), ("k3", 0.70), ("k7", 0.72)],),
    ([("k3", -41.0), ("k5", -30.5)],),
    ([("k5", -30.5), ("k3", -41.0)],),
    ([("k3", 0.74), ("k7", 0.74), ("k5", 0.70)],),
)


WRONG_WINNER = Exercise(
    id="01.5",
    title="The wrong winner",
    kind="bug",
    dots=3,
    minutes=4,
    check=code(
        best_trial,
        HISTORIES,
        why="A reward is compared with the best so far, which starts below every possible reward.",
        given=better_than_the_one_before,
        mistakes=(
            (
                best_above_zero,
                "Half of it is mended. A reward below the start (0, say) can never win; start below every "
                "possible reward.",
            ),
            (
                lambda trials: best_above_zero(trials) or trials[0],
                "Half of it is mended. If every reward lies below the start, the first trial stays in "
                "office; start below every possible reward, or at the reward of the first trial.",
            ),
            (
                lambda trials: better_than_the_one_before(trials, -np.inf),
                "The start is mended. A reward is still compared with the one just before it, so whoever "
                "follows a poor one wins.",
            ),
            (last_of_ties, "If several trials share the greatest reward, the first of them is asked for."),
            (
                lambda trials: best_trial(trials)[1],
                "This returns the reward alone. The pair of architecture and reward is asked for.",
            ),
            (
                lambda trials: min(trials, key=lambda trial: trial[1]),
                "This is the trial with the least reward.",
            ),
            (lambda trials: trials[-1], "This is the last trial, not the best one."),
        ),
    ),
    hints=(
        "Go through the rewards 0.74, 0.70, 0.72 by hand. Which one wins, and with what is it compared?",
        "There are two faults. What happens if every reward is negative?",
        'Keep the best reward so far; change it only when it is beaten. Start at `-float("inf")`.',
    ),
    solution=best_trial,
)


BUDGET_FOR_THE_BEST = Exercise(
    id="01.6",
    title="A budget for the best 1 %",
    kind="predict",
    dots=3,
    minutes=3,
    check=number(
        299,
        why="0.99^n must fall to 0.05 or below: n = log 0.05 / log 0.99 = 298.07, so 299 draws. As a rule of "
        "thumb, 3 / share.",
        mistakes=(
            (298, "298 draws reach 94.996 %. A least number that is enough is rounded up."),
            (
                298.07,
                "That is where the probability is exactly 95 %. A number of draws is whole, and it must be "
                "enough: round up.",
            ),
            (300, "3 / 0.01 is a good rule of thumb. One draw fewer is enough; compute with logarithms."),
            (
                100,
                "100 draws bring one hit on average. In more than a third of all searches they bring none: "
                "0.99^100 is 0.366.",
            ),
            (
                95,
                "0.95 / 0.01 adds up the chances of the draws. Several draws can hit, so chances do not add; "
                "the misses multiply.",
            ),
            (60, "60 draws are for the best 5 %, as in the lesson. The best 1 % are harder to meet."),
            (59, "59 is the answer for the best 5 %."),
            (1, "With one draw the probability is 1 %."),
        ),
        tolerance=0.01,
    ),
    hints=(
        "With what probability do n draws all miss?",
        "Solve 0.99^n = 0.05 for n with logarithms.",
        "Round up: n must be a whole number, and one below is not enough.",
    ),
    solution="import math\n\nanswer = math.ceil(math.log(0.05) / math.log(0.99))",
)


WINNER_TRAINED_AGAIN = Exercise(
    id="01.7",
    title="The winner, trained again",
    kind="predict",
    dots=2,
    minutes=2,
    check=number(
        73.15,
        why="The best of thirty equals stands about 2.05 standard deviations too high, each 0.9 points, and "
        "a new seed does not repeat the luck: 75.0 - 2.05 x 0.9 = 73.2. The winner has not become worse; "
        "its first reward promised too much.",
        mistakes=(
            (
                75.0,
                "75.0 % is the luckiest of thirty trainings. A new seed draws new luck, which is as often "
                "bad as good.",
            ),
            (76.84, "The direction is wrong: the winner's luck was good, so the truth lies lower."),
            (72.95, "2.05 is counted in standard deviations, each 0.9 points here. (Give one decimal.)"),
            (
                74.1,
                "One standard deviation is the typical distance of a single training. The best of thirty "
                "stands further out: see the table in the last section.",
            ),
            (74.24, "That is for the best of 3. This is the best of 30."),
            (73.61, "That is for the best of 10. This is the best of 30."),
            (72.74, "That is for the best of 100. This is the best of 30."),
            (1.84, "That is how far the winner is expected to fall. The accuracy is asked for."),
            (48.0, "30 x 0.9 adds up the noise of all thirty. Its reward holds only the winner's own."),
        ),
        tolerance=0.06,
    ),
    hints=(
        "Is the luck of the first training repeated in the second?",
        'The table under "The winner was lucky" says how many standard deviations the best of 30 stands '
        "above the truth. One standard deviation is 0.9 points.",
    ),
    solution="answer = 75.0 - 2.05 * 0.9  # the table's line for the best of 30, times the noise",
)


EXERCISES = (
    COUNT_NETWORKS,
    WHICH_PART,
    WHAT_SEEDS_SAY,
    SEARCH_WITHOUT_REPEATS,
    WRONG_WINNER,
    BUDGET_FOR_THE_BEST,
    WINNER_TRAINED_AGAIN,
)
