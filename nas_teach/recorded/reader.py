"""Tables of trainings that a script in data/ made beforehand: one reader for all. Lessons 08 and 11."""

import csv

from nas_teach.data import shipped


def read_recording(name, parse, path=None):
    """What `parse` makes of each row of data/<name>.csv, which data/make_<name>.py writes: a list.

    Args:    parse: a function {column: text} -> anything; it raises where a row is not of this table.
             path: of another such file.
    Raises:  FileNotFoundError: no such file. ValueError: a row that `parse` refuses; it names the line.
    """
    path = shipped(f"{name}.csv", f"make_{name}", path)
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                rows.append(parse(row))
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                raise ValueError(f"{path}, line {line} is no row of this table: {error}") from None
    return rows
