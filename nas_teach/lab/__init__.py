"""Everything that a lesson imports: `from nas_teach.lab import check, show, …`.

checking/   exercises: what one is, running answers safely, verdicts
showing/    style, figures, cards, panels; pictures that several lessons share
course/     the lessons, progress, the map, working copies, the installation
lesson_NN/  exercises, pictures and widgets of one lesson; an edit there makes one notebook stale

A name is loaded when it is first asked for, so that doctor() still runs where torch or matplotlib is missing.
"""

from importlib import import_module

PLACES = {
    "check": "checking.learner",
    "hint": "checking.learner",
    "solution": "checking.learner",
    "quick": "checking.asking",
    "doctor": "course.installation",
    "progress_map": "course.course_map",
    "refresh": "course.course_map",
    "card": "showing.cards",
    "show": "showing.figures",
}  # the widgets come on top: each is named once, in the `__init__` of its lesson's folder


def _widgets():
    return import_module(f"{__name__}.course.catalogue").widgets()


def __getattr__(name):
    if name in PLACES:
        return getattr(import_module(f"{__name__}.{PLACES[name]}"), name)
    if name.startswith("_") or name not in _widgets():
        known = ", ".join(PLACES if name.startswith("_") else __dir__())
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {known}")
    return getattr(import_module(f"{__name__}.lesson_{_widgets()[name]}.widget"), name)


def __dir__():
    return [*PLACES, *_widgets()]
