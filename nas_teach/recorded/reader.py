"""Tables of trainings that a script in data/ made beforehand: one reader for all. Lessons 08, 09 and 11."""

import csv

import numpy as np

from nas_teach.data import shipped


def read_recording(name, parse, path=None, maker=None):
    """What `parse` makes of each row of data/<name>.csv: a list.

    Args:    parse: a function {column: text} -> anything; it raises where a row is not of this table.
             path: of another such file. maker: the script that writes it, if it is not make_<name>.
    Raises:  FileNotFoundError: no such file. ValueError: a row that `parse` refuses; it names the line.
    """
    path = shipped(f"{name}.csv", maker or f"make_{name}", path)
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                if None in row:
                    raise ValueError(f"{len(row[None])} values too many")
                rows.append(parse(row))
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                raise ValueError(f"{path}, line {line} is no row of this table: {error}") from None
    return rows


def read_scores(text, count):
    """The accuracies that a text holds as `count` thousandths: (count,) in [0, 1]. ValueError: it does not."""
    scores = np.array(text.split(), float) / 1000
    if scores.shape != (count,) or not ((scores >= 0) & (scores <= 1)).all():
        raise ValueError(f"{count} scores from 0 to 1000 are needed, got {len(scores)}")
    return scores


def require_shares(values):
    """ValueError unless all values are accuracies, from 0 to 1; no values will do."""
    if not np.all((np.asarray(values) >= 0) & (np.asarray(values) <= 1)):
        raise ValueError(f"accuracies lie between 0 and 1, got {values}")
