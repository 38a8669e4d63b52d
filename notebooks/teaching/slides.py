"""Slides of a lesson: one HTML file that opens from disk, with reveal.js in it and the prose as speaker notes.

A section gives a slide with its beginning, then one for each formula, list, picture and question, and at its end
one with what it sets in bold. Press S for the speaker's view, F for the full screen, O for the overview. Optional
sections come last.
"""

import html
import re
from functools import cache
from importlib.resources import files

from notebooks.teaching.pages import picture, to_html

REVEAL = files("sphinx_revealjs") / "_static" / "revealjs"
MOST_LINES = 14  # of code or printed text on a slide
MOST_ROWS = 12  # of a table
STYLE = """
.reveal {font-family: system-ui, sans-serif; font-size: 32px} .reveal h1, .reveal h2 {text-transform: none}
.reveal h1 {font-size: 1.9em} .reveal h2 {font-size: 1.35em} .reveal .slides section {text-align: left}
.reveal img {max-height: 400px; max-width: 100%; margin: 0 auto; display: block; background: #fff}
.reveal pre {font-size: .7em; box-shadow: none; width: 100%; white-space: pre-wrap} .reveal table {font-size: .6em}
.reveal pre code {max-height: none} .reveal .where {font-size: .6em} .reveal a {color: #00538a}
.reveal .optional {font-size: .5em; color: #595959} .reveal ol[type=A] {list-style-type: upper-alpha}
"""
LAB = "http://localhost:{port}/{widget}"


def deck(lesson, port):
    """The HTML of a lesson's slides. `port`: where `make play` serves the widgets on the teacher's machine."""
    main = [one for one in lesson.sections[1:] if not one.optional]
    last = [one for one in lesson.sections if one.optional]
    slides = [_title(lesson)]
    for section in [lesson.sections[0], *main, *last]:
        slides += _slides(section, lesson, port, first=section is lesson.sections[0])
    return _frame(f"{lesson.number} · {lesson.title}", "\n".join(slides))


def _title(lesson):
    texts = [part.body for part in lesson.sections[0].parts if part.kind == "text"]
    question = " ".join(_key_sentences(texts[0])[:2]) if texts else ""
    drawn = next(
        (picture(part.body, part.told) for part in lesson.sections[0].parts if part.kind == "picture"), ""
    )
    head = f"<h1>{lesson.number} · {html.escape(lesson.title)}</h1>"
    return _slide(head + to_html(question) + drawn, _notes(texts[:1]))


def _slides(section, lesson, port, first):
    """The slides of one section."""
    texts = [part.body for part in section.parts if part.kind == "text"]
    mark = ' <span class="optional">optional</span>' if section.optional else ""
    head = f"<h2>{to_html(section.title, inline=True)}{mark}</h2>"
    if first:
        aims = "".join(f"<li>{to_html(one, inline=True)}</li>" for one in lesson.outcomes)
        yield _slide(f"<h2>Afterwards you can</h2><ul>{aims}</ul>", _notes(texts[1:]))
    elif texts:
        yield _slide(head + to_html(" ".join(_sentences(texts[0], 0)[:3])), _notes(texts))
    before = ""
    for part in section.parts:
        if not (first and part.kind in ("picture", "text")):  # they are on the slides above
            yield from _of_part(part, head, before, port)
        before = part.body if part.kind == "text" else before
    said = [sentence for text in texts for sentence in _key_sentences(text)][:5]
    if said and not first:
        points = "".join(f"<li>{to_html(one, inline=True)}</li>" for one in said)
        yield _slide(f"{head}<ul>{points}</ul>", _notes(texts))


def _of_part(part, head, before, port):
    notes = _notes([before])
    if part.kind == "text":
        for sentence, block in _blocks(part.body):
            yield _slide(head + to_html(sentence) + to_html(block), _notes([part.body]))
    elif part.kind == "picture":
        printed = part.asked or ""
        below = f"<pre>{html.escape(printed)}</pre>" if 0 < len(printed.splitlines()) <= 4 else ""
        yield _slide(head + to_html(_last_words(before)) + picture(part.body, part.told) + below, notes)
    elif part.kind == "widget":
        address = LAB.format(port=port, widget=part.told)
        where = f'<p class="where">Live: <a href="{address}">{part.told}</a> while <code>make play</code> runs</p>'
        yield _slide(head + picture(part.body, part.asked) + where, notes)
    elif part.kind == "table" and part.body.count("<tr") <= MOST_ROWS:
        yield _slide(head + to_html(_last_words(before)) + _bare(part.body), notes)
    elif part.kind == "printed" and part.body.count("\n") < MOST_LINES:
        yield _slide(f"{head}{to_html(_last_words(before))}<pre>{html.escape(part.body)}</pre>", notes)
    elif part.kind == "predict":
        yield _slide(f"<h2>Predict first</h2>{to_html(_paragraph_with_question(before))}", notes)
    elif part.kind == "quick":
        yield _slide(*_quick(part.asked))
    elif part.kind == "exercise":
        yield _slide(*_exercise(part))


