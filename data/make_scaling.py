"""Train the small networks of lesson 11 at every size and seed: data/scaling.csv.

    python -m data.make_scaling             what is missing, one after the other, about 19 minutes
    python -m data.make_scaling --most 2    two of them

A row is one training, written and synced as it ends; recording.py says what happens after a crash. The same
machine gives the same accuracies again; only the seconds (of processor time) are measurements.
"""

import time
from pathlib import Path

from data.recording import command_line, record
from nas_teach.efficientnet.scaling import BASE, Size, small_macs, train_small

TABLE = Path(__file__).with_name("scaling.csv")
COLUMNS = (*Size._fields, "seed", "macs", "validation", "test", "seconds")
SEEDS = range(6)
TWICE = (  # about twice the multiply-accumulates of BASE: one way alone, two ways together, all three
    Size(8, 16, 10),
    Size(4, 23, 10),
    Size(4, 16, 14),
    Size(6, 19, 10),
    Size(4, 19, 12),
    Size(5, 17, 12),
)
FOUR_TIMES = (Size(17, 16, 10), Size(4, 34, 10), Size(4, 16, 20), Size(6, 19, 14))
PLACES = tuple(Size(*size, places=5) for size in ((4, 16, 10), (4, 34, 10), (4, 16, 20), (6, 19, 14)))


def jobs():
    """All (layers, channels, pixels, places, seed), seed by seed; those of another head come last."""
    groups = (BASE, *TWICE, *FOUR_TIMES), PLACES
    return [(*size, seed) for sizes in groups for seed in SEEDS for size in sizes]


def row_of(*job):
    """Train one network, (layers, channels, pixels, places, seed); the values of the columns after these."""
    size, seed, start = Size(*job[:-1]), job[-1], time.process_time()
    scores = train_small(size, seed)
    return small_macs(size), scores["validation"], scores["test"], round(time.process_time() - start, 2)


if __name__ == "__main__":
    record(TABLE, COLUMNS, jobs(), row_of, command_line(__doc__))
