"""Supernets: one network that holds all architectures of a space. Lesson 08.

Read tiny.py first, then sharing.py, which trains and scores paths, then fashion.py. Recorded ones: recorded/.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "tiny": "SuperConvBlock SuperNet",
        "fashion": "FashionSupernet",
        "elastic": "ElasticSupernet",
        "transformer": "TRANSFORMER_SPACE TransformerSupernet small_transformer",
        "sharing": "train_supernet fair_paths sandwich recalibrate supernet_path",
    },
)
