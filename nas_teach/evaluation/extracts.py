"""Parts of a benchmark table that lessons look at: a family by its work, all networks with their prices."""

import numpy as np

BYTES = 4  # of a parameter


def by_work(bench, seed=0, **fixed):
    """The architectures with these values, the one of least work first. Lesson 06.

    Args:    bench: a TabularBenchmark. seed: of the training looked at. fixed: {decision: value}.
    Returns: (archs, x, y): a list of them; log2 of thousands of MACs; accuracy in per cent.
    Raises:  ValueError: a decision that the space does not have; no such architecture.
    """
    if unknown := fixed.keys() - bench.space.choices.keys():
        raise ValueError(f"decisions are {', '.join(bench.space.choices)}, got {', '.join(sorted(unknown))}")
    archs = [arch for arch in bench.archs if fixed.items() <= arch._asdict().items()]
    if not archs:
        raise ValueError(f"no architecture of the table has {fixed}")
    archs.sort(key=lambda arch: bench.value(arch, "macs"))
    x = np.log2([bench.value(arch, "macs") / 1000 for arch in archs])
    return archs, x, 100 * np.array([bench.reward(arch, seed=seed) for arch in archs])


def three_numbers(bench):
    """Of every architecture: true accuracy in [0, 1], latency in ms, size in MB. Each (archs,). Lesson 10."""
    latency, params = (
        np.array([bench.value(arch, name) for arch in bench.archs]) for name in ("latency_ms", "params")
    )
    return bench.rewards().mean(1), latency, BYTES * params / 1e6
