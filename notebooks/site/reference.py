"""The package's reference: a page a room, and its docstrings in the form that Sphinx reads."""

import inspect
import pkgutil
import re

import nas_teach

HEADS = {"Args": "Arguments", "Attributes": "Attributes", "Returns": "Returns", "Raises": "Raises"}
HEADS["Source"] = "Source"
HEAD = re.compile(rf"({'|'.join(HEADS)}): +")
LISTED = ("Args", "Attributes", "Raises")
SPECIAL = re.compile(r"([\\*_|])")
CODE = re.compile(r"`([^`]+)`")


def rooms():
    """Names of what the reference has a page of: the rooms of the package, and the modules beside them."""
    return [module.name for module in pkgutil.iter_modules(nas_teach.__path__)]


def page(room):
    """The page of one room, in reStructuredText."""
    name = f"nas_teach.{room}"
    return f"{name}\n{'=' * len(name)}\n\n.. automodule:: {name}\n   :members:\n"


def contents():
    """The page that leads to all rooms."""
    entries = "\n   ".join(f"nas_teach.{room}" for room in rooms())
    said = "What the package ``nas_teach`` offers, room by room, from its own docstrings."
    return f"Reference\n=========\n\n{said}\n\n.. toctree::\n   :maxdepth: 1\n\n   {entries}\n"


def setup(app):
    """For Sphinx: read docstrings in the form of this package."""
    app.connect("autodoc-process-docstring", _process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _process(app, what, name, obj, options, lines):
    lines[:] = restructured("\n".join(lines), _parameters(obj))


def _parameters(obj):
    try:
        return list(inspect.signature(obj).parameters)
    except (TypeError, ValueError):
        return []


def restructured(text, parameters=()):
    """A docstring of this package as lines of reStructuredText: its heads become fields, its names bold.

    Args:    text: the docstring, its indentation taken off. parameters: names of arguments, each of which begins
             an item of a list.
    """
    lines, head, waiting = [], None, []

    def flush():
        if head:
            lines.extend(["", f":{HEADS[head]}: {_field(head, ' '.join(waiting), parameters)}"])

    for line in text.splitlines():
        if found := HEAD.match(line):
            flush()
            head, waiting = found[1], [line[found.end() :].strip()]
        elif head and line.startswith("   ") and line.strip():
            waiting.append(line.strip())
        else:
            flush()
            lines.extend([""] if head else [])
            head, waiting = None, []
            lines.append(line if line.lstrip().startswith((">>>", "...")) or "::" in line else _prose(line))
    flush()
    return "\n".join([*lines, ""]).split("\n")


def _field(head, text, parameters):
    """The text of a field; a list where it tells of several names one after the other."""
    name = "|".join(map(re.escape, parameters)) if head == "Args" and parameters else r"\w+"
    starts = re.compile(rf"(?:^|(?<=[.;] ))(?=(?:(?:{name})(?:, )?)+: )")
    items = [item.strip() for item in starts.split(text)] if head in LISTED else [text]
    items = [
        re.sub(r"^([\w\\, ]+): ", r"**\1**: ", _prose(item)) if head in LISTED else _prose(item)
        for item in items
        if item
    ]
    return items[0] if len(items) == 1 else "\n" + "\n".join(f"   * {item}" for item in items)


def _prose(text):
    """A line in which nothing but code between backticks has a meaning of its own."""
    parts = CODE.split(text)
    return "".join(
        f"``{part}``" if place % 2 else SPECIAL.sub(r"\\\1", part) for place, part in enumerate(parts)
    )
