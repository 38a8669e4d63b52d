"""The pictures of lesson 12 show the numbers they are given, and the widget says them."""

import numpy as np
import pytest

from nas_teach.lab.lesson_12.pictures import (
    a_cell,
    banded,
    best_of_curves,
    explained_bars,
    explorer_picture,
    shares_over_epochs,
    steps,
    two_edfs,
)
from nas_teach.lab.lesson_12.widget import edf_explorer
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off, overlapping


def test_steps_rise_by_one_network_at_each_error():
    x, y = steps([0.3, 0.1])
    assert x.tolist() == [0.1, 0.1, 0.3] and y.tolist() == [0, 0.5, 1]


def test_two_spaces_have_a_curve_each():
    fig = two_edfs({"space A": [0.1, 0.12], "space B": [0.09, 0.15]})
    assert [line.get_label() for line in fig.axes[0].lines] == ["space A", "space B"] and cut_off(fig) == []


def test_a_cell_names_six_edges():
    fig = a_cell()
    words = [text.get_text() for text in fig.axes[0].texts]
    assert sorted(word for word in words if word.startswith("edge")) == [
        "edge10", "edge20", "edge21", "edge30", "edge31", "edge32",
    ]  # fmt: skip
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_bands_lie_around_their_curves():
    fig = figure(7.6, 3.2)
    ax = fig.subplots()
    banded(
        ax, [0.1, 0.2], {"A": (np.array([0.2, 0.6]), np.array([0.1, 0.5]), np.array([0.3, 0.7]))}, title="20"
    )
    assert ax.lines[0].get_ydata().tolist() == [0.2, 0.6] and len(ax.collections) == 1 and cut_off(fig) == []


def test_the_crossing_is_marked():
    fig = figure(6.2, 3.2)
    best_of_curves(fig.subplots(), [1, 3, 10], {"A": [0.8, 0.85, 0.86], "B": [0.7, 0.86, 0.9]}, 3)
    ax = fig.axes[0]
    assert ax.lines[1].get_ydata() == pytest.approx([70, 86, 90]) and ax.texts[0].get_text() == "from 3 on"


def test_bars_of_two_benchmarks_share_a_scale():
    fig = figure(7.4, 2.8)
    explained_bars(fig, {"one": {"a": 0.8, "b": 0.1}, "other": {"c": 0.1}})
    assert fig.axes[0].get_xlim() == fig.axes[1].get_xlim() and cut_off(fig) == []
    assert [text.get_text() for text in fig.axes[0].texts] == ["80.0 %", "10.0 %"]


def test_shares_over_epochs_have_a_line_each():
    fig = figure(6.4, 3.2)
    shares_over_epochs(fig.subplots(), range(1, 4), {"width": [0.7, 0.4, 0.8], "depth": [0.1, 0.2, 0.1]})
    assert [list(line.get_ydata()) for line in fig.axes[0].lines] == [[0.7, 0.4, 0.8], [0.1, 0.2, 0.1]]


def test_the_explorer_draws_both_spaces():
    fig = figure(6.2, 3.6)
    explorer_picture(fig)(np.array([0.1, 0.2, 0.3]), np.array([0.2]), 10)
    whole, held, depth = fig.axes[0].lines
    assert depth.get_ydata() == pytest.approx([0.1, 0.1])
    assert whole.get_xdata() == pytest.approx([10, 10, 20, 30]) and held.get_xdata() == pytest.approx(
        [20, 20]
    )


def test_the_explorer_says_what_is_held():
    widget = edf_explorer()
    assert "held: edge30 = skip_connect, 3125 of 15625 networks" in widget.text and "better" in widget.text
    widget.controls["table"].value = "FashionBench"
    widget.controls["option"].value = 5  # the width has three choices: the last one is taken
    assert "held: width = 16, 216 of 648 networks" in widget.text
    widget.controls["decision"].value = 7
    assert "held: heads = 4" in widget.text and widget.error is None
