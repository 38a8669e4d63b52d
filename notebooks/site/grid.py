"""Which settings of a widget a page offers: all of them, or all combinations of fewer stops."""

from math import prod

MOST = 2000  # settings of one widget
PLAYED = 20  # a slider that Play moves counts as so many times shorter: a film needs its frames


def thinned(controls, play=None, most=MOST):
    """The options of each control that a page offers; every combination of them is there.

    While there are more than `most` combinations, the slider with the most stops loses every second one; the
    default and both ends stay. Drop-down lists stay whole.

    Args:    controls: {name: Control}, each at its default. play: name of the slider that Play moves, or None.
    Returns: {name: tuple of options}.
    """
    kept = {name: control.options for name, control in controls.items()}
    while prod(map(len, kept.values())) > most:
        fewer = {name: _halved(kept[name], controls[name].value) for name in kept}
        able = [name for name in kept if controls[name].kind == "slider" and fewer[name] != kept[name]]
        if not able:
            break
        longest = max(able, key=lambda name: len(kept[name]) / (PLAYED if name == play else 1))
        kept[longest] = fewer[longest]
    return kept


def _halved(options, default):
    """Every second option, counted from the default, and both ends."""
    last = len(options) - 1
    places = sorted({0, last, *range(options.index(default) % 2, last, 2)})
    return tuple(options[place] for place in places)
