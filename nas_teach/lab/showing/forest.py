"""The picture of several intervals: a forest plot."""

from nas_teach.lab.showing.style import DASHED, GREY, GRID, ORANGE, label, series

SPREAD = 0.24  # between the groups of a row, in rows


def forest(ax, rows, x, form="+.2f", title="", guesses=None):
    """Points with their intervals, one row a name, the first on top, and the numbers above them.

    Args:    rows: {name: (estimate, low, high)}, or {name: {group: (estimate, low, high)}} with the same groups
             in every row; a colour and a marker a group. x: what the axis shows, with its unit.
             form: of the numbers, such as "+.2f"; where it asks for a sign, a line is drawn at zero.
             guesses: {name: number}, drawn as diamonds; anything but a number was not guessed.
    """
    label(ax, x, "", title)
    if form.startswith("+"):
        ax.axvline(0, color=GREY, linewidth=1, linestyle=DASHED, zorder=1)
    for y, (name, found) in enumerate(rows.items()):
        groups = found if isinstance(found, dict) else {"": found}
        for place, (group, interval) in enumerate(groups.items()):
            height = y + SPREAD * (place - (len(groups) - 1) / 2)
            _row(ax, height, interval, form, place, group if y == 0 else "", brief=len(groups) > 1)
        guess = (guesses or {}).get(name)
        if isinstance(guess, int | float):
            ax.plot(guess, y + 0.25, "D", color=ORANGE, markersize=8, label="your guess")
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.45, -0.75)
    ax.margins(x=0.15)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", **GRID)
    handles, names = ax.get_legend_handles_labels()
    if handles:
        ax.figure.legend(handles, names, frameon=False, loc="outside upper center", ncols=len(names))


def _row(ax, height, interval, form, place, name, brief):
    """A point, its bar, and its number: with both ends of the interval, unless it should be `brief`."""
    mean, low, high = interval
    style = series(place) | {"linestyle": "", "markersize": 7, "elinewidth": 2, "capsize": 3, "zorder": 4}
    ax.errorbar(mean, height, xerr=[[mean - low], [high - mean]], label=name or None, **style)
    words = f"{mean:{form}}" if brief else f"{mean:{form}} ({low:{form}} to {high:{form}})"
    ax.annotate(
        words.replace("-", "−"),
        (mean, height),
        (0, 5 if brief else 7),
        textcoords="offset points",
        ha="center",
        fontsize=8 if brief else 9,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )
