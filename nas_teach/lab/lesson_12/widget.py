"""The widget of lesson 12: hold one choice, and see what it does to the error distribution of a space."""

from functools import cache

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.nas_bench_201 import NASBench201
from nas_teach.evaluation.spaces import best_of
from nas_teach.lab.lesson_12.pictures import explorer_picture
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure

TABLES = {
    "FashionBench": None,
    "NAS-Bench-201, CIFAR-10": "cifar10",
    "NAS-Bench-201, CIFAR-100": "cifar100",
    "NAS-Bench-201, ImageNet16-120": "imagenet16_120",
}


def edf_explorer():
    """Choose a benchmark, hold one choice of one decision, and compare both EDFs. Lesson 12."""
    fig = figure(6.2, 3.6)
    draw = explorer_picture(fig)

    def update(table, decision, option, draws):
        choices, columns, rewards, errors = _table(TABLES[table])
        name = list(choices)[min(decision, len(choices)) - 1]
        place = min(option, len(choices[name])) - 1
        held = columns[name] == place
        draw(errors, errors[held], draws)
        found = [100 * best_of(rewards[some], draws, errors[some]) for some in (held | True, held)]
        return _in_words(table, f"{name} = {choices[name][place]}", errors, errors[held], draws, found)

    controls = {
        "table": choice("Benchmark", "NAS-Bench-201, CIFAR-10", TABLES),
        "decision": slider("Decision number", 4, 1, 7, 1),
        "option": slider("Choice number", 2, 1, 5, 1),
        "draws": stops("Trainings", 10, (1, 3, 10, 30, 100)),
    }
    alt = (
        "Two curves over the error: the share of all networks of a benchmark with a smaller error, and the "
        "same for the networks with one choice held. A line marks the best 1 of so many trainings."
    )
    return panel(controls, update, fig, alt=alt)


@cache
def _table(dataset):
    """{decision: choices}, {decision: choice number of every network}, rewards of a seed, test errors."""
    bench = FashionBench.load() if dataset is None else NASBench201.load(dataset)
    indices = np.array([bench.space.indices(arch) for arch in bench.archs])
    columns = dict(zip(bench.space.choices, indices.T, strict=True))
    test = np.array([bench.test(arch) for arch in bench.archs])
    return bench.space.choices, columns, bench.rewards()[:, 0], 1 - test


def _in_words(table, held_choice, errors, held, draws, bests):
    medians = [100 * np.median(part) for part in (errors, held)]
    gain = round(bests[0], 2) - round(bests[1], 2)
    verdict = (
        "no difference"
        if abs(gain) < 0.005
        else f"{abs(gain):.2f} points {'better' if gain > 0 else 'worse'}"
    )
    times = "One random network has" if draws == 1 else f"Random search with {draws} trainings hands over"
    return (
        f"{table}, held: {held_choice}, {len(held)} of {len(errors)} networks. Median error {medians[0]:.1f} % "
        f"of all, {medians[1]:.1f} % with it held. {times} {bests[0]:.2f} % and {bests[1]:.2f} % on average, "
        f"so holding it is {verdict}. Smallest error: {100 * errors.min():.2f} % and {100 * held.min():.2f} %."
    )
