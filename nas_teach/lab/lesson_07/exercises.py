"""The exercises of lesson 07: Kendall's tau, fair truths, fixed width, halving in rounds and without waiting."""

from itertools import combinations, pairwise
from math import sqrt

import numpy as np
from scipy.stats import kendalltau, pearsonr, spearmanr

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
from nas_teach.lab.checking.values import shorten
from nas_teach.search import Trial

BEST_COMES_LAST = Exercise(
    id="07.1",
    title="The best comes last",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        0.2,
        why="A stands on the wrong side of B, C, D and E: 4 of the 10 pairs are discordant, 6 "
        "concordant, and (6 - 4) / 10 = 0.2. Tau counts all pairs alike; it does not know that the "
        "best matters most.",
        mistakes=(
            (
                0.6,
                "This is the share of pairs that are in the right order. Tau takes the discordant "
                "pairs off: (concordant - discordant) / pairs.",
            ),
            (0.4, "This is the share of discordant pairs. Tau is (concordant - discordant) / pairs."),
            (
                0.8,
                "One network in the wrong place spoils more than one pair. A stands on the wrong side "
                "of each of the other four.",
            ),
            (2, "This is concordant minus discordant. Divide by the number of pairs."),
            (-0.2, "The sign is turned round: more pairs are in the right order than in the wrong one."),
            (0.36, "Five networks make 10 pairs, not 25: each pair counts once, and none with itself."),
            (1, "The four others are in order, but A is not. Count the pairs that A belongs to."),
        ),
    ),
    hints=(
        "Write down the 10 pairs. Which of them are turned round?",
        "Only pairs with A are wrong. How many are there?",
    ),
    solution="answer = (6 - 4) / 10  # A is in 4 pairs, all of them discordant",
)


def kendall_tau(scores, truth):
    difference = by_scores = by_truth = 0
    for i, j in combinations(range(len(truth)), 2):  # every pair once
        one, other = scores[i] - scores[j], truth[i] - truth[j]
        if one * other > 0:
            difference += 1  # concordant
        elif one * other < 0:
            difference -= 1  # discordant
        by_scores += one != 0
        by_truth += other != 0
    return difference / sqrt(by_scores * by_truth)


def _counted(result):
    """A slip that makes its result of the numbers of pairs: concordant, discordant, ordered by each, all."""

    def slip(scores, truth):
        one, other = (
            np.sign(np.subtract.outer(np.asarray(x, float), np.asarray(x, float))[np.triu_indices(len(x), 1)])
            for x in (scores, truth)
        )
        counts = (one * other > 0).sum(), (one * other < 0).sum(), (one != 0).sum(), (other != 0).sum()
        return float(result(*map(int, counts), len(one)))

    return slip


def _neighbours_only(scores, truth):
    steps = np.sign(np.diff(np.asarray(scores, float)) * np.diff(np.asarray(truth, float)))
    return float(steps.mean())


