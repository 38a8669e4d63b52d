"""doctor() against broken installations, each faked through the argument of one examination."""

import shlex
import subprocess
import sys
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from nas_teach.lab.course import installation
from nas_teach.lab.course.installation import doctor, machine, packages
from nas_teach.lab.course.installation.finding import Finding

LESSON_WITHOUT_PACKAGES = """
import sys
sys.modules.update(dict.fromkeys(("torch", "numpy", "matplotlib", "ipywidgets")))
from nas_teach.lab import check, doctor, hint, progress_map, solution
doctor()
check("00.1", 5)
"""


@pytest.fixture
def cards(monkeypatch, tmp_path):
    shown = []
    monkeypatch.setenv("NAS_TEACH_HOME", str(tmp_path))
    monkeypatch.setattr(installation, "card", lambda html, text: shown.append((html, text)))
    return shown


UNEQUAL = {"ipywidgets": "8.1.9", "jupyterlab_widgets": "1.1.4"}


def missing(name):
    raise metadata.PackageNotFoundError(name)


def raiser(error):
    def raise_it(*args):
        raise error

    return raise_it


def test_this_installation_is_well_and_says_so_the_same_everywhere(cards):
    doctor()
    doctor(details=True)
    (html, text), (_, details) = cards
    assert text.startswith("✓ All checks passed.")
    for word in (sys.executable, sys.prefix, metadata.version("torch")):
        assert word not in html + text, "differs between machines; strict nbval compares it"
    assert metadata.version("numpy") in details and text.splitlines()[-1] in details


@pytest.mark.parametrize(
    ("examination", "name", "detail", "mend"),
    [
        (lambda: packages.python((3, 10, 4), ">=3.11"), "Python", "3.10.4", "python.org"),
        (lambda: packages.packages(missing, ["torch>=2.4,<3"]), "torch", "not installed", '"torch'),
        (lambda: packages.packages(lambda name: "1.9", ["torch>=2.4,<3"]), "torch", "1.9; needed", '"torch'),
        (lambda: packages.widgets(missing), "widgets", "ipywidgets is not installed", "ipywidgets"),
        (lambda: packages.widgets(UNEQUAL.get), "widgets", "not fit", "ipywidgets"),
        (lambda: packages.widgets(prefix="nowhere"), "widgets", "that JupyterLab loads", "--force-reinstall"),
        (
            lambda: packages.jupyterlab(lambda: False),
            "JupyterLab settings",
            "lose its widgets",
            "nas_teach.lab",
        ),
        (lambda: machine.computing(lambda: (80.0, [9.0] * 9)), "computing", "torch gives 80", "torch"),
        (
            lambda: machine.computing(raiser(OSError("DLL load failed"))),
            "computing",
            "DLL load failed",
            "torch",
        ),
        (lambda: machine.computing(raiser(ImportError("no torch"))), "computing", "no torch", "torch"),
        (
            lambda: machine.images(raiser(FileNotFoundError("gone: restore"))),
            "images",
            "gone: restore",
            "type",
        ),
        (
            lambda: machine.images(raiser(ValueError("damaged: make it"))),
            "images",
            "damaged: make it",
            "type",
        ),
        (lambda: machine.progress_folder(__file__), "progress folder", "cannot be kept", "NAS_TEACH_HOME"),
        (raiser(KeyError("surprise")), "raise_it", "KeyError", "pip install -"),
    ],
)
def test_each_fault_is_named_with_the_way_to_mend_it(cards, examination, name, detail, mend):
    doctor(examinations=[lambda: [Finding("sound", "is well")], examination])
    html, text = cards[0]
    assert text.startswith("✗ 1 to mend") and "sound" not in text
    assert f"✗ {name}: " in text and detail in text
    command = text.split("To mend it: ")[1].splitlines()[0]
    assert mend in command
    assert "✗" in html and "To mend it" in html


def test_the_command_is_for_this_interpreter_and_pip_can_read_it():
    for finding in packages.packages(missing):
        python, *options, requirement = shlex.split(finding.mend.split("`")[1])
        assert (python, options) == (sys.executable, ["-m", "pip", "install"])
        assert Requirement(requirement).name == finding.name


def test_markers_of_other_systems_are_skipped():
    assert packages.packages(missing, ['a; python_version < "3"', 'b; extra == "dev"']) == []


def test_other_versions_than_the_tested_ones_are_told_and_no_fault(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("numpy==2.4.6\ntorch==2.13.0  # cpu\nabsent==1\n", encoding="utf-8")
    versions = {"numpy": "2.4.5", "torch": "2.13.0+cpu"}
    [finding] = packages.lock(lock, lambda name: versions[name] if name in versions else missing(name))
    assert finding.detail == "numpy 2.4.5 (tested: 2.4.6)" and not finding.mend
    assert packages.lock(tmp_path / "absent") == []


@pytest.mark.slow
def test_it_runs_where_the_packages_cannot_be_imported():
    command = [sys.executable, "-X", "utf8", "-c", LESSON_WITHOUT_PACKAGES]
    result = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    assert "torch cannot compute" in result.stdout and "Not yet" in result.stdout
