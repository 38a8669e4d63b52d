"""The pictures of one controller show the numbers they are given, and nothing is cut off."""

import math

import numpy as np
import pytest

from nas_teach.lab import reward_tweaker
from nas_teach.lab.lesson_02.pictures import (
    agent_and_environment,
    controller_race,
    loss_curves,
    pieces,
    real_search,
    run_paths,
)
from nas_teach.lab.lesson_02.suspects import suspects_table
from nas_teach.lab.showing.style import figure
from nas_teach.strategies.reinforce import winners
from tests.lab.showing.figures import cut_off, overlapping
from tests.strategies.test_reinforce import constant_runs

NAMES = ("kernel 3", "kernel 5", "kernel 7")


def test_loss_curves_mark_the_worked_case():
    fig = figure(5.5, 2.8)
    loss_curves(fig, (0.85, 0.3), (0.62, 0.85))
    steep, flat, ring = fig.axes[0].lines
    assert ring.get_ydata() == pytest.approx([-math.log(0.62) * 0.85])
    assert np.allclose(steep.get_ydata() * 0.3, flat.get_ydata() * 0.85)
    assert cut_off(fig) == []


@pytest.mark.parametrize("runs", [1, 4])
def test_run_paths_draws_each_run(runs):
    fig = figure(7.0, 2.8)
    paths = [np.full((51, 3), (0.5, 0.3, 0.2)) for _ in range(runs)]
    run_paths(fig, paths, NAMES, [f"seed {n}" for n in range(runs)])
    assert len(fig.axes) == runs
    assert [line.get_ydata()[-1] for line in fig.axes[-1].lines] == [0.5, 0.3, 0.2]
    assert cut_off(fig) == []


def test_real_search_draws_each_trial_once_and_the_policy():
    fig = figure(6.8, 4.0)
    probs = np.full((5, 3), 1 / 3)
    real_search(fig, [0, 2, 2, 0], [0.3, 0.6, 0.7, 0.4], probs, NAMES)
    upper, lower = fig.axes
    assert [list(line.get_xdata()) for line in upper.lines] == [[1, 4], [2, 3]]
    assert [list(line.get_ydata()) for line in upper.lines] == [[0.3, 0.4], [0.6, 0.7]]
    assert all(len(line.get_ydata()) == 5 for line in lower.lines)
    assert cut_off(fig) == []


def test_race_draws_the_mean_the_band_and_the_bars():
    fig = figure(6.8, 2.9)
    draw = controller_race(fig, NAMES)
    probs = constant_runs([0.2, 0.7, 0.1], [0.4, 0.5, 0.1], steps=20)
    draw(probs, winners(probs), best={1})
    left, right = fig.axes
    assert [line.get_ydata()[-1] for line in left.lines] == pytest.approx([0.3, 0.6, 0.1])
    assert left.get_xlim() == (0, 20)
    assert [bar.get_height() for bar in right.patches] == [0, 1, 0]
    assert [text.get_text() for text in right.texts[:3]] == ["0 %", "100 %", "0 %"]
    assert [mark.get_visible() for mark in right.texts[3:]] == [False, True, False]


@pytest.mark.parametrize("last", [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0, 0, 1]])
@pytest.mark.parametrize("steps", [1, 2000])
def test_race_fits_its_figure(last, steps):
    fig = figure(6.8, 2.9)
    probs = constant_runs(last, steps=steps)
    controller_race(fig, NAMES)(probs, winners(probs), best={0, 1, 2})
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_agent_and_environment_are_joined_both_ways():
    fig = agent_and_environment()
    texts = [text.get_text() for text in fig.axes[0].texts]
    assert any("agent" in text for text in texts) and any("environment" in text for text in texts)
    assert any("action" in text for text in texts) and any("reward" in text for text in texts)
    assert cut_off(fig) == []


def test_pieces_are_as_long_as_the_probabilities():
    fig = pieces((0.25, 0.62, 0.13), NAMES, 0.4)
    assert [bar.get_width() for bar in fig.axes[0].patches] == pytest.approx([0.25, 0.62, 0.13])
    assert cut_off(fig) == []


@pytest.mark.parametrize(
    ("guess", "words"), [(95, "95 of 100"), (..., "not written a guess"), (None, "end: ")]
)
def test_the_guess_comes_back_beside_the_measurement(guess, words):
    assert words in reward_tweaker(guess).text


def test_suspects_are_rows_and_a_first_draw_selects_runs():
    rows = {("a", "as it is"): {}, ("b", "first"): {"first": 1}, ("c", "sure"): {"lr": 1.0, "steps": 100}}
    table = suspects_table(rows, (0.1, 0.9), noise=0.0, runs=300)
    assert list(table.index) == list(rows)
    assert [len(column) for column in (table["best on top"], table["95 % interval"])] == [3, 3]
    assert float(table["best on top"].iloc[1].rstrip("%")) >= float(table["best on top"].iloc[0].rstrip("%"))
