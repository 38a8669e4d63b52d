"""FashionBench: look-ups against pandas, tables that are refused, speed."""

import time

import numpy as np
import pandas as pd
import pytest

from nas_teach.data import DATA
from nas_teach.evaluation.benchmark import FashionBench, lookup, seed_noise, seed_tau
from nas_teach.evaluation.tables import read_lists
from nas_teach.networks.fashion_plan import FASHION_SPACE
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch

SPACE = SearchSpace({"kernel": (3, 5, 7), "block": ("wide", "none", "NA"), "skip": (False, True)})


def made_up(space=SPACE, seeds=(0, 1, 2), epochs=3):
    """A table with random numbers: a data frame in the order of the space."""
    rng = np.random.default_rng(0)
    rows = [
        {
            **arch._asdict(),
            "seed": seed,
            **{f"validation_{i + 1}": round(rng.uniform(), 5) for i in range(epochs)},
            "test": round(rng.uniform(), 5),
            "seconds": round(rng.uniform(1, 20), 2),
            "params": int(rng.integers(1000, 90000)),
            "macs": int(rng.integers(1000, 900000)),
            "latency_ms": 0.2,
            "latency_ms_q1": 0.1,
            "latency_ms_q3": 0.3,
        }
        for arch in space
        for seed in seeds
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def saved(tmp_path):
    def save(table):
        path = tmp_path / "table.csv"
        table.to_csv(path, index=False)
        return path

    return save


def test_every_cell_of_a_file_against_pandas(saved):
    table = made_up()
    bench = FashionBench.load(saved(table.sample(frac=1, random_state=1)))  # rows in any order
    assert set(bench.space) == set(SPACE) == set(bench.archs)
    assert bench.seeds == (0, 1, 2) and bench.epochs == 3 and len(bench.table) == 54
    for _, row in table.iterrows():
        arch, seed = (row.kernel, row.block, row.skip), row.seed
        epochs = row[["validation_1", "validation_2", "validation_3"]].tolist()
        assert [bench.reward(arch, seed, epoch) for epoch in (1, 2, 3)] == epochs
        assert bench.reward(arch, seed) == row.validation_3
        assert bench.test(arch, seed) == row.test
        assert bench.value(arch, "params", seed) == row.params
    for arch, mean in table.groupby(list(SPACE.choices)).mean().iterrows():
        assert bench.reward(arch) == pytest.approx(mean.validation_3)
        assert bench.reward(arch, epoch=2) == pytest.approx(mean.validation_2)
        assert bench.test(arch) == pytest.approx(mean.test)
        assert bench.value(arch, "seconds") == pytest.approx(mean.seconds)
        assert type(bench.reward(arch)) is float
    best = table.groupby(list(SPACE.choices)).validation_3.mean()
    assert bench.optimum == (best.idxmax(), pytest.approx(best.max()))


def test_the_space_is_read_from_the_columns_with_pythons_own_types(saved):
    space = FashionBench.load(saved(made_up())).space
    assert space == SPACE  # words keep the order of the table: "wide" before "NA", which is no missing value
    shuffled = FashionBench(made_up(FASHION_SPACE, seeds=(4,)).sample(frac=1, random_state=2))
    numbers = ("kernel1", "kernel2", "width", "depth", "skip", "heads")
    assert all(shuffled.space.choices[name] == FASHION_SPACE.choices[name] for name in numbers)
    assert [type(v) for v in shuffled.archs[0]] == [int, int, str, int, int, bool, int]


def test_the_file_of_the_course_is_read_as_pandas_reads_it():
    table = pd.read_csv(DATA / "fashionbench.csv")
    read, given = FashionBench.load(), FashionBench(table)
    assert read.archs == given.archs and read.space == given.space and read.seeds == given.seeds
    assert np.array_equal(read.rewards(), given.rewards())
    pd.testing.assert_frame_equal(read.table, table)


@pytest.mark.parametrize(
    "texts",
    [["3", "5"], ["3", "0.5"], ["1e-3", "-2"], ["True", "False"], ["3", "True"], ["", "3"], ["NA", "x,y"]],
)
def test_a_column_is_of_the_kind_that_pandas_gives_it(texts, tmp_path):
    path = tmp_path / "table.csv"
    pd.DataFrame({"op": texts, "seed": [0, 1]}).to_csv(path, index=False)
    expected = pd.read_csv(path, keep_default_na=False)["op"].tolist()
    found = read_lists(path)["op"]
    assert found == expected and [*map(type, found)] == [*map(type, expected)]


def test_a_table_of_lists_will_do():
    lists = {"op": ["a", "b"], "seed": [3, 3], "validation_1": [0, 1], "test": [0.5, 0.25]}
    bench = FashionBench(lists)
    assert bench.reward(("b",)) == 1 and bench.table["test"].tolist() == [0.5, 0.25]


def test_two_columns_of_one_name_are_refused(tmp_path):
    (tmp_path / "twice.csv").write_text("op,op,seed,validation_1,test\na,b,0,1,1\n")
    with pytest.raises(ValueError, match="two columns of one name among op, op"):
        FashionBench.load(tmp_path / "twice.csv")


def test_only_what_a_search_needs_is_required():
    table = pd.DataFrame({"op": ["a", "b"], "seed": [3, 3], "validation_1": [0, 1], "test": [0.5, 0.25]})
    bench = FashionBench(table)
    assert bench.reward(("b",)) == 1 and bench.seeds == (3,) and bench.epochs == 1
    for compare in (seed_noise, seed_tau):
        with pytest.raises(ValueError, match=r"at least two of them, this table has \(3,\)"):
            compare(bench)
    with pytest.raises(ValueError, match="column must be one of seed, validation_1, test, got 'params'"):
        bench.value(("a",), "params")


def test_unknown_architectures_seeds_and_epochs():
    bench = FashionBench(made_up())
    for arch, message in [
        ((4, "none", True), r"kernel must be one of \(3, 5, 7\), got 4"),
        ((3, "none"), "an architecture is a tuple of 3 values"),
        ([3, "none", True], "an architecture is a tuple of 3 values"),
        (None, "got None"),
    ]:
        with pytest.raises(ValueError, match=message):
            bench.reward(arch)
    arch = bench.archs[0]
    for seed in (3, -1, "0", True):
        with pytest.raises(ValueError, match=rf"seed must be one of \(0, 1, 2\), or None .* got {seed!r}"):
            bench.reward(arch, seed=seed)
    for epoch in (0, 4, -1, 1.5, "last"):
        with pytest.raises(ValueError, match=f"epoch must be an integer from 1 to 3, or None, got {epoch!r}"):
            bench.reward(arch, epoch=epoch)
    holes = FashionBench(made_up()[3:])
    with pytest.raises(ValueError, match=r"Arch\(.*\) is not in this table: it has 17 of 18 architectures"):
        holes.reward(arch)


def test_later_changes_of_the_data_frame_change_no_reward():
    bench = FashionBench(made_up())
    before = bench.reward(bench.archs[0])
    bench.table["validation_3"] = 0.0
    bench.rewards()[:] = 0
    assert bench.reward(bench.archs[0]) == before


def changed(row, name, value):
    table = made_up().astype({name: object})
    table.loc[row, name] = value
    return table


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (made_up().drop(columns="test"), "has no column test; it has kernel, block, skip, seed"),
        (made_up().drop(columns=["seed", "validation_1"]), "has no column seed, validation_1"),
        (made_up().drop(columns="validation_2"), "2 columns validation_..., but validation_2 is not"),
        (made_up().drop(columns=["kernel", "block", "skip"]), "has no decisions: they stand left of seed"),
        (made_up().rename(columns={"seconds": "minutes"}), "column 'minutes' where it does not belong"),
        (made_up()[["test", *made_up().columns.drop("test")]], "column 'test' where it does not belong"),
        (made_up().rename(columns={"kernel": "kernel size"}), "decision names must be plain identifiers"),
        (made_up()[:0], "is empty: it has columns, but no row"),
        (changed(4, "validation_2", 1.01), "line 6: validation_2 must be a number from 0 to 1, got 1.01"),
        (changed(4, "validation_2", -0.1), "line 6: validation_2 must be .* got -0.1"),
        (changed(4, "test", 86.4), "line 6: test must be a number from 0 to 1, got 86.4"),
        (changed(4, "validation_1", float("nan")), "line 6: validation_1 must be a number from 0 to 1, got "),
        (changed(4, "validation_1", "good"), "line 6: validation_1 must be .* got 'good'"),
        (changed(4, "macs", float("inf")), "line 6: macs must be a number of at least 0, got "),
        (changed(4, "latency_ms", -1), "line 6: latency_ms must be a number of at least 0, got "),
        (changed(4, "seed", 0.5), "line 6: seed must be an integer of at least 0, got "),
        (changed(4, "seed", "first"), "line 6: seed must be an integer of at least 0, got 'first'"),
        (changed(4, "kernel", float("nan")), "line 6: kernel is empty"),
        (changed(4, "block", ""), "line 6: block is empty"),
        (changed(4, "seed", 0), r"line 6: \(3, 'wide', True\) with seed 0 stands in line 5 already"),
        (made_up().drop(index=4), r"no row of \(3, 'wide', True\) with seed 1: all need .* \[0, 1, 2\]"),
        (changed(4, "seed", 9), r"no row of \(3, 'wide', False\) with seed 9"),
    ],
)
def test_bad_tables_are_refused_from_memory_and_from_a_file(table, message, saved):
    with pytest.raises(ValueError, match=message):
        FashionBench(table)
    path = saved(table)
    with pytest.raises(ValueError, match=message):
        FashionBench.load(path)


