"""Where the exercises are: `lesson_NN.py` beside this file, each with a tuple EXERCISES."""

import difflib
import importlib
import pkgutil

import nas_teach.lab.exercises as package


def lessons():
    """The lessons that have exercises, as two digits, in order."""
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name.removeprefix("lesson_") for name in names if name.startswith("lesson_"))


def exercises(lesson):
    """The exercises of one lesson ("02"), in order; empty for a lesson that has none."""
    if lesson not in lessons():
        return ()
    return importlib.import_module(f"{package.__name__}.lesson_{lesson}").EXERCISES


def find(id):
    """The exercise with this id ("02.3"; "2.3" will do).

    Raises:  LookupError: there is none; the message gives the ids that come close.
    """
    text = str(id).strip()
    text = "0" + text if text[1:2] == "." else text
    for exercise in exercises(text[:2]):
        if exercise.id == text:
            return exercise
    known = [exercise.id for lesson in lessons() for exercise in exercises(lesson)]
    close = difflib.get_close_matches(text, known, n=5, cutoff=0.5) or known[:5]
    raise LookupError(f'no exercise has the id {id!r}; did you mean one of {", ".join(close)}?')
