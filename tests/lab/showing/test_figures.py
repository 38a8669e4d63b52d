"""Pictures and cards reach a notebook with their text, and a terminal as text."""

import base64
import io
import os
import re
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from nas_teach.lab.showing.cards import card
from nas_teach.lab.showing.figures import PLAIN, css_width, readable, show
from nas_teach.lab.showing.style import figure

ALT = "One straight line that rises from left to right."
ENCODINGS = ("ascii", "latin-1", "cp1252", "cp437", "gbk", "shift_jis", "koi8-r", "utf-8", "utf-16")
EVERYTHING = r"""
from nas_teach.lab import card, check, doctor, hint, progress_map, reward_tweaker, show, solution
from nas_teach.lab.showing.style import figure
doctor(details=True), progress_map()
for answer in (5, 6, "Zo\u00eb \u8bfe \U0001f600", ...):
    check("00.1", answer)
hint("00.1"), solution("00.1"), card("", "\u2713 \u8bfe \udcfc"), print(reward_tweaker())
show(figure(4, 2), "This sentence says \u2192, \u00d7 and \u2212 for eyes and ears.")
"""


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


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_text_can_be_printed_and_no_symbol_of_ours_is_lost(encoding, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    for text in (*PLAIN, "Zoë", "½ x²", "课", "\udcfc", "😀"):
        said = readable(text)
        print(said)
        assert said and "?" not in said


def test_what_the_encoding_has_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "cp1252"))
    assert readable("✓ 3 × 5 → Zoë · “½”") == "[ok] 3 × 5 -> Zoë · “½”"
    for stream in (None, io.StringIO()):  # no terminal at all, a text in memory
        monkeypatch.setattr(sys, "stdout", stream)
        assert readable("✓ 课") == "✓ 课"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "latin-1", "ascii"])
def test_all_that_the_lab_says_can_be_said_on_a_narrow_terminal(encoding, tmp_path):
    variables = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "NAS_TEACH_HOME": str(tmp_path)}
    command = [sys.executable, "-X", "warn_default_encoding", "-c", EVERYTHING]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True)
    warned = done.stderr.decode(errors="replace")
    assert done.returncode == 0 and not re.search(r"nas_teach\S+: EncodingWarning", warned), warned
    said = done.stdout.decode(encoding)
    assert "[ok] Correct" in said and "[x] Not yet" in said and "> Solution" in said
