"""A search that outgrows one processor: trials side by side, on a cluster, and simulated on recorded seconds.

Which architectures are tried is decided in strategies/, what they are worth in evaluation/; nothing here knows of
either. `search(..., executor=...)` uses this room; CONTRIBUTING.md says how to start a cluster, and how large.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "cluster": "Cluster",
        "progress": "ProgressLine progress_line",
        "side_by_side": "Pool pool_for side_by_side",
        "simulator": "TimedTrial simulate_search straggling lognormal",
        "clock": "utilisation regret at_times",
    },
)
