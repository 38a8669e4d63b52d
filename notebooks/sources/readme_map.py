"""The README's map of the lessons, made from what each lesson tells of itself and from the counted minutes.

`make notebooks` writes it.
"""

from nas_teach.lab.course.catalogue import lessons
from nas_teach.lab.course.minutes import load

BEGIN, END = "<!-- lessons: begin -->\n", "<!-- lessons: end -->\n"


def table():
    """The map as Markdown: a row for each lesson."""
    minutes = load()
    rows = [
        f"| {of.number} | [{of.title}](notebooks/{of.name}.ipynb) | {minutes.get(of.number, '')} | {of.done} |\n"
        for of in lessons()
    ]
    return "| | lesson | minutes | what you will have done |\n|---|---|---|---|\n" + "".join(rows)


def with_map(readme):
    """The text of the README with the present map between its two markers. ValueError: a marker is missing."""
    before, begun, rest = readme.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"README.md must have the lines {BEGIN.strip()} and {END.strip()}")
    return before + BEGIN + table() + END + after


def write(path):
    """Bring the map in the file `path` up to date."""
    old = path.read_text(encoding="utf-8")
    if (new := with_map(old)) != old:
        path.write_text(new, encoding="utf-8", newline="\n")
