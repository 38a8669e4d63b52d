"""Judge what was handed in: each notebook in a process of its own, and what cannot be judged is said.

The way of an answer: slicing finds the statements that it needs, screening what in them reaches further than an
answer may, worker runs them shut in. A value comes back as data and is judged here, in a process in which no
line of a learner's ever runs.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from nas_teach.lab.checking import slicing
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course import copies
from nas_teach.lab.course.catalogue import exercises, lessons, questions
from nas_teach.lab.grading import screening
from nas_teach.lab.grading.handins import cells_of
from nas_teach.lab.grading.passing import unpacked
from nas_teach.lab.grading.worker import COPIES
from nas_teach.origin import DATA, ROOT

SECONDS = 40  # for one answer
NOTEBOOK = 100  # seconds for all answers of a notebook: two that never end, and the others still have theirs
MEGABYTES = 2000
OVER = "the notebook's time was used up before; `--seconds` gives it more"
KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Mark(NamedTuple):
    """The verdict on one answer: "correct", "wrong", "unattempted", "missing" or "unjudged", and why."""

    id: str
    outcome: str
    message: str = ""
    received: str = ""


class Run(NamedTuple):
    """What came of the answers of one lesson, before values are judged; `unprotected`: what was not in force."""

    lesson: str
    answers: dict
    results: dict
    unprotected: tuple = ()


def asked(lesson):
    """The exercises and quick questions of one lesson, in order."""
    return (*exercises(lesson), *questions(lesson))


def read(cells, lesson):
    """The answers to a lesson's own exercises and questions: {id: slicing.Answer}."""
    found = slicing.answers(cells)
    return {item.id: found[item.id] for item in asked(lesson) if item.id in found}


def given(lesson):
    """The statements of the lesson itself."""
    [name] = [one.name for one in lessons() if one.number == lesson]
    path = copies.ORIGINALS / f"{name}.ipynb"
    cells = cells_of(path) if path.is_file() else []
    return frozenset(statement for cell in cells for statement in slicing.statements(cell))


def run(answers, lesson, known=frozenset(), hidden=(), seconds=NOTEBOOK):
    """Run the answers of one lesson in a process that is shut in.

    Args:    answers: of read(). known: statements of the lesson itself, which may reach further.
             hidden: folders that the answers may not see. seconds: for all of them.
    Returns: a Run.
    """
    results = {answer.id: {"fault": answer.fault or _reach(answer, known)} for answer in answers.values()}
    jobs = [_job(answer) for answer in answers.values() if not results[answer.id]["fault"]]
    end, unprotected, right = time.monotonic() + seconds, set(), set()
    for batch in [jobs] if COPIES else [[job] for job in jobs]:
        for line in _lines(batch, lesson, right, hidden, end - time.monotonic()):
            unprotected.update(line.pop("unprotected", ()))
            if "id" in line:
                results[line["id"]] = line
                right |= {line["id"]} if line.get("outcome") == "correct" else set()
    return Run(lesson, answers, results, tuple(sorted(unprotected)))


def marks(run):
    """The Mark of every exercise and question of the run's lesson. To be called in one thread at a time."""
    return [_mark(item, run.results.get(item.id)) for item in asked(run.lesson)]


def _mark(item, result):
    if result is None:
        return Mark(item.id, "missing")
    if "value" in result:
        try:
            verdict = judge(item, unpacked(result["value"]))
        except ValueError as error:
            return Mark(item.id, "unjudged", str(error))
        return Mark(item.id, verdict.outcome, verdict.message, verdict.received)
    if "untouched" in result:
        return Mark(item.id, "unattempted")
    if "outcome" in result and (result["outcome"] != "correct" or _wants_code(item)):
        return Mark(item.id, *(str(result[key]) for key in ("outcome", "message", "received")))
    return Mark(item.id, "unjudged", result.get("fault") or OVER)


def _wants_code(item):
    return getattr(item, "kind", "") in ("code", "bug")


def _reach(answer, known):
    """Why a person is to read this answer, "" when it may be run."""
    own = [part for part in answer.statements if not known.issuperset(slicing.statements(part))]
    found = screening.reach("\n".join([*own, answer.expression]))
    return found and f"read it yourself: it reaches for `{found}`"


def _job(answer):
    return {"id": answer.id, "source": "\n".join(answer.statements), "expression": answer.expression}


def _lines(jobs, lesson, right, hidden, seconds):
    """What the worker writes within these seconds; at the end it is killed."""
    if not jobs or seconds <= 0:
        return []
    with tempfile.TemporaryDirectory(prefix="nas-teach-", ignore_cleanup_errors=True) as scratch:
        order = {"lesson": lesson, "jobs": jobs, "right": sorted(right), "scratch": scratch}
        order |= {"hidden": _out_of_sight(hidden), "seconds": SECONDS, "megabytes": MEGABYTES}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "nas_teach.lab.grading.worker"],
            cwd=scratch,
            env=_environment(scratch),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            written, _ = process.communicate(json.dumps(order).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            written, _ = process.communicate()
        return [json.loads(line) for line in written.splitlines(keepends=True) if line.endswith(b"\n")]


def _out_of_sight(folders):
    """Those of the folders without which a worker can start."""
    needed = [
        Path(place).resolve() for place in (ROOT, DATA, sys.prefix, sys.base_prefix, tempfile.gettempdir())
    ]
    folders = [Path(folder).resolve() for folder in folders]
    return [str(folder) for folder in folders if not any(place.is_relative_to(folder) for place in needed)]


def _environment(scratch):
    """A learner's answer sees no variable of the teacher's but these."""
    places = ("HOME", "TMPDIR", "TEMP", "NAS_TEACH_HOME", "MPLCONFIGDIR")
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    fixed = {"OMP_NUM_THREADS": "1", "MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": "1"}
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {
        **kept,
        **dict.fromkeys(places, scratch),
        **fixed,
        "PYTHONPATH": paths,
        "NAS_TEACH_DATA": str(DATA),
    }
