"""The interactive panels of the lessons, one file a topic. The tests run over every entry of WIDGETS."""

WIDGETS = {}
