"""The widget of lesson 00, to practise on: how fast a search space grows."""

from nas_teach.lab.lesson_00.pictures import MAX_LAYERS, growth
from nas_teach.lab.showing.controls import slider
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure

UNITS = (("minutes", 1, 120), ("hours", 60, 2_880), ("days", 1_440, 1_051_200), ("years", 525_600, 7.25e15))


def space_size():
    """Choose layers and options; see how many networks that makes, and how long trying all would take."""
    fig = figure(6.0, 2.7)
    draw = growth(fig)

    def update(layers, kernels, widths):
        options = kernels * widths
        draw(options, layers)
        return _in_words(layers, kernels, widths, options**layers)

    controls = {
        "layers": slider("Layers", 12, 1, MAX_LAYERS, 1),
        "kernels": slider("Kernel sizes", 3, 1, 5, 1),
        "widths": slider("Widths", 2, 1, 4, 1),
    }
    alt = "The number of networks in a search space over the number of layers, on a logarithmic scale."
    return panel(controls, update, fig, alt=alt)


def _in_words(layers, kernels, widths, networks):
    count = f"{networks:,}" if networks < 10**15 else f"{networks:.1e}"
    return (
        f"{layers} layer{'s' * (layers > 1)}, each with {kernels} kernel size{'s' * (kernels > 1)} and "
        f"{widths} width{'s' * (widths > 1)} to choose from: {count} network{'s' * (networks > 1)}. "
        f"At one minute of training each, trying all of them takes {time_in_words(networks)}."
    )


def time_in_words(minutes):
    """A length of time in the unit that reads best; `minutes`: a whole number."""
    for unit, size, limit in UNITS:
        if minutes < limit:
            return f"{minutes / size:,.0f} {unit if minutes > size else unit[:-1]}"
    return "longer than the age of the universe"
