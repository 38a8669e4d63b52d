"""The recorded races: a row is what the package says, a stopped run goes on, the table is read and compared."""

from functools import partial

import numpy as np
import pytest

from data import make_strategies as maker
from data.recording import record
from nas_teach.evaluation.comparison import compare, standings
from nas_teach.recorded.strategies import BENCHMARKS, STRATEGIES, handed_over, load_strategies
from nas_teach.space import SearchSpace

AHEAD = ("evolution, worst dies", "evolution, oldest dies", "local search", "Bayesian optimisation")


def made_up(benchmark, name, seed):
    tests = 0.5, 0.6 + 0.01 * seed + 0.1 * (name == "local search")
    return *(f"{accuracy:.6f}" for accuracy in (*tests, 0.55, 0.65)), "1.25"


def test_a_row_is_what_the_comparison_of_the_lessons_says():
    for benchmark in BENCHMARKS:
        make = partial(STRATEGIES["local search"], maker.table(benchmark).space)
        curve = compare({"it": lambda seed, make=make: make(seed=seed)}, maker.table(benchmark), 150, 1)[
            "it"
        ][0]
        row = maker.search_once(benchmark, "local search", 0)
        assert [float(text) for text in row[:2]] == pytest.approx(curve[[49, 149]], abs=1e-6)
        assert float(row[2]) <= float(row[3])  # no reward of the best so far falls
        assert maker.search_once(benchmark, "local search", 0)[:4] == row[:4]


def test_every_strategy_asks_for_architectures_of_the_space_and_follows_its_seed():
    space = SearchSpace({"a": (1, 2, 3), "b": ("x", "y")})
    for name, make in STRATEGIES.items():
        asked = [make(space, seed=seed).ask() for seed in (*range(12), *range(12))]
        assert asked[:12] == asked[12:] and len(set(asked)) > 1 and set(asked) <= set(space), name


def test_what_is_shipped_holds_thirty_seeds_or_more_of_all():
    races = load_strategies()
    assert maker.TABLE.stat().st_size < 100_000
    assert len({race[:3] for race in races}) == len(races)
    for benchmark in BENCHMARKS:
        results = handed_over(races, benchmark)
        assert set(results) == set(STRATEGIES) and len(results["random search"]) >= 30
        assert all(race.reward == tuple(sorted(race.reward)) for race in races)
    results = standings(handed_over(races, "NAS-Bench-201"), "random search")
    assert all(results[name].p < 0.01 and results[name].ahead[1] > 0.001 for name in AHEAD)


def test_a_stopped_run_goes_on_and_every_column_is_read(tmp_path):
    path, done = tmp_path / "strategies.csv", []

    def search(*job):
        done.append(job)
        return made_up(*job)

    record(path, maker.COLUMNS, maker.jobs(), search, most=2)
    path.write_bytes(path.read_bytes()[:-9])  # killed in the middle of the second row
    record(path, maker.COLUMNS, maker.jobs(), search, most=41)
    assert done == [*maker.jobs()[:2], *maker.jobs()[1:42]]
    races = load_strategies(path)
    assert races[0] == (*maker.jobs()[0], (0.5, 0.6), (0.55, 0.65), 1.25)
    results = handed_over(races, "NAS-Bench-201", 150)
    assert set(results) == set(STRATEGIES)
    np.testing.assert_allclose(results["local search"], [0.7, 0.71, 0.72])
    assert list(standings(results, "random search"))[0] == "local search"


def test_pairs_are_seeds_that_all_strategies_have(tmp_path):
    path = tmp_path / "strategies.csv"
    record(path, maker.COLUMNS, [*maker.jobs()[15:28], *maker.jobs()[:14]], made_up)
    races = load_strategies(path)  # seed 1 first, and without random search on FashionBench
    assert {len(test) for test in handed_over(races, "FashionBench").values()} == {1}
    np.testing.assert_allclose(handed_over(races, "NAS-Bench-201")["REINFORCE"], [0.6, 0.61])


def test_what_it_cannot_give():
    races = load_strategies()
    with pytest.raises(ValueError, match=r"evaluations must be one of \(50, 150\), got 100"):
        handed_over(races, "FashionBench", 100)
    with pytest.raises(ValueError, match="benchmark must be one of FashionBench, NAS-Bench-201, got 'other'"):
        handed_over(races, "other")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("random search", "magic"),
        ("0.500000", "1.500000"),
        ("1.25", ""),
        ("test_50", "exam"),
        ("FashionB", "B"),
    ],
)
def test_a_foreign_table_is_refused(tmp_path, old, new):
    path = tmp_path / "strategies.csv"
    record(path, maker.COLUMNS, maker.jobs()[:1], made_up)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ValueError, match="line 2 is no row of this table"):
        load_strategies(path)
