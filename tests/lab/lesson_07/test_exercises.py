"""07.4 accepts right answers that are written in unlike ways, and refuses what looks twice or changes the list."""

import heapq

import numpy as np
import pytest

from nas_teach.lab.lesson_07.exercises import ONE_ROUND_OF_HALVING


def by_pairs(archs, evaluate, fidelity, eta):
    pairs = [(evaluate(arch, fidelity), -place, arch) for place, arch in enumerate(archs)]
    return [arch for _, _, arch in sorted(pairs, reverse=True)][: max(1, len(archs) // eta)]


def by_argsort(archs, evaluate, fidelity, eta):
    rewards = np.array([evaluate(arch, fidelity) for arch in archs])
    return [archs[i] for i in np.argsort(-rewards, kind="stable")[: max(len(archs) // eta, 1)]]


def by_heap(archs, evaluate, fidelity, eta):
    return heapq.nlargest(len(archs) // eta or 1, archs, key=lambda arch: evaluate(arch, fidelity))


def by_taking_the_best(archs, evaluate, fidelity, eta):
    rewards = {arch: evaluate(arch, fidelity) for arch in archs}
    left, kept = list(archs), []
    while not kept or len(kept) < len(archs) // eta:
        kept.append(max(left, key=rewards.get))
        left.remove(kept[-1])
    return tuple(kept)


@pytest.mark.parametrize("answer", [by_pairs, by_argsort, by_heap, by_taking_the_best])
def test_one_round_of_halving_accepts(answer):
    assert ONE_ROUND_OF_HALVING.check(answer).outcome == "correct"


def max_again_and_again(archs, evaluate, fidelity, eta):
    left, kept = list(archs), []
    while not kept or len(kept) < len(archs) // eta:
        kept.append(max(left, key=lambda arch: evaluate(arch, fidelity)))
        left.remove(kept[-1])
    return kept


def takes_out_of_the_list(archs, evaluate, fidelity, eta):
    rewards, keep, kept = {arch: evaluate(arch, fidelity) for arch in archs}, max(1, len(archs) // eta), []
    while len(kept) < keep:
        kept.append(archs.pop(archs.index(max(archs, key=rewards.get))))
    return kept


@pytest.mark.parametrize(
    ("answer", "message"),
    [(max_again_and_again, "evaluated twice"), (takes_out_of_the_list, "belongs to the caller")],
)
def test_one_round_of_halving_refuses(answer, message):
    verdict = ONE_ROUND_OF_HALVING.check(answer)
    assert verdict.outcome == "wrong" and message in verdict.message
