"""Train every architecture of FASHION_SPACE for real, and make data/fashionbench.csv of the results.

    python -m data.make_fashionbench              train: two processes of one thread each
    python -m data.make_fashionbench --shard 0/2  train one shard in this process (for more machines: k/n)
    python -m data.make_fashionbench --measure    parameters, multiply-accumulates, latency on this machine
    python -m data.make_fashionbench --table      merge all into data/fashionbench.csv, once all is there
    python -m data.make_fashionbench --partial PATH  the same with what is there so far, elsewhere

Each training ends as one line of data/fashionbench_parts/<shard>.jsonl, written and synced at once, and
each measurement as one of data/fashionbench_costs.jsonl. The script may be killed at any moment and
started again: it drops a half-written last line, skips whatever any shard has done, and so loses at most
the network in training. Seed 0 of all architectures comes first, then seed 1, then seed 2. The same
machine gives the same accuracies again; only `seconds` (processor time of one training) and the latencies
are measurements.
"""

import argparse
import json
import multiprocessing
import sys
import time
from itertools import takewhile
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from data.fashionbench_table import arch_of, complete, measure, partial, read_costs, read_lines, write_table
from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded, train
from nas_teach.log import append_line
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet

PARTS = Path(__file__).with_name("fashionbench_parts")
COSTS = Path(__file__).with_name("fashionbench_costs.jsonl")
TABLE = Path(__file__).with_name("fashionbench.csv")
SEEDS = (0, 1, 2)
NUM_IMAGES = 6000  # the first of the training split
RECIPE = {"epochs": 6, "batch_size": 128, "lr": 1e-2}
RESULTS = ("seed", "validation", "test", "seconds")


def jobs():
    """All (arch, seed) pairs, seed by seed, the architectures in one fixed random order."""
    archs = list(FASHION_SPACE)
    order = np.random.default_rng(0).permutation(len(archs))
    return [(archs[i], seed) for seed in SEEDS for i in order]


def train_one(arch, seed, splits):
    """Train one network and return its row: accuracies after each epoch, test accuracy, seconds."""
    start = time.process_time()
    model = seeded(FashionNet, arch, seed=seed)
    validation = train(model, splits["train"], splits["validation"], seed=seed, **RECIPE)
    seconds = round(time.process_time() - start, 3)
    results = (seed, validation, accuracy(model, splits["test"]), seconds)
    return {**arch._asdict(), **dict(zip(RESULTS, results, strict=True))}


def trained_job(row):
    """(arch, seed) of a row; ValueError when this recipe cannot have written it."""
    arch = arch_of(row, RESULTS)
    seed, validation, test, seconds = (row[name] for name in RESULTS)
    if seed not in SEEDS or len(validation) != RECIPE["epochs"] or not seconds >= 0:
        raise ValueError(f"seed is one of {SEEDS}, there are {RECIPE['epochs']} epochs, seconds are positive")
    if not all(0 <= share <= 1 for share in (*validation, test)):
        raise ValueError("accuracies lie between 0 and 1")
    return arch, seed


def read_parts(folder):
    """All finished rows of all shards, {(arch, seed): row}. ValueError: a line that does not belong there."""
    rows, places = {}, {}
    for path in sorted(folder.glob("*.jsonl")):
        for place, job, row in read_lines(path, trained_job):
            first = rows.setdefault(job, row)
            if any(row[name] != first[name] for name in ("validation", "test")):
                raise ValueError(f"{place} and {places[job]} disagree about {job[0]} with seed {job[1]}")
            places.setdefault(job, place)
    return rows


def run_shard(index, count):
    """Train what is left of one shard; append each row as it ends."""
    torch.set_num_threads(1)
    PARTS.mkdir(exist_ok=True)
    done = read_parts(PARTS)
    mine = jobs()[index::count]
    left = [job for job in mine if job not in done]
    splits = {name: load_fashion(name) for name in ("train", "validation", "test")}
    splits["train"] = tuple(part[:NUM_IMAGES] for part in splits["train"])
    bar = tqdm(left, initial=len(mine) - len(left), total=len(mine), desc=f"shard {index}", position=index)
    parent = multiprocessing.parent_process()  # None when this process was started by hand
    wanted = takewhile(lambda job: parent is None or parent.is_alive(), bar)
    for job in wanted:
        append_line(PARTS / f"{index}-of-{count}.jsonl", json.dumps(train_one(*job, splits)))


def run_all(count=2):
    """All shards side by side, a process each. Returns the exit code: 0 if all ended well."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=run_shard, args=(index, count)) for index in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return int(any(process.exitcode for process in processes))


def make_table(path=None):
    """data/fashionbench.csv of all results; with a path, a table of those that are there so far."""
    rows, costs = read_parts(PARTS), read_costs(COSTS)
    if path is None:
        return write_table(complete(rows, costs, jobs()), costs, TABLE)
    if Path(path).resolve() == TABLE:
        raise ValueError(f"{TABLE.name} holds the complete table only: give --partial another path")
    return write_table(partial(rows, costs, SEEDS), costs, Path(path))


def parse(arguments=None):
    kind = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=kind)
    todo = parser.add_mutually_exclusive_group()
    todo.add_argument("--shard", metavar="K/N", help="every N-th training, from the K-th on, in this process")
    todo.add_argument("--measure", action="store_true")
    todo.add_argument("--table", action="store_true")
    todo.add_argument("--partial", metavar="PATH")
    options = parser.parse_args(arguments)
    if options.shard:
        index, _, count = options.shard.partition("/")
        if not (index.isdecimal() and count.isdecimal() and int(index) < int(count)):
            parser.error(f"--shard is K/N with K from 0 to N - 1, such as 0/2, got {options.shard}")
        options.shard = int(index), int(count)
    return options


if __name__ == "__main__":
    options = parse()
    if options.shard:
        run_shard(*options.shard)
    elif options.measure:
        measure(COSTS, list(dict.fromkeys(arch for arch, _ in jobs())))
    elif options.table or options.partial:
        bench = make_table(options.partial)
        print(f"{len(bench.archs):,} architectures, {len(bench.seeds)} seeds, {len(bench.table):,} rows")
    else:
        sys.exit(run_all())
