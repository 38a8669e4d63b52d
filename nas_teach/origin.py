"""Where this package lies: in the course's folder, or installed elsewhere. Advice depends on it."""

import json
import os
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]  # of the course; of an installation: site-packages
_PACKED = Path(__file__).with_name("_data")  # setup.py puts the tables there when the package is built
INSTALLED = _PACKED.is_dir()
_TABLES = _PACKED if INSTALLED else ROOT / "data"
DATA = Path(os.environ.get("NAS_TEACH_DATA") or _TABLES).expanduser().absolute()


def python_m(command):
    """How to run a module by exactly this interpreter."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"type `{python} -m {command}` in a terminal"


def pip(arguments):
    """How to install packages for exactly this interpreter."""
    return python_m(f"pip install {arguments}")


def reinstall():
    """The command that installs the course anew from where it came; in its folder, the tested versions."""
    if INSTALLED:
        return pip(f'--force-reinstall --no-deps "{_source()}"')
    lock = ROOT / "requirements.lock"
    return pip(f'-r "{lock}"') if lock.is_file() else pip(f'-e "{ROOT}"')


def restore(name, maker):
    """How the table data/<name>, which data/<maker>.py made, comes back: the end of a sentence."""
    if os.environ.get("NAS_TEACH_DATA"):
        return f"put {name} into the folder that NAS_TEACH_DATA names, or unset that variable"
    if INSTALLED:
        return f"to have it again, {reinstall()}"
    again = f"restore it with `git checkout -- data/{name}`" if (ROOT / ".git").exists() else "copy it again"
    return f"{again} in the folder {ROOT}, or make it there with `python -m data.{maker}`"


def _source():
    """What pip installed the course from: a folder, file or address; its name when that is not recorded."""
    try:
        record = json.loads(metadata.distribution("nas-teach").read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        record = {}
    if "vcs_info" in record:
        return f"{record['vcs_info']['vcs']}+{record['url']}"
    return record.get("url", "nas-teach")
