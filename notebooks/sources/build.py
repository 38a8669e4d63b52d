"""Make notebooks/NN_name.ipynb from notebooks/sources/NN_name.py: execute every cell, keep the outputs.

Then execute once more without vector instructions: a lesson that prints something else there, as it would on
another processor, is not written.

    python -m notebooks.sources.build             the lessons whose source, package or data changed
    python -m notebooks.sources.build 02 03       these two, if they changed
    python -m notebooks.sources.build --force     all of them
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import jupytext
import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from notebooks.sources import minutes, play_first, readme_map
from notebooks.sources.exercise_cells import complete
from notebooks.sources.minutes import WIDGET

SOURCES = Path(__file__).resolve().parent
NOTEBOOKS = SOURCES.parent
ROOT = NOTEBOOKS.parent
CELL_TIMEOUT = 120  # seconds, as in conftest.py
ANY_PROCESSOR = {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41"}  # no vector instructions
COURSE_MAP = "00"  # the lesson that shows it
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
NO_WIDGETS = {
    "application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}
}


def sources():
    """Paths of all lesson sources, in the order of the course."""
    return sorted(SOURCES.glob("[0-9][0-9]_*.py"))


def target(source):
    """Path of the notebook that is made from `source`."""
    return NOTEBOOKS / f"{source.stem}.ipynb"


def read_source(source):
    """The lesson as a notebook without outputs. A cell's id is the hash of its text, so diffs stay small.

    Raises:  ValueError: an exercise is announced wrongly; the message gives source and line.
    """
    notebook = jupytext.read(source, fmt="py:percent")
    for cell in notebook.cells:
        complete(cell, partial(_place, source))
        cell.metadata.pop("lines_to_next_cell", None)  # blank lines, the source's own affair
    play_first.add(notebook, source.stem[:2])
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    texts = [f"{cell.cell_type} {cell.source}" for cell in notebook.cells]
    for number, (cell, text) in enumerate(zip(notebook.cells, texts, strict=True)):
        twins = texts[:number].count(text)  # ids must differ even where texts do not
        cell.id = hashlib.sha256(f"{text} {twins}".encode()).hexdigest()[:8]
    return notebook


def _place(source, part):
    """Where `part` of a line first stands in the source, "02_reinforce.py, line 125"."""
    lines = source.read_text(encoding="utf-8").splitlines()
    return f"{source.name}, line {next((n for n, line in enumerate(lines, 1) if part in line), '?')}"


def ingredients(number):
    """All files but its source that the lesson `number` ("05") depends on: paths, in order.

    The core, the shared lab, the data and the lesson's own folder; lesson 00, which shows the course map,
    depends on what every lesson tells of itself and on the minutes, too.
    """
    apart = {*ROOT.glob("nas_teach/lab/lesson_*/*.py"), *ROOT.glob("nas_teach/lab/play/*.py")}
    own = set(ROOT.glob(f"nas_teach/lab/lesson_{number}/*.py"))
    told = {*ROOT.glob("nas_teach/lab/lesson_*/__init__.py"), minutes.PATH} if number == COURSE_MAP else set()
    shared = set(ROOT.glob("nas_teach/**/*.py")) - apart
    return sorted(shared | own | told | {*ROOT.glob("data/*.npz"), *ROOT.glob("data/*.csv")})


def fingerprint(source):
    """16 hexadecimal digits that change when this lesson must be executed again."""
    digest = hashlib.sha256(source.read_bytes())
    for path in ingredients(source.stem[:2]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def made(source):
    """The notebook that was made from `source`; None when there is none, or a torn one."""
    try:
        return nbformat.read(target(source), as_version=4)
    except (FileNotFoundError, ValueError, nbformat.ValidationError):  # torn, or with the marks of a merge
        return None


def is_current(source):
    """True when the notebook was made from this very source and these ingredients."""
    notebook = made(source)
    return notebook is not None and notebook.metadata.get("nas_teach", {}).get("made_from") == fingerprint(
        source
    )


def execute(notebook):
    """Run all cells in a fresh kernel of this Python, in notebooks/, away from the reader's own progress."""
    manager = AsyncKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    started = []  # (number, cell) of every cell begun
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=CELL_TIMEOUT,
        coalesce_streams=True,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        on_cell_start=lambda cell, cell_index: started.append((cell_index, cell)),
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        environment = os.environ | {"NAS_TEACH_HOME": home, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        try:
            client.execute(env=environment, stderr=subprocess.DEVNULL, cleanup_kc=True)  # and its kernel ends
        except Exception as error:
            number, cell = started[-1] if started else (0, notebook.cells[0])
            first_line = (cell.source.splitlines() or [""])[0]
            raise RuntimeError(f"cell {number}, which begins {first_line!r}, failed.\n\n{error}") from None


def tidy(notebook):
    """Drop what differs from run to run: widget state, timestamps, random model ids.

    What JupyterLab would add when it opens or saves the notebook stands there already.
    """
    notebook.metadata.widgets = nbformat.from_dict(NO_WIDGETS)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for number, output in enumerate(cell.get("outputs", [])):
            if WIDGET in output.get("data", {}):
                output["data"][WIDGET]["model_id"] = f"{cell.id}-{number}"


def write(notebook, path):
    """Write through a temporary file, so that a crash leaves the old notebook whole."""
    nbformat.validate(notebook)
    draft = path.with_suffix(".ipynb.tmp")
    draft.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    draft.replace(path)


def nbval(path, **variables):
    """Run nbval over one notebook, strictly as conftest.py says, with extra environment variables."""
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "--color=no", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "-p", "conftest", path],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


