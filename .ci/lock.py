"""Write requirements.lock: what pip chooses today for pyproject.toml, in an empty environment.

The lock is a constraint (`pip install -c`): it fixes versions and installs nothing, so the same file serves
Linux, macOS and Windows. torch is named here because its newest release is not always built for all of them.
"""

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TORCH = "torch==2.13.0"
HEAD = "# Exact versions, made by `make lock`. Use: pip install -c requirements.lock -e .[dev]\n"


def freeze(folder):
    """The pins, one a line, that a fresh installation into `folder` yields."""
    venv.create(folder, with_pip=True)
    python = Path(folder, "Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "-q", TORCH, "-e", ".[dev]"], check=True, cwd=ROOT)
    listing = [python, "-m", "pip", "freeze", "--exclude-editable"]
    return subprocess.run(listing, check=True, capture_output=True, text=True).stdout


def main():
    """Write the lock, without local builds such as `+cpu`, which exist on some platforms only."""
    with tempfile.TemporaryDirectory() as folder:
        pins = re.sub(r"\+\w+$", "", freeze(folder), flags=re.MULTILINE)
    (ROOT / "requirements.lock").write_text(HEAD + pins, encoding="utf-8", newline="\n")
    print(f"requirements.lock: {len(pins.splitlines())} packages")


if __name__ == "__main__":
    sys.exit(main())
