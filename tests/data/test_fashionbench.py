"""The table that comes with the course: whole, small, as its README says."""

import pytest

from data import make_fashionbench as maker
from data.fashionbench_facts import README, between_markers, facts, main_effects
from nas_teach.data import DATA
from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.networks.fashion_net import FASHION_SPACE

TABLE = DATA / "fashionbench.csv"


@pytest.fixture(scope="module")
def bench():
    return FashionBench.load()


def test_it_holds_every_architecture_with_three_seeds_in_less_than_a_megabyte(bench):
    assert bench.space.choices == FASHION_SPACE.choices
    assert len(bench.archs) == len(FASHION_SPACE) and bench.seeds == maker.SEEDS
    assert TABLE.stat().st_size < 1_000_000


def test_the_builder_makes_the_same_bytes_of_the_raw_rows(monkeypatch, tmp_path):
    monkeypatch.setattr(maker, "TABLE", tmp_path / "again.csv")
    maker.make_table()
    assert (tmp_path / "again.csv").read_bytes() == TABLE.read_bytes()


def test_the_readme_states_the_facts_of_the_table(bench):
    stated = between_markers(README.read_text(encoding="utf-8"))[1]
    assert stated == facts(bench), "run `python -m data.fashionbench_facts --write`"


def test_main_effects_are_the_means_of_pandas(bench):
    for name, effects in main_effects(bench).items():
        expected = bench.table.groupby(name)[f"validation_{bench.epochs}"].mean()
        assert effects == pytest.approx(dict(expected))
