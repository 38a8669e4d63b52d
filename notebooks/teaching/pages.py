"""Markdown and mathematics as HTML that needs no network, and the frame of a page."""

import html
import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from notebooks.site.maths import mathml

STYLE = """
body {font: 17px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff}
body {max-width: 46em; margin: 2em auto; padding: 0 1em}
h1, h2, h3 {line-height: 1.25} img {max-width: 100%} a {color: #00538a}
table {border-collapse: collapse}
th, td {border: 1px solid #999; padding: .25em .6em; text-align: left; vertical-align: top}
pre {white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f5f5; padding: .6em; font-size: 14px}
.write {border: 1px solid #777; border-radius: 4px; height: 5.5em; margin: .4em 0 1.2em}
.write {padding: .2em .5em; color: #595959}
.tall {height: 12em} .key {background: #e8f3ec; padding: .3em .6em} section, li {break-inside: avoid}
@media print {body {font-size: 11pt; margin: 0; max-width: none} a {color: inherit; text-decoration: none}}
"""


@cache
def to_html(markdown, inline=False):
    """Markdown with $formulas$ as HTML with MathML. Links to other notebooks lose their address."""
    text = re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]*\)", r"\1", markdown)
    return _renderer().renderInline(text) if inline else _renderer().render(text)


@cache
def _renderer():
    rules = MarkdownIt("commonmark").enable("table")
    return rules.use(dollarmath_plugin, renderer=_formula, allow_space=False, double_inline=True)


def _formula(tex, options):
    return mathml(tex, display=options["display_mode"])


def page(title, body, style=STYLE):
    """A whole page of HTML that loads nothing."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{style}</style></head>\n"
        f"<body><main>\n<h1>{html.escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )


def picture(png, alt):
    """An img with the bytes in it. `png`: base64."""
    return f'<img src="data:image/png;base64,{"".join(png.split())}" alt="{html.escape(alt, quote=True)}">'


def table(rows, heads):
    """An HTML table. `rows`: lists of HTML; `heads`: of its columns."""
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n"