def _tied_networks(size, seed):
    """Scores with ties and a truth, two lists, for lists as long as the lesson's."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(size=size)
    return (quality + rng.normal(size=size)).round(1).tolist(), quality.round(2).tolist()


FIVE = [40, 52, 47, 60, 58], [81.0, 83.0, 84.5, 85.0, 87.0]  # the lesson's: scores, truth
IN_TRUTH = [3, 1, 2, 5], [1, 2, 2, 4]
IN_BOTH = [2, 2, 1, 3, 3], [1, 4, 2, 2, 5]


def _takes_arrays(function):
    return gives(function, 0.6, *(np.array(numbers) for numbers in FIVE))


def _leaves_both(function):
    return unchanged(function, list(FIVE[0]), list(FIVE[1][::-1]))


KENDALL_TAU = Exercise(
    id="07.2",
    title="Write Kendall's tau",
    kind="code",
    dots=3,
    minutes=7,
    builds="kendall_tau",
    check=build(
        kendall_tau,
        tests=(
            ("Two networks in the same order: 1.", lambda f: gives(f, 1, [40, 50], [0.7, 0.8])),
            ("Two networks turned round: -1.", lambda f: gives(f, -1, [50, 40], [0.7, 0.8])),
            ("The five networks of the text: 0.6.", lambda f: gives(f, 0.6, *FIVE)),
            (
                "The networks may stand in any order.",
                lambda f: gives(f, 0.6, [60, 47, 58, 40, 52], [85.0, 84.5, 87.0, 81.0, 83.0]),
            ),
            (
                "Only the order of the scores counts, not their size.",
                lambda f: gives(f, 1, [-900, -3, 2], [1, 2, 3]),
            ),
            (
                "A tie in the score: 0.913, as in the text.",
                lambda f: gives(f, 5 / sqrt(30), [1, 1, 2, 3], [1, 2, 3, 4]),
            ),
            ("A tie in the truth.", lambda f: gives(f, 1 / sqrt(30), *IN_TRUTH)),
            ("Arrays are taken, too.", _takes_arrays),
            ("Both lists stay as they are.", _leaves_both),
        ),
        cases=(
            FIVE,
            ([1, 1, 2, 3], [1, 2, 3, 4]),
            IN_TRUTH,
            IN_BOTH,
            ([5, 1, 3], [1, 2, 3]),
            _tied_networks(650, 0),
        ),
        why="Each pair is asked once whether both lists put it in the same order. A pair with a tie is no mistake, "
        "but the score has not ordered it, so tau stays below 1. This is tau-b, as SciPy has it.",
        mistakes=(
            (
                _counted(lambda con, dis, a, b, pairs: (con - dis) / pairs),
                "This divides by all pairs. That is tau-a: right without ties. Here divide by the square root of "
                "(pairs that the scores order) times (pairs that the truth orders).",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con - dis) / (con + dis)),
                "This divides by concordant plus discordant, so ties cost nothing: a score that orders a single "
                "pair could get a 1. (It has a name of its own, Goodman and Kruskal's gamma.)",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con - (pairs - con)) / pairs),
                "Every pair that is not concordant counts as discordant here. A tied pair is neither.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: ((pairs - dis) - dis) / pairs),
                "Tied pairs count as concordant here: `>=` where `>` is meant? A tied pair is neither.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con - (pairs - con)) / sqrt(a * b)),
                "The division is right. But every pair that is not concordant counts as discordant; a tied pair is "
                "neither.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: ((pairs - dis) - dis) / sqrt(a * b)),
                "The division is right. But tied pairs count as concordant; they are neither.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con - dis) / a),
                "This divides by the pairs that the scores order. Those that the truth orders belong there, too: "
                "the square root of the product.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con - dis) / b),
                "This divides by the pairs that the truth orders. Those that the scores order belong there, too: "
                "the square root of the product.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con - dis) / (a * b)),
                "The square root is missing: the divisor is sqrt(a * b).",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: con / pairs),
                "This is the share of concordant pairs. Take the discordant ones off, and mind the divisor.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: con - dis),
                "This is concordant minus discordant. It still has to be divided.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (dis - con) / sqrt(a * b)),
                "Concordant and discordant have changed places.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: 2 * (con - dis) / pairs),
                "Each pair is counted twice, as i with j and as j with i, but divided by the pairs counted once.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: con / (con + dis)),
                "This is the share of concordant pairs among those without a tie. Take the discordant ones off, "
                "and mind the divisor.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con + dis) / sqrt(a * b)),
                "Discordant pairs are added here. Take them off.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: con - dis / sqrt(a * b)),
                "Only the discordant pairs are divided: brackets around the difference are missing.",
            ),
            (
                _counted(lambda con, dis, a, b, pairs: (con - dis) / a * b),
                "Python goes from left to right: `x / a * b` multiplies by b. And the square root is missing.",
            ),
            (
                _neighbours_only,
                "This compares each network with the next one in the list only. All pairs count.",
            ),
            (
                lambda scores, truth: float(pearsonr(scores, truth)[0]),
                "This is the ordinary correlation of the numbers. Tau looks at the order of each pair and at "
                "nothing else.",
            ),
            (
                lambda scores, truth: float(spearmanr(scores, truth)[0]),
                "This is Spearman's correlation of the ranks. Kendall's tau counts pairs.",
            ),
        ),
    ),
    hints=(
        "`combinations(range(len(truth)), 2)` gives every pair of positions once.",
        "Multiply the difference of the two scores by the difference of the two truths. What does the sign of the "
        "product say? What if it is zero?",
        "Besides concordant and discordant, count two things: pairs whose scores differ, and pairs whose truths "
        "differ.",
    ),
    solution=kendall_tau,
)


def honest_taus(early, final):
    taus = []
    for seed in range(len(early)):
        truth = np.mean(np.delete(final, seed, axis=0), axis=0)  # without the training that is judged
        taus.append(kendall_tau(early[seed], truth))
    return taus


def _taus_with(truth_of, result=list):
    """A slip that ranks seed s by `truth_of(early, final, s)`, and makes its result of the taus."""

    def slip(early, final):
        early, final = np.asarray(early), np.asarray(final)
        return result(
            [float(kendalltau(row, truth_of(early, final, seed))[0]) for seed, row in enumerate(early)]
        )

    return slip


def _mean_without(rows, seed):
    return np.delete(rows, seed, axis=0).mean(axis=0)


flattering_taus = _taus_with(lambda early, final, seed: final.mean(axis=0))  # the broken function of 07.3


def _two_stages(seeds, networks, seed):
    """Accuracies after few epochs and at the end: two lists of rows, one a seed."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(size=networks)
    final = quality + 0.5 * rng.normal(size=(seeds, networks))
    return (final + 0.3 * rng.normal(size=final.shape)).round(3).tolist(), final.round(3).tolist()


STAGES = (_two_stages(3, 8, 0), _two_stages(4, 7, 1), _two_stages(3, 12, 2))

TOO_GOOD_TO_BE_TRUE = Exercise(
    id="07.3",
    title="Too good to be true",
    kind="bug",
    dots=3,
    minutes=4,
    builds="honest_taus",
    check=code(
        honest_taus,
        STAGES,
        given=flattering_taus,
        why="Now no training is judged by itself. In the broken function a third of each truth was the "
        "very training that was stopped early, luck included, so that the two agreed too well.",
        mistakes=(
            (
                _taus_with(lambda early, final, seed: final[seed]),
                "This compares a training with its own end: the same weights and the same luck. It says "
                "nothing of other trainings.",
            ),
            (
                _taus_with(lambda early, final, seed: final[(seed + 1) % len(final)]),
                "This takes one of the other seeds. Take the mean of all the others: it is less noisy.",
            ),
            (
                _taus_with(lambda early, final, seed: _mean_without(early, seed)),
                "The seed itself is left out, but the truth must come from `final`, not from `early`.",
            ),
            (
                _taus_with(lambda early, final, seed: _mean_without(final, 0)),
                "This leaves out seed 0 every time. Leave out the seed that is being judged.",
            ),
            (
                _taus_with(lambda early, final, seed: _mean_without(final, seed), lambda taus: taus[0]),
                "The truth is right, but only one seed is judged. Is `return` inside the loop?",
            ),
            (
                _taus_with(lambda early, final, seed: _mean_without(final, seed), np.mean),
                "The truth is right. But the mean is not asked for: return the list, one tau a seed.",
            ),
            (
                lambda e, f: [float(kendalltau(np.mean(e, axis=0), np.mean(f, axis=0))[0])] * len(e),
                "This averages the early looks too. Ask how well a single stopped training ranks.",
            ),
            (
                _taus_with(lambda early, final, seed: final.sum(axis=0) - 2 * final[seed]),
                "Taking the seed off twice makes it count against itself. Leave it out.",
            ),
            (
                _taus_with(lambda early, final, seed: final.mean(axis=0) - final[seed]),
                "The seed holds only a third of the mean, or less; to take all of it off makes it count against "
                "itself. Leave it out before the mean is taken.",
            ),
            (
                _taus_with(lambda early, final, seed: _mean_without(final, seed - 1)),
                "This leaves out the seed before. Leave out the one that is being judged.",
            ),
            (
                lambda early, final: [
                    float(np.mean([kendalltau(row, other)[0] for other in np.delete(final, seed, axis=0)]))
                    for seed, row in enumerate(early)
                ],
                "This judges by one other training at a time, and then takes the mean of the taus. Take the mean "
                "of the other trainings first: it is less noisy than each.",
            ),
        ),
    ),
    hints=(
        "Which trainings are in `truth` when seed 0 is judged?",
        "The truth has to be another one for each seed: the mean of all rows but one.",
        "`np.delete(final, 0, axis=0)` is `final` without its first row.",
    ),
    solution=honest_taus,
)


