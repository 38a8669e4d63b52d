"""A widget exports itself: which settings a page offers, and what it shows of each."""

from math import prod

import pytest

from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from notebooks.site.grid import thinned
from notebooks.site.states import export


def controls():
    return {
        "height": slider("Height", 30, 0, 100, 1),
        "rate": stops("Rate", 0.1, (0.01, 0.1, 0.5, 1.0)),
        "kind": choice("Kind", "one", ("one", "two", "three")),
    }


@pytest.mark.parametrize("most", [1, 10, 50, 200, 1000, 10_000])
def test_fewer_stops_keep_ends_default_and_every_word_of_a_list(most):
    made = controls()
    kept = thinned(made, most=most)
    for name, control in made.items():
        assert set(kept[name]) <= set(control.options) and control.value in kept[name]
        assert (kept[name][0], kept[name][-1]) == (control.options[0], control.options[-1])
    assert kept["kind"] == ("one", "two", "three")
    assert prod(map(len, kept.values())) <= max(most, 3 * 3 * 3)
    if most == 10_000:
        assert kept == {name: control.options for name, control in made.items()}


def test_a_slider_that_plays_keeps_more_frames():
    played, still = thinned(controls(), "height", 500), thinned(controls(), None, 500)
    assert len(played["height"]) > len(still["height"]) and prod(map(len, played.values())) <= 500


def test_a_panel_exports_every_setting_with_words_and_layers():
    fig = figure(2, 1)
    line = fig.subplots().axhline(0.0, animated=True)

    def update(height, rate, kind):
        line.set_ydata([height / 100] * 2)
        return f"Height {height}, rate {rate}, kind {kind}."

    made = panel(controls(), update, fig, alt="A level line that a slider moves.")
    data = export(made, most=36)
    assert len(data["states"]) == prod(data["counts"]) <= 36 and data["fewer"]
    at, place = (1, 0, 2), 0
    for one, count in zip(at, data["counts"], strict=True):
        place = place * count + one
    *layers, words = data["states"][place]
    kept = thinned(made.controls, most=36)
    values = [options[one] for options, one in zip(kept.values(), at, strict=True)]
    assert data["words"][words] == update(*values)
    grounds = {state[0] for state in data["states"]}
    assert len(grounds) == 1, "what stands still is written once"
    drawn = "".join(data["pieces"][piece] for layer in layers for piece in data["layers"][layer])
    assert drawn.count("<path") > 3 and "metadata" not in drawn
    assert len({state[2] for state in data["states"]}) == len(kept["height"])
