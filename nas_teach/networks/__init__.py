"""Networks of one fixed architecture, and the space that FashionBench's are taken from.

Networks that hold many are in supernets/; DARTS and EfficientNet have rooms of their own.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "simple_cnn": "SimpleCNN",
        "fashion_plan": "FASHION_SPACE plan",
        "fashion_net": "FashionNet",
        "attention": "SelfAttention",
    },
)
