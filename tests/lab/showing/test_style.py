"""The course's figures look the same whatever the learner's matplotlib is set to, and leave that alone."""

import ast
import contextlib
import io
import pickle
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from cycler import cycler
from matplotlib.colors import to_rgb

import nas_teach.lab
from nas_teach.lab.course.catalogue import widgets
from nas_teach.lab.lesson_08.pictures import supernet_map
from nas_teach.lab.lesson_09.cell import cell_in_its_network
from nas_teach.lab.lesson_11.pictures import mbconv_picture
from nas_teach.lab.showing.figures import show
from nas_teach.lab.showing.style import figure, label, series
from nas_teach.recorded.supernets import SPACE

LAB = Path(nas_teach.lab.__file__).parent
ARTISTS = [f"matplotlib.{module}" for module in ("collections", "image", "lines", "patches", "text")]
LARGE = {"font.size": 20, "font.family": "serif", "axes.titlesize": 30, "legend.fontsize": 25}
LINES = {"lines.linewidth": 9, "lines.markersize": 20, "patch.linewidth": 7, "hatch.linewidth": 5}
AXES = {"axes.grid": True, "axes.spines.left": False, "axes.unicode_minus": False, "axes.xmargin": 0.4}
SAVED = {"savefig.dpi": 30, "savefig.bbox": "tight", "savefig.transparent": True, "figure.autolayout": True}
COLOURS = {"axes.prop_cycle": cycler(color=["lime"]), "figure.facecolor": "red", "text.color": "pink"}
STYLES = {
    "dark": lambda: plt.style.use("dark_background"),
    "another": lambda: plt.style.use("ggplot"),
    "LaTeX": lambda: matplotlib.rcParams.update({"text.usetex": True}),
    "large": lambda: matplotlib.rcParams.update(LARGE),
    "lines": lambda: matplotlib.rcParams.update(LINES),
    "axes": lambda: matplotlib.rcParams.update(AXES),
    "saved": lambda: matplotlib.rcParams.update(SAVED),
    "colours": lambda: matplotlib.rcParams.update(COLOURS),
    "xkcd": lambda: matplotlib.rcParams.update({"path.sketch": (1, 100, 2), "path.effects": [None]}),
}


@contextlib.contextmanager
def learner_likes(*names):
    """A block in which matplotlib is set like this; at its end the settings must be what they were."""
    with matplotlib.rc_context():
        for name in names:
            STYLES[name]()
        before = dict(matplotlib.rcParams)
        yield
        assert dict(matplotlib.rcParams) == before


def figure_of_a_cell():
    """What a lesson writes between `figure()` and `show(fig)`."""
    fig = figure(4, 2.5)
    left, right = fig.subplots(1, 2)
    left.plot([1, 2, 3], [-1, 1, 0], label="a line")
    left.legend()
    right.bar(["one", "two"], [1, 2])
    right.twinx().hist([1, 1, 2])
    right.set(xlabel="$x^2$", title="two bars")
    left.annotate("here", (1, 0), (2, 0), arrowprops={"arrowstyle": "->"})
    fig.suptitle("both")
    fig.add_axes((0.2, 0.7, 0.1, 0.1)).pie([1, 2])
    return fig


def picture_of(draw, *args):
    fig = figure(7, 3)
    draw(fig.subplots(), *args)
    return fig


PICTURES = {
    "a cell": figure_of_a_cell,
    "supernet": lambda: picture_of(supernet_map, SPACE, {"a path": SPACE.at([0] * len(SPACE.choices))}),
    "block": lambda: picture_of(mbconv_picture, (16, 96, 24), (("expand", "1×1", ""), ("gate", "gate", ""))),
    "cell": cell_in_its_network,
}


def png(fig):
    target = io.BytesIO()
    fig.savefig(target, format="png")
    return target.getvalue()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_made_and_saved_under_any_style_is_the_same(name, style):
    plain = png(PICTURES[name]())
    with learner_likes(style):
        assert png(PICTURES[name]()) == plain


@pytest.mark.parametrize("style", STYLES)
def test_a_style_chosen_between_making_and_saving_changes_nothing(style):
    plain, fig = png(figure_of_a_cell()), figure_of_a_cell()
    with learner_likes(style):
        assert png(fig) == plain


@pytest.mark.slow
@pytest.mark.parametrize("kind", widgets())
def test_every_widget_is_the_same_under_all_styles_together(kind):
    plain = getattr(nas_teach.lab, kind)()
    with learner_likes(*STYLES):
        other = getattr(nas_teach.lab, kind)()
        assert other.image.value == plain.image.value
        for name, control in other.controls.items():
            least = control.options[0]
            plain_control = plain.controls[name]
            control.value = least
            with matplotlib.rc_context(matplotlib.rcParamsDefault):
                plain_control.value = least
            assert other.error is None and other.image.value == plain.image.value, name


def test_the_learners_own_figures_keep_her_style(capsys):
    with learner_likes("dark", "large"):
        figure_of_a_cell()
        fig, ax = plt.subplots()
        assert fig.get_facecolor() == (0, 0, 0, 1) and ax.title.get_fontsize() == 30
        dark = png(fig)
        show(fig, "An empty picture on black ground.")
        assert png(fig) == dark
        plt.close(fig)


def test_a_figure_can_be_pickled():
    fig = figure_of_a_cell()
    assert png(pickle.loads(pickle.dumps(fig))) == png(fig)


def test_an_error_in_a_picture_leaves_the_settings_alone():
    with learner_likes("large"), pytest.raises(ValueError, match="not_a_number"):
        figure(3, 2).subplots().plot([1], [2], linewidth="not_a_number")


def test_what_makes_artists_without_an_axes_is_in_the_courses_style():
    """They read matplotlib's settings when they are made: `@course_style()` sees to it."""
    for file in LAB.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        artists = {alias.name for node in imports if node.module in ARTISTS for alias in node.names}
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            decorated = any("course_style" in ast.unparse(line) for line in function.decorator_list)
            assert decorated or not used & artists, f"{file.name}: {function.name} needs @course_style()"


def test_series_differ_in_colour_marker_and_line_style():
    kinds = [series(index) for index in range(7)]
    for key in ("color", "marker", "linestyle"):
        assert len({str(kind[key]) for kind in kinds}) == 7


def test_series_stand_out_from_white():
    for index in range(3):
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in to_rgb(series(index)["color"])
        )
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        assert 1.05 / (luminance + 0.05) >= 3, "WCAG asks for a contrast of 3 in graphics"


def test_too_many_series_are_refused():
    with pytest.raises(IndexError, match="0 to 6.*got 7"):
        series(7)


def test_figures_are_white_and_opaque_and_labelled():
    fig = figure(3, 2)
    ax = label(fig.subplots(), "time [s]", "reward", "Reward")
    fig.canvas.draw()
    assert (np.asarray(fig.canvas.buffer_rgba())[0, 0] == 255).all()
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title(loc="left")) == ("time [s]", "reward", "Reward")
