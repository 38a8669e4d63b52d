"""The environment is made anew exactly when it must be, and the want of a browser is never overlooked."""

import errno
import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from notebooks.sources.build import ROOT
from tests.browser import find_chromium as browser


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The script .ci/environment.py on an empty project folder; `installs` counts what it would do."""
    spec = importlib.util.spec_from_file_location("environment", ROOT / ".ci/environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_text("first", encoding="utf-8")
    (tmp_path / ".venv").mkdir()
    module.ROOT, module.VENV, module.STAMP = tmp_path, tmp_path / ".venv", tmp_path / ".venv/installed"
    module.PYTHON, module.installs = tmp_path / ".venv/bin/python", 0

    def install():
        module.installs += 1
        module.STAMP.write_text(module.wanted_stamp(), encoding="utf-8")

    module.whole_install = module.install
    monkeypatch.setattr(module, "install", install)
    return module


def test_installs_once(environment, monkeypatch):
    monkeypatch.setattr(environment, "starts", lambda: True)
    environment.main()
    environment.main()
    assert environment.installs == 1


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_an_environment_of_an_older_lock_is_mended(environment, monkeypatch, name):
    monkeypatch.setattr(environment, "starts", lambda: True)
    environment.main()
    (environment.ROOT / name).write_text("second", encoding="utf-8")
    environment.main()
    assert environment.installs == 2


def test_a_broken_environment_is_mended_in_spite_of_its_stamp(environment):
    environment.main()  # the .venv of this folder holds no Python at all
    environment.main()
    assert environment.installs == 2


def test_a_moved_environment_does_not_start(environment):
    environment.PYTHON = sys.executable  # a Python that starts, but belongs to another folder
    (environment.VENV / "pyvenv.cfg").write_bytes(b"command = python -m venv /elsewhere/.venv")
    assert not environment.starts()


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 14, 0), (4, 0, 0)])
def test_a_python_too_old_or_too_new_is_told_what_to_do(environment, monkeypatch, version):
    monkeypatch.setattr(environment.sys, "version_info", version)
    with pytest.raises(SystemExit, match="needs 3.11 or newer, and older than 3.14"):
        environment.check_python()


def test_an_intel_mac_is_told_of_conda_before_anything_is_made(environment, monkeypatch):
    monkeypatch.setattr(environment.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(environment.platform, "machine", lambda: "x86_64")
    with pytest.raises(SystemExit, match="conda"):
        environment.whole_install()
    assert not environment.STAMP.exists()


@pytest.mark.parametrize("forbidden", ["write_text", "mkdir", "read_bytes"])
def test_a_folder_of_somebody_else_is_told_what_to_do(environment, monkeypatch, forbidden):
    def refuse(path, *args, **options):
        raise PermissionError(13, "Permission denied", str(path))

    environment.STAMP.write_text("of an older lock", encoding="utf-8")
    monkeypatch.setattr(environment, "install", environment.whole_install)
    monkeypatch.setattr(environment.Path, forbidden, refuse)
    with pytest.raises(SystemExit, match=r"Permission denied.*\n.*its owner run `make lab`.*copy"):
        environment.main()


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_shared_course_that_was_updated_starts_with_the_packages_that_are_there(
    environment, monkeypatch, capsys, code
):
    """The teacher's `git pull` in mid-term brings a newer lock; learners cannot write to the folder."""

    def refuse(path, *args, **options):
        raise OSError(code, os.strerror(code), str(path))

    environment.STAMP.write_text("of an older lock", encoding="utf-8")
    monkeypatch.setattr(environment, "install", environment.whole_install)
    monkeypatch.setattr(environment, "starts", lambda: True)
    monkeypatch.setattr(environment.Path, "write_text", refuse)
    environment.main()
    assert "starts with those that are there" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locale")
@pytest.mark.parametrize("locale", [{"PYTHONUTF8": "0"}, {}])
def test_a_folder_whose_name_the_locale_cannot_read(tmp_path, locale):
    """A whole .venv in such a folder, but for the packages; then nothing is done a second time."""
    folder = tmp_path / "Kurs für Zoë 课"
    for name in ("pyproject.toml", "requirements.lock", "nas_teach/lab/course/installation/settings.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / ".ci").mkdir()
    script = (ROOT / ".ci/environment.py").read_text(encoding="utf-8")
    no_packages = script.replace('run(*pip, "-e", ".[dev]", cwd=ROOT)', 'print("packages")')
    (folder / ".ci/environment.py").write_text(no_packages, encoding="utf-8")
    for said in (b"Making", b""):
        command = [sys.executable, "-X", "warn_default_encoding", folder / ".ci/environment.py"]
        done = subprocess.run(command, env=os.environ | {"LC_ALL": "C"} | locale, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(said) and bool(done.stdout) == bool(said)
    assert list(folder.glob(".venv/share/jupyter/lab/settings/overrides.d/nas-teach.json"))


def test_python_without_venv_is_told_what_to_do(environment, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        environment.check_python()


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_no_browser_is_said_and_fails_in_ci(monkeypatch, capsys, ci, code):
    monkeypatch.setattr(browser, "find_chromium", lambda: None)
    monkeypatch.setattr(browser, "install", lambda: None)
    monkeypatch.setattr(sys, "argv", ["find_chromium", "--install"])
    monkeypatch.setenv("CI", ci)
    assert browser.main() == code
    assert "No Chromium" in capsys.readouterr().out


def test_a_named_browser_comes_first(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert browser.find_chromium() == sys.executable
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    assert browser.find_chromium() is None
