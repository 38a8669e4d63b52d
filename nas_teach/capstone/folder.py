"""A run's folder: which files it has, how they grow, and the lock that lets one process at a time write them."""

import json
import os
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from nas_teach.capstone.study import StudyError
from nas_teach.log import TrialLog, append_line

SEARCHES = ("search", "random")  # the logs <name>.jsonl, one line a trial
STARTS, SECONDS, NETWORKS = "starts.jsonl", "seconds.jsonl", "networks.jsonl"
OPENINGS, TEST = "openings.jsonl", "test.jsonl"
LOCK, STOP, OUTPUT, WEIGHTS = "run.lock", "stop", "output.txt", "weights"
_FAR = 1 << 30  # the byte that Windows locks, where nobody reads


def append(folder, file, **entries):
    """Add one line of JSON to a file of the folder; it is on the disk when this returns."""
    append_line(Path(folder) / file, json.dumps(entries, ensure_ascii=False))


def lines(folder, file):
    """The whole lines of a JSON-lines file, a list of dicts; empty without it. A half-written last one is left.

    Raises:  StudyError: a line that is no JSON.
    """
    path = Path(folder) / file
    if not path.exists():
        return []
    *whole, _ = path.read_bytes().split(b"\n")
    try:
        return [json.loads(line) for line in whole]
    except ValueError as error:
        raise StudyError(f"{path} is damaged ({error}): mend it, or begin anew in another folder") from None


def read_log(folder, name, space):
    """The trials of a search, (arch, reward), with its log made ready to go on: a list.

    Raises:  StudyError: a log that is damaged, or of another space.
    """
    try:
        return TrialLog(Path(folder) / f"{name}.jsonl", space).read()
    except ValueError as error:
        raise StudyError(f"{error}") from None


def spent(folder):
    """Seconds of processor time by what they were spent on: {"search": 61.5, "random": 60.2, "retraining": 0}."""
    seconds = dict.fromkeys((*SEARCHES, "retraining"), 0.0)
    for line in lines(folder, SECONDS):
        seconds[line["on"]] += line["seconds"]
    return seconds


def now():
    """The time of day, as the files have it: text, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def told_to_stop(folder):
    """Whether somebody asked the run in this folder to end."""
    return (folder / STOP).exists()


@contextmanager
def timed(folder, what, **more):
    """Write down the processor time of what is done inside; also into the dict that it gives."""
    watch, start = {}, time.process_time()
    yield watch
    watch["seconds"] = round(time.process_time() - start, 3)
    append(folder, SECONDS, on=what, **more, **watch)


@contextmanager
def locked(folder):
    """Hold the folder's lock. The system lets go of it when the process ends, however that happens.

    Raises:  StudyError: another process holds it.
    """
    with open(Path(folder) / LOCK, "a+b") as file:
        if not _patiently(file):
            raise StudyError(
                f"a run is at work in {folder} already{_whose(folder)}: status(folder) shows how far it is, "
                "stop(folder) ends it"
            )
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield


def is_running(folder):
    """Whether a process works in this folder."""
    path = Path(folder) / LOCK
    if not path.exists() or not os.access(path, os.W_OK):
        return False
    with open(path, "a+b") as file:
        return not _patiently(file)


def _patiently(file, tries=5):
    """Lock it, or try again a little later: somebody may be looking whether it is locked."""
    return any(_lock(file) or time.sleep(0.02) for _ in range(tries))


def _whose(folder):
    pid = (Path(folder) / LOCK).read_bytes().decode(errors="replace").strip()
    return f" (process {pid})" if pid else ""


try:
    import fcntl

    def _lock(file):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

except ImportError:  # Windows
    import msvcrt

    def _lock(file):
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
