"""The pictures of lesson 09: complete, nothing cut off, no text over another."""

import io

import numpy as np
import pytest

from nas_teach.darts.genotypes import Edge
from nas_teach.darts.operations import PRIMITIVES
from nas_teach.lab.lesson_09 import pictures as darts
from nas_teach.lab.lesson_09.cell import search_picture, whole_cell
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off, overlapping

RNG = np.random.default_rng(0)
RUNS = RNG.dirichlet(np.ones(5), size=(5, 10))  # (seeds, looks, operations)


def drawn(draw, *args, **options):
    fig = figure(7.4, 3.4)
    draw(fig.subplots(), *args, **options)
    fig.savefig(io.BytesIO())
    return fig


@pytest.mark.parametrize(
    ("draw", "args"),
    [
        (darts.every_run, (np.arange(10), RUNS[:, :, :2], ("skip", "conv"))),
        (darts.toy_trails, ({0.0: [(2, -2), (2, 2)], 0.5: [(2, -2), (1, 1)]},)),
        (darts.accuracy_dots, ({"one": [0.7, 0.8], "another": [0.1, 0.2, 0.3]},)),
        (darts.curvature_and_stops, (np.arange(10), RUNS[:, :, 0], [0, 3, 9, 5, 5])),
    ],
)
def test_pictures_are_whole(draw, args):
    fig = drawn(draw, *args)
    assert cut_off(fig) == [] and overlapping(fig) == []
    assert all(ax.get_xlabel() for ax in fig.axes)


def test_weights_over_time_has_a_panel_an_operation():
    fig = figure(7.4, 3.0)
    darts.weights_over_time(fig, np.arange(10), {"one": RUNS, "two": RUNS[:3]}, PRIMITIVES, RUNS[0, -1])
    assert [ax.get_title(loc="left") or ax.get_title() for ax in fig.axes] == list(PRIMITIVES)
    np.testing.assert_allclose(fig.axes[2].lines[1].get_ydata(), RUNS[:3, :, 2].mean(0))
    assert fig.axes[4].lines[2].get_ydata()[0] == RUNS[0, -1, 4]
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_the_whole_cell_has_five_mixtures():
    fig = drawn(whole_cell)
    assert [text.get_text() for text in fig.axes[0].texts].count("mixture") == 5
    assert len(fig.axes[0].patches) == 5 and cut_off(fig) == [] and overlapping(fig) == []


def test_every_run_has_a_line_a_seed_and_operation():
    [ax] = drawn(darts.every_run, np.arange(10), RUNS[:, :, :2], ("skip", "conv")).axes
    assert len(ax.lines) == 10
    np.testing.assert_array_equal(ax.lines[6].get_ydata(), RUNS[1, :, 1])


def test_the_stops_lie_on_their_curves():
    [ax] = drawn(darts.curvature_and_stops, np.arange(10) * 2, RUNS[:, :, 0], [4] * 5).axes
    marks = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert [mark.get_ydata()[0] for mark in marks] == RUNS[:, 4, 0].tolist()


def test_gumbel_samples_fill_their_bars():
    fig = figure(7.4, 2.8)
    draws = {f"temperature {t}": RNG.dirichlet(np.ones(3), size=12) for t in (10, 1, 0.1)}
    darts.gumbel_samples(fig, draws, ("a", "b", "c"))
    for ax, weights in zip(fig.axes, draws.values(), strict=True):
        heights = np.array([[bar.get_height() for bar in bars] for bars in ax.containers])
        np.testing.assert_allclose(heights.T, weights)
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_the_cell_shows_its_edges_and_weights():
    fig = figure(7.4, 3.4)
    draw = search_picture(fig, PRIMITIVES)
    cell = (Edge("skip_connect", 0), Edge("conv_3x3", 1), Edge("max_pool_3x3", 0), Edge("sep_conv_3x3", 2))
    draw(RUNS[0, :5], cell)
    left, right = fig.axes
    shown = [text.get_text() for text in right.texts if text.get_visible()]
    assert shown[4:] == ["skip", "conv", "max pool", "sep conv"]
    assert [arrow.get_visible() for arrow in right.patches] == [True, True, True, False, True]
    corners = np.array(
        [bar.get_path().vertices.reshape(5, -1, 2) for bar in left.patches]
    )  # (ops, rows, 5, 2)
    np.testing.assert_allclose(np.ptp(corners[..., 0], axis=2).T, RUNS[0, :5])
    assert cut_off(fig) == [] and overlapping(fig) == []
