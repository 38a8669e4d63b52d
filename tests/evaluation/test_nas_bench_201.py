"""NAS-Bench-201: what the file holds, against what is known of the benchmark."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import kendalltau

from data.make_nas_bench_201 import PlainUnpickler, arrays
from nas_teach.evaluation.comparison import compare
from nas_teach.evaluation.nas_bench_201 import EDGES, IMAGES, OPERATIONS, NASBench201
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.random_search import RandomSearch


@pytest.fixture(scope="module")
def benches():
    return {name: NASBench201.load(name) for name in IMAGES}


def test_its_space_is_a_cell_of_six_edges_with_five_operations_each(benches):
    for bench in benches.values():
        assert bench.space.choices == dict.fromkeys(EDGES, OPERATIONS)
        assert bench.archs == tuple(bench.space) and len(bench.archs) == 15_625 and bench.seeds == (0,)


def test_a_reward_is_one_training_and_the_test_is_the_mean_of_the_others(benches):
    bench = benches["cifar10"]
    arch = ("nor_conv_3x3", "nor_conv_3x3", "nor_conv_3x3", "skip_connect", "nor_conv_3x3", "nor_conv_1x1")
    first, second, third = bench.trainings[bench.archs.index(arch)]
    assert (first, second, third) == (0.91684, 0.9172, 0.91416)  # of 25,000 images, published with the table
    assert bench.reward(arch) == first and bench.test(arch) == pytest.approx((second + third) / 2)
    two = np.isnan(bench.trainings).any(1)
    assert two.sum() == 7456 and bench.test(bench.archs[two.argmax()]) == bench.trainings[two.argmax(), 1]


@pytest.mark.parametrize(
    ("dataset", "classes"), [("cifar10", 10), ("cifar100", 100), ("imagenet16_120", 120)]
)
def test_a_cell_without_a_path_to_its_output_guesses(benches, dataset, classes):
    bench = benches[dataset]
    for edges in (("edge10", "edge20", "edge30"), ("edge30", "edge31", "edge32")):
        cut = [bench.test(a) for a in bench.archs if {getattr(a, edge) for edge in edges} == {"none"}]
        assert len(cut) == 125 and max(cut) < 1.6 / classes


def test_rankings_of_three_data_sets_agree_as_published_tables_say(benches):
    means = {name: np.nanmean(bench.trainings, axis=1) for name, bench in benches.items()}
    assert kendalltau(means["cifar10"], means["cifar100"])[0] == pytest.approx(0.869, abs=0.001)
    assert kendalltau(means["cifar10"], means["imagenet16_120"])[0] == pytest.approx(0.835, abs=0.001)


def test_prices(benches):
    bench = benches["cifar10"]
    dear = ("nor_conv_3x3",) * 6
    assert bench.value(dear, "params") == 73_306 + 6 * 243_040
    days = sum(bench.value(arch, "seconds") for arch in bench.archs) / 86_400
    assert days == pytest.approx(330.6, abs=0.1)
    assert benches["cifar100"].value(dear, "seconds") == pytest.approx(2 * bench.value(dear, "seconds"))


def test_searches_run_on_it_and_the_best_is_hard_to_meet_by_luck(benches):
    strategies = {
        "random search": lambda seed: RandomSearch(benches["cifar10"].space, seed=seed),
        "evolution": lambda seed: RegularizedEvolution(benches["cifar10"].space, 20, 5, seed=seed),
    }
    found = compare(strategies, benches["cifar10"], budget=150, seeds=10)
    assert found["evolution"][:, -1].mean() > found["random search"][:, -1].mean()


def test_another_data_set_is_refused():
    with pytest.raises(
        ValueError, match="dataset must be one of cifar10, cifar100, imagenet16_120, got 'svhn'"
    ):
        NASBench201.load("svhn")


def test_a_pickle_that_would_run_code_is_refused(tmp_path):
    for thing in (print, Fraction(1, 2), np.float64(1)):
        path = tmp_path / "x.pkl"
        path.write_bytes(pickle.dumps({"a": thing}))
        with path.open("rb") as file, pytest.raises(pickle.UnpicklingError, match="only plain numbers"):
            PlainUnpickler(file).load()


def made_up(**changed):
    """Tables as the package has them, of which one row may be `changed`."""
    keys = [np.base_repr(i, 5).zfill(6) for i in range(5**6)]
    seconds = dict(zip(IMAGES, (100.0, 200.0, 606.8), strict=True))
    tables = {
        name: {
            key: {
                "val_acc": [50.0, 40.0],
                "train_time": [seconds[name]] * 2,
                "latency": [0.01] * 2,
                "model_size": [(73_306 + 28_000 * key.count("2") + 243_040 * key.count("3")) / 1e6] * 2,
            }
            for key in keys
        }
        for name in IMAGES
    }
    tables["cifar10"]["000012"] |= changed
    return tables


def test_the_maker_counts_images_and_pads_missing_trainings():
    found = arrays(made_up(val_acc=[10.0, 20.0, 30.0]))
    assert found["correct_cifar10"][7].tolist() == [2500, 5000, 7500]
    assert found["correct_cifar10"][8].tolist() == [12500, 10000, 65535]
    assert found["latency_us_cifar10"][7] == 10_000 and found["tenths_of_a_second"][7] == 1000


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"val_acc": [10.001, 20.0]}, "no share of 25000 images"),
        ({"train_time": [101.0] * 2}, "seconds of cifar100 are not 2 times"),
        ({"model_size": [0.1] * 2}, "000012 should have 101306 parameters"),
    ],
)
def test_the_maker_refuses_what_the_benchmark_cannot_hold(changed, message):
    with pytest.raises(SystemExit, match=message):
        arrays(made_up(**changed))
