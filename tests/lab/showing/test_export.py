"""HTML that nbconvert makes of a lesson can be read without its pictures."""

import json
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from traitlets.config import Config

from nas_teach.lab import showing
from nas_teach.lab.showing.figures import SPOKEN

SETTINGS = Config(json.loads(Path(showing.__file__).with_name("nas-teach.json").read_text("utf-8")))


def exported(*outputs):
    cells = [
        nbformat.v4.new_code_cell("show()", outputs=list(outputs)),
        nbformat.v4.new_markdown_cell("# Text"),
    ]
    return HTMLExporter(config=SETTINGS).from_notebook_node(nbformat.v4.new_notebook(cells=cells))[0]


def picture(**more):
    return nbformat.v4.new_output(
        "display_data",
        data={"image/png": "aGFs\nbG8=\n", "text/plain": "words"} | more,
        metadata={"image/png": {"alt": 'A "line" that rises.', "width": 300}},
    )


def images(page):
    return [image.attrs for image in BeautifulSoup(page, "html.parser").find_all("img")]


def test_a_picture_keeps_its_alternative_text():
    (image,) = images(exported(picture()))
    assert (image["alt"], image["width"]) == ('A "line" that rises.', "300")
    assert image["src"] == "data:image/png;base64,aGFsbG8="


def test_a_panel_is_its_picture():
    view = {"version_major": 2, "version_minor": 0, "model_id": "m"}
    page = exported(picture(**{"application/vnd.jupyter.widget-view+json": view}))
    assert len(images(page)) == 1 and "widget-view+json" not in page


def test_what_an_alternative_text_says_is_not_said_twice():
    line = nbformat.v4.new_output("display_data", data={"text/html": f"<div {SPOKEN}>Picture: A line.</div>"})
    assert "Picture:" not in exported(line, picture())


def test_other_outputs_stay_as_they_are():
    stream = nbformat.v4.new_output("stream", name="stdout", text="printed")
    plain = nbformat.v4.new_output("display_data", data={"text/html": "<b>bold</b>"})
    page = exported(stream, plain)
    assert "printed" in page and "<b>bold</b>" in page
