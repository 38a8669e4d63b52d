"""Count how long a lesson takes: its words, code, outputs, pictures, widgets, exercises and quick questions.

The lesson's first cell says {{minutes}} where the builder puts the sentence. A part is optional when its heading
ends with "(optional)": all that stands below it, up to the next heading of the same or a higher level.
"""

import re
from collections import Counter

from nas_teach.lab.course.catalogue import find
from nas_teach.lab.course.minutes import PATH, Minutes
from notebooks.sources.play_first import ADDED

PLACEHOLDER = "{{minutes}}"
SENTENCE = re.compile(rf"\*\*Time:\*\* [^.]*\.|{ADDED}")  # what the builder adds is not counted
HEADING = re.compile(r"(#{1,6}) .*")
WIDGET = "application/vnd.jupyter.widget-view+json"
SECONDS = {
    "word": 60 / 180,
    "line of code": 4,
    "line of output": 2,
    "picture": 20,
    "widget": 180,
    "minute of exercises": 60,
    "quick question": 30,
}
WORK = ("minute of exercises", "quick question")


def count(notebook):
    """Minutes that a lesson takes. `notebook`: executed, with or without the sentence in its first cell."""
    main, optional = Counter(), Counter()
    for part, is_optional in parts(notebook):
        counted = {"word": _words(part)} if isinstance(part, str) else _of_code(part)
        (optional if is_optional else main).update(counted)
    exercises = {kind: main[kind] for kind in WORK}
    return Minutes(*(round(_seconds(counted) / 60) for counted in (main, exercises, optional)))


def parts(notebook):
    """Lines of text and code cells, in order, each with whether it is in an optional part: pairs."""
    level = 0  # of the heading that began an optional part; 0 on the main path
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield cell, level > 0
            continue
        for line, heading in _lines(SENTENCE.sub("", cell.source).replace(PLACEHOLDER, "")):
            if heading and (not level or heading <= level):
                level = heading if line.endswith("(optional)") else 0
            yield line, level > 0


def fill(notebook, minutes=None):
    """Put the sentence into the place that the lesson keeps for it: of `minutes`, or of what is counted."""
    sentence = (minutes or count(notebook)).sentence
    for cell in notebook.cells:
        cell.source = cell.source.replace(PLACEHOLDER, sentence)


def write(notebooks):
    """Keep what is counted in the notebooks, {number of the lesson: notebook}, for the maps."""
    rows = [f' "{number}": {list(count(notebook))}' for number, notebook in sorted(notebooks.items())]
    PATH.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8", newline="\n")


def _seconds(counted):
    return sum(number * SECONDS[kind] for kind, number in counted.items())


def _lines(text):
    """Pairs (line, level of the heading that it is, else 0)."""
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else HEADING.fullmatch(line.rstrip())
        yield line.rstrip(), len(heading[1]) if heading else 0


def _words(line):
    """Pieces with a letter or a digit; of a link only its text."""
    return len(re.findall(r"\S*\w\S*", re.sub(r"\]\([^)]*\)", "]", line)))


def _of_code(cell):
    """An exercise takes its own minutes and a quick question its own; other cells are read line by line."""
    if "exercise" in cell.metadata:
        return {"minute of exercises": find(cell.metadata["exercise"]).minutes}
    if quick := len(re.findall(r"^quick\(", cell.source, re.M)):
        return {"quick question": quick}
    counted = Counter({"line of code": _filled(cell.source)})
    for output in cell.outputs:
        counted.update(_of_output(output))
    return counted


def _of_output(output):
    data = output.get("data", {})
    if "image/png" in data:
        return {"widget" if WIDGET in data else "picture": 1}
    text = output.get("text") or data.get("text/plain", "")
    unseen = WIDGET in data or text.startswith("Picture: ")  # a progress bar; words for a screen reader
    return {} if unseen else {"line of output": _filled(text)}


def _filled(text):
    return sum(bool(line.strip()) for line in text.splitlines())
