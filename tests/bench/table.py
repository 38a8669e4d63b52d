"""FashionBench: how long it takes to load the table, and to look a reward up."""

import timeit

from nas_teach.evaluation.benchmark import FashionBench


def run():
    loads = timeit.repeat(FashionBench.load, number=1, repeat=7)
    bench = FashionBench.load()
    archs = bench.archs * 20
    lookups = timeit.repeat(lambda: [bench.reward(arch, seed=1) for arch in archs], number=1, repeat=7)
    yield "FashionBench.load", 1e3 * sorted(loads)[3], "ms", "target: below 100"
    yield "FashionBench.reward", 1e6 * sorted(lookups)[3] / len(archs), "us", "target: below 50"
