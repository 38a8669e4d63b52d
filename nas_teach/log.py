"""A search's memory on disk: one JSON line a trial, safe against a crash at any moment."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from nas_teach.checks import finite_reward, plain, whole

WRITABLE = "numbers, strings, booleans, None, or tuples of these"


def append_line(path, line):
    """Append a line of text and wait until it is on the disk; a half-written last line is cut off first."""
    with open(path, "a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.seek(0)
                file.truncate(file.read().rfind(b"\n") + 1)
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


class Row(NamedTuple):
    """A trial that has ended: with a reward, or with the reason why it has none."""

    arch: tuple
    reward: float | None = None
    failed: str | None = None
    asked: int | None = None  # questions asked by then, if trials ran side by side; else its own number


class TrialLog:
    """Reads and appends trials. The first line holds the search space, so that logs are never mixed up.

    Args:    path: the file; made with its first line if missing or empty. Its folder must exist.
             space: a SearchSpace, or None for a strategy that has none.
    Raises:  ValueError: a choice that JSON cannot hold, such as a function or a set; a corrupt line (its
             number is given) or a log of another space. The file is then left as it is. A half-written last
             line, as a crash leaves it, is cut off instead.
    """

    def __init__(self, path, space=None):
        self.path, self.space = Path(path), space
        choices = None if space is None else space.choices
        self._written = [_as_written(name, values) for name, values in (choices or {}).items()]
        self.header = json.dumps({"space": choices})

    def read(self):
        """The trials that have ended, a list of Row; also makes the file ready for `append`."""
        raw = self.path.read_bytes() if self.path.exists() else b""
        if self.header.encode().startswith(raw):  # missing, empty, or torn within the first line
            self.path.write_text(self.header + "\n", encoding="utf-8", newline="\n")
            return []
        *lines, last = raw.split(b"\n")
        if not lines or lines[0].rstrip(b"\r").decode(errors="replace") != self.header:
            raise ValueError(
                f"{self.path} is not a log of this search space. It begins with {raw[:80]!r}, "
                f"expected {self.header[:80]!r}. Give another file name, or move it away"
            )
        rows = [self._parse(number, line) for number, line in enumerate(lines[1:], start=2)]
        if last:
            os.truncate(self.path, len(raw) - len(last))
        return rows

    def append(self, row):
        """Write one Row and wait until it is on the disk."""
        arch = plain(tuple(row.arch)) if self.space is None else self.space.require(row.arch)
        try:
            line = json.dumps({k: v for k, v in row._replace(arch=arch)._asdict().items() if v is not None})
        except (TypeError, ValueError) as error:
            raise ValueError(f"a log holds {WRITABLE}, got {arch} ({error})") from None
        append_line(self.path, line)

    def _parse(self, number, line):
        try:
            row = json.loads(line)
            arch = self._arch(row["arch"])
            asked = whole("asked", row["asked"], 0) if "asked" in row else None
            if "failed" in row:
                return Row(arch, failed=str(row["failed"]), asked=asked)
            return Row(arch, finite_reward(arch, row["reward"]), asked=asked)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise ValueError(
                f"line {number} of {self.path} is no trial of this search: {line[:80]!r} ({error!r}). "
                "Mend or delete that line, or give another file name; nothing was changed"
            ) from None

    def _arch(self, values):
        """Values as JSON gives them, back to the choices they stand for (a tuple comes back as a list)."""
        if self.space is None:
            return _tuples(list(values))
        found = (
            choices.get(json.dumps(value), value)  # what is no choice is for the space to refuse
            for choices, value in zip(self._written, values, strict=True)
        )
        return self.space.arch(*found)


def _as_written(name, choices):
    """{how the log writes it: choice}; ValueError for what would not be found again when the log is read."""
    written = {}
    for choice in choices:
        try:
            text = json.dumps(choice)
            found = text not in written and _tuples(json.loads(text)) == choice
        except (TypeError, ValueError, RecursionError):
            found = False
        if not found:
            raise ValueError(
                f"a log cannot hold the choice {choice!r} of {name} so that it is found again: use {WRITABLE}"
            )
        written[text] = choice
    return written


def _tuples(value):
    """JSON has lists only; choices that are hashable have tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
