"""The table of lesson 02 that tells the suspects apart."""

import numpy as np
import pandas as pd

from nas_teach.statistics import proportion_interval
from nas_teach.strategies.reinforce import simulate_reinforce


def suspects_table(rows, true_reward, noise=0.02, runs=10_000, seed=0):
    """How often the best choice is on top at the end, one row a setting.

    Args:    rows: {(suspect, change): settings of simulate_reinforce}; a setting `first` keeps only the runs
             whose first draw was that position.
    Returns: a DataFrame, with its 95 % Wilson interval and the mean probability of the leader at the end.
    """
    table = {}
    for name, settings in rows.items():
        how = {"noise": noise, "runs": runs, "seed": seed} | settings
        first = how.pop("first", None)
        path = simulate_reinforce(true_reward, how.pop("noise"), **how)
        if first is not None:
            path = path[:, path[1].argmax(-1) == first]  # the kernel drawn first has just been pushed up
        last = path[-1]
        best = int(np.sum(last.argmax(-1) == np.argmax(true_reward)))
        share, low, high = proportion_interval(best, len(last))
        table[name] = (f"{share:.1%}", f"{low:.1%} to {high:.1%}", f"{last.max(-1).mean():.2f}")
    index = pd.MultiIndex.from_tuples(table, names=["suspect", "change"])
    return pd.DataFrame(list(table.values()), index, ["best on top", "95 % interval", "sureness"])