def _quick(question):
    options = "".join(f"<li>{html.escape(text)}</li>" for text in question.options.values())
    body = f"<h2>Quick question</h2><p>{html.escape(question.question)}</p>"
    body += f'<ol type="A">{options}</ol>' if options else ""
    return body, f"<p>Answer: {html.escape(str(question.right))}. {html.escape(question.reason)}</p>"


def _exercise(part):
    asked, code = part.asked, re.split(r"^(?:\w+ = )?check\(", part.body, maxsplit=1, flags=re.M)[0].strip()
    skeleton = f"<pre>{html.escape(code)}</pre>" if "def " in code or "class " in code else ""
    if code.count("\n") >= MOST_LINES:
        skeleton = ""
    dots = "●" * asked.dots + "○" * (5 - asked.dots)
    body = f"<h2>Exercise {asked.id} · {html.escape(asked.title)}</h2>{to_html(part.told)}{skeleton}"
    hints = "".join(f"<li>{html.escape(hint)}</li>" for hint in asked.hints)
    return body, f"<p>{dots}, {asked.minutes} minutes. Hints:</p><ol>{hints}</ol>"


def _key_sentences(text):
    """What the text sets in bold, when that is a sentence and not a term."""
    bold = (" ".join(found.split()) for found in re.findall(r"\*\*(.+?)\*\*", text, re.S))
    return [one for one in bold if len(one) > 30 and not one.startswith("Predict")]


def _last_words(text):
    """The last two sentences of a text; before a picture they say what to look at."""
    return " ".join(_sentences(text)[-2:])


def _sentences(text, paragraph=-1):
    """Of one paragraph of prose, the last one by default; lists, tables and formulas do not count."""
    blocks = [one for one in re.split(r"\n\s*\n", text) if not re.match(r"(?:- |\d\. |\||\$\$|#)", one)]
    return re.split(r"(?<=[.?!:*])\s+(?=[A-Z*`])", " ".join(blocks[paragraph].split())) if blocks else []


def _blocks(text):
    """Pairs (the paragraph before, the block) of all formulas, tables and lists that fit on a slide."""
    blocks = re.split(r"\n\s*\n", text)
    for before, block in zip(["", *blocks], blocks, strict=False):
        if re.match(r"\$\$|\||- |\d\. ", block.strip()) and len(block) < 900:
            yield ("" if before.strip().startswith(("$$", "|", "- ", "1. ")) else before), block


def _paragraph_with_question(text):
    paragraphs = re.split(r"\n\s*\n", text)
    return ([one for one in paragraphs if "?" in one] or paragraphs)[-1]


def _bare(table):
    """A DataFrame's HTML without the style that pandas puts before it."""
    return re.sub(r"<style.*?</style>", "", table, flags=re.S)


def _notes(texts):
    return "".join(to_html(text) for text in texts)


def _slide(body, notes=""):
    return f'<section>{body}<aside class="notes">{notes}</aside></section>'


@cache
def _asset(path):
    return REVEAL.joinpath(path).read_text(encoding="utf-8").replace("</script", "<\\/script")


def _frame(title, slides):
    style = (
        _asset("dist/reveal.css")
        + re.sub(r"@import url\([^)]*\);?", "", _asset("dist/theme/white-contrast.css"))
        + STYLE
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{style}</style></head>\n"
        f'<body><div class="reveal"><div class="slides">\n{slides}\n</div></div>\n'
        f"<script>{_asset('dist/reveal.js')}</script><script>{_asset('plugin/notes/notes.js')}</script>\n"
        "<script>Reveal.initialize({hash: true, slideNumber: true, width: 1280, height: 720, center: false,"
        " transition: 'none', plugins: [RevealNotes]});</script></body></html>\n"
    )
