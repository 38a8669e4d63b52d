"""Exercises and quick questions as a page has them: the question open, hints and solution folded."""

import re

from nas_teach.lab.course.catalogue import find, find_question
from nas_teach.lab.showing.cards import marked

CALLS = re.compile(r"\n*^(?:\w+ = )?check\(.*\Z", re.M | re.S)


def without_calls(source):
    """The cell to answer in without the lines that check, hint and solve, which need a notebook."""
    return CALLS.sub("", source)


def folded(id):
    """Hints and solution of the exercise with this id ("02.1"), as Markdown that opens on a click."""
    exercise = find(id)
    count = len(exercise.hints)
    hints = [
        _details(f"Hint {number} of {count}" if count > 1 else "Hint", f"<p>{marked(hint)}</p>")
        for number, hint in enumerate(exercise.hints, 1)
    ]
    code = f"```python\n{exercise.solution.strip()}\n```"
    return "\n\n".join([*hints, _details("Solution", code)])


def question(id):
    """The quick question with this id ("05.q1") as Markdown, its answer folded."""
    asked = find_question(id)
    options = "".join(f"<li><b>{letter}</b> {marked(text)}</li>" for letter, text in asked.options.items())
    listed = f'<ul class="nas-options">{options}</ul>' if options else ""
    answer = f"<p><b>{asked.right}</b>: {marked(asked.reason)}</p>"
    return (
        f'<p class="nas-question"><b>Quick question.</b> {marked(asked.question)}</p>{listed}\n\n'
        + _details("Answer", answer)
    )


def _details(summary, content):
    return f'<details class="nas-fold"><summary>{summary}</summary>\n\n{content}\n\n</details>'
