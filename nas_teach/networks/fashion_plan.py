"""The networks of FashionBench, planned: seven things to choose, and the parts that follow.

`plan` lists the parts of a network once, for all who build, draw or price it. Nothing is built here.
"""

from typing import NamedTuple

from nas_teach.space import SearchSpace

FASHION_SPACE = SearchSpace(
    {
        "kernel1": (3, 5, 7),  # kernel size of stage 1, on 7 x 7 positions
        "kernel2": (3, 5, 7),  # kernel size of stage 2, on 4 x 4 positions
        "block": ("conv", "mbconv"),  # what a block is made of
        "width": (4, 8, 16),  # channels of stage 1; stage 2 has twice as many
        "depth": (1, 2, 3),  # blocks in each stage
        "skip": (False, True),  # add each block's input to its output
        "heads": (0, 4),  # attention heads after stage 2; 0 is no attention
    }
)


class Part(NamedTuple):
    """One part of a FashionNet."""

    place: str  # "stem", "stage1", "down", "stage2", "attention" or "classify"
    kind: str  # what stands there: a key of fashion_net.MODULES
    in_channels: int
    out_channels: int
    side: int  # of the map that goes in, in pixels, for images of 28 x 28
    kernel: int = 1  # the chosen one
    heads: int = 0
    number: int = 0  # of the block in its stage

    @property
    def name(self):
        """Of the part's module within a FashionNet, such as "stage1.blocks.0"."""
        return (
            f"{self.place}.blocks.{self.number}"
            if self.kind in FASHION_SPACE.choices["block"]
            else self.place
        )


def plan(arch, num_classes=10):
    """The parts of a FashionNet, in the order in which an image passes them: a list of Part.

    Raises:  ValueError: an architecture that is not in FASHION_SPACE.
    """
    arch = FASHION_SPACE.require(arch)
    narrow, wide = arch.width, 2 * arch.width

    def stage(place, channels, side, kernel):
        first = Part(place, arch.block, channels, channels, side, kernel)
        return [first._replace(number=number) for number in range(arch.depth)]

    return [
        Part("stem", "stem", 1, narrow, 28),
        *stage("stage1", narrow, 7, arch.kernel1),
        Part("down", "down", narrow, wide, 7),
        *stage("stage2", wide, 4, arch.kernel2),
        Part("attention", "attention" if arch.heads else "none", wide, wide, 4, heads=arch.heads),
        Part("classify", "classify", wide, num_classes, 4),
    ]
