"""How the number of networks grows with the number of layers. Lesson 00."""

from nas_teach.lab.showing.style import GREY, label, series

MAX_LAYERS = 20
MINUTES = {"a day": 1_440, "a year": 525_600, "age of the\nuniverse": 7.25e15}  # 13.8e9 years


def growth(fig):
    """Prepare an axis in `fig`: networks over layers, on a logarithmic scale, with three lengths of time.

    Returns: draw(options, layers), where `options` is the number of possibilities for one layer.
    """
    title = "Networks to choose from; dashed: how long at a minute each"
    ax = label(fig.subplots(), "layers", "networks", title)
    ax.set_yscale("log")
    ax.set(xlim=(1, MAX_LAYERS), xticks=(1, 5, 10, 15, 20))
    ax.set(ylim=(0.5, 1e28), yticks=[10.0**n for n in range(0, 28, 5)])
    for name, minutes in MINUTES.items():
        ax.axhline(minutes, color=GREY, linewidth=1, linestyle="--")
        ax.text(MAX_LAYERS + 0.4, minutes, name, color=GREY, va="center")
    (line,) = ax.plot([], [], animated=True, markevery=3, markersize=4, **series(0))
    (point,) = ax.plot(
        [],
        [],
        animated=True,
        color="black",
        marker="o",
        markersize=11,
        fillstyle="none",
        markeredgewidth=2,
        linestyle="",
        clip_on=False,
    )

    def draw(options, layers):
        depths = range(1, MAX_LAYERS + 1)
        line.set_data(depths, [float(options) ** depth for depth in depths])
        point.set_data([layers], [float(options) ** layers])

    return draw
