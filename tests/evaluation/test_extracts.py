"""What lessons take out of a table is what stands in it."""

import numpy as np
import pytest

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.extracts import by_work, three_numbers


@pytest.fixture(scope="module")
def bench():
    return FashionBench.load()


def test_a_family_has_the_fixed_values_and_all_others(bench):
    archs, x, y = by_work(bench, block="conv", depth=2, skip=False, heads=0)
    assert len(archs) == len(set(archs)) == 27 and {arch[2:3] + arch[4:] for arch in archs} == {
        ("conv", 2, False, 0)
    }
    assert (np.diff(x) >= 0).all() and 2 ** x[3] == pytest.approx(bench.value(archs[3], "macs") / 1000)
    assert y[5] == 100 * bench.reward(archs[5], seed=0)
    assert by_work(bench, seed=1, width=8)[2][0] == 100 * bench.reward(by_work(bench, width=8)[0][0], seed=1)


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        ({"kernel": 3}, "decisions are kernel1, .*, got kernel"),
        ({"depth": 7}, "no architecture .*'depth': 7"),
    ],
)
def test_a_family_that_is_none(bench, fixed, message):
    with pytest.raises(ValueError, match=message):
        by_work(bench, **fixed)


def test_accuracy_latency_and_megabytes_of_four_bytes_a_parameter(bench):
    accuracy, latency, size = (values[5] for values in three_numbers(bench))
    arch = bench.archs[5]
    assert accuracy == pytest.approx(bench.reward(arch)) and latency == bench.value(arch, "latency_ms")
    assert size == pytest.approx(4 * bench.value(arch, "params") / 1e6)
