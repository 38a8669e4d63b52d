"""The two pictures of a report, as SVG: how the searches went, and how the networks were judged."""

import base64
import io

import matplotlib

from nas_teach.lab.showing.forest import forest
from nas_teach.lab.showing.style import course_style, figure, label, series

NAMES = {"search": "the strategy", "random": "random search", "hand": "designed by hand"}


def learning_curve(found):
    """The best validation accuracy so far against minutes of processor time: (figure, alternative text)."""
    fig = figure(6.5, 3.2)
    ax = label(fig.subplots(), "processor time (minutes)", "validation accuracy (%)", "Best so far")
    ends = []
    for number, (name, curve) in enumerate(found.curves.items()):
        style = series(number) | {"marker": ""}
        ax.step(curve.minutes, 100 * curve.best, where="post", label=NAMES[name], **style)
        ax.plot(curve.minutes, 100 * curve.rewards, ".", color=style["color"], alpha=0.35, markersize=4)
        ends.append(f"{NAMES[name]} ends at {curve.best[-1]:.2%} after {len(curve.best)} trials")
    lowest = min(curve.best[0] for curve in found.curves.values())
    ax.set_ylim(100 * lowest - 1, None)  # worse trials than the first are below the picture
    ax.legend(frameon=False, loc="lower right")
    return (
        fig,
        f"Line chart of the best validation accuracy so far: {'; '.join(ends)}. Dots are single trials.",
    )


def judged(found):
    """The test accuracies of the retrained networks with their intervals: (figure, alternative text)."""
    fig = figure(6.5, 2.4)
    rows = {NAMES[net.name]: tuple(100 * value for value in net.interval) for net in found.networks}
    forest(fig.subplots(), rows, "test accuracy (%), mean and 95 % interval", form=".2f")
    words = (f"{name} {mean:.2f} ({low:.2f} to {high:.2f})" for name, (mean, low, high) in rows.items())
    return fig, f"Forest plot of the mean test accuracy in per cent: {'; '.join(words)}."


@course_style()
def as_svg(fig):
    """A figure as the address of an image that holds it whole: "data:image/svg+xml;base64,…"."""
    picture = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "nas-teach"}):  # the same run gives the same bytes
        fig.savefig(picture, format="svg", facecolor="white", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode()
