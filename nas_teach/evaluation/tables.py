"""Tables of trainings, read and checked: what evaluation/benchmark.py looks things up in."""

import csv

import numpy as np

OPTIONAL = ("seconds", "params", "macs", "latency_ms", "latency_ms_q1", "latency_ms_q3")
TRUTH = {"True": True, "False": False, "TRUE": True, "FALSE": False, "true": True, "false": False}


def read_lists(path):
    """A CSV file as {column: values}, each column of one kind: int, float, bool or else words, NA too.

    Without pandas, which takes longer to load than all trainings to read. ValueError: it is no such file.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            names, *rows = [row for row in csv.reader(file, strict=True) if row]
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        lists = {name: _of_one_kind(column) for name, column in zip(names, columns, strict=True)}
    except (csv.Error, ValueError) as error:
        raise ValueError(f"{path} is no table of comma-separated values: {error}") from None
    if len(lists) < len(names):
        raise ValueError(f"{path} has two columns of one name among {', '.join(names)}")
    return lists


def as_lists(table):
    """A pandas table, or {column: values}, as {column: list of Python's own values}."""
    return {name: values if type(values := table[name]) is list else values.tolist() for name in table}


def _of_one_kind(texts):
    """The texts of a column as the narrowest kind that fits them all."""
    for kind in (int, float, TRUTH.__getitem__):
        try:
            return [kind(text) for text in texts]
        except (ValueError, KeyError):
            pass
    return list(texts)


def columns(table, source):
    """Names of the decisions and of the numbers: seed, validation_1, ..., test and any of OPTIONAL.

    Raises:  ValueError: a column is missing, or stands where it does not belong.
    """
    names = list(table)
    if missing := [name for name in ("seed", "validation_1", "test") if name not in names]:
        raise ValueError(f"{source} has no column {', '.join(missing)}; it has {', '.join(map(str, names))}")
    decisions = names[: names.index("seed")]
    if not decisions:
        raise ValueError(f"{source} has no decisions: they stand left of seed, which comes first here")
    epochs = sum(str(name).startswith("validation_") for name in names)
    numbers = ["seed", *(f"validation_{epoch}" for epoch in range(1, epochs + 1)), "test"]
    if missing := [name for name in numbers if name not in names]:
        raise ValueError(f"{source} has {epochs} columns validation_..., but {missing[0]} is not among them")
    numbers += [name for name in OPTIONAL if name in names]
    wrong = [name for name in names if (name in decisions) == (name in numbers)]  # in both, or in neither
    if wrong:
        raise ValueError(
            f"{source} has the column {wrong[0]!r} where it does not belong: decisions stand left of seed, "
            f"and right of it only validation_1, validation_2, ..., test, {', '.join(OPTIONAL)}"
        )
    return decisions, numbers


def numbers(table, names, source):
    """The columns `names` as float64 (rows, columns); ValueError that names the first value out of range."""
    if not table[names[0]]:
        raise ValueError(f"{source} is empty: it has columns, but no row")
    values = np.array([[_number(value) for value in table[name]] for name in names]).T
    share = np.array([name == "test" or name.startswith("validation_") for name in names])
    good = np.isfinite(values) & (values >= 0) & (values <= np.where(share, 1, np.inf))
    good[:, 0] &= values[:, 0] % 1 == 0  # the seed
    if not good.all():
        row, column = np.argwhere(~good)[0]
        name, wanted = names[column], "a number from 0 to 1" if share[column] else "a number of at least 0"
        wanted = "an integer of at least 0" if name == "seed" else wanted
        raise ValueError(f"{_line(source, row)}: {name} must be {wanted}, got {table[name][row]!r}")
    return values


def _number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan


def choices(table, name, source):
    """What occurs in one column of decisions: numbers sorted, words in the order of the table.

    Raises:  ValueError: a cell is empty; the message gives its line.
    """
    values = table[name]
    if empty := [row for row, value in enumerate(values) if value == "" or value != value]:
        raise ValueError(f"{_line(source, empty[0])}: {name} is empty, but every decision needs a value")
    distinct = list(dict.fromkeys(values))
    return distinct if any(isinstance(value, str) for value in distinct) else sorted(distinct)


def check_rectangular(archs, seeds, source):
    """ValueError unless every architecture has every seed, once; both are as long as the table."""
    first, expected = {}, sorted(set(seeds))
    for row, key in enumerate(zip(archs, seeds, strict=True)):
        if key in first:
            raise ValueError(
                f"{_line(source, row)}: {key[0]} with seed {key[1]} stands in line {first[key]} already"
            )
        first[key] = row + 2
    for arch in dict.fromkeys(archs):
        if missing := [seed for seed in expected if (arch, seed) not in first]:
            raise ValueError(
                f"{source} has no row of {arch} with seed {missing[0]}: all need the same seeds, {expected}"
            )


def _line(source, row):
    return f"{source}, line {row + 2}"  # line 1 holds the names