def taus_within(scores, truth, groups):
    taus = {}
    for group in np.unique(groups):
        some = scores[groups == group]
        if len(np.unique(some)) > 1:  # else no pair is ordered
            taus[group] = kendall_tau(some, truth[groups == group])
    return taus


def _ranked(scores, truth):
    """The tau; None where all scores are equal."""
    return float(kendalltau(scores, truth)[0]) if len(set(scores)) > 1 else None


def _within(which=lambda groups, group: groups == group, result=dict, none_is=None):
    """A slip that ranks `which` of the networks for each group, and makes its result of the dict of the taus."""

    def slip(scores, truth, groups):
        found = {}
        for group in np.unique(groups).tolist():
            some = which(groups, group)
            tau = _ranked(scores[some], truth[some])
            if (tau if tau is not None else none_is) is not None:
                found[group] = none_is if tau is None else tau
        return result(found)

    return slip


def _one_group(choose):
    """A slip that returns no more than what it has of one group, the first (`np.min`) or the last."""

    def slip(scores, truth, groups):
        group = choose(groups).item()
        tau = _ranked(scores[groups == group], truth[groups == group])
        return {} if tau is None else {group: tau}

    return slip


def _runs_only(scores, truth, groups):
    ends = [0, *(np.flatnonzero(groups[1:] != groups[:-1]) + 1).tolist(), len(groups)]
    runs = [slice(a, b) for a, b in pairwise(ends)]
    taus = {groups[run][0].item(): _ranked(scores[run], truth[run]) for run in runs}
    return {group: tau for group, tau in taus.items() if tau is not None}


def _of_sizes(*sizes, seed, tied=None):
    """Scores, truth and groups of networks that stand in no order; in the group `tied` all scores are equal."""
    rng = np.random.default_rng(seed)
    groups = rng.permutation(np.repeat(sizes, 7))
    truth = (groups / 10 + rng.normal(size=len(groups))).round(2)
    scores = (truth + groups + 0.7 * rng.normal(size=len(groups))).round(1)
    scores[groups == tied] = tied
    return scores, truth, groups


SIZES = np.array([4, 8, 4, 8, 4, 8])
FIRST_ONLY = np.array([1.0, 5.0, 2.0, 9.0, 3.0, 7.0]), np.array([70, 71, 72, 73, 74, 75]), SIZES
ONE_TIED = np.array([4, 5, 4, 6, 4, 7]), np.array([70, 75, 72, 71, 74, 73]), SIZES


def _leaves_out_the_tied(function):
    found = call(function, *ONE_TIED)
    if isinstance(found, dict) and 4 in found:
        return wrong(
            "All scores of group 4 are equal here, so it has no tau. Leave it out of the dict.",
            f"the dict for 4 holds {shorten(found[4])}",
        )
    return gives(function, {8: -1 / 3}, *ONE_TIED)


def _leaves_all(function):
    return unchanged(function, *(list_.copy() for list_ in FIRST_ONLY))


HOLD_THE_WIDTH = Exercise(
    id="07.4",
    title="Hold the width fixed",
    kind="code",
    dots=2,
    minutes=4,
    builds="taus_within",
    check=build(
        taus_within,
        tests=(
            (
                "A single group: its tau is that of all.",
                lambda f: gives(f, {4: 0.6}, *map(np.array, FIVE), np.full(5, 4)),
            ),
            ("Two groups, mixed: each by itself.", lambda f: gives(f, {4: 1, 8: 1 / 3}, *FIRST_ONLY)),
            ("A group whose scores are all equal is left out.", _leaves_out_the_tied),
            (
                "So a score that knows the width alone has no tau.",
                lambda f: gives(f, {}, SIZES, ONE_TIED[1], SIZES),
            ),
            ("The arrays stay as they are.", _leaves_all),
        ),
        cases=(
            _of_sizes(4, 8, 16, seed=0),
            _of_sizes(1, 2, 3, 5, seed=1, tied=2),
            _of_sizes(16, 4, seed=2, tied=4),
        ),
        why="Within a group the width is the same for all, so it cannot lend its tau to the score. What is left is "
        "what the score knows besides. This works with any cause that you want to hold fixed.",
        mistakes=(
            (
                _within(lambda groups, group: groups == groups),
                "Every group gets the tau of all networks. Take the scores and the truths of this group alone.",
            ),
            (
                _within(lambda groups, group: groups != group),
                "This ranks everybody but the group. Take those for which `groups == group`.",
            ),
            (
                _within(lambda groups, group: groups <= group),
                "Smaller groups are ranked along with the larger. Each group is by itself: `==`, not `<=`.",
            ),
            (
                _runs_only,
                "Only networks that stand side by side are ranked together. A group may be scattered over the "
                "arrays.",
            ),
            (_one_group(np.min), "Only the first group is there. Is `return` inside the loop?"),
            (_one_group(np.max), "Only the last group is there. Is the dict made anew in every turn?"),
            (
                _within(result=lambda found: [*found.values()]),
                "These are the taus alone. Return a dict, so that each tau has the name of its group.",
            ),
            (
                _within(result=lambda found: [*found.items()]),
                "These are pairs. Return a dict from the group to its tau.",
            ),
            (
                _within(result=lambda found: sum(found.values()) / len(found)),
                "This is the mean over the groups. Return a dict with the tau of each.",
            ),
            (
                _within(result=lambda found: dict(enumerate(found.values()))),
                "The groups are counted 0, 1, 2, … here. The keys are the groups themselves, such as 4, 8 and 16.",
            ),
            (
                _within(none_is=0.0),
                "A group whose scores are all equal gets a 0 here. It has no tau: leave it out.",
            ),
        ),
    ),
    hints=(
        "Which groups are there? `np.unique(groups)` names each once.",
        "`groups == group` is an array of True and False; in square brackets it picks the scores of one group, and "
        "their truths.",
        "Before you call `kendall_tau`, count the different values among the scores that you picked.",
    ),
    solution=taus_within,
)


