"""A learner's own progress, in one local JSON file. Nothing is sent anywhere."""

import contextlib
import json
import os
import time
from pathlib import Path

from nas_teach.lab.course import files

FILE_NAME = "progress.json"
RANK = ("unattempted", "wrong", "correct")  # a later one is never replaced by an earlier one


def folder():
    """Where progress is kept: $NAS_TEACH_HOME, else ~/.nas_teach. Raises RuntimeError: no home folder."""
    home = os.environ.get("NAS_TEACH_HOME")
    return Path(home).expanduser() if home else Path.home() / ".nas_teach"


def load():
    """The best outcome of each exercise so far.

    Returns: ({exercise id: "wrong" or "correct"}, notice); the notice is "" unless something was amiss.
    """
    try:
        return _read(folder() / FILE_NAME)
    except (OSError, RuntimeError) as error:
        return {}, f"Your progress could not be read ({_reason(error)})."


def keep(id, outcome):
    """Keep the outcome of one exercise, unless a better one is kept already.

    Returns: a notice for the learner, "" when all went well. A full or read-only disk is told, not raised.
    """
    if outcome == "unattempted":
        return ""
    try:
        path = folder() / FILE_NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        with _lock(path.with_name(FILE_NAME + ".lock")):
            outcomes, notice = _read(path)
            best = max(outcomes.get(id, "unattempted"), outcome, key=RANK.index)
            if outcomes.get(id) != best:
                _write(path, {**outcomes, id: best})
        return notice
    except (OSError, RuntimeError) as error:
        return f"This result could not be kept ({_reason(error)}). The check itself is not affected."


def _read(path):
    """(outcomes, notice) from `path`. A file that is not ours is moved aside, never overwritten."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return {}, ""
    try:
        return _outcomes(json.loads(text)), ""
    except (ValueError, RecursionError):
        aside = _unused(path)
        path.replace(aside)
        return {}, f"The progress file was damaged. It is kept as {aside.name}; a new one is begun."


def _outcomes(data):
    """The outcomes in a parsed progress file. Raises ValueError when it does not have our form."""
    outcomes = data.get("exercises") if isinstance(data, dict) else None
    if not isinstance(outcomes, dict) or data.get("version") != 1:
        raise ValueError("not a progress file of version 1")
    if not all(outcome in RANK for outcome in outcomes.values()):
        raise ValueError("an outcome that is not known")
    return outcomes


def _unused(path):
    number = 1
    while (aside := path.with_name(f"{path.name}.bad-{number}")).exists():
        number += 1
    return aside


def _write(path, outcomes):
    data = {"version": 1, "exercises": dict(sorted(outcomes.items()))}
    files.replace(path, json.dumps(data, indent=1).encode())


@contextlib.contextmanager
def _lock(path, patience=2.0, stale=10.0):
    """Hold the lock file `path`, so that two kernels write one after the other.

    A lock older than `stale` seconds was left by a crash and is removed. After `patience` seconds the block
    runs without the lock: a result is then at worst lost, never a file.
    """
    end = time.monotonic() + patience
    held = False
    while not held and time.monotonic() < end:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
            held = True
        except (FileExistsError, PermissionError):  # Windows: PermissionError while another kernel removes it
            if not os.access(path.parent, os.W_OK):
                raise
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > stale:
                    path.unlink()
            time.sleep(0.01)
    try:
        yield
    finally:
        if held:
            with contextlib.suppress(OSError):
                files.patiently(os.unlink, path)


def _reason(error):
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
