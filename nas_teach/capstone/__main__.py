"""A study's run from the terminal: python -m nas_teach.capstone run|start|status|stop FOLDER."""

import argparse
import sys

from nas_teach.capstone.study import StudyError

DOES = {
    "run": "carry the study out here, or go on with it; Ctrl-C stops, the same command goes on",
    "start": "the same in the background",
    "status": "how far it is",
    "stop": "end it after the training in hand",
}


def main(arguments=None):
    """Do what the command line says; the exit code is 1 where that was not possible.

    Raises:  SystemExit: always, with the exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m nas_teach.capstone", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(DOES))
    for name, text in DOES.items():
        commands.add_parser(name, help=text).add_argument("folder", help="of the run, with its study.json")
    given = parser.parse_args(arguments)
    try:
        _COMMANDS[given.command](given.folder)
    except (StudyError, TimeoutError, RuntimeError) as error:
        raise SystemExit(f"{error}") from None
    except KeyboardInterrupt:
        raise SystemExit("stopped; the same command goes on") from None
    raise SystemExit(0)


def _run(folder):
    from nas_teach.capstone.running import run

    run(folder, say=lambda line: print(line, flush=True))


def _start(folder):
    from nas_teach.capstone.background import start

    print(start(folder))


def _status(folder):
    from nas_teach.capstone.progress import status

    print(status(folder))


def _stop(folder):
    from nas_teach.capstone.background import stop

    print(stop(folder))


_COMMANDS = {"run": _run, "start": _start, "status": _status, "stop": _stop}

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    main()
