"""The learner's working copies, and the teacher's table of what was handed in, from a terminal.

python -m nas_teach.lab.course lay                  a copy of every lesson that has none yet
python -m nas_teach.lab.course refresh 05           lesson 05 as it is now; your copy is kept beside it
python -m nas_teach.lab.course where                the folder that they lie in
python -m nas_teach.lab.course grade FOLDER         judge a class again; grades.csv and grades.html in that folder
python -m nas_teach.lab.course grade FOLDER 02 05   only these lessons
python -m nas_teach.lab.course nbgrader FOLDER      the lessons as assignments for nbgrader; numbers may follow
"""

import argparse
import sys
from pathlib import Path

from nas_teach.lab.course import copies, files
from nas_teach.origin import python_m

REFRESH = python_m("nas_teach.lab.course refresh {}")


def lay(place):
    """Lay the copies that are missing, and tell of all that is amiss. Raises: as copies.lay()."""
    laid = copies.lay(place)
    if laid:
        print(f"Laid into {place}: {', '.join(laid)}")
    for sentence in copies.advice(place, REFRESH):
        print(sentence)


def grade(folder, numbers, seconds):
    """Judge what lies in a folder, and write the tables into it. Raises ValueError, OSError."""
    from nas_teach.lab.grading import marking, report
    from nas_teach.lab.grading.grading import grade as judged

    grades = judged(folder, numbers, seconds or marking.NOTEBOOK, tell=print)
    for name, written in (("grades.csv", report.as_csv), ("grades.html", report.as_html)):
        files.replace(folder / name, written(grades))
        print(f"Written: {folder / name}")
    for said in grades.unprotected:
        print(said)


def nbgrader(folder, numbers):
    """Write the lessons as assignments of nbgrader. Raises ValueError, OSError."""
    from nas_teach.lab.grading import assignments

    print(assignments.write(folder, numbers))


def main(arguments=None):
    """Run one command; returns 0, or 1 when it could not be done."""
    parser = argparse.ArgumentParser(
        prog="python -m nas_teach.lab.course",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("lay")
    commands.add_parser("refresh").add_argument("number", help="of the lesson, such as 05")
    commands.add_parser("where")
    for command in ("grade", "nbgrader"):
        of_class = commands.add_parser(command)
        of_class.add_argument("folder", type=Path)
        of_class.add_argument("numbers", nargs="*", help="of the lessons, such as 02 05; all by default")
        if command == "grade":
            of_class.add_argument("--seconds", type=float, help="for one notebook's answers")
    options = parser.parse_args(arguments)
    place = copies.here()
    if not copies.there():
        print("Here the package is installed without lessons; they are in the course's own folder.")
        return 1
    try:
        if options.command == "lay":
            lay(place)
        elif options.command == "grade":
            grade(options.folder, [number.zfill(2) for number in options.numbers], options.seconds)
        elif options.command == "nbgrader":
            nbgrader(options.folder, options.numbers)
        else:
            print(place if options.command == "where" else copies.renew(options.number, place))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
