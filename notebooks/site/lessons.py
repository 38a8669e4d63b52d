"""A committed lesson as a page: pictures as files with their texts, widgets as places for their twins."""

import base64
import hashlib
import html
import io
import re

import nbformat
from PIL import Image, ImageChops

from nas_teach.lab.course.catalogue import widgets
from nas_teach.lab.showing.figures import SPOKEN
from notebooks.site import exercises
from notebooks.sources.build import NOTEBOOKS
from notebooks.sources.minutes import WIDGET

PNG = "image/png"
PICTURES = "pictures"  # the folder of the site that they lie in
DOWNLOADS = "notebooks"
FURTHEST = 16  # of 255, that a colour may move when there are only 256 of them
AS_A_FILE = (
    "You opened this page as a file, so the picture stands still. To turn it, type "
    "<code>python -m http.server</code> in the folder of the pages, and open http://localhost:8000."
)


def page(name, pictures):
    """The notebook that Sphinx reads.

    Args:    name: of the lesson, "02_reinforce". pictures: dict, file name -> bytes, which is filled.
    Returns: a notebook without widgets and calls: all that is left reads the same everywhere.
    """
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    notebook.metadata.pop("widgets", None)
    notebook.cells = [new for cell in notebook.cells for new in _cells(cell, pictures)]
    first = notebook.cells[0]
    title, _, rest = first.source.partition("\n")
    link = f'<a class="nas-download" href="{DOWNLOADS}/{name}.ipynb" download>'
    first.source = f"{title}\n\n{link}Download this lesson as a notebook</a>\n{rest}"
    return notebook


def _cells(cell, pictures):
    """The cells of the page that stand for one cell of the lesson."""
    if cell.cell_type != "code":
        return [cell]
    if "quick" in cell.metadata:
        return [nbformat.v4.new_markdown_cell(exercises.question(cell.metadata["quick"]))]
    if "exercise" in cell.metadata:
        cell.source, cell.outputs = exercises.without_calls(cell.source), []
        return [cell, nbformat.v4.new_markdown_cell(exercises.folded(cell.metadata["exercise"]))]
    cell.outputs = [new for output in cell.outputs for new in _outputs(output, cell.source, pictures)]
    return [cell]


def _outputs(output, source, pictures):
    """What the page shows of one output: nothing of the line for ears, which the picture's own text replaces."""
    data = output.get("data", {})
    markup = "".join(data.get("text/html", ""))
    if SPOKEN in markup:
        return []
    if PNG in data:
        image = _image(data[PNG], output.metadata[PNG], pictures)
        markup = _place(source, image) if WIDGET in data else image
    if markup:
        linked = re.sub(r'(href="\d\d_\w+)\.ipynb"', r'\1.html"', markup)
        output.data, output.metadata = nbformat.from_dict({"text/html": linked}), {}
    return [output]


def _image(png, said, pictures):
    content = _smaller(base64.b64decode(png))
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
    pictures[name] = content
    width, height = (int.from_bytes(content[place : place + 4]) for place in (16, 20))
    size = f'width="{said["width"]}" height="{round(height * said["width"] / width)}"'
    return f'<img src="{PICTURES}/{name}" alt="{html.escape(said["alt"])}" {size} loading="lazy">'


def _smaller(content):
    """A PNG with 256 colours, a third of the bytes, where that looks the same; photographs stay as they are."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    few = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    furthest = max(high for _, high in ImageChops.difference(picture, few.convert("RGB")).getextrema())
    target = io.BytesIO()
    few.save(target, "png", optimize=True)
    return min(content, target.getvalue(), key=len) if furthest <= FURTHEST else content


def _place(source, image):
    """Where the twin of the widget that a cell shows comes to stand, until then its picture."""
    name = next((name for name in widgets() if re.search(rf"\b{name}\(", source)), None)
    if name is None:  # made in another cell: its picture has to do
        return image
    return f'<div class="nas-twin" data-widget="{name}">{image}<p class="nas-still">{AS_A_FILE}</p></div>'
