"""A table of trainings that grows by a row at a time: what the scripts beside this file share."""

import argparse
import csv
from io import StringIO

import torch
from tqdm import tqdm

from nas_teach.log import append_line


def record(path, columns, jobs, train, most=None):
    """Train the jobs that have no row in the file at `path` yet; each row is on the disk when it is finished.

    Stopped at any moment and started again, it loses at most the training that was under way.

    Args:    columns: names; those of a job come first. jobs: tuples, one a row, such as (epochs, seed).
             train: a function that takes the values of a job and returns those of the other columns.
             most: how many rows to add at most; None adds all.
    Raises:  ValueError: the file holds another table, which is left as it is.
    """
    rows = _whole_rows(path)
    if not rows:
        _append(path, columns)
    elif rows[0] != list(columns):
        raise ValueError(f"{path} has the columns {', '.join(rows[0])}, expected {', '.join(columns)}")
    done = {tuple(row[: len(jobs[0])]) for row in rows[1:]}
    for job in tqdm([job for job in jobs if tuple(map(str, job)) not in done][:most], path.stem):
        _append(path, [*job, *train(*job)])


def command_line(description):
    """How many rows to add at most, from the option --most: an int, or None. Work is done on one thread."""
    kind = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=description, formatter_class=kind)
    parser.add_argument("--most", type=int, metavar="N", help="add N rows to a table at most")
    torch.set_num_threads(1)
    return parser.parse_args().most


def _whole_rows(path):
    """The rows of the file, lists of texts, without one that a crash left half-written."""
    raw = path.read_bytes() if path.exists() else b""
    return list(csv.reader(raw.rpartition(b"\n")[0].decode().splitlines()))


def _append(path, values):
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    append_line(path, line.getvalue())
