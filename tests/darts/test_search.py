"""Whole searches by gradient: reproducible, recorded truly, resumed after any interruption."""

import csv
from functools import partial

import numpy as np
import pytest
import torch

from data import make_darts_runs as maker
from nas_teach.darts.genotypes import Edge, random_genotype, read_genotype, write_genotype
from nas_teach.darts.network import SearchNetwork
from nas_teach.darts.operations import PRIMITIVES
from nas_teach.darts.search import retrain, search_cell, steady
from nas_teach.data import load_fashion
from nas_teach.evaluation.training import seeded
from nas_teach.origin import DATA
from nas_teach.recorded.darts import LOOK, NUM_EDGES, SETTINGS, STOPPED, load_darts, recorded_cell


@pytest.fixture(scope="module")
def halves():
    images, labels = (part[:80] for part in load_fashion("train", 14))
    return (images[:40], labels[:40]), (images[40:], labels[40:])


def small(seed=0):
    return seeded(partial(SearchNetwork, channels=4, nodes=2), seed=seed)


def test_a_search_moves_alphas_and_weights_and_is_reproducible(halves):
    runs = []
    for _ in range(2):
        net = small()
        losses = list(search_cell(net, *halves, epochs=6))
        runs.append((losses, net.alphas.detach()))
    assert runs[0][0] == runs[1][0] and torch.equal(runs[0][1], runs[1][1])
    assert len(losses) == 6 and losses[-1] < losses[0]
    assert (net.alphas - small().alphas).abs().min() > 0


def test_the_second_order_is_another_search(halves):
    ends = []
    for order in (1, 2):
        net = small()
        list(search_cell(net, *halves, epochs=2, order=order))
        ends.append(net.alphas.detach())
    assert not torch.allclose(*ends)


def test_alphas_learn_from_the_validation_half_only(halves):
    first, second = halves
    ends = {}
    for name, other in {"same": second, "relabelled": (second[0], second[1].flip(0))}.items():
        net = small()
        list(search_cell(net, first, other, epochs=1, alpha_lr=1e-3))
        ends[name] = net.alphas.detach()
    assert not torch.equal(ends["same"], ends["relabelled"])


def test_a_search_may_draw_and_cool_down(halves):
    ends = []
    for seed in (0, 0, 1):
        net = small()
        torch.manual_seed(seed)
        temperatures = [
            net.weigh.keywords["temperature"]
            for _ in search_cell(net, *halves, epochs=3, temperatures=[4.0, 2.0, 1.0])
        ]
        assert temperatures == [4.0, 2.0, 1.0]
        ends.append(net.alphas.detach())
    assert torch.equal(ends[0], ends[1]) and not torch.equal(ends[0], ends[2])
    with pytest.raises(ValueError, match="temperatures must be 3, one an epoch, got 2"):
        next(search_cell(small(), *halves, epochs=3, temperatures=[1.0, 0.5]))


def test_a_recorded_cell_is_chosen_by_the_weights_of_its_setting():
    alphas = torch.tensor([[0.0, 3.0], [4.0, 5.0], [1.0, -3.0], [0.0, 0.5], [3.0, 3.1]])
    by_softmax, by_sigmoid = (recorded_cell(f"skip or conv{rest}", alphas) for rest in ("", ", sigmoid"))
    assert [edge.predecessor for edge in by_softmax[2:]] == [0, 1]  # .98, .62 and .52
    assert [edge.predecessor for edge in by_sigmoid[2:]] == [0, 2]  # .73, .62 and .96


def test_halves_of_different_length_are_refused(halves):
    with pytest.raises(ValueError, match="equally long, got 40 and 39"):
        next(search_cell(small(), halves[0], tuple(part[:39] for part in halves[1]), epochs=1))


def test_retraining_is_reproducible(halves):
    edges = (Edge("conv_3x3", 0), Edge("skip_connect", 1))
    first = retrain(edges, halves[0], halves[1], seed=1)
    assert first == retrain(edges, halves[0], halves[1], seed=1) and 0 <= first <= 1


def test_random_genotypes_are_valid_and_cover_the_space():
    rng = np.random.default_rng(0)
    drawn = {random_genotype(rng) for _ in range(8000)}
    assert len(drawn) == 4**2 * 3 * 4**2
    assert all(a.predecessor < b.predecessor for edges in drawn for a, b in (edges[:2], edges[2:]))
    assert "none" not in {edge.op for edges in drawn for edge in edges}


def test_a_genotype_survives_being_written():
    edges = random_genotype(np.random.default_rng(3), PRIMITIVES, nodes=3)
    assert read_genotype(write_genotype(edges)) == edges
    for text in ("conv_3x3", "conv_3x3:a", "a:b:c"):
        with pytest.raises(ValueError, match="a genotype reads"):
            read_genotype(text)


def test_the_stop_comes_before_the_growth():
    flat = [1.0, 1.1, 0.9, 1.0, 1.1, 0.9]
    assert steady(flat) == 5  # never: the last look
    assert steady([1.0] * 6 + [3.0] * 3) == 3  # the window after look 3 holds a 3.0
    assert steady([1.0, 1.0, 1.0, 9.0, 9.0, 9.0]) == 2
    assert steady(flat, window=1, growth=10) == 5 and steady([2.0]) == 0


