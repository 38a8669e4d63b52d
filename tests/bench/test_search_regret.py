"""The benchmark of strategies: regret by hand, a row for everyone, and peers that play by the rules."""

import tomllib

import numpy as np
import pytest
from packaging.requirements import Requirement

from nas_teach.evaluation.nas_bench_201 import NASBench201
from nas_teach.search import search
from notebooks.sources.build import ROOT
from tests.bench import peers, search_regret
from tests.evaluation.test_comparison import InOrder, table
from tests.strategies.landscapes import SPACE, landscape

BENCH = table((0.50, 0.60), (0.80, 0.70), (0.60, 0.75))  # means .55, .75, .675


def test_regret_is_what_the_incumbent_lacks_of_the_best_mean():
    regret, seconds = search_regret.measure(lambda space, seed: InOrder(BENCH), BENCH, budget=3, seeds=2)
    np.testing.assert_allclose(regret, [[20, 0, 0]] * 2, atol=1e-9)
    assert 0 < seconds < 1


def test_noise_misleads_the_search_but_not_the_judge():
    regret, _ = search_regret.measure(
        lambda space, seed: InOrder(BENCH), BENCH, budget=3, seeds=30, noisy=True
    )
    assert set(regret[:, 2].round(6)) == {0, 7.5}  # .80 or .70 is met, and .60 or .75


@pytest.mark.parametrize(
    ("table", "prefixes"), [(None, ("", "201: ")), ("some.csv", ("",)), ("nas_bench_201", ("201: ",))]
)
def test_a_row_for_every_strategy_and_a_line_for_what_is_not_installed(monkeypatch, table, prefixes):
    monkeypatch.setattr(peers, "find_spec", lambda package: None)
    monkeypatch.setattr(search_regret.FashionBench, "load", lambda path: BENCH)
    monkeypatch.setattr(search_regret.NASBench201, "load", lambda: BENCH)
    rows = list(search_regret.run(table, seeds=2, budget=60))
    ours = [prefix + name for prefix in prefixes for name in search_regret.OURS]
    assert [name for name, *_ in rows] == [*ours, "optuna", "nevergrad", "skopt"]
    assert all("after 50: 0.000 +- 0.000, median 0.000" in note for *_, note in rows[:-3])
    assert all(note == "not installed: pip install -e .[bench]" for *_, note in rows[-3:])


def test_every_strategy_searches_among_the_15_625_cells():
    bench = NASBench201.load()
    for name, make in search_regret.OURS.items():
        regret, _ = search_regret.measure(lambda space, seed, make=make: make(space, seed=seed), bench, 30, 1)
        assert 0 <= regret[0, -1] <= regret[0, 0] < 100, name


def test_the_extra_is_what_the_peers_come_from():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {Requirement(line).name for line in project["optional-dependencies"]["bench"]}
    assert names == {"optuna", "nevergrad", "scikit-optimize"}


@pytest.mark.parametrize(
    ("package", "make"),
    [
        ("optuna", peers.Tpe),
        ("nevergrad", peers.one_plus_one),
        ("nevergrad", peers.differential_evolution),
        ("skopt", peers.Skopt),
    ],
)
def test_a_peer_searches_the_same_space_for_the_greatest_reward(package, make):
    pytest.importorskip(package)
    trials, again = (search(make(SPACE, 1, 40), landscape(1).__getitem__, 40) for _ in range(2))
    assert trials == again and all(trial.arch in SPACE for trial in trials)
    assert max(trial.reward for trial in trials) > 0.8  # in standard deviations above the mean
