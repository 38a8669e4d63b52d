"""The environment is made anew exactly when it must be, and the want of a browser is never overlooked."""

import importlib.util
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
        (tmp_path / name).write_text("first")
    (tmp_path / ".venv").mkdir()
    module.ROOT, module.VENV, module.STAMP = tmp_path, tmp_path / ".venv", tmp_path / ".venv/installed"
    module.PYTHON, module.installs = tmp_path / ".venv/bin/python", 0

    def install():
        module.installs += 1
        module.STAMP.write_text(module.wanted_stamp())

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
    (environment.ROOT / name).write_text("second")
    environment.main()
    assert environment.installs == 2


def test_a_broken_environment_is_mended_in_spite_of_its_stamp(environment):
    environment.main()                      # the .venv of this folder holds no Python at all
    environment.main()
    assert environment.installs == 2


def test_a_moved_environment_does_not_start(environment):
    environment.PYTHON = sys.executable     # a Python that starts, but belongs to another folder
    (environment.VENV / "pyvenv.cfg").write_text("command = python -m venv /elsewhere/.venv")
    assert not environment.starts()


def test_an_old_python_is_told_what_to_do(environment, monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match="needs 3.11 or newer"):
        environment.check_python()


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
