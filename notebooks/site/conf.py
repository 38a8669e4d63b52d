"""Settings of Sphinx. All that the pages need lies in the site itself."""

from pathlib import Path

project, author = "nas-teach", "The nas-teach authors"
html_title = "nas-teach"
copyright = "The nas-teach authors, MIT licence"
extensions = ["myst_nb", "sphinx.ext.autodoc", "notebooks.site.maths", "notebooks.site.reference"]
html_math_renderer = "mathml"
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
html_theme = "sphinx_book_theme"
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "home_page_in_toc": True,
    "navbar_start": [],
    "navbar_center": [],
    "navbar_end": [],
    "navbar_persistent": [],
}
html_context = {"default_mode": "auto"}
html_copy_source = html_show_sourcelink = False
templates_path = [str(Path(__file__).parent / "templates")]
html_css_files = ["view.css", "site.css"]
html_js_files = ["opened.js", ("twin.js", {"type": "module"})]
exclude_patterns = ["static", "extra"]
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type"]
