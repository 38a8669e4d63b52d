"""Make .venv fit pyproject.toml and requirements.lock. `make` runs this first; it is silent when all is well.

The stamp .venv/installed says for which files, which Python and which folder the packages were installed.
After a new lock they are installed again. A .venv that does not start, or that belongs to another folder or
another Python, is made anew. (The check of the version must itself run on old Pythons: no new syntax here.)
"""

import errno
import hashlib
import importlib.util
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed"
PROJECT = ROOT / "pyproject.toml"
LAB_SETTINGS = ROOT / "nas_teach/lab/course/installation/settings.py"  # a script that sets JupyterLab
VERSION = "{}.{}".format(*sys.version_info)
INTEL_MAC = """This Python is for Macs with an Intel processor; PyPI has no torch for them that is new enough.
On an Intel Mac install the course with conda (README.md, "With conda").
On a newer Mac take a Python for arm64, from https://www.python.org: make lab PYTHON=python3.12"""
NOT_WRITTEN = """This folder has no .venv that starts and is as new as the course, and none can be made:
{}
If this folder belongs to somebody else, let its owner run `make lab` once; or copy the folder (without .venv)
to a place of your own and run `make lab` there."""

OLDER = """The course is newer than its packages in .venv, which you may not change:
{}
It starts with those that are there. Let the folder's owner run `make lab` once, to bring them up to date."""


def check_python():
    """Stop with advice when this Python cannot make the environment; pyproject.toml says which can."""
    found = f"{sys.executable} is Python {platform.python_version()}"
    supported = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', PROJECT.read_text(encoding="utf-8"))
    oldest, too_new = ((3, int(minor)) for minor in supported.groups())
    if not oldest <= sys.version_info[:2] < too_new:
        needed = "; the course needs {}.{} or newer, and older than {}.{}".format(*oldest, *too_new)
        sys.exit(found + needed + ". If you have one: make lab PYTHON=python3.12")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(found + " without venv. On Debian or Ubuntu: apt install python3-venv")


def run(*command, **options):
    """Run a Python program or raise; with names in UTF-8 where the locale cannot read that of this folder."""
    unreadable = any("\udc80" <= letter <= "\udcff" for letter in str(VENV))
    variables = {"PYTHONUTF8": "1"} if unreadable else {}
    return subprocess.run(command, check=True, env=dict(os.environ, **variables), **options)


def wanted_stamp():
    """What the stamp says after an installation from the present files and settings."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", ROOT / "requirements.lock", LAB_SETTINGS):
        digest.update(path.read_bytes())
    digest.update(f"{VERSION} {VENV}".encode(errors="surrogateescape"))
    return digest.hexdigest()


def starts():
    """True when .venv was made here, by this version of Python, and both its Python and its pip start."""
    probe = "import os, pip, sys; print(*sys.version_info[:2], sep='.', flush=True);"
    probe += "os.write(1, os.fsencode(sys.prefix))"
    try:
        answer = run(PYTHON, "-c", probe, capture_output=True).stdout
        settings = (VENV / "pyvenv.cfg").read_bytes()  # in UTF-8, names as the locale read them
    except (OSError, subprocess.CalledProcessError):
        return False
    made_here = os.fsencode(VENV) in settings or str(VENV).encode(errors="replace") in settings
    return made_here and answer.splitlines() == [VERSION.encode(), os.fsencode(VENV)]


def install():
    """Make .venv if need be, install the locked packages, set JupyterLab."""
    if (platform.system(), platform.machine()) == ("Darwin", "x86_64"):
        sys.exit(INTEL_MAC)
    VENV.mkdir(exist_ok=True)
    STAMP.write_text("unfinished", encoding="utf-8")  # forbidden? Then now, not after minutes
    if not starts():
        print("Making the environment .venv", flush=True)
        run(sys.executable, "-m", "venv", "--clear", VENV)
    print("Installing the course's packages; the first time this takes a few minutes", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-c", "requirements.lock"]
    run(*pip, "-e", ".[dev]", cwd=ROOT)
    run(PYTHON, LAB_SETTINGS)
    STAMP.write_text(wanted_stamp(), encoding="utf-8")


def main():
    """Install when the stamp is missing or old, or when .venv does not start."""
    try:
        check_python()
        current = STAMP.exists() and STAMP.read_bytes() == wanted_stamp().encode()
        if not (current and starts()):
            install()
    except OSError as error:
        if not (error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and starts()):
            sys.exit(NOT_WRITTEN.format(error))
        print(OLDER.format(error), flush=True)
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run make again to go on.")
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        sys.exit(f"\nThis failed: {command}\nIts own message stands above. Once mended, run make again.")


if __name__ == "__main__":
    main()
