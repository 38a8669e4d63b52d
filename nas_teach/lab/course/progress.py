"""A learner's own progress, in one local JSON file. Nothing is sent anywhere.

For each exercise: the best outcome, the number of attempts, the time of the first and the last, how many hints
were shown, when the solution was, and the source of the answer. `progress_record()` shows all of it.
"""

import datetime
import json
import os
from pathlib import Path

from nas_teach.lab.course import files

FILE_NAME = "progress.json"
VERSION = 2  # 1 held {id: outcome} and nothing else
RANK = ("unattempted", "wrong", "correct")  # a later one is never replaced by an earlier one
FORM = {"attempts": int, "hints": int, "first": str, "last": str, "solution": str, "answer": str}
LONGEST = 20_000  # characters of an answer that are kept


def folder():
    """Where progress is kept: $NAS_TEACH_HOME, else ~/.nas_teach. Raises RuntimeError: no home folder."""
    home = os.environ.get("NAS_TEACH_HOME")
    return Path(home).expanduser() if home else Path.home() / ".nas_teach"


def load():
    """The best outcome of each exercise so far.

    Returns: ({exercise id: "wrong" or "correct"}, notice); the notice is "" unless something was amiss.
    """
    entries, notice = record()
    return {id: entry["outcome"] for id, entry in entries.items() if "outcome" in entry}, notice


def record():
    """All that is kept: ({exercise id: {"outcome": …, "attempts": …, …}}, notice). A field may be missing."""
    try:
        return _read(folder() / FILE_NAME)
    except (OSError, RuntimeError) as error:
        return {}, f"Your progress could not be read ({_reason(error)})."


def keep(id, outcome, answer=""):
    """Keep an attempt at one exercise: its outcome and answer, unless better ones are kept already.

    Args:    answer: its source, as far as it is known.
    Returns: a notice for the learner, "" when all went well. A full or read-only disk is told, not raised.
    """
    if outcome == "unattempted":
        return ""

    def attempt(entry):
        now = _now()
        best = max(entry.get("outcome", "unattempted"), outcome, key=RANK.index)
        kept = answer if outcome == best and answer else entry.get("answer", "")
        counted = {"attempts": entry.get("attempts", 0) + 1, "first": entry.get("first", now), "last": now}
        return {**entry, "outcome": best, **counted, **({"answer": kept[:LONGEST]} if kept else {})}

    return _change(id, attempt)


def keep_hint(id, number):
    """Keep that hint `number` (from 1) was shown. Returns a notice as keep() does."""
    return _change(id, lambda entry: {**entry, "hints": max(number, entry.get("hints", 0))})


def keep_solution(id):
    """Keep when the solution was first shown. Returns a notice as keep() does."""
    return _change(id, lambda entry: {"solution": _now(), **entry})


def parsed(data):
    """What a progress file holds, as record() gives it.

    Args:    data: the bytes of the file.
    Raises:  ValueError: it does not have our form.
    """
    try:
        whole = json.loads(data)
    except RecursionError:
        raise ValueError("not a progress file") from None
    entries = whole.get("exercises") if isinstance(whole, dict) else None
    if isinstance(entries, dict) and whole.get("version") == 1:
        entries = {id: {"outcome": outcome} for id, outcome in entries.items()}
    elif not isinstance(entries, dict) or whole.get("version") != VERSION:
        raise ValueError(f"not a progress file of version 1 to {VERSION}")
    if not all(map(_well_formed, entries.values())):
        raise ValueError("an entry that is not known")
    return entries


def _well_formed(entry):
    return (
        isinstance(entry, dict)
        and (entry.get("outcome", "wrong") in RANK)
        and all(type(entry.get(name, kind())) is kind for name, kind in FORM.items())
    )


def _change(id, change):
    """Put change(entry) in the place of one exercise's entry."""
    try:
        path = folder() / FILE_NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        with files.lock(path.with_name(FILE_NAME + ".lock")):
            entries, notice = _read(path)
            changed = change(entries.get(id, {}))
            if entries.get(id) != changed:
                _write(path, {**entries, id: changed})
        return notice
    except (OSError, RuntimeError) as error:
        return f"This result could not be kept ({_reason(error)}). The check itself is not affected."


def _read(path):
    """(entries, notice) from `path`. A file that is not ours is moved aside, never overwritten."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}, ""
    try:
        return parsed(data), ""
    except ValueError:
        aside = _unused(path)
        path.replace(aside)
        return {}, f"The progress file was damaged. It is kept as {aside.name}; a new one is begun."


def _unused(path):
    number = 1
    while (aside := path.with_name(f"{path.name}.bad-{number}")).exists():
        number += 1
    return aside


def _write(path, entries):
    data = {"version": VERSION, "exercises": dict(sorted(entries.items()))}
    files.replace(path, json.dumps(data, indent=1).encode())


def _now():
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


def _reason(error):
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
