"""The map of the course, with the learner's own progress and her working copies."""

import html
from pathlib import Path

from nas_teach.lab.course import copies, minutes, progress
from nas_teach.lab.course.catalogue import exercises, lessons
from nas_teach.lab.course.tally import solved, tally
from nas_teach.lab.showing.cards import card, marked

CELL = 'style="text-align:left;padding:2px 14px 2px 0"'


def progress_map():
    """Show the lessons with their minutes and how many exercises are solved.

    Each lesson is a link: in a working copy to the other copies, which lie beside it. Below the map stands
    which of them are missing, damaged or older than their lesson. Nothing leaves the computer.
    """
    outcomes, notice = progress.load()
    present = Path.cwd()
    notes = [notice] * bool(notice) + (copies.advice(present) if copies.holds_copies(present) else [])
    times = minutes.load()
    rows = [
        (lesson, f"{times.get(lesson.number, '?')} min", *_state(lesson, outcomes)) for lesson in lessons()
    ]
    lines = [f"{lesson.number}  {lesson.title:<28}{time}  {state}" for lesson, time, state, _ in rows]
    head = f"<tr><th {CELL}>No.</th><th {CELL}>Lesson</th><th {CELL}>Time</th><th {CELL}>Solved</th></tr>"
    body = "".join(_row(*row) for row in rows)
    below = "".join(f"<p>{marked(note)}</p>" for note in notes)
    card(f"<table>{head}{body}</table>{below}", "\n".join(lines + notes))


def refresh(number):
    """Begin the working copy of one lesson anew, from the lesson as it is now; the old one is kept beside it.

    Args:    number: "05", "5" or 5.
    """
    try:
        said = copies.renew(number, copies.here())
    except (OSError, ValueError) as error:
        said = f"Nothing was changed: {error}."
    card(marked(said), said)


def _state(lesson, outcomes):
    """("2 of 5 exercises", share of them solved from 0 to 1) for one lesson."""
    all_of_them = exercises(lesson.number)
    return tally(lesson.number, outcomes), solved(all_of_them, outcomes) / len(all_of_them)


def _row(lesson, time, state, share):
    link = 'style="color:var(--jp-content-link-color,#0072b2);text-decoration:underline"'
    title = f'<a href="{lesson.name}.ipynb" {link}>{html.escape(lesson.title)}</a>'
    mark = "✓ " if share == 1 else ""
    return (
        f"<tr><td {CELL}>{lesson.number}</td><td {CELL}>{title}</td>"
        f"<td {CELL}>{time}</td><td {CELL}>{mark}{state}</td></tr>"
    )
