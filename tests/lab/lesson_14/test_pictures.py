"""The pictures of lesson 14 show the numbers they are given, and the widget says them."""

import numpy as np
import pytest

from nas_teach.lab.lesson_14.pictures import by_the_clock, clock_picture, gantt, late_news, leads
from nas_teach.lab.lesson_14.widget import many_workers_clock
from nas_teach.lab.showing.style import figure
from nas_teach.scale.simulator import TimedTrial
from tests.lab.showing.figures import cut_off, overlapping

TIMED = [TimedTrial(("b",), 0.1, 1, 0.0, 2.0), TimedTrial(("c",), 0.3, 1, 2.0, 4.5, 1)]
LATE = {
    "evolution": {1: (86, 85, 87), 10: (85, 84, 86)},
    "random search": {1: (82, 81, 83), 10: (82, 81, 83)},
}


def bars(fig):
    """(worker, start, length) of each."""
    return [
        (round(bar.get_y() + bar.get_height() / 2), bar.get_x(), bar.get_width())
        for bar in fig.axes[0].patches
    ]


@pytest.mark.parametrize("trials", [TIMED, [(one.arch, *one[2:5]) for one in TIMED]])
def test_a_training_is_a_bar_in_the_row_of_its_worker(trials):
    fig = gantt(trials, 2, until=9)
    assert bars(fig) == [(1, 0, 2), (1, 2, 2.5)] and fig.axes[0].get_xlim() == (0, 9)
    assert [tick.get_text() for tick in fig.axes[0].get_yticklabels()] == ["1", "2"]
    assert cut_off(fig) == [] and overlapping(fig) == []


def test_leads_stand_side_by_side_for_the_tables():
    found = {"evolution": (1.2, 0.8, 1.6), "REINFORCE": (-0.3, -0.6, 0.1)}
    fig = leads({"FashionBench": found, "NAS-Bench-201": found}, guesses={"evolution": 2.0})
    assert [tick.get_text() for tick in fig.axes[0].get_yticklabels()] == list(found)
    assert {text.get_text() for text in fig.axes[0].texts} == {"+1.20", "−0.30"} and cut_off(fig) == []


def test_late_news_has_an_interval_for_each_number_of_workers():
    fig = late_news(LATE, trainings=2000)
    assert fig.axes[0].get_ylabel() == "test accuracy (%) after 2,000 trainings"
    lines = [box.lines[0] for box in fig.axes[0].containers]
    assert [list(line.get_ydata()) for line in lines] == [[86, 85], [82, 82]] and cut_off(fig) == []
    assert [tick.get_text() for tick in fig.axes[0].get_xticklabels()] == ["1", "10"]


def test_two_searches_by_the_clock():
    mean = np.array([80.0, 84.0, 86.0])
    fig = by_the_clock([0.1, 1, 10], {"one": (mean, mean - 1, mean + 1), "ten": (mean + 1, mean, mean + 2)})
    assert [list(line.get_ydata()) for line in fig.axes[0].lines] == [[80, 84, 86], [81, 85, 87]]
    assert cut_off(fig) == []


def test_the_clock_tells_lost_trainings_apart():
    fig = figure(6.6, 4.4)
    clock_picture(fig, 16)(TIMED, ([80, 85], [80, 85]), 2)
    trained, lost = fig.axes[0].lines
    held, dots = fig.axes[1].lines
    assert trained.get_ydata()[:2] == pytest.approx([2, 2]) and len(lost.get_xdata()) == 3
    assert lost.get_xdata()[:2] == pytest.approx([2, 4.5], abs=0.02)
    assert list(held.get_xdata()) == [2, 4.5] and list(dots.get_ydata()) == [80, 85]


def test_the_widget_says_who_waits():
    widget = many_workers_clock()
    waiting = widget.text
    assert waiting.startswith("120 trainings on 8 workers take") and "lost" not in waiting
    widget.controls["waiting"].value = "nobody waits"
    assert share(widget.text) > 90 > share(waiting)
    widget.controls["failures"].value = 20
    assert "trainings were lost and run again" in widget.text
    widget.controls["workers"].value = 64
    assert widget.text.endswith("The picture shows 16 of the 64 workers.") and widget.error is None
    widget.controls["workers"].value = 1
    assert "on 1 worker take" in widget.text and share(widget.text) == 100


def share(text):
    return int(text.split("workers train ")[1].split(" %")[0])


def test_a_single_worker_has_no_fractions_and_no_pauses():
    panel = many_workers_clock()
    panel.controls["workers"].value = 1
    axes = panel.fig.axes[0]
    assert {tick.get_text() for tick in axes.get_yticklabels()} <= {"0", "1", "2"}
    bars = np.asarray(axes.lines[0].get_xdata()).reshape(-1, 3)[:, :2]
    pauses = (bars[1:, 0] - bars[:-1, 1]).sum()
    assert pauses < 0.1 * bars[-1, 1], "a worker that never waits is not drawn as if it did"
