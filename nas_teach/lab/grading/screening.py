"""What in an answer reaches beyond computing: for files, processes, Python's own insides, or the judge.

Such an answer is not judged; a person is to read it. This finds what people try. It is no proof against someone
who knows Python's insides well enough; that one can also read the solution.
"""

import ast


def _words(text):
    return frozenset(text.split())


LIBRARIES = _words("""
    math cmath random statistics itertools functools operator collections heapq bisect copy dataclasses typing abc
    enum fractions decimal numbers time datetime re string json warnings contextlib pprint array __future__
    numpy scipy torch pandas sklearn matplotlib tqdm IPython ipywidgets nas_teach
""")
JUDGES = ("nas_teach.lab.checking", "nas_teach.lab.course", "nas_teach.lab.grading", "nas_teach.origin")
NAMES = _words("""
    eval exec compile open input breakpoint globals locals vars setattr delattr exit quit getattr sys get_ipython
    __import__ __builtins__ __loader__ __spec__
""")
ATTRIBUTES = _words("""
    __globals__ __code__ __closure__ __builtins__ __dict__ __subclasses__ __bases__ __base__ __mro__ mro
    __getattribute__ __setattr__ __delattr__ __reduce__ __reduce_ex__ __loader__ __spec__ __import__ __self__
    __func__ __wrapped__ __traceback__ gi_frame gi_code cr_frame ag_frame f_back f_globals f_locals f_builtins
    f_code tb_frame tb_next attrgetter methodcaller Formatter get_type_hints
    os sys _os _sys gc inspect builtins ctypes ctypeslib subprocess importlib socket threading multiprocessing
    shutil pathlib pickle signal exercises hub cpp_extension fromfile tofile memmap
""")
OF_SYS = {"maxsize", "float_info"}  # all of sys that an answer may want


def reach(source):
    """What the source reaches for, in words, such as "open"; "" when it only computes."""
    nodes = list(ast.walk(ast.parse(source)))
    fine = {id(node.func) for node in nodes if isinstance(node, ast.Call) and not _computed(node)}
    fine |= {id(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr in OF_SYS}
    found = (name for node in nodes for name in _names(node, id(node) in fine) if name)
    return next(found, "")


def _computed(call):
    """Whether a call of getattr has anything but a written name for its second argument."""
    return not (len(call.args) > 1 and isinstance(call.args[1], ast.Constant))


def _names(node, is_fine):
    """What is forbidden in this one node of the tree. `is_fine`: sys in sys.maxsize, getattr with a name."""
    if isinstance(node, ast.Import):
        return [_module(alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [_imported(node.module or "", alias.name) for alias in node.names]
    if isinstance(node, ast.Name):
        return [node.id if node.id in NAMES and not (is_fine and node.id in ("sys", "getattr")) else ""]
    if isinstance(node, ast.Attribute):
        return [_attribute(node.attr), _patched(node)]
    if isinstance(node, ast.MatchClass):
        return [_attribute(name) for name in node.kwd_attrs]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
        return [] if _computed(node) else [_attribute(str(node.args[1].value))]
    return []


def _imported(module, name):
    if module == "sys" and name in OF_SYS:
        return ""
    return _module(module) or _module(f"{module}.{name}") or _attribute(name)


def _module(name):
    first, *parts = name.split(".")
    if first not in LIBRARIES and name != "sys":
        return f"import {name}"
    inner = name.startswith(JUDGES) or any(_attribute(part) for part in parts)
    return f"import {name}" if inner else ""


def _attribute(name):
    return f".{name}" if name in ATTRIBUTES else ""


def _patched(node):
    """An assignment to an attribute of something that begins with a library's usual name."""
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    usual = {"np", "torch", "nn", "F", "pd", "plt", "random", "nas_teach", *LIBRARIES}
    stored = isinstance(node.ctx, ast.Store | ast.Del)
    return ast.unparse(node) + " =" if stored and isinstance(root, ast.Name) and root.id in usual else ""
