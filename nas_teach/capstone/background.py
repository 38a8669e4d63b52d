"""A run that goes on when the notebook is closed: started as a process of its own, stopped through its folder."""

import os
import subprocess
import sys
import time
from pathlib import Path

from nas_teach.capstone.folder import OUTPUT, STARTS, STOP, is_running, lines, locked
from nas_teach.capstone.problem import copy_module, load_problem, make_strategy
from nas_teach.capstone.progress import last_words, phase, status
from nas_teach.capstone.study import FILE, read_study
from nas_teach.origin import ROOT

_FLAGS = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
_started = []  # the processes, so that Python does not complain about those that go on


def prepare(folder, study):
    """Check a study and lay it, with the module's file, into a folder; nothing runs yet.

    Raises:  StudyError: the study or its module does not fit, or the folder holds something else.
    """
    inside = folder if (Path(folder) / FILE).exists() else None
    make_strategy(study, load_problem(study, inside))
    study.write(folder)
    copy_module(study, folder)


def start(folder, study=None, wait=120):
    """Start a run in the background, or go on with one. It goes on when notebook and kernel are closed.

    A run that is finished stays as it is.

    Args:    folder: a new one for a new run. study: a Study; not needed to go on.
             wait: seconds within which it must have begun; it is ended otherwise.
    Returns: its Status.
    Raises:  StudyError: the study does not fit, the folder holds another one, or a run is at work there.
             RuntimeError: the process ended at once or did not begin; the message has its last lines.
    """
    folder = Path(folder)
    if study is not None:
        prepare(folder, study)
    read_study(folder)
    if phase(folder) == "finished":
        return status(folder)
    with locked(folder):  # refuses where a run is at work
        before = len(lines(folder, STARTS))
    process = _detached(folder)
    _started.append(process)
    until = time.monotonic() + wait
    while len(lines(folder, STARTS)) == before:
        if process.poll() is not None or time.monotonic() > until:
            process.terminate()
            raise RuntimeError(
                f"the run in {folder} did not begin: {last_words(folder) or 'it wrote nothing'}"
            )
        time.sleep(0.05)
    return status(folder)


def stop(folder, wait=120):
    """Ask a run to end after the training in hand, and wait for that. start(folder) goes on with it.

    Args:    wait: seconds; 0 returns at once.
    Returns: its Status.
    Raises:  StudyError: the folder holds no study. TimeoutError: it is still at work.
    """
    read_study(folder)
    if is_running(folder):
        (Path(folder) / STOP).touch()
    until = time.monotonic() + wait
    while wait and is_running(folder):
        if time.monotonic() > until:
            raise TimeoutError(
                f"the run in {folder} is still at work; it will end after the training in hand"
            )
        time.sleep(0.2)
    return status(folder)


def _detached(folder):
    paths = [str(ROOT), *filter(None, sys.path)]  # what this notebook can import, the run can
    variables = {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
    }
    with open(folder / OUTPUT, "ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "nas_teach.capstone", "run", str(folder.resolve())],
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=_FLAGS,
        )
