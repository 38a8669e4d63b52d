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
    picture, words = widget.image.value, widget.image.shown["words"]
    widget.controls["height"].value = 3
    assert "RuntimeError: <three> is too much" in widget.image.shown["words"]
    assert widget.image.shown["failed"] and widget.image.value == picture
    widget.controls["height"].value = 2
    assert (widget.image.value, widget.image.shown["words"], widget.error) == (picture, words, None)


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


def test_the_browser_asks_and_is_answered_once():
    widget, answers = level(), []
    widget.image.observe(lambda change: answers.append(change.new), "shown")
    widget.image.asked = {"turn": 1, "at": [4]}
    assert answers == [{"turn": 1, "at": [4], "words": "The line is at 4 quarters.", "failed": False}]
    assert widget.controls["height"].value == 4


def test_a_question_for_the_present_setting_is_answered_too():
    widget = level()
    widget.image.asked = {"turn": 7, "at": [2]}  # Reset, with all controls at their defaults
    assert widget.image.shown["turn"] == 7


def test_a_value_set_in_python_is_shown_in_the_browser():
    widget = level()
    widget.controls["height"].value = 4
    assert widget.image.shown["at"] == [4] and widget.image.shown["words"] == "The line is at 4 quarters."


def test_play_names_its_slider_and_reset_goes_back():
    widget = level(play="height")
    assert widget.image.play == 0 and widget.image.defaults == [2]
    widget.controls["height"].value = 4
    widget.reset()
    assert widget.controls["height"].value == 2 and widget.image.shown["at"] == [2]


def test_controls_pass_on_the_values_they_show():
    whole, part = slider("Whole", 3, 1, 9, 2), slider("Part", 0.5, 0.0, 1.0, 0.05, unit="ms")
    assert whole.options == (1, 3, 5, 7, 9) and isinstance(whole.value, int)
    assert part.options[3] == 0.15 and part.texts[3] == "0.15 ms" and part.options[-1] == 1.0
    assert stops("Rate", 0.1, (0.01, 0.1)).texts == ("0.01", "0.1")
    assert choice("Kind", "some", ("none", "some")).value == "some"


def test_a_control_takes_what_it_offers_and_refuses_all_else():
    part = slider("Part", 0.5, 0.0, 1.0, 0.1)
    part.value = 0.1 + 0.2
    assert part.value == 0.3
    with pytest.raises(ValueError, match=r"Part must be one of 0.0, 0.1, 0.2, ..., 1.0, got 0.25"):
        part.value = 0.25
    with pytest.raises(ValueError, match="Kind must be one of none, some, got 'all'"):
        choice("Kind", "all", ("none", "some"))
