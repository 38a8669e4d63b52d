"""The pictures of lesson 08 show the numbers they are given; the widget says what it draws."""

import numpy as np
import pytest

from nas_teach.lab.lesson_08.pictures import (
    before_and_after,
    choice_name,
    effects,
    lead_by_tau,
    one_path,
    shared_scatter,
    statistics_by_path,
    supernet_map,
)
from nas_teach.lab.lesson_08.widget import DECISIONS, NORMS, TRAININGS, shared_ranking
from nas_teach.lab.showing.style import figure
from nas_teach.recorded.supernets import SPACE
from nas_teach.supernets.fashion import FashionSupernet
from tests.lab.showing.figures import cut_off, overlapping


def test_a_path_goes_through_the_boxes_it_uses():
    fig = figure(7.4, 3.9)
    ax = fig.subplots()
    supernet_map(
        ax,
        SPACE,
        {"one": SPACE.arch(3, 7, "conv", 8, 2, True, 0), "two": SPACE.arch(7, 3, "mbconv", 8, 3, False, 4)},
    )
    names = [text.get_text() for text in ax.texts if "stage" not in text.get_text()]
    coloured = [patch for patch in ax.patches if patch.get_alpha()]
    boxes = {
        (patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2): name
        for patch, name in zip(ax.patches[: -len(coloured)], names, strict=True)
    }
    assert len(boxes) == 3 + 2 * 18 + 2
    edges = [line.get_xydata().reshape(-1, 2, 2) for line in ax.lines]  # where it enters a box and leaves it
    through = [
        [min(boxes, key=lambda box: np.hypot(*(box - pair.mean(0)))) for pair in pairs] for pairs in edges
    ]
    assert [boxes[box] for box in through[0]] == [
        "stem",
        "conv 3",
        "conv 3",
        "down",
        "conv 7",
        "conv 7",
        "none",
        "classify",
    ]
    assert [boxes[box] for box in through[1]] == [
        "stem",
        *["mb 7"] * 3,
        "down",
        *["mb 3"] * 3,
        "4 heads",
        "classify",
    ]
    middles = [
        (patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2) for patch in coloured
    ]
    np.testing.assert_allclose(middles, sum(through, []))  # the boxes on the paths, and no others
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_a_supernet_with_fewer_choices_is_drawn_too():
    fig = figure(7.4, 3.9)
    space = FashionSupernet(8, block="conv", heads=0, depth=1).space
    supernet_map(fig.subplots(), space, {"one": next(iter(space))})
    assert cut_off(fig) == []


def test_statistics_draw_a_dot_a_path_and_one_bar():
    fig = figure(6.8, 3.2)
    measured = np.arange(12.0).reshape(4, 3)
    statistics_by_path(fig.subplots(), [1.0, 2.0, 3.0], measured)
    *dots, _, bar = fig.axes[0].lines
    assert np.array_equal([line.get_ydata() for line in dots], measured)
    assert list(bar.get_ydata()) == [1, 2, 3] and cut_off(fig) == []


def test_a_dot_a_path_before_and_after():
    fig = figure(4.6, 4.2)
    before_and_after(fig.subplots(), [0.1, 0.3], [0.5, 0.7], ("as it is", "mended"))
    dots, diagonal = fig.axes[0].lines
    assert dots.get_xydata().ravel().tolist() == pytest.approx([10, 50, 30, 70])
    assert np.array_equal(diagonal.get_xdata(), diagonal.get_ydata()) and cut_off(fig) == []


def test_leads_stand_at_their_tau_with_their_interval():
    fig = figure(6.8, 3.9)
    lead_by_tau(fig.subplots(), [0, 0.5], [-0.1, 0.3], {"one": (0.2, (0.1, -0.1, 0.3))})
    ax = fig.axes[0]
    [container] = ax.containers
    assert container.lines[0].get_xydata().tolist() == [[0.2, 0.1]]
    assert [-0.1, 0.3] in [list(line.get_ydata()) for line in ax.lines] and cut_off(fig) == []


def test_one_path_has_its_arrows_and_the_others_have_none():
    fig = one_path()
    texts = [text.get_text() for text in fig.axes[0].texts]
    assert texts.count("does not run") == 2 and cut_off(fig) == []


def test_every_choice_has_a_name_of_its_own_in_words():
    for decision, values in SPACE.choices.items():
        names = [choice_name(decision, value) for value in values]
        assert len(set(names)) == len(values) and not any("True" in name or "_" in name for name in names)


def test_effects_have_a_row_a_choice():
    fig = figure(7.0, 4.6)
    shared = {"brief": np.array([[1.0, -1.0], [3.0, -3.0]])}
    effects(fig.subplots(), ["skip True", "skip False"], np.array([0.2, -0.2]), shared)
    ax = fig.axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["skip True", "skip False"]
    assert list(ax.containers[0].lines[0].get_xdata()) == [2, -2]
    assert [0.2, -0.2] in [list(line.get_xdata()) for line in ax.lines] and cut_off(fig) == []


def test_scatter_groups_and_rings():
    fig = figure(6.0, 3.9)
    draw = shared_scatter(fig)
    shared, truth = np.array([0.1, 0.4, 0.3]), np.array([0.8, 0.7, 0.9])
    odd = np.array([False, True, False])
    draw(shared, truth, {"odd": odd, "even": ~odd})
    first, second, third, winner, best = fig.axes[0].lines
    assert list(first.get_xdata()) == [40] and list(second.get_ydata()) == pytest.approx([80, 90])
    assert len(third.get_xdata()) == 0
    assert winner.get_xydata().tolist() == [[40, 70]] and best.get_xydata().tolist() == [[30, 90]]
    assert [text.get_text() for text in fig.axes[0].texts] == ["● odd", "■ even", ""]


def test_every_setting_of_the_widget_says_what_is_recorded():
    widget = shared_ranking()
    said = set()
    for setting in TRAININGS:
        for norm in NORMS:
            for decision in DECISIONS:
                said.add(widget.update(setting, norm, decision, 4))
    assert len(said) == len(TRAININGS) * len(NORMS) * len(DECISIONS)
    assert "counting parameters has 0.40" in widget.text and "likes skip connections most" in widget.text
