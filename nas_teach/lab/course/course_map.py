"""The map of the course, with the learner's own progress."""

import html

from nas_teach.lab.course import progress
from nas_teach.lab.course.catalogue import exercises, lessons
from nas_teach.lab.course.tally import solved, tally
from nas_teach.lab.showing.cards import card

CELL = 'style="text-align:left;padding:2px 14px 2px 0"'


def progress_map():
    """Show the lessons with their minutes and how many exercises are solved.

    Each lesson that is there is a link. Nothing leaves the computer.
    """
    outcomes, notice = progress.load()
    rows = [(lesson, *_state(lesson, outcomes)) for lesson in lessons()]
    lines = [f"{lesson.number}  {lesson.title:<28}{lesson.minutes} min  {state}" for lesson, state, _ in rows]
    head = f"<tr><th {CELL}></th><th {CELL}>Lesson</th><th {CELL}>Time</th><th {CELL}>Solved</th></tr>"
    body = "".join(_row(*row) for row in rows)
    note = f"<p>{html.escape(notice)}</p>" if notice else ""
    card(f"<table>{head}{body}</table>{note}", "\n".join(lines + [notice] * bool(notice)))


def _state(lesson, outcomes):
    """("2 of 5 exercises", share of them solved from 0 to 1) for one lesson."""
    all_of_them = exercises(lesson.number)
    return tally(lesson.number, outcomes), solved(all_of_them, outcomes) / len(all_of_them)


def _row(lesson, state, share):
    link = 'style="color:var(--jp-content-link-color,#0072b2);text-decoration:underline"'
    title = f'<a href="{lesson.name}.ipynb" {link}>{html.escape(lesson.title)}</a>'
    mark = "✓ " if share == 1 else ""
    return (
        f"<tr><td {CELL}>{lesson.number}</td><td {CELL}>{title}</td>"
        f"<td {CELL}>{lesson.minutes} min</td><td {CELL}>{mark}{state}</td></tr>"
    )
