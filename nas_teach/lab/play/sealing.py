"""A process that writes no file, starts no program and calls no other machine, whatever it is asked."""

import os
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = ("os.", "shutil.", "subprocess.", "socket.connect", "sqlite3.", "pty.")
_HARMLESS = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.add_dll_directory")


def seal():
    """From now on Python refuses, with PermissionError, what would change this machine. It cannot be undone."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)


def _refuse(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        changes = bool(flags & _WRITING) if flags is not None else any(letter in mode for letter in "wax+")
    else:
        changes = event.startswith(_CHANGES) and event not in _HARMLESS
    if changes:
        raise PermissionError(f"the laboratory changes nothing on this machine, got {event} {arguments!r}")
