"""What a lesson's source leaves out of an exercise, because the exercise itself says it.

The source has the bare heading, in a markdown cell, and the cell to answer in, with the exercise's number:

    # ### Exercise 02.1
    # %% exercise="02.1"
    answer = ...

In the notebook the heading gets title, dots, kind and minutes, and the cell ends with the lines that check,
hint and solve. Where the lesson goes on with what the learner builds, the cell defines that name instead of
`answer`, and the line is `evolve = check("05.2", evolve)`. A quick question is an empty cell with its number:

    # %% quick="05.q1"
"""

import ast
import re

from nas_teach.lab.course.catalogue import find, find_question

HEADING = re.compile(r"^#+ Exercise\b.*$", re.M)
BARE = re.compile(r"### Exercise (\d\d\.\d+)")
WRITTEN = re.compile(r"^(?:# )?(?:\w+ = )?(?:check|hint|solution|quick)\(.*$", re.M)


def complete(cell, place):
    """Complete one cell of a lesson.

    Args:    cell: of a notebook. place: text of a line -> where in the source it stands, for the messages.
    Raises:  ValueError: the cell says by hand what comes from the exercise, or names one that does not exist.
    """
    if cell.cell_type == "markdown":
        cell.source = HEADING.sub(lambda line: _heading(line[0], place), cell.source)
    elif "exercise" in cell.metadata:
        cell.source = _with_calls(cell.source, cell.metadata["exercise"], place)
    elif "quick" in cell.metadata:
        cell.source = _question(cell.source, cell.metadata["quick"], place)
    elif written := WRITTEN.search(cell.source):
        raise ValueError(f'{place(written[0])}: mark the cell with exercise="02.1" and leave this line out')


def _heading(line, place):
    bare = BARE.fullmatch(line)
    if not bare:
        raise ValueError(f"{place(line)}: the heading must be `### Exercise 02.1` and no more, got {line!r}")
    return _found(find, bare[1], place(line)).heading


def _with_calls(answer, id, place):
    header = f'exercise="{id}"'
    exercise = _found(find, id, place(header))
    if written := WRITTEN.search(answer):
        raise ValueError(f"{place(header)}: leave {written[0]!r} out, it comes from the exercise")
    statements = ast.parse(answer).body
    ends_with_function = statements and isinstance(statements[-1], ast.FunctionDef | ast.ClassDef)
    gap = "\n\n\n" if ends_with_function else "\n"
    return answer.rstrip("\n") + gap + _calls(exercise, answer, place(header))


def _calls(exercise, answer, where):
    """The lines that check, hint and solve."""
    check = f'check("{exercise.id}", {exercise.name})'
    if exercise.builds:
        if not re.search(rf"^(?:def|class) {exercise.builds}\b|^{exercise.builds} = ", answer, re.M):
            raise ValueError(
                f"{where}: the cell must define `{exercise.builds}`, which the lesson goes on with"
            )
        check = f"{exercise.builds} = {check}"
    return f'{check}\n# hint("{exercise.id}")\n# solution("{exercise.id}")'


def _question(text, id, place):
    header = f'quick="{id}"'
    if text.strip():
        raise ValueError(f"{place(header)}: leave the cell empty, it is filled from the question")
    return _found(find_question, id, place(header)).as_cell


def solved(notebook):
    """Put the solution into every exercise of a notebook, below what the learner was given; the notebook itself."""
    for cell in notebook.cells:
        if "exercise" in cell.metadata:
            exercise = find(cell.metadata["exercise"])
            given, line, rest = re.split(r"(^(?:\w+ = )?check\(.*$)", cell.source, maxsplit=1, flags=re.M)
            cell.source = f"{given}{exercise.solution.strip()}\n\n\n{line}{rest}"
        elif "quick" in cell.metadata:
            question = find_question(cell.metadata["quick"])
            cell.source = re.sub(
                r"^(quick\(.*), \.\.\.\)", rf"\1, {question.right!r})", cell.source, flags=re.M
            )
    return notebook


def _found(search, id, where):
    try:
        return search(id)
    except LookupError as error:
        raise ValueError(f"{where}: {error}") from None
