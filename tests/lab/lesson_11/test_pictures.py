"""The pictures and the widget of lesson 11 show the numbers they are given."""

import numpy as np
import pytest

from nas_teach.lab.lesson_11.pictures import (
    GROWN,
    LIMITS,
    block_picture,
    compound_picture,
    cost_of_parts,
    gain_over_cost,
    mbconv_picture,
    photographs_and_classes,
    squeeze_excite_picture,
    ways_to_grow,
)
from nas_teach.lab.lesson_11.widget import compound_scaling
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off, overlapping


def test_a_block_has_a_bar_for_each_map_and_a_box_for_each_step():
    fig = figure(7.2, 3.0)
    steps = [("expand", "1×1", "a"), ("look", "depthwise", "b"), ("weigh", "gate", "c")]
    mbconv_picture(fig.subplots(), (8, 48, 48, 8), steps)
    texts = [text.get_text() for text in fig.axes[0].texts]
    assert texts[:4] == ["8", "48", "48", "8"] and {"expand", "look", "weigh", "a", "b", "c"} < set(texts)
    heights = [patch.get_height() for patch in fig.axes[0].patches[:4]]
    assert heights[1] == pytest.approx(6 * heights[0]) and cut_off(fig) == [] and overlapping(fig) == []


def test_the_block_of_the_lesson_is_drawn_within_its_frame():
    fig = block_picture()
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_a_photograph_stands_beside_its_classes():
    photographs = [np.zeros((40, 60, 3), np.uint8), np.zeros((60, 40, 3), np.uint8)]
    likeliest = [[("hen-of-the-woods", 0.304), ("pot", 0.1)], [("daisy", 0.2), ("bee", 0.05)]]
    fig = photographs_and_classes(photographs, likeliest)
    frames = [ax.patches[0] for ax in fig.axes[::2]]
    assert [frame.get_xy() for frame in frames] == [(10, 0), (0, 10)]
    assert [frame.get_width() for frame in frames] == [40, 40]
    assert [text.get_text() for text in fig.axes[1].texts] == ["0.30", "0.10"]
    assert [text.get_text() for text in fig.axes[1].get_yticklabels()] == ["hen-of-the-woods", "pot"]
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_shares_add_up():
    fig = figure(7.0, 4.2)
    cost_of_parts(fig, ["stem", "1", "head"], [1, 2, 5], [20, 10, 10])
    upper, lower = ([patch.get_height() for patch in ax.patches] for ax in fig.axes)
    assert upper == [12.5, 25, 62.5] and lower == [50, 25, 25] and cut_off(fig) == []


def test_gains_are_means_in_points():
    fig = figure(7.0, 4.0)
    ax = fig.subplots()
    gain_over_cost(ax, {"one": [(1e6, np.zeros(3)), (2e6, np.array([0.01, 0.02, 0.03]))]})
    line = ax.containers[0].lines[0]
    assert line.get_ydata().tolist() == pytest.approx([0, 2]) and line.get_xdata().tolist() == [1, 2]


def test_squeeze_and_excite_is_drawn_within_its_frame():
    fig = squeeze_excite_picture()
    assert cut_off(fig) == [] and overlapping(fig) == []


@pytest.mark.parametrize(("guess", "said"), [("one", "one (your guess)"), (..., "one"), ("other", "one")])
def test_a_guess_is_marked_in_the_legend(guess, said):
    ax = figure(7.0, 4.0).subplots()
    gain_over_cost(ax, {"one": [(1e6, np.zeros(3)), (2e6, np.array([0.01, 0.02, 0.03]))]}, guess)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [said]


def test_each_way_to_grow_costs_about_four_times_as_much():
    fig = ways_to_grow()
    assert {text.get_text() for text in fig.axes[0].texts} >= set(GROWN) and cut_off(fig) == []
    layers, width, side = GROWN["today"]
    for name, (more, wide, sharp) in GROWN.items():
        times = more / layers * (wide / width) ** 2 * (sharp / side) ** 2
        assert name == "today" or times == pytest.approx(4, rel=0.1)


def test_what_lies_beyond_the_picture_is_drawn_at_its_edge():
    fig = figure(7.2, 3.4)
    draw = compound_picture(fig)
    draw([(1, 10), (2, 20)], (900, 15), (1.2, 1.1, 1.15))
    [spot] = [line for line in fig.axes[0].lines if line.get_label() == "your phi"]
    assert list(spot.get_xdata()) == [LIMITS[0][1]] and list(spot.get_ydata()) == [15]


def test_the_published_networks_and_the_rule():
    fig = figure(7.2, 3.4)
    draw = compound_picture(fig)
    draw([(1, 10), (2, 20)], (1.5, 15), (1.2, 1.1, 1.15))
    left, right = fig.axes
    assert [text.get_text() for text in left.texts] == [f"B{i}" for i in range(8)]
    assert list(left.lines[-1].get_xdata()) == [1.5]
    assert [line.get_xdata()[1] for line in right.lines[-3:]] == [1.2, 1.1, 1.15]
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_the_widget_counts_the_network_that_it_names():
    widget = compound_scaling()
    assert "258 pixels; 9.1 million parameters" in widget.text and "promises 1.92" in widget.text
    assert "built, it is 2.57. Nearest of the published by MACs: B2" in widget.text
