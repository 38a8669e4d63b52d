"""Examinations of what is installed. Each returns a list of Finding; its arguments fake a fault."""

import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nas_teach.lab.course.installation import settings
from nas_teach.lab.course.installation.finding import Finding
from nas_teach.origin import INSTALLED, ROOT, pip, python_m


def python(version=sys.version_info[:3], needed=None):
    """The Python version against the range of the course. `version`: (3, 11, 7); `needed`: ">=3.11"."""
    needed = needed or _project()["requires-python"]
    found = ".".join(map(str, version))
    mend = "install Python 3.12 from https://www.python.org, then set the course up again (README.md)"
    return [Finding("Python", f"{found}; needed: {needed}", "" if found in SpecifierSet(needed) else mend)]


def packages(installed=metadata.version, needed=None):
    """Every package of the course: present, and within its range. `installed`: name -> version."""
    needed = _project()["dependencies"] if needed is None else needed
    return [finding for line in needed for finding in _package(line, installed)]


def _package(line, installed):
    """The finding for one line such as "torch>=2.4,<3"; none when its marker is for another system."""
    requirement = Requirement(line)
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        return []
    wanted = line.partition(";")[0].strip()
    mend = pip(f'"{wanted}"')
    try:
        version = installed(requirement.name)
    except metadata.PackageNotFoundError:
        return [Finding(requirement.name, "not installed", mend)]
    well = requirement.specifier.contains(version, prereleases=True)
    return [Finding(requirement.name, f"{version}; needed: {wanted}", "" if well else mend)]


def lock(path=ROOT / "requirements.lock", installed=metadata.version):
    """The versions that differ from the tested ones. Within the ranges that is no fault."""
    if not path.is_file():
        return []
    pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    others = []
    for name, pin in pins:
        try:
            version = installed(name)
        except metadata.PackageNotFoundError:  # packages() tells of those that matter
            continue
        if version.partition("+")[0] != pin.partition("+")[0]:
            others.append(f"{name} {version} (tested: {pin})")
    return [Finding("tested versions", ", ".join(others) or "each package has the tested version")]


def widgets(installed=metadata.version, prefix=sys.prefix):
    """ipywidgets (the kernel's half) against jupyterlab_widgets (JupyterLab's half): 8 goes with 3."""
    mend = pip('--force-reinstall "ipywidgets>=8.1,<9"')
    try:
        kernel, front = installed("ipywidgets"), installed("jupyterlab_widgets")
    except metadata.PackageNotFoundError as error:
        return [Finding("widgets", f"{error.args[0]} is not installed", mend)]
    detail = f"ipywidgets {kernel}, jupyterlab_widgets {front}"
    if int(front.split(".")[0]) != int(kernel.split(".")[0]) - 5:
        return [Finding("widgets", f"{detail}: they do not fit together", mend)]
    loaded = {"@jupyter-widgets/jupyterlab-manager": mend, "anywidget": pip("--force-reinstall anywidget")}
    for extension, again in loaded.items():
        manifest = Path(prefix, "share/jupyter/labextensions", extension, "package.json")
        try:
            json.loads(manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            said = f"{detail}, but the part of {extension} that JupyterLab loads is missing"
            return [Finding("widgets", said, again)]
    return [Finding("widgets", detail)]


def jupyterlab(written=settings.written):
    """The settings that the lessons need of JupyterLab. `written`: whether it finds them."""
    if written():
        return [Finding("JupyterLab settings", "those of the course")]
    detail = "are not those of the course: a lesson that is opened again would lose its widgets"
    return [Finding("JupyterLab settings", detail, f"close JupyterLab, and {python_m('nas_teach.lab')}")]


def _project():
    """What the course needs: the [project] table of pyproject.toml, or what the installed package says."""
    if INSTALLED:
        kept = metadata.metadata("nas-teach")
        return {"requires-python": kept["Requires-Python"], "dependencies": kept.get_all("Requires-Dist")}
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
