"""What torchvision 0.28.0 and timm 1.0.31 say, recorded, because the course does not install them.

SHAPES: sha256 of the sorted lines "key [shape]" of each network's state dict, b0 to b7.
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


def fingerprint(shapes):
    """{key: shape} in sixteen letters."""
    lines = sorted(f"{key} {list(shape)}" for key, shape in shapes.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def images():
    """Two images of 64 x 64, float64."""
    return torch.tensor(np.random.default_rng(1000).standard_normal((2, 3, 64, 64))).float().double()


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
