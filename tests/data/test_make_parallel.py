"""The recorded parallel searches: a row is what the simulation says, a killed run goes on, the table is read."""

import numpy as np
import pytest

from data import make_parallel as maker
from data.recording import record
from nas_teach.evaluation.benchmark import FashionBench, noisy_lookup
from nas_teach.recorded.parallel import PARALLEL_SETTINGS, ParallelSetting, load_parallel
from nas_teach.search import incumbent, search
from nas_teach.strategies import RegularizedEvolution

SERIAL = ParallelSetting("fashionbench", "evolution, oldest dies", 200, 1, "asynchronous")


def made_up(*job):
    return "40.0", "0.5000", "1 3", "4.5 20.0", "8000 8500"


def test_a_job_is_a_setting_and_a_seed():
    jobs = maker.jobs()
    assert len(set(jobs)) == len(jobs) == len(PARALLEL_SETTINGS) * len(maker.SEEDS)
    assert {job[:-1] for job in jobs} == set(PARALLEL_SETTINGS)
    assert set(maker.MAKE) >= {setting.strategy for setting in PARALLEL_SETTINGS}
    assert {s.mode for s in PARALLEL_SETTINGS if s.workers == 1} == {"asynchronous"}


def test_one_worker_is_the_search_itself(tmp_path):
    path = tmp_path / "parallel.csv"
    record(path, maker.COLUMNS, [(*SERIAL, 3)], maker.search_one)
    [run] = load_parallel(path)[SERIAL]
    bench = FashionBench.load()
    trials = search(RegularizedEvolution(bench.space, seed=3), noisy_lookup(bench, 3), 200)
    ends = np.cumsum([bench.value(trial.arch, "seconds") for trial in trials])
    test = [bench.test(trial.arch) for trial in incumbent(trials)]
    np.testing.assert_allclose(run.after(range(1, 201)), test, atol=1e-4)
    np.testing.assert_allclose(run.at(ends + 0.1), test, atol=1e-4)
    assert run.seed == 3 and run.utilisation == 1 and run.seconds == pytest.approx(ends[-1], abs=0.1)


@pytest.mark.parametrize(
    "setting", [s for s in PARALLEL_SETTINGS if s.workers == 100 and "200" in s.table][:4]
)
def test_what_is_shipped_is_what_the_simulation_says(setting):
    [shipped] = [run for run in load_parallel()[setting] if run.seed == 0]
    _, utilisation, trials, *_ = maker.search_one(*setting, 0)
    assert trials == " ".join(str(step.trials) for step in shipped.steps)
    assert float(utilisation) == shipped.utilisation


def test_what_is_shipped_was_recorded_as_the_settings_say():
    shipped = load_parallel()
    assert set(shipped) <= set(PARALLEL_SETTINGS) and maker.TABLE.stat().st_size < 500_000
    for setting, runs in shipped.items():
        assert [run.seed for run in runs] == list(maker.SEEDS)[: len(runs)]
        assert all(run.steps[-1].trials <= setting.budget for run in runs)
        assert all(run.steps[-1].seconds <= run.seconds for run in runs)


def test_a_stopped_run_goes_on_and_every_column_is_read(tmp_path):
    path, done = tmp_path / "parallel.csv", []

    def simulate(*job):
        done.append(job)
        return made_up(*job)

    record(path, maker.COLUMNS, maker.jobs()[:5], simulate, most=2)
    path.write_bytes(path.read_bytes()[:-9])  # killed in the middle of the second row
    record(path, maker.COLUMNS, maker.jobs()[:5], simulate)
    assert done == [*maker.jobs()[:2], *maker.jobs()[1:5]]
    runs = load_parallel(path)
    assert list(runs) == [ParallelSetting(*job[:-1]) for job in maker.jobs()[:5]]
    [run] = runs[ParallelSetting(*maker.jobs()[0][:-1])]
    assert (run.seed, run.seconds, run.utilisation) == (0, 40, 0.5)
    np.testing.assert_array_equal(run.after([1, 2, 3, 200]), [0.8, 0.8, 0.85, 0.85])
    np.testing.assert_array_equal(run.at([0, 4.5, 19.9, 20, 99]), [np.nan, 0.8, 0.8, 0.85, 0.85])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "oldest dies",
            "nobody dies",
            "line 2 is no row of this table: .*nobody dies.* is none of PARALLEL_SETT",
        ),
        ("200,1,", "200,3,", "is none of PARALLEL_SETTINGS"),
        ("1 3", "2 3", "trials must begin with 1, and trials and times increase"),
        ("4.5 20.0", "20.0 4.5", "trials must begin with 1, and trials and times increase"),
        ("8000 8500", "8000", "line 2 is no row"),
        ("8000 8500", "8000 18500", "accuracies lie between 0 and 1"),
        ("tests", "other", "line 2 is no row of this table: 'tests'"),
    ],
)
def test_a_foreign_table_is_refused(tmp_path, old, new, message):
    path = tmp_path / "parallel.csv"
    record(path, maker.COLUMNS, [(*SERIAL, 0)], made_up)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ValueError, match=message):
        load_parallel(path)
