"""The pictures of lesson 07 show the numbers they are given."""

import numpy as np
import pytest

from nas_teach.evaluation import FashionBench
from nas_teach.lab.lesson_07.pictures import (
    an_early_look,
    area_of_a_bracket,
    bracket_ranks,
    busy_workers,
    crossings,
    fidelity_scatter,
    one_cycle,
    price_of_tau,
    schedule_and_tau,
    two_proxies,
)
from nas_teach.lab.lesson_07.widget import halving_bracket
from nas_teach.lab.lesson_07.workers import Job
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off, overlapping


def test_one_cycle_climbs_to_its_peak_and_ends_near_zero():
    epochs, rates = one_cycle(epochs=6, batches=10, peak=0.01)
    assert epochs[-1] == 6 and len(rates) == 60 and max(rates) == pytest.approx(0.01) and rates[-1] < 1e-5


def test_schedule_above_and_taus_below():
    fig = figure(6.2, 4.2)
    schedule_and_tau(fig, ([0.1, 6], [0.0, 0.01]), np.full((3, 6), 0.5), ("parameters", 0.7))
    upper, lower = fig.axes
    assert list(upper.lines[0].get_ydata()) == [0.0, 0.01] and len(lower.lines) == 4
    assert list(lower.lines[-1].get_ydata()) == [0.7, 0.7] and cut_off(fig) == []


def test_lines_cross_where_two_orders_disagree():
    fig = figure(4.8, 2.4)
    crossings(fig.subplots(), [81.0, 85.0, 83.0], [7, 5, 9], "ABC", ("truth", "score"))
    ax = fig.axes[0]
    assert [list(line.get_ydata()) for line in ax.lines] == [[2, 1], [0, 2], [1, 0]]
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--", "-"]
    assert [text.get_text() for text in ax.texts][:2] == ["A  81.0", "7  A"] and cut_off(fig) == []


def test_the_early_look_shows_eight_networks():
    fig = an_early_look(FashionBench.load())
    assert len(fig.axes[0].lines) == 8 and cut_off(fig) == [] and overlapping(fig) == []


def test_the_area_of_a_bracket_is_its_price():
    fig = figure(6.4, 3.0)
    area_of_a_bracket(fig.subplots(), (27, 9, 3), (1, 3, 6))
    *rounds, whole = fig.axes[0].patches
    assert [box.get_width() * box.get_height() for box in rounds] == [27, 18, 9]
    assert whole.get_width() * whole.get_height() == 162 and cut_off(fig) == []


def test_workers_have_a_bar_for_each_job():
    fig = figure(7.2, 4)
    jobs = [Job(0, "A", 0, 0, 2, 0.5), Job(1, "B", 0, 0, 3, 0.7), Job(0, "B", 1, 3, 7, 0.8)]
    busy_workers(fig, {"one": jobs, "other": jobs}, 5, (1, 3))
    bars = fig.axes[0].patches
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(0, 2), (0, 3), (3, 2)]
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["until epoch 1", "until epoch 3"]
    assert cut_off(fig) == []


def test_two_proxies_shows_every_weight_and_every_count():
    fig = figure(7.2, 2.9)
    on = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1]])
    two_proxies(fig, np.array([[2, -1], [1, 3]]), np.array([1, -2]), on, on @ on.T + (1 - on) @ (1 - on).T)
    net, pattern, kernel = fig.axes
    assert [text.get_text() for text in net.texts[:6]] == ["2", "−1", "1", "3", "1", "−2"]
    assert [text.get_text() for text in pattern.texts[:4]] == ["on", "on", "off", "off"]
    assert [text.get_text() for text in kernel.texts] == ["4", "2", "1", "2", "4", "1", "1", "1", "4"]
    assert cut_off(fig) == []


def test_price_of_tau_names_every_score_once():
    fig = figure(7.2, 4.2)
    families = {
        "counted": {"parameters": (1e-4, 0.7, 0.6, 0.8), "MACs": (1e-2, 0.7, 0.6, 0.8)},
        "one batch": {
            "synflow": (0.012, 0.31, 0.16, 0.44),
            "naswot": (0.014, 0.3, 0.14, 0.45),
            "grad-norm": (0.019, 0.14, -0.03, 0.32),
        },
        "stopped after": {str(n): (1.1 * n, 0.5, 0.4, 0.6) for n in (1, 2, 3)},
    }
    price_of_tau(fig.subplots(), families)
    names = [name for scores in families.values() for name in scores]
    assert [text.get_text() for text in fig.axes[0].texts] == names
    assert fig.axes[0].get_xscale() == "log" and cut_off(fig) == [] and overlapping(fig) == []


def test_scatter_marks_chosen_and_true():
    fig = figure(6.0, 3.6)
    draw = fidelity_scatter(fig)
    draw(
        np.array([0.1, 0.2, 0.3]),
        np.array([0.7, 0.9, 0.8]),
        np.array([False, False, True]),
        np.array([False, True, False]),
    )
    grey, red, ring = fig.axes[0].lines
    assert list(grey.get_xdata()) == pytest.approx([10, 20]) and list(red.get_xdata()) == pytest.approx([30])
    assert list(ring.get_ydata()) == pytest.approx([90])


def test_a_line_ends_where_the_network_is_dropped():
    fig = figure(6.0, 3.6)
    ranks = np.array([[1, 1, 2], [2, 2, np.nan], [3, np.nan, 1]], dtype=float)
    bracket_ranks(fig)(["epoch 1", "epoch 3", "truth"], ranks, 2)
    ax = fig.axes[0]
    kept, dropped, best = ax.lines
    assert sorted(zip(dropped.get_xdata(), dropped.get_ydata(), strict=True)) == [(0, 3), (1, 2)]
    assert np.isnan(best.get_ydata()).tolist() == [False, True, False] and len(kept.get_xdata()) == 5
    lines = np.array([path.vertices[:, 1] for path in ax.collections[0].get_paths()])
    assert np.array_equal(lines, ranks, equal_nan=True)  # no line bridges a gap


def test_words_of_the_bracket_count_networks_and_epochs():
    words = halving_bracket().text
    assert words.startswith("27 → 9 → 3 networks, 54 epochs: the price of 9.0 full trainings instead of 27.")
