"""Formulas as MathML, which browsers draw and screen readers read: no script, no font, no other machine."""

from docutils import nodes
from math_core import LatexToMathML

_CONVERTER = LatexToMathML()


def setup(app):
    """For Sphinx: register `mathml` as a way to write formulas."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mathml(formula, display=False):
    """A formula in TeX as MathML. Raises math_core.LatexError with the place that is not understood."""
    return _CONVERTER.convert_with_local_state(formula, displaystyle=display)


def _inline(writer, node):
    writer.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def _display(writer, node):
    writer.body.append(f'<div class="nas-math">{mathml(node.astext(), display=True)}</div>')
    raise nodes.SkipNode
