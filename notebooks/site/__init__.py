"""The course as a static web page: `python -m notebooks.site`, or `make site`.

lessons.py, exercises.py, sections.py   the committed lessons as pages; exercises folded; what to use when
maths.py, reference.py                  formulas as MathML; the package's docstrings as Sphinx reads them
grid.py, vector.py, states.py           every widget in all settings that the page offers, as drawings
web/                                    what runs in the browser: twins of the widgets, without a kernel
conf.py, templates/                     settings of Sphinx
"""