def best_in_eta(trials, eta):
    ranked = sorted(trials, key=lambda trial: -trial.reward)  # a new list; equals keep their order
    return [trial.arch for trial in ranked[: max(1, len(trials) // eta)]]  # one in eta, but never none


def _ranked_then(keep):
    """A slip that ranks rightly and returns `keep(ranked, eta)`."""

    def slip(trials, eta):
        return keep(sorted(trials, key=lambda trial: -trial.reward), eta)

    return slip


def _archs(trials):
    return [trial.arch for trial in trials]


def _in_old_order(trials, eta):
    kept = best_in_eta(trials, eta)
    return [trial.arch for trial in trials if trial.arch in kept]


def _by_name(trials, eta):
    return _archs(sorted(trials, reverse=True)[: max(1, len(trials) // eta)])


def _seen(*rewards):
    """Trials of networks A, B, C, ... with these rewards."""
    return [Trial("ABCDEFGHI"[place], reward) for place, reward in enumerate(rewards)]


SIX = _seen(0.3, 0.1, 0.6, 0.2, 0.5, 0.4)


def _leaves_the_list(function):
    if not unchanged(function, SIX, 3):
        return None
    return (
        "Your function changes the list `trials` itself, which belongs to the caller: `trials.sort()` does, and so "
        "do `.pop()`, `.remove()` and `.reverse()`. `sorted(trials, ...)` makes a new list."
    )


BEST_LAST = "The right ones, but the best comes last. Sort from the greatest down, and take the first ones."

WHO_GOES_ON = Exercise(
    id="07.5",
    title="Who goes on?",
    kind="code",
    dots=2,
    minutes=3,
    builds="best_in_eta",
    check=build(
        best_in_eta,
        tests=(
            ("Of three and eta 3, the best goes on.", lambda f: gives(f, ["B"], _seen(0.2, 0.9, 0.4), 3)),
            ("Of six and eta 3, two, the best one first.", lambda f: gives(f, ["C", "E"], SIX, 3)),
            (
                "Of seven and eta 2, three: rounded down.",
                lambda f: gives(f, ["G", "C", "E"], [*SIX, Trial("G", 0.7)], 2),
            ),
            ("Of three and eta 5, one: never none.", lambda f: gives(f, ["B"], _seen(0.2, 0.4, 0.3), 5)),
            (
                "Of equal rewards, the one that stands first.",
                lambda f: gives(f, ["B", "D"], _seen(0.1, 0.8, 0.2, 0.8), 2),
            ),
            ("Rewards may be negative.", lambda f: gives(f, ["B"], _seen(-0.9, -0.1, -0.4), 3)),
            ("The list `trials` stays as it was.", _leaves_the_list),
        ),
        cases=(
            (_seen(0.5, 0.9, 0.2, 0.8, 0.4, 0.9, 0.1), 2),
            (_seen(0.1, 0.4, 0.9, 0.3, 0.8, 0.8, 0.2, 0.6, 0.7), 3),
            (_seen(0.4, 0.6, 0.3), 5),
            (_seen(0.3, 0.7, 0.1, 0.6, 0.5, 0.2, 0.4), 3),
            (_seen(-1, -8, -3, -4, -2, -7, -5, -6), 3),
        ),
        why="Rank by what was seen, keep one in eta, never none. Everything else of successive halving is a loop.",
        mistakes=(
            (
                _ranked_then(lambda ranked, eta: _archs(ranked[::-1][: max(1, len(ranked) // eta)])),
                "These are the worst ones. Larger rewards are better: sort from the greatest down.",
            ),
            (
                _ranked_then(lambda ranked, eta: _archs(ranked[: len(ranked) // eta])),
                "With few networks nobody is left: 3 // 5 is 0. Keep at least one.",
            ),
            (
                _ranked_then(lambda ranked, eta: _archs(ranked[: -(-len(ranked) // eta)])),
                "Round down: of 7 networks and eta 2, three go on, not four.",
            ),
            (
                _ranked_then(lambda ranked, eta: _archs(ranked[: max(1, round(len(ranked) / eta))])),
                "Round down, not to the nearest: of 8 networks and eta 3, two go on.",
            ),
            (
                _ranked_then(lambda ranked, eta: _archs(ranked[:eta])),
                "This keeps eta networks. One *in* eta goes on: len(trials) // eta of them.",
            ),
            (
                _ranked_then(lambda ranked, eta: _archs(ranked[: max(1, len(ranked) - len(ranked) // eta)])),
                "This drops one in eta and keeps the rest. It is the other way round.",
            ),
            (_in_old_order, "The right ones, but in their old order. The best comes first."),
            (
                _ranked_then(lambda ranked, eta: [t.reward for t in ranked[: max(1, len(ranked) // eta)]]),
                "These are rewards. Return the architectures.",
            ),
            (
                _ranked_then(lambda ranked, eta: ranked[: max(1, len(ranked) // eta)]),
                "These are trials. Return their architectures alone: `trial.arch`.",
            ),
            (
                _by_name,
                "`sorted` compares two trials by their architectures first. Tell it to look at the reward: "
                "`key=lambda trial: trial.reward`.",
            ),
            (
                lambda trials, eta: best_in_eta(trials[::-1], eta),
                "Of equal rewards the one that came later stands first. `sorted` keeps the "
                "old order of equals, and so does `reverse=True`; `[::-1]` turns it round.",
            ),
            (lambda trials, eta: best_in_eta(trials[::-1], eta)[::-1], BEST_LAST),
            (lambda trials, eta: best_in_eta(trials, eta)[::-1], BEST_LAST),
            (
                lambda trials, eta: _archs(trials)[: max(1, len(trials) // eta)],
                "This takes the first of the list without looking at their rewards.",
            ),
            (
                _ranked_then(lambda ranked, eta: _archs(ranked)),
                "All of them are still there, only sorted. Keep one in eta.",
            ),
        ),
    ),
    hints=(
        "`sorted(trials, key=...)` sorts from the least to the greatest. What key turns that round?",
        "How many go on? `len(trials) // eta`, but never fewer than 1.",
        "A slice keeps the first ones: `ranked[:keep]`. Then take the architecture out of each trial.",
    ),
    solution=best_in_eta,
)


def halving(archs, evaluate, fidelities, eta):
    rounds, before = [], 0
    for fidelity in fidelities:
        trials = [Trial(arch, evaluate(arch, fidelity)) for arch in archs]
        rounds.append((fidelity, trials, len(archs) * (fidelity - before)))  # the new epochs only
        archs, before = best_in_eta(trials, eta), fidelity
    return rounds


class _Curves:
    """An evaluator whose order changes with the fidelity: some learn slowly."""

    def __call__(self, arch, fidelity):
        if isinstance(arch, tuple):
            raise TypeError("`evaluate` takes an architecture, and was given a whole trial")
        return (arch * (7 if fidelity > 1 else 3) % 23) / 23

    def __repr__(self):
        return "evaluate"


CURVES, NINE = _Curves(), [1, 2, 3, 4, 5, 6, 7, 8, 9]


def _told(archs, fidelities, eta, number, part, why):
    """A test: part `part` of all rounds (0 fidelities, 1 trials, 2 epochs paid) is right, else `why`."""

    def test(function):
        seen = Recorder(CURVES)
        found = call(function, list(archs), seen, fidelities, eta)
        right = halving(archs, CURVES, fidelities, eta)
        shown = f"{len(archs)} networks, looks after {fidelities}, eta {eta}: "
        if not isinstance(found, list | tuple) or len(found) != len(right):
            much = len(found) if isinstance(found, list | tuple) else "no list"
            return wrong(
                f"Return a list with one tuple a round; here are {len(right)} rounds.", f"{shown}{much}"
            )
        if any(not isinstance(row, list | tuple) or len(row) != 3 for row in found):
            return wrong(
                "Each round is a tuple (fidelity, trials, paid).", f"{shown}the first is {found[0]!r}"[:200]
            )
        if any(not _are_trials(row[1]) for row in found):
            return wrong(
                "The second entry of a round is the list of its trials, each with `arch` and `reward`.",
                f"{shown}the first round holds {shorten(found[0][1])}",
            )
        got, expected = ([number(row[part]) for row in rows] for rows in (found, right))
        return None if got == expected else wrong(why.format(shorten(expected, 200)), f"{shown}{got}"[:250])

    return test


def _are_trials(trials):
    return isinstance(trials, list | tuple) and all(isinstance(t, tuple) and len(t) == 2 for t in trials)


def _pairs(trials):
    return [tuple(trial) for trial in trials]


def _looks_once(function):
    looks = Recorder(CURVES)
    call(function, list(NINE), looks, (1, 3), 3)
    seen = [tuple(args) for args in looks.calls]
    if looks.repeated:
        arch, fidelity = looks.repeated[0]
        return wrong(
            "A network is evaluated twice at one fidelity. Each call of `evaluate` is a training that is paid for: "
            "call it once, and keep what it returns.",
            f"network {arch} was evaluated {seen.count((arch, fidelity))} times at fidelity {fidelity}",
        )
    if len(seen) > 12:
        return wrong(
            "Only those that go on are evaluated again.", f"{len(seen)} evaluations, 9 + 3 are right"
        )
    return None


def _leaves_the_archs(function):
    if not unchanged(function, list(NINE), CURVES, (1, 3), 3):
        return None
    return (
        "Your function changes the list `archs`, which belongs to the caller. Give the next round a new list."
    )


def _bracket(dropped=True, ranked_by=None, at=None, paid=None, kept_only=False, keep=best_in_eta):
    """`halving` with one thing done otherwise."""

    def slip(archs, evaluate, fidelities, eta):
        rounds, before, first = [], 0, None
        for fidelity in fidelities:
            trials = [
                Trial(arch, evaluate(arch, at(fidelities, fidelity - before) if at else fidelity))
                for arch in archs
            ]
            first = first or {trial.arch: trial.reward for trial in trials}
            by = [Trial(t.arch, first[t.arch]) for t in trials] if ranked_by == "first" else trials
            kept = keep(by, eta)
            cost = (paid or (lambda n, kept, now, before, spent: n * (now - before)))(
                len(trials), len(kept), fidelity, before, sum(row[2] for row in rounds)
            )
            shown = [trial for trial in trials if trial.arch in kept] if kept_only else trials
            rounds.append((fidelity, shown, cost))
            archs, before = kept if dropped else archs, fidelity
        return rounds

    return slip


WHOLE_BRACKET = Exercise(
    id="07.6",
    title="Write the bracket",
    kind="code",
    dots=3,
    minutes=6,
    builds="halving",
    check=build(
        halving,
        tests=(
            (
                "One round: all networks, in their order, at the one fidelity.",
                _told([4, 2, 9], (2,), 3, _pairs, 1, "The trials of the only round should be {}."),
            ),
            (
                "A round for each fidelity.",
                _told(NINE, (1, 3, 6), 3, int, 0, "The fidelities of the rounds should be {}."),
            ),
            (
                "9, 3 and 1 networks with eta 3.",
                _told(NINE, (1, 3, 6), 3, len, 1, "The numbers of trials should be {}."),
            ),
            (
                "Those go on that looked best in the round before.",
                _told(NINE, (1, 3, 6), 3, _pairs, 1, "The trials should be {}."),
            ),
            (
                "Only new epochs are paid: 9 x 1, 3 x 2 and 1 x 3.",
                _told(
                    NINE,
                    (1, 3, 6),
                    3,
                    float,
                    2,
                    "Paid in the rounds: {}. Survivors train on from where they stopped.",
                ),
            ),
            ("Nobody is evaluated twice at one fidelity.", _looks_once),
            ("The list `archs` stays as it was.", _leaves_the_archs),
        ),
        cases=(
            lambda f: call(f, list(NINE), CURVES, (1, 3, 6), 3),
            lambda f: call(f, list(range(1, 21)), CURVES, (2, 3, 5, 6), 2),
        ),
        why="Three things happen in each round: look, note, drop. The price is small where many are looked at, and "
        "large only where few are left.",
        mistakes=(
            (
                _bracket(paid=lambda n, kept, now, before, spent: n * now),
                "`paid` counts every round from scratch here. Survivors train on, so only the epochs since the "
                "round before are new.",
            ),
            (
                _bracket(paid=lambda n, kept, now, before, spent: kept * (now - before)),
                "`paid` counts only those that go on. Those that are dropped were trained, too.",
            ),
            (
                _bracket(paid=lambda n, kept, now, before, spent: n),
                "`paid` counts networks. It is asked for in epochs: networks times new epochs.",
            ),
            (
                _bracket(paid=lambda n, kept, now, before, spent: now - before),
                "`paid` has the new epochs of one network. All networks of the round are trained.",
            ),
            (
                _bracket(paid=lambda n, kept, now, before, spent: n * (now - (before or 1))),
                "The first epochs are missing in `paid`: before the first round nobody has trained, so begin at 0.",
            ),
            (
                _bracket(paid=lambda n, kept, now, before, spent: spent + n * (now - before)),
                "`paid` adds up all rounds so far. Each round says what it costs itself.",
            ),
            (
                _bracket(at=lambda fidelities, new: new),
                "`evaluate` is asked for the new epochs only. It wants all epochs that the network has then "
                "trained: hand `fidelity` on.",
            ),
            (
                _bracket(keep=lambda trials, eta: best_in_eta(trials, 3)),
                "`eta` is not used: a 3 stands in its place.",
            ),
            (
                _bracket(keep=lambda trials, eta: _archs(trials)[: max(1, len(trials) // eta)]),
                "The first of the list go on, whatever they have shown. Let `best_in_eta` choose by the trials.",
            ),
            (
                lambda archs, evaluate, fidelities, eta: halving(archs, evaluate, fidelities[:1], eta),
                "Only the first round is there. Is `return` inside the loop?",
            ),
            (_bracket(dropped=False), "Nobody is dropped: each round evaluates all of `archs` again."),
            (
                _bracket(ranked_by="first"),
                "Every round ranks by the first look. Rank by the newest one, which has seen more epochs.",
            ),
            (
                _bracket(at=lambda fidelities, new: fidelities[-1]),
                "Every look is at the last fidelity, so every network is trained fully. Hand `fidelity` on.",
            ),
            (
                _bracket(at=lambda fidelities, new: fidelities[0]),
                "Every look is at the first fidelity. Hand `fidelity` on.",
            ),
            (
                _bracket(kept_only=True),
                "The rounds hold only those that go on. Note all that were evaluated.",
            ),
            (
                lambda archs, evaluate, fidelities, eta: halving(archs, evaluate, fidelities, eta)[-1],
                "This is the last round alone. Return the list of all rounds.",
            ),
            (
                lambda archs, evaluate, fidelities, eta: (
                    halving(archs, evaluate, fidelities, eta)[-1][1][0].arch
                ),
                "This is the winner alone. Return the list of all rounds.",
            ),
        ),
    ),
    hints=(
        "A loop over the fidelities. In each turn: evaluate those that are left, note the round, see who goes on.",
        "Give `best_in_eta` the trials of this round; what it returns is evaluated in the next one.",
        "For the price, remember the fidelity of the round before. Before the first round it is 0.",
    ),
    solution=halving,
)


BLIND_LOOKS = Exercise(
    id="07.7",
    title="Looks that see nothing",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "Only 3 of its 27 networks are trained to the end, for 54 epochs: 18 for each. The 24 others were "
            "dropped by chance, because the looks know nothing, and their epochs are lost.",
            "B": "Three networks are trained to the end for 9 x 3 + 3 x 3 = 36 epochs: 12 for each. That is better "
            "than 18, but the look after epoch 3 knows nothing here, so a cheaper way is left.",
            "C": "Hyperband limits the loss, because some of its brackets hardly halve. But the others still pay "
            "for looks that know nothing.",
            "D": "Right. If looks know nothing, halving drops at random, and every epoch before the end is lost. "
            "Random search gets a complete training for 6 epochs, the other plans for 12 or more.",
        },
    ),
    hints=(
        "If a look has tau 0, whom does it throw out?",
        "How many epochs does each plan pay for one network that is trained to the end?",
    ),
    solution='answer = "D"  # 6 epochs for each complete training; halving pays 12 or 18',
)


def promote(rungs, eta):
    for rung in range(len(rungs) - 2, -1, -1):  # from the last but one down
        finished = {trial: reward for trial, reward in rungs[rung].items() if reward is not None}
        ranked = sorted(finished, key=lambda trial: -finished[trial])
        for trial in ranked[: len(ranked) // eta]:
            if trial not in rungs[rung + 1]:  # else it was promoted before
                return trial, rung + 1
    return None


def _finished(entries):
    return sorted((t for t in entries if entries[t] is not None), key=lambda t: -entries[t])


def _promotes(
    order=lambda rungs: range(len(rungs) - 2, -1, -1),
    ranked=lambda entries, above: _finished(entries),
    count=lambda ranked, entries, above, eta: len(ranked) // eta,
    free=lambda trial, above: trial not in above,
    to=lambda rung, rungs: rung + 1,
):
    """`promote` with one thing done otherwise."""

    def slip(rungs, eta):
        for rung in order(rungs):
            entries, above = rungs[rung], rungs[rung + 1]
            best = ranked(entries, above)
            for trial in best[: max(0, count(best, entries, above, eta))]:
                if free(trial, above):
                    return trial, to(rung, rungs)
        return None

    return slip


def _part_of(result):
    """A slip that makes its result of what is right; where nothing is promoted it returns None."""
    return lambda rungs, eta: (found := promote(rungs, eta)) and result(*found)


def _leaves_the_rungs(function):
    if not unchanged(function, [dict(FOUR), {}], 3):
        return None
    return "Your function changes the rungs, which belong to the caller: who runs the search notes what is started."


FOUR = {"A": 0.2, "B": 0.9, "C": 0.4, "D": 0.3}
NINTHS = {name: place / 9 for place, name in enumerate("ABCDEFGHI")}
BUSY = {"A": 0.2, "B": 0.9, "C": None, "D": None, "E": None, "F": None}

HALVING_WITHOUT_WAITING = Exercise(
    id="07.8",
    title="Halving without waiting",
    kind="code",
    dots=4,
    minutes=12,
    builds="promote",
    check=build(
        promote,
        tests=(
            (
                "Nothing has been finished: nobody is promoted.",
                lambda f: gives(f, None, [{"A": None}, {}], 3),
            ),
            (
                "Of three finished and eta 3, the best one goes to rung 1.",
                lambda f: gives(f, ("B", 1), [FOUR, {}], 3),
            ),
            ("Of two finished and eta 3, nobody: 2 // 3 is 0.", lambda f: gives(f, None, [BUSY, {}], 3)),
            (
                "Nobody is promoted twice, even while it still runs above.",
                lambda f: gives(f, None, [FOUR, {"B": None}], 3),
            ),
            (
                "If the best is above already, the second best of the best third goes.",
                lambda f: gives(f, ("C", 1), [FOUR | {"E": 0.1, "F": 0.0}, {"B": 0.95}], 3),
            ),
            (
                "The highest rung that can promote goes first.",
                lambda f: gives(f, ("C", 2), [FOUR | {"E": 0.5, "F": 0.6}, {"B": 0.7, "C": 0.8}, {}], 2),
            ),
            (
                "From rung 0 to rung 1, also where there are more.",
                lambda f: gives(f, ("B", 1), [FOUR, {}, {}], 3),
            ),
            ("The last rung promotes nobody.", lambda f: gives(f, None, [{}, FOUR], 2)),
            (
                "Of equals, the one that stands first.",
                lambda f: gives(f, ("D", 1), [{"D": 0.9, "B": 0.9, "E": 0.9, "C": 0.1}, {}], 4),
            ),
            ("The rungs stay as they were.", _leaves_the_rungs),
        ),
        cases=(
            ([FOUR, {}], 3),
            ([FOUR, {"B": None}], 3),
            ([BUSY, {}], 3),
            ([{"A": 0.5}, {}], 3),
            ([FOUR, {}, {}], 3),
            ([FOUR | {"E": 0.5}, {"B": None}, {}], 3),
            ([NINTHS, {"I": 0.9}], 3),
            ([NINTHS, {"I": 0.9, "H": 0.8}], 4),
            ([NINTHS, {"I": 0.9, "H": 0.8, "G": 0.7}], 4),
            ([NINTHS, {"I": 0.9, "H": 0.8, "G": 0.7, "F": 0.6}], 4),
            ([{"D": 0.9, "B": 0.9, "E": 0.9, "C": 0.1}, {}], 4),
            ([{}, FOUR], 2),
            ([NINTHS, {"I": 0.9, "H": None}], 3),
            ([{"C": 0.9, "A": 0.9, "B": 0.9, "D": 0}, {"C": None}], 2),
            ([{"A": 0, "B": 0.0, "C": -1}, {}], 3),
            ([FOUR | {"E": 0.1, "F": 0.0}, {"B": 0.95}], 3),
            ([FOUR | {"E": 0.5, "F": 0.6}, {"B": 0.7, "C": 0.8}, {}], 2),
            ([{"A": -3, "B": -1, "C": -2, "D": None}, {"B": -0.5, "A": -0.7}, {}], 2),
        ),
        why="A free worker looks from the top down for somebody who has earned the next step. If there is none, it "
        "starts a new network. So it never waits; the price is that some are promoted who would not be among the "
        "best third in the end.",
        mistakes=(
            (
                _promotes(order=lambda rungs: range(len(rungs) - 1)),
                "This begins at the lowest rung. Begin at the highest that can promote, so that what is nearly "
                "finished is finished first.",
            ),
            (
                _promotes(order=lambda rungs: range(len(rungs) - 2, 0, -1)),
                "The lowest rung is never asked. Its number is 0, and `range` stops *before* its second number.",
            ),
            (
                _promotes(order=lambda rungs: range(len(rungs) - 3, -1, -1)),
                "The last rung but one is never asked. Its number is len(rungs) - 2.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: len(entries) // eta),
                "Running trials are counted as if they were finished. Only finished ones make up the rung that is "
                "divided by eta.",
            ),
            (
                _promotes(ranked=lambda entries, above: [t for t in _finished(entries) if entries[t]]),
                "A reward of 0 is taken for `None`. Ask `reward is not None`.",
            ),
            (
                _promotes(ranked=lambda entries, above: _finished(entries)[::-1]),
                "This promotes the worst. Sort from the greatest reward down.",
            ),
            (
                _promotes(
                    ranked=lambda entries, above: sorted(_finished(entries), key=lambda t: (-entries[t], t))
                ),
                "Equal rewards are sorted by name. The one that stands first in the rung goes first.",
            ),
            (
                _promotes(ranked=lambda entries, above: _finished(dict([*entries.items()][::-1]))),
                "Of equal rewards, the one that stands last in the rung goes first. It should be the first.",
            ),
            (
                _promotes(free=lambda trial, above: True),
                "One that was promoted already is promoted again. Look into the next rung first.",
            ),
            (
                _promotes(free=lambda trial, above: above.get(trial) is None),
                "One that still runs in the rung above is promoted again. Ask whether it is there at all: "
                "`not in`.",
            ),
            (
                _promotes(ranked=lambda entries, above: [t for t in _finished(entries) if t not in above]),
                "This takes the best of those that are *left*. Choose the best one in eta of the whole rung, then "
                "leave out those that are above already. Else the second-rate follow sooner or later.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: max(1, len(ranked) // eta)),
                "At least one is promoted here, as in `best_in_eta`. Here that is hasty: a rung with fewer than "
                "eta finished trials waits for more.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: round(len(ranked) / eta)),
                "Round down, not to the nearest: of 5 finished and eta 3, one may go on.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: -(-len(ranked) // eta)),
                "Round down, not up: of 5 finished and eta 3, one may go on.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: eta),
                "eta networks may go on here. It should be one *in* eta: len(finished) // eta of them.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: len(ranked)),
                "All finished networks may go on here. Only the best one in eta has earned it.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: min(1, len(ranked) // eta)),
                "Only the best of the rung is looked at. If it is above already, the next of the best one in eta "
                "has its turn.",
            ),
            (
                _promotes(count=lambda ranked, entries, above, eta: len(ranked) // eta - len(above)),
                "Those above are taken off the number that may go on, and are then passed over once more. Do one "
                "of the two: walk over the best n // eta, and pass over those above.",
            ),
            (
                _promotes(to=lambda rung, rungs: len(rungs) - 1),
                "Everybody goes to the last rung. Return the next one: one higher than where the network is.",
            ),
            (
                _part_of(lambda trial, rung: trial),
                "This is the trial alone. Return the pair (trial, number of the rung that it goes to).",
            ),
            (
                _part_of(lambda trial, rung: (trial, rung - 1)),
                "This is the rung that it comes from. Return the one that it goes to.",
            ),
            (
                _part_of(lambda trial, rung: (rung, trial)),
                "The pair is turned round: first the trial, then the rung.",
            ),
        ),
    ),
    hints=(
        "Go over the rungs from the last but one down to 0.",
        "In a rung, look at the finished trials only. How many of them may go on?",
        "Walk over those that may go on, the best first. The first that is not in the rung above is the answer.",
    ),
    solution=promote,
)

EXERCISES = (
    BEST_COMES_LAST,
    KENDALL_TAU,
    TOO_GOOD_TO_BE_TRUE,
    HOLD_THE_WIDTH,
    WHO_GOES_ON,
    WHOLE_BRACKET,
    BLIND_LOOKS,
    HALVING_WITHOUT_WAITING,
)

QUICK = (
    Quick(
        id="07.q1",
        question="From lesson 05: a search has handed over a network. By what do we who compare judge it?",
        options={
            "A": "the best reward that the search saw",
            "B": "its test accuracy, mean over the trainings",
            "C": "its validation accuracy, mean over the trainings",
            "D": "the mean reward of all that the search tried",
        },
        answer="B",
        reason="No search could see the test images, so nothing in that number was chosen for being lucky.",
        slips={
            "A": "That number was chosen for being high: luck is a part of it.",
            "C": "One of these trainings may be the very one that the search saw.",
            "D": "A search hands over one network, not all of them.",
        },
    ),
    Quick(
        id="07.q2",
        question="From lesson 06: a model expects the same of two candidates, and is less sure of the second. "
        "Which has the larger expected improvement?",
        options={"A": "the first", "B": "both have the same", "C": "nothing can be said", "D": "the second"},
        answer="D",
        reason="Falling short counts as zero, so being unsure only adds chances to be far above.",
        slips={
            "A": "To be surer of the same expectation means fewer chances to be far above.",
            "B": "Equal expectations are not equal improvements: falling short counts as zero.",
            "C": "Nothing more is needed: the expectations are equal, and one spread is larger.",
        },
    ),
    Quick(
        id="07.q3",
        question="From lesson 01: by which factor is the mean of three trainings less noisy than one training? One "
        "decimal.",
        answer=1.7,
        reason="By the square root of 3, about 1.73.",
        slips={
            3: "The variance falls by this factor. Noise is its square root.",
            1.5: "Not by half. Recall the root.",
        },
        tolerance=0.05,
    ),
    Quick(
        id="07.q4",
        question="A score gives the same value to every network. What is its tau?",
        options={"A": "it has none", "B": "0", "C": "−1", "D": "1: it makes no mistake"},
        answer="A",
        reason="It orders no pair, so the divisor is zero. SciPy returns NaN.",
        slips={
            "B": "The upper part is 0. But what is the lower part?",
            "C": "No pair is turned round.",
            "D": "It is never wrong because it never says anything.",
        },
    ),
    Quick(
        id="07.q5",
        question="Two of the images switch on the very same ReLUs. What is the naswot score?",
        options={
            "A": "zero",
            "B": "the number of ReLUs",
            "C": "minus infinity",
            "D": "nothing can be said without the other images",
        },
        answer="C",
        reason="Two rows of K are equal, so its determinant is 0, and the logarithm of 0 is minus infinity.",
        slips={
            "A": "The determinant is zero. The score is its logarithm.",
            "B": "That is one entry of K, the one where the two images meet.",
            "D": "Two equal rows are enough, whatever the others are.",
        },
    ),
    Quick(
        id="07.q6",
        question="27 networks, eta 3, looks after 1, 3, 9 and 27 epochs. Suppose that trainings cannot be "
        "continued, so each round starts from scratch. How many full trainings of 27 epochs does the bracket cost?",
        answer=4,
        reason="27 x 1, 9 x 3, 3 x 9, 1 x 27: each round costs one full training.",
        slips={
            3: "This is the price when survivors train on: 27 + 18 + 18 + 18 = 81 epochs.",
            108: "Right in epochs. How many full trainings of 27 is that?",
            27: "All 27 start, but only one is trained to the end.",
            40: "40 trainings are started, most of them short.",
            1: "One is trained to the end. The looks at the others cost epochs, too.",
        },
    ),
)
