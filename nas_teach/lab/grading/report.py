"""The table of a class: a CSV for a spreadsheet, and a page to read."""

import csv
import html
import io

from nas_teach.lab.course.catalogue import lessons
from nas_teach.lab.grading.grading import Row
from nas_teach.lab.grading.marking import asked

SAID = {
    "correct": ("✓", "right"),
    "wrong": ("✗", "not right"),
    "unattempted": ("○", "not attempted"),
    "missing": ("–", "not in the notebook"),
    "unjudged": ("?", "not judged: see below"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins with one of these
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; max-width: 80rem; color: #1a1a1a; background: #fff }
table { border-collapse: collapse; margin: 1rem 0 } caption { text-align: left; font-weight: 600; padding: .4rem 0 }
th, td { border: 1px solid #767676; padding: .25rem .6rem; text-align: left; vertical-align: top }
td.mark { text-align: center } .correct { background: #d9f2e6 } .unjudged { background: #ffe8c2 }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
pre, code { white-space: pre-wrap; overflow-wrap: anywhere } .wide { overflow-x: auto }
"""


def as_csv(grades):
    """All rows as text for a spreadsheet, in UTF-8 with its mark, so that names stay what they are."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(Row._fields)
    table.writerows([[_harmless(value) for value in row] for row in grades.rows])
    return ("\ufeff" + file.getvalue()).encode()


def as_html(grades):
    """A page without scripts: a table for each lesson, below it what a person has to look at."""
    parts = ["<h1>Grades</h1>", _legend()]
    for lesson in lessons():
        rows = [row for row in grades.rows if row.id[:2] == lesson.number]
        parts += [_lesson(lesson, rows)] if rows else []
    parts.append(_to_read(grades))
    body = "\n".join(parts)
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Grades</title>'
    page = (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head><body><main>{body}</main>'
    )
    return (page + "</body></html>\n").encode()


def _harmless(value):
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _legend():
    return "<p>" + ", ".join(f"{symbol} {word}" for symbol, word in SAID.values()) + "</p>"


def _lesson(lesson, rows):
    """The lesson's table: a line for each student, a column for each exercise, the quick questions counted."""
    items = [item for item in asked(lesson.number) if ".q" not in item.id]
    quick = len(asked(lesson.number)) - len(items)
    names = [f"{item.id}<br>{html.escape(item.title)}" for item in items]
    names += [f"right of {len(items)}"] + ([f"quick questions right of {quick}"] if quick else [])
    head = "".join(f'<th scope="col">{name}</th>' for name in ["Student", *names])
    students = dict.fromkeys(row.student for row in rows)
    lines = [
        _student(student, [row for row in rows if row.student == student], quick) for student in students
    ]
    caption = f"<caption>Lesson {lesson.number} · {html.escape(lesson.title)}</caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="Lesson {lesson.number}">{table}</div>'


def _student(student, rows, quick):
    exercises = [row for row in rows if ".q" not in row.id]
    cells = "".join(map(_mark, exercises)) + f"<td>{_right(exercises)}</td>"
    cells += f"<td>{_right([row for row in rows if '.q' in row.id])}</td>" if quick else ""
    return f'<tr><th scope="row">{html.escape(student)}</th>{cells}</tr>\n'


def _right(rows):
    return sum(row.outcome == "correct" for row in rows)


def _mark(row):
    symbol, word = SAID[row.outcome]
    tries = f" {row.attempts}×" if row.attempts else ""
    said = f'<span aria-hidden="true">{symbol}</span><span class="hidden">{word}</span>{tries}'
    return f'<td class="mark {row.outcome}">{said}</td>'


def _to_read(grades):
    """What could not be judged, and what was not in force while the rest was."""
    unjudged = [row for row in grades.rows if row.outcome == "unjudged"]
    items = [
        f"{html.escape(row.student)}, {row.id}, {row.source}: {html.escape(row.message)}" for row in unjudged
    ]
    items += [
        f"{html.escape(s)}: {html.escape(fault)}" for s, faults in grades.faults.items() for fault in faults
    ]
    parts = ["<h2>To be read by you</h2>"]
    parts += ["<ul>", *[f"<li>{item}</li>" for item in items], "</ul>"] if items else ["<p>Nothing.</p>"]
    parts += ["<h2>How the answers were shut in</h2>"]
    parts += [f"<p>{html.escape(said)}</p>" for said in grades.unprotected or [FULL]]
    return "\n".join(parts)


FULL = (
    "In full: no network, the disk read-only and the hand-ins out of sight, limits on time, memory and processes, "
    "no powers over the machine."
)