def build(source):
    """Make one notebook. Returns what went wrong (the old notebook is then left alone), or ''."""
    notebook, made_from = read_source(source), fingerprint(source)
    try:
        execute(notebook)
    except RuntimeError as error:
        return f"{source.name}: {error}"
    tidy(notebook)
    minutes.fill(notebook)
    notebook.metadata["nas_teach"] = {"made_from": made_from}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        draft = Path(folder, target(source).name)
        write(notebook, draft)
        again = nbval(draft, **ANY_PROCESSOR)
    if again.returncode:
        return f"{source.name}: comes out differently on a simpler processor.\n\n{again.stdout[-5000:]}"
    write(notebook, target(source))
    return ""


def main(arguments=None):
    """Execute lessons and write their notebooks, two at a time; without names, all that changed."""
    parser = argparse.ArgumentParser(prog="python -m notebooks.sources.build", description=main.__doc__)
    parser.add_argument("lessons", nargs="*", help="numbers or names, such as 02 or 02_reinforce")
    parser.add_argument("--force", action="store_true", help="execute even when nothing changed")
    options = parser.parse_args(arguments)
    for name in options.lessons:
        if not any(source.stem.startswith(name) for source in sources()):
            parser.error(f"no lesson {name!r}; known: {', '.join(source.stem for source in sources())}")
    chosen = [s for s in sources() if not options.lessons or s.stem.startswith(tuple(options.lessons))]
    stale = [s for s in chosen if options.force or not is_current(s)]
    course_map = [s for s in chosen if s.stem.startswith(COURSE_MAP)]
    failures = _build_all([s for s in stale if s not in course_map])
    # The course map shows the minutes of all lessons, so it comes last; and again when its own have changed.
    failures += _build_all([s for s in course_map if s in stale or not is_current(s)])
    failures += _build_all([s for s in course_map if not failures and not is_current(s)])
    readme_map.write(ROOT / "README.md")
    print("up to date" if not failures else f"{failures} failed")
    return 1 if failures else 0


def _build_all(stale):
    """Build some lessons, two at a time, and count the minutes anew. Returns the number of failures."""
    with ProcessPoolExecutor(max_workers=2) as pool:
        problems = list(zip(stale, pool.map(build, stale), strict=True))
        for source, problem in problems:
            print(problem or f"{target(source).name}: executed and written", flush=True)
    notebooks = {source.stem[:2]: made(source) for source in sources()}
    minutes.write({number: notebook for number, notebook in notebooks.items() if notebook})
    return sum(bool(problem) for _, problem in problems)


if __name__ == "__main__":
    sys.exit(main())
