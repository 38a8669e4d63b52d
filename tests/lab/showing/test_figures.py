"""Pictures and cards reach a notebook with their text, and a terminal as text."""

import base64

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from nas_teach.lab.showing.cards import card
from nas_teach.lab.showing.figures import css_width, show
from nas_teach.lab.showing.style import figure

ALT = "One straight line that rises from left to right."


@pytest.fixture
def shell(monkeypatch, tmp_path):
    """An IPython shell, so that display() publishes as in a notebook."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def line():
    fig = figure(4, 2)
    fig.subplots().plot([0, 1], [0, 1])
    return fig


def test_show_gives_the_picture_its_alternative_text_for_eyes_and_ears(shell):
    with capture_output() as captured:
        show(line(), ALT)
    spoken, output = captured.outputs
    assert spoken.data["text/plain"] == f"Picture: {ALT}" and ALT in spoken.data["text/html"]
    assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG")
    assert output.data["text/plain"] == ALT
    assert output.metadata["image/png"] == {"alt": ALT, "width": css_width(line())}


def test_show_prints_the_sentence_where_there_is_no_notebook(capsys):
    show(line(), ALT)
    assert capsys.readouterr().out.strip() == ALT


@pytest.mark.parametrize("alt", ["", "plot", "a plot of the reward per step", None, 5])
def test_show_refuses_what_is_no_sentence(alt):
    with pytest.raises(ValueError, match="alt must be a sentence") as raised:
        show(line(), alt)
    assert repr(alt) in str(raised.value)


def test_show_needs_a_figure():
    with pytest.raises(TypeError, match="matplotlib figure, got list"):
        show([1, 2], ALT)


def test_card_has_html_and_text(shell):
    with capture_output() as captured:
        card("<b>right</b>", "right")
    (output,) = captured.outputs
    assert "<b>right</b>" in output.data["text/html"] and output.data["text/plain"] == "right"
    assert "--jp-" in output.data["text/html"], "colours must follow the theme"


def test_card_prints_its_text_where_there_is_no_notebook(capsys):
    card("<b>right</b>", "right")
    assert capsys.readouterr().out == "right\n"
