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
    if number not in [lesson.number for lesson in lessons()]:
        return ()
    return import_module(f"{lab.__name__}.lesson_{number}.exercises").EXERCISES


def find(id):
    """The exercise with this id ("02.3"; "2.3" will do).

    Raises:  LookupError: there is none; the message gives the ids that come close.
    """
    text = str(id).strip()
    text = "0" + text if text[1:2] == "." else text
    for exercise in exercises(text[:2]):
        if exercise.id == text:
            return exercise
    known = [exercise.id for lesson in lessons() for exercise in exercises(lesson.number)]
    close = difflib.get_close_matches(text, known, n=5, cutoff=0.5) or known[:5]
    raise LookupError(f"no exercise has the id {id!r}; did you mean one of {', '.join(close)}?")
