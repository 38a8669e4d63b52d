"""The exercises of lesson 07: rank agreement, fair truths and baselines, halving and its price."""

import numpy as np
from scipy.stats import kendalltau

from nas_teach.lab.checking import (
    Exercise,
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


def tau_with_the_others(early, final):
    early, final = np.asarray(early), np.asarray(final)
    taus = []
    for seed in range(len(early)):
        truth = np.delete(final, seed, axis=0).mean(axis=0)  # without the training that is judged
        taus.append(kendalltau(early[seed], truth)[0])
    return float(np.mean(taus))


def _tau_with(truth_of, average=np.mean):
    """A slip that ranks seed s by `truth_of(early, final, s)`, and averages the taus in its own way."""

    def slip(early, final):
        early, final = np.asarray(early), np.asarray(final)
        return average([kendalltau(row, truth_of(early, final, seed))[0] for seed, row in enumerate(early)])

    return slip


def _mean_without(rows, seed):
    return np.delete(rows, seed, axis=0).mean(axis=0)


tau_with_all = _tau_with(lambda early, final, seed: final.mean(axis=0))  # the broken function of 07.2


def _two_stages(seeds, networks, seed):
    """Accuracies after few epochs and at the end: two lists of rows, one a seed."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(size=networks)
    final = quality + 0.5 * rng.normal(size=(seeds, networks))
    return (final + 0.3 * rng.normal(size=final.shape)).round(3).tolist(), final.round(3).tolist()


STAGES = (_two_stages(3, 8, 0), _two_stages(4, 7, 1), _two_stages(3, 12, 2))

TOO_GOOD_TO_BE_TRUE = Exercise(
    id="07.2",
    title="Too good to be true",
    kind="bug",
    dots=3,
    minutes=5,
    check=code(
        tau_with_the_others,
        STAGES,
        given=tau_with_all,
        why="Now no training is judged by itself. In the broken function a third of each truth was the "
        "very training that was stopped early, luck included, so that the two agreed too well.",
        mistakes=(
            (
                _tau_with(lambda early, final, seed: final[seed]),
                "This compares a training with its own end: the same weights and the same luck. It says "
                "nothing of other trainings.",
            ),
            (
                _tau_with(lambda early, final, seed: final[(seed + 1) % len(final)]),
                "This takes one of the other seeds. Take the mean of all the others: it is less noisy.",
            ),
            (
                _tau_with(lambda early, final, seed: _mean_without(early, seed)),
                "The seed itself is left out, but the truth must come from `final`, not from `early`.",
            ),
            (
                _tau_with(lambda early, final, seed: _mean_without(final, 0)),
                "This leaves out seed 0 every time. Leave out the seed that is being judged.",
            ),
            (
                _tau_with(lambda early, final, seed: _mean_without(final, seed), lambda taus: taus[0]),
                "The truth is right, but only one seed is judged. Is `return` inside the loop?",
            ),
            (
                _tau_with(lambda early, final, seed: _mean_without(final, seed), lambda taus: taus[-1]),
                "The truth is right, but only the last seed is judged. Average over all of them.",
            ),
            (
                lambda e, f: float(kendalltau(np.mean(e, axis=0), np.mean(f, axis=0))[0]),
                "This averages the early looks too. Ask how well a single stopped training ranks.",
            ),
            (
                _tau_with(lambda early, final, seed: final.sum(axis=0) - 2 * final[seed]),
                "Taking the seed off with a minus makes it count against itself. Leave it out.",
            ),
        ),
    ),
    hints=(
        "Which trainings are in `truth` when seed 0 is judged?",
        "`np.delete(final, seed, axis=0)` is `final` without one row.",
    ),
    solution=tau_with_the_others,
)

ONE_MORE_NUMBER = Exercise(
    id="07.3",
    title="One more number, please",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "A",
        {
            "A": "Right. The parameters cost nothing. If they reach 0.6 there, the proxy is worth less than "
            "nothing, at two seconds a network; if they reach 0.1, it has found something.",
            "B": "The interval is narrow already: 0.52 to 0.58. That the tau is about 0.55 is clear. What is "
            "not clear is whether 0.55 is a lot.",
            "C": "The interval is far from zero, so this p-value will be tiny. 'Better than nothing' is a "
            "low bar: on our table one batch of gradients passed it, and counting was better.",
            "D": "This says whether the proxy is steady, not whether it is useful. Counting parameters gives "
            "the same ranking every time.",
        },
    ),
    hints=(
        "Against what would you have to compare 0.55 to call it good?",
        "What would you use if this proxy did not exist?",
    ),
    solution='answer = "A"  # the baseline that costs nothing',
)


def best_in_eta(archs, evaluate, fidelity, eta):
    ranked = sorted(archs, key=lambda arch: -evaluate(arch, fidelity))
    return ranked[: max(1, len(archs) // eta)]  # one in eta, but never none


def _ranked_then(keep):
    """A slip that ranks rightly and returns `keep(ranked, eta)`."""

    def slip(archs, evaluate, fidelity, eta):
        return keep(sorted(archs, key=lambda arch: -evaluate(arch, fidelity)), eta)

    return slip


def _in_old_order(archs, evaluate, fidelity, eta):
    kept = best_in_eta(archs, evaluate, fidelity, eta)
    return [arch for arch in archs if arch in kept]


def _with_rewards(archs, evaluate, fidelity, eta):
    pairs = [(arch, evaluate(arch, fidelity)) for arch in archs]
    return sorted(pairs, key=lambda pair: -pair[1])[: max(1, len(archs) // eta)]


def _rewards_only(archs, evaluate, fidelity, eta):
    return [reward for _, reward in _with_rewards(archs, evaluate, fidelity, eta)]


def _ties_turned(archs, evaluate, fidelity, eta):
    return best_in_eta(archs[::-1], evaluate, fidelity, eta)


class _Looks:
    """An evaluator whose order depends on the fidelity, with ties."""

    def __call__(self, arch, fidelity):
        return (arch * (7 if fidelity > 1 else 3) % 11) // 2

    def __repr__(self):
        return "evaluate"


LOOK = _Looks()
ROUNDS = (
    ([1, 2, 3, 4, 5, 6, 7, 8, 9], LOOK, 1, 3),
    ([5, 9, 2, 8, 4, 7, 1], LOOK, 3, 2),
    ([4, 6, 3], LOOK, 2, 5),
    ([1, 2, 3, 4, 5, 6, 7, 8], LOOK, 1, 3),
)


def _itself(arch, fidelity):
    return arch


SIX = [3, 1, 6, 2, 5, 4]  # networks of a small case; the number is the reward, too


def _evaluates_each_once(answer):
    looks = Recorder(lambda arch, fidelity: arch)
    call(answer, SIX, looks, 2, 3)
    seen = [args[0] for args in looks.calls]
    if looks.repeated:
        often = looks.repeated[0][0]
        return wrong(
            "A network is evaluated twice. Each call of `evaluate` is a training that is paid for: call it "
            "once for each network, and keep what it returns.",
            f"network {often} was evaluated {seen.count(often)} times",
        )
    left_out = [arch for arch in SIX if arch not in seen]
    if left_out:
        return wrong("Not every network is evaluated.", f"{left_out} were not looked at")
    return None


def _leaves_the_list(answer):
    if not unchanged(answer, SIX, _itself, 2, 3):
        return None
    return (
        "Your function changes the list `archs` itself, which belongs to the caller: `archs.sort()` does, and so "
        "do `.pop()`, `.remove()` and `.reverse()`. `sorted(archs, ...)` makes a new list."
    )


ONE_ROUND_OF_HALVING = Exercise(
    id="07.4",
    title="One round of halving",
    kind="code",
    dots=2,
    minutes=6,
    builds="best_in_eta",
    check=build(
        best_in_eta,
        tests=(
            (
                "Of three networks and eta 3, the best goes on.",
                lambda f: gives(f, [9], [2, 9, 4], _itself, 1, 3),
            ),
            (
                "Of six and eta 3, the best two, the best one first.",
                lambda f: gives(f, [6, 5], SIX, _itself, 1, 3),
            ),
            (
                "Of seven and eta 2, three: rounded down.",
                lambda f: gives(f, [7, 6, 5], [*SIX, 7], _itself, 1, 2),
            ),
            ("Of three and eta 5, one: never none.", lambda f: gives(f, [4], [2, 4, 3], _itself, 1, 5)),
            ("Each network is evaluated once.", _evaluates_each_once),
            ("The list `archs` stays as it was.", _leaves_the_list),
        ),
        cases=ROUNDS,
        why="Rank by this look, keep one in eta, never none. Successive halving is this function in a "
        "loop, with a longer look each time.",
        mistakes=(
            (
                _ranked_then(lambda ranked, eta: ranked[::-1][: max(1, len(ranked) // eta)]),
                "These are the worst ones. Larger rewards are better: sort from the greatest down.",
            ),
            (
                _ranked_then(lambda ranked, eta: ranked[: len(ranked) // eta]),
                "With few networks nobody is left: 3 // 5 is 0. Keep at least one.",
            ),
            (
                _ranked_then(lambda ranked, eta: ranked[: -(-len(ranked) // eta)]),
                "Round down: of 7 networks and eta 2, three go on, not four.",
            ),
            (
                _ranked_then(lambda ranked, eta: ranked[:eta]),
                "This keeps eta networks. One *in* eta goes on: len(archs) // eta of them.",
            ),
            (
                _ranked_then(lambda ranked, eta: ranked[: max(1, len(ranked) - len(ranked) // eta)]),
                "This drops one in eta and keeps the rest. It is the other way round.",
            ),
            (_in_old_order, "The right ones, but in their old order. The best comes first."),
            (_rewards_only, "These are rewards. Return the networks themselves."),
            (_with_rewards, "These are pairs of network and reward. Return the networks alone."),
            (
                lambda archs, evaluate, fidelity, eta: best_in_eta(archs, evaluate, 1, eta),
                "This looks at fidelity 1 in every round. Hand `fidelity` on.",
            ),
            (
                _ties_turned,
                "Of equal rewards the one that came later stands first. `sorted` keeps the "
                "old order of equals, and so does `reverse=True`; `[::-1]` turns it round.",
            ),
            (
                lambda archs, evaluate, fidelity, eta: list(archs)[: max(1, len(archs) // eta)],
                "This takes the first of the list without looking. Rank by `evaluate(arch, fidelity)`.",
            ),
            (
                _ranked_then(lambda ranked, eta: ranked),
                "All of them are still there, only sorted. Keep one in eta.",
            ),
        ),
    ),
    hints=(
        "`sorted(archs, key=...)` sorts from the least to the greatest. What key turns that round?",
        "How many go on? `len(archs) // eta`, but never fewer than 1.",
        "A slice keeps the first ones: `ranked[:keep]`.",
    ),
    solution=best_in_eta,
)

PRICE_OF_A_BRACKET = Exercise(
    id="07.5",
    title="What does a bracket cost?",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        4,
        why="27 x 1, 9 x 3, 3 x 9, 1 x 27: every round costs 27 epochs, one full training. Four rounds, "
        "four trainings, and 27 networks were looked at.",
        mistakes=(
            (108, "This is right in epochs. A full training has 27: how many trainings is that?"),
            (
                27,
                "All 27 networks start, but only one is trained to the end. Add up (networks x epochs) "
                "of the four rounds.",
            ),
            (1, "One network is trained to the end, but the looks at the others cost epochs too."),
            (
                3,
                "This is the price when trainings are continued: 27 + 18 + 18 + 18 = 81 epochs. Here "
                "each round starts from scratch.",
            ),
            (40, "40 trainings are started, but most of them are short."),
            (
                40 / 27,
                "40 is the number of trainings that are started. They differ in length: weigh each "
                "with its epochs.",
            ),
        ),
    ),
    hints=(
        "How many networks are in each of the four rounds?",
        "Networks x epochs, round by round, then divide by 27.",
    ),
    solution="answer = (27 * 1 + 9 * 3 + 3 * 9 + 1 * 27) / 27",
)

EXERCISES = (BEST_COMES_LAST, TOO_GOOD_TO_BE_TRUE, ONE_MORE_NUMBER, ONE_ROUND_OF_HALVING, PRICE_OF_A_BRACKET)
