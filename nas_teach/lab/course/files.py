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
