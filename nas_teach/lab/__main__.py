"""JupyterLab on the learner's copy of the first lesson, with the settings that the lessons need.

Options of `jupyter lab` may follow:
python -m nas_teach.lab --no-browser --port=9999
"""

import os
import sys

from nas_teach.lab.course import __main__ as course
from nas_teach.lab.course import copies
from nas_teach.lab.course.installation import settings
from nas_teach.origin import ROOT

FIRST = "00_start_here.ipynb"


def command(arguments, place):
    """What JupyterLab is started with: the course's folder, else the copies' own, else the present folder.

    Args:    arguments: options of `jupyter lab`. place: the folder of the copies.
    """
    root = ROOT if place.is_relative_to(ROOT) else place
    start = (place / FIRST).relative_to(root).as_posix()
    opening = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{start}"]
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [*(opening if (place / FIRST).is_file() else []), *as_root, *arguments]


def main():
    """Write the settings, lay the copies that are missing and start JupyterLab."""
    from jupyterlab.labapp import LabApp

    try:
        settings.write()
    except OSError as error:
        print(
            f"JupyterLab could not be set up for the course ({error}). "
            "It works, but loses the widgets of a lesson that is opened again.",
            file=sys.stderr,
        )
    place = copies.folder()
    try:
        course.lay(place)
    except (OSError, ValueError) as error:
        print(f"Not every lesson could be laid into {place}: {error}", file=sys.stderr)
    settings.leave_out_nbgrader(os.environ)
    LabApp.launch_instance(command(sys.argv[1:], place))


if __name__ == "__main__":
    main()
