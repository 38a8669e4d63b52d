"""The recorded supernets: a row comes out again, a killed run goes on, the table is read rightly."""

import numpy as np
import pytest
import torch

from data import make_supernets as maker
from data.recording import record
from nas_teach.evaluation.training import seeded
from nas_teach.recorded.supernets import SETTINGS, SPACE, load_supernets
from nas_teach.supernets.fashion import FashionSupernet
from nas_teach.supernets.sharing import supernet_path, train_supernet


def made_up(sampling, epochs, seed):
    return "1.50", "0.25", " ".join(map(str, range(216))), " ".join(["7"] * 216)


def test_the_shipped_table_is_whole_and_small():
    supernets = load_supernets()
    assert set(supernets) == set(SETTINGS) and maker.TABLE.stat().st_size < 100_000
    for part in supernets.values():
        assert part.seeds == tuple(maker.SEEDS)
        assert part.recalibrated.shape == part.mixed.shape == (len(part.seeds), 216)
        assert (part.recalibrated.mean(1) > part.mixed.mean(1) + 0.1).all()
    assert list(SPACE) == list(FashionSupernet(maker.WIDTH).space)


@pytest.mark.slow
def test_a_row_comes_out_again():
    """The first row: equal on the machine that made it, and as close as rounding allows on another."""
    torch.set_num_threads(1)
    row = maker.train_one(*maker.jobs()[0])
    again = np.array([row[-2].split(), row[-1].split()], float) / 1000
    first = load_supernets()[SETTINGS[0]]
    shipped = np.stack([first.recalibrated[0], first.mixed[0]])
    assert abs(again.mean(1) - shipped.mean(1)).max() < 0.1
    assert np.corrcoef(again[0], shipped[0])[0, 1] > 0.7


@pytest.mark.slow
def test_a_small_row_is_what_the_package_says(monkeypatch):
    monkeypatch.setattr(maker, "VALIDATION", 40)
    monkeypatch.setattr(maker, "FEW", 20)
    monkeypatch.setattr(maker, "CALIBRATION", 30)
    rows = [maker.train_one("fair", 1, 3, num_images=128) for _ in range(2)]
    assert rows[0][-2:] == rows[1][-2:]
    train_set = tuple(part[:128] for part in maker.load_fashion("train"))
    validation = tuple(part[:40] for part in maker.load_fashion("validation"))
    net = seeded(FashionSupernet, 8, seed=3)
    train_supernet(net, train_set, sampling="fair", epochs=1, seed=3)
    score = supernet_path(net, validation, train_set[0][:30])
    for place in (0, 100, 215):
        assert int(rows[0][-2].split()[place]) == round(1000 * score(list(SPACE)[place]))


def test_a_stopped_run_goes_on(tmp_path):
    path, trained = tmp_path / "supernets.csv", []

    def train(*job):
        trained.append(job)
        return made_up(*job)

    record(path, maker.COLUMNS, maker.jobs(), train, most=2)
    path.write_bytes(path.read_bytes()[:-9])  # killed in the middle of the second row
    record(path, maker.COLUMNS, maker.jobs(), train)
    assert trained == [*maker.jobs()[:2], *maker.jobs()[1:]]
    assert {setting: part.seeds for setting, part in load_supernets(path).items()} == dict.fromkeys(
        SETTINGS, tuple(maker.SEEDS)
    )


def test_the_loader_reads_every_column(tmp_path):
    path = tmp_path / "supernets.csv"
    record(path, maker.COLUMNS, [("fair", 3, 1), ("uniform", 6, 0), ("fair", 3, 0)], made_up)
    supernets = load_supernets(path)
    assert list(supernets) == [("fair", 3), ("uniform", 6)]
    fair = supernets["fair", 3]
    assert fair.seeds == (1, 0) and fair.training.tolist() == [1.5, 1.5]
    assert fair.scoring.tolist() == [0.25, 0.25]
    assert fair.recalibrated[1].tolist() == [i / 1000 for i in range(216)] and (fair.mixed == 0.007).all()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0 1 2", "1 2", "line 2 is no row of this table: 216 scores .* got 215"),
        ("0 1 2", "0 x 2", "line 2 is no row of this table: could not convert"),
        ("0 1 2", "0 1001 2", "216 scores from 0 to 1000"),
        ("1.50", "", "line 2 is no row of this table"),
        ("mixed", "other", "line 2 is no row of this table: 'mixed'"),
    ],
)
def test_a_foreign_table_is_refused(tmp_path, old, new, message):
    path = tmp_path / "supernets.csv"
    record(path, maker.COLUMNS, [("uniform", 6, 0)], made_up)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ValueError, match=message):
        load_supernets(path)


def test_a_missing_table_says_how_it_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr("nas_teach.data.DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match="supernets.csv is missing: .*python -m data.make_supernets`"):
        load_supernets()
    with pytest.raises(FileNotFoundError, match="none.csv is missing$"):
        load_supernets(tmp_path / "none.csv")
