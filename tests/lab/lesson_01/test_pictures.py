"""The pictures of lesson 01 show what they are given; its formula agrees with counting."""

from itertools import product

import pytest
import torch

from nas_teach.lab.lesson_01.pictures import (
    BASE,
    incumbent_curve,
    ladders,
    one_of_each,
    promises,
    six_things,
    three_parts,
    windows,
)
from nas_teach.lab.lesson_01.widget import random_search_luck
from nas_teach.lab.showing.architectures import SLOTS, boxes, canvas, draw_architecture
from nas_teach.lab.showing.style import figure
from nas_teach.networks.fashion_net import FASHION_SPACE
from nas_teach.strategies.random_search import draws_for, hit_chance, simulated_hits
from tests.lab.showing.figures import cut_off

REWARDS = {"kernel 3": [0.70, 0.72, 0.71], "kernel 5": [0.73, 0.75, 0.74]}
MARKED = 2.6  # line width of the frame of a changed box


def sheet():
    ax = figure(6.8, 1.75).subplots()
    canvas(ax, SLOTS, -1.25, 1.3)
    return ax


def test_every_architecture_is_drawn_box_by_box_and_fits():
    assert max(len(boxes(arch)) for arch in FASHION_SPACE) <= SLOTS
    for arch in FASHION_SPACE:
        row = boxes(arch)
        assert len(row) == 3 + 2 * arch.depth + bool(arch.heads)
        assert [box.label.split("\n")[1] for box in row if "×" in box.label] == (
            [f"{arch.kernel1}×{arch.kernel1}"] * arch.depth + [f"{arch.kernel2}×{arch.kernel2}"] * arch.depth
        )


@pytest.mark.parametrize(
    "change, frames",
    [
        ({}, 0),
        ({"kernel1": 7}, 1),
        ({"width": 16}, 4),
        ({"block": "mbconv"}, 2),
        ({"depth": 3}, 4),
        ({"skip": True}, 0),
        ({"heads": 4}, 1),
    ],
)
def test_what_changed_is_framed(change, frames):
    ax = sheet()
    draw_architecture(ax, BASE._replace(**change), BASE)
    assert sum(box.get_linewidth() == MARKED for box in ax.patches) == frames
    assert cut_off(ax.figure) == []


def test_skips_are_one_bridge_a_block():
    ax = sheet()
    draw_architecture(ax, BASE._replace(skip=True, depth=2), BASE)
    assert len(ax.lines) == 1 + 4


def test_six_things_fit_their_figure():
    fig = six_things()
    assert cut_off(fig) == []


def test_ladders_and_stairs_hold_the_data():
    left, right = figure(9, 3).subplots(1, 2)
    ladders(left, REWARDS)
    incumbent_curve(right, [0.7, 0.6, 0.8], [0.7, 0.7, 0.8])
    assert list(left.lines[1].get_ydata()) == pytest.approx([72, 75])
    assert list(right.lines[1].get_ydata()) == pytest.approx([70, 70, 80])


def test_promises_are_two_lines():
    fig = figure(6, 3)
    ax = fig.subplots()
    promises(ax, [1, 10], [80, 90], [80, 85])
    assert [list(line.get_ydata()) for line in ax.lines] == [[80, 90], [80, 85]]
    assert cut_off(fig) == []


def test_a_window_is_as_wide_as_its_kernel():
    fig = figure(6.5, 2.4)
    windows(fig, torch.rand(1, 14, 14), (3, 5, 7))
    assert [ax.patches[0].get_width() for ax in fig.axes] == [3, 5, 7]


def test_the_three_parts_fit():
    assert cut_off(three_parts()) == []


def test_one_image_of_each_class():
    fig = figure(6.5, 2.9)
    one_of_each(fig, torch.rand(20, 1, 28, 28), torch.arange(20) % 10, "abcdefghij")
    assert [ax.get_title() for ax in fig.axes] == list("abcdefghij")


@pytest.mark.parametrize("draws, good, size", list(product((1, 2, 3), (1, 2, 4), (4,))))
def test_chance_equals_counting_every_sequence(draws, good, size):
    sequences = list(product(range(size), repeat=draws))
    hits = sum(any(rank < good for rank in sequence) for sequence in sequences)
    assert hit_chance(draws, good, size) == pytest.approx(hits / len(sequences))


def test_simulation_follows_the_formula():
    assert simulated_hits(10, 200)[[0, 20, 60]] == pytest.approx(hit_chance([0, 20, 60], 10, 200), abs=0.04)


@pytest.mark.parametrize("good, size, draws", [(10, 200, 59), (1, 100, 299), (20, 20, 1), (19, 20, 1)])
def test_fewest_draws(good, size, draws):
    assert draws_for(0.95, good, size) == draws
    assert hit_chance(draws, good, size) >= 0.95
    assert draws == 1 or hit_chance(draws - 1, good, size) < 0.95


def test_more_good_ones_than_architectures_are_refused():
    with pytest.raises(ValueError, match="between 0 and size, got good=3 of size=2"):
        hit_chance(1, 3, 2)


@pytest.mark.parametrize(
    "budget, size, good, words",
    [
        (200, 20, 19, "more than 99.9 %"),
        (1, 10_000, 1, "chance of 0.01 %"),
        (1, 20, 20, "chance of 100.0 %"),
        (1, 20, 20, "takes 1 draw."),
    ],
)
def test_luck_is_never_rounded_to_never_or_always(budget, size, good, words):
    widget = random_search_luck()
    for name, value in {"budget": budget, "size": size, "good": good}.items():
        widget.controls[name].value = value
    assert words in widget.text


def test_no_curve_runs_through_the_legend_of_luck():
    fig = random_search_luck().fig
    fig.canvas.draw()
    assert not fig.legends[0].get_window_extent().overlaps(fig.axes[0].get_window_extent())
