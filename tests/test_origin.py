"""Installed from a wheel or used in the course's folder: the tables are found, and advice fits the place."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from nas_teach import origin

ROOT = Path(__file__).resolve().parents[1]
BUILD = "import sys, setuptools.build_meta as m; print(getattr(m, 'build_' + sys.argv[1])(sys.argv[2]))"
INSIDE = """
import nas_teach, nas_teach.data as data
from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.recorded.darts import load_darts
from nas_teach.recorded.supernets import load_supernets
from nas_teach.recorded.scaling import load_scaling
from nas_teach.lab import check, doctor, hint, progress_map, reward_tweaker, solution
assert data.DATA.is_relative_to({place!r}) and nas_teach.__file__.startswith({place!r}), data.DATA
FashionBench.load(), load_supernets(), load_scaling(), load_darts("searches"), data.load_fashion("test", 14)
check("00.1", 5), hint("00.1"), solution("00.1"), progress_map(), reward_tweaker()
doctor(details=True)
data.DATA = data.Path("nowhere")
try:
    FashionBench.load()
except FileNotFoundError as error:
    print(error)
"""


def run(code, *arguments, cwd, **variables):
    """Standard output of a Python that sees no PYTHONPATH but the given one; an error fails the test."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    command = [sys.executable, "-X", "utf8", "-c", code, *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel made from the sdist that was made of the course."""
    pytest.importorskip("setuptools")
    place = tmp_path_factory.mktemp("build")
    for folder in ("nas_teach", "data"):
        shutil.copytree(ROOT / folder, place / "course" / folder)
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place / "course")
    sdist = run(BUILD, "sdist", str(place), cwd=place / "course").splitlines()[-1]
    with tarfile.open(place / sdist) as archive:
        archive.extractall(place, filter="data")
    return place / run(BUILD, "wheel", str(place), cwd=place / sdist.removesuffix(".tar.gz")).splitlines()[-1]


@pytest.mark.slow
def test_a_wheel_made_of_the_sdist_works_and_advises_as_befits_it(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    assert wheel.stat().st_size < 12_000_000
    assert {f"nas_teach/_data/{path.name}" for path in (ROOT / "data").glob("*.csv")} < set(names)
    assert {"nas_teach/_data/capstone/study.json", "nas_teach/_data/capstone/search.jsonl"} < set(names)
    assert not [
        name for name in names if "fashionbench_parts" in name or "make_" in name or name.startswith("data/")
    ]
    origin_of_it = {"url": "file:///downloads/nas_teach.whl", "archive_info": {}}
    (record,) = (tmp_path / "site").glob("*.dist-info")
    (record / "direct_url.json").write_text(json.dumps(origin_of_it), encoding="utf-8")
    place = str(tmp_path / "site")
    said = run(INSIDE.format(place=place), cwd=tmp_path, PYTHONPATH=place, NAS_TEACH_HOME=str(tmp_path))
    assert "Fashion-MNIST is there" in said and "needed: torch" in said and ">=3.11" in said
    assert "git checkout" not in said and "data.make_" not in said
    assert '--force-reinstall --no-deps "file:///downloads/nas_teach.whl"' in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("record", "source"),
    [
        (None, "nas-teach"),
        ({"url": "file:///a/b%20c", "dir_info": {}}, "file:///a/b%20c"),
        ({"url": "https://x.org/y.git", "vcs_info": {"vcs": "git"}}, "git+https://x.org/y.git"),
    ],
)
def test_an_installed_course_is_installed_again_from_where_it_came(monkeypatch, record, source):
    class Installed:
        def read_text(self, name):
            return record and json.dumps(record)

    monkeypatch.setattr(origin, "INSTALLED", True)
    monkeypatch.setattr(metadata, "distribution", lambda name: Installed())
    assert shlex.split(origin.reinstall().split("`")[1])[-1] == source
    assert source in origin.restore("scaling.csv", "make_scaling")


def test_a_folder_of_her_own_is_named_in_the_advice(monkeypatch):
    monkeypatch.setenv("NAS_TEACH_DATA", "elsewhere")
    assert "NAS_TEACH_DATA" in origin.restore("scaling.csv", "make_scaling")


def test_a_course_without_git_is_not_told_to_use_git(monkeypatch, tmp_path):
    monkeypatch.delenv("NAS_TEACH_DATA", raising=False)
    monkeypatch.setattr(origin, "ROOT", tmp_path)
    assert "git checkout" not in origin.restore("scaling.csv", "make_scaling")
    (tmp_path / ".git").mkdir()
    assert "`git checkout -- data/scaling.csv`" in origin.restore("scaling.csv", "make_scaling")


@pytest.mark.parametrize("value", ["", "{folder}", "relative"])
def test_tables_may_lie_in_another_folder(tmp_path, value):
    (tmp_path / "relative").mkdir()
    value = value.format(folder=tmp_path)
    code = "import os, nas_teach.origin as o; os.chdir('/'); print(o.DATA)"
    expected = tmp_path / value if value else ROOT / "data"
    assert run(code, cwd=tmp_path, PYTHONPATH=str(ROOT), NAS_TEACH_DATA=value).strip() == str(expected)
