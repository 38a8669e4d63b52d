"""The widget of lesson 04: the decisions of an RNN controller over a search of FashionBench."""

from functools import cache
from itertools import product

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench, noisy_lookup
from nas_teach.lab.lesson_04.pictures import decisions_over_time
from nas_teach.lab.showing.controls import slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.search import incumbent
from nas_teach.strategies.many_controllers import ManyLSTMs, search_many

RATES, TEMPERATURES, ENTROPIES = (0.002, 0.01, 0.05), (0.5, 1.0, 5.0), (0.0, 0.005, 0.05)
CONSTANTS, SEEDS = {"off": np.inf, "0.5": 0.5}, (0, 1, 2)
BUDGET, HIDDEN = 150, 16  # a small LSTM, so that all settings are searched in a few seconds


def decisions_explorer():
    """Turn learning rate, temperature, tanh constant, entropy and seed; see every decision. Lesson 04."""
    bench, searches = _searches()
    fig = figure(7.4, 3.9)
    truth = np.array([bench.test(arch) for arch in bench.archs])
    draw = decisions_over_time(fig, bench.space, (truth.min(), bench.rewards().max()))

    def update(lr, temperature, constant, entropy, seed):
        history, probs = searches[lr, temperature, constant, entropy, seed]
        handed_over = [bench.test(trial.arch) for trial in incumbent(history)]
        draw(probs, [trial.reward for trial in history], handed_over)
        return _in_words(bench, history, probs, (truth > handed_over[-1]).sum() + 1, handed_over[-1])

    controls = {
        "lr": stops("Learning rate", 0.01, RATES),
        "temperature": stops("Temperature", 1.0, TEMPERATURES),
        "constant": stops("Tanh constant", "off", tuple(CONSTANTS)),
        "entropy": stops("Entropy bonus", 0.0, ENTROPIES),
        "seed": slider("Seed", 0, SEEDS[0], SEEDS[-1], 1),
    }
    alt = (
        "Seven stacked areas, one a decision of FashionBench: the probability of each choice over 150 "
        "evaluations; beside them the accuracies that were met, and the incumbent's on test."
    )
    return panel(controls, update, fig, alt=alt)


@cache
def _searches():
    """FashionBench, and (history, probs) of every setting, all searched at once the first time."""
    bench = FashionBench.load()
    settings = list(product(RATES, TEMPERATURES, CONSTANTS, ENTROPIES, SEEDS))
    lr, temperature, constant, entropy, seeds = zip(*settings, strict=True)
    noisy = [noisy_lookup(bench, seed) for seed in seeds]
    how = {"lr": lr, "temperature": temperature, "entropy": entropy}
    how["tanh_constant"] = [CONSTANTS[name] for name in constant]
    histories, probs = search_many(ManyLSTMs(bench.space, seeds, HIDDEN), noisy, BUDGET, **how)
    return bench, {key: (histories[r], probs[:, r]) for r, key in enumerate(settings)}


def _in_words(bench, history, probs, rank, worth):
    """The picture in four sentences."""
    blocks = np.split(probs[-1], np.cumsum([len(values) for values in bench.space.choices.values()])[:-1])
    sure = {
        name: (block.max(), values[block.argmax()])
        for (name, values), block in zip(bench.space.choices.items(), blocks, strict=True)
    }
    most = max(sure, key=lambda name: sure[name][0])
    decided = sum(p > 0.9 for p, _ in sure.values())
    first, last = (len({trial.arch for trial in part}) for part in (history[:50], history[-50:]))
    mean = 100 * np.mean([bench.test(trial.arch) for trial in history[-50:]])
    return (
        f"At the end the controller is surest of {most}: {sure[most][1]}, with probability "
        f"{sure[most][0]:.2f}; {decided} of its {len(sure)} decisions are above 0.9. Its first 50 draws "
        f"were {first} different architectures, its last 50 were {last}, with a mean test accuracy of "
        f"{mean:.2f} %. It hands over an architecture with {100 * worth:.2f} % on test, number {rank} of "
        f"{len(bench.archs)}."
    )
