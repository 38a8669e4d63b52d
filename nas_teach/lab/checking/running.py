"""Run a learner's code: for a few seconds at most, silently, and without lasting effects outside.

A thread is stopped by an exception that is raised inside it, wherever it happens to be. In the middle of an
import this would leave a library half loaded, and every later cell that needs it would fail. So a thread
that imports is neither timed nor stopped, until the import has ended. Whether it imports can be seen from its
stack: importlib's own frames are on it, however the import began. Between this look and the exception the
thread might begin an import; `_gate`, which each import must pass while a thread is stopped, has it wait.

A plain lock says that the thread is busy. An Event would not do: an exception that is raised while the
thread sets it can leave all who wait for it waiting for ever. Nor would `join`: Ctrl-C in the middle of it
makes Python (3.11, 3.12) believe that the thread has ended.
"""

import contextlib
import ctypes
import importlib
import io
import sys
import threading
import time
from typing import NamedTuple

from nas_teach.lab.checking.surroundings import undisturbed

LIMIT = 3.0  # seconds
LOADING = 30.0  # seconds that imports may take on top of it
_gate = threading.RLock()  # re-entrant: a finalizer that runs while a thread is stopped may import


class Run(NamedTuple):
    """What came of it: the value, or the error (TimeoutError when it was stopped), and what it printed."""

    value: object
    error: BaseException | None
    printed: str


class Stopped(SystemExit):
    """Raised inside code that ran for too long. `except Exception` misses it."""


def stop_if_told():
    """Raise Stopped in a thread that was told to stop, in case the code that runs in it swallowed that."""
    if getattr(threading.current_thread(), "told_to_stop", False):
        raise Stopped


class StillLoading(TimeoutError):
    """The time was up in the middle of an import, which goes on in the background."""


def run(function, *args, seconds=LIMIT, loading=LOADING):
    """Call `function(*args)` in a thread of its own and wait at most `seconds`. Never raises what it raised.

    Time that passes in imports is not counted, up to `loading` seconds. KeyboardInterrupt stops the thread
    and is passed on. Code that sleeps cannot be stopped at once: it is left behind and ends when it wakes;
    code that imports, when the import has ended. No thread can guard against a C call that never returns.
    """
    box, busy = {}, threading.Lock()

    def work():
        with contextlib.suppress(Stopped):  # one that comes after the end
            try:
                box["value"] = function(*args)
            except BaseException as error:
                box["error"] = error
            finally:
                busy.release()

    thread = threading.Thread(target=work, daemon=True)
    tape = _Tape()
    with contextlib.redirect_stdout(tape), contextlib.redirect_stderr(tape), undisturbed():
        busy.acquire()
        thread.start()
        try:
            loads = _wait(thread, busy, seconds, loading)
        finally:
            _stop(thread, busy)
    if "value" in box:
        return Run(box["value"], None, tape.getvalue())
    error = box.get("error", Stopped())
    if isinstance(error, Stopped) and (loads or _imports(thread)):
        error = StillLoading("A library that this answer needs is still loading.")
    elif not box and _frame(thread):
        error = TimeoutError(f"Given up after {seconds:g} s, and it still runs: restart the kernel.")
    elif isinstance(error, Stopped):
        error = TimeoutError(f"Stopped after {seconds:g} s.")
    return Run(None, error, tape.getvalue())


def _wait(thread, busy, seconds, loading):
    """Wait in small steps, because on Windows a longer wait does not hear Ctrl-C.

    Returns: whether it was an import that took too long.
    """
    now = time.monotonic()
    while min(seconds, loading) > 0 and busy.locked():
        _pause(busy, 0.05)
        before, now = now, time.monotonic()
        if _imports(thread):
            loading -= now - before
        else:
            seconds -= now - before
    return loading <= 0


def _pause(busy, seconds):
    """Wait until the lock is free, but no longer than this."""
    if busy.acquire(timeout=seconds):
        busy.release()


def _frame(thread):
    """The innermost frame that the thread is in; None if it has ended."""
    return sys._current_frames().get(thread.ident)


def _imports(thread):
    """Whether an import is under way in the thread."""
    frame = _frame(thread)
    while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None


def _stop(thread, busy):
    """Have the thread stopped, at once or, if it is left behind in an import, when that has ended."""
    if busy.locked():
        thread.told_to_stop = True
        stopper = threading.Thread(target=_keep_stopping, args=(thread, busy), daemon=True)
        stopper.start()
        stopper.join(0.5)


def _keep_stopping(thread, busy):
    """Raise Stopped in the thread, a few times over in case the code catches everything."""
    tries = 0
    while tries < 10 and busy.locked():
        tries += _raise_unless_it_imports(thread)
        _pause(busy, 0.02)


def _raise_unless_it_imports(thread):
    """Raise Stopped in the thread, and return whether this was done."""
    bootstrap = importlib._bootstrap
    with _gate:
        find_and_load = bootstrap._find_and_load  # every import of a module that is not yet loaded comes here

        def wait_at_the_gate(*args):
            with _gate:
                pass
            return find_and_load(*args)

        bootstrap._find_and_load = wait_at_the_gate
        try:
            if _imports(thread):
                return False
            ident, exception = ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, exception)
            return True
        finally:
            bootstrap._find_and_load = find_and_load


class _Tape(io.StringIO):
    """Keeps the first 2,000 characters that are written to it; a loop that prints cannot fill the memory."""

    def close(self):
        """Stay open: a learner who closes stdout would close the tape."""

    def write(self, text):
        room = 2000 - self.tell()
        return super().write(text[:room]) if room > 0 else len(text)
