"""What a lesson's source leaves out of an exercise, because the exercise itself says it.

The source has the bare heading, in a markdown cell, and the cell to answer in, with the exercise's number:

    # ### Exercise 02.1
    # %% exercise="02.1"
    answer = ...

In the notebook the heading gets title, dots, kind and minutes, and the cell ends with the lines that check,
hint and solve.
"""

import ast
import re

from nas_teach.lab.course.catalogue import find

HEADING = re.compile(r"^#+ Exercise\b.*$", re.M)
BARE = re.compile(r"### Exercise (\d\d\.\d+)")
WRITTEN = re.compile(r"^(?:# )?(?:check|hint|solution)\(.*$", re.M)


def complete(cell, place):
    """Complete one cell of a lesson.

    Args:    cell: of a notebook. place: text of a line -> where in the source it stands, for the messages.
    Raises:  ValueError: the cell says by hand what comes from the exercise, or names one that does not exist.
    """
    if cell.cell_type == "markdown":
        cell.source = HEADING.sub(lambda line: _heading(line[0], place), cell.source)
    elif "exercise" in cell.metadata:
        cell.source = _with_calls(cell.source, cell.metadata["exercise"], place)
    elif written := WRITTEN.search(cell.source):
        raise ValueError(f'{place(written[0])}: mark the cell with exercise="02.1" and leave this line out')


def _heading(line, place):
    bare = BARE.fullmatch(line)
    if not bare:
        raise ValueError(f"{place(line)}: the heading must be `### Exercise 02.1` and no more, got {line!r}")
    return _find(bare[1], place(line)).heading


def _with_calls(answer, id, place):
    header = f'exercise="{id}"'
    exercise = _find(id, place(header))
    if written := WRITTEN.search(answer):
        raise ValueError(f"{place(header)}: leave {written[0]!r} out, it comes from the exercise")
    statements = ast.parse(answer).body
    ends_with_function = statements and isinstance(statements[-1], ast.FunctionDef | ast.ClassDef)
    gap = "\n\n\n" if ends_with_function else "\n"
    calls = f'check("{exercise.id}", answer)\n# hint("{exercise.id}")\n# solution("{exercise.id}")'
    return answer.rstrip("\n") + gap + calls


def _find(id, where):
    try:
        return find(id)
    except LookupError as error:
        raise ValueError(f"{where}: {error}") from None
