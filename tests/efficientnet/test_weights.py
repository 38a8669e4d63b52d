"""Weights of timm and torchvision: their keys, their outputs, and files that are neither."""

import builtins
import copy
import sys
import types

import pytest
import torch

from nas_teach.efficientnet.network import EfficientNet
from nas_teach.efficientnet.space import B0_ARCH, build
from nas_teach.efficientnet.stages import VARIANTS, Stage
from nas_teach.efficientnet.weights import STYLES, key_map, load_weights
from tests.efficientnet import reference


def shapes_in(style, model):
    ours = model.state_dict()
    return {theirs: tuple(ours[key].shape) for theirs, key in key_map(model, style).items()}


def foreign(style, model):
    """A state dict of that style for `model`, as the reference made one: without num_batches_tracked."""
    shapes = shapes_in(style, model)
    return reference.weights({key: shape for key, shape in shapes.items() if not key.endswith("tracked")})


@pytest.fixture(scope="module")
def b0():
    return EfficientNet.from_name("b0").eval()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", VARIANTS)
def test_keys_and_shapes_are_those_of_the_reference(style, name):
    with torch.device("meta"):
        model = EfficientNet.from_name(name)
    recorded = reference.SHAPES[style][int(name[1])]
    assert reference.fingerprint(shapes_in(style, model)) == recorded
    assert len(key_map(model, style)) == len(model.state_dict())


@pytest.mark.parametrize("style", STYLES)
def test_outputs_are_those_of_the_reference(style, b0):
    model = copy.deepcopy(b0)
    assert load_weights(model, foreign(style, model)) == style
    with torch.no_grad():
        logits = model.double()(reference.images())[:, ::200]
    wanted = torch.tensor(reference.LOGITS[style], dtype=torch.float64)
    torch.testing.assert_close(logits, wanted, atol=1e-6, rtol=0)


@pytest.mark.parametrize("style", STYLES)
def test_there_and_back(style, b0):
    theirs = {key: b0.state_dict()[ours] for key, ours in key_map(b0, style).items()}
    model = copy.deepcopy(b0)
    for weight in model.parameters():
        weight.data.zero_()
    load_weights(model, theirs)
    assert all(torch.equal(value, b0.state_dict()[key]) for key, value in model.state_dict().items())


def test_epsilon_is_what_the_weights_were_trained_with():
    stages = (Stage(1, 3, 1, 8, 1), Stage(2, 3, 2, 8, 1))  # with B5's width, whose head has 2048 channels
    model = EfficientNet(VARIANTS["b5"].width, stages=stages, num_classes=2)
    for style, eps in (("torchvision", 1e-3), ("timm", 1e-5), ("torchvision", 1e-3)):
        load_weights(model, {key: model.state_dict()[ours] for key, ours in key_map(model, style).items()})
        assert {m.eps for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)} == {eps}


def test_from_a_file_and_in_half_precision(b0, tmp_path):
    path, weights = tmp_path / "b0.pth", foreign("timm", b0)
    torch.save({key: value.half() for key, value in weights.items()}, path)
    model = copy.deepcopy(b0)
    assert load_weights(model, str(path)) == "timm"
    assert torch.equal(model.stem.conv.weight, weights["conv_stem.weight"].half().float())


def test_the_found_architecture_takes_the_weights_of_b0(b0):
    model = build(B0_ARCH).eval()
    load_weights(model, foreign("timm", b0))
    assert torch.equal(model.classify.bias, foreign("timm", b0)["classifier.bias"])


class Refused:
    """The weights are refused with the message, and the model has not changed."""

    def __init__(self, model, message, error=ValueError):
        self.model, self.raises = model, pytest.raises(error, match=message)

    def __enter__(self):
        self.before = {key: value.clone() for key, value in self.model.state_dict().items()}
        return self.raises.__enter__()

    def __exit__(self, *args):
        now = self.model.state_dict()
        assert all(torch.equal(value, now[key]) for key, value in self.before.items())
        return self.raises.__exit__(*args)


def test_other_networks_weights(b0):
    weights = foreign("timm", b0)
    with Refused(b0, r"fit neither timm nor torchvision .* is timm: 1 keys \(bn1.bias\) missing, 0 keys too"):
        load_weights(b0, {key: value for key, value in weights.items() if key != "bn1.bias"})
    with Refused(b0, r"0 keys missing, 1 keys \(extra\) too many"):
        load_weights(b0, {**weights, "extra": torch.zeros(1)})
    with Refused(b0, "fit neither timm nor torchvision"):
        load_weights(b0, torch.nn.Linear(2, 2).state_dict())
    few = {**weights, "classifier.bias": torch.zeros(10)}
    with Refused(b0, r"classifier.bias has the shape \(10,\) in the weights, but .* needs \(1000,\)"):
        load_weights(b0, few)


@pytest.mark.parametrize("style", [*STYLES, "nas_teach"])
@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "model.backbone."])
def test_a_prefix_is_named(b0, style, prefix):
    weights = b0.state_dict() if style == "nas_teach" else foreign(style, b0)
    named = {prefix + key: value for key, value in weights.items()}
    with Refused(b0, f"begin with '{prefix}', .*: pass .*removeprefix.'{prefix}'."):
        load_weights(b0, named)
    plain = {key.removeprefix(prefix): value for key, value in named.items()}
    assert load_weights(copy.deepcopy(b0), plain) == style


