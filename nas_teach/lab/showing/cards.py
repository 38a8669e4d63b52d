"""Verdicts, hints and solutions as a pair (html, text). Colour never speaks without a symbol and a word."""

import html
import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from nas_teach.lab.showing.figures import publish

STYLES = {  # outcome: symbol, word, colour of JupyterLab with a fallback
    "correct": ("✓", "Correct", "var(--jp-success-color1,#00896b)"),
    "wrong": ("✗", "Not yet", "var(--jp-error-color1,#d55e00)"),
    "unattempted": ("○", "Not attempted", "var(--jp-info-color1,#0072b2)"),
    "hint": ("?", "Hint", "var(--jp-info-color1,#0072b2)"),
    "solution": ("▸", "Solution", "var(--jp-info-color1,#0072b2)"),
}
QUIET = "color:var(--jp-content-font-color2,inherit)"
BLOCK = (
    "margin:6px 0 0;padding:6px 8px;overflow-x:auto;white-space:pre-wrap;"
    "background:var(--jp-cell-editor-background,rgba(128,128,128,.12));color:inherit"
)


def card(markup, text):
    """Display a framed note: `markup` (HTML) in a notebook, `text` wherever HTML cannot be shown.

    Colours come from JupyterLab's own variables, so the note is legible in the light and the dark theme.
    """
    frame = (
        "margin:4px 0;padding:10px 14px;border-radius:4px;max-width:46em;line-height:1.5;"
        "border:1px solid var(--jp-border-color1,#bdbdbd);color:var(--jp-content-font-color1,inherit)"
    )
    publish({"text/html": f'<div class="nas-card" style="{frame}">{markup}</div>', "text/plain": text}, {})


def note(kind, exercise, message, extra=(), code=""):
    """A note on an exercise, as (html, text).

    Args:    kind: a key of STYLES. message: text; `backticks` become code. code: Python source or "".
             extra: pairs (label, text) shown below the message; those without text are left out.
    """
    symbol, word, colour = STYLES[kind]
    extra = [(label, value) for label, value in extra if value]
    title = f"{word} · {exercise.id} {exercise.title}"
    parts = [
        f'<div style="border-left:4px solid {colour};padding-left:12px">',
        f'<div><strong><span aria-hidden="true" style="color:{colour}">{symbol}</span> ',
        f"{html.escape(title)}</strong></div>",
    ]
    parts += [f"<div>{marked(message)}</div>"] if message else []
    parts += [f'<pre style="{BLOCK}">{_coloured(code)}</pre>'] if code else []
    parts += [f'<div><span style="{QUIET}">{label}:</span> {_value(value)}</div>' for label, value in extra]
    lines = [f"{symbol} {title}", message, code.strip()] + [f"{label}: {value}" for label, value in extra]
    return "".join(parts) + "</div>", "\n".join(line for line in lines if line)


def _value(text):
    """One line in the running text, several as a block."""
    if "\n" in text:
        return f'<pre style="{BLOCK}">{html.escape(text)}</pre>'
    return f'<code style="overflow-wrap:anywhere">{html.escape(text)}</code>'


def marked(message):
    """A text as HTML: escaped, with `code` between backticks."""
    escaped = html.escape(message, quote=False).replace("\n", "<br>")
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped)


def _coloured(source):
    """Python source in the colours of JupyterLab's own editor, which follow the theme."""
    try:
        from jupyterlab_pygments import JupyterStyle
    except ImportError:  # comes with nbconvert; without it the source is shown in one colour
        return html.escape(source.strip())
    formatter = HtmlFormatter(noclasses=True, nowrap=True, style=JupyterStyle)
    return highlight(source.strip(), PythonLexer(), formatter)
