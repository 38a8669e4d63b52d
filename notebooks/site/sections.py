"""What to use when: the sections of that name, collected from the lessons, each below a link to its lesson."""

import re

import nbformat

from nas_teach.lab.course import copies
from notebooks.sources.build import NOTEBOOKS

NAME = "What to use when"
SECTION = re.compile(rf"^(#+) {NAME}\s*$\n(.*?)(?=^#{{1,6}} |\Z)", re.M | re.S)
PARAGRAPH = re.compile(rf"^\*\*{NAME}\.\*\*(.*?)(?=\n\n|\Z)", re.M | re.S)


def what_to_use_when():
    """The page in Markdown."""
    parts = [f"# {NAME}\n\nThe advice of all lessons on one page. Each lesson says what it rests on."]
    for lesson in copies.there():
        cells = nbformat.read(NOTEBOOKS / f"{lesson.name}.ipynb", as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        if found := SECTION.search(text) or PARAGRAPH.search(text):
            title = f"## [{lesson.number} · {lesson.title}]({lesson.name}.ipynb)"
            parts.append(f"{title}\n\n{found[found.lastindex].strip()}")
    return "\n\n".join(parts) + "\n"
