"""The first page: what the course is, the reward tweaker live at once, and the way to everything else."""

import re
import tomllib

from nas_teach.lab.course import copies, minutes
from notebooks.site import tweaker
from notebooks.site.lessons import page
from notebooks.sources.build import ROOT

LESSON = "02_reinforce"  # that the reward tweaker belongs to
ITEMS = re.compile(r"^\d\. .*(?:\n   .*)*", re.M)
META = "---\nhtml_theme.sidebar_secondary.remove: true\n---"  # room for the widget


def front(pictures):
    """The page in Markdown. `pictures`: as in lessons.page."""
    told = _readme()
    cells = page(LESSON, pictures).cells
    place, widget = next(
        (number, output["data"]["text/html"])
        for number, cell in enumerate(cells)
        for output in cell.get("outputs", [])
        if f'data-widget="{tweaker.NAME}"' in output.get("data", {}).get("text/html", "")
    )
    experiments = "\n".join(ITEMS.findall(cells[place - 1].source))
    return "\n\n".join(
        [
            META,
            "# Neural architecture search, hands on",
            "Three kernels pay what you set here. A small controller tries them, and learns from what it hears. "
            "**Does it find the best one?** Turn a slider.",
            widget,
            f"Try this, with *Reset* after each:\n\n{experiments}",
            f"[Lesson 02]({LESSON}.ipynb) says why, and you write this controller yourself.",
            "## What this is",
            told,
            "On these pages you read the lessons and turn their widgets. To write code, and to have your answers "
            f"checked, get the course: [how to start]({_address()}#start).",
            "## The lessons",
            _lessons(),
            _contents(),
        ]
    )


def _readme():
    """The paragraph in which the README says what the course is."""
    return (ROOT / "README.md").read_text("utf-8").split("\n\n")[1]


def _address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project["urls"]["Repository"]


def _lessons():
    times = minutes.load()
    rows = [
        f"| {number} | [{title}]({name}.ipynb) | {times.get(number, '?')} | {done} |"
        for number, name, title, done in map(_told, copies.there())
    ]
    head = "| no. | lesson | minutes | what you will have done |\n|---|---|---|---|\n"
    return head + "\n".join(rows)


def _told(lesson):
    return lesson.number, lesson.name, lesson.title, lesson.done


def _contents():
    """The tables of contents that the side bar shows."""
    names = "\n".join(lesson.name for lesson in copies.there())
    others = "what_to_use_when\nglossary\nreference"
    tree = "```{{toctree}}\n:hidden:\n:caption: {}\n:maxdepth: 1\n\n{}\n```"
    return f"{tree.format('Lessons', names)}\n\n{tree.format('To look up', others)}"
