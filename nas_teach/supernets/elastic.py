"""An elastic supernet: small kernels lie in the middle of large ones, narrow layers within wide ones. Lesson 13."""

import numpy as np
import torch
from torch import nn
from torch.func import functional_call

from nas_teach.checks import require_images
from nas_teach.networks.fashion_net import BLOCKS, FashionNet
from nas_teach.networks.fashion_plan import FASHION_SPACE
from nas_teach.space import SearchSpace
from nas_teach.supernets.sharing import sandwich
from nas_teach.supernets.slices import leading, leading_thirds, without_gradient

SERVING_ALL = ("stem", "down", "attention", "classify")  # parts of a FashionNet that have no type of block


class ElasticSupernet(nn.Module):
    """FASHION_SPACE in its largest networks: (n, 1, h, w), h and w >= 4, and arch -> logits (n, 10).

    There is one largest network for each type of block. A path takes the first channels of each layer, the
    first blocks of each stage, and the middle of each kernel. `space` has the architectures of these widths.

    Args:    transform: whether a middle is multiplied by a learned matrix before it is used, so that a
             small kernel need not be exactly the middle of the large one. Each block has its own matrices,
             which begin as the identity.
    Raises:  ValueError: an unknown width, an architecture outside `space`, images of another shape.
    Source:  Cai et al. 2020, arXiv:1908.09791, section 3.
    """

    def __init__(self, widths=(4, 8, 16), num_classes=10, transform=False):
        super().__init__()
        if not widths or set(widths) - set(FASHION_SPACE.choices["width"]):
            raise ValueError(f"widths must be among {FASHION_SPACE.choices['width']}, got {widths!r}")
        self.space = SearchSpace({**FASHION_SPACE.choices, "width": tuple(sorted(widths))})
        self.num_classes, self._skeletons = num_classes, {}
        _, large, _ = sandwich(self.space, np.random.default_rng(0))
        self.largest = nn.ModuleDict(
            {block: FashionNet(large._replace(block=block), num_classes) for block in BLOCKS}
        )
        first, *others = self.largest.values()
        for net in others:
            for name in SERVING_ALL:
                setattr(net, name, getattr(first, name))
        self.transforms = nn.ParameterDict(self._matrices() if transform else {})

    def forward(self, x, arch):
        require_images(x, 1, side=4)
        arch = self.space.require(arch)
        return functional_call(self._skeleton(arch), self.cut(arch), (x,))

    def cut(self, arch):
        """What `arch` uses of the shared weights and statistics: {name in its FashionNet: tensor}.

        The tensors are views of the shared ones, but for transformed kernels: gradients flow back.
        """
        arch = self.space.require(arch)
        net = self.largest[arch.block]
        shared = dict(net.named_parameters()) | dict(net.named_buffers())
        wanted = self._skeleton(arch).state_dict()
        return {name: self._fit(arch.block, name, shared[name], wanted[name].shape) for name in wanted}

    def extract(self, arch):
        """The FashionNet of `arch` with a copy of the shared weights, in the mode of the supernet."""
        net = self._build(arch)
        weights = {name: tensor.detach().clone() for name, tensor in self.cut(arch).items()}
        net.load_state_dict(weights, assign=True)
        return net.train(self.training)

    def untouched(self):
        """Parts of weights that have no gradient in this step: a list of (weight, mask, their values)."""
        return without_gradient(self)

    def _fit(self, block, name, tensor, shape):
        if ".qkv." in name:
            return leading_thirds(tensor, shape)
        for kernel in (5, 3):  # from 7 to 5, and from there to 3
            key = f"{block}.{name}.{kernel}".replace(".", "_")
            if key in self.transforms and shape[-1] <= kernel < tensor.shape[-1]:
                middle = _middle(tensor, kernel).flatten(2)  # (out, in, kernel * kernel)
                tensor = (middle @ self.transforms[key]).unflatten(2, (kernel, kernel))
        return leading(_middle(tensor, shape[-1]) if len(shape) == 4 else tensor, shape)

    def _matrices(self):
        """{key: identity} for every kernel of 7 x 7: one matrix to 5 x 5, one from there to 3 x 3."""
        names = (
            f"{block}.{name}"
            for block, net in self.largest.items()
            for name, weight in net.named_parameters()
            if weight.ndim == 4 and weight.shape[-1] == 7
        )
        return {f"{n}.{k}".replace(".", "_"): nn.Parameter(torch.eye(k * k)) for n in names for k in (5, 3)}

    def _skeleton(self, arch):
        """The network of `arch` without weights of its own, in the mode of the supernet."""
        if arch not in self._skeletons:
            self._skeletons[arch] = self._build(arch)
        return self._skeletons[arch].train(self.training)

    def _build(self, arch):
        with torch.device("meta"):
            return FashionNet(self.space.require(arch), self.num_classes)


def _middle(weight, side):
    """The middle of a kernel: (out, in, k, k) -> (out, in, side, side), for odd sides or the whole of it."""
    start = (weight.shape[-1] - side) // 2
    return weight[..., start : start + side, start : start + side]
