"""The pictures of lesson 04 show the numbers they are given, and nothing is cut off."""

import numpy as np
import pytest

from nas_teach.lab.lesson_04.pictures import (
    decisions_over_time,
    favourite_curves,
    forest,
    joint_maps,
    pair_maps,
    table_at_a_glance,
    unrolled,
)
from nas_teach.lab.showing.style import figure
from nas_teach.space import SearchSpace
from tests.lab.showing.figures import cut_off, overlapping


def test_joint_maps_write_each_probability():
    fig = figure(6.2, 2.3)
    joint_maps(fig, {"one": np.array([[0.1, 0.2], [0.3, 0.4]]), "two": np.full((2, 2), 0.25)}, "ab", "cd")
    assert [text.get_text() for text in fig.axes[0].texts] == ["0.10", "0.20", "0.30", "0.40"]
    assert cut_off(fig) == [] and overlapping(fig) == []


@pytest.mark.parametrize("decisions", [2, 7])
def test_decisions_over_time_stacks_each_decision_to_one(decisions):
    space = SearchSpace({f"d{i}": ("a", "b", "c")[: 2 + i % 2] for i in range(decisions)})
    fig = figure(7.4, 3.5)
    total = sum(map(len, space.choices.values()))
    probs = np.random.default_rng(0).random((20, total))
    first = np.cumsum([0, *map(len, space.choices.values())])
    for start, end in zip(first[:-1], first[1:], strict=True):
        probs[:, start:end] /= probs[:, start:end].sum(1, keepdims=True)
    decisions_over_time(fig, space, (0.5, 0.9))(probs, np.full(20, 0.6), np.full(20, 0.7))
    for ax, start, end in zip(fig.axes, first[:-1], first[1:], strict=False):
        assert len(ax.patches) == end - start
        top = max(area.get_xy()[:, 1].max() for area in ax.patches)
        assert top == pytest.approx(1) and ax.get_xlim() == (1, 20)
    rewards = fig.axes[decisions]
    assert [line.get_ydata()[0] for line in rewards.lines] == [60, 70]
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_favourite_curves_are_softmax_and_bounded():
    fig = figure(7.0, 2.9)
    favourite_curves(fig, (0.5, 1), (None, 0.5))
    left, right = fig.axes
    lead = left.lines[1].get_xdata()
    assert left.lines[1].get_ydata() == pytest.approx(np.exp(lead) / (np.exp(lead) + 2))
    assert right.lines[0].get_ydata() == pytest.approx(left.lines[1].get_ydata())
    assert right.lines[1].get_ydata().max() < 1 / (1 + 2 * np.exp(-1.0))
    assert cut_off(fig) == []


def test_table_at_a_glance_counts_each_architecture_once():
    fig = figure(7.2, 2.9)
    rewards = np.random.default_rng(0).uniform(0.7, 0.9, (50, 3))
    table_at_a_glance(fig, rewards, rewards.mean(1), 0.9, 0.89)
    left, right = fig.axes
    assert sum(bar.get_height() for bar in left.patches) == 50
    assert len(right.lines[0].get_xdata()) == 50 and cut_off(fig) == []


def test_unrolled_writes_what_each_step_reads_and_draws():
    fig = unrolled([("block", "conv"), ("kernel", 7), ("width", 16)])
    words = [text.get_text() for text in fig.axes[0].texts]
    assert words.count("block = conv") == 2 and words.count("width = 16") == 1 and words.count("state") == 2
    assert cut_off(fig) == []


def test_forest_marks_a_guess_and_leaves_none_out():
    fig = figure(6, 2)
    forest(
        fig,
        {"one": (0.1, 0.0, 0.2), "two": (0.3, 0.2, 0.4)},
        "lead",
        "+.2f",
        guesses={"one": 0.5, "two": ...},
    )
    ax = fig.axes[0]
    assert [line.get_xdata()[0] for line in ax.lines if line.get_label() == "your guess"] == [0.5]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "two"] and cut_off(fig) == []


def test_pair_maps_stand_side_by_side():
    fig = pair_maps({"one": np.full((2, 2), 0.25), "two": np.eye(2) / 2})
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["one", "two"] and cut_off(fig) == []
