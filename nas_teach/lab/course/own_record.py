"""What the course has kept of a learner, shown to her."""

import html

from nas_teach.lab.course import progress
from nas_teach.lab.showing.cards import BLOCK, card, marked

CELL = 'style="text-align:left;vertical-align:top;padding:2px 14px 2px 0"'
COLUMNS = ("Exercise", "Best so far", "Attempts", "First", "Last", "Hints", "Solution shown")
OUTCOMES = {"correct": "✓ correct", "wrong": "✗ not yet"}


def progress_record():
    """Show all that the course has kept of you, and where: what a progress file holds if you hand it in."""
    entries, notice = progress.record()
    place = progress.folder() / progress.FILE_NAME
    said = (
        f"All of this is in `{place}`, on this computer. Nothing is sent anywhere; delete it to begin anew."
    )
    rows = [(id, *_fields(entry), entry.get("answer", "")) for id, entry in sorted(entries.items())]
    head = "".join(f'<th scope="col" {CELL}>{name}</th>' for name in COLUMNS)
    body = "".join(map(_row, rows))
    lines = ["  ".join([*fields]) + (f"\n{answer}" if answer else "") for *fields, answer in rows]
    notes = [said, *[notice] * bool(notice)]
    table = f"<table><tr>{head}</tr>{body}</table>" if rows else "<p>Nothing is kept yet.</p>"
    card(table + "".join(f"<p>{marked(text)}</p>" for text in notes), "\n".join([*lines, *notes]))


def _fields(entry):
    times = [entry.get(name, "")[:16].replace("T", " ") for name in ("first", "last", "solution")]
    counts = [str(entry.get(name, 0)) for name in ("attempts", "hints")]
    return OUTCOMES.get(entry.get("outcome"), "○"), counts[0], times[0], times[1], counts[1], times[2]


def _row(row):
    *fields, answer = row
    cells = "".join(f"<td {CELL}>{html.escape(field)}</td>" for field in fields)
    shown = (
        f'<details><summary>Your answer</summary><pre style="{BLOCK}">{html.escape(answer)}</pre></details>'
    )
    below = f'<tr><td></td><td colspan="{len(COLUMNS) - 1}">{shown}</td></tr>' if answer else ""
    return f"<tr>{cells}</tr>{below}"
