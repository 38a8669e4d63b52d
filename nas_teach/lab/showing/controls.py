"""Labelled controls. All of them work by keyboard: Tab to reach one, arrow keys to change it.

JupyterLab keeps the arrow keys of a closed list for itself: the space bar opens it, Enter closes it.
"""

import ipywidgets

_WIDTH = "350px"


def slider(label, value, low, high, step):
    """A slider from `low` to `high`; whole numbers give whole numbers. ArrowRight adds one `step`."""
    whole = all(isinstance(number, int) for number in (value, low, high, step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    form = {} if whole else {"readout_format": f".{_decimals(step)}f"}
    return kind(value=value, min=low, max=high, step=step, description=label, **_layout(), **form)


def stops(label, value, options):
    """A slider that halts at the given `options` only, for example (0.01, 0.1, 1.0)."""
    return ipywidgets.SelectionSlider(value=value, options=options, description=label, **_layout())


def choice(label, value, options):
    """A drop-down list of words. The value passed on is the word shown."""
    return ipywidgets.Dropdown(value=value, options=list(options), description=label, **_layout())


def player(slider):
    """A button that moves `slider` step by step without asking Python, and the unseen clock behind it.

    The buttons of Play itself are pictures without a name, which a screen reader cannot tell apart.
    """
    clock = ipywidgets.Play(
        value=slider.value,
        min=slider.min,
        max=slider.max,
        step=slider.step,
        interval=300,
        disabled=True,
        layout=ipywidgets.Layout(display="none"),
    )
    button = ipywidgets.ToggleButton(
        description="Play",
        icon="play",
        layout=ipywidgets.Layout(width="100px"),
        tooltip=f"Move the slider {slider.description} on, step by step",
    )
    ipywidgets.jslink((clock, "value"), (slider, "value"))
    ipywidgets.jslink((button, "value"), (clock, "playing"))
    return button, clock


def align(controls):
    """Give the labels of all `controls` the width of the longest, so that none is cut off."""
    longest = max(len(control.description) for control in controls)
    for control in controls:
        control.style.description_width = f"{0.55 * longest + 0.8:.1f}em"


def _layout():
    layout = ipywidgets.Layout(width=_WIDTH, max_width="100%", margin="2px 0")
    return {"layout": layout}


def _decimals(step):
    """Decimals needed to write a multiple of `step`."""
    text = f"{step:.6f}".rstrip("0")
    return len(text.split(".")[1])
