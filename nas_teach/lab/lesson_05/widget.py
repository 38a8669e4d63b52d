"""The widget of lesson 05: a population of networks, evaluation by evaluation."""

from functools import lru_cache

import numpy as np

from nas_teach.evaluation.benchmark import FashionBench, noisy_lookup
from nas_teach.lab.lesson_05.pictures import population_picture
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.pedigree import diversity, trace

BUDGET = 150
DIES = {"the oldest": True, "the worst": False}


def evolution_player():
    """Step or play through a run of evolution on FashionBench: who breeds, who dies, who was lucky."""
    bench, fig = FashionBench.load(), figure(7.2, 3.2)
    rewards = bench.rewards()
    span = (np.quantile(rewards, 0.05), rewards.max() + 0.004)
    draw = population_picture(fig, BUDGET, span, len(bench.space.choices))

    @lru_cache(maxsize=64)
    def run(population_size, sample_size, aging, seed):
        strategy = RegularizedEvolution(bench.space, population_size, sample_size, aging, True, seed)
        steps = trace(strategy, noisy_lookup(bench, seed), BUDGET)
        archs = [step.trial.arch for step in steps]
        spread = [diversity([archs[number - 1] for number in step.alive]) for step in steps]
        return steps, [bench.reward(arch) for arch in archs], spread

    def update(now, population, sample, dies, seed):
        steps, truth, spread = run(population, sample, DIES[dies], seed)
        draw(steps, truth, spread, now)
        return in_words(steps, truth, spread, now, dies)

    alt = (
        "Left, the members of a population, each at the evaluation that made it, with the accuracy seen; "
        "parent, child and the one that dies are marked. Right, how much two members differ."
    )
    return panel(_controls(), update, fig, alt=alt, play="now")


def _controls():
    return {
        "now": slider("Evaluation", 100, 1, BUDGET, 1),
        "population": stops("Population size", 20, (10, 20, 30, 50)),
        "sample": slider("Sample size", 5, 1, 10, 1),
        "dies": choice("Who dies", "the oldest", DIES),
        "seed": slider("Seed", 0, 0, 20, 1),
    }


def in_words(steps, truth, spread, now, dies):
    """The picture in a few sentences."""
    step = steps[now - 1]
    said = _birth(steps, now) + _death(steps, step, now, dies)
    members = [steps[number - 1].trial for number in step.alive]
    seen, true = (
        100 * np.mean(values)
        for values in ([m.reward for m in members], [truth[number - 1] for number in step.alive])
    )
    kinds = len({member.arch for member in members})
    members, kinds = _count(len(members), "member"), _count(kinds, "different architecture")
    return said + (
        f"Population: {members}, {kinds}, the oldest of age {now - step.alive[0]}; seen accuracy "
        f"{seen:.1f} % on average, true {true:.1f} %; two members differ in "
        f"{spread[now - 1]:.1f} decisions."
    )


def _birth(steps, now):
    trial, parent = steps[now - 1].trial, steps[now - 1].parent
    if parent is None:
        return f"Evaluation {now}: a random architecture, {100 * trial.reward:.1f} %. "
    old = steps[parent - 1].trial
    [changed] = [
        f"{name} {_said(a)} → {_said(b)}"
        for name, a, b in zip(trial.arch._fields, old.arch, trial.arch, strict=True)
        if a != b
    ]
    return (
        f"Evaluation {now}: number {parent} ({100 * old.reward:.1f} %) wins the tournament and has a "
        f"child with {changed}: {100 * trial.reward:.1f} %. "
    )


def _death(steps, step, now, dies):
    if step.dead is None:
        return "Nobody dies until the population is full. "
    if step.dead == now:
        return "The child is the worst of all and dies at once. "
    return f"Number {step.dead} ({100 * steps[step.dead - 1].trial.reward:.1f} %) dies: it is {dies}. "


def _count(number, noun):
    return f"{number} {noun}{'s' * (number > 1)}"


def _said(value):
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
