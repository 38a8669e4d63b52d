"""The project files agree with each other, the package keeps its layers, and no machine's paths are left."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nas_teach.lab.course.catalogue import lessons
from notebooks.sources import readme_map
from notebooks.sources.build import ROOT, sources

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA_NAMES = {"torch": "pytorch"}
PACKAGE = sorted(ROOT.glob("nas_teach/**/*.py"))


def ranges(lines):
    """{name: range} of requirement lines, with the parts of each range sorted."""
    parsed = [Requirement(line) for line in lines]
    return {requirement.name: sorted(str(part) for part in requirement.specifier) for requirement in parsed}


def test_environment_yml_equals_pyproject():
    wanted = {CONDA_NAMES.get(name, name): part for name, part in ranges(PROJECT["dependencies"]).items()}
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    conda = ranges(line for line in listed if isinstance(line, str))
    assert conda.pop("python") == sorted(PROJECT["requires-python"].split(","))
    assert conda.pop("pip") == []
    [own, *others] = listed[-1]["pip"]  # what conda-forge does not have
    assert conda | ranges(others) == wanted and own == "-e ."


def test_binder_gets_the_same_environment():
    """It reads .binder/ alone, from where the course is one folder up."""
    course, binder = (
        yaml.safe_load((ROOT / folder / "environment.yml").read_text("utf-8")) for folder in ("", ".binder")
    )
    assert binder["dependencies"][-1]["pip"][0] == "-e .."
    binder["dependencies"][-1]["pip"][0] = "-e ."
    assert binder == course
    assert os.access(ROOT / ".binder/postBuild", os.X_OK) or os.name == "nt"


def instructions():
    """Pairs (instruction, its argument) of the Dockerfile."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(None, 1)) for line in lines]


