"""A bracket of successive halving as ranks that go on or end, round by round. Lesson 07."""

import numpy as np
from matplotlib.collections import LineCollection

from nas_teach.lab.plots.style import GREY, label, series


def bracket_ranks(fig):
    """One line a network, from its rank at one look to its rank at the next; it ends where it is dropped.

    A rank after a gap, as the favourite's place in truth, stands alone.

    Returns: draw(looks, ranks, favourite): looks: labels of the columns, the last is the truth.
             ranks: float (n, len(looks)), NaN where a network was not evaluated; favourite: the index of the
             network that is the best in truth.
    """
    ax = label(fig.subplots(), "", "rank (1 is the best)")
    ax.grid(visible=False)
    blue, red = series(0)["color"], series(1)
    lines = ax.add_collection(LineCollection([], colors=blue, linewidths=1.2, alpha=0.7, animated=True))
    kept, = ax.plot([], [], "o", color=blue, markersize=5, animated=True, label="goes on")
    dropped, = ax.plot([], [], "x", color=GREY, markersize=5, animated=True, label="dropped")
    best, = ax.plot([], [], animated=True, label="the best in truth", markersize=8, linewidth=2.2, **red)
    fig.legend(frameon=False, loc="outside upper center", ncols=3)

    def draw(looks, ranks, favourite):
        columns, seen = np.arange(len(looks)), ~np.isnan(ranks)
        goes_on = seen & np.roll(seen, -1, axis=1)
        goes_on[:, -1] = seen[:, -1]
        lines.set_segments([np.column_stack([columns, row]) for row in ranks])  # a NaN is a gap
        for artist, which in ((kept, goes_on), (dropped, seen & ~goes_on)):
            row, column = np.nonzero(which)
            artist.set_data(column, ranks[row, column])
        best.set_data(columns, ranks[favourite])
        _frame(ax, looks, len(ranks))

    return draw


def _frame(ax, looks, num):
    """New labels and limits, but only if they differ: the frame is slow to draw."""
    if [text.get_text() for text in ax.get_xticklabels()] != looks or ax.get_ylim() != (num + 1.0, 0.0):
        ax.set_xticks(range(len(looks)), looks)
        ax.set_yticks([1, *range(num // 4, num + 1, max(num // 4, 1))])
        ax.set(xlim=(-0.3, len(looks) - 0.7), ylim=(num + 1.0, 0.0))
