"""The search space that EfficientNet-B0 came from: what every stage could have been. Lesson 11.

MnasNet's search, which B0 repeats, decides stage by stage: a stage repeats one kind of block, and different
stages may differ. Here the choices lie around B0's own table; theirs lie around MobileNetV2's, and they also
choose what bridges a block.

Source:  Tan et al. 2019, arXiv:1807.11626, section 4.1.
"""

from nas_teach.efficientnet.network import EfficientNet
from nas_teach.efficientnet.stages import B0, Stage
from nas_teach.space import SearchSpace


def stage_choices(stage):
    """What one stage may become: {decision: choices}, 3 x 2 x 2 x 2 x 3 x 3 x 2 = 432 ways.

    Args:    stage: the Stage that the choices lie around; channels a multiple of 8, and more than 8.
    """
    step = max(8, stage.channels // 32 * 8)  # a quarter of the channels, down to a multiple of 8
    fewer = max(1, stage.layers - 1)
    return {
        "operator": ("conv", "dconv", "mbconv"),  # plain; depthwise, then 1 x 1; that with an expansion
        "kernel": (3, 5),
        "expansion": (3, 6),  # of an mbconv; the other two have none
        "squeeze": (0, 0.25),  # squeeze-and-excitation: without, or narrowed to a quarter
        "layers": (fewer, fewer + 1, fewer + 2),
        "channels": (stage.channels - step, stage.channels, stage.channels + step),
        "stride": (1, 2),
    }


B0_SPACE = SearchSpace(  # operator1, kernel1, ..., stride7: 432^7, about 2.8e18 architectures
    {f"{name}{i}": choices for i, stage in enumerate(B0, 1) for name, choices in stage_choices(stage).items()}
)
DECISIONS = len(B0_SPACE.choices) // len(B0)  # of each stage


def stages_of(arch):
    """The table of stages that an architecture of B0_SPACE stands for: a tuple of Stage.

    Raises:  ValueError: an architecture of another space; the message names the first misfit.
    """
    values = tuple(B0_SPACE.require(arch))
    return tuple(_stage(*values[i : i + DECISIONS]) for i in range(0, len(values), DECISIONS))


def build(arch, num_classes=1000, in_channels=3):
    """The network of an architecture of B0_SPACE: (n, in_channels, h, w) -> logits (n, num_classes)."""
    return EfficientNet(stages=stages_of(arch), num_classes=num_classes, in_channels=in_channels)


def _stage(operator, kernel, expansion, squeeze, layers, channels, stride):
    if operator == "dconv":  # an MBConv that does not expand, as B0's own first stage
        operator, expansion = "mbconv", 1
    return Stage(expansion, kernel, stride, channels, layers, squeeze, operator)


def _arch_of(stages):
    """The architecture that builds these stages; where nothing expands, expansion is a dead letter: 6."""
    values = []
    for s in stages:
        operator, expansion = ("dconv", 6) if s.expansion == 1 else (s.operator, s.expansion)
        values += [operator, s.kernel, expansion, s.squeeze, s.layers, s.channels, s.stride]
    return B0_SPACE.arch(*values)


B0_ARCH = _arch_of(B0)  # what their search found
