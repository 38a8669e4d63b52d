"""Everything that a lesson imports: `from nas_teach.lab import check, show, …`.

checking/   exercises: what one is, running answers safely, verdicts
showing/    style, figures, cards, panels; pictures that several lessons share
course/     the lessons, progress, the map, working copies, the installation
report/     the report of a search as a page
lesson_NN/  exercises, pictures and widgets of one lesson; an edit there makes one notebook stale

A name is loaded when it is first asked for, so that doctor() still runs where torch or matplotlib is missing.
"""

from nas_teach.lab.course.catalogue import lessons
from nas_teach.lazy import exports

_TOOLS = {
    "checking.learner": "check hint solution",
    "checking.asking": "quick",
    "course.installation": "doctor",
    "course.course_map": "progress_map refresh",
    "course.own_record": "progress_record",
    "report.page": "write_report",
    "showing.cards": "card",
    "showing.figures": "show",
}
_WIDGETS = {f"lesson_{lesson.number}.widget": " ".join(lesson.widgets) for lesson in lessons()}

__all__, __getattr__, __dir__ = exports(__name__, _TOOLS | _WIDGETS)
