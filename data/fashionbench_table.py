"""What make_fashionbench.py is made of: read and check JSON lines, measure costs, merge into one table."""

import json
import os

import pandas as pd
import torch
from tqdm import tqdm

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.training import seeded
from nas_teach.hardware.counting import macs, parameters
from nas_teach.hardware.timing import latency
from nas_teach.log import append_line
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet

SHAPE = (1, 28, 28)
COSTS = ("params", "macs", "latency_ms", "latency_ms_q1", "latency_ms_q3")


def read_lines(path, check):
    """Yield (place, key, row) for each finished line; a half-written last line is left out.

    Args:    check: a function row -> key that raises ValueError for a row that does not belong here.
    Raises:  ValueError: a line in the middle that is torn or foreign; the message names it.
    """
    raw = path.read_bytes() if path.exists() else b""
    for number, line in enumerate(raw.rpartition(b"\n")[0].splitlines(), 1):
        place = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
            key = check(row)
        except (ValueError, TypeError) as error:
            raise ValueError(
                f"{place} is no row of this table ({error}): {line[:80]!r}. Delete the line, and its work "
                "is done again; nothing was changed"
            ) from None
        yield place, key, row


def arch_of(row, columns):
    """The architecture of a row that has exactly the decisions and `columns`, in this order."""
    if (expected := [*FASHION_SPACE.choices, *columns]) != list(row):
        raise ValueError(f"it must have {', '.join(expected)}")
    return FASHION_SPACE.arch(*(row[name] for name in FASHION_SPACE.choices))


def cost_of(arch):
    """One row of costs: parameters, multiply-accumulates, milliseconds for one image on one thread."""
    model = seeded(FashionNet, arch, seed=0)
    low, median, high = (round(ms, 4) for ms in latency(model, SHAPE))
    values = (parameters(model), macs(model, SHAPE), median, low, high)
    return {**arch._asdict(), **dict(zip(COSTS, values, strict=True))}


def measured_arch(row):
    """The architecture of a row of costs; ValueError when a number cannot be right."""
    arch = arch_of(row, COSTS)
    params, macs, median, low, high = (row[name] for name in COSTS)
    if not (params > 0 and macs > 0 and 0 < low <= median <= high < 1e6):
        raise ValueError("costs must be above 0, and the median between its quartiles")
    return arch


def read_costs(path):
    """{arch: row of costs}. An architecture measured twice keeps its first row."""
    costs = {}
    for _, arch, row in read_lines(path, measured_arch):
        costs.setdefault(arch, row)
    return costs


def measure(path, archs):
    """Measure what is not in the file yet. For fair latencies let the machine do nothing else meanwhile."""
    torch.set_num_threads(1)
    done = read_costs(path)
    left = [arch for arch in archs if arch not in done]
    bar = tqdm(left, initial=len(archs) - len(left), total=len(archs), desc="measured")
    for arch in bar:
        append_line(path, json.dumps(cost_of(arch)))


def complete(rows, costs, jobs):
    """`rows` if every job is there with its costs, otherwise ValueError that says what is left to do."""
    trainings = sum(job not in rows for job in jobs)
    measurements = len({arch for arch, _ in jobs} - set(costs))
    if trainings or measurements:
        raise ValueError(
            f"the table is not complete: {trainings:,} trainings are missing (run this script without "
            f"options) and {measurements:,} measurements (--measure). To see what is there: --partial PATH"
        )
    return rows


def partial(rows, costs, seeds):
    """The largest part of `rows` in which every architecture has costs and the same first seeds."""
    parts = []
    for count in range(1, len(seeds) + 1):
        whole = {arch for arch in costs if all((arch, seed) in rows for seed in seeds[:count])}
        parts.append({job: rows[job] for job in rows if job[0] in whole and job[1] in seeds[:count]})
    return max(parts, key=len)


def write_table(rows, costs, path):
    """Write a CSV file, sorted and rounded: the same rows give the same bytes. Returns it as FashionBench."""
    lines = []
    for arch, seed in sorted(rows, key=lambda job: (FASHION_SPACE.indices(job[0]), job[1])):
        row, cost = rows[arch, seed], costs[arch]
        epochs = {f"validation_{i}": round(value, 5) for i, value in enumerate(row["validation"], 1)}
        results = {"test": round(row["test"], 5), "seconds": round(row["seconds"], 2)}
        lines.append(
            {**arch._asdict(), "seed": seed, **epochs, **results, **{name: cost[name] for name in COSTS}}
        )
    if not lines:
        raise ValueError("there is no architecture yet that is both trained and measured")
    table = pd.DataFrame(lines)
    bench = FashionBench(table, source=str(path))  # refuses what a learner could not load
    whole = path.with_name(path.name + ".tmp")
    whole.write_bytes(table.to_csv(index=False, lineterminator="\n").encode())
    os.replace(whole, path)
    return bench
