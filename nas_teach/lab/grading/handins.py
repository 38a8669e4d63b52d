"""What a class handed in: who, which lesson, which file.

A folder for each student, with notebooks anywhere in it, or files that begin with her name, as learning platforms
unpack them: `anna/05_evolution.ipynb`, `anna/my work/05_evolution.ipynb`, `anna_05_evolution.ipynb`,
`Anna Muster_123_assignsubmission_file_/05_evolution.ipynb`. The lesson is known by the exercises that a notebook
asks for, whatever its name. A progress file (`anna/progress.json`, `anna_progress.json`) brings attempts and
times, and answers where the notebook is missing.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from nas_teach.lab.checking import slicing
from nas_teach.lab.course import progress
from nas_teach.lab.course.catalogue import lessons

MOST = 30_000_000  # bytes of a file
PLATFORM = re.compile(r"_\d+_assignsubmission_(?:file|onlinetext)_?")  # what Moodle adds to a name


class HandIn(NamedTuple):
    """All of one student: {lesson: path of the notebook}, her record of progress, and what could not be read."""

    student: str
    notebooks: dict
    record: dict
    faults: tuple = ()


def collect(folder):
    """The hand-ins in a folder, a list of HandIn sorted by name.

    Raises:  ValueError: nothing was handed in there; the message says what is looked for.
    """
    folder, found = Path(folder), {}
    files = [path for path in sorted(folder.rglob("*")) if _counts(path.relative_to(folder))]
    for path in files:
        found.setdefault(_student(path.relative_to(folder)), []).append(path)
    if not found:
        raise ValueError(f"{folder} has no notebooks and no progress files, such as anna/05_evolution.ipynb")
    return [_hand_in(student, paths) for student, paths in sorted(found.items())]


def cells_of(path):
    """The sources of a notebook's code cells. Raises ValueError: it is no notebook."""
    try:
        notebook = json.loads(path.read_bytes())
        cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        return ["".join(source) for source in cells]
    except (ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise ValueError(f"{path.name} is no notebook ({type(error).__name__})") from None


def _counts(path):
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts[:-1] if part != ".nas_teach")
    return not hidden and (path.suffix in (".ipynb", ".zip") or path.name.endswith("progress.json"))


def _student(path):
    """The name of a folder; of a file without one, what stands before the lesson's name."""
    if len(path.parts) > 1:
        return PLATFORM.sub("", path.parts[0])
    stem = PLATFORM.sub("_", path.stem)
    return re.split(r"(?:^|[_ -]+)(?:\d\d[_-]|progress)", stem)[0] or stem


def _hand_in(student, paths):
    notebooks, record, faults = {}, {}, []
    for path in sorted(paths, key=lambda path: (_is_aside(path), path)):
        try:
            if path.is_symlink() or path.stat().st_size > MOST:
                raise ValueError(f"{path.name} was not read: it is {_why(path)}")
            if path.suffix == ".zip":
                raise ValueError(f"{path.name} was not read: unpack it first")
            if path.suffix == ".json":
                record.update(progress.parsed(path.read_bytes()))
                continue
            lesson = _lesson(cells_of(path))
            if lesson in notebooks:
                raise ValueError(f"{path.name} was not judged: {notebooks[lesson].name} was")
            notebooks[lesson] = path
        except (OSError, ValueError) as error:
            faults.append(str(error))
    return HandIn(student, notebooks, record, tuple(faults))


def _why(path):
    return "a link to another file" if path.is_symlink() else "too large"


def _is_aside(path):
    """Whether a notebook is a second copy, "05_evolution (yours, 2026-11-25)" or "05_evolution-Copy1"."""
    return not any(path.stem.endswith(lesson.name) for lesson in lessons())


def _lesson(cells):
    """The number of the lesson that most exercises of a notebook belong to. Raises ValueError: it has none."""
    numbers = Counter(id[:2] for cell in cells for id in slicing.ids(cell))
    known = [
        number for number, _ in numbers.most_common() if number in {lesson.number for lesson in lessons()}
    ]
    if not known:
        raise ValueError("a notebook without exercises of the course")
    return known[0]
