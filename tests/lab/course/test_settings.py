"""The course opens in JupyterLab with the settings that it needs, and never loses those of others."""

import json
import os

import pytest
from jupyter_core.paths import jupyter_config_path
from jupyter_server.extension.config import ExtensionConfigManager
from jupyterlab_server.config import get_static_page_config
from jupyterlab_server.settings_utils import get_settings

from nas_teach.lab import __main__ as start
from nas_teach.lab.course import copies
from nas_teach.lab.course.installation import settings


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The folder of a JupyterLab of its own, in which another package has settings, too."""
    monkeypatch.setenv(settings.VARIABLE, "")  # the start of the course changes it
    monkeypatch.setenv("JUPYTERLAB_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "person"))
    others = tmp_path / "settings/overrides.json"
    others.parent.mkdir()
    others.write_text(json.dumps({"other:plugin": {"colour": "blue"}}), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("writable", [True, False])
def test_jupyterlab_reads_them_beside_those_of_others(app, writable):
    assert not settings.written()
    if not writable:
        (app / "settings/overrides.d").write_text("a file where a folder should be", encoding="utf-8")
    settings.write()
    assert (app / "person").exists() != writable
    schema = app / "schemas/@jupyter-widgets/jupyterlab-manager/plugin.json"
    schema.parent.mkdir(parents=True)
    schema.write_text('{"type": "object", "properties": {"saveState": {"default": false}}}', encoding="utf-8")
    name = "@jupyter-widgets/jupyterlab-manager:plugin"
    read, _ = get_settings(str(app / "settings"), str(app / "schemas"), str(app / "mine"), schema_name=name)
    assert settings.written() and read["schema"]["properties"]["saveState"]["default"] is True
    assert "blue" in (app / "settings/overrides.json").read_text("utf-8")


@pytest.mark.parametrize("content", ["", "{}", "[1", "\xff"])
def test_a_damaged_or_older_file_is_written_anew(app, content):
    settings.places()[0].parent.mkdir(parents=True)
    settings.places()[0].write_text(content, encoding="latin-1")
    assert not settings.written()
    settings.write()
    assert settings.written()


@pytest.fixture
def started(monkeypatch, tmp_path):
    """What JupyterLab is started with, instead of starting it; copies are laid into a folder of the test."""
    from jupyterlab.labapp import LabApp

    options = []
    monkeypatch.setattr(copies, "folder", lambda: tmp_path / "work")
    monkeypatch.setattr(LabApp, "launch_instance", options.extend)
    monkeypatch.setattr("sys.argv", ["nas_teach.lab", "--no-browser"])
    return options


def test_the_course_starts_on_the_copy_of_the_first_lesson(app, started):
    start.main()
    assert settings.written() and started[-1] == "--no-browser"
    assert f"--ServerApp.root_dir={app / 'work'}" in started
    assert (app / "work" / started[1].removeprefix("--LabApp.default_url=/lab/tree/")).is_file()


def test_nbgraders_buttons_stay_out_of_the_course_and_in_for_others(monkeypatch):
    """Its parts are installed with the package, and would all be on."""
    monkeypatch.delenv(settings.VARIABLE, raising=False)
    monkeypatch.setenv(settings.VARIABLE, "/mine")
    assert "@jupyter/nbgrader" not in get_static_page_config().get("disabledExtensions", {})
    settings.leave_out_nbgrader(os.environ)
    assert os.environ[settings.VARIABLE].endswith(f"{os.pathsep}/mine")
    assert get_static_page_config()["disabledExtensions"] == {"@jupyter/nbgrader": True}
    extensions = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
    of_nbgrader = {name: on for name, on in extensions.items() if name.startswith("nbgrader")}
    assert len(of_nbgrader) >= 4 and not any(of_nbgrader.values())
    assert extensions.get("jupyterlab", True)


def test_settings_that_cannot_be_written_are_no_obstacle(app, started, capsys):
    for taken in ("settings/overrides.d", "person"):
        (app / taken).write_text("a file where a folder should be", encoding="utf-8")
    start.main()
    assert started and "could not be set up" in capsys.readouterr().err


def test_an_installed_package_starts_in_the_present_folder(tmp_path):
    assert [option for option in start.command(["--port=1"], tmp_path / "work") if "root" not in option] == [
        "--port=1"
    ]
