"""Shut a process in before it runs what somebody handed in: Linux's namespaces, limits, a hook of Python's.

In full force (Linux, where the kernel lets a process have namespaces of its own): no network, the whole disk
read-only but for a small one in memory, the hand-ins out of sight, processes that are killed with the first one,
none of root's powers. Elsewhere the limits and the hook remain; the hook sees what Python is asked for, not what
a library in C does by itself. `confine` says in sentences what it could not do, and the table repeats them.
"""

import ctypes
import os
import signal
import struct
import sys

try:
    import resource
except ImportError:  # Windows
    resource = None

MEGABYTE = 1 << 20
NOBODY = 64_000  # from here on are numbers that no account has; the processes of one are counted
NEWNS, NEWUSER, NEWPID, NEWNET, NEWIPC = 0x00020000, 0x10000000, 0x20000000, 0x40000000, 0x08000000
SYS_MOUNT_SETATTR, AT_RECURSIVE, RDONLY, PRIVATE = 442, 0x8000, 1, 1 << 18
NOSUID_NODEV = 2 | 4
DAC_READ_SEARCH = 2  # a capability: to read what is only root's, such as a Python that lies in root's home
DIE_WITH_PARENT, KEEP_CAPABILITIES, NO_NEW_PRIVILEGES = 1, 8, 38  # of prctl
_PROCESSES = ("os.fork", "os.exec", "os.posix_spawn", "os.system", "os.kill")
FORBIDDEN = ("socket.", "subprocess.", "shutil.", *_PROCESSES)  # beginnings of what Python's hook is told
_FILES = "remove rename rmdir mkdir truncate link symlink chmod"
WRITING = tuple(f"os.{name}" for name in _FILES.split())


def confine(scratch, hidden):
    """Shut in the present process, which goes on as a child of itself; the parent waits and ends with it.

    Args:    scratch: an empty folder, the only one that can be written to. hidden: folders to put out of sight.
    Returns: sentences that say what could not be done; none in full force.
    """
    if sys.platform != "linux":
        there = "limits on time and memory" if resource else "a limit on time"
        return [f"On {sys.platform} there is {there} and Python's own hook, but no wall around a process."]
    root = os.geteuid() == 0
    other = NOBODY + os.getpid() % 1000 if root else None
    try:
        _leave(root)
    except OSError as error:
        if root:
            _drop(other, scratch)
        die_with_parent()
        who = "another user (no file of yours can be changed)" if root else "you"
        return [f"The system allows no namespaces ({error.strerror}): Python's own hook alone, run as {who}."]
    _become_first()
    _read_only(scratch, hidden)
    _drop(other, scratch)
    die_with_parent()  # last, for another user's number undoes it
    return []


def die_with_parent():
    """End this process when the one that started it ends (Linux)."""
    if sys.platform == "linux":
        _libc().prctl(DIE_WITH_PARENT, signal.SIGKILL)


def limit(megabytes, seconds):
    """Limits of the present process and its children: memory, seconds of the processor, files, processes."""
    if not resource:
        return
    values = {"CPU": seconds, "FSIZE": 32 * MEGABYTE, "CORE": 0, "DATA": megabytes * MEGABYTE, "NPROC": 64}
    if sys.platform != "linux":
        del values["DATA"]  # macOS does not observe it
    if os.getpid() != 1 and os.geteuid() < NOBODY:
        del values["NPROC"]  # it would count all that the teacher runs
    for name, value in values.items():
        _, hard = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def watch(scratch):
    """From now on Python refuses here to reach a network, start a program, or write outside `scratch`."""
    inside = os.path.realpath(scratch) + os.sep

    def hook(event, args):
        writes = event.startswith(WRITING) or (event == "open" and _for_writing(args))
        if event.startswith(FORBIDDEN) or (writes and not _within(args[0], inside)):
            raise PermissionError(f"{event} is not allowed while answers are judged")

    sys.addaudithook(hook)


def _for_writing(args):
    _, mode, flags = args
    return flags & (os.O_WRONLY | os.O_RDWR) if isinstance(flags, int) else set(mode or "") & set("wax+")


def _within(path, inside):
    if isinstance(path, int) or path is None:
        return isinstance(path, int)
    path = os.path.realpath(os.fsdecode(path))
    return path.startswith(inside) or path == os.devnull


def _libc():
    return ctypes.CDLL(None, use_errno=True)


def _succeed(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _leave(root):
    """Namespaces of its own: mounts, network, processes; without root's powers inside a user namespace."""
    user, group = os.geteuid(), os.getegid()
    _succeed(_libc().unshare(NEWNS | NEWPID | NEWNET | NEWIPC | (0 if root else NEWUSER)))
    if not root:
        maps = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
        for name, text in maps.items():
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)


def _become_first():
    """Go on as the first process of the new namespace: when it ends, all others there are killed."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _read_only(scratch, hidden):
    libc = _libc()
    attributes = struct.pack("QQQQ", RDONLY, 0, PRIVATE, 0)
    _succeed(libc.syscall(SYS_MOUNT_SETATTR, -1, b"/", AT_RECURSIVE, attributes, len(attributes)))
    for folder, options in [(scratch, b"size=64m,mode=777"), *((folder, b"size=4k") for folder in hidden)]:
        _succeed(libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", NOSUID_NODEV, options))
    os.chdir(scratch)


def _drop(other, scratch):
    """No powers from here on but to read; `other`: the user's number that root becomes, None for anybody else."""
    libc = _libc()
    if other:
        os.chown(scratch, other, other)
        libc.prctl(KEEP_CAPABILITIES, 1)
        os.setgroups([])
        os.setresgid(other, other, other)
        os.setresuid(other, other, other)
    kept = 1 << DAC_READ_SEARCH if other else 0
    header, data = struct.pack("Ii", 0x20080522, 0), struct.pack("IIIIII", kept, kept, 0, 0, 0, 0)
    _succeed(libc.capset(header, data))
    _succeed(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
