"""The images: what ships, what is refused, and the builder's own steps."""

import gzip
import struct

import numpy as np
import pytest
import torch

from data import make_fashion_mnist as maker
from nas_teach import data
from nas_teach.data import load_fashion, verify_data


@pytest.mark.parametrize(("split", "n"), [("train", 12000), ("validation", 4000), ("test", 4000)])
def test_shapes_types_and_balance(split, n):
    images, labels = load_fashion(split)
    assert images.shape == (n, 1, 28, 28) and images.dtype == torch.float32 and labels.dtype == torch.int64
    assert images.min() == 0 and images.max() == 1
    assert labels.bincount().tolist() == [n // 10] * 10


def test_no_image_is_in_two_splits_or_twice():
    images = (
        torch.cat([load_fashion(split)[0] for split in ("train", "validation", "test")]).flatten(1).numpy()
    )
    assert len(np.unique(images, axis=0)) == len(images)


def test_resolution_averages_areas():
    full, half = load_fashion("test")[0][:5], load_fashion("test", 14)[0][:5]
    torch.testing.assert_close(half, full.view(5, 1, 14, 2, 14, 2).mean((3, 5)))
    assert load_fashion("test", 9)[0].shape == (4000, 1, 9, 9)


def test_a_loaded_split_can_be_changed_without_harm():
    images, labels = load_fashion("test")
    images += 1
    labels += 1
    again, labels_again = load_fashion("test")
    assert again.max() == 1 and labels_again.max() == 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("valid",), "split must be 'train', 'validation' or 'test', got 'valid'"),
        (("train", 0), "resolution must be an integer from 1 to 28, got 0"),
        (("train", 29), "got 29"),
        (("train", 14.0), "got 14.0"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_fashion(*arguments)


def test_missing_and_damaged_file(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "DATA", tmp_path)
    with pytest.raises(
        FileNotFoundError, match="fashion_mnist.npz is missing: .*python -m data.make_fashion_mnist`"
    ):
        load_fashion("train")
    (tmp_path / "fashion_mnist.npz").write_bytes(b"PK torn")
    with pytest.raises(ValueError, match="sha256 is .*expected .*make_fashion_mnist`"):
        load_fashion("train")
    with pytest.raises(ValueError, match="damaged"):
        verify_data()


def test_wrong_shape_inside_an_intact_file(tmp_path, monkeypatch):
    path = tmp_path / "fashion_mnist.npz"
    np.savez_compressed(
        path, train_images=np.zeros((4, 14, 14), np.uint8), train_labels=np.zeros(4, np.uint8)
    )
    monkeypatch.setattr(data, "DATA", tmp_path)
    monkeypatch.setattr(data, "SHA256", data.hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(ValueError, match=r"must hold uint8 images \(n, 28, 28\).*got uint8 \(4, 14, 14\)"):
        load_fashion("train")


def test_a_folder_may_hold_the_course_s_own_file(tmp_path):
    (tmp_path / "fashion_mnist.npz").write_bytes((data.DATA / "fashion_mnist.npz").read_bytes())
    assert torch.equal(load_fashion("validation", folder=tmp_path)[0], load_fashion("validation")[0])
    (tmp_path / "fashion_mnist.npz").write_bytes(b"PK torn")
    with pytest.raises(ValueError, match="damaged"):
        load_fashion("validation", folder=str(tmp_path))


def write_idx(path, array):
    raw = (
        struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    )
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return raw


def test_original_idx_files(tmp_path):
    rng = np.random.default_rng(0)
    pixels, labels = rng.integers(256, size=(6, 28, 28), dtype=np.uint8), np.arange(6, dtype=np.uint8)
    write_idx(tmp_path / "t10k-images-idx3-ubyte.gz", pixels)
    raw = write_idx(tmp_path / "t10k-labels-idx1-ubyte", labels)
    images, read = load_fashion("test", folder=tmp_path)
    np.testing.assert_allclose(images[:, 0] * 255, pixels, atol=1e-4)
    assert read.tolist() == list(range(6))
    with pytest.raises(FileNotFoundError, match="train-images-idx3-ubyte.*four original"):
        load_fashion("train", folder=tmp_path)
    with pytest.raises(ValueError, match="splits 'train' and 'test', got 'validation'"):
        load_fashion("validation", folder=tmp_path)
    for damaged in (raw[:-1], b"", b"\0\0\x0d\x01" + raw[4:], raw[:6]):
        (tmp_path / "t10k-labels-idx1-ubyte").write_bytes(damaged)
        with pytest.raises(ValueError, match="not an intact IDX file"):
            load_fashion("test", folder=tmp_path)


def test_damaged_original_files_are_named(tmp_path):
    images = tmp_path / "t10k-images-idx3-ubyte.gz"
    write_idx(images, np.zeros((6, 28, 28), np.uint8))
    whole = images.read_bytes()
    for damaged in (whole[:-9], b"<html>", whole[:12] + b"\xff" * 8 + whole[20:]):
        images.write_bytes(damaged)
        with pytest.raises(ValueError, match="t10k-images-idx3-ubyte.gz is damaged, fetch it again"):
            load_fashion("test", folder=tmp_path)


def test_the_resolution_may_be_an_integer_of_numpy():
    assert load_fashion("test", np.int64(14))[0].shape == (4000, 1, 14, 14)


def test_builder_drops_repeats_and_never_shares_an_image():
    rng = np.random.default_rng(0)
    classes = [rng.integers(256, size=(2100, 784), dtype=np.uint8) for _ in range(10)]
    classes[3][7] = classes[5][8]  # across classes
    classes[2][0] = classes[2][1]  # within one
    kept = maker.drop_repeated(classes)
    assert [len(c) for c in kept] == [2100, 2100, 2098, 2099, 2100, 2099, 2100, 2100, 2100, 2100]
    arrays = maker.split(kept)
    assert {name: array.shape for name, array in arrays.items() if "images" in name} == {
        "train_images": (12000, 28, 28),
        "validation_images": (4000, 28, 28),
        "test_images": (4000, 28, 28),
    }
    together = np.concatenate([arrays[f"{s}_images"].reshape(-1, 784) for s in maker.PER_CLASS])
    assert len(np.unique(together, axis=0)) == 20000
    index = {image.tobytes(): label for label, images in enumerate(kept) for image in images}
    assert all(
        index[i.tobytes()] == y for i, y in zip(arrays["test_images"], arrays["test_labels"], strict=True)
    )


def test_builder_writes_the_same_bytes_twice(tmp_path):
    arrays = {"a": np.arange(9, dtype=np.uint8)}
    maker.write(arrays, tmp_path / "1.npz"), maker.write(arrays, tmp_path / "2.npz")
    assert (tmp_path / "1.npz").read_bytes() == (tmp_path / "2.npz").read_bytes()
    with np.load(tmp_path / "1.npz", allow_pickle=False) as archive:
        assert archive["a"].tolist() == list(range(9))