def test_files_that_are_no_tables(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none.csv is missing"):
        FashionBench.load(tmp_path / "none.csv")
    path = tmp_path / "bad.csv"
    for raw in (b"", b"a,b\n1,2,3,4\n1\n1,2,3,4,5\n", b"a,seed\n\xff\xfe\x81,0\n"):
        path.write_bytes(raw)
        with pytest.raises(ValueError, match=r"bad.csv is no table of comma-separated values"):
            FashionBench.load(path)
    path.write_bytes(b"\xef\xbb\xbf" + made_up().to_csv(index=False).encode())  # as a spreadsheet saves it
    assert FashionBench.load(path).space == SPACE


def test_lookup_means_or_draws():
    bench = FashionBench(made_up())
    arch = bench.archs[5]
    mean = lookup(bench)
    assert mean(arch) == mean(arch) == bench.reward(arch)
    noisy, same = lookup(bench, seed=7), lookup(bench, seed=np.random.default_rng(7))
    draws = [noisy(arch) for _ in range(300)]
    assert draws == [same(arch) for _ in range(300)]
    assert set(draws) == {bench.reward(arch, seed) for seed in bench.seeds}
    assert min(map(draws.count, set(draws))) > 60  # about 100 each
    early = lookup(bench, epoch=1)
    assert early(arch) == mean(arch, 1) == bench.reward(arch, epoch=1)
    with pytest.raises(ValueError, match="epoch must be an integer from 1 to 3"):
        lookup(bench, epoch=9)


def test_a_search_runs_on_it():
    bench = FashionBench(made_up())
    trials = search(RandomSearch(bench.space, seed=0), lookup(bench), budget=200)
    assert max(trial.reward for trial in trials) == bench.optimum.reward


def test_noise_and_tau_of_seeds():
    rng = np.random.default_rng(0)
    space = SearchSpace({"x": tuple(range(500))})
    table = made_up(space, epochs=2)
    truth = np.repeat(rng.normal(0.5, 0.01, 500), 3)
    table["validation_2"] = truth + rng.normal(0, 0.01, 1500)
    bench = FashionBench(table)
    assert seed_noise(bench) == pytest.approx(0.01, rel=0.05)
    # two rankings with correlation 1/2: tau is 2 / pi x arcsin(1/2) = 1/3
    assert seed_tau(bench) == pytest.approx(1 / 3, abs=0.04)
    table["validation_2"] = truth
    assert seed_noise(FashionBench(table)) < 1e-12 and seed_tau(FashionBench(table)) == pytest.approx(1)


def test_fast_and_small_at_full_size(saved):
    path = saved(made_up(FASHION_SPACE, epochs=6))
    assert path.stat().st_size < 1_000_000
    bench = FashionBench.load(path)

    def best_of(repeats, action):
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            action()
            times.append(time.perf_counter() - start)
        return min(times)  # what the machine does meanwhile only adds

    evaluate = lookup(bench, seed=0)
    assert best_of(10, lambda: FashionBench.load(path)) < 0.1
    assert best_of(5, lambda: [bench.reward(arch) for arch in bench.archs]) / 648 < 50e-6
    assert best_of(5, lambda: [evaluate(arch) for arch in bench.archs]) / 648 < 50e-6
