"""What the lessons need of JupyterLab, kept in a file of our own beside the settings of other packages.

Without `saveState` a lesson that is opened again shows "model not found" in place of its widgets.
.ci/environment.py runs this file as a script; `python -m nas_teach.lab` writes the settings, too.
"""

import json
import sys
from pathlib import Path

FILE = "settings/overrides.d/nas-teach.json"
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineNumbers": False, "lineWrap": True}},
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}


def target():
    """The file that the JupyterLab of this environment reads."""
    try:
        from jupyterlab.commands import get_app_dir
    except ImportError:  # doctor() tells of it
        return Path(sys.prefix, "share/jupyter/lab", FILE)
    return Path(get_app_dir(), FILE)


def written(path=None):
    """True when the file holds just these settings."""
    try:
        return json.loads((path or target()).read_text(encoding="utf-8")) == SETTINGS
    except (OSError, ValueError):
        return False


def write(path=None):
    """Write the file unless it is there. Raises OSError: it cannot be written."""
    path = path or target()
    if not written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(SETTINGS, indent=1), encoding="utf-8")


if __name__ == "__main__":
    write()
