"""JupyterLab on the first lesson, with the settings that the lessons need; options of `jupyter lab` follow.

python -m nas_teach.lab --no-browser --port=9999
"""

import os
import sys

from nas_teach.lab.course.installation import settings
from nas_teach.origin import ROOT

START = "notebooks/00_start_here.ipynb"


def command(arguments):
    """What JupyterLab is started with: the course's folder where there is one, else the present folder."""
    course = [f"--ServerApp.root_dir={ROOT}", f"--LabApp.default_url=/lab/tree/{START}"]
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [*(course if (ROOT / START).is_file() else []), *as_root, *arguments]


def main():
    """Write the settings and start JupyterLab."""
    from jupyterlab.labapp import LabApp

    try:
        settings.write()
    except OSError as error:
        print(
            f"JupyterLab could not be set up for the course ({error}). "
            "It works, but loses the widgets of a lesson that is opened again.",
            file=sys.stderr,
        )
    LabApp.launch_instance(command(sys.argv[1:]))


if __name__ == "__main__":
    main()
