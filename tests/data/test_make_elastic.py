"""The recorded elastic supernets: a row is what the package says, a killed run goes on, the table is read."""

import numpy as np
import pytest

from data import make_elastic as maker
from data import make_supernets
from data.recording import record
from nas_teach.evaluation.training import seeded
from nas_teach.recorded.elastic import ELASTIC_SETTINGS, ElasticSetting, load_elastic
from nas_teach.supernets.elastic import ElasticSupernet
from nas_teach.supernets.fashion import FashionSupernet
from nas_teach.supernets.sharing import supernet_path, train_supernet


def made_up(kernels, widths, sampling, epochs, seed):
    return "1.50", "0.25", " ".join(map(str, range(216 * len(widths.split()))))


def test_a_setting_has_the_paths_of_its_supernet():
    for kernels, widths, *_ in ELASTIC_SETTINGS:
        net = maker.build(kernels, " ".join(map(str, widths)))
        assert type(net) is (FashionSupernet if kernels == "separate" else ElasticSupernet)
        assert bool(getattr(net, "transforms", ())) == (kernels == "transformed")
        setting = ElasticSetting(kernels, widths, "uniform", 1)
        assert list(setting.space) == list(net.space)


def test_what_is_shipped_was_recorded_as_the_settings_say():
    elastic = load_elastic()
    assert set(elastic) <= set(ELASTIC_SETTINGS) and maker.TABLE.stat().st_size < 100_000
    for setting in ELASTIC_SETTINGS[:4]:
        assert elastic[setting].seeds == tuple(maker.SEEDS)
    separate, cut, *_ = (elastic[setting].scores.mean(1) for setting in ELASTIC_SETTINGS)
    assert (cut > separate + 0.05).all()  # a kernel that all sizes train learns more


@pytest.mark.slow
def test_a_small_row_is_what_the_package_says(monkeypatch):
    monkeypatch.setattr(make_supernets, "load_fashion", few)
    monkeypatch.setattr(maker, "load_fashion", few)
    row = maker.train_one("cut", "8", "sandwich", 1, 3, num_images=128)
    net = seeded(ElasticSupernet, (8,), seed=3)
    train_supernet(net, few("train"), sampling="sandwich", epochs=1, seed=3)
    score = supernet_path(net, few("validation"), few("train")[0])
    archs = list(net.space)
    for place in (0, 100, 215):
        assert int(row[-1].split()[place]) == round(1000 * score(archs[place]))


def few(split):
    from nas_teach.data import load_fashion

    return tuple(part[:128] for part in load_fashion(split))


def test_a_stopped_run_goes_on_and_every_column_is_read(tmp_path):
    path, trained = tmp_path / "elastic.csv", []

    def train(*job):
        trained.append(job)
        return made_up(*job)

    record(path, maker.COLUMNS, maker.jobs(), train, most=2)
    path.write_bytes(path.read_bytes()[:-9])  # killed in the middle of the second row
    record(path, maker.COLUMNS, maker.jobs(), train)
    assert trained == [*maker.jobs()[:2], *maker.jobs()[1:]]
    elastic = load_elastic(path)
    assert tuple(elastic) == ELASTIC_SETTINGS
    for setting, part in elastic.items():
        assert part.seeds == tuple(maker.SEEDS) and part.scores.shape == (5, len(setting.space))
        assert part.training.tolist() == [1.5] * 5 and part.scoring.tolist() == [0.25] * 5
        np.testing.assert_allclose(part.scores[0, :3], [0, 0.001, 0.002])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0 1 2", "1 2", "line 2 is no row of this table: 216 scores .* got 215"),
        ("cut", "glued", "kernels must be one of separate, cut, transformed, got 'glued'"),
        ("cut,8", "cut,4 8", "432 scores from 0 to 1000 are needed, got 216"),
        ("scores", "other", "line 2 is no row of this table: 'scores'"),
    ],
)
def test_a_foreign_table_is_refused(tmp_path, old, new, message):
    path = tmp_path / "elastic.csv"
    record(path, maker.COLUMNS, [("cut", "8", "uniform", 18, 0)], made_up)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ValueError, match=message):
        load_elastic(path)
