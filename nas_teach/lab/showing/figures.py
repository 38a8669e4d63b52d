"""Show pictures and text so that every reader gets them: JupyterLab, GitHub, a screen reader, a terminal."""

import base64
import codecs
import html
import io
import sys
import unicodedata

from IPython import get_ipython
from IPython.display import display

PLAIN = {  # what stands for a symbol of ours where the encoding of a terminal lacks it
    "✓": "[ok]",
    "✗": "[x]",
    "○": "o",
    "●": "*",
    "▸": ">",
    "■": "#",
    "▲": "^",
    "·": "-",
    "…": "...",
    "×": "x",
    "÷": "/",
    "±": "+-",
    "−": "-",
    "–": "-",
    "—": "-",
    "→": "->",
    "←": "<-",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "≠": "!=",
    "√": "sqrt",
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "λ": "lambda",
    "μ": "mu",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "Φ": "Phi",
}
SPOKEN = 'class="nas-spoken"'  # marks the line for ears that stands before a picture
CSS_PER_INCH = 120  # an inch of a figure on the page, in CSS pixels: 10 pt text reads like the prose


def show(fig, alt):
    """Display a matplotlib figure with its alternative text.

    Args:    fig: anything with `savefig`, best made by `style.figure`.
             alt: a sentence that tells a reader who cannot see the figure what it shows.
    Returns: None. Outside a notebook the sentence is printed instead.
    Raises:  ValueError: alt is not a sentence. TypeError: fig is not a figure.
    """
    if not hasattr(fig, "savefig"):
        raise TypeError(f"show() needs a matplotlib figure, got {type(fig).__name__}")
    check_alt(alt)
    picture = io.BytesIO()
    fig.savefig(picture, format="png", facecolor="white")
    _speak(alt)
    publish(*picture_bundle(picture.getvalue(), css_width(fig), alt))


def _speak(alt):
    """The sentence for screen readers, out of sight, for front ends without our labextension: they drop `alt`."""
    if get_ipython() is not None:
        unseen = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
        spoken = f"Picture: {alt}"
        line = f'<div {SPOKEN} style="{unseen}">{html.escape(spoken)}</div>'
        publish({"text/html": line, "text/plain": spoken}, {})


def check_alt(alt):
    """Refuse an alternative text that is not a sentence. Raises ValueError with the text received."""
    sentence = isinstance(alt, str) and len(alt.split()) >= 5 and alt.strip().endswith((".", "!", "?"))
    if not sentence:
        raise ValueError(
            "alt must be a sentence that says what the figure shows "
            f"(five words or more, with a full stop at the end), got {alt!r}"
        )


def css_width(fig):
    """Width of a figure on the page, in CSS pixels."""
    return round(fig.get_figwidth() * CSS_PER_INCH)


def picture_bundle(png, width, alt, text=None):
    """The picture as (data, metadata) for `display(raw=True)`. `png`: bytes; `width`: CSS pixels."""
    data = {"image/png": base64.b64encode(png).decode(), "text/plain": text or alt}
    return data, {"image/png": {"alt": alt, "width": width}}


def readable(text):
    """The text as standard output can write it: what its encoding lacks is replaced by ASCII."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "nas_teach.plain").decode(encoding)


def _plain(error):
    """For str.encode: what stands for the part of the text that cannot be encoded, and where to go on."""
    part = error.object[error.start : error.end]
    return "".join(PLAIN.get(letter) or _ascii(letter) for letter in part), error.end


def _ascii(letter):
    """A letter without its accent, a power or fraction in plain digits; of all else the code."""
    bare = unicodedata.normalize("NFKD", letter).replace("⁄", "/").encode("ascii", "ignore").decode()
    return bare or letter.encode("ascii", "backslashreplace").decode()


codecs.register_error("nas_teach.plain", _plain)


def publish(data, metadata):
    """Display a mime bundle in a notebook; print its text anywhere else."""
    data = {**data, "text/plain": readable(data["text/plain"])}
    if get_ipython() is None:
        print(data["text/plain"])
    else:
        display(data, raw=True, metadata=metadata)
