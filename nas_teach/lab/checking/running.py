"""Run a learner's code: for a few seconds at most, silently, and without touching the global generators."""

import contextlib
import ctypes
import io
import random
import sys
import threading
import time
from typing import NamedTuple

LIMIT = 3.0  # seconds


class Run(NamedTuple):
    """What came of it: the value, or the error (TimeoutError when it was stopped), and what it printed."""

    value: object
    error: BaseException | None
    printed: str


class Stopped(SystemExit):
    """Raised inside code that ran for too long. `except Exception` misses it."""


def run(function, *args, seconds=LIMIT):
    """Call `function(*args)` in a thread of its own and wait at most `seconds`. Never raises what it raised.

    KeyboardInterrupt stops the thread and is passed on. Code that sleeps cannot be stopped at once: it is
    left behind and ends when it wakes. No thread can guard against a single C call that never returns.
    """
    box, done = {}, threading.Event()

    def work():
        with contextlib.suppress(Stopped):  # one that comes after the end
            try:
                box["value"] = function(*args)
            except BaseException as error:
                box["error"] = error
            finally:
                done.set()

    thread = threading.Thread(target=work, daemon=True)
    tape = _Tape()
    with contextlib.redirect_stdout(tape), contextlib.redirect_stderr(tape), undisturbed():
        thread.start()
        try:
            _wait(done, seconds)
        finally:
            _stop(thread, done)
    error = box.get("error")
    if isinstance(error, Stopped):
        error = TimeoutError(f"Stopped after {seconds:g} s.")
    elif not box:
        error = TimeoutError(f"Given up after {seconds:g} s, and it still runs: restart the kernel.")
    return Run(box.get("value"), error, tape.getvalue())


def _wait(done, seconds):
    """Wait in small steps, because on Windows a longer wait does not hear Ctrl-C."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not done.wait(0.05):
        pass


def _stop(thread, done):
    """Raise Stopped in the thread, a few times over in case the code catches everything."""
    for _ in range(10):
        if done.is_set():
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped))
        done.wait(0.02)


@contextlib.contextmanager
def undisturbed():
    """Seed the global random generators inside the block, and give them their former state back after it."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    generators = [(random.getstate, random.seed, random.setstate)]
    if numpy:
        generators.append((numpy.random.get_state, numpy.random.seed, numpy.random.set_state))
    if torch:
        generators.append((torch.get_rng_state, torch.manual_seed, torch.set_rng_state))
    states = [get() for get, _, _ in generators]
    for _, seed, _ in generators:
        seed(0)
    try:
        yield
    finally:
        for (_, _, restore), state in zip(generators, states, strict=True):
            restore(state)


class _Tape(io.StringIO):
    """Keeps the first 2,000 characters that are written to it; a loop that prints cannot fill the memory."""

    def close(self):
        """Stay open: a learner who closes stdout would close the tape."""

    def write(self, text):
        room = 2000 - self.tell()
        return super().write(text[:room]) if room > 0 else len(text)
