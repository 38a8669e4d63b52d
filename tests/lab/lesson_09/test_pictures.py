"""The pictures of lesson 09: complete, nothing cut off, no text over another."""

import io

import numpy as np
import pytest
from matplotlib.patches import FancyBboxPatch

from nas_teach.darts.genotypes import Edge
from nas_teach.darts.operations import PRIMITIVES
from nas_teach.lab.lesson_09 import pictures as darts
from nas_teach.lab.lesson_09.cell import cell_in_its_network, search_picture
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


def whole(fig):
    fig.savefig(io.BytesIO())
    return cut_off(fig) == [] and overlapping(fig) == []


def test_shares_over_time_has_a_panel_an_operation():
    fig = figure(7.4, 3.0)
    darts.shares_over_time(fig, np.arange(10), RUNS, RUNS[0], PRIMITIVES)
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["none", "skip", "max pool", "sep conv", "conv"]
    np.testing.assert_allclose(fig.axes[2].lines[0].get_ydata(), RUNS[:, :, 2].mean(0))
    np.testing.assert_allclose(fig.axes[4].lines[1].get_ydata(), RUNS[0, :, 4])
    assert whole(fig)


def test_each_search_has_a_panel_with_a_line_a_kernel():
    fig, paths = figure(7.2, 3.4), RNG.dirichlet(np.ones(3), size=(10, 7))
    darts.each_search(fig, paths, ("a", "b", "c"))
    assert len(fig.axes) == 10 and [len(ax.lines) for ax in fig.axes] == [3] * 10
    np.testing.assert_allclose(fig.axes[6].lines[1].get_ydata(), paths[6, :, 1])
    assert whole(fig)


@pytest.mark.parametrize(("guess", "stars"), [(40, 1), (..., 0), (None, 0), ("forty", 0)])
def test_the_guess_is_drawn_beside_the_cut_networks(guess, stars):
    fig = figure(6.4, 3.2)
    darts.gap_lines(fig.subplots(), RUNS[:, :3, 0], ["mixture", "cut", "from scratch"], guess)
    found = [line for line in fig.axes[0].lines if line.get_marker() == "*"]
    assert len(found) == stars and len(fig.axes[0].lines) == 5 + stars and whole(fig)


def test_bins_show_the_share_of_the_draws():
    fig = figure(5.4, 2.6)
    darts.gumbel_bins(fig.subplots(), [3000, 1500, 500], [0.6, 0.3, 0.1], ["first", "second", "third"])
    assert [bar.get_height() for bar in fig.axes[0].patches] == pytest.approx([0.6, 0.3, 0.1])
    assert whole(fig)


def test_the_edge_the_valleys_and_the_network_are_whole():
    fig = figure(6.6, 2.4)
    darts.two_valleys(fig)
    assert whole(fig) and whole(darts.edge_and_cut())
    fig = cell_in_its_network()
    texts = [text.get_text() for ax in fig.axes for text in ax.texts]
    assert texts.count("mixture") == 5 and "cell 2" in texts and whole(fig)


def test_no_arrow_floats():
    fig = cell_in_its_network()
    fig.savefig(io.BytesIO())
    for ax in fig.axes:
        boxes = [patch.get_window_extent() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
        for arrow in set(ax.patches) - {patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)}:
            start = arrow.get_transform().transform(arrow.get_path().vertices[0])
            assert any(box.padded(5).contains(*start) for box in boxes)


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
    assert [arrow.get_visible() for arrow in right.patches[4:]] == [True, True, True, False, True]
    corners = np.array(
        [bar.get_path().vertices.reshape(5, -1, 2) for bar in left.patches]
    )  # (ops, rows, 5, 2)
    np.testing.assert_allclose(np.ptp(corners[..., 0], axis=2).T, RUNS[0, :5])
    assert cut_off(fig) == [] and overlapping(fig) == []
