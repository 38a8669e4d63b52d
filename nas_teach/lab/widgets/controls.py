"""Labelled controls. All of them work by keyboard: Tab to reach one, arrow keys to change it."""

import ipywidgets

_WIDTH = "350px"


def slider(label, value, low, high, step):
    """A slider from `low` to `high`; whole numbers give whole numbers. ArrowRight adds one `step`."""
    whole = all(isinstance(number, int) for number in (value, low, high, step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    form = {} if whole else {"readout_format": f".{_decimals(step)}f"}
    return kind(value=value, min=low, max=high, step=step, description=label, **_look(), **form)


def stops(label, value, options):
    """A slider that halts at the given `options` only, for example (0.01, 0.1, 1.0)."""
    return ipywidgets.SelectionSlider(value=value, options=options, description=label, **_look())


def choice(label, value, options):
    """A drop-down list of words. The value passed on is the word shown."""
    return ipywidgets.Dropdown(value=value, options=list(options), description=label, **_look())


def align(controls):
    """Give the labels of all `controls` the width of the longest, so that none is cut off."""
    longest = max(len(control.description) for control in controls)
    for control in controls:
        control.style.description_width = f"{0.55 * longest + 0.8:.1f}em"


def _look():
    layout = ipywidgets.Layout(width=_WIDTH, max_width="100%", margin="2px 0")
    return {"layout": layout}


def _decimals(step):
    """Decimals needed to write a multiple of `step`."""
    text = f"{step:.6f}".rstrip("0")
    return len(text.split(".")[1])