@pytest.mark.parametrize("arch", [B0_ARCH, B0_ARCH._replace(operator3="conv", squeeze2=0)])
def test_its_own_state_dict_loads_too(arch, tmp_path):
    net, other = build(arch, 10), build(arch, 10)
    net.stem.norm.running_mean += 1
    other.stem.norm.eps = 1e-3
    torch.save(net.state_dict(), tmp_path / "own.pth")
    assert load_weights(other, tmp_path / "own.pth") == "nas_teach"
    assert all(torch.equal(value, other.state_dict()[key]) for key, value in net.state_dict().items())
    assert other.stem.norm.eps == 1e-3  # not in a state dict
    own = net.state_dict()
    for weights, message in (
        (
            {key: value for key, value in own.items() if key != "stem.norm.bias"},
            r"nas_teach: 1 keys \(stem.n",
        ),
        (own | {"more": torch.zeros(1)}, r"nas_teach: 0 keys missing, 1 keys \(more\) too many"),
        (own | {"classify.bias": torch.zeros(4)}, r"classify.bias has the shape \(4,\) in the weights"),
        (own | {"classify.bias": torch.full((10,), torch.nan)}, "classify.bias must hold finite"),
    ):
        with Refused(other, message):
            load_weights(other, weights)


def test_what_is_no_state_dict(b0, tmp_path):
    weights = foreign("timm", b0)
    with Refused(b0, "got a dict that holds one: pass what is in it under 'model'$"):
        load_weights(b0, {"epoch": 3, "model": weights})
    torch.save(
        {"state_dict": weights, "state_dict_ema": weights, "optimizer": {"state": {}}}, tmp_path / "a.pth"
    )
    with Refused(b0, r"pass what is in it under 'state_dict' \(or 'state_dict_ema'\)$"):
        load_weights(b0, tmp_path / "a.pth")
    with Refused(b0, "got dict with 'epoch': int; if"):
        load_weights(b0, {"epoch": 3, "args": {}})
    with Refused(b0, "got dict that is empty"):
        load_weights(b0, {})
    with Refused(b0, "got Sequential: pass its state_dict"):
        load_weights(b0, b0.stem)
    with Refused(b0, r"1 keys \(7\) too many"):
        load_weights(b0, {**weights, 7: torch.zeros(1)})
    torch.save([1, 2], tmp_path / "list.pth")
    with Refused(b0, "must be a state dict, .* got list; if"):
        load_weights(b0, tmp_path / "list.pth")


@pytest.mark.parametrize("change, got", [
    (torch.Tensor.int, "torch.int32"), (torch.Tensor.bool, "torch.bool"), (torch.Tensor.to_sparse, "sparse"),
    (lambda weight: weight.to(torch.complex64), "torch.complex64"),
    (lambda weight: weight.to("meta"), "meta, without contents"), (lambda weight: weight / 0, "NaN or inf"),
])  # fmt: skip
def test_tensors_without_finite_numbers(b0, change, got):
    weights = foreign("timm", b0)
    with Refused(b0, f"classifier.weight must hold finite floating-point numbers, got .*{got}"):
        load_weights(b0, {**weights, "classifier.weight": change(weights["classifier.weight"])})


def test_models_that_take_none(b0):
    with pytest.raises(ValueError, match="model must be an EfficientNet, got Linear"):
        load_weights(torch.nn.Linear(2, 2), foreign("timm", b0))
    with torch.device("meta"):
        on_paper = EfficientNet.from_name("b0")
    with pytest.raises(ValueError, match="device meta: it has no memory"):
        load_weights(on_paper, foreign("timm", b0))


def test_files_that_are_none(b0, tmp_path):
    with Refused(b0, "there is no file .*none.pth", FileNotFoundError):
        load_weights(b0, tmp_path / "none.pth")
    (tmp_path / "text.pth").write_text("hello")
    with Refused(b0, r"text.pth is no file of plain tensors"):
        load_weights(b0, tmp_path / "text.pth")
    torch.save(b0.stem, tmp_path / "pickled.pth")  # a whole module: a pickle that names classes to run
    with Refused(b0, "pickled.pth is no file of plain tensors, .* could run any code"):
        load_weights(b0, tmp_path / "pickled.pth")


def test_safetensors_needs_its_package(b0, tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"")
    real = builtins.__import__
    monkeypatch.setattr(
        builtins,
        "__import__",
        lambda name, *args, **kwargs: (
            _no_module(name) if name.startswith("safetensors") else real(name, *args, **kwargs)
        ),
    )
    with Refused(b0, "pip install safetensors"):
        load_weights(b0, tmp_path / "model.safetensors")


def test_a_safetensors_file_that_is_none(b0, tmp_path, monkeypatch):
    def load_file(path):
        raise RuntimeError("header too small")

    monkeypatch.setitem(sys.modules, "safetensors", types.ModuleType("safetensors"))
    monkeypatch.setitem(sys.modules, "safetensors.torch", types.SimpleNamespace(load_file=load_file))
    (tmp_path / "model.safetensors").write_bytes(b"")
    with Refused(b0, r"model.safetensors is no file of plain tensors, .*\(RuntimeError\)"):
        load_weights(b0, tmp_path / "model.safetensors")


def _no_module(name):
    raise ImportError(name)


def test_networks_without_published_weights():
    arch = B0_ARCH._replace(operator3="conv")
    with pytest.raises(ValueError, match="published weights are of MBConv blocks only, got ConvBlock"):
        load_weights(build(arch), {"conv_stem.weight": torch.zeros(1)})
    with pytest.raises(ValueError, match="style must be one of .*, got 'keras'"):
        key_map(build(B0_ARCH), "keras")
