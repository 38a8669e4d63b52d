"""Tables of trainings that a script in data/ made beforehand: one reader for all. Lessons 08 and 11."""

import csv
from pathlib import Path

from nas_teach.data import DATA


def read_recording(name, parse, path=None):
    """What `parse` makes of each row of data/<name>.csv, which data/make_<name>.py writes: a list.

    Args:    parse: a function {column: text} -> anything; it raises where a row is not of this table.
             path: of another such file.
    Raises:  FileNotFoundError: no such file. ValueError: a row that `parse` refuses; it names the line.
    """
    path = DATA / f"{name}.csv" if path is None else Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing. It comes back with `git checkout -- data/{name}.csv`, "
            f"or by `python data/make_{name}.py` in about 20 minutes"
        )
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                rows.append(parse(row))
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                raise ValueError(f"{path}, line {line} is no row of this table: {error}") from None
    return rows
