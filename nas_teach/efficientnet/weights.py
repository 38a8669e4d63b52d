"""Weights that others trained, as files on your disk: their names for the parts, and ours. Lesson 11."""

import itertools
from pathlib import Path

import torch
from torch import nn

from nas_teach.efficientnet.blocks import MBConv, PaddedConv2d
from nas_teach.efficientnet.network import EfficientNet

OUTSIDE = {  # our name: (timm's, torchvision's, EfficientNet-PyTorch's); {head} is the number of stages + 1
    "stem.conv": ("conv_stem", "features.0.0", "_conv_stem"),
    "stem.norm": ("bn1", "features.0.1", "_bn0"),
    "head.conv": ("conv_head", "features.{head}.0", "_conv_head"),
    "head.norm": ("bn2", "features.{head}.1", "_bn1"),
    "classify": ("classifier", "classifier.1", "_fc"),
}
EXPANDING = {  # in a block that expands, after blocks.{stage}.{block}, features.{stage + 1}.{block}, _blocks.{n}
    "expand.conv": ("conv_pw", "block.0.0", "_expand_conv"),
    "expand.norm": ("bn1", "block.0.1", "_bn0"),
    "depthwise.conv": ("conv_dw", "block.1.0", "_depthwise_conv"),
    "depthwise.norm": ("bn2", "block.1.1", "_bn1"),
    "squeeze_excite.squeeze": ("se.conv_reduce", "block.2.fc1", "_se_reduce"),
    "squeeze_excite.excite": ("se.conv_expand", "block.2.fc2", "_se_expand"),
    "project.conv": ("conv_pwl", "block.3.0", "_project_conv"),
    "project.norm": ("bn3", "block.3.1", "_bn2"),
}
NOT_EXPANDING = {  # in a block of expansion 1
    "depthwise.conv": ("conv_dw", "block.0.0", "_depthwise_conv"),
    "depthwise.norm": ("bn1", "block.0.1", "_bn1"),
    "squeeze_excite.squeeze": ("se.conv_reduce", "block.1.fc1", "_se_reduce"),
    "squeeze_excite.excite": ("se.conv_expand", "block.1.fc2", "_se_expand"),
    "project.conv": ("conv_pw", "block.2.0", "_project_conv"),
    "project.norm": ("bn2", "block.2.1", "_bn2"),
}
STYLES = ("timm", "torchvision", "efficientnet_pytorch")  # of others
OWN = "nas_teach"
B5_HEAD = 2048  # channels of B5's head: from there on torchvision trained with another epsilon


def load_weights(model, source):
    """Load weights that others trained for an EfficientNet of the same size into `model`, all or nothing.

    Batch norm's epsilon and the padding become those that the weights were trained with: epsilon 1e-5, or 1e-3
    for torchvision's from B5 on; 1e-3 and TensorFlow's padding for EfficientNet-PyTorch's, Lite's among them.
    A state dict of the model's own kind loads, too; what it does not hold stays as it is.
    timm's `tf_efficientnet_*` have timm's keys but TensorFlow's padding: they load, and give other outputs.

    Args:    model: an EfficientNet, for others' weights one of MBConv blocks, such as from_name's.
             source: a state dict {key: tensor}, or the path of a file with one (.pth, .bin, .safetensors).
    Returns: the style of the keys: "timm", "torchvision", "efficientnet_pytorch" or "nas_teach".
    Raises:  FileNotFoundError. ValueError: another kind of file, other keys, other shapes, tensors without
             finite numbers; the message says which. The model is then as it was.
    """
    weights = _state_dict(source)
    style, names = _recognise(model, weights)
    ours = {**model.state_dict(), **{names[key]: value for key, value in weights.items() if key in names}}
    _check_tensors(model, names, ours)
    model.load_state_dict(ours)
    if style != OWN:
        from_tensorflow = style == "efficientnet_pytorch"
        large = style == "torchvision" and model.classify.in_features >= B5_HEAD
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eps = 1e-3 if large or from_tensorflow else 1e-5
            elif isinstance(module, PaddedConv2d):
                module.same = from_tensorflow
    return style


def key_map(model, style):
    """{their key: our key} for every weight and statistic of an EfficientNet, in one of STYLES.

    Raises:  ValueError: another model or style, or blocks other than MBConv.
    """
    _require_efficientnet(model)
    if style not in STYLES:
        raise ValueError(f"style must be one of {STYLES}, got {style!r}")
    column, count = STYLES.index(style), itertools.count()
    parts = {ours: names[column].format(head=len(model.stages) + 1) for ours, names in OUTSIDE.items()}
    for s, stage in enumerate(model.stages):
        for b, block in enumerate(stage):
            if not isinstance(block, MBConv):
                raise ValueError(f"published weights are of MBConv blocks only, got {type(block).__name__}")
            prefix = (f"blocks.{s}.{b}", f"features.{s + 1}.{b}", f"_blocks.{next(count)}")[column]
            table = NOT_EXPANDING if isinstance(block.expand, nn.Identity) else EXPANDING
            parts |= {f"stages.{s}.{b}.{ours}": f"{prefix}.{names[column]}" for ours, names in table.items()}
    split = {key: key.rpartition(".") for key in model.state_dict()}  # "stem.conv", ".", "weight"
    return {f"{parts[part]}.{leaf}": key for key, (part, _, leaf) in split.items()}


