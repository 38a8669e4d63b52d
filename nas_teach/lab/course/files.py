"""Files that are there whole or not at all: after a crash, and with two processes at once."""

import contextlib
import os
import secrets
import time


def replace(path, data):
    """Write `data` (bytes) to `path`: a whole new file beside the old one, then one rename.

    Raises:  OSError: it cannot be written; the old file is as it was.
    """
    with _draft(path, data) as draft:
        patiently(os.replace, draft, path)


def create(path, data):
    """Write `data` (bytes) to `path`, which nobody has yet.

    Raises:  FileExistsError: something is there, and stays as it is. OSError: it cannot be written.
    """
    with _draft(path, data) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            raise
        except OSError:  # a disk without links, such as a USB stick
            if os.path.lexists(path):
                raise FileExistsError(f"{path} is there already") from None
            os.replace(draft, path)


def writable(folder):
    """Whether files can be made in a folder: os.access says yes to too much on Windows."""
    probe = folder / f".probe-{secrets.token_hex(4)}"
    try:
        open(probe, "x").close()
        os.unlink(probe)
    except OSError:
        return False
    return True


def patiently(action, *args):
    """On Windows a file that another process is reading cannot be replaced: try for half a second."""
    for _ in range(25):
        try:
            return action(*args)
        except PermissionError:
            time.sleep(0.02)
    return action(*args)


@contextlib.contextmanager
def lock(path, patience=2.0, stale=10.0):
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
                patiently(os.unlink, path)


@contextlib.contextmanager
def _draft(path, data):
    """A hidden file beside `path` that holds `data`; it is gone afterwards."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(draft, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        with contextlib.suppress(OSError):
            os.unlink(draft)
