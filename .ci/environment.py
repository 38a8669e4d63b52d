"""Make .venv fit pyproject.toml and requirements.lock. `make` runs this first; it is silent when all is well.

The stamp .venv/installed says for which files, which Python and which folder the packages were installed.
After a new lock they are installed again. A .venv that does not start, or that belongs to another folder or
another Python, is made anew. (The check of the version must itself run on old Pythons: no new syntax here.)
"""

import hashlib
import importlib.util
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed"
VERSION = "{}.{}".format(*sys.version_info)
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineNumbers": False, "lineWrap": True}},
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}


def check_python():
    """Stop with advice when this Python cannot make the environment."""
    found = f"{sys.executable} is Python {platform.python_version()}"
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(found + "; the course needs 3.11 or newer. If you have one: make lab PYTHON=python3.12")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(found + " without venv. On Debian or Ubuntu: apt install python3-venv")


def wanted_stamp():
    """What the stamp says after an installation from the present files and settings."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "requirements.lock"):
        digest.update((ROOT / name).read_bytes())
    digest.update(json.dumps(LAB_SETTINGS).encode())
    return "\n".join((digest.hexdigest(), VERSION, str(VENV)))


def starts():
    """True when .venv was made here, by this version of Python, and both its Python and its pip start."""
    probe = "import pip, sys; print(*sys.version_info[:2], sep='.'); print(sys.prefix)"
    try:
        answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True)
        made_here = str(VENV) in (VENV / "pyvenv.cfg").read_text()
    except OSError:
        return False
    return made_here and answer.stdout.splitlines() == [VERSION, str(VENV)]


def install():
    """Make .venv if need be, install the locked packages, set JupyterLab (LAB_SETTINGS)."""
    if not starts():
        print("Making the environment .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    print("Installing the course's packages; the first time this takes a few minutes", flush=True)
    STAMP.unlink(missing_ok=True)
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-c", "requirements.lock"]
    subprocess.run([*pip, "-e", ".[dev]"], check=True, cwd=ROOT)
    settings = VENV / "share/jupyter/lab/settings/overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(LAB_SETTINGS))
    STAMP.write_text(wanted_stamp())


def main():
    """Install when the stamp is missing or old, or when .venv does not start."""
    check_python()
    current = STAMP.exists() and STAMP.read_text() == wanted_stamp()
    if current and starts():
        return
    try:
        install()
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        sys.exit(f"\nThis failed: {command}\nIts own message stands above. Once mended, run make again.")


if __name__ == "__main__":
    main()
