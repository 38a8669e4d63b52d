"""The drawing functions put the numbers they are given into the figure, and nothing is cut off."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from nas_teach.lab.lesson_02.pictures import controller_race
from nas_teach.lab.lesson_03.pictures import two_ends
from nas_teach.lab.showing.style import figure, label, series
from nas_teach.strategies.reinforce import winners
from tests.lab.showing.figures import cut_off, overlapping

NAMES = ("kernel 3", "kernel 5", "kernel 7")


def constant_runs(*last, steps=10):
    """Probabilities that stay where they are; `last` holds one row for each run."""
    return np.repeat(np.array(last, dtype=float)[None], steps + 1, axis=0)  # (steps + 1, runs, choices)


def test_series_differ_in_colour_marker_and_line_style():
    kinds = [series(index) for index in range(7)]
    for key in ("color", "marker", "linestyle"):
        assert len({str(kind[key]) for kind in kinds}) == 7


def test_series_stand_out_from_white():
    for index in range(3):
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in to_rgb(series(index)["color"])
        )
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        assert 1.05 / (luminance + 0.05) >= 3, "WCAG asks for a contrast of 3 in graphics"


def test_too_many_series_are_refused():
    with pytest.raises(IndexError, match="0 to 6.*got 7"):
        series(7)


def test_figures_are_white_and_opaque_and_labelled():
    fig = figure(3, 2)
    ax = label(fig.subplots(), "time [s]", "reward", "Reward")
    fig.canvas.draw()
    assert (np.asarray(fig.canvas.buffer_rgba())[0, 0] == 255).all()
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title(loc="left")) == ("time [s]", "reward", "Reward")


def test_winners_counts_runs_and_surrounds_the_share():
    share, interval = winners(constant_runs(*[[0.1, 0.8, 0.1]] * 3, [0.5, 0.2, 0.3]))
    assert share.tolist() == [0.25, 0.75, 0]
    assert (interval[:, 0] <= share).all() and (share <= interval[:, 1]).all()
    assert interval[1] == pytest.approx([0.3006, 0.9544], abs=1e-4)  # Wilson 1927, 3 of 4


def test_a_tie_has_no_winner():
    share, interval = winners(constant_runs([1 / 3] * 3, [0.4, 0.4, 0.2], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]))
    assert share.tolist() == [0, 0.5, 0]
    assert (interval[0] == interval[2]).all()


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


@pytest.mark.parametrize(
    "start, words", [(0.7, ""), (-1.0, "starts below, at -1.0"), (2.5, "starts above, at 2.5")]
)
def test_an_average_outside_the_picture_is_announced(start, words):
    fig = figure(7.0, 3.0)
    draw = two_ends(fig, NAMES)
    draw([0.6, 0.9], [(0.5, 0.7), (0.8, 1.0)], [0.7, 0.9, 0.6], np.full((5, 2), start))
    said = fig.axes[1].texts[0].get_text()
    assert said.endswith(words) and bool(said) == bool(words)
