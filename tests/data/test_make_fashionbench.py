"""The builder of FashionBench: killed, torn, sharded, lied to, and still the same table."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from nas_teach.data import load_fashion
from nas_teach.evaluation.benchmark import FashionBench
from tests.data.fashionbench_slice import ARCHS, JOBS, maker, shrink

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small(tmp_path, monkeypatch):
    return shrink(tmp_path, monkeypatch.setattr)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The rows of one run in peace, {(arch, seed): row}, and its files."""
    with pytest.MonkeyPatch.context() as patch:
        small = shrink(tmp_path_factory.mktemp("peace"), patch.setattr)
        small.run_shard(0, 1)
        return small.read_parts(small.PARTS), (small.PARTS / "0-of-1.jsonl").read_bytes()


def without_seconds(rows):
    return {job: {**row, "seconds": None} for job, row in rows.items()}


def made_up_costs(archs=ARCHS):
    costs = {"params": 10, "macs": 20, "latency_ms": 0.3, "latency_ms_q1": 0.2, "latency_ms_q3": 0.4}
    return "".join(json.dumps({**arch._asdict(), **costs}) + "\n" for arch in archs)


def test_all_jobs_are_there_once_seed_by_seed():
    jobs = maker.jobs()
    assert len(jobs) == len(set(jobs)) == 1944
    assert [seed for _, seed in jobs] == [0] * 648 + [1] * 648 + [2] * 648
    assert jobs[0][0] == (3, 5, "conv", 16, 2, False, 4)  # an order that resumed runs rely on


def test_the_shipped_parts_are_rows_of_this_recipe():
    rows = maker.read_parts(maker.PARTS)
    assert rows and set(rows) <= set(maker.jobs())


def test_a_run_trains_every_job_and_a_second_run_nothing(small, undisturbed):
    rows, raw = undisturbed
    assert list(rows) == JOBS
    small.PARTS.mkdir()
    (small.PARTS / "0-of-1.jsonl").write_bytes(raw)
    small.run_shard(0, 1)
    assert (small.PARTS / "0-of-1.jsonl").read_bytes() == raw


def test_two_shards_together_equal_one(small, undisturbed):
    small.run_shard(1, 2), small.run_shard(0, 2)
    assert sorted(path.name for path in small.PARTS.iterdir()) == ["0-of-2.jsonl", "1-of-2.jsonl"]
    assert without_seconds(small.read_parts(small.PARTS)) == without_seconds(undisturbed[0])


def test_whatever_another_shard_has_done_is_not_done_again(small, undisturbed):
    lines = undisturbed[1].splitlines(keepends=True)
    small.PARTS.mkdir()
    (small.PARTS / "1-of-7.jsonl").write_bytes(b"".join(lines[:5]))
    small.run_shard(0, 1)
    assert len((small.PARTS / "0-of-1.jsonl").read_text().splitlines()) == 1


@pytest.mark.slow
def test_a_file_cut_anywhere_grows_back(small, undisturbed):
    rows, raw = undisturbed
    small.PARTS.mkdir()
    rng = np.random.default_rng()
    last_line = len(raw) - raw[:-1].rfind(b"\n") - 1
    for length in (0, len(raw) - 1, len(raw) - last_line, *rng.integers(1, len(raw), 3).tolist()):
        (small.PARTS / "0-of-1.jsonl").write_bytes(raw[:length])
        small.run_shard(0, 1)
        assert without_seconds(small.read_parts(small.PARTS)) == without_seconds(rows), length


