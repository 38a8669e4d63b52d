"""Write the report of a run: python -m nas_teach.lab.report FOLDER."""

import argparse

from nas_teach.capstone.study import StudyError
from nas_teach.lab.report.page import write_report


def main(arguments=None):
    """Write report.html into the folder and say where it is.

    Raises:  SystemExit: with a sentence, where there is nothing to report.
    """
    parser = argparse.ArgumentParser(prog="python -m nas_teach.lab.report", description=__doc__)
    parser.add_argument("folder", help="of a finished run")
    try:
        print(write_report(parser.parse_args(arguments).folder))
    except StudyError as error:
        raise SystemExit(f"{error}") from None


if __name__ == "__main__":
    main()
