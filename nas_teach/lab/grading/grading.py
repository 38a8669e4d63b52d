"""From a folder of hand-ins to a row for each student and exercise."""

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from nas_teach.lab.course.catalogue import lessons
from nas_teach.lab.grading import marking
from nas_teach.lab.grading.handins import cells_of, collect


class Row(NamedTuple):
    """A student's verdict on one exercise or quick question; `source`: the file that the answer is from."""

    student: str
    id: str
    title: str
    outcome: str
    message: str
    received: str
    attempts: int | str
    first: str
    last: str
    hints: int | str
    solution: str
    source: str


class Grades(NamedTuple):
    """`rows`: of Row. `faults`: {student: files that were not judged}. `unprotected`: what was not in force."""

    rows: list
    faults: dict
    unprotected: list


def grade(folder, numbers=(), seconds=marking.NOTEBOOK, processes=None, tell=lambda text: None):
    """Judge every answer of a class again.

    Args:    folder: see handins.collect. numbers: the lessons that count, ("02", "05"); none: all.
             seconds: that one notebook's answers may take. processes: at a time; the machine's by default.
             tell: called with a line for each notebook that is done.
    Returns: Grades.
    Raises:  ValueError: as collect().
    """
    hand_ins = collect(folder)
    tasks = [task for hand_in in hand_ins for task in _tasks(hand_in, numbers)]
    rows, unprotected = [], set()
    with ThreadPoolExecutor(processes or os.cpu_count()) as pool:
        running = {
            pool.submit(_run, cells, lesson, folder, seconds): n
            for n, (_, lesson, cells, _) in enumerate(tasks)
        }
        done = {}
        for future in as_completed(running):  # values are judged here, one after the other
            number, run = running[future], future.result()
            unprotected.update(run.unprotected)
            done[number] = marking.marks(run)
            right = sum(mark.outcome == "correct" for mark in done[number])
            tell(f"{tasks[number][0].student}, lesson {run.lesson}: {right} of {len(done[number])} right")
    for number, (hand_in, lesson, _, source) in enumerate(tasks):
        items = marking.asked(lesson)
        rows += [_row(hand_in, item, mark, source) for item, mark in zip(items, done[number], strict=True)]
    return Grades(rows, {h.student: h.faults for h in hand_ins if h.faults}, sorted(unprotected))


def _tasks(hand_in, numbers):
    """(hand-in, lesson, cells, where they are from) of each lesson that a student handed in."""
    for lesson in [lesson.number for lesson in lessons()]:
        if numbers and lesson not in numbers:
            continue
        kept = [
            entry["answer"]
            for id, entry in hand_in.record.items()
            if id[:2] == lesson and entry.get("answer")
        ]
        if lesson in hand_in.notebooks:
            path = hand_in.notebooks[lesson]
            yield hand_in, lesson, cells_of(path), path.name
        elif any(id[:2] == lesson for id in hand_in.record):
            yield hand_in, lesson, kept, "progress.json"


def _run(cells, lesson, folder, seconds):
    return marking.run(marking.read(cells, lesson), lesson, marking.given(lesson), (folder,), seconds)


def _row(hand_in, item, mark, source):
    kept = hand_in.record.get(item.id, {})
    title = getattr(item, "title", "quick question")
    times = [kept.get(name, "") for name in ("first", "last")]
    counts = [kept.get(name, 0 if kept else "") for name in ("attempts", "hints")]
    told = (mark.outcome, mark.message, mark.received)
    return Row(
        hand_in.student, item.id, title, *told, counts[0], *times, counts[1], kept.get("solution", ""), source
    )
