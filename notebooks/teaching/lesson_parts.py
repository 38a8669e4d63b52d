"""A lesson as a teacher uses it: sections, and in each the texts, pictures, questions and predictions in order."""

import re
from dataclasses import dataclass, field, replace

import nbformat

from nas_teach.lab.course.catalogue import find, find_question
from notebooks.sources import minutes
from notebooks.sources.build import NOTEBOOKS

WIDGET = minutes.WIDGET
PREDICTION = re.compile(r"^my_\w+ = ", re.M)
EXERCISE = re.compile(r"### Exercise (\d\d\.\d+)")
ENDS_A_LESSON = ("Recap", "Questionnaire", "What to use when", "What the papers did", "Where to go next")


@dataclass(frozen=True)
class Part:
    """One thing of a lesson.

    `kind`: "text" (markdown), "picture", "widget", "table" (html), "printed", "predict", "quick" or "exercise".
    `body`: the markdown, the PNG in base64, the HTML, the printed text or the code of the cell.
    `told`: alternative text of a picture, name of a widget, or the text of an exercise. `asked`: Exercise or Quick;
    what a panel says in words, or what is printed below a picture.
    """

    kind: str
    body: str
    told: str = ""
    asked: object = None


@dataclass
class Section:
    """What stands below one `##` heading. `minutes`: as the builder counts them."""

    title: str
    optional: bool
    parts: list[Part] = field(default_factory=list)
    minutes: float = 0.0


@dataclass(frozen=True)
class Parted:
    """A lesson taken apart. `sections[0]` is the first screen; its title is that of the lesson."""

    name: str
    title: str
    sections: list[Section]

    @property
    def number(self):
        return self.name[:2]

    @property
    def outcomes(self):
        """What the lesson promises in its first screen: sentences without the exercises that check them."""
        for part in self.sections[0].parts:
            if part.kind == "text" and (bullets := bulleted(part.body)):
                return [
                    re.sub(r"\s*\([^()]*\d\d?\.\d[^()]*\)", "", bullet).rstrip(";. ") for bullet in bullets
                ]
        return []

    @property
    def taught(self):
        """The sections of the main path between the first screen and the recap."""
        return [one for one in self.sections[1:] if not one.optional and one.title not in ENDS_A_LESSON]


def bulleted(markdown):
    """The items of the first list with dashes, each on one line."""
    found = re.search(r"(?:^- .+\n?(?:^ {2,}.+\n?)*)+", markdown, re.M)
    items = re.split(r"^- ", found[0], flags=re.M)[1:] if found else []
    return [" ".join(item.split()) for item in items]


def lesson_paths():
    """The notebooks of the course, in order."""
    return sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def take_apart(path):
    """The lesson in the notebook at `path`, as Parted."""
    notebook = nbformat.read(path, as_version=4)
    sections = []
    for title, optional, cells in _by_section(notebook):
        section = Section(title, optional, [part for cell in _paired(cells) for part in _parts(*cell)])
        counted = minutes.count(nbformat.v4.new_notebook(cells=cells))
        section.minutes = counted.main + counted.optional
        sections.append(section)
    return Parted(path.stem, sections[0].title.partition("·")[2].strip(), sections)


def _by_section(notebook):
    """Triples (title, optional, cells); markdown cells are cut at their headings."""
    found = []
    for cell in notebook.cells:
        pieces = [cell]
        if cell.cell_type == "markdown":
            texts = re.split(r"^(?=#{1,3} )", cell.source, flags=re.M)
            pieces = [nbformat.v4.new_markdown_cell(text.strip()) for text in texts if text.strip()]
        for piece in pieces:
            heading = re.match(r"#{1,2} (.+)", piece.source) if piece.cell_type == "markdown" else None
            if heading:
                title = heading[1].strip()
                found.append((title.removesuffix("(optional)").strip(), title.endswith("(optional)"), []))
            found[-1][2].append(piece)
    return found


def _paired(cells):
    """Each cell with the text of its exercise, if it answers one; that text is then no part of its own."""
    text = ""
    for cell in cells:
        if cell.cell_type == "markdown" and EXERCISE.match(cell.source):
            text = cell.source.partition("\n")[2].strip()
        elif "exercise" in cell.metadata:
            yield cell, text
        else:
            yield cell, ""


def _parts(cell, text):
    """The parts that a cell gives."""
    if cell.cell_type == "markdown":
        body = re.sub(r"\A#{1,2} .*\n*", "", cell.source).strip()
        return [Part("text", body)] if body else []
    if "exercise" in cell.metadata:
        return [Part("exercise", cell.source, text, find(cell.metadata["exercise"]))]
    if "quick" in cell.metadata:
        return [Part("quick", cell.source, "", find_question(cell.metadata["quick"]))]
    parts = [Part("predict", cell.source)] if PREDICTION.search(cell.source) else []
    for part in (part for output in cell.outputs for part in _shown(output, cell.source)):
        if part.kind == "printed" and parts and parts[-1].kind == "picture":
            parts[-1] = replace(parts[-1], asked=part.body)
        else:
            parts.append(part)
    return parts


def _shown(output, source):
    data = output.get("data", {})
    if "image/png" in data:
        if WIDGET in data:
            called = re.findall(r"^(?:\w+ = )?(\w+)\(", source, re.M)
            return [Part("widget", data["image/png"], called[-1] if called else "", _words(data))]
        return [Part("picture", data["image/png"], output.metadata.get("image/png", {}).get("alt", ""))]
    if "<table" in data.get("text/html", ""):
        return [Part("table", data["text/html"])]
    if output.output_type == "stream":
        return [Part("printed", output.text.rstrip())]
    return []


def _words(data):
    """What the panel says below its picture."""
    return data.get("text/plain", "")
