"""Small networks made larger: their cost, the grid search for bases, and the recorded trainings."""

import math

import numpy as np
import pytest
import torch

from data import make_scaling as maker
from nas_teach.efficientnet import scaling
from nas_teach.efficientnet.scaling import (
    BASE,
    Size,
    base_candidates,
    grid_search,
    small_macs,
    small_network,
    train_small,
)
from nas_teach.hardware.counting import macs
from nas_teach.recorded.scaling import load_scaling


def test_shapes_and_macs_by_hand():
    size = Size(2, 3, 7)
    assert small_network(size)(torch.rand(5, 1, 7, 7)).shape == (5, 10)
    block = 3 * 12 + 9 * 12 + 12 * 3
    assert small_macs(size) == 16 * (9 * 3 + 2 * block + 3 * 12) + 12 * 10  # 7 x 7 pixels -> 4 x 4
    assert small_macs(size) == macs(small_network(size), (1, 7, 7))
    grid = size._replace(places=2)
    assert small_network(grid)(torch.rand(5, 1, 7, 7)).shape == (5, 10)
    assert small_macs(grid) == small_macs(size) + 12 * 3 * 10  # the linear layer sees four means of a channel


def test_candidates_are_those_of_the_paper_too():
    steps = [1 + i / 20 for i in range(21)]
    candidates = base_candidates(steps, steps, steps, tolerance=0.05)
    assert (1.2, 1.1, 1.15) in candidates and (2.0, 1.0, 1.0) in candidates
    assert all(1.9 - 1e-9 <= d * w * w * r * r <= 2.1 + 1e-9 for d, w, r in candidates)
    assert (1.2, 1.2, 1.2) not in candidates
    assert base_candidates([4], [1], [1], target=4, tolerance=0) == [(4, 1, 1)]


def test_grid_search_ranks_by_the_score_it_is_given():
    trials = grid_search(lambda d, w, r: -abs(w - 1.1), [(2, 1, 1), (1.2, 1.1, 1.15), (1, 1, 1.4)])
    assert [trial.arch for trial in trials] == [(1.2, 1.1, 1.15), (2, 1, 1), (1, 1, 1.4)]
    assert trials[0].reward == 0
    with pytest.raises(ValueError, match="no candidates to score: widen the grid"):
        grid_search(len, [])
    with pytest.raises(ValueError, match=r"the reward of \(1,\) must be finite, got nan"):
        grid_search(lambda d: math.nan, [(1,)])


def test_the_shipped_table_is_whole_small_and_at_equal_cost():
    table = load_scaling()
    assert list(table) == [BASE, *maker.TWICE, *maker.FOUR_TIMES, *maker.PLACES]
    assert maker.TABLE.stat().st_size < 100_000
    for size, scaled in table.items():
        assert scaled.macs == small_macs(size) and len(scaled.test) == len(maker.SEEDS)
        assert (scaled.validation > 0.7).all() and (scaled.test > 0.7).all() and (scaled.seconds > 0).all()
    for sizes, times in ((maker.TWICE, 2), (maker.FOUR_TIMES, 4)):
        costs = [table[size].macs for size in sizes]
        assert max(costs) < 1.05 * min(costs) and 0.94 < np.mean(costs) / table[BASE].macs / times < 1.02
    base, *grown = (table[size].macs for size in maker.PLACES)
    assert base < 1.06 * table[BASE].macs and max(grown) < 1.05 * min(grown) and min(grown) / base > 3.7


@pytest.mark.slow
def test_a_row_comes_out_again():
    """The first row: equal on the machine that made it, and as close as rounding allows on another."""
    torch.set_num_threads(1)
    count, validation, test, seconds = maker.row_of(*maker.jobs()[0])
    recorded = load_scaling()[BASE]
    assert count == recorded.macs and seconds > 0
    assert abs(validation - recorded.validation[0]) < 0.03 and abs(test - recorded.test[0]) < 0.03


def test_a_seed_decides_everything(monkeypatch):
    monkeypatch.setattr(scaling, "NUM_IMAGES", 256)
    monkeypatch.setattr(scaling, "TRAINING", {"epochs": 4, "batch_size": 16, "lr": 1e-2})
    size = Size(1, 4, 8)
    one, again, other = (train_small(size, seed) for seed in (0, 0, 1))
    assert one == again != other and set(one) == {"validation", "test"}


def rows(*lines):
    return "\n".join([",".join(maker.COLUMNS), *lines]) + "\n"


def test_the_loader_reads_every_column(tmp_path):
    path = tmp_path / "scaling.csv"
    path.write_text(rows("4,16,10,1,0,99,0.5,0.25,1.5", "8,16,10,2,0,200,0.1,0.2,3",
                         "4,16,10,1,1,99,0.75,1.0,2.5", "8,16,10,2,1,200,0.3,0.4,4"))  # fmt: skip
    table = load_scaling(path)
    assert list(table) == [BASE, Size(8, 16, 10, 2)] and table[BASE].macs == 99
    assert table[BASE].validation.tolist() == [0.5, 0.75] and table[BASE].test.tolist() == [0.25, 1.0]
    assert table[BASE].seconds.tolist() == [1.5, 2.5]


@pytest.mark.parametrize("line, message", [
    ("4,16,10,1,0,99,1.5,0.25,1", "line 2 is no row of this table: accuracies lie between 0 and 1"),
    ("4,16,x,1,0,99,0.5,0.25,1", "line 2 is no row of this table: invalid literal"),
    ("4,16,10,1,0", "line 2 is no row of this table"),
    ("4,16,10,1,1,99,0.5,0.25,1", r"not the same seeds 0, 1, 2, ... for every size: see Size\(layers=4"),
])  # fmt: skip
def test_a_foreign_table_is_refused(tmp_path, line, message):
    path = tmp_path / "scaling.csv"
    path.write_text(rows(line))
    with pytest.raises(ValueError, match=message):
        load_scaling(path)


def test_a_size_that_lacks_a_seed_is_named(tmp_path):
    path = tmp_path / "scaling.csv"
    path.write_text(rows("4,16,10,1,0,9,0.5,0.5,1", "8,16,10,1,0,9,0.5,0.5,1", "4,16,10,1,1,9,0.5,0.5,1"))
    with pytest.raises(ValueError, match=r"see Size\(layers=8, channels=16, pixels=10, places=1\)"):
        load_scaling(path)


def test_a_missing_table_says_how_it_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr("nas_teach.data.DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match="scaling.csv is missing: .*python -m data.make_scaling`"):
        load_scaling()


def test_a_run_goes_on_where_it_stopped(tmp_path):
    path, trained = tmp_path / "scaling.csv", []

    def train(*job):
        trained.append(job)
        return 1, 0.5, 0.5, 1.0

    maker.record(path, maker.COLUMNS, maker.jobs(), train, 5)
    path.write_bytes(path.read_bytes()[:-3])  # the last row is torn
    maker.record(path, maker.COLUMNS, maker.jobs(), train)
    assert len(trained) == 1 + len(maker.jobs()) and len(load_scaling(path)) == 15
