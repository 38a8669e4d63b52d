"""Write requirements.lock: what pip would choose today for pyproject.toml in an empty environment.

pip resolves for Python 3.11.0, the oldest that the course supports: Debian 12 still has 3.11.2, and some
packages already ask for more. The lock is a constraint (`pip install -c`): it fixes versions and installs
nothing, so the same file serves Linux, macOS and Windows.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
OLDEST = "3.11.0"
TORCH = "torch==2.13.0"  # named, because the newest release need not be built for every platform
HEAD = "# Exact versions, made by `make lock`. Use: pip install -c requirements.lock -e .[dev]\n"


def resolve(requirements):
    """{name: version} of all that pip would install for `requirements`; nothing is installed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        dry_run = ["install", "--quiet", "--dry-run", "--ignore-installed", "--report", report]
        for_oldest = ["--python-version", OLDEST, "--only-binary=:all:", "--target", folder]
        subprocess.run([sys.executable, "-m", "pip", *dry_run, *for_oldest, *requirements], check=True)
        chosen = [item["metadata"] for item in json.loads(report.read_text("utf-8"))["install"]]
    return {package["name"].lower(): package["version"] for package in chosen}


def requirements():
    """What the course and all its tests need, without the peers of `make bench`: lines for pip."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [lines for name, lines in project["optional-dependencies"].items() if name != "bench"]
    lines = [line for extra in extras for line in extra if not line.startswith(project["name"] + "[")]
    return [TORCH, *project["dependencies"], *lines]


def main():
    """Write the lock, without the names of local builds such as `+cpu`, which one platform has."""
    pins = resolve(requirements())
    lines = [f"{name}=={version.split('+')[0]}\n" for name, version in sorted(pins.items())]
    LOCK.write_text(HEAD + "".join(lines), encoding="utf-8", newline="\n")
    print(f"requirements.lock: {len(pins)} packages")


if __name__ == "__main__":
    main()
