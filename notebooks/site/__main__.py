"""Build the course as a static web page.

    python -m notebooks.site                  into _site/, which any web server can serve, under any path
    python -m notebooks.site --to FOLDER      elsewhere
    python -m notebooks.site --most 50        with fewer settings of each widget: quick, for trying

The states of a widget are kept in build/site and made again when its lesson or the package has changed.
"""

import argparse
import os
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from sphinx.cmd.build import main as sphinx

import nas_teach.lab as lab
from nas_teach.lab.course import copies
from nas_teach.lab.course.catalogue import widgets
from nas_teach.lab.showing import view
from notebooks.site import front, lessons, reference, sections, states, tweaker
from notebooks.site.grid import MOST
from notebooks.sources.build import NOTEBOOKS, ROOT

HERE = Path(__file__).parent
WORK = ROOT / "build/site"  # git-ignored
LIMIT = 15e6  # bytes of all widgets together
QUIET = ("--quiet", "--fail-on-warning", "--keep-going", "--jobs", "auto")


def build(target, most=MOST):
    """Write the site into the folder `target`. Returns 0, or what Sphinx returns when it finds a fault.

    Raises:  ValueError: the folder holds something else, which is left as it is.
    """
    if target.exists() and not (target / "objects.inv").exists() and any(target.iterdir()):
        raise ValueError(
            f"{target} holds files that are no site of this course: give the name of a new folder"
        )
    source, made = WORK / "source", WORK / "html"
    for folder in (source, made):
        shutil.rmtree(folder, ignore_errors=True)
    write_pages(source)
    write_static(source / "static", states_of_all(WORK / "states", most))
    folders = [f"-Dhtml_static_path={source / 'static'}", f"-Dhtml_extra_path={source / 'extra'}"]
    failed = sphinx([*QUIET, *folders, "-c", str(HERE), "-d", str(WORK / "doctrees"), str(source), str(made)])
    if not failed:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
    return failed


def write_pages(source):
    """What Sphinx reads: lessons, glossary, reference and the first page; and what it copies as it is."""
    pictures, extra = {}, source / "extra"
    (extra / lessons.PICTURES).mkdir(parents=True)
    (extra / ".nojekyll").touch()  # or GitHub would leave out the folders that begin with a line
    copies.lay(extra / lessons.DOWNLOADS)
    for lesson in copies.there():
        nbformat.write(lessons.page(lesson.name, pictures), source / f"{lesson.name}.ipynb")
    shutil.copy(NOTEBOOKS / copies.GLOSSARY, source)
    pages = {"index.md": front.front(pictures), "what_to_use_when.md": sections.what_to_use_when()}
    pages |= {"reference.rst": reference.contents()}
    pages |= {f"nas_teach.{room}.rst": reference.page(room) for room in reference.rooms()}
    for name, text in pages.items():
        (source / name).write_text(text, "utf-8")
    for name, content in pictures.items():
        (extra / lessons.PICTURES / name).write_bytes(content)


def write_static(static, exported):
    """The front end of the widgets, and their states: {name: path}."""
    shutil.copytree(HERE / "web", static)
    for name in ("view.js", "view.css"):
        shutil.copy(view.HERE / name, static)
    (static / "states").mkdir()
    for name, path in exported.items():
        shutil.copy(path, static / "states" / f"{name}.json.gz")


def states_of_all(kept, most):
    """{name of a widget: path of its states}; those that are not in the folder `kept` are made."""
    kept.mkdir(parents=True, exist_ok=True)
    paths = {name: kept / f"{name}-{states.fingerprint(name, most)}.json.gz" for name in widgets()}
    missing = [name for name, path in paths.items() if not path.exists()]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, content in zip(missing, pool.map(_exported, missing, [most] * len(missing)), strict=True):
            paths[name].write_bytes(content)
            print(f"{name}: {len(content) / 1000:.0f} kB", flush=True)
    if (size := sum(path.stat().st_size for path in paths.values())) > LIMIT:
        raise ValueError(f"the widgets take {size / 1e6:.1f} MB, more than {LIMIT / 1e6:.0f}: lower --most")
    return paths


def _exported(name, most):
    content = tweaker.export() if name == tweaker.NAME else states.export(getattr(lab, name)(), most)
    return states.packed(content)


def main(arguments=None):
    """Build the site and say where it lies."""
    parser = argparse.ArgumentParser(prog="python -m notebooks.site", description=main.__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "_site", help="the folder that is written")
    parser.add_argument("--most", type=int, default=MOST, help="how many settings of a widget at most")
    options, start = parser.parse_args(arguments), time.monotonic()
    try:
        failed = build(options.to, options.most)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.to}: {'with faults' if failed else 'ready'}, {time.monotonic() - start:.0f} s")
    print(f"Look at it: {sys.executable} -m http.server --directory {options.to}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
