"""A run survives what happens to it: stopped, killed, started twice; and it counts what it does."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from nas_teach.capstone import (
    StudyError,
    last_words,
    open_test_set,
    openings,
    prepare,
    run,
    start,
    status,
    stop,
)
from nas_teach.capstone.__main__ import main
from nas_teach.capstone.folder import lines, locked, spent
from nas_teach.capstone.problem import load_problem
from nas_teach.capstone.progress import logged
from nas_teach.capstone.study import read_study


def test_a_run_from_question_to_test(finished):
    now = status(finished)
    assert (now.phase, now.running, now.openings, now.retrained) == ("finished", False, 1, 9)
    assert now.trials == {"search": 6, "random": 6} and now.minutes["search"] > 0
    assert {line["network"] for line in lines(finished, "test.jsonl")} == {"search", "random", "hand"}
    assert "finished, not running" in str(now) and "test set opened 1 times" in str(now)


def test_a_finished_run_opens_nothing_again(finished):
    before = {path.name: path.read_bytes() for path in finished.glob("*.jsonl")}
    assert run(finished) and start(finished).phase == "finished"
    assert before == {name: (finished / name).read_bytes() for name in before}


def test_the_same_study_gives_the_same_networks(finished, toy, tmp_path):
    prepare(tmp_path / "run", toy())
    run(tmp_path / "run")
    for file in ("search.jsonl", "random.jsonl", "networks.jsonl", "test.jsonl"):
        assert lines(tmp_path / "run", file) == lines(finished, file)


def test_the_budget_of_minutes_counts_over_restarts(toy, tmp_path):
    folder = tmp_path / "run"
    prepare(folder, toy(minutes=1, trials=None, retrain_seeds=2))
    for name in ("search", "random"):  # as if all but a moment had been spent
        with open(folder / "seconds.jsonl", "a") as file:
            file.write(json.dumps({"on": name, "trial": 1, "seconds": 59.9999}) + "\n")
    assert run(folder)
    assert status(folder).trials == {"search": 1, "random": 1} and spent(folder)["search"] >= 60


def test_both_searches_advance_together(finished):
    order = [line["on"] for line in lines(finished, "seconds.jsonl")]
    assert order[:2] == ["search", "random"] and order[-9:] == ["retraining"] * 9


def test_a_second_run_is_refused_and_changes_nothing(toy, tmp_path):
    prepare(tmp_path / "run", toy())
    with locked(tmp_path / "run"):
        assert status(tmp_path / "run").running
        code = f"from nas_teach.capstone import run; run({str(tmp_path / 'run')!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        with pytest.raises(StudyError, match=rf"at work in .*\(process {os.getpid()}\)"):
            start(tmp_path / "run")
    assert (
        f"StudyError: a run is at work in {tmp_path / 'run'} already (process {os.getpid()})" in done.stderr
    )
    assert not (tmp_path / "run/starts.jsonl").exists() and not status(tmp_path / "run").running


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.slow
def test_killed_at_any_moment_a_run_loses_what_was_in_hand(finished, toy, slow, tmp_path):
    folder = tmp_path / "run"
    start(folder, toy(module=slow))
    for file, count in (
        ("search.jsonl", 3),
        ("random.jsonl", 5),
        ("seconds.jsonl", 15),
        ("seconds.jsonl", 19),
    ):
        wait_for(lambda file=file, count=count: len(lines(folder, file)) >= count)
        os.kill(lines(folder, "starts.jsonl")[-1]["pid"], getattr(signal, "SIGKILL", signal.SIGTERM))
        wait_for(lambda: not status(folder).running)
        assert not (folder / "openings.jsonl").exists()
        start(folder)
    wait_for(lambda: not status(folder).running)
    assert status(folder).phase == "finished", last_words(folder)
    for file in ("search.jsonl", "random.jsonl", "networks.jsonl", "test.jsonl"):
        assert lines(folder, file) == lines(finished, file)
    assert len(lines(folder, "starts.jsonl")) == 5 and len(openings(folder)) == 1


@pytest.mark.slow
def test_a_run_outlives_the_process_that_started_it_and_can_be_stopped(toy, slow, tmp_path):
    folder, study = tmp_path / "run", toy(module=slow, trials=5000)
    prepare(folder, study)
    code = f"from nas_teach.capstone import start; start({str(folder)!r})"
    subprocess.run([sys.executable, "-c", code], check=True)
    wait_for(lambda: status(folder).trials["search"] >= 2)
    assert stop(folder).phase == "searching" and not status(folder).running
    trials = status(folder).trials
    assert stop(folder).trials == trials  # nothing to stop: no harm
    start(folder)
    wait_for(lambda: status(folder).trials["random"] > trials["random"])
    with pytest.raises(StudyError, match="at work"):
        start(folder)
    stop(folder)


def test_an_error_of_the_learners_own_code_is_shown_and_can_be_mended(toy, slow, tmp_path):
    folder = tmp_path / "run"
    prepare(folder, toy(module=slow))
    copy, text = folder / "slow_space.py", (folder / "slow_space.py").read_text("utf-8")
    copy.write_text("import nowhere_at_all\n" + text, "utf-8")
    with pytest.raises(RuntimeError, match=r"did not begin|nowhere_at_all"):
        start(folder)
        wait_for(lambda: not status(folder).running)
        assert "nowhere_at_all" in status(folder).said and "its last words" in str(status(folder))
        raise RuntimeError(last_words(folder))
    copy.write_text(text, "utf-8")
    assert run(folder)


def test_every_opening_of_the_test_set_is_counted_with_its_reason(finished, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    problem = load_problem(read_study(folder), folder)
    images, labels = open_test_set(folder, problem.data, "to see which images are wrong")
    assert len(images) == len(labels) == 40
    assert [one["why"] for one in openings(folder)] == [
        "to judge 9 retrained networks at the end",
        "to see which images are wrong",
    ]
    assert openings(folder)[0]["phase"] == "retraining" and openings(folder)[1]["phase"] == "finished"
    for why in ("", "why not", None):
        with pytest.raises(StudyError, match="needs a reason"):
            open_test_set(folder, problem.data, why)
    assert status(folder).openings == 2


def test_looking_does_not_disturb_a_line_that_is_being_written(finished, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    with open(folder / "search.jsonl", "ab") as file:
        file.write(b'{"arch": [1')
    assert status(folder).trials["search"] == 6 and len(logged(folder, "search")) == 6
    assert (folder / "search.jsonl").read_bytes().endswith(b'{"arch": [1')


@pytest.mark.parametrize("file", ["search.jsonl", "seconds.jsonl"])
def test_a_damaged_file_is_named_in_a_sentence(toy, tmp_path, file):
    folder = tmp_path / "run"
    prepare(folder, toy())
    (folder / file).write_text("not json\n")
    with pytest.raises(SystemExit, match=rf"{file} is"):
        main(["run", str(folder)])
    assert (folder / file).read_text() == "not json\n"


@pytest.mark.parametrize("name", ["run", "start", "status", "stop"])
def test_the_terminal_says_what_is_wrong_in_a_sentence(name, tmp_path):
    with pytest.raises(SystemExit, match="holds no study.json: start"):
        main([name, str(tmp_path)])


def test_the_terminal_shows_the_status(finished, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["status", str(finished)])
    assert ended.value.code == 0 and capsys.readouterr().out == f"{status(finished)}\n"
