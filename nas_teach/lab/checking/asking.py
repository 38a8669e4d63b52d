"""Quick questions: one letter, word or number, and a verdict in one line."""

import re
import textwrap
from dataclasses import dataclass, field

from nas_teach.lab.checking.exercise import correct, wrong
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.checking.slicing import source_of_answer
from nas_teach.lab.checking.values import as_number, plain
from nas_teach.lab.course import progress
from nas_teach.lab.course.catalogue import find_question
from nas_teach.lab.course.tally import tally
from nas_teach.lab.showing.cards import STYLES, card, marked

WIDTH = 86  # of a line in a cell
ARTICLES = re.compile(r"^(?:the|a|an)\s+")


@dataclass(frozen=True, kw_only=True)
class Quick:
    """A question that is answered with one letter, one word or one number.

    Args:    id: lesson and number, "05.q1". question: one or two sentences, without formulas.
             answer: the right letter; a number; a word, or a tuple of words that mean the same.
             reason: one sentence that says why; it is shown with the right answer.
             options: {letter: text} for a letter. slips: {wrong answer: what to think of}.
             tolerance: largest absolute error of a number.
    Raises:  ValueError: a field does not fit; the message gives field and value.
    """

    id: str
    question: str
    answer: str | float | tuple[str, ...]
    reason: str
    options: dict[str, str] = field(default_factory=dict)
    slips: dict = field(default_factory=dict)
    tolerance: float = 1e-3

    def __post_init__(self):
        rules = {
            "id": (re.fullmatch(r"\d\d\.q[1-9]\d?", self.id), 'text such as "05.q1"'),
            "answer": (not self.options or self.answer in self.options, f"one of {tuple(self.options)}"),
            "slips": (not self.options or set(self.slips) < set(self.options), "of wrong options"),
            "tolerance": (self.tolerance >= 0, "0 or more"),
            "reason": (len(self.reason) > 10, "a sentence"),
        }
        for name, (holds, rule) in rules.items():
            if not holds:
                got = getattr(self, name)
                raise ValueError(f"quick question {self.id!r}: {name} must be {rule}, got {got!r}")

    @property
    def lesson(self):
        """The two digits of the lesson, "05"."""
        return self.id[:2]

    @property
    def is_number(self):
        """Whether it is answered with a number."""
        return isinstance(self.answer, int | float)

    @property
    def right(self):
        """The right answer as a learner would hand it in."""
        return self.answer[0] if isinstance(self.answer, tuple) else self.answer

    @property
    def how(self):
        """How to answer, for one who has not yet."""
        if self.options:
            return f"a letter in quotes, {', '.join(self.options)}"
        return "a number" if self.is_number else "a word in quotes"

    @property
    def as_cell(self):
        """The cell of a notebook: the question as a comment, the line to answer in."""
        lines = textwrap.wrap(self.question, WIDTH - 2)
        for letter, text in self.options.items():
            lines += textwrap.wrap(f"{letter}  {text}", WIDTH - 2, subsequent_indent="   ")
        return "\n".join(f"# {line}" for line in lines) + f'\nquick("{self.id}", ...)'

    def check(self, answer):
        """The Verdict on an answer of any kind."""
        if self.is_number:
            return self._check_number(as_number(answer))
        given = plain(answer)
        given = _word(given) if type(given) is str else None
        if given is None or (self.options and given.upper() not in self.options):
            return wrong(f"Answer with {self.how}.")
        if self.options:
            given = given.upper()
            return (
                correct(self.reason)
                if given == self.answer
                else wrong(self.slips.get(given, "Not this one."))
            )
        words = self.answer if isinstance(self.answer, tuple) else (self.answer,)
        if given in {_word(word) for word in words}:
            return correct(self.reason)
        slips = {_word(slip): message for slip, message in self.slips.items()}
        return wrong(slips.get(given, "Another word is meant."))

    def _check_number(self, value):
        if value is None:
            return wrong(f"Answer with {self.how}.")
        if abs(value - self.answer) <= self.tolerance:
            return correct(self.reason)
        for slip, message in self.slips.items():
            if abs(value - slip) <= self.tolerance:
                return wrong(message)
        return wrong("Too large." if value > self.answer else "Too small." if value < self.answer else "NaN.")


def quick(id, answer=None):
    """Judge the answer to a quick question in one line and record it; without an answer, show the question.

    Args:    id: "05.q3". answer: a letter, a word or a number, as the question asks.
    Raises:  LookupError: no such question; the message gives the ids that come close.
    """
    question = find_question(id)
    if answer is None:
        return _show_question(question)
    if answer is ...:
        return _line(
            "unattempted", question, f"Replace the three dots with {question.how}, then run the cell again."
        )
    verdict = judge(question, answer)
    notice = progress.keep(question.id, verdict.outcome, source_of_answer(question.id))
    message = verdict.message
    if verdict.outcome == "correct":
        outcomes, _ = progress.load()
        message = f"{message} ({tally(question.lesson, outcomes)})"
    return _line(verdict.outcome, question, f"{message} {notice}".strip())


def _line(outcome, question, message):
    symbol, word, colour = STYLES[outcome]
    word = "Quick question" if outcome == "unattempted" else word
    mark = f'<span aria-hidden="true" style="color:{colour}">{symbol}</span>'
    card(
        f"<div>{mark} <strong>{word} · {question.id}</strong> {marked(message)}</div>",
        f"{symbol} {word} · {question.id} {message}",
    )


def _show_question(question):
    lines = [question.question, *(f"{letter}  {text}" for letter, text in question.options.items())]
    lines.append(f'Answer with `quick("{question.id}", …)`: {question.how}.')
    symbol, _, colour = STYLES["unattempted"]
    mark = f'<span aria-hidden="true" style="color:{colour}">{symbol}</span>'
    html = f"<div>{mark} <strong>Quick question · {question.id}</strong></div>"
    card(
        html + "".join(f"<div>{marked(line)}</div>" for line in lines),
        "\n".join([f"{symbol} Quick question · {question.id}", *lines]),
    )


def _word(text):
    """A word without what may differ: case, blanks, hyphens, quotes, article, final dot."""
    text = re.sub(r"[\s\-_]+", " ", text.lower()).strip(" .,:;()'\"`")
    return ARTICLES.sub("", text)
