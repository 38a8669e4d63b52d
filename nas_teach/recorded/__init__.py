"""Experiments that took minutes or hours, run beforehand by the scripts in data/ and read here.

Nothing is trained in this room. The recorded table of architectures, FashionBench, is in evaluation/.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "supernets": "Supernets load_supernets",
        "transformers": "Training load_transformers",
        "strategies": "STRATEGIES Race load_strategies handed_over",
        "elastic": "ELASTIC_SETTINGS ElasticSetting Scored load_elastic",
        "darts": "load_darts recorded_cell",
        "scaling": "Scaled load_scaling",
        "parallel": "PARALLEL_SETTINGS ParallelSetting ParallelRun load_parallel",
    },
)
