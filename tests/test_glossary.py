"""The glossary is in order, names each term once, and leads to a lesson that has the term."""

import re

import pytest

from nas_teach.lab.course.catalogue import lessons
from notebooks.sources.build import NOTEBOOKS, SOURCES, sources

LINES = [
    line for line in (NOTEBOOKS / "glossary.md").read_text("utf-8").splitlines() if line.startswith("- ")
]
ENTRY = re.compile(
    r"- \*\*(?P<term>[^*]+)\*\*: (?P<meaning>.+\.) \(\[(?P<number>\d\d)\]\((?P<name>\w+)\.ipynb\)\)"
)
ENTRIES = [entry for entry in map(ENTRY.fullmatch, LINES) if entry]


def test_every_line_has_the_form():
    assert [line for line in LINES if not ENTRY.fullmatch(line)] == [] and len(LINES) >= 60


def test_terms_are_in_alphabetical_order_and_none_stands_twice():
    terms = [entry["term"].lower() for entry in ENTRIES]
    assert terms == sorted(set(terms))


def text_of(source):
    return source.read_text("utf-8").lower().replace("\n# ", " ")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["term"])
def test_a_term_leads_to_the_lesson_that_explains_it_first(entry):
    """Where a term is explained it stands in bold."""
    assert entry["name"] in [lesson.name for lesson in lessons()] and entry["name"][:2] == entry["number"]
    term = entry["term"].lower()
    assert term in text_of(SOURCES / f"{entry['name']}.py")
    earlier = [source.stem for source in sources() if source.stem < entry["name"]]
    assert [name for name in earlier if f"**{term}**" in text_of(SOURCES / f"{name}.py")] == []
