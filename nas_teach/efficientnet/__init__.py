"""EfficientNet: its blocks, its table of stages, its scaling, its cost, its weights. Lesson 11.

Read blocks.py first, then stages.py and network.py; scaling.py puts the rule to the test on small networks.
What any other network costs is counted in hardware/, scalings trained beforehand are read in recorded/.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "blocks": "MBConv ConvBlock SqueezeExcite conv_norm stochastic_depth",
        "stages": "B0 VARIANTS Stage compound_scale make_divisible round_repeats scale_stages",
        "network": "EfficientNet",
        "space": "B0_ARCH B0_SPACE build stages_of stage_choices",
        "cost": "mbconv_cost network_cost scaled_cost published_costs",
        "scaling": "BASE Size base_candidates grid_search small_macs small_network train_small",
        "weights": "key_map load_weights",
    },
)
