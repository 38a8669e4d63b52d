"""The pictures and panels of lesson 10 show the numbers they are given, and the winner by brute force."""

import numpy as np
import pytest

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.extracts import three_numbers
from nas_teach.hardware.objectives import pareto_front
from nas_teach.lab.lesson_10.exercises import beats
from nas_teach.lab.lesson_10.pictures import (
    all_with_front,
    cloud,
    front_line,
    passes,
    predicted_and_measured,
    price_picture,
    side_by_side,
    slide,
    sweep,
    work_and_time,
)
from nas_teach.lab.lesson_10.tables import in_a_table
from nas_teach.lab.lesson_10.widget import in_short, latency_target, reward_weights
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off, overlapping

ACCURACY, LATENCY, SIZE = np.array([[0.8, 0.7, 0.86, 0.85], [1.0, 0.4, 0.7, 0.5], [0.1, 0.2, 0.3, 0.4]])


@pytest.mark.parametrize("disturbed", [0.02, 0.6])
def test_passes_on_a_calm_and_on_a_busy_machine(disturbed):
    rng = np.random.default_rng(0)
    times = rng.gamma(4, 0.05, 400) + 1.5 + 5 * (rng.random(400) < disturbed)
    fig = figure(7.0, 2.9)
    passes(fig, times[:30], times)
    left, right = fig.axes
    assert list(left.lines[0].get_ydata()) == times[:30].tolist()
    assert [line.get_xdata()[0] for line in right.lines] == [np.median(times), times.mean()]
    assert sum(bar.get_height() for bar in right.patches[:40]) >= 0.97 * 400
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_work_and_time_takes_a_logarithm_where_counts_differ_much():
    fig, conv = figure(7.0, 3.2), np.array([True, False, True, False])
    work_and_time(
        fig,
        LATENCY,
        {"MACs": np.array([1e4, 1e5, 1e6, 2e6]), "layers": np.array([3, 5, 4, 7])},
        {"conv": conv, "mbconv": ~conv},
    )
    assert [ax.get_xscale() for ax in fig.axes] == ["log", "linear"]
    assert list(fig.axes[1].lines[1].get_xdata()) == [5, 7] and cut_off(fig) == []


def test_predicted_over_measured():
    fig = figure(4.6, 4.0)
    predicted_and_measured(fig.subplots(), LATENCY, {"alone": LATENCY / 2, "in turn": LATENCY})
    diagonal, alone, in_turn = fig.axes[0].lines
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata())
    assert list(alone.get_ydata()) == (LATENCY / 2).tolist()
    assert list(in_turn.get_xdata()) == LATENCY.tolist() and cut_off(fig) == []
    assert fig.axes[0].get_title(loc="left") == ""


def test_networks_that_were_interrupted_do_not_squeeze_the_others():
    fig, measured = figure(4.6, 4.0), np.array([1.0, 0.4, 6.0, 5.0])
    predicted_and_measured(fig.subplots(), measured, {"alone": LATENCY / 2, "in turn": LATENCY})
    assert fig.axes[0].get_xlim() == (0, pytest.approx(1.6 * 0.82))
    assert fig.axes[0].get_title(loc="left") == "(2 further out)"


def test_the_front_is_drawn_as_stairs_from_the_fastest_to_the_most_accurate():
    fig = figure(5.4, 3.2)
    ax = cloud(fig.subplots(), ACCURACY, LATENCY)
    front_line(ax, ACCURACY, LATENCY, pareto_front(np.stack([ACCURACY, LATENCY], 1)))
    (stairs,), dots = ax.lines, ax.collections[-1]
    assert dots.get_offsets().ravel().tolist() == pytest.approx([0.4, 70, 0.5, 85, 0.7, 86])
    assert list(stairs.get_ydata()) == pytest.approx([70, 85, 86, 86])


def test_a_dot_on_the_front_is_as_large_as_in_the_cloud():
    fig = figure(5.4, 3.2)
    front_line(cloud(fig.subplots(), ACCURACY, LATENCY, SIZE), ACCURACY, LATENCY, [2, 3, 1], SIZE)
    everything, front = (dots.get_sizes() for dots in fig.axes[0].collections)
    assert front.tolist() == everything[[1, 3, 2]].tolist()


def test_price_picture_moves_winner_line_and_target():
    fig = figure(7.0, 3.6)
    draw = price_picture(fig, ACCURACY, LATENCY, SIZE, [2, 3, 1])
    draw(3, [0.2, 2.0], [0.8, 0.9], target=0.6)
    line, target, star = fig.axes[0].lines[-3:]
    assert list(line.get_ydata()) == pytest.approx([80, 90]) and list(target.get_xdata()) == [0.6, 0.6]
    assert star.get_xydata().tolist() == [[0.5, 85.0]] and cut_off(fig) == []
    draw(0, [0.2, 2.0], [0.8, 0.9])
    assert len(target.get_xdata()) == 0 and star.get_xydata().tolist() == [[1.0, 80.0]]


def winner_in_words(rewards):
    accuracy, latency, size = (values[rewards.argmax()] for values in three_numbers(FashionBench.load()))
    return f"{100 * accuracy:.2f} %, {latency:.3f} ms", f"{size:.3f} MB."


