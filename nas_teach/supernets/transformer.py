"""Transformers that are all the first part of one large transformer: weight entanglement. Lesson 13."""

import numpy as np
import torch
from torch import nn
from torch.func import functional_call

from nas_teach.networks.vision_transformer import VisionTransformer
from nas_teach.space import SearchSpace
from nas_teach.supernets.sharing import sandwich
from nas_teach.supernets.slices import leading, leading_thirds, without_gradient

HEAD_DIM = 12  # channels of a head in every network: a head is the same head wherever it occurs
TRANSFORMER_SPACE = SearchSpace(
    {"dim": (24, 36, 48), "depth": (2, 3, 4), "heads": (2, 3, 4), "ratio": (1, 1.5, 2)}
)


def small_transformer(arch, num_classes=10):
    """The VisionTransformer of `arch`, such as (48, 4, 2, 1.5), with fresh weights and heads of 12 channels."""
    dim, depth, heads, ratio = arch
    return VisionTransformer(dim, depth, heads, ratio, head_dim=HEAD_DIM, classes=num_classes)


class TransformerSupernet(nn.Module):
    """A space of vision transformers in its largest one: (n, 1, 28, 28) and arch -> logits (n, 10).

    A path takes the first `dim` channels of each token, the first `depth` blocks, the first `heads` heads of
    each block and the first `ratio` x `dim` channels of its small network. Heads keep their width, as in the
    paper: so a path with fewer heads has less to compute, and none of its heads is a piece of two others.

    Args:    space: the decisions of TRANSFORMER_SPACE, in its order, with choices of your own.
    Raises:  ValueError: a space of other decisions, an architecture outside `space`, images of another shape.
    Source:  Chen et al. 2021 (AutoFormer), arXiv:2107.00651, section 3.
    """

    def __init__(self, space=TRANSFORMER_SPACE, num_classes=10):
        super().__init__()
        if list(space.choices) != list(TRANSFORMER_SPACE.choices):
            names = ", ".join(TRANSFORMER_SPACE.choices)
            raise ValueError(f"space must have the decisions {names}, got {', '.join(space.choices)}")
        self.space, self.num_classes, self._skeletons = space, num_classes, {}
        _, large, _ = sandwich(space, np.random.default_rng(0))
        self.largest = small_transformer(large, num_classes)

    def forward(self, x, arch):
        arch = self.space.require(arch)
        return functional_call(self._skeleton(arch), self.cut(arch), (x,))

    def cut(self, arch):
        """What `arch` uses of the shared weights: {name in its VisionTransformer: tensor}.

        Gradients flow back through the tensors.
        """
        shared = dict(self.largest.named_parameters())
        wanted = self._skeleton(self.space.require(arch)).named_parameters()
        return {
            name: (leading_thirds if ".qkv." in name else leading)(shared[name], weight.shape)
            for name, weight in wanted
        }

    def extract(self, arch):
        """The VisionTransformer of `arch` with a copy of the shared weights, in the mode of the supernet."""
        net = self._build(arch)
        weights = {name: tensor.detach().clone() for name, tensor in self.cut(arch).items()}
        net.load_state_dict(weights, assign=True)
        return net.train(self.training)

    def untouched(self):
        """Parts of weights that have no gradient in this step: a list of (weight, mask, their values)."""
        return without_gradient(self)

    def _skeleton(self, arch):
        """The network of `arch` without weights of its own, in the mode of the supernet."""
        if arch not in self._skeletons:
            self._skeletons[arch] = self._build(arch)
        return self._skeletons[arch].train(self.training)

    def _build(self, arch):
        with torch.device("meta"):  # no weights, no random numbers: they are about to be replaced
            return small_transformer(self.space.require(arch), self.num_classes)
