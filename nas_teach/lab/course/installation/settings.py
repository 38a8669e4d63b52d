"""What the lessons need of JupyterLab, kept in a file of our own beside the settings of other packages.

Without `saveState` a lesson that is opened again shows "model not found" in place of its widgets.
.ci/environment.py runs this file as a script; `python -m nas_teach.lab` writes the settings, too.
"""

import contextlib
import json
import os
import sys
from pathlib import Path

SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineNumbers": False, "lineWrap": True}},
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}
VARIABLE = "JUPYTER_CONFIG_PATH"  # folders whose settings come before all others
CLUTTER = Path(__file__).with_name(
    "without_nbgrader"
)  # its buttons are for teachers, who start JupyterLab itself


def leave_out_nbgrader(environment):
    """Have the JupyterLab that is started with these variables leave nbgrader out; others show it as before."""
    environment[VARIABLE] = os.pathsep.join(filter(None, [str(CLUTTER), environment.get(VARIABLE)]))


def places():
    """The files that JupyterLab reads: one of this environment, one of this person where that is not hers."""
    try:
        from jupyter_core.paths import jupyter_config_dir
        from jupyterlab.commands import get_app_dir
    except ImportError:  # doctor() tells of it
        return [Path(sys.prefix, "share/jupyter/lab/settings/overrides.d/nas-teach.json")]
    return [
        Path(get_app_dir(), "settings/overrides.d/nas-teach.json"),
        Path(jupyter_config_dir(), "labconfig/default_setting_overrides.d/nas-teach.json"),
    ]


def written():
    """True when one of the files holds just these settings."""
    return any(_holds(path) for path in places())


def write():
    """Write the first of the files that can be written, unless one is. Raises OSError: none can be."""
    if written():
        return
    *others, last = places()
    for path in others:
        with contextlib.suppress(OSError):
            return _write(path)
    _write(last)


def _holds(path):
    try:
        return json.loads(path.read_text(encoding="utf-8")) == SETTINGS
    except (OSError, ValueError):
        return False


def _write(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(SETTINGS, indent=1), encoding="utf-8")


if __name__ == "__main__":
    write()
