"""How the course shows things: style, figures, cards, the panel behind every widget, shared pictures.

What serves one lesson alone is in its folder, lab/lesson_NN/.
"""
