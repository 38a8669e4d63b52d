"""What nbgrader's `autograde` calls in place of running the notebook: the judge of `grade`."""

from pathlib import Path

import nbformat
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    LimitOutput,
    LockCells,
    NbGraderPreprocessor,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.utils import is_grade

from nas_teach.lab.checking import slicing
from nas_teach.lab.grading import marking


class JudgeAnswers(NbGraderPreprocessor):
    """Give each check cell the verdict on the answer as its output: an error for all but a right one."""

    def preprocess(self, notebook, resources):
        """Judge the answers of a notebook. Returns notebook and resources, as nbconvert wants it."""
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        checks = [cell for cell in notebook.cells if is_grade(cell) and slicing.ids(cell.source)]
        [lesson] = {slicing.ids(cell.source)[0][:2] for cell in checks} or {"00"}
        run = marking.run(marking.read(cells, lesson), lesson, marking.given(lesson), [Path.cwd()])
        marks = {mark.id: mark for mark in marking.marks(run)}
        for cell in checks:
            cell.outputs = [_output(marks[slicing.ids(cell.source)[0]])]
        return notebook, resources


def _output(mark):
    told = f"{mark.outcome} · {mark.id} {mark.message}"
    if mark.outcome == "correct":
        return nbformat.v4.new_output("stream", name="stdout", text=told)
    return nbformat.v4.new_output("error", ename=mark.outcome, evalue=mark.message, traceback=[told])


def configure(c):
    """Set nbgrader up for the course. `c`: what get_config() gives in nbgrader_config.py."""
    c.CourseDirectory.course_id = "nas-teach"
    c.GenerateAssignment.preprocessors = [  # nbgrader's own without ClearSolutions: the skeletons stay
        LockCells,
        ClearOutput,
        CheckCellMetadata,
        ComputeChecksums,
        SaveCells,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
        CheckCellMetadata,
    ]
    c.Autograde.autograde_preprocessors = [
        JudgeAnswers,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    c.OverwriteCells.add_missing_cells = True
