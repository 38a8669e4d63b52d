"""Every widget of the course, by its real computation: extremes of all controls, way back, words."""

import io
import itertools
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import nas_teach.lab
from nas_teach.lab.course.catalogue import lessons, widgets
from tests.lab.showing.figures import cut_off, overlapping

pytestmark = pytest.mark.filterwarnings("error")  # a warning of matplotlib or numpy is a fault of the widget


@pytest.fixture(scope="module", params=widgets())
def kind(request):
    """The name of a widget."""
    return request.param


@pytest.fixture(scope="module")
def built(kind):
    return getattr(nas_teach.lab, kind)()


@pytest.fixture
def widget(built):
    """A widget of the course in its default setting."""
    built.reset()
    return built


def extremes(control):
    """The least and the greatest value of a slider; every option of a list."""
    return [control.options[0], control.options[-1]] if control.kind == "slider" else list(control.options)


def set_all(widget, values):
    """Set every control; the widget draws after each one that changed."""
    for control, value in zip(widget.controls.values(), values, strict=True):
        control.value = value


def pixels(widget):
    return np.asarray(Image.open(io.BytesIO(widget.image.value)))


@pytest.mark.slow
def test_each_extreme_changes_picture_and_words_and_the_way_back_is_exact(widget):
    picture, words = widget.image.value, widget.text
    for name, control in widget.controls.items():
        for value in extremes(control):
            if value == widget.defaults[name]:
                continue
            control.value = value
            assert widget.error is None
            assert widget.image.value != picture and widget.text != words, (name, value)
            assert cut_off(widget.fig) == [] and overlapping(widget.fig) == [], (name, value)
            control.value = widget.defaults[name]
            assert widget.image.value == picture and widget.text == words, (name, value)


@pytest.mark.slow
def test_all_combinations_of_extremes(widget):
    picture = widget.image.value
    for number, values in enumerate(itertools.product(*map(extremes, widget.controls.values()))):
        if number % 20 == 0:  # PNGs cost the most time, so not each is made
            set_all(widget, values)
            assert widget.error is None, values
        widget.text = widget.update(**dict(zip(widget.controls, values, strict=True)))
        assert widget.text.endswith(".") and not re.search(r"\bnan\b|\binf\b|None", widget.text), widget.text
    widget.reset()
    assert widget.image.value == picture


@pytest.mark.slow
def test_picture_is_drawn_fresh_as_it_is_drawn_step_by_step(widget):
    """The frame that is kept between two pictures never goes stale."""
    for name, control in widget.controls.items():
        control.value = extremes(control)[-1]
        step_by_step, widget.fig.stale = widget.image.value, True
        widget.draw()
        assert widget.image.value == step_by_step, name
    widget.reset()


def test_words_are_shown_and_controls_are_named(widget):
    assert widget.image.shown["words"] == widget.text
    names = [control.description for control in widget.controls.values()]
    assert all(names) and len(set(names)) == len(names)


def test_the_laboratory_says_what_to_turn_and_all_of_it_is_there(widget, kind):
    [told] = [lesson.widgets[kind] for lesson in lessons() if kind in lesson.widgets]
    assert told.title and told.about.endswith(".") and "?" in told.experiment
    texts = {control.description: control.texts for control in widget.controls.values()}
    named = re.findall(r"“([^”]+)”(?: (?:to|at|is|be) (-?[\d.]*\d))?", told.experiment)
    assert named
    for quoted, value in named:
        assert quoted in texts or quoted in itertools.chain(*texts.values()), quoted
        assert not value or value in [text.split()[0] for text in texts[quoted]], (quoted, value)


def test_bundle_is_live_static_and_text(widget):
    data, metadata = widget._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.image.model_id
    assert data["image/png"] and data["text/plain"] == repr(widget) and widget.text in repr(widget)
    assert "\n" not in repr(widget)
    assert metadata["image/png"]["alt"] == widget.alt


def test_picture_is_opaque_and_not_blank(widget):
    image = pixels(widget)
    assert image.shape[2] == 3 and image[0, 0].tolist() == [255, 255, 255] and image.std() > 5


def test_two_of_a_kind_are_equal_and_independent(widget, kind, capsys):
    other = getattr(nas_teach.lab, kind)()
    assert other.image.value == widget.image.value and other.fig is not widget.fig
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
def test_plain_python_gets_a_harmless_object():
    """One widget for all: that each is built without a word, and what it says, is tested above."""
    code = "from nas_teach import lab\nprint(repr(lab.space_size()))"
    command = [sys.executable, "-W", "error::UserWarning", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "" and len(done.stdout.splitlines()) == 1
