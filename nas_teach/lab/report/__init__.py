"""The report of a run as one page of HTML, and its pictures.

Its numbers come from capstone/; how figures look is in showing/.
"""