def test_the_recorded_searches_are_complete():
    table = load_darts("searches")
    assert [(run.setting, run.seed) for run in table.itertuples()] == [
        (name, seed) for name, setting in SETTINGS.items() for seed in range(setting.num_seeds)
    ]
    for run in table.itertuples():
        setting = SETTINGS[run.setting]
        looks = setting.epochs // LOOK
        assert run.alphas.shape == (looks, NUM_EDGES, len(setting.primitives))
        assert run.curvature.shape == (looks * setting.curvature,) and len(run.mixed) == len(run.cut) == 2
        assert min(run.mixed) > 0 and max(run.mixed) < 1 and run.seconds > 0


def test_the_recorded_trainings_are_of_the_recorded_searches():
    searches, trainings = load_darts("searches"), load_darts("retrained")
    cells = {name: setting.num_seeds for name, setting in SETTINGS.items()} | {"random": maker.RANDOM}
    cells |= {name + STOPPED: setting.num_seeds for name, setting in SETTINGS.items() if setting.stopped}
    assert trainings.groupby("setting").size().to_dict() == {name: 2 * n for name, n in cells.items()}
    for run in searches.itertuples():
        rows = trainings[(trainings.setting == run.setting) & (trainings.seed == run.seed)]
        assert set(rows.genotype) == {write_genotype(recorded_cell(run.setting, run.alphas[-1]))}


@pytest.mark.parametrize(("name", "old", "new", "message"), [
    ("searches", "first order,0", "third order,0", "line 2 is no row of this table: 'third order'"),
    ("searches", "first order,0", "first order,x", "line 2 is no row of this table: invalid literal"),
    ("searches", "first order,1,", "first order,1,0.1 0.2 ", "line 3 is no row of this table: cannot reshape"),
    ("searches", "0.5893", "1.5893", "line 2 is no row of this table: accuracies lie between 0 and 1"),
    ("searches", "0.062 0.056", "0.062", "line 2 is no row of this table: cannot reshape"),
    ("searches", "alphas", "betas", "line 2 is no row of this table: 'alphas'"),
    ("retrained", "skip_connect:0 ", "skip_connect ", "line 2 is no row of this table: a genotype reads"),
    ("retrained", "0.7362", "73.62", "line 2 is no row of this table: accuracies lie between 0 and 1"),
    ("retrained", ",0.7362,3.39", "", "line 2 is no row of this table"),
    ("retrained", ",3.39", ",3.39,4", "line 2 is no row of this table: 1 values too many"),
])  # fmt: skip
def test_a_foreign_table_is_refused(tmp_path, name, old, new, message):
    text = (DATA / f"darts_{name}.csv").read_text("utf-8")
    assert old in text
    (tmp_path / f"darts_{name}.csv").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=message):
        load_darts(name, tmp_path)


@pytest.mark.parametrize("name", ["searches", "retrained"])
def test_a_missing_table_says_how_it_comes_back(tmp_path, monkeypatch, name):
    with pytest.raises(FileNotFoundError, match=f"darts_{name}.csv is missing$"):
        load_darts(name, tmp_path)
    monkeypatch.setattr("nas_teach.data.DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match="is missing: .*python -m data.make_darts_runs`"):
        load_darts(name)


def test_another_table_is_refused():
    with pytest.raises(ValueError, match="'searches' or 'retrained', got 'cells'"):
        load_darts("cells")


@pytest.mark.slow
def test_a_recorded_training_comes_out_again():
    row = load_darts("retrained").iloc[1]
    images, labels = load_fashion("train", 14)
    splits = (images[:2000], labels[:2000]), load_fashion("validation", 14)
    again = retrain(read_genotype(row.genotype), *splits, seed=int(row.training))
    assert abs(again - row.accuracy) < 0.04  # equal on the machine that made the row


@pytest.mark.slow
def test_a_recorded_search_begins_again_in_the_same_way():
    run = load_darts("searches").query("setting == 'skip or conv' and seed == 0").iloc[0]
    net, search = maker.begin("skip or conv", 0)
    next(search), next(search)
    np.testing.assert_allclose(net.alphas.detach(), run.alphas[0], atol=0.02)


@pytest.mark.slow
def test_an_interrupted_recording_goes_on(tmp_path, monkeypatch):
    few = {name: how._replace(num_images=20, num_seeds=1, epochs=2) for name, how in SETTINGS.items()}
    few["drawn"] = few["drawn"]._replace(options={"temperatures": [1.0, 0.5]})
    monkeypatch.setattr(maker, "SETTINGS", few)
    monkeypatch.setattr(
        maker, "load_fashion", lambda split, side: tuple(part[:60] for part in load_fashion(split, side))
    )
    monkeypatch.setattr(maker, "RANDOM", 2)
    maker.run(tmp_path)
    tables = [tmp_path / "darts_searches.csv", tmp_path / "darts_retrained.csv"]
    rows = [without_seconds(path) for path in tables]
    assert [len(table) - 1 for table in rows] == [6, 2 * (6 + 1 + 2)]
    for path, length in ((tables[0], 0.6), (tables[1], 0.5)):
        path.write_bytes(path.read_bytes()[: int(length * len(path.read_bytes()))])
        maker.run(tmp_path)
    assert [without_seconds(path) for path in tables] == rows


def without_seconds(path):
    with path.open(newline="") as file:
        return [row[:-1] for row in csv.reader(file)]
