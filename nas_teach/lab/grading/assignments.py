"""The lessons as assignments of nbgrader: the answer and its check in two cells, points by difficulty.

nbgrader releases, collects and keeps the gradebook; the answers are judged as `grade` judges them (autograde.py),
so what a learner changes in her notebook's tools gives no points. Quick questions carry none.
"""

import copy
import json
import re
import sys
from pathlib import Path

from nas_teach.lab.course import copies, files
from nas_teach.lab.course.catalogue import find

CONFIG = '''"""Settings of nbgrader for the course. configure() is the course's own, and follows its updates."""

from nas_teach.lab.grading.autograde import configure

c = get_config()  # noqa: F821
configure(c)
'''
CHECK = re.compile(r"^(?:\w+ = )?check\(.*$", re.M)


def write(folder, numbers=()):
    """Write source/<lesson>/<lesson>.ipynb for each lesson, and nbgrader_config.py unless there is one.

    Args:    folder: of the course at nbgrader; made if need be. numbers: ("02", "05"); none: all lessons.
    Returns: sentences that say what was written and what to type next.
    Raises:  ValueError: there is no such lesson. OSError: the folder cannot be written.
    """
    chosen = [copies.find(number) for number in numbers] or copies.there()
    for lesson in chosen:
        path = folder / "source" / lesson.name / f"{lesson.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = assignment(json.loads(copies.fresh(lesson)))
        files.replace(path, (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())
    config = folder / "nbgrader_config.py"
    if not config.exists():
        files.replace(config, CONFIG.encode())
    names = ", ".join(lesson.name for lesson in chosen)
    programs = Path(sys.executable).parent  # nbgrader calls a program, alembic, that lies there, too
    return (
        f"Written into {folder / 'source'}: {names}. To release the first: with {programs} in the PATH (or the "
        f"environment activated), type `nbgrader generate_assignment {chosen[0].name}` in the folder {folder}."
    )


def assignment(notebook):
    """A lesson's notebook, as a dictionary, with the cells that nbgrader needs."""
    cells = [part for cell in notebook["cells"] for part in _parts(cell)]
    return {**notebook, "cells": cells}


def _parts(cell):
    id = cell["metadata"].get("exercise")
    if not id:
        return [cell]
    source = "".join(cell["source"])
    [line] = CHECK.findall(source)
    answer = re.sub(r"\n{3,}$", "\n", CHECK.sub("", source).replace("\n\n# hint", "\n# hint"))
    return [
        _marked(cell, id, answer, grade=False, solution=True, locked=False),
        _marked(cell, id, line, grade=True, solution=False, locked=True, points=find(id).dots),
    ]


def _marked(cell, id, source, **marks):
    """A copy of the cell with this source and the marks of nbgrader."""
    made = copy.deepcopy(cell)
    kind = "check" if marks["grade"] else "answer"
    made.update(id=f"{kind}-{id.replace('.', '-')}", source=source.splitlines(keepends=True))
    made["metadata"] = {"nbgrader": {"schema_version": 3, "grade_id": made["id"], "task": False, **marks}}
    return made
