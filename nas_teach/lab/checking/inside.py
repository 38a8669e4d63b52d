"""What can be seen of a learner's function or class without running it."""

import ast
import dis
import inspect
import textwrap
import types

from nas_teach.lab.checking.values import plain

STUB_OPCODES = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}


def functions_of(answer):
    """A function itself, the function of a method, those that the body of a class defines."""
    if type(answer) is types.MethodType:
        answer = answer.__func__
    parts = type.__getattribute__(answer, "__dict__").values() if issubclass(type(answer), type) else [answer]
    return [part for part in parts if type(part) is types.FunctionType]


def is_stub(function):
    """Whether the body is only `...`, `pass` or a docstring."""
    if type(function) is not types.FunctionType:
        return False
    steps = list(dis.get_instructions(function))
    constants = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    return all(step.opname in STUB_OPCODES for step in steps) and all(c in (None, ...) for c in constants)


def dots_left(answer):
    """Whether a statement `...` is left in the source; None where the source cannot be found."""
    try:
        sources = [textwrap.dedent(inspect.getsource(function)) for function in functions_of(answer)]
        nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    except (OSError, TypeError, SyntaxError):
        return None
    statements = [node.value for node in nodes if isinstance(node, ast.Expr)]
    return any(isinstance(value, ast.Constant) and value.value is ... for value in statements)


def kept_by(answer):
    """What is kept between two uses: default arguments, and containers in the body of a class."""
    defaults = [(part.__defaults__, part.__kwdefaults__) for part in functions_of(answer)]
    is_class = issubclass(type(answer), type)
    body = type.__getattribute__(answer, "__dict__").values() if is_class else ()
    return plain((defaults, [value for value in body if type(value) in (list, dict, set)]))
