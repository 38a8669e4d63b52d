"""Networks of the benchmark as rows of a table. Lesson 10."""

import numpy as np
import pandas as pd

from nas_teach.lab.lesson_10.widget import in_short


def in_a_table(bench, found):
    """A row for each network: accuracies in per cent, latency in milliseconds, and what it is made of.

    Args:    bench: a FashionBench. found: {label of the row: position of the network in `bench.archs`}.
    Returns: a DataFrame. "val." is the mean of the validation trainings, "test" that of the test accuracies.
    """
    archs = [bench.archs[position] for position in found.values()]
    columns = {
        "val. [%]": [round(100 * bench.reward(arch), 2) for arch in archs],
        "test [%]": [round(100 * bench.test(arch), 2) for arch in archs],
        "ms": np.round([bench.value(arch, "latency_ms") for arch in archs], 3),
        "network": [in_short(arch) for arch in archs],
    }
    return pd.DataFrame(columns, [*found])
