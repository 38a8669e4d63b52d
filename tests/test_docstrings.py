"""Public docstrings have one form, that of `compound_scale`. The lessons' own folders are free of it."""

import ast
import re

import pytest

from notebooks.sources.build import ROOT

PACKAGE = ROOT / "nas_teach"
FILES = [path for path in sorted(PACKAGE.rglob("*.py")) if "lesson_" not in path.parent.name]
OF_A_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
ROOMS = [path for path in FILES if path.name == "__init__.py" and len(path.relative_to(PACKAGE).parts) <= 3]
OF_A_ROOM = pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.parent.name)

SECTIONS = {"Args": 1, "Returns": 2, "Yields": 2, "Raises": 3, "Source": 4}  # word: its place in the order
OTHER_WORDS = {"Arguments", "Parameters", "Return", "Yield", "Raise", "Errors", "Sources", "References"}
WIDTH = len("Returns: ")  # where the text of a section begins
INHERITED = {"forward", "ask", "tell", "fresh"}  # what they do is said once, in torch or the protocol


def public(node, prefix="", above=""):
    """Triples (name, node, docstring of the class around it) of what is public in a file or class."""
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and not part.name.startswith("_"):
            yield prefix + part.name, part, above
            if isinstance(part, ast.ClassDef):
                yield from public(part, f"{part.name}.", ast.get_docstring(part) or "")


def documented(path):
    """Pairs (name, docstring) of a file and of what is public in it; None where there is no docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    parts = [("the file", tree), *((name, node) for name, node, _ in public(tree))]
    return [(name, ast.get_docstring(node)) for name, node in parts if name.split(".")[-1] not in INHERITED]


def form_fault(docstring):
    """What is wrong with the sections of a docstring, or None."""
    place, inside = 0, False
    for line in docstring.splitlines():
        word = re.match(r"(\w+):", line)
        if word and word[1] in OTHER_WORDS:
            return f"sections are called {', '.join(SECTIONS)}, not {word[1]}"
        if word and word[1] in SECTIONS:
            if SECTIONS[word[1]] <= place:
                return f"{word[1]} comes too late or twice; the order is {', '.join(SECTIONS)}"
            if not re.match(rf"{word[0]:{WIDTH}}\S", line):
                return f"the text of a section begins after {WIDTH} letters: {line!r}"
            place, inside = SECTIONS[word[1]], True
        elif inside and line and not line.startswith(" " * WIDTH):
            return f"a section goes on below its text, or ends with an empty line: {line!r}"
        inside = inside and line != ""
    return None


@OF_A_FILE
def test_all_that_is_public_says_what_it_does(path):
    for name, docstring in documented(path):
        assert docstring, name
        first = docstring.splitlines()[0]
        assert first.endswith((".", ":", "?")), (
            f"{name}: end the first line as a sentence ends, not {first!r}"
        )


@OF_A_FILE
def test_sections_have_one_form(path):
    faults = {name: form_fault(docstring) for name, docstring in documented(path) if docstring}
    assert {name: fault for name, fault in faults.items() if fault} == {}


def raised(node):
    """Names of the exceptions that a function, or a class while it is made, raises in its own body."""
    if isinstance(node, ast.ClassDef):
        made = ("__init__", "__post_init__", "__new__")
        return set().union(*(raised(part) for part in node.body if getattr(part, "name", "") in made))
    names, waiting = set(), list(node.body)
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Raise) and isinstance(part.exc, ast.Call):
            names.add(ast.unparse(part.exc.func))
        if not isinstance(part, ast.FunctionDef | ast.ClassDef):
            waiting += ast.iter_child_nodes(part)
    return names


@OF_A_FILE
def test_what_is_raised_is_named(path):
    """By the function itself or by its class."""
    for name, node, above in public(ast.parse(path.read_text("utf-8"))):
        said = above + (ast.get_docstring(node) or "")
        missing = sorted(error for error in raised(node) if error not in said)
        assert not missing, f"{name} raises {', '.join(missing)} and does not say when"


@OF_A_ROOM
def test_a_room_says_what_belongs_elsewhere(path):
    """What does not belong in it is named with its place, `hardware/`."""
    named = re.findall(r"(\w+)/", ast.get_docstring(ast.parse(path.read_text("utf-8"))))
    others = [name for name in named if name != path.parent.name]
    assert [name for name in others if (PACKAGE / name).is_dir() or (path.parent / name).is_dir()]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Words.\n\nArgs:    x: a number.\nReturns: another one,\n         and more.\n\n>>> 1 + 1", None),
        ("Words.\n\nSource:  A paper.\n\nMore words.", None),
        ("Words.\n\nArgs: x: a number.", "begins after 9"),
        ("Words.\n\nArgs:\n    x: a number.", "begins after 9"),
        ("Words.\n\nArguments: x: a number.", "not Arguments"),
        ("Words.\n\nRaises:  ValueError: x.\nReturns: one.", "Returns comes too late"),
        ("Words.\n\nArgs:    x.\nArgs:    y.", "twice"),
        ("Words.\n\nArgs:    x: a number,\n  and more.", "below its text"),
    ],
)
def test_the_form_is_told_from_others(text, fault):
    found = form_fault(text)
    assert (found is None) if fault is None else (fault in found)


def test_raised_looks_into_the_body_and_not_into_inner_functions():
    text = "def f():\n    if 1:\n        raise ValueError('x')\n    def g():\n        raise KeyError('y')"
    assert raised(ast.parse(text).body[0]) == {"ValueError"}
