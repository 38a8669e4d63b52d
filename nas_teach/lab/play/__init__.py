"""The laboratory: every widget of the course on a page of its own, without code. `make play` starts it.

A widget is a function here: the same places of its controls give the same picture and the same words to
everybody. So one process serves a whole class, a visitor leaves nothing behind in it, and the only thing that
a page can send is where the controls of a widget are to stand.

laboratory.py  the widgets as functions      pages.py    what a page says
server.py      pages by address              sealing.py  a process that changes nothing

How a widget computes and draws is the affair of its lesson and of lab/showing/.
"""
