"""The source of a reference function, as a solution that a learner can read and run."""

import ast
import inspect
import symtable
import sys
from functools import cache
from types import FunctionType


def source_of(function, wanted="answer"):
    """Python source that defines the name `wanted` as this function or class.

    Args:    function: of the top level of a module.
    Returns: the imports, constants and helpers of its module that it needs, itself, and `answer = name` unless
             it has the name that is wanted.
    Raises:  ValueError: a lambda or a function made by another function, whose source alone says too little.
    """
    function = inspect.unwrap(function)
    if not isinstance(function, FunctionType | type) or not function.__qualname__.isidentifier():
        raise ValueError(f"solution must be text or a function of a module's top level, got {function!r}")
    name = function.__name__
    parts = _parts(inspect.getsource(sys.modules[function.__module__]))
    if parts.get(name, "from").startswith(("import ", "from")):  # written in C: its module only imports it
        raise ValueError(f"solution must be a function or class of a module's top level, got {function!r}")
    needed = _needed(name, parts)
    shown = list(dict.fromkeys(part for bound, part in parts.items() if bound in needed))
    imports = [part for part in shown if part.startswith(("import ", "from "))]
    others = [part for part in shown if part not in imports]
    answer = [] if name == wanted else [f"{wanted} = {name}"]
    return "\n\n\n".join((["\n".join(imports)] if imports else []) + others + answer) + "\n"


@cache
def _parts(source):
    """{name: source of the statement that defines it} of a module's top level."""
    lines = source.splitlines()
    return {bound: part for node in ast.parse(source).body for bound, part in _bound(node, lines)}


def _bound(node, lines):
    """Pairs (name, source) of what a statement of a module's top level defines."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            node.names = [alias]
            yield alias.asname or alias.name.partition(".")[0], ast.unparse(node)
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        first = min([node, *node.decorator_list], key=lambda part: part.lineno).lineno
        yield node.name, "\n".join(lines[first - 1 : node.end_lineno])
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for target in getattr(node, "targets", None) or [node.target]:
            names = [part.id for part in ast.walk(target) if isinstance(part, ast.Name)]
            yield from ((name, "\n".join(lines[node.lineno - 1 : node.end_lineno])) for name in names)


def _needed(name, parts):
    """`name` and all of the module that its source mentions, directly or through others."""
    needed, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name in parts and name not in needed:
            needed.add(name)
            waiting += mentioned(symtable.symtable(parts[name], "", "exec"))
    return needed


def mentioned(table):
    """Names that mean something of the module, in a part of it and in all that is nested there; no local ones."""
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return own.union(*map(mentioned, table.get_children()))
