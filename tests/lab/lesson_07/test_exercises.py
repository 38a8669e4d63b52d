"""Right answers of quite different styles are accepted; halving without waiting does what it says."""

import numpy as np
import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_07.exercises import halving, kendall_tau, promote
from nas_teach.lab.lesson_07.workers import asynchronous, handed_over, share_busy, synchronous
from tests.lab.checking.defining import define

RIGHT = {
    "07.2": (
        "def kendall_tau(scores, truth):\n"
        "    one, other = (np.sign(np.subtract.outer(np.asarray(x), np.asarray(x))) for x in (scores, truth))\n"
        "    return (one * other).sum() / np.sqrt((one != 0).sum() * (other != 0).sum())",
        "import torch\ndef kendall_tau(scores, truth):\n"
        "    one, other = (torch.as_tensor(x, dtype=torch.float64) for x in (scores, truth))\n"
        "    one, other = ((x[:, None] - x).sign() for x in (one, other))\n"
        "    return (one * other).sum() / (one.abs().sum() * other.abs().sum()).sqrt()",
        "def kendall_tau(scores, truth):\n    c = a = b = 0\n    for i in range(len(truth)):\n"
        "        for j in range(i):\n            x = np.sign(scores[i] - scores[j])\n"
        "            y = np.sign(truth[i] - truth[j])\n            c, a, b = c + x * y, a + x * x, b + y * y\n"
        "    return c / (a * b) ** 0.5",
    ),
    "07.3": (
        "def honest_taus(early, final):\n    final = np.asarray(final)\n"
        "    return [kendall_tau(e, (final.sum(0) - f) / (len(final) - 1)) for e, f in zip(early, final)]",
        "def honest_taus(early, final):\n    taus = []\n    for seed in range(len(early)):\n"
        "        truth = np.mean([row for s, row in enumerate(final) if s != seed], axis=0)\n"
        "        taus.append(kendall_tau(early[seed], truth))\n    return np.array(taus)",
        "def honest_taus(early, final):\n    for seed, row in enumerate(early):\n"
        "        yield kendall_tau(row, np.delete(final, seed, 0).mean(0))",
    ),
    "07.4": (
        "def taus_within(scores, truth, groups):\n"
        "    picked = {group: groups == group for group in set(groups.tolist())}\n"
        "    return {group: kendall_tau(scores[some], truth[some]) for group, some in picked.items()\n"
        "            if np.ptp(scores[some]) > 0}",
        "from collections import defaultdict\ndef taus_within(scores, truth, groups):\n"
        "    members, taus = defaultdict(list), {}\n    for i in range(len(groups)):\n"
        "        members[groups[i]].append((scores[i], truth[i]))\n    for group in members:\n"
        "        one, other = zip(*members[group])\n        if max(one) > min(one):\n"
        "            taus[group] = kendall_tau(one, other)\n    return taus",
        "def taus_within(scores, truth, groups, found=None):\n    found = {} if found is None else found\n"
        "    if len(groups) == 0:\n        return found\n    same = groups == groups[0]\n    try:\n"
        "        found[groups[0]] = kendall_tau(scores[same], truth[same])\n"
        "    except ZeroDivisionError:\n        pass\n"
        "    return taus_within(scores[~same], truth[~same], groups[~same], found)",
    ),
    "07.5": (
        "def best_in_eta(trials, eta):\n    order = np.argsort([-t.reward for t in trials], kind='stable')\n"
        "    return [trials[i].arch for i in order[:max(len(trials) // eta, 1)]]",
        "import heapq\ndef best_in_eta(trials, eta):\n"
        "    return [t[0] for t in heapq.nlargest(len(trials) // eta or 1, trials, key=lambda t: t[1])]",
        "def best_in_eta(trials, eta):\n    left, kept = list(trials), []\n"
        "    while not kept or len(kept) < len(trials) // eta:\n"
        "        kept.append(left.pop(left.index(max(left, key=lambda t: t.reward))))\n"
        "    return tuple(t.arch for t in kept)",
    ),
    "07.6": (
        "def halving(archs, evaluate, fidelities, eta):\n    steps = np.diff([0, *fidelities])\n    rounds = []\n"
        "    for f, new in zip(fidelities, steps):\n        trials = [Trial(a, evaluate(a, f)) for a in archs]\n"
        "        rounds.append([f, trials, len(trials) * new])\n        archs = best_in_eta(trials, eta)\n"
        "    return rounds",
        "def halving(archs, evaluate, fidelities, eta, before=0):\n    if not fidelities:\n        return []\n"
        "    first, *rest = fidelities\n    trials = [Trial(arch, evaluate(arch, first)) for arch in archs]\n"
        "    row = first, trials, len(archs) * (first - before)\n"
        "    return [row] + halving(best_in_eta(trials, eta), evaluate, rest, eta, first)",
        "def halving(archs, evaluate, fidelities, eta):\n    before, archs = 0, list(archs)\n"
        "    for fidelity in fidelities:\n        rewards = {a: evaluate(a, fidelity) for a in archs}\n"
        "        trials = [Trial(arch=a, reward=r) for a, r in rewards.items()]\n"
        "        yield fidelity, trials, len(trials) * (fidelity - before)\n"
        "        archs, before = best_in_eta(trials, eta), fidelity",
    ),
    "07.8": (
        "def promote(rungs, eta):\n    for k, (rung, above) in reversed(list(enumerate(zip(rungs, rungs[1:])))):\n"
        "        done = [t for t in rung if rung[t] is not None]\n"
        "        best = sorted(done, key=rung.get, reverse=True)[: len(done) // eta]\n"
        "        free = [t for t in best if t not in above]\n        if free:\n            return free[0], k + 1",
        "def promote(rungs, eta, k=None):\n    k = len(rungs) - 2 if k is None else k\n    if k < 0:\n"
        "        return None\n    all = enumerate(rungs[k].items())\n"
        "    done = [(-r, i, t) for i, (t, r) in all if r is not None]\n"
        "    free = [t for _, _, t in sorted(done)[: len(done) // eta] if t not in rungs[k + 1]]\n"
        "    return (free[0], k + 1) if free else promote(rungs, eta, k - 1)",
        "def promote(rungs, eta):\n    found = None\n    for k in range(len(rungs) - 1):\n"
        "        done = {t: r for t, r in rungs[k].items() if r is not None}\n        names = list(done)\n"
        "        order = np.argsort([-done[t] for t in names], kind='stable')\n"
        "        best = [names[i] for i in order[: len(names) // eta] if names[i] not in rungs[k + 1]]\n"
        "        found = (best[0], k + 1) if best else found\n    return found",
    ),
}


