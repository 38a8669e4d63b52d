"""What torchvision 0.28.0, timm 1.0.31 and efficientnet-lite-pytorch 0.1.0 say, recorded: no lesson needs them.

SHAPES: sha256 of the sorted lines "key [shape]" of each network's state dict, b0 to b7.
LITE_SHAPES: the same of lite0 to lite4 in the last package.
LOGITS: every 200th logit of `efficientnet_b0` in evaluation mode and float64, for `images()` and
`weights(shapes)`, batch-norm statistics included.
"""

import hashlib

import numpy as np
import torch

SHAPES = {
    "torchvision": (
        "c82a02375566e02a", "cdae773985a97e3c", "ff14692fcade8574", "04710cc2d085f392",
        "e79948546357b987", "65afb44bfde9cf4c", "6705a5378232e1f4", "023856aa8bcf1c52",
    ),
    "timm": (
        "0fbc16734a4d9870", "ccde4bc16c1ee07a", "5437897effdafd57", "ecc4f2f07741184e",
        "a882053e1565f426", "fb03e3043f403cea", "07c0c761e48a3ba2", "e82f3d3e89e212d5",
    ),
}  # fmt: skip
LOGITS = {
    "torchvision": (
        (-1.8192883, 0.1824866, -5.4064357, 1.9491915, 0.4163644),
        (-1.8374314, 0.1133697, -2.8216908, 0.6644583, 0.5013413),
    ),
    "timm": (
        (-0.0568379, -0.0262075, 0.0167743, 0.1429575, -0.2424113),
        (-0.0525606, -0.0586292, 0.0170023, 0.1313664, -0.2462929),
    ),
}


LITE_SHAPES = (
    "d7f6403136a9eb86",
    "3eccbe8575423ea3",
    "032375d3a3a18cba",
    "769fdb947b415d68",
    "d2653aee4b8b557d",
)
LITE0_LOGITS = (  # for images(224), of efficientnet-lite0
    (-0.5146535, 1.8075626, 6.3199532, -3.5169231, -1.1277269),
    (-0.7482695, 1.1906878, 6.5810771, -3.6192787, -1.8760656),
)
MOBILE_LOGITS = {  # of torchvision, its tensors in the order of its state dict
    "mobilenet_v2": (
        (-1.3364853, -3.4101889, -1.0643593, -0.093267, 4.2344796),
        (-1.3340663, -4.2787627, -1.7903445, 1.0731197, 2.0589293),
    ),
    "mnasnet1_0": (
        (-10368.2739543, 9335.8294548, -41040.6313872, -2503.1115052, -17303.2646191),
        (-10352.9113313, 5094.3231558, -41304.0991248, -8970.702124, -18877.163549),
    ),
    "mobilenet_v3_large": (
        (-2952.2296852, -939.9803499, 682.9161539, 218.3698896, 982.2545411),
        (-3105.8177668, -956.4272436, 831.5622062, 265.8003639, 830.3348954),
    ),
}


def fingerprint(shapes):
    """{key: shape} in sixteen letters."""
    lines = sorted(f"{key} {list(shape)}" for key, shape in shapes.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def images(side=64):
    """Two images of side x side, float64."""
    return torch.tensor(np.random.default_rng(1000).standard_normal((2, 3, side, side))).float().double()


def weights(shapes):
    """A state dict of random numbers that anyone can make again: {key: shape} -> {key: float32 tensor}."""
    state = {}
    for index, (key, shape) in enumerate(sorted(shapes.items())):
        values = np.random.default_rng(index).random(shape)  # in [0, 1)
        if len(shape) > 1:
            values = (2 * values - 1) * (6.5 * shape[0] / values.size) ** 0.5  # keeps the logits near 1
        elif key.endswith(("bias", "mean")):
            values = 0.1 * (values - 0.5)
        elif key.endswith(("weight", "var")):
            values += 0.5
        state[key] = torch.tensor(values).float()
    return state
