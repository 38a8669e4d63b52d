"""Fashion-MNIST: small real images that ship with the course. Provenance and licence: data/README.md."""

import gzip
import hashlib
import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from nas_teach.checks import is_whole
from nas_teach.origin import DATA, restore

SHA256 = "3c02deb6e3f4566aaa6fa997569558b9398a8afef78a1c3c491f5d485f4185ba"
CLASSES = (
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
_IDX_PREFIX = {"train": "train", "test": "t10k"}


def shipped(name, maker, path=None):
    """The path of a table.

    Args:    name: of the course's own file, such as "scaling.csv", which data/<maker>.py made.
             path: of another such file, to be read instead.
    Raises:  FileNotFoundError: no such file; of the course's own it says how that comes back.
    """
    own = DATA / name
    path = own if path is None else Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing" + (f": {restore(name, maker)}" if path == own else ""))
    return path


def load_fashion(split, resolution=28, folder=None):
    """Load one split of Fashion-MNIST.

    Args:    split: "train" (12,000 images), "validation" (4,000) or "test" (4,000), balanced over 10 classes.
             resolution: side in pixels, 1 to 28; smaller than 28 averages areas.
             folder: another folder with fashion_mnist.npz, or with the original IDX files (plain or .gz),
             whose splits are the full "train" (60,000) and "test" (10,000).
    Returns: (images, labels): float32 in [0, 1] of shape (n, 1, resolution, resolution), int64 of shape (n,).
    Raises:  ValueError, FileNotFoundError: with the way to mend it.
    Source:  Xiao, Rasul & Vollgraf 2017, arXiv:1708.07747.
    """
    import torch  # tables are found without it

    if not is_whole(resolution) or not 1 <= resolution <= 28:
        raise ValueError(f"resolution must be an integer from 1 to 28, got {resolution!r}")
    folder = DATA if folder is None else Path(folder).expanduser()
    whole = folder != DATA and not (folder / "fashion_mnist.npz").exists()
    pixels, labels = _read_idx(split, folder) if whole else _read_subset(split, folder)
    images = torch.from_numpy(pixels).float().div(255).unsqueeze(1)  # (n, 1, 28, 28)
    if resolution < 28:
        images = torch.nn.functional.adaptive_avg_pool2d(images, int(resolution))  # (n, 1, r, r)
    return images, torch.from_numpy(labels.astype(np.int64))


def verify_data(path=None):
    """Raise FileNotFoundError or ValueError, with the way to mend it, unless the shipped file is intact."""
    path = shipped("fashion_mnist.npz", "make_fashion_mnist", path)
    if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != SHA256:
        raise ValueError(
            f"{path} is damaged or another file: its sha256 is {found}, "
            f"expected {SHA256}. To mend it, {restore('fashion_mnist.npz', 'make_fashion_mnist')}"
        )
    return path


@lru_cache(maxsize=1)
def _arrays(path, changed):
    """All arrays of the checked file. `changed` (its time stamp) makes a replaced file be read anew."""
    with np.load(verify_data(path), allow_pickle=False) as archive:
        return dict(archive)


def _read_subset(split, folder):
    if split not in ("train", "validation", "test"):
        raise ValueError(f"split must be 'train', 'validation' or 'test', got {split!r}")
    path = folder / "fashion_mnist.npz"
    arrays = _arrays(path, path.stat().st_mtime_ns if path.exists() else None)
    return _checked(arrays[f"{split}_images"], arrays[f"{split}_labels"], path)


def _read_idx(split, folder):
    if split not in _IDX_PREFIX:
        raise ValueError(f"the original files have the splits 'train' and 'test', got {split!r}")
    images, labels = (
        _idx_array(folder / f"{_IDX_PREFIX[split]}-{kind}-ubyte") for kind in ("images-idx3", "labels-idx1")
    )
    return _checked(images, labels, folder)


def _idx_array(path):
    """Read an IDX file: two zero bytes, type 8 (unsigned byte), the number of axes, their sizes, the data."""
    zipped = path.with_name(path.name + ".gz")
    if not path.is_file() and not zipped.is_file():
        raise FileNotFoundError(
            f"neither {path} nor {zipped.name} exists: put the four original Fashion-MNIST files there"
        )
    try:
        raw = path.read_bytes() if path.is_file() else gzip.decompress(zipped.read_bytes())
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{zipped} is damaged, fetch it again: {error}") from None
    num_axes = raw[3] if len(raw) > 3 else 0
    shape = tuple(np.frombuffer(raw, ">u4", num_axes, 4)) if len(raw) >= 4 + 4 * num_axes else ()
    if raw[:3] != b"\0\0\x08" or len(raw) != 4 + 4 * num_axes + np.prod(shape, dtype=int):
        raise ValueError(
            f"{path} is not an intact IDX file of unsigned bytes: header {raw[:4]!r}, {len(raw):,} bytes"
        )
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * num_axes).reshape(shape)


def _checked(images, labels, source):
    if (
        images.shape != (len(labels), 28, 28)
        or labels.ndim != 1
        or images.dtype != np.uint8
        or labels.max(initial=0) > 9
    ):
        raise ValueError(
            f"{source} must hold uint8 images (n, 28, 28) and labels (n,) from 0 to 9, "
            f"got {images.dtype} {images.shape} and {labels.shape}"
        )
    return images.copy(), labels
