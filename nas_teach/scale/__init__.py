"""A search that outgrows one processor: trials side by side, on a cluster; what that does to a search.

How architectures are proposed is in strategies/, what they are worth in evaluation/.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "cluster": "Cluster",
        "progress": "ProgressLine progress_line",
        "side_by_side": "Pool pool_for side_by_side",
    },
)
