"""The networks of FashionBench at one width as a single supernet: 216 paths that share weights. Lesson 08."""

import torch
from torch import nn

from nas_teach.checks import require_images
from nas_teach.networks.attention import SelfAttention
from nas_teach.networks.fashion_net import BLOCKS, FashionNet, down, stem
from nas_teach.networks.fashion_plan import FASHION_SPACE, plan
from nas_teach.space import SearchSpace


class SuperBlockRow(nn.Module):
    """All candidates for a stage of FashionNet: (n, channels, h, w) -> the same shape.

    For each type of block and each kernel size there are `depth` blocks. A path of depth d goes through the
    first d of them, with skip connections or without: the weights are the same.
    """

    def __init__(self, channels, blocks, kernels, depth):
        super().__init__()
        self.candidates = nn.ModuleDict(
            {
                f"{block}{kernel}": nn.ModuleList(BLOCKS[block](channels, kernel) for _ in range(depth))
                for block in blocks
                for kernel in kernels
            }
        )

    def blocks(self, arch, kernel):
        """The blocks on the path of `arch`, an nn.ModuleList of length arch.depth."""
        return self.candidates[f"{arch.block}{kernel}"][: arch.depth]

    def forward(self, x, arch, kernel):
        for block in self.blocks(arch, kernel):
            x = x + block(x) if arch.skip else block(x)
        return x


class FashionSupernet(nn.Module):
    """FASHION_SPACE at one width in one network: (n, 1, h, w), h and w >= 4, and arch -> logits (n, 10).

    `space` holds the 216 architectures of this width, or fewer if more is fixed. Stem, downsampling and
    classifier serve all of them, a block all paths that have its place, type and kernel size.

    Args:    width: channels of stage 1. fixed: further decisions that are not open, such as block="conv".
    Raises:  ValueError: a decision or value that FASHION_SPACE has not, an architecture outside `space`,
             images of another shape or too small for the stem.
    Source:  Guo et al. 2019, arXiv:1904.00420, section 3.
    """

    def __init__(self, width=8, num_classes=10, **fixed):
        super().__init__()
        self.space, self.num_classes = _subspace({"width": width, **fixed}), num_classes
        choices = self.space.choices
        (width,) = choices["width"]
        self.stem = stem(width)
        blocks, depth, wide = choices["block"], max(choices["depth"]), 2 * width
        self.stage1 = SuperBlockRow(width, blocks, choices["kernel1"], depth)
        self.down = down(width)
        self.stage2 = SuperBlockRow(wide, blocks, choices["kernel2"], depth)
        self.attention = nn.ModuleDict(
            {str(heads): SelfAttention(wide, heads) if heads else nn.Identity() for heads in choices["heads"]}
        )
        self.classify = nn.Linear(wide, num_classes)

    def forward(self, x, arch):
        require_images(x, 1, side=4)
        arch = self.space.require(arch)
        x = self.stage1(self.stem(x), arch, arch.kernel1)  # (n, width, h / 4, w / 4)
        x = self.stage2(self.down(x), arch, arch.kernel2)  # (n, 2 * width, h / 8, w / 8)
        return self.classify(self.attention[str(arch.heads)](x).mean((2, 3)))  # (n, num_classes)

    def path(self, arch):
        """The shared modules that `arch` uses: {their name in FashionNet: module}."""
        return {part.name: self._shared(part) for part in plan(self.space.require(arch))}

    def _shared(self, part):
        if part.kind in BLOCKS:
            return getattr(self, part.place).candidates[f"{part.kind}{part.kernel}"][part.number]
        return self.attention[str(part.heads)] if part.place == "attention" else getattr(self, part.place)

    def extract(self, arch):
        """The FashionNet of `arch` with a copy of the shared weights, in the mode of the supernet."""
        with torch.device("meta"):  # no weights, no random numbers: they are about to be replaced
            net = FashionNet(self.space.require(arch), self.num_classes)
        weights = {
            f"{name}.{key}": tensor.clone()
            for name, module in self.path(arch).items()
            for key, tensor in module.state_dict().items()
        }
        net.load_state_dict(weights, assign=True)
        return net.train(self.training)


def _subspace(fixed):
    """FASHION_SPACE with the decisions of `fixed` {name: value} held."""
    if unknown := set(fixed) - set(FASHION_SPACE.choices):
        names = ", ".join(FASHION_SPACE.choices)
        raise ValueError(f"fixed decisions must be among {names}, got {', '.join(sorted(unknown))}")
    arch = FASHION_SPACE.require(next(iter(FASHION_SPACE))._replace(**fixed))
    return SearchSpace({**FASHION_SPACE.choices, **{name: (getattr(arch, name),) for name in fixed}})
