"""How every figure of the course looks: colours fit for colour-blind readers, and never colour alone."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Okabe & Ito 2008, "Color Universal Design". The yellow is left out: it vanishes on white.
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, ORANGE, BLACK = "#56B4E9", "#E69F00", "#000000"
GREY = "#666666"  # for reference lines and remarks

_SERIES = (
    {"color": BLUE, "marker": "o", "linestyle": "-"},
    {"color": VERMILLION, "marker": "s", "linestyle": "--"},
    {"color": GREEN, "marker": "^", "linestyle": "-."},
    {"color": PURPLE, "marker": "D", "linestyle": ":"},
    {"color": ORANGE, "marker": "v", "linestyle": (0, (5, 1, 1, 1, 1, 1))},
    {"color": SKY, "marker": "P", "linestyle": (0, (8, 3))},
    {"color": BLACK, "marker": "X", "linestyle": (0, (1, 1))},
)
DPI = 150  # pixels an inch; shown at 120 CSS pixels an inch, so still sharp at 125 % zoom


def series(index):
    """Colour, marker and line style of the series number `index` (0 to 6), as keywords of `Axes.plot`.

    Raises:  IndexError: more than seven series; draw fewer, nobody can tell eight lines apart.
    """
    if not 0 <= index < len(_SERIES):
        raise IndexError(f"there are {len(_SERIES)} line styles (0 to {len(_SERIES) - 1}), got {index}")
    return dict(_SERIES[index])


def figure(width=6.5, height=3.0):
    """A blank white figure of `width` x `height` inches (120 CSS pixels each), without pyplot.

    Axes come from `fig.subplots(...)`. The background is opaque, so the figure is legible in a dark theme.
    """
    fig = Figure((width, height), dpi=DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(fig)
    return fig


def line_with_band(ax, x, middle, low, high, **look):
    """A line and the band from `low` to `high` around it, in the colour of its `look` (see `series`)."""
    ax.plot(x, middle, **look)
    ax.fill_between(x, low, high, color=look["color"], alpha=0.18, linewidth=0)


def label(ax, x, y, title=""):
    """Name the axes (with units, if any) and give them the course's look. Returns the axes."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.set_title(title, fontsize=10, loc="left", fontweight="bold")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color="#dddddd", linewidth=0.8)
    ax.set_axisbelow(True)
    return ax
