"""Progress survives what happens to files: torn writes, foreign content, full disks, two kernels at once."""

import datetime
import json
import os
import subprocess
import sys
import time

import pytest

from nas_teach.lab.checking import learner
from nas_teach.lab.course import course_map, opening, own_record, progress
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
        b'{"version": 3, "exercises": {}}',
        b'{"version": 2, "exercises": {"01.1": "correct"}}',
        b'{"version": 2, "exercises": {"01.1": {"outcome": "great"}}}',
        b'{"version": 2, "exercises": {"01.1": {"attempts": "many"}}}',
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
    progress.keep("01.2", "wrong", "answer = 5")
    progress.keep("01.1", "correct")
    content = json.loads((home / "progress.json").read_text(encoding="utf-8"))
    assert content["version"] == 2 and list(content["exercises"]) == ["01.1", "01.2"]
    entry = content["exercises"]["01.2"]
    assert entry["outcome"] == "wrong" and entry["answer"] == "answer = 5" and entry["attempts"] == 1
    assert entry["first"] == entry["last"] and datetime.datetime.fromisoformat(entry["first"]).tzinfo


def test_attempts_are_counted_and_a_right_answer_stays():
    for outcome, answer in (
        ("wrong", "1"),
        ("unattempted", "..."),
        ("correct", "6"),
        ("wrong", "7"),
        ("correct", ""),
    ):
        progress.keep("00.1", outcome, answer)
    entry = progress.record()[0]["00.1"]
    assert (entry["outcome"], entry["answer"], entry["attempts"]) == ("correct", "6", 4)
    progress.keep("00.1", "correct", "2 * 3")
    assert progress.record()[0]["00.1"]["answer"] == "2 * 3"


def test_hints_and_the_solution_are_kept_and_are_no_attempt():
    for number in (1, 2, 1):
        assert progress.keep_hint("00.1", number) == ""
    assert progress.load() == ({}, "")
    progress.keep_solution("00.1")
    first = progress.record()[0]["00.1"]
    progress.keep_solution("00.1")
    assert progress.record()[0] == {"00.1": first} and first["hints"] == 2 and first["solution"]


def test_a_file_of_version_1_is_read_and_goes_on(home):
    home.mkdir()
    old = {"version": 1, "exercises": {"01.1": "correct", "01.2": "wrong"}}
    (home / "progress.json").write_text(json.dumps(old), encoding="utf-8")
    assert progress.load() == (old["exercises"], "")
    progress.keep("01.2", "correct")
    progress.keep("01.1", "wrong")
    assert progress.load() == ({"01.1": "correct", "01.2": "correct"}, "")
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_what_a_later_version_of_the_course_adds_to_an_entry_stays(home):
    progress.keep("01.1", "correct")
    path = home / "progress.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["exercises"]["01.1"]["mood"] = "good"
    path.write_text(json.dumps(content), encoding="utf-8")
    progress.keep("01.1", "wrong")
    assert progress.record()[0]["01.1"]["mood"] == "good"


def in_a_notebook(monkeypatch, *cells):
    """Run cells as IPython does, which remembers them."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    for cell in cells:
        result = shell.run_cell(cell, store_history=True)
        assert result.success, result.error_in_exec
    return shell


def test_the_answer_that_is_kept_is_all_that_it_needs(monkeypatch):
    cells = ["from nas_teach.lab import check", "kernels = 3", "other = 4", 'check("00.1", kernels * 2)']
    in_a_notebook(monkeypatch, *cells)
    assert progress.record()[0]["00.1"]["answer"] == 'kernels = 3\ncheck("00.1", kernels * 2)'


def test_a_learner_sees_all_that_is_kept(monkeypatch):
    cards = []
    monkeypatch.setattr(own_record, "card", lambda html, text: cards.append((html, text)))
    own_record.progress_record()
    assert "Nothing is kept yet" in cards[0][0]
    progress.keep("00.1", "wrong", "answer = '<b>'")
    progress.keep_hint("00.1", 1)
    own_record.progress_record()
    html, text = cards[1]
    assert "answer = '<b>'" in text and "&lt;b&gt;" in html and "<b>" not in html
    assert "progress.json" in text and "not yet" in text and 'scope="col"' in html


@pytest.fixture
def shown(monkeypatch):
    """Texts of the cards of hint() and solution()."""
    texts = []
    monkeypatch.setattr(learner, "card", lambda html, text: texts.append(text))
    monkeypatch.setattr(learner, "_hints_given", {})
    return texts


def day(difference):
    return (datetime.date.today() + datetime.timedelta(days=difference)).isoformat()


@pytest.mark.parametrize(
    "text,opens", [(day(-1), True), (day(0), True), (day(1), False), ("soon", False), ("", True)]
)
@pytest.mark.parametrize("kept_in", ["variable", "file"])
def test_a_teacher_shuts_solutions_until_a_day(monkeypatch, tmp_path, shown, text, opens, kept_in):
    monkeypatch.setattr(opening, "FILE", tmp_path / "solutions_from.txt")
    if kept_in == "variable":
        monkeypatch.setenv(opening.VARIABLE, text)
    else:
        opening.FILE.write_text(f"{text}\n", encoding="utf-8")
    learner.solution("00.1")
    assert ("answer = 3 * 2" in shown[0]) == opens
    assert ("solution" in progress.record()[0].get("00.1", {})) == opens
    if not opens:
        assert 'hint("00.1")' in shown[0] and "Your teacher" in shown[0]
    for _ in range(4):
        learner.hint("00.1")
    assert ('`solution("00.1")`' in shown[-1]) == opens


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
