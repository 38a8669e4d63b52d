"""What every lesson keeps to: functions from a notebook to the list of its faults, for test_notebooks.py."""

import ast

from notebooks.sources.build import read_source

OFF = "nbval-ignore-output"  # the only tag that may switch a comparison off
COMPARISON = ("nbval", "raises-exception")  # how such tags begin
OUTPUT_WIDGETS = {"Output", "interact", "interactive", "interactive_output", "interact_manual"}
MAX_LINES = 25
MAX_CHARACTERS = 100  # what fits into JupyterLab at 1280 x 800 with the file browser open, and some to spare


def code_cells(notebook):
    """Pairs (number, cell) of the code cells; numbers count all cells, from 0."""
    return [(number, cell) for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]


def outputs(notebook):
    """Pairs (cell number, output) of all outputs."""
    return [(number, output) for number, cell in code_cells(notebook) for output in cell.outputs]


def uncompared(source):
    """Pairs (place, reason), one for each tag in the source that switches a comparison off."""
    found = []
    for number, cell in code_cells(read_source(source)):
        for tag in cell.metadata.get("tags", []):
            if tag.startswith(COMPARISON):
                found.append((f"{source.stem} cell {number}, {tag}", cell.metadata.get("reason", "")))
    return found


def tag_faults(source):
    """Tags other than the allowed one, tags without a reason, and nbval's comment markers."""
    faults = [f"{place}: only {OFF} is allowed" for place, _ in uncompared(source) if not place.endswith(OFF)]
    faults += [f'{place}: add reason="..." to the cell' for place, reason in uncompared(source) if not reason]
    text = source.read_text(encoding="utf-8")
    if "NBVAL_" in text or "PYTEST_VALIDATE_" in text:
        faults.append(f"{source.stem}: use the cell tag {OFF}, not a comment")
    return faults


def shape(notebook):
    """What source and notebook must agree in: kind, text and metadata of every cell."""
    return [(cell.cell_type, cell.source, dict(cell.metadata)) for cell in notebook.cells]


def execution_faults(notebook):
    """Cells that were not run from top to bottom, that failed, or that wrote to stderr."""
    counts = [cell.execution_count for _, cell in code_cells(notebook)]
    faults = [] if counts == list(range(1, len(counts) + 1)) else [f"execution counts are {counts}"]
    for number, output in outputs(notebook):
        if output.output_type == "error" or output.get("name") == "stderr":
            faults.append(f"cell {number}: {output.get('evalue') or output.get('text')}")
    return faults


def picture_faults(notebook):
    """Pictures without a text for those who cannot see them."""
    faults = []
    for number, output in outputs(notebook):
        for kind in ("image/png", "image/jpeg", "image/svg+xml"):
            alt = output.get("metadata", {}).get(kind, {}).get("alt", "")
            if kind in output.get("data", {}) and not alt.strip():
                faults.append(f"cell {number}: {kind} without alt text; use show(fig, alt=...)")
    return faults


def length_faults(notebook):
    """Code cells that are too long to read at one sitting."""
    lengths = [(number, len(cell.source.splitlines())) for number, cell in code_cells(notebook)]
    return [f"cell {number} has {n} lines, at most {MAX_LINES}" for number, n in lengths if n > MAX_LINES]


def output_widget_faults(code, place):
    """Uses of the Output widget: what is printed in one is invisible to nbval, to GitHub and in print."""
    names = [
        (node, getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None))
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
    ]
    return [f"{place} line {node.lineno}: {name}" for node, name in names if name in OUTPUT_WIDGETS]


def width_faults(notebook):
    """Lines of code, and of printed text, that would break in the middle of a word."""
    texts = [(f"cell {number}", cell.source) for number, cell in code_cells(notebook)]
    texts += [(f"cell {number}, printed", _printed(output)) for number, output in outputs(notebook)]
    return [
        f"{place}: {len(line)} characters: {line[:40]}..."
        for place, text in texts
        for line in text.splitlines()
        if len(line) > MAX_CHARACTERS
    ]


def _printed(output):
    """The text that a reader sees of an output: none where a picture or a table of HTML stands for it."""
    data = output.get("data", {})
    seen = data.get("text/plain", "") if {"image/png", "text/html"}.isdisjoint(data) else ""
    return output.get("text", seen)
