"""Networks of FashionBench drawn as a row of boxes, in the order in which an image passes them. Lesson 01."""

from typing import NamedTuple

from matplotlib.patches import Rectangle

from nas_teach.lab.showing.style import BLACK, BLUE, GREEN, GREY, VERMILLION, course_style
from nas_teach.networks.fashion_plan import FASHION_SPACE, plan

SLOTS = 10.2  # the longest row, in boxes; a box and its gap are one unit wide
FILL = {"conv": "#bcd9ea", "mbconv": "#f7e0ae", "fixed": "#e6e6e6", "attention": "#b8e3d6"}


class Box(NamedTuple):
    """`label`: written inside. `kind`: a key of FILL. `shows`: the decisions that are seen in this box."""

    name: str
    label: str
    channels: int
    kind: str
    shows: frozenset


def boxes(arch):
    """The boxes of an architecture of FASHION_SPACE, from the first to the last: a list of Box."""
    return [_box(part) for part in plan(arch) if part.kind != "none"]


def _box(part):
    if part.kind in FASHION_SPACE.choices["block"]:
        label = f"{'MB' if part.kind == 'mbconv' else 'conv'}\n{part.kernel}×{part.kernel}"
        shows = {part.place.replace("stage", "kernel"), "block", "width", "depth"}
    else:
        label = {"attention": f"{part.heads}\nheads", "classify": "linear"}.get(part.kind, part.kind)
        shows = {"attention": {"heads", "width"}, "classify": set()}.get(part.kind, {"width"})
    look = part.kind if part.kind in FILL else "fixed"
    return Box(part.name, label, part.out_channels, look, frozenset(shows))


def draw_architecture(ax, arch, previous, x=0.0, y=0.0):
    """Draw `arch` from left to right into `ax`, a `canvas`; the row begins at `x` and is centred on `y`.

    Args:    previous: an architecture to compare with; boxes that differ get a thick red frame.
    """
    changed = {name for name in arch._fields if getattr(arch, name) != getattr(previous, name)}
    row = boxes(arch)
    ax.plot([x + 0.5, x + len(row) - 0.5], [y, y], color=GREY, lw=1, zorder=0)
    for i, box in enumerate(row):
        _draw_box(ax, x + i + 0.5, y, box, _is_marked(box, changed, previous))
        if arch.skip and box.kind in ("conv", "mbconv"):
            _draw_skip(ax, x + i + 0.5, y, _height(box.channels) / 2, "skip" in changed)


def canvas(ax, width, low, high):
    """Make `ax` an empty sheet of `width` x (high - low) units."""
    ax.set(xlim=(-0.1, width), ylim=(low, high), aspect="equal")
    ax.axis("off")


def six_changes(fig, base, changes, notes):
    """Draw `base` above, then two changed architectures a row, the changed boxes framed.

    Args:    changes: {title: arch}, six of them. notes: {title: text}; the title of `base` is "base".
    """
    ax = fig.subplots()
    canvas(ax, 14.7, -9.3, 1.5)
    for i, (title, arch) in enumerate(({"base": base, "": None} | changes).items()):
        x, y = 7.6 * (i % 2), -2.75 * (i // 2)
        if arch is not None:
            ax.text(x, y + 1.22, title, fontweight="bold", fontsize=9)
            ax.text(x + 3.3, y + 1.22, notes[title], color=GREY, fontsize=9)
            draw_architecture(ax, arch, base, x, y)


def _is_marked(box, changed, previous):
    """Whether `box` shows a change. A changed depth marks the added blocks only."""
    reasons = box.shows & changed
    return box.name not in {old.name for old in boxes(previous)} if reasons == {"depth"} else bool(reasons)


def _height(channels):
    return 0.66 + channels / 28


@course_style()
def _draw_box(ax, x, y, box, marked):
    height = _height(box.channels)
    frame = {"linewidth": 2.6, "edgecolor": VERMILLION} if marked else {"linewidth": 0.8, "edgecolor": GREY}
    ax.add_patch(Rectangle((x - 0.4, y - height / 2), 0.8, height, facecolor=FILL[box.kind], **frame))
    ax.text(x, y, box.label, ha="center", va="center", fontsize=7.5, linespacing=1.05)
    ax.text(x, y - height / 2 - 0.08, box.channels, ha="center", va="top", fontsize=7.5, color=GREY)
    if box.kind == "attention":
        heads = int(box.label.split()[0])
        places = [x + 0.2 * (i - (heads - 1) / 2) for i in range(heads)]
        style = {"color": GREEN, "markeredgecolor": BLACK, "markersize": 5}
        ax.plot(places, [y + height / 2 + 0.18] * heads, "o", **style)


def _draw_skip(ax, x, y, half, marked):
    """A bridge over a box that reaches `half` a unit above `y`."""
    style = {"color": VERMILLION, "lw": 2.4} if marked else {"color": BLUE, "lw": 1.6}
    left, right, top = x - 0.47, x + 0.47, y + half + 0.2
    arrow = {"marker": "v", "markevery": [3], "markersize": 5}
    ax.plot([left, left, right, right], [y, top, top, y + 0.05], **arrow, **style)