@pytest.mark.parametrize("prices", [(0, 0), (0.01, 0.005), (0.2, 0), (0, 1.0), (5.0, 5.0)])
def test_the_winner_under_prices(prices):
    accuracy, latency, size = three_numbers(FashionBench.load())
    words = reward_weights().update(*prices)
    assert ", ".join(winner_in_words(accuracy - prices[0] * latency - prices[1] * size)) in words


@pytest.mark.parametrize(("target", "w", "w_above"), [(0.5, -0.07, -0.07), (0.45, 0, -10.0), (1.0, 0, -1.0)])
def test_the_winner_for_a_target(target, w, w_above):
    accuracy, latency, _ = three_numbers(FashionBench.load())
    rewards = accuracy * (latency / target) ** np.where(latency <= target, w, w_above)
    words = latency_target().update(target, w, w_above)
    gap = latency[rewards.argmax()] - target
    where = f"{abs(gap):.3f} ms {'above' if gap > 0 else 'below'} the target"
    assert ", ".join((winner_in_words(rewards)[0], where, winner_in_words(rewards)[1])) in words


def test_no_network_lies_above_the_line_of_equal_reward():
    """Size unpriced, the dashed line touches the cloud at the winner."""
    accuracy, latency, _ = three_numbers(FashionBench.load())
    for widget, values in ((reward_weights(), (0.05, 0)), (latency_target(), (0.6, -0.15, -1.0))):
        widget.update(*values)
        line = next(part for part in widget.fig.axes[0].lines if part.get_linestyle() == "--")
        assert (100 * accuracy <= np.interp(latency, *line.get_data()) + 0.02).all()


@pytest.mark.parametrize(("price", "touched"), [(0, (0.7, 86)), (20, (0.5, 85)), (200, (0.4, 70))])
def test_the_line_that_slides_stops_at_the_winner(price, touched):
    fig = figure(8.4, 3.6)
    slide(fig, ACCURACY, LATENCY, [2, 3, 1], prices=(price, 1), dent=3)
    lines = fig.axes[0].lines
    star = next(line for line in lines if line.get_marker() == "*")
    assert star.get_xydata()[0].tolist() == pytest.approx(touched)
    stop = next(line for line in lines if line.get_linestyle() == "--")
    rewards = [y - price * x for x, y in stop.get_xydata()]
    assert rewards == pytest.approx([max(100 * ACCURACY - price * LATENCY)] * 2)
    diamonds = [next(line for line in ax.lines if line.get_marker() == "D") for ax in fig.axes]
    assert [diamond.get_xydata()[0].tolist() for diamond in diamonds] == [pytest.approx([0.5, 85])] * 3
    assert sorted(fig.axes[-1].lines[-1].get_xdata()) == [0.4, 0.7] and cut_off(fig) == []


def test_the_line_that_sweeps_has_met_the_most_accurate_and_keeps_those_that_none_beats():
    fig = figure(8.4, 3.4)
    sweep(fig, ACCURACY, LATENCY, beats, steps=(1, 4))
    first, last = ({line.get_label(): line for line in ax.lines} for ax in fig.axes)
    assert first["kept"].get_xydata().tolist() == [[0.7, 86.0]] and len(first["beaten"].get_xdata()) == 0
    assert len(first["not met yet"].get_xdata()) == 3 and first["the line"].get_ydata()[0] == 86
    assert last["kept"].get_xdata().tolist() == [0.7, 0.5, 0.4]
    assert last["beaten"].get_xdata().tolist() == [1.0] and cut_off(fig) == [] == overlapping(fig)


def test_all_networks_and_their_front():
    fig = all_with_front(ACCURACY, LATENCY, [2, 3, 1])
    everyone, front = (dots.get_offsets() for dots in fig.axes[0].collections)
    assert len(everyone) == 4 and front[:, 0].tolist() == pytest.approx([0.4, 0.5, 0.7])


def test_two_networks_side_by_side_have_a_square_for_each_part():
    space = FashionBench.load().space
    stout = space.arch(3, 7, "conv", width=16, depth=1, skip=False, heads=0)
    slim = space.arch(3, 3, "mbconv", width=4, depth=3, skip=True, heads=0)
    fig = side_by_side({"slim": slim, "stout": stout})
    assert len(fig.axes[0].collections) == 9 + 5 and cut_off(fig) == [] == overlapping(fig)
    titles = [text.get_text() for text in fig.axes[0].texts if text.get_text()]
    assert titles[0].startswith("slim: 9 parts, 47,016") and titles[1].startswith("stout: 5 parts, 1,002,304")


def test_a_network_in_short():
    space = FashionBench.load().space
    plain = space.arch(3, 7, "conv", width=16, depth=1, skip=False, heads=0)
    rich = space.arch(5, 3, "mbconv", width=4, depth=3, skip=True, heads=4)
    assert in_short(plain) == "1 conv, 3 and 7, width 16"
    assert in_short(rich) == "3 mbconv, 5 and 3, width 4, skip, attention"


def test_networks_in_a_table_have_both_accuracies_and_their_latency():
    bench = FashionBench.load()
    table = in_a_table(bench, {"one": 0, "other": np.int64(168)})
    assert list(table.index) == ["one", "other"] and table["network"].iloc[0] == in_short(bench.archs[0])
    row = bench.archs[168]
    right = [100 * bench.reward(row), 100 * bench.test(row), bench.value(row, "latency_ms")]
    assert list(table.iloc[1, :3]) == pytest.approx(right, abs=0.006)