def _require_efficientnet(model):
    if not isinstance(model, EfficientNet):
        raise ValueError(f"model must be an EfficientNet, got {type(model).__name__}")


def _state_dict(source):
    weights = _read(Path(source)) if isinstance(source, str | Path) else source
    if _is_state_dict(weights):
        return weights
    held = ""
    inside = (
        [key for key, value in weights.items() if _is_state_dict(value)] if isinstance(weights, dict) else ()
    )
    if inside:
        raise ValueError(
            f"weights must be a state dict, got a dict that holds one: pass what is in it under {inside[0]!r}"
            + "".join(f" (or {key!r})" for key in inside[1:])
        )
    if isinstance(weights, nn.Module):
        raise ValueError(f"weights must be a state dict, got {type(weights).__name__}: pass its state_dict()")
    if isinstance(weights, dict):
        odd = (f" with {key!r}: {type(v).__name__}" for key, v in weights.items() if not _is_tensor(v))
        held = next(odd, " that is empty")
    raise ValueError(
        "weights must be a state dict, {key: tensor}, or the path of one, got "
        f"{type(weights).__name__}{held}; if a part of it is the state dict, pass that"
    )


def _is_state_dict(value):
    return isinstance(value, dict) and bool(value) and all(map(_is_tensor, value.values()))


def _is_tensor(value):
    return isinstance(value, torch.Tensor)


def _recognise(model, weights):
    """(style, {their key: our key}) of the style that fits, or an error that tells what is missing."""
    _require_efficientnet(model)
    _require_no_prefix(weights)
    own = {key: key for key in model.state_dict()}
    others = () if own.keys() & weights.keys() else STYLES
    maps = {style: key_map(model, style) for style in others} or {OWN: own}
    style = max(maps, key=lambda style: len(maps[style].keys() & weights.keys()))
    names, got = maps[style], set(weights)
    missing = sorted(key for key in names if key not in got and not key.endswith("num_batches_tracked"))
    extra = sorted(map(str, got - names.keys()))
    if missing or extra:
        raise ValueError(
            f"these weights fit neither {' nor '.join(STYLES)} for this network. Nearest is {style}: "
            f"{_some(missing)} missing, {_some(extra)} too many"
        )
    return style, names


def _require_no_prefix(weights):
    """ValueError if all is there, but behind "module." or the like, as nn.DataParallel saves it."""
    firsts = [f"{stem}.weight" for stem in ("stem.conv", *OUTSIDE["stem.conv"])]
    if weights.keys() & set(firsts):
        return
    for key in map(str, weights):
        for first in firsts:
            if key.endswith(f".{first}"):
                prefix = key.removesuffix(first)
                raise ValueError(
                    f"the keys of these weights begin with {prefix!r}, which is no part of an EfficientNet: pass "
                    f"{{key.removeprefix({prefix!r}): value for key, value in weights.items()}}"
                )


def _some(keys):
    return f"{len(keys)} keys ({', '.join(keys[:2])}{', ...' if len(keys) > 2 else ''})" if keys else "0 keys"


def _check_tensors(model, names, ours):
    theirs = {own: key for key, own in names.items()}
    for key, wanted in model.state_dict().items():
        got = ours[key]
        if got.shape != wanted.shape:
            raise ValueError(
                f"{theirs[key]} has the shape {tuple(got.shape)} in the weights, but this network "
                f"needs {tuple(wanted.shape)}: was it built with another name, num_classes or in_channels?"
            )
        if wanted.is_meta:
            raise ValueError("this network is on the device meta: it has no memory to load weights into")
        if wanted.is_floating_point() and not _finite(got):
            raise ValueError(f"{theirs[key]} must hold finite floating-point numbers, got {_kind(got)}")


def _finite(tensor):
    plain = tensor.layout == torch.strided and tensor.is_floating_point() and not tensor.is_meta
    return plain and bool(tensor.float().isfinite().all())


def _kind(tensor):
    if tensor.is_meta or tensor.layout != torch.strided:
        return "a tensor on the device meta, without contents" if tensor.is_meta else f"{tensor.layout}"
    return "NaN or infinity" if tensor.is_floating_point() else f"{tensor.dtype}"


def _read(path):
    """What the file holds. Nothing in it is executed: plain tensors only."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    read = _safetensors(path) if path.suffix == ".safetensors" else _plain_tensors
    try:
        return read(path)
    except Exception as error:  # they raise nearly anything, by what the bytes happen to look like
        raise ValueError(
            f"{path} is no file of plain tensors, as torch.save(model.state_dict(), path) writes one "
            f"({type(error).__name__}). A whole pickled model is not loaded: it could run any code"
        ) from None


def _plain_tensors(path):
    return torch.load(path, map_location="cpu", weights_only=True)


def _safetensors(path):
    try:
        from safetensors.torch import load_file
    except ImportError:
        raise ValueError(
            f"{path} needs a package that the course does without: pip install safetensors"
        ) from None
    return load_file
