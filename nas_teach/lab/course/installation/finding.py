"""What an examination finds, and the command that mends it."""

import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[4]


class Finding(NamedTuple):
    """`name`: what was examined. `detail`: what was found. `mend`: what to do, "" when all is well."""

    name: str
    detail: str
    mend: str = ""


def pip(arguments):
    """The pip command for exactly this interpreter, between backticks."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"type `{python} -m pip install {arguments}` in a terminal"


def reinstall():
    """The command that brings every package to the tested version, or, without the lock, into its range."""
    lock = ROOT / "requirements.lock"
    return pip(f'-r "{lock}"') if lock.is_file() else pip(f'-e "{ROOT}"')
