"""The view behind the widgets: errors are shown, bad definitions refused, the kept frame never goes stale."""

import pytest

from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure

ALT = "A level line that a slider moves."


def level(**more):
    fig = figure(2, 1)
    line = fig.subplots().axhline(0.0, animated=True)

    def update(height):
        if height == 3:
            raise RuntimeError("<three> is too much")
        line.set_ydata([height / 4, height / 4])
        return f"The line is at {height} quarters."

    return panel({"height": slider("Height", 2, 0, 4, 1)}, update, fig, **{"alt": ALT} | more)


def test_an_error_appears_and_the_next_good_value_clears_it():
    widget = level()
    picture, words = widget.image.value, widget.words.value
    widget.controls["height"].value = 3
    assert "RuntimeError: &lt;three&gt; is too much" in widget.words.value and widget.image.value == picture
    widget.controls["height"].value = 2
    assert (widget.image.value, widget.words.value, widget.error) == (picture, words, None)


def test_an_error_of_the_first_drawing_is_raised_in_the_cell():
    with pytest.raises(ZeroDivisionError):
        panel({"height": slider("Height", 0, 0, 4, 1)}, lambda height: 1 / height, figure(2, 1), alt=ALT)


def test_a_change_of_the_frame_is_drawn():
    widget = level()
    picture = widget.image.value
    widget.fig.axes[0].set_xlim(0, 7)  # no animated artist
    widget.draw()
    assert widget.image.value != picture


@pytest.mark.parametrize(
    "more, message",
    [
        ({"alt": "line"}, "alt must be a sentence"),
        ({"play": "width"}, r"one of the controls \('height',\), got 'width'"),
    ],
)
def test_panel_says_what_is_wrong(more, message):
    with pytest.raises(ValueError, match=message):
        level(**more)


def test_a_control_without_description_is_refused():
    with pytest.raises(ValueError, match="'height' needs a description"):
        panel({"height": slider("", 0, 0, 4, 1)}, str, figure(2, 1), alt=ALT)


def test_play_is_offered_for_a_slider_and_reset_stops_it():
    widget = level(play="height")
    slider, toggle, clock, button = widget.box.children[0].children
    assert toggle.description == "Play" and (clock.min, clock.max, clock.step) == (0, 4, 1)
    toggle.value, slider.value = True, 4
    button.click()
    assert (toggle.value, slider.value) == (False, 2)


def test_a_late_step_of_play_is_taken_back_and_a_later_move_of_the_learner_is_not(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("nas_teach.lab.showing.panel.time.monotonic", lambda: now[0])
    widget = level(play="height")
    slider, toggle, _, button = widget.box.children[0].children
    picture, toggle.value, slider.value = widget.image.value, True, 3
    button.click()
    slider.value = 4
    assert slider.value == 2 and widget.image.value == picture
    now[0] += 2
    slider.value = 4
    assert slider.value == 4 and widget.image.value != picture


def test_controls_pass_on_the_values_they_show():
    assert slider("Whole", 3, 1, 9, 2).value == 3 and isinstance(slider("Whole", 3, 1, 9, 2).value, int)
    assert slider("Part", 0.5, 0.0, 1.0, 0.05).readout_format == ".2f"
    assert stops("Rate", 0.1, (0.01, 0.1)).value == 0.1
    assert choice("Kind", "some", ("none", "some")).value == "some"