@pytest.mark.parametrize(
    ("id", "source"), [(id, source) for id, styles in RIGHT.items() for source in styles]
)
def test_answers_of_other_styles_are_right(id, source):
    exercise = find(id)
    names = {"np": np} | define(exercise.solution, None)
    names["kendall_tau"] = kendall_tau
    verdict = judge(exercise, define(source, exercise.builds, names))
    assert verdict.outcome == "correct", verdict


def names_of_networks():
    return iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ").__next__


def quality(trial, fidelity):
    return ord(trial) * 7 % 26


def seconds(trial):
    return 1 + ord(trial) % 3


def test_without_waiting_all_workers_are_busy_all_the_time_and_nobody_is_trained_twice():
    jobs = asynchronous(promote, names_of_networks(), quality, seconds, (1, 3), 2, workers=3, until=8)
    assert share_busy(jobs, 8) == pytest.approx(1)
    assert len({(job.trial, job.rung) for job in jobs}) == len(jobs)
    assert all(job.end - job.start == seconds(job.trial) * (1, 2)[job.rung] for job in jobs)
    first = {job.trial: job.end for job in jobs if job.rung == 0}
    assert all(first[job.trial] <= job.start for job in jobs if job.rung == 1)


def test_one_worker_without_waiting_promotes_as_soon_as_one_has_earned_it():
    jobs = asynchronous(promote, names_of_networks(), quality, lambda trial: 1, (1, 2), 2, workers=1, until=3)
    assert [(job.trial, job.rung) for job in jobs] == [("A", 0), ("B", 0), ("B", 1)]


def test_rounds_wait_for_the_slowest():
    jobs = synchronous(names_of_networks(), quality, seconds, (1, 3), 2, workers=2, until=1, size=4)
    assert [job.rung for job in jobs] == [0, 0, 0, 0, 1, 1]
    assert min(job.start for job in jobs if job.rung) == max(job.end for job in jobs if not job.rung)
    assert {job.trial for job in jobs if job.rung} == set(sorted("ABCD", key=lambda t: -quality(t, 1))[:2])


def test_the_best_at_the_highest_rung_that_has_ended_is_handed_over():
    jobs = synchronous(names_of_networks(), quality, seconds, (1, 3), 2, workers=2, until=1, size=4)
    assert handed_over(jobs, 0.5) is None
    assert handed_over(jobs, 100) == max("ABCD", key=lambda trial: quality(trial, 3))


def test_a_bracket_pays_new_epochs_only():
    rounds = halving(list("ABCDEFGHI"), quality, (1, 3, 6), 3)
    assert [(fidelity, len(trials), paid) for fidelity, trials, paid in rounds] == [
        (1, 9, 9),
        (3, 3, 6),
        (6, 1, 3),
    ]