@pytest.mark.slow
def test_killed_at_random_moments_and_resumed_equals_undisturbed(small, undisturbed, tmp_path):
    (tmp_path / "costs.jsonl").write_text(made_up_costs())
    command = [sys.executable, "-m", "tests.fashionbench_slice", str(tmp_path), "0", "1"]
    rng, moments, progress = np.random.default_rng(), [], []
    one_training = sum(row["seconds"] for row in undisturbed[0].values()) / len(JOBS)
    for _ in range(4):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        moments.append((int(rng.integers(1, 3)), rng.uniform(0, one_training)))
        for _ in range(moments[-1][0]):
            process.stdout.readline()  # one more training begins, or none is left
        time.sleep(moments[-1][1])
        process.kill()  # SIGKILL: no handler, no clean-up
        process.communicate()
        progress.append(len(small.read_parts(small.PARTS)))
    small.run_shard(0, 1)
    resumed = small.read_parts(small.PARTS)
    assert without_seconds(resumed) == without_seconds(undisturbed[0]), (moments, progress)
    assert progress == sorted(progress), "finished work was lost"
    bench = small.make_table()
    assert len(bench.table) == len(JOBS)


def change(raw, **changes):
    """The second line of a file of rows with other values in it."""
    lines = raw.splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), **changes}).encode()
    return b"\n".join(lines) + b"\n"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kernel1": 4}, "kernel1 must be one of"),
        ({"seed": 7}, "seed is one of"),
        ({"validation": [0.5]}, "2 epochs"),
        ({"validation": [0.5, 1.5]}, "between 0 and 1"),
        ({"test": float("nan")}, "between 0 and 1"),
        ({"test": "good"}, "not supported"),
        ({"seconds": -1}, "seconds are positive"),
        ({"width_of_the_page": 3}, "it must have kernel1, kernel2"),
    ],
)
def test_a_foreign_line_is_named_and_nothing_is_changed(small, undisturbed, changes, message):
    raw = change(undisturbed[1], **changes)
    small.PARTS.mkdir()
    (small.PARTS / "0-of-1.jsonl").write_bytes(raw)
    with pytest.raises(ValueError, match=f"0-of-1.jsonl, line 2 is no row of this table.*{message}"):
        small.run_shard(0, 1)
    assert (small.PARTS / "0-of-1.jsonl").read_bytes() == raw


@pytest.mark.parametrize("line", [b'{"kernel1": 3, "ker', b"\0\0\0\0", b"\xff\xfe", b"", b"[1]", b"7"])
def test_a_corrupt_line_in_the_middle_is_named(small, undisturbed, line):
    first, _, *rest = undisturbed[1].splitlines()
    small.PARTS.mkdir()
    (small.PARTS / "0-of-1.jsonl").write_bytes(b"\n".join([first, line, *rest]) + b"\n")
    with pytest.raises(ValueError, match="0-of-1.jsonl, line 2 is no row of this table.*Delete the line"):
        small.read_parts(small.PARTS)


def test_two_machines_that_disagree_are_named(small, undisturbed):
    small.PARTS.mkdir()
    (small.PARTS / "a.jsonl").write_bytes(undisturbed[1])
    (small.PARTS / "b.jsonl").write_bytes(change(undisturbed[1], seconds=99))
    assert len(small.read_parts(small.PARTS)) == 6  # the same accuracies twice do no harm
    (small.PARTS / "b.jsonl").write_bytes(change(undisturbed[1], test=0.999))
    with pytest.raises(ValueError, match="b.jsonl, line 2 and a.jsonl, line 2 disagree about Arch"):
        small.read_parts(small.PARTS)


def test_costs_are_measured_once_and_resumed(small):
    maker.measure(small.COSTS, list(ARCHS[:1]))
    first = small.COSTS.read_bytes()
    small.COSTS.write_bytes(first + first[:40])  # torn
    maker.measure(small.COSTS, list(ARCHS))
    assert small.COSTS.read_bytes().startswith(first)
    costs = maker.read_costs(small.COSTS)
    assert list(costs) == list(ARCHS)
    convolutions = 4 * 16 + 2 * 16 * 9 + 4 * 8 * 9 + 2 * 64 * 49  # stem, stage 1, down, stage 2
    assert costs[ARCHS[1]]["params"] == convolutions + 2 * (3 * 4 + 3 * 8) + 90
    small.COSTS.write_text(made_up_costs().replace("0.2", "0.35"))
    with pytest.raises(ValueError, match="costs.jsonl, line 1 .*the median between its quartiles"):
        maker.read_costs(small.COSTS)


