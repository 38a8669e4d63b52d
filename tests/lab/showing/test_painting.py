"""Pictures that move: light while they do, exact at rest, never stale, whatever the order of events."""

import asyncio
import io
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nas_teach.lab.showing import painting
from nas_teach.lab.showing.controls import slider
from nas_teach.lab.showing.painting import REST, Picture, moving_frame
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure


class Clock:
    """An event loop whose time passes when told to."""

    def __init__(self):
        self.now, self.waiting = 0.0, []

    def call_later(self, seconds, callback):
        entry = [self.now + seconds, callback]
        self.waiting.append(entry)
        return self.Handle(lambda: entry in self.waiting and self.waiting.remove(entry))

    class Handle:
        def __init__(self, cancel):
            self.cancel = cancel

    def sleep(self, seconds):
        self.now += seconds
        for entry in [entry for entry in self.waiting if entry[0] <= self.now]:
            self.waiting.remove(entry)
            entry[1]()


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(painting, "_running_loop", lambda: clock)
    return clock


class Level:
    """A figure with a line at a height, and all pictures of it that were shown."""

    def __init__(self):
        self.fig, self.shown = figure(2, 1), []
        self.line = self.fig.subplots().axhline(0.5, animated=True)
        self.picture = Picture(self.fig, self.shown.append)

    def at(self, height, moving=True):
        self.line.set_ydata([height, height])
        self.picture.draw(moving)


def fresh(height):
    """The exact picture of a new figure at this height."""
    level = Level()
    level.at(height, moving=False)
    return level.shown[-1]


def kind(data):
    return Image.open(io.BytesIO(data)).format


def test_a_moving_picture_is_light_and_the_exact_one_follows_at_rest(clock):
    level = Level()
    level.at(0.2)
    clock.sleep(REST - 0.01)
    assert [*map(kind, level.shown)] == ["JPEG"]
    clock.sleep(0.02)
    assert [*map(kind, level.shown)] == ["JPEG", "PNG"] and level.shown[-1] == fresh(0.2)
    clock.sleep(10)
    assert len(level.shown) == 2 and not clock.waiting


def test_a_hundred_changes_in_a_row_end_in_one_exact_picture(clock):
    level = Level()
    for step in range(100):
        level.at(step / 100)
        clock.sleep(0.03)
    clock.sleep(REST)
    assert [*map(kind, level.shown)] == ["JPEG"] * 100 + ["PNG"] and level.shown[-1] == fresh(0.99)


def test_rest_brings_the_exact_picture_at_once_and_only_once(clock):
    level = Level()
    level.at(0.3)
    level.picture.rest()
    level.picture.rest()
    clock.sleep(10)
    assert [*map(kind, level.shown)] == ["JPEG", "PNG"] and level.shown[-1] == fresh(0.3)


def test_an_exact_drawing_takes_the_place_of_one_to_come(clock):
    level = Level()
    level.at(0.3)
    level.at(0.7, moving=False)
    clock.sleep(10)
    assert [*map(kind, level.shown)] == ["JPEG", "PNG"] and level.shown[-1] == fresh(0.7)


def test_what_fails_while_it_is_drawn_leaves_the_last_good_picture_to_come(clock, monkeypatch):
    level = Level()
    level.at(0.3)
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(level.line, "draw", lambda renderer: _fail())
        level.at(0.6)
    clock.sleep(REST)
    assert level.shown[-1] == fresh(0.3)


def _fail():
    raise RuntimeError("no ink")


def test_without_an_event_loop_every_picture_is_exact():
    level, threads = Level(), threading.active_count()
    level.at(0.2)
    level.at(0.4)
    assert [*map(kind, level.shown)] == ["PNG", "PNG"] and threading.active_count() == threads


def test_on_a_real_event_loop_without_a_thread():
    level, threads = Level(), threading.active_count()

    async def move():
        level.at(0.2)
        level.at(0.4)
        assert [*map(kind, level.shown)] == ["JPEG", "JPEG"]
        await asyncio.sleep(REST + 0.2)

    asyncio.run(move())
    assert level.shown[2:] == [fresh(0.4)] and threading.active_count() == threads


ACTIONS = st.one_of(
    st.tuples(st.just("at"), st.integers(0, 4)),
    st.tuples(st.just("sleep"), st.sampled_from([0.01, 0.2, 0.3, 0.5])),
    st.tuples(st.just("reset"), st.none()),
    st.tuples(st.just("save"), st.none()),
)


@settings(max_examples=25)
@given(st.lists(ACTIONS, max_size=25))
def test_whatever_happens_the_last_picture_is_exact_and_of_the_last_setting(actions):
    clock, fig = Clock(), figure(2, 1)
    line = fig.subplots().axhline(0.0, animated=True)

    def update(height):
        if height == 3:
            raise RuntimeError("three is too much")
        line.set_ydata([height / 4, height / 4])
        return f"The line is at {height} quarters."

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(painting, "_running_loop", lambda: clock)
        widget = panel(
            {"height": slider("Height", 2, 0, 4, 1)}, update, fig, alt="A level line that a slider moves."
        )
        last = 2
        for name, value in actions:
            if name == "at":
                widget.controls["height"].value = value
                last = value if value != 3 else last
            elif name == "sleep":
                clock.sleep(value)
            elif name == "reset":
                widget.reset()
                last = 2
            else:
                widget._repr_mimebundle_()
                assert kind(widget.image.value) == "PNG"
        clock.sleep(REST)
    assert widget.image.value == fresh(last / 4)


def scatter(steps):
    """The picture after a figure whose axes follow its dot went through these steps, and its whole drawings."""
    fig, shown, whole = figure(3, 2), [], []
    left, right = fig.subplots(1, 2)
    set_frame, picture = moving_frame(left), Picture(fig, shown.append)
    (dot,) = left.plot([], [], "o", animated=True)
    draw = fig.canvas.draw
    fig.canvas.draw = lambda: whole.append(draw())
    for x, title in steps:
        dot.set_data([x], [2 * x])
        set_frame(xlim=(0, 2 * x), ylim=(0, 3 * x), xticks=[0, x])
        if title != right.get_title():
            right.set_title(title)
        picture.draw()
    return shown[-1], len(whole)


def test_axes_that_follow_their_data_are_drawn_anew_without_the_rest():
    steps = [(x, "still") for x in (1, 5, 5, 30, 2)]
    assert scatter(steps) == (scatter(steps[-1:])[0], 1)


def test_what_changes_beside_axes_that_follow_is_drawn_too():
    steps = [(1, "aaa"), (5, "aaa"), (5, "ccc"), (3, "ccc"), (3, "eee")]  # the layout stays as it began
    assert scatter(steps) == (scatter(steps[-1:])[0], 3)
