"""Out of a notebook, for each exercise, the statements that its answer needs, as text. Nothing is run here."""

import ast
import re
import symtable
import sys
from typing import NamedTuple

from nas_teach.lab.checking.solutions import mentioned

ASKS = ("check", "quick")
PROVIDED = {*ASKS, "hint", "solution", "display"}  # a worker of lab/grading/ gives these to what it runs
HARMLESS = {*PROVIDED, "print", "show", "card"}  # calls that change none of their arguments
MAGIC = re.compile(r"^\s*[%!?].*$|^.*\?\s*$", re.M)  # IPython's own lines, which Python does not know
CALLS = re.compile(r"^[^#\n]*\b(?:check|quick)\(\s*[\"']([\d.q]+)[\"']", re.M)
LAST = 300  # cells of a long session that are looked at


class Answer(NamedTuple):
    """What one answer is made of. `fault`: why it could not even be read, else ""."""

    id: str
    statements: tuple[str, ...] = ()
    expression: str = "..."
    fault: str = ""


class _Statement(NamedTuple):
    node: ast.stmt
    text: str
    binds: frozenset
    mentions: frozenset
    later: frozenset  # mentioned inside functions, so looked up when they are called
    touches: frozenset  # may be changed by it


def answers(cells, only=""):
    """The answers in the code cells of a notebook, in order.

    Args:    cells: their sources, a list of text. only: the one id that is wanted, "" for all.
    Returns: {id: Answer}; of two with one id, the later one.
    """
    found, above = {}, []
    for cell in cells:
        try:
            statements = _read(_python(cell))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            fault = f"the cell is no Python: {error}"
            found.update({id: Answer(id, fault=fault) for id in ids(cell)})
            continue
        for statement in statements:
            asked = _asked(statement.node)
            if asked and only in ("", asked[0]):
                id, expression = asked
                chosen = _needed(above, expression)
                found[id] = Answer(id, tuple(part.text for part in chosen), expression)
            above.append(statement)
    return found


def ids(cell):
    """The ids that a cell asks about, as far as its text shows; it need not be Python."""
    return [_full(id) for id in CALLS.findall(cell)]


def _full(id):
    """ "02.1" for "2.1", as find() has it."""
    return "0" + id if id[1:2] == "." else id


def statements(cell):
    """The statements of a cell in one form each, whatever its blanks and comments; none of what is no Python."""
    try:
        return [ast.unparse(node) for node in ast.parse(_python(cell)).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def source_of_answer(id):
    """The source of the answer that this notebook has just handed in, of all that it needs and no more.

    Args:    id: of the exercise or question, "02.1".
    Returns: statements that end in `check("02.1", …)`; "" outside of a notebook, or where they are not found.
    """
    try:
        cells = sys.modules["IPython"].get_ipython().user_ns["In"][-LAST:]
        answer = answers(cells, id)[id]
    except Exception:  # whatever it is, the verdict matters more
        return ""
    tool = "quick" if "q" in id else "check"
    return "\n".join([*answer.statements, f'{tool}("{id}", {answer.expression})'])


def _python(cell):
    """The cell itself if it is Python, else without IPython's own lines: "% 2" may also go on with a sum."""
    try:
        ast.parse(cell)
        return cell
    except SyntaxError:
        return MAGIC.sub("", cell)


def _read(cell):
    return [_statement(node, cell) for node in ast.parse(cell).body]


def _statement(node, cell):
    first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", ()))])
    text = "\n".join(cell.splitlines()[first - 1 : node.end_lineno])
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        text = ast.get_source_segment(cell, node)  # two may share a line
    table = symtable.symtable(text, "", "exec")
    binds = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    later = frozenset().union(*map(mentioned, table.get_children()))
    names = {s.get_name() for s in table.get_symbols() if s.is_referenced()} | later
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        names = names - {node.name}
    return _Statement(node, text, frozenset(binds), frozenset(names), later, frozenset(_touched(node, names)))


def _touched(node, names):
    """Those of the names whose objects the statement may change."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
        return ()
    asks = isinstance(node, ast.Expr | ast.Assign) and isinstance(node.value, ast.Call)
    if asks and isinstance(node.value.func, ast.Name) and node.value.func.id in HARMLESS:
        return ()
    changes = ast.Call | ast.Attribute | ast.Subscript | ast.Delete
    return names if any(isinstance(part, changes) for part in ast.walk(node)) else ()


def _asked(node):
    """(id, expression) of a statement `check("02.1", expression)` or `name = check(…)`, else None."""
    call = getattr(node, "value", None) if isinstance(node, ast.Expr | ast.Assign) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ASKS):
        return None
    given = dict(zip(("id", "answer"), call.args, strict=False)) | {k.arg: k.value for k in call.keywords}
    id = given.get("id")
    if not (isinstance(id, ast.Constant) and isinstance(id.value, str)):
        return None
    return _full(id.value.strip()), ast.unparse(given["answer"]) if "answer" in given else "..."


def _needed(above, expression):
    """Those of the statements above that make what the expression uses, or change it; in order."""
    data = {name for statement in above for name in statement.binds if _is_data(statement.node)}
    first = mentioned(symtable.symtable(f"({expression})", "", "eval"))
    later = frozenset()
    while True:
        wanted, chosen = set(first | later) - PROVIDED, []
        for statement in reversed(above):
            if statement.binds & wanted or statement.touches & data & wanted:
                chosen.append(statement)
                if isinstance(statement.node, _ALWAYS):
                    wanted -= statement.binds
                wanted |= statement.mentions - PROVIDED
        found = later.union(*(statement.later for statement in chosen))
        if found == later:
            return chosen[::-1]
        later = found


_ALWAYS = ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


def _is_data(node):
    functions = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
    return not isinstance(node, functions) and not _asked(node)