def test_the_table_is_sorted_rounded_and_the_same_bytes_from_the_same_rows(small, undisturbed):
    rows, raw = undisturbed
    small.COSTS.write_text(made_up_costs())
    small.PARTS.mkdir()
    (small.PARTS / "0-of-1.jsonl").write_bytes(raw)
    bench = small.make_table()
    once = small.TABLE.read_bytes()
    (small.PARTS / "0-of-1.jsonl").write_bytes(b"\n".join(raw.splitlines()[::-1]) + b"\n")
    small.make_table()
    assert small.TABLE.read_bytes() == once and b"\r" not in once
    header, first = once.decode().splitlines()[:2]
    assert header == (
        "kernel1,kernel2,block,width,depth,skip,heads,seed,validation_1,validation_2,test,seconds,"
        "params,macs,latency_ms,latency_ms_q1,latency_ms_q3"
    )
    assert first.startswith("3,7,conv,4,2,False,0,0,") and first.endswith("10,20,0.3,0.2,0.4")
    again = FashionBench.load(small.TABLE)
    for (arch, seed), row in rows.items():
        for bench_ in (bench, again):
            values = [bench_.reward(arch, seed, epoch) for epoch in (1, 2)]
            assert values == pytest.approx(row["validation"], abs=1e-5)
            assert bench_.test(arch, seed) == pytest.approx(row["test"], abs=1e-5)


def test_an_incomplete_table_goes_elsewhere(small, undisturbed, tmp_path):
    lines = undisturbed[1].splitlines(keepends=True)
    small.PARTS.mkdir()
    (small.PARTS / "0-of-1.jsonl").write_bytes(b"".join(lines[:3]))
    with pytest.raises(ValueError, match="3 trainings are missing .* and 2 measurements"):
        small.make_table()
    with pytest.raises(ValueError, match="no architecture yet"):
        small.make_table(tmp_path / "some.csv")
    small.COSTS.write_text(made_up_costs())
    bench = small.make_table(tmp_path / "some.csv")
    assert set(bench.archs) == set(ARCHS) and bench.seeds == (0,)  # the seed that all have
    (small.PARTS / "0-of-1.jsonl").write_bytes(b"".join(lines[:5]))
    bench = small.make_table(tmp_path / "some.csv")
    assert bench.seeds == (0, 1)
    with pytest.raises(ValueError, match="another path"):
        small.make_table(small.TABLE)
    assert not small.TABLE.exists()


@pytest.mark.parametrize("shard", ["2/2", "1", "a/b", "-1/2", "0/0"])
def test_a_wrong_shard_is_refused(shard, capsys):
    with pytest.raises(SystemExit):
        maker.parse([f"--shard={shard}"])
    assert f"--shard is K/N with K from 0 to N - 1, such as 0/2, got {shard}" in capsys.readouterr().err


@pytest.mark.slow
def test_an_architecture_drawn_at_random_reproduces_its_row():
    rows = maker.read_parts(maker.PARTS)
    arch, seed = list(rows)[np.random.default_rng(0).integers(len(rows))]
    splits = {name: load_fashion(name) for name in ("train", "validation", "test")}
    splits["train"] = tuple(part[: maker.NUM_IMAGES] for part in splits["train"])
    row, again = rows[arch, seed], maker.train_one(arch, seed, splits)
    assert list(again) == list(row)
    for old, new in ((row["validation"][-1], again["validation"][-1]), (row["test"], again["test"])):
        assert abs(old - new) <= 0.05, (arch, seed, old, new)  # equal on the machine that made the row
    print(arch, seed, "equal" if again["validation"] == row["validation"] else again["validation"])
