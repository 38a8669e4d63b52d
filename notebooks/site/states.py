"""A widget that exports itself: every setting that a page offers, with its picture and its words."""

import gzip
import hashlib
import itertools
import json
import re
from pathlib import Path

from nas_teach.lab.course.catalogue import widgets
from nas_teach.lab.showing.style import course_style
from notebooks.site.grid import MOST, thinned
from notebooks.site.vector import Layers
from notebooks.sources.build import ROOT, ingredients

PIECE = re.compile(r"^(?=\s*<)", re.M)  # a shape of a layer begins here
PARTS = ("grid.py", "vector.py", "states.py")  # of this folder: what makes the states


def export(panel, most=MOST):
    """All that a page needs to turn this widget: a dict, ready for JSON.

    Shapes are listed once in `pieces`; a layer is a list of them, a state a list of three layers and a sentence.
    """
    view = panel.image
    play = list(panel.controls)[view.play] if view.play >= 0 else None
    kept = thinned(panel.controls, play, most)
    pieces, layers, words = _Table(), _Table(), _Table()
    states, reader = [], Layers(panel.fig)
    with course_style():
        for values in itertools.product(*kept.values()):
            said = panel.update(**dict(zip(kept, values, strict=True)))
            drawn = [layers.place(tuple(map(pieces.place, PIECE.split(layer)))) for layer in reader.read()]
            states.append([*drawn, words.place(said)])
    return {
        **described(panel, kept),
        "size": reader.size,
        "pieces": pieces.rows,
        "layers": layers.rows,
        "words": words.rows,
        "states": states,
    }


def described(panel, kept):
    """The view's own traits with the controls reduced to the options that are kept."""
    controls = []
    for (name, control), view in zip(panel.controls.items(), panel.image.controls, strict=True):
        texts = [control.texts[control.options.index(option)] for option in kept[name]]
        controls.append(view | {"texts": texts, "wide": view["wide"] and len(texts) == len(view["texts"])})
    return {
        "controls": controls,
        "counts": [len(options) for options in kept.values()],
        "defaults": [kept[name].index(value) for name, value in panel.defaults.items()],
        "fewer": any(len(kept[name]) < len(control.options) for name, control in panel.controls.items()),
        "play": panel.image.play,
        "alt": panel.alt,
        "width": panel.image.width,
    }


class _Table:
    """Values listed once each, in the order in which they came."""

    def __init__(self):
        self._places = {}

    def place(self, value):
        return self._places.setdefault(value, len(self._places))

    @property
    def rows(self):
        return list(self._places)


def fingerprint(name, most):
    """16 digits that change when a widget's states must be made again: its lesson, the package, this code."""
    digest = hashlib.sha256(f"{name} {most}".encode())
    for path in [*ingredients(widgets()[name]), *(Path(__file__).parent / part for part in PARTS)]:
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def packed(content):
    """A dict as gzipped JSON: the same bytes every time."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)
