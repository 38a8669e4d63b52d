"""Pictures of an exported HTML page: nbconvert's page drops the alternative text that stands in the metadata.

JupyterLab's menu asks for this one: nas-teach.json is installed as a part of its settings. In a terminal:
jupyter nbconvert --to html --HTMLExporter.preprocessors=nas_teach.lab.showing.export.DescribedPictures
"""

import html

from nbconvert.preprocessors import Preprocessor

from nas_teach.lab.showing.figures import SPOKEN


class DescribedPictures(Preprocessor):
    """Give every picture with `alt` in its metadata that text, and drop the line for ears, which says the same."""

    def preprocess_cell(self, cell, resources, index):
        """One cell with its pictures described, and the resources as they were (nbconvert calls this)."""
        kept = [output for output in cell.get("outputs", []) if SPOKEN not in _html(output)]
        if "outputs" in cell:
            cell.outputs = kept
        for output in kept:
            said = output.get("metadata", {}).get("image/png", {})
            if "alt" in said:
                output.data = {"text/html": _image(output.data["image/png"], said)}
        return cell, resources


def _html(output):
    return "".join(output.get("data", {}).get("text/html", ""))


def _image(png, said):
    source = f"data:image/png;base64,{''.join(png.split())}"
    return f'<img src="{source}" alt="{html.escape(said["alt"])}" width="{said["width"]}" style="max-width:100%">'
