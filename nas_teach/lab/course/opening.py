"""From when on solutions are shown. A date that a teacher sets; it is a date on the door and no lock."""

import datetime
import os

from nas_teach.origin import ROOT

VARIABLE = "NAS_TEACH_SOLUTIONS_FROM"
FILE = ROOT / "notebooks" / "solutions_from.txt"  # holds 2027-01-15, in a course that a whole class is given


def shut_until():
    """A sentence that says when solutions open; "" when they are open."""
    text = os.environ.get(VARIABLE) or (FILE.read_text("utf-8") if FILE.is_file() else "")
    if not text.strip():
        return ""
    try:
        day = datetime.date.fromisoformat(text.strip())
    except ValueError:
        return f"Your teacher has shut the solutions, until a day that cannot be read: {text.strip()[:40]!r}."
    if datetime.date.today() >= day:
        return ""
    return f"Your teacher opens the solutions on {day:%A}, {day.day} {day:%B %Y}."
