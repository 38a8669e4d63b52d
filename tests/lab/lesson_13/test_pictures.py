"""The pictures of lesson 13 show the numbers they are given, and the widget says them."""

import numpy as np
import pytest
import torch

from nas_teach.lab.lesson_13.pictures import (
    DEVICES,
    budget_picture,
    devices_curve,
    kernel_shares,
    one_for_all,
    patches_and_attention,
)
from nas_teach.lab.lesson_13.widget import latency_budget
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off, overlapping


def test_three_devices_are_named():
    fig = one_for_all()
    words = [text.get_text() for text in fig.axes[0].texts]
    assert words[:3] == list(DEVICES) and cut_off(fig) == [] and overlapping(fig) == []


def test_shares_are_written_into_their_places():
    fig = figure(3, 2.9)
    kernel_shares(fig.subplots(), torch.tensor([[0.25, 1.0]]))
    assert [text.get_text() for text in fig.axes[0].texts] == ["25", "100"]


def test_the_curve_marks_the_crossing():
    fig = figure(6.8, 3.4)
    devices_curve(fig.subplots(), [1, 2, 3], [86, 85, 84], (84.5, 83, 86), 85.5, 3)
    ax = fig.axes[0]
    assert list(ax.lines[1].get_ydata()) == [86, 85, 84] and ax.texts[0].get_text() == "from 3 on"
    assert cut_off(fig) == []


def test_the_patch_that_asks_is_framed_in_both_pictures():
    fig = patches_and_attention(np.zeros((28, 28)), np.full(49, 1 / 49), 8)
    frames = [ax.patches[-1].get_xy() for ax in fig.axes[:2]]
    assert frames == [(3.5, 3.5), (0.5, 0.5)] and cut_off(fig) == []


def test_the_budget_divides_the_networks():
    fig = figure(6.4, 3.8)
    draw = budget_picture(fig)
    draw(np.array([0.5, 0.7, 0.9]), np.array([80.0, 82.0, 81.0]), 0.7, 0, 1)
    inside, outside, chosen, best, limit = fig.axes[0].lines
    assert inside.get_xdata() == pytest.approx([0.5, 0.7]) and outside.get_xdata() == pytest.approx([0.9])
    assert chosen.get_ydata() == pytest.approx([80]) and best.get_ydata() == pytest.approx([82])
    assert limit.get_xdata() == pytest.approx([0.7, 0.7])


def test_the_widget_says_what_is_chosen():
    widget = latency_budget()
    assert "48 of 648 networks fit, by the latencies recorded" in widget.text
    assert "By score in supernet 0" in widget.text and "With shared weights" in widget.text
    widget.controls["ranking"].value = "the truth"
    assert "It is the best that fits." in widget.text and "shared weights" not in widget.text
    widget.controls["budget"].value = 0.35
    assert widget.text.startswith("4 of 648") and widget.error is None
