"""Handouts to print: predictions, widgets as pictures with room to write, questions that paper can hold."""

import html
import re

from notebooks.teaching.pages import page, picture, to_html

ON_PAPER = ("predict", "explain")  # kinds of exercises that need no machine


def handout(lesson):
    """The page of one lesson; its optional parts are left out."""
    pieces = ['<div class="write">Name, date:</div>', _first_screen(lesson.sections[0])]
    for section in [lesson.sections[0], *lesson.taught]:
        inside = [piece for piece in _pieces(section.parts) if piece]
        if inside and section is not lesson.sections[0]:
            pieces.append(f"<h2>{to_html(section.title, inline=True)}</h2>")
        pieces += inside
    return page(f"{lesson.number} · {lesson.title}", "\n".join(pieces))


def _first_screen(section):
    text = next((part.body for part in section.parts if part.kind == "text"), "")
    shown = next((part for part in section.parts if part.kind == "picture"), None)
    drawn = picture(shown.body, shown.told) if shown else ""
    return to_html(re.sub(r"^\*\*Time:\*\*.*\Z|\*\*Time:\*\*[^.]*\.", "", text, flags=re.M | re.S)) + drawn


def _pieces(parts):
    text = ""
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        if part.kind == "text":
            text = part.body
        elif part.kind == "predict":
            asking = to_html(_asking(text))
            yield f"<section><h3>Predict first</h3>{asking}<div class=write>My prediction:</div></section>"
        elif part.kind == "widget":
            head = f"<h3>Turn the knobs: <code>{html.escape(part.told)}</code></h3>"
            to_try = to_html(_experiments(text) or _experiments(after.body if after else ""))
            yield (
                f"<section>{head}{picture(part.body, part.asked)}<p>{html.escape(part.asked)}</p>{to_try}"
                '<div class="write tall">What I turned, what I expected, what happened:</div></section>'
            )
        elif part.kind == "quick":
            yield f"<section><h3>Quick question {part.asked.id}</h3>{_question(part.asked)}</section>"
        elif part.kind == "exercise" and part.asked.kind in ON_PAPER:
            yield (
                f"<section><h3>Exercise {part.asked.id} · {html.escape(part.asked.title)}</h3>{to_html(part.told)}"
                '<div class="write">Answer, and why:</div></section>'
            )


def _question(question):
    options = "".join(f"<li>{html.escape(text)}</li>" for text in question.options.values())
    room = f'<ol type="A">{options}</ol>' if options else '<div class="write">Answer:</div>'
    return f"<p>{html.escape(question.question)}</p>{room}"


def _asking(text):
    """The last paragraph with a question in it, else the last one."""
    paragraphs = [one for one in re.split(r"\n\s*\n", text) if one.strip()]
    asking = [one for one in paragraphs if "?" in one or "Predict" in one]
    return (asking or paragraphs or [""])[-1]


def _experiments(text):
    """The numbered list of what to try, if the text before the widget has one."""
    found = re.search(r"(?:^\d\. .+\n?(?:^ {2,}.+\n?)*)+", text, re.M)
    return found[0] if found else ""
