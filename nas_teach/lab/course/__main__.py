"""The learner's working copies, from a terminal.

python -m nas_teach.lab.course lay           a copy of every lesson that has none yet
python -m nas_teach.lab.course refresh 05    lesson 05 as it is now; your copy is kept beside it
python -m nas_teach.lab.course where         the folder that they lie in
"""

import argparse
import sys

from nas_teach.lab.course import copies
from nas_teach.origin import python_m

REFRESH = python_m("nas_teach.lab.course refresh {}")


def lay(place):
    """Lay the copies that are missing, and tell of all that is amiss. Raises: as copies.lay()."""
    laid = copies.lay(place)
    if laid:
        print(f"Laid into {place}: {', '.join(laid)}")
    for sentence in copies.advice(place, REFRESH):
        print(sentence)


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
    options = parser.parse_args(arguments)
    place = copies.here()
    if not copies.there():
        print("Here the package is installed without lessons; they are in the course's own folder.")
        return 1
    try:
        if options.command == "lay":
            lay(place)
        else:
            print(place if options.command == "where" else copies.renew(options.number, place))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
