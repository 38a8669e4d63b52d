"""What the lessons hold: each folder `lab/lesson_NN` has its Lesson, its exercises and its widgets."""

import difflib
import pkgutil
from functools import cache
from importlib import import_module

import nas_teach.lab as lab


@cache
def lessons():
    """The lessons of the course in order: a tuple of Lesson."""
    names = sorted(module.name for module in pkgutil.iter_modules(lab.__path__))
    folders = [import_module(f"{lab.__name__}.{name}") for name in names if name.startswith("lesson_")]
    return tuple(folder.LESSON for folder in folders)


def widgets():
    """{name of a widget: number of the lesson that it belongs to}, in the order of the course."""
    return {name: lesson.number for lesson in lessons() for name in lesson.widgets}


def exercises(number):
    """The exercises of one lesson ("02"), in order; empty for a lesson that there is not."""
    return _of(number, "EXERCISES")


def questions(number):
    """The quick questions of one lesson, in order; empty where there are none."""
    return _of(number, "QUICK")


def find(id):
    """The exercise with this id ("02.3"; "2.3" will do).

    Raises:  LookupError: there is none; the message gives the ids that come close.
    """
    return _find(id, exercises, "exercise")


def find_question(id):
    """The quick question with this id, "05.q1". Raises LookupError as find() does."""
    return _find(id, questions, "quick question")


def _of(number, name):
    if number not in [lesson.number for lesson in lessons()]:
        return ()
    return getattr(import_module(f"{lab.__name__}.lesson_{number}.exercises"), name, ())


def _find(id, of_lesson, kind):
    text = str(id).strip()
    text = "0" + text if text[1:2] == "." else text
    for one in of_lesson(text[:2]):
        if one.id == text:
            return one
    known = [one.id for lesson in lessons() for one in of_lesson(lesson.number)]
    close = [one.id for one in of_lesson(text[:2])] or difflib.get_close_matches(text, known, n=5, cutoff=0.5)
    close = close or known[:5]
    meant = f"; did you mean one of {', '.join(close)}?" if close else ""
    raise LookupError(f"no {kind} has the id {id!r}{meant}")
