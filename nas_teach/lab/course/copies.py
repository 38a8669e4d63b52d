"""The learner's working copies of the lessons: without outputs, so that no prediction is spoiled.

They lie side by side in one folder, so links between lessons work there too. A copy is never overwritten; it
carries a mark that says which text it was made from, so the course can tell when the lesson has changed.
"""

import contextlib
import datetime
import hashlib
import itertools
import json
import os
import sys
from pathlib import Path

from nas_teach.lab.course import files, progress
from nas_teach.lab.course.catalogue import lessons
from nas_teach.origin import ROOT

ORIGINALS = ROOT / "notebooks"
GLOSSARY = "glossary.md"  # the lessons link to it; it is not the learner's, and kept up to date
SENTENCES = {
    "missing": "Lesson {} has no copy here.",
    "changed": "Lesson {} has changed since your copy was laid.",
    "damaged": "Your copy of lesson {} is no notebook any more; it was left as it is.",
}
REFRESH = 'run `from nas_teach.lab import refresh; refresh("{}")` in a new cell'
OURS, MARK = "nas_teach", "copy_of"  # where in a notebook's metadata the mark is


def folder():
    """Where copies are laid: in the course's folder, or in the learner's home where that belongs to another."""
    own = ROOT / "work"
    return own if _is_mine(own if own.exists() else ROOT) else progress.folder() / "work"


def _is_mine(place):
    user = getattr(os, "geteuid", lambda: 0)()  # Windows has no such number
    return user in (0, place.stat().st_uid) and files.writable(place)


def here():
    """The folder of copies that this notebook lies in; the usual one where it is no copy."""
    present = Path.cwd()
    return present if holds_copies(present) else folder()


def holds_copies(place):
    """True when there is at least one marked copy in `place`."""
    for lesson in lessons():
        with contextlib.suppress(OSError, ValueError):
            if _mark(_read(place / f"{lesson.name}.ipynb")):
                return True
    return False


def lay(place):
    """Lay a copy of every lesson that has none in `place`, and the glossary.

    Returns: names of the lessons that were laid; none where the package was installed without lessons.
    Raises:  OSError: the folder cannot be written. ValueError: a lesson is damaged; the message names it.
    """
    laid, damaged = [], []
    for lesson in there():
        copy = place / f"{lesson.name}.ipynb"
        if not os.path.lexists(copy):
            place.mkdir(parents=True, exist_ok=True)
            try:
                files.create(copy, fresh(lesson))
                laid.append(lesson.name)
            except FileExistsError:  # a second start was faster
                pass
            except ValueError as error:
                damaged.append(str(error))
    _bring_glossary(place)
    if damaged:
        raise ValueError("; ".join(damaged))
    return laid


def _bring_glossary(place):
    original, copy = ORIGINALS / GLOSSARY, place / GLOSSARY
    if original.is_file() and place.is_dir():
        text = original.read_bytes()
        if not copy.is_file() or copy.read_bytes() != text:
            files.replace(copy, text)


def states(place):
    """{number of a lesson: "missing", "current", "changed" or "damaged"} of the copies in `place`.

    A copy is "changed" when the lesson's text is another by now, and "damaged" when it is no notebook any more.
    A notebook without a mark, which we did not lay, counts as "current": nothing is known of it.
    """
    return {lesson.number: _state(lesson, place / f"{lesson.name}.ipynb") for lesson in there()}


def _state(lesson, copy):
    if not os.path.lexists(copy):
        return "missing"
    try:
        mark = _mark(_read(copy))
    except (OSError, ValueError):
        return "damaged"
    try:
        original = _digest(_read(_original(lesson)))
    except ValueError:  # lay() tells of it
        return "current"
    return "changed" if mark and mark != original else "current"


def advice(place, command=REFRESH):
    """What is amiss with the copies in `place`: a list of sentences, empty when all is well.

    Args:    command: what to do to begin a copy anew, with {} for the lesson's number.
    """
    amiss = {number: state for number, state in states(place).items() if state != "current"}
    told = [SENTENCES[state].format(number) for number, state in amiss.items()]
    renewal = f"To have it anew, {command.format(next(iter(amiss), ''))}. What you wrote is kept beside it."
    return [*told, renewal] if told else []


def renew(number, place):
    """Put a fresh copy of one lesson into `place`; the one that was there is kept beside it.

    Args:    number: "05", "5" or 5.
    Returns: a sentence that says what was done.
    Raises:  ValueError: there is no such lesson, or it is damaged. OSError: as lay().
    """
    lesson = find(number)
    copy, data = place / f"{lesson.name}.ipynb", fresh(lesson)
    place.mkdir(parents=True, exist_ok=True)
    kept = _keep(copy) if os.path.lexists(copy) else None
    files.replace(copy, data)
    if not kept:
        return f"`{copy.name}` is there again."
    return f"`{copy.name}` is new; yours is `{kept.name}`. If the lesson is open, close it without saving."


def _keep(copy):
    """Write what is in `copy` under a new name, "05_evolution (yours, 2026-11-25).ipynb". Returns its path."""
    data, today = copy.read_bytes(), datetime.date.today().isoformat()
    for again in itertools.count(1):
        kept = copy.with_stem(f"{copy.stem} (yours, {today}{f', {again}' if again > 1 else ''})")
        with contextlib.suppress(FileExistsError):
            files.create(kept, data)
            return kept


def find(number):
    """The lesson with this number, "05", "5" or 5. Raises ValueError: there is none here."""
    known = {lesson.number: lesson for lesson in there()}
    text = str(number).strip()
    text = text if text in known else f"0{text}"
    if text not in known:
        choice = f"the lessons are {', '.join(known)}" if known else "this installation has none"
        raise ValueError(f"there is no lesson {number!r}; {choice}")
    return known[text]


def there():
    """The lessons of this installation, a list: those whose notebooks are in the course's folder."""
    return [lesson for lesson in lessons() if _original(lesson).is_file()]


def _original(lesson):
    return ORIGINALS / f"{lesson.name}.ipynb"


def fresh(lesson):
    """The lesson as a notebook without outputs, marked, in bytes: just as JupyterLab would save it."""
    notebook = _read(_original(lesson))
    notebook["metadata"].get("language_info", {})["version"] = sys.version.split()[0]
    notebook["metadata"].setdefault(OURS, {})[MARK] = _digest(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _read(path):
    """A notebook as the dictionary that is in its file. ValueError: it is none, or a damaged one."""
    try:
        notebook = json.loads(path.read_bytes())
        kinds = [cell["cell_type"] for cell in notebook["cells"]]
        well = set(kinds) <= {"markdown", "code", "raw"} and isinstance(notebook["metadata"], dict)
    except (ValueError, KeyError, TypeError, RecursionError):
        well = False
    if not well:
        raise ValueError(f"{path} is no notebook any more")
    return notebook


def _mark(notebook):
    ours = notebook["metadata"].get(OURS)
    return ours.get(MARK) if isinstance(ours, dict) else None


def _digest(notebook):
    """16 hexadecimal digits that change when a learner would see another text; outputs do not count."""
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:16]
