"""Quizzes: read from quizzes/NN.gift, checked, printed with and without their key.

The files are in GIFT, Moodle's plain format for questions: `=` begins the right answer, `~` a wrong one, `#` what
to tell who chose it; `{#4:0.1}` asks for a number within 0.1 of 4.
"""

import html
import re
from pathlib import Path
from typing import NamedTuple

from notebooks.teaching.pages import page

FOLDER = Path(__file__).with_name("quizzes")
QUESTION = re.compile(r"::(?P<id>[^:]+)::\s*(?P<text>(?:[^{}\\]|\\.)+)\{(?P<answers>(?:[^{}\\]|\\.)*)\}")
OPTION = re.compile(r"(?<!\\)([=~])((?:[^=~#\\]|\\.)+)(?<!\\)#((?:[^=~\\]|\\.)+)")


class Option(NamedTuple):
    text: str
    right: bool
    comment: str


class Question(NamedTuple):
    """One question: with `options`, or answered by the number `value`, give or take `tolerance`."""

    id: str
    text: str
    options: tuple[Option, ...]
    value: float | None = None
    tolerance: float = 0.0

    @property
    def letter(self):
        """Of the right option as printed."""
        return "ABCDEFGH"[[option.right for option in self.options].index(True)]


def read(number):
    """The questions for a lesson ("02"), a list; empty where there is no quiz.

    Raises:  ValueError: text between questions, or one without exactly one right answer; the message says which.
    """
    path = FOLDER / f"{number}.gift"
    return parse(path.read_text(encoding="utf-8"), path.name) if path.exists() else []


def parse(text, name):
    """The questions of a GIFT text. Raises ValueError as `read` does; `name`: of the file, for the message."""
    text = re.sub(r"^//.*$", "", text, flags=re.M)
    if left := QUESTION.sub("", text).strip():
        raise ValueError(f"{name}: this is no question of the form ::id:: text {{answers}}: {left[:80]!r}")
    return [_question(found, name) for found in QUESTION.finditer(text)]


def _question(found, name):
    id, text, answers = found["id"], _plain(found["text"]), found["answers"].strip()
    if answers.startswith("#"):
        value, _, tolerance = answers[1:].partition(":")
        return Question(id, text, (), float(value), float(tolerance or 0))
    options = tuple(Option(_plain(o[2]), o[1] == "=", _plain(o[3])) for o in OPTION.finditer(answers))
    if sum(option.right for option in options) != 1 or len(options) < 3:
        raise ValueError(f"{name}, {id}: needs three options or more, one of them right, got {len(options)}")
    return Question(id, text, options)


def _plain(text):
    """Without GIFT's escapes and line breaks."""
    return " ".join(re.sub(r"\\([~=#{}:])", r"\1", text).split())


def printed(lesson, questions, key):
    """A page to print. `key`: with the right answers and what to say to the wrong ones."""
    items = []
    for number, question in enumerate(questions, 1):
        lines = [f"<section><h2>Question {number}</h2><p>{html.escape(question.text)}</p>"]
        if question.options:
            choices = "".join(f"<li>{_option(option, key)}</li>" for option in question.options)
            lines.append(f'<ol type="A">{choices}</ol>')
        else:
            lines.append('<div class="write">Answer:</div>')
        if key:
            right = question.letter if question.options else _number(question)
            lines.append(f'<p class="key"><strong>Answer: {right}</strong></p>')
        items.append("".join(lines) + "</section>")
    name = "" if key else '<div class="write">Name:</div>'
    title = f"Quiz {lesson.number} · {lesson.title}" + (" · key" if key else "")
    return page(title, name + "\n".join(items))


def _option(option, key):
    text = html.escape(option.text)
    return f"{text} <em>{html.escape(option.comment)}</em>" if key else text


def _number(question):
    within = f" (within {question.tolerance:g})" if question.tolerance else ""
    return f"{question.value:g}{within}"
