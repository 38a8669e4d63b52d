"""The tables of the course, and the scripts that made them: `python -m data.make_...` in the course's folder.

Nothing in nas_teach imports from here, and the scripts are not installed with it.
"""
