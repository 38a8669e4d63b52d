"""The parts that a page of HTML is made of. Words come as they are, and are escaped here."""

from html import escape

from nas_teach.lab.report.pictures import as_svg

STYLE = """
body { font: 17px/1.55 Georgia, serif; color: #1a1a1a; background: #fff; max-width: 46rem; margin: 2rem auto;
       padding: 0 1rem }
h1, h2, th { font-family: system-ui, sans-serif } h1 { line-height: 1.25 } h2 { margin-top: 2.2rem }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem } caption { text-align: left; padding: .4rem 0 }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #767676 }
.scroll { overflow-x: auto }
img { max-width: 100%; height: auto } figure { margin: 1rem 0 } figcaption { font-size: 0.9rem; color: #444 }
code, pre { font-size: 0.85rem; background: #f2f2f2 } pre { padding: .7rem; white-space: pre-wrap }
@media print { body { margin: 0; max-width: none; font-size: 11pt } .scroll { overflow: visible }
               h2 { break-after: avoid } tr, figure, pre { break-inside: avoid } }
"""


def frame(title, body):
    """A whole page of HTML around its `body`, which is HTML already: text."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def table(caption, head, rows):
    """An HTML table; without a head the first cell of each row is its heading."""
    first = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head or ())
    body = "\n".join(
        f"<tr>{''.join(_cell(cell, number == 0) for number, cell in enumerate(row))}</tr>" for row in rows
    )
    top = f"<thead><tr>{first}</tr></thead>\n" if head else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption>\n{top}<tbody>\n{body}\n</tbody></table></div>\n"
    )


def _cell(value, heads):
    if heads:
        return f'<th scope="row">{escape(str(value))}</th>'
    return f"<td>{escape(str(value))}</td>"


def picture(fig, alt, caption):
    """A figure inside of the page, with its alternative text and what stands below it."""
    image = f'<img src="{as_svg(fig)}" alt="{escape(alt)}">'
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>\n"