def test_the_container_lays_copies_then_starts_whatever_a_hub_asks_for(tmp_path):
    steps = dict(instructions())
    assert [name for name, _ in instructions()][0] == "FROM" and steps["USER"] == "jovyan"
    [*shell, name] = json.loads(steps["ENTRYPOINT"])
    assert json.loads(steps["CMD"])[:3] == ["python", "-m", "nas_teach.lab"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    variables = {**os.environ, "NAS_TEACH_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": path}
    done = subprocess.run(
        [*shell, name, "echo", "started with", "two words"],
        env=variables,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout.endswith("started with two words\n") and done.returncode == 0, done.stderr


def test_what_the_container_and_binder_run_is_there():
    scripts = dict(instructions())["RUN"] + (ROOT / ".binder/postBuild").read_text("utf-8")
    for path in re.findall(r"python (\S+\.py)|-c (\S+)", scripts):
        assert (ROOT / "".join(path)).is_file()
    for module in re.findall(r"python -m (nas_teach\S+)", scripts):
        assert (ROOT / module.replace(".", "/")).is_dir()


def test_the_course_has_one_address():
    address = PROJECT["urls"]["Repository"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["repository-code"] == address
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"git clone {address}.git\n    cd {address.rpartition('/')[2]}\n" in readme


def test_the_readme_names_the_pythons_that_pip_takes():
    wanted = SpecifierSet(PROJECT["requires-python"])
    taken = [f"3.{minor}" for minor in range(30) if f"3.{minor}" in wanted]
    assert f"Python {', '.join(taken[:-1])} or {taken[-1]}" in (ROOT / "README.md").read_text("utf-8")


def test_lock_satisfies_the_ranges():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = dict(line.lower().split("==") for line in lines if line and not line.startswith("#"))
    extras = [lines for name, lines in PROJECT["optional-dependencies"].items() if name != "bench"]
    for line in [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]:
        requirement = Requirement(line)
        if requirement.name != PROJECT["name"]:
            assert pins[requirement.name] in requirement.specifier, line
    local = [name for name, version in pins.items() if "+" in version]
    assert local == [], "local builds exist on one platform only"


def imports(path):
    """Absolute names of all that the file imports, also inside functions: {'nas_teach.space', ...}."""
    package = list(path.relative_to(ROOT).parent.parts)
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join(base + ([node.module] if node.module else []))
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def breaches(files, forbidden):
    """Lines 'file imports name' for every import of a forbidden package or of a part of it."""
    inner = tuple(package + "." for package in forbidden)
    return [
        f"{path.relative_to(ROOT).as_posix()} imports {name}"
        for path in files
        for name in sorted(imports(path))
        if name in forbidden or name.startswith(inner)
    ]


def inside(folder):
    return [path for path in PACKAGE if path.is_relative_to(ROOT / "nas_teach" / folder)]


TIERS = (  # data flows one way: a file imports nothing from a later tier
    ("space", "search", "scale", "memory", "log", "data", "checks", "statistics", "lazy", "modes", "origin"),
    ("strategies", "evaluation", "hardware", "networks"),
    ("supernets", "darts", "efficientnet"),
    ("recorded", "capstone"),
    ("lab",),
)


def test_every_room_has_its_place_in_the_flow():
    rooms = {path.relative_to(ROOT / "nas_teach").parts[0].removesuffix(".py") for path in PACKAGE}
    assert rooms - {"__init__"} == {room for tier in TIERS for room in tier}


@pytest.mark.parametrize("tier", range(len(TIERS)), ids=lambda tier: TIERS[tier][0])
def test_data_flows_one_way(tier):
    files = [path for room in TIERS[tier] for path in [*inside(room), *inside(f"{room}.py")]]
    later = [f"nas_teach.{room}" for rooms in TIERS[tier + 1 :] for room in rooms]
    assert files and breaches(files, later) == []


def test_strategies_know_neither_evaluation_nor_networks():
    others = [f"nas_teach.{room}" for room in ("evaluation", "hardware", "networks")]
    assert breaches(inside("strategies"), others) == []


def test_only_the_lab_draws():
    outside = [path for path in PACKAGE if path not in inside("lab")]
    assert breaches(outside, ["matplotlib", "ipywidgets", "IPython"]) == []


def test_a_lesson_uses_no_other_lessons_folder():
    """Or an edit in one folder would make two notebooks stale, and only one of them would know."""
    folders = sorted((ROOT / "nas_teach/lab").glob("lesson_*"))
    lessons = {folder.name[-2:]: [*folder.glob("*.py")] for folder in folders}
    for source in sources():
        lessons[source.name[:2]].append(source)
    shared = [path for path in inside("lab") if not any(path.is_relative_to(folder) for folder in folders)]
    for number, files in {**lessons, "": shared}.items():
        others = [f"nas_teach.lab.lesson_{other}" for other in lessons if other != number]
        assert breaches(files, others) == []


def test_the_layer_test_sees_every_form_of_import(tmp_path, monkeypatch):
    path = tmp_path / "nas_teach/strategies/bad.py"
    path.parent.mkdir(parents=True)
    code = "from ..networks import simple_cnn\nfrom .. import evaluation\nif 1: import nas_teach.lab"
    path.write_text(code)
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert {"nas_teach.networks.simple_cnn", "nas_teach.evaluation", "nas_teach.lab"} <= imports(path)


def test_no_script_and_no_test_changes_where_python_looks_for_modules():
    """The scripts of data/ and the tests are found from the course's folder, as parts of a package."""
    changing = re.compile(r"^sys\.path\b\s*(\.|=|\+|\[)", re.M)
    files = [*ROOT.glob("data/*.py"), *ROOT.glob("tests/**/*.py"), *PACKAGE, ROOT / "conftest.py"]
    assert [path.name for path in files if changing.search(path.read_text("utf-8"))] == []


def test_pytest_works_without_nbval(tmp_path):
    (tmp_path / "test_tiny.py").write_text("def test_tiny(): pass\n")
    options = ["-p", "no:nbval", "-p", "no:cacheprovider", "-p", "conftest"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tmp_path], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr


def test_targets_named_in_the_documents_exist():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text("utf-8")
        named = set(re.findall(r"(?:`|^    (?:\S+=\S+ )?)make (\w+)", text, flags=re.MULTILINE))
        assert named <= targets, f"{name} names make {', '.join(sorted(named - targets))}"


def test_no_machine_paths():
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not a git checkout")
    machines = ["work", "root", "home(?!/jovyan)", "Users"]  # jovyan: in every container
    pattern = re.compile(r"(?<!\w)/(" + "|".join(machines) + r")/\w")
    for name in listing.stdout.splitlines():
        path = ROOT / name
        if path.exists() and path.suffix not in {".npz", ".png", ".gif"}:
            found = pattern.search(path.read_text("utf-8"))
            assert not found, f"{name}: {found.group()}"


def test_the_readme_maps_every_lesson():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme_map.with_map(readme) == readme, "run: make notebooks"
    assert [lesson.name for lesson in lessons()] == [source.stem for source in sources()]


def test_every_place_that_the_documents_name_exists():
    for name in ("README.md", "CONTRIBUTING.md"):
        named = re.findall(r"`((?:nas_teach|notebooks|tests|data|lab|strategies|evaluation|hardware|networks|darts)"
                           r"/[\w./]*)`", (ROOT / name).read_text(encoding="utf-8"))  # fmt: skip
        places = [place for place in named if not re.search("NN|15|/name|test_name", place)]
        missing = [p for p in places if not (ROOT / p).exists() and not (ROOT / "nas_teach" / p).exists()]
        assert named and missing == [], name


def test_every_picture_and_file_that_the_readme_links_exists():
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert links and not [link for link in links if "://" not in link and not (ROOT / link).exists()]
