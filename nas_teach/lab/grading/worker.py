"""The process in which the answers of one notebook run: python -m nas_teach.lab.grading.worker, jobs on stdin.

Where processes can be copied (Linux) each answer runs in a copy of its own. A value is handed over as data; a
function is judged in that copy, for it cannot leave it alive. What a job writes is a line of JSON; the process
that reads it believes a verdict only for exercises that ask for a function.
"""

import contextlib
import json
import linecache
import os
import select
import signal
import sys
import time
import types

from nas_teach.lab.checking.judging import judge, untouched
from nas_teach.lab.checking.running import LIMIT
from nas_teach.lab.course.catalogue import exercises, find
from nas_teach.lab.grading.confinement import confine, die_with_parent, limit, watch
from nas_teach.lab.grading.passing import packed

COPIES = sys.platform == "linux"
MOST = 1 << 20  # characters of one result
TAMPERED = "it changes functions of the libraries or of the judge"
PATIENCE = 3  # times as long as a learner waits: a class may be judged on a busy machine
WATCHED = {"nas_teach", "numpy", *sys.stdlib_module_names} - {"warnings"}  # torch exchanges its own
CODE = (types.FunctionType, types.BuiltinFunctionType, type)


def main():
    """Confine this process, then run the jobs, {"id", "source", "expression"} each; a line is written for each."""
    order = json.load(sys.stdin)
    results = order["results"] = os.dup(1)  # what an answer prints goes elsewhere
    _silence()
    unprotected = confine(order["scratch"], order["hidden"])
    _tell(results, {"unprotected": unprotected})
    exercises(order["lesson"])  # torch is imported once, not by each answer
    right, whole = set(order["right"]), _code_of_modules()
    for job in order["jobs"]:
        run = _in_a_copy if COPIES else _directly
        result = run(job, right, whole, order)
        if result.get("outcome") == "correct":
            right.add(job["id"])
        _tell(results, {"id": job["id"], **result})


def _silence():
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)


def _tell(descriptor, result):
    line = json.dumps(result).encode() + b"\n"
    while line:
        line = line[os.write(descriptor, line) :]


def _directly(job, right, whole, order):
    limit(order["megabytes"], order["seconds"] + 5)
    watch(order["scratch"])
    return _judged(job, right, whole)


def _in_a_copy(job, right, whole, order):
    """What a copy of this process makes of the job; it is ended when its time is up, and all that it started."""
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        die_with_parent()
        os.setpgid(0, 0)
        os.close(receiving)
        os.close(order["results"])
        limit(order["megabytes"], order["seconds"] + 5)
        watch(order["scratch"])
        _tell(sending, _judged(job, right, whole))
        os._exit(0)
    os.close(sending)
    text, ended = _received(receiving, time.monotonic() + order["seconds"])
    os.close(receiving)
    all_that_it_started = -1 if os.getpid() == 1 else -child  # 1: the first of a namespace, all are its own
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(all_that_it_started, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ValueError):
        return dict(json.loads(text))
    if not ended:
        return {"fault": f"stopped after {order['seconds']} s"}
    return {"fault": f"it ended the process ({_way(os.waitstatus_to_exitcode(status))})"}


def _way(code):
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def _received(descriptor, until):
    """(what comes until the other side closes it or time is up, whether it was closed)."""
    text = b""
    while len(text) < MOST:
        ready, _, _ = select.select([descriptor], [], [], max(0, until - time.monotonic()))
        if not ready:
            return text, False
        part = os.read(descriptor, 1 << 16)
        if not part:
            return text, True
        text += part
        if text.endswith(b"\n"):
            return text, True
    return text, True


def _judged(job, right, whole):
    """The result of one job: {"value"}, {"outcome", "message", "received"} or {"fault"}."""
    space = {"__name__": "__main__", **_tools(job["id"], right)}
    try:
        _run(job["source"], space)
        answer = eval(compile(job["expression"], "<answer>", "eval"), space)
    except SystemExit:
        return {"fault": "it ended the process (SystemExit)"}
    except BaseException as error:
        return {"fault": f"it raised {type(error).__name__}: {str(error)[:300]}"}
    if not callable(answer):
        return {"untouched": True} if untouched(answer) else {"value": packed(answer)}
    exercise = find(job["id"])
    patience = PATIENCE * getattr(exercise.check, "seconds", LIMIT)
    verdict = judge(exercise, answer, patience)
    if verdict.outcome == "correct" and (_changed(whole) or judge(exercise, _nothing).outcome == "correct"):
        return {"fault": TAMPERED}
    return {"outcome": verdict.outcome, "message": verdict.message, "received": verdict.received}


def _nothing(*args, **keywords):
    """No exercise's right answer."""
    return object()


def _run(source, space):
    """Run the source; its lines can be found by who looks for them, as those of a notebook's cell."""
    linecache.cache["<answer>"] = (len(source), None, source.splitlines(keepends=True), "<answer>")
    exec(compile(source, "<answer>", "exec"), space)


def _tools(id, right):
    """What stands for the tools of a notebook. check() gives back what the lesson goes on with."""

    def check(asked, answer=...):
        exercise = find(asked)
        if not exercise.builds or exercise.id in {id, *right}:
            return answer
        return exercise.reference

    return {"check": check} | dict.fromkeys(
        ("quick", "hint", "solution", "display"), lambda *args, **kw: None
    )


def _code_of_modules():
    """{module: its functions and classes by name}, of those that judging rests on."""
    return {
        module: {name: value for name, value in _names(module).items() if issubclass(type(value), CODE)}
        for path, module in list(sys.modules.items())
        if path.partition(".")[0] in WATCHED and issubclass(type(module), types.ModuleType)
    }


def _names(module):
    return dict(object.__getattribute__(module, "__dict__"))


def _changed(whole):
    """Whether a module has lost or exchanged one of these functions and classes."""
    kept = ((_names(module), name, value) for module, code in whole.items() for name, value in code.items())
    return any(names.get(name) is not value for names, name, value in kept)


if __name__ == "__main__":
    main()
