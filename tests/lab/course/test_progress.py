"""Progress survives what happens to files: torn writes, foreign content, full disks, two kernels at once."""

import json
import os
import subprocess
import sys
import time

import pytest

from nas_teach.lab.course import course_map, progress
from nas_teach.lab.course.catalogue import lessons

RECORD_MANY = """
import sys
from nas_teach.lab.course import progress
for n in range(25):
    notice = progress.keep(f"{sys.argv[1]}.{n}", "correct")
    assert notice == "", notice
"""


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("NAS_TEACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_results_are_kept_and_the_best_one_stays(home):
    assert progress.load() == ({}, "")
    assert progress.keep("01.1", "unattempted") == "" and not home.exists()
    for outcome in ("wrong", "correct", "wrong"):
        assert progress.keep("01.1", outcome) == ""
    progress.keep("01.2", "wrong")
    assert progress.load() == ({"01.1": "correct", "01.2": "wrong"}, "")
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_default_folder_is_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("NAS_TEACH_HOME")
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    assert progress.folder() == tmp_path / ".nas_teach"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"version": 1, "exercises": {"01.1": "corr',
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"version": 2}',
        b'{"version": 1, "exercises": []}',
        b'{"version": 1, "exercises": {"01.1": ["correct"]}}',
        b"[" * 100_000,
    ],
)
def test_a_file_that_is_not_ours_is_kept_aside(home, content):
    home.mkdir()
    for number in (1, 2):
        (home / "progress.json").write_bytes(content)
        assert f"progress.json.bad-{number}" in progress.keep("01.1", "correct")
        assert (home / f"progress.json.bad-{number}").read_bytes() == content
    assert progress.load() == ({"01.1": "correct"}, "")


def raiser(error):
    def raise_it(*args, **keywords):
        raise error

    return raise_it


def test_a_crash_in_the_middle_of_writing_loses_nothing(home, monkeypatch):
    progress.keep("01.1", "correct")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", raiser(OSError(28, "No space left on device")))
        assert "No space left" in progress.keep("01.2", "correct")
    assert progress.load() == ({"01.1": "correct"}, "")
    assert [path.name for path in home.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("error", [PermissionError(13, "No permission"), OSError(30, "Read-only system")])
def test_a_folder_that_cannot_be_written_is_a_notice(monkeypatch, error):
    monkeypatch.setattr(os, "open", raiser(error))
    monkeypatch.setattr(os, "access", lambda *args: False)
    assert error.strerror in progress.keep("01.1", "correct")


def test_a_home_that_is_a_file_is_a_notice(home):
    home.write_text("in the way", encoding="utf-8")
    assert "could not be kept" in progress.keep("01.1", "correct")
    outcomes, _ = progress.load()
    assert outcomes == {} and home.read_text(encoding="utf-8") == "in the way"


def test_two_kernels_lose_nothing_of_each_other():
    kernels = [subprocess.Popen([sys.executable, "-c", RECORD_MANY, lesson]) for lesson in ("01", "02")]
    assert [kernel.wait(60) for kernel in kernels] == [0, 0]
    outcomes, _ = progress.load()
    assert len(outcomes) == 50


def test_a_lock_left_by_a_crash_is_removed(home):
    home.mkdir()
    lock = home / "progress.json.lock"
    lock.touch()
    os.utime(lock, (time.time() - 60,) * 2)
    begin = time.monotonic()
    assert progress.keep("01.1", "correct") == "" and time.monotonic() - begin < 1
    assert not lock.exists()


def test_the_file_is_plain_json_for_people(home):
    progress.keep("01.2", "wrong")
    progress.keep("01.1", "correct")
    content = json.loads((home / "progress.json").read_text(encoding="utf-8"))
    assert content == {"version": 1, "exercises": {"01.1": "correct", "01.2": "wrong"}}


def test_the_map_shows_all_lessons_and_own_progress(monkeypatch):
    cards = []
    monkeypatch.setattr(course_map, "card", lambda html, text: cards.append((html, text)))
    course_map.progress_map()
    progress.keep("00.1", "correct")
    course_map.progress_map()
    (_, before), (html, after) = cards
    assert before.splitlines()[0].endswith("0 of 1 exercise")
    assert after == before.replace("0 of 1 exercise", "1 of 1 exercise", 1)
    assert all(f"{lesson.number}  {lesson.title}" in after and lesson.title in html for lesson in lessons())
    assert 'href="00_start_here.ipynb"' in html and "✓ 1 of 1" in html


def test_the_map_tells_of_a_damaged_file(home, monkeypatch):
    cards = []
    monkeypatch.setattr(course_map, "card", lambda html, text: cards.append((html, text)))
    home.mkdir()
    (home / "progress.json").write_text("{", encoding="utf-8")
    course_map.progress_map()
    assert all("progress.json.bad-1" in version for version in cards[0])
