"""How every figure of the course looks: colours fit for colour-blind readers, and never colour alone."""

import inspect
from contextlib import contextmanager

import matplotlib
from matplotlib.axes import Axes
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
GRID = {"color": "#dddddd", "linewidth": 0.8}
DASHED = (0, (4, 2))  # of reference lines
DPI = 150  # pixels an inch; shown at 120 CSS pixels an inch, so still sharp at 125 % zoom


def series(index):
    """Colour, marker and line style of the series number `index` (0 to 6), as keywords of `Axes.plot`.

    Raises:  IndexError: more than seven series; draw fewer, nobody can tell eight lines apart.
    """
    if not 0 <= index < len(_SERIES):
        raise IndexError(f"there are {len(_SERIES)} line styles (0 to {len(_SERIES) - 1}), got {index}")
    return dict(_SERIES[index])


_DEFAULTS = {  # matplotlib's own settings, as far as they are about looks
    name: matplotlib.rcParamsDefault[name]
    for name in matplotlib.rcParamsDefault
    if name not in ("backend", "backend_fallback", "interactive")
}
_inside = False  # whether matplotlib's settings are the course's at this moment


@contextmanager
def course_style():
    """While it lasts, matplotlib's settings are its own defaults; then they are the learner's again.

    A figure of the course and its axes do all they do in it. A function that makes an artist without them,
    by `Rectangle(...)` say, is decorated with `@course_style()`.
    """
    global _inside
    if _inside:
        yield
        return
    other = {name: value for name, value in _DEFAULTS.items() if matplotlib.rcParams[name] != value}
    with matplotlib.rc_context(other):
        _inside = True
        try:
            yield
        finally:
            _inside = False


def _styled(kind):
    """The public methods of a class, in the course's style: {name: function}."""
    left = {"cla", "get_data_ratio"}  # matplotlib treats an Axes differently where these are its own
    methods = {
        name: method for name, method in inspect.getmembers(kind, inspect.isfunction) if name[0] != "_"
    }
    return {name: course_style()(method) for name, method in methods.items() if name not in left}


_CourseAxes = type("_CourseAxes", (Axes,), _styled(Axes))  # under its own name, so that it can be pickled


class _CourseFigure(type("Figure", (Figure,), _styled(Figure))):
    """matplotlib reads settings when an artist is made and when it is drawn: here both are the course's."""

    def add_subplot(self, *args, **kwargs):
        return super().add_subplot(*args, **_with_our_axes(args, kwargs))

    def add_axes(self, *args, **kwargs):
        return super().add_axes(*args, **_with_our_axes(args, kwargs))


def _with_our_axes(args, kwargs):
    """The keywords with the course's kind of axes, unless another kind is asked for."""
    asked = {"projection", "polar", "axes_class"} & kwargs.keys() or any(
        isinstance(arg, Axes) for arg in args
    )
    return kwargs if asked else kwargs | {"axes_class": _CourseAxes}


@course_style()
def figure(width=6.5, height=3.0):
    """A blank white figure of `width` x `height` inches (120 CSS pixels each), without pyplot.

    Axes come from `fig.subplots(...)`. The background is opaque, so the figure is legible in a dark theme.
    It looks the same whatever the learner's own settings of matplotlib are.
    """
    fig = _CourseFigure((width, height), dpi=DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(fig)
    return fig


def line_with_band(ax, x, middle, low, high, **style):
    """A line and the band from `low` to `high` around it, in the colour of its `style` (see `series`)."""
    ax.plot(x, middle, **style)
    ax.fill_between(x, low, high, color=style["color"], alpha=0.18, linewidth=0)


def percent_ticks(ax, shares=(0, 0.25, 0.5, 0.75, 1)):
    """Mark these shares on the vertical axis, in per cent."""
    ax.set_yticks(shares, [f"{100 * share:g} %" for share in shares])


def label(ax, x, y, title=""):
    """Name the axes (with units, if any) and give them the course's style. Returns the axes."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.set_title(title, fontsize=10, loc="left", fontweight="bold")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", **GRID)
    ax.set_axisbelow(True)
    return ax
