"""The recorded transformers: rates are chosen on their own seeds, a row is read as it was written."""

import pytest

from data import make_transformers as maker
from data.recording import record
from nas_teach.recorded.transformers import EPOCHS, NETWORKS, RATES, best_rate, load_transformers


def made_up(network, images, lr, seed):
    return f"{0.8 + (lr == RATES[1]) * 0.05:.5f}", "0.80000", "3.0"


def test_first_the_rates_then_the_comparison(tmp_path):
    path = tmp_path / "transformers.csv"
    record(path, maker.COLUMNS, maker.tuning(), made_up)
    trainings = load_transformers(path)
    rates = {name: best_rate(trainings, name) for name in NETWORKS}
    assert set(rates.values()) == {RATES[1]}
    record(path, maker.COLUMNS, maker.jobs(rates), made_up)
    trainings = load_transformers(path)
    assert len(trainings) == len(maker.tuning()) + 5 * len(EPOCHS) * len(NETWORKS)
    assert trainings[-1] == ("convolutional", 12000, RATES[1], 4, 0.85, 0.8, 3.0)
    assert {one.seed for one in trainings if one.lr != RATES[1]} == {
        100,
        101,
    }  # no compared training chose a rate


def test_what_is_shipped_is_all_that_was_planned():
    trainings = load_transformers()
    tuned = {(one.network, one.images, one.lr, one.seed) for one in trainings[: len(maker.tuning())]}
    assert tuned == set(maker.tuning())
    planned = maker.jobs({name: best_rate(trainings, name) for name in NETWORKS})
    compared = [(one.network, one.images, one.lr, one.seed) for one in trainings[len(tuned) :]]
    assert sorted(compared) == sorted(planned)


def test_all_trainings_take_about_a_thousand_steps():
    for images, epochs in EPOCHS.items():
        assert 900 < epochs * -(-images // 64) < 1050


def test_no_rate_without_a_trial():
    with pytest.raises(ValueError, match="no learning rate was tried for the network 'hybrid'"):
        best_rate([], "hybrid")


@pytest.mark.parametrize(
    ("old", "new"), [("hybrid", "other"), ("0.80000", "1.80000"), ("3.0", ""), ("test", "exam")]
)
def test_a_foreign_table_is_refused(tmp_path, old, new):
    path = tmp_path / "transformers.csv"
    record(path, maker.COLUMNS, [("hybrid", 1000, 0.001, 0)], made_up)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ValueError, match="line 2 is no row of this table"):
        load_transformers(path)


@pytest.mark.slow
def test_a_training_is_the_same_again(monkeypatch):
    monkeypatch.setitem(EPOCHS, 1000, 1)
    first, again = (maker.train_one("hybrid", 1000, 0.003, 7) for _ in range(2))
    assert first[:2] == again[:2] and 0 < float(first[0]) < 1
