"""What the browser needs to compute the reward tweaker itself: all settings, the frame, numpy's first state."""

import numpy as np

from nas_teach.lab.lesson_02.pictures import BAND
from nas_teach.lab.lesson_02.widget import BASELINES, STEPS, reward_tweaker
from notebooks.site.states import described
from notebooks.site.vector import Layers

NAME = "reward_tweaker"


def export():
    """The widget without its moving layer, which web/tweaker.js draws: a dict, ready for JSON."""
    panel = reward_tweaker()
    options = {name: control.options for name, control in panel.controls.items()}
    reader, frames = Layers(panel.fig), {}
    for steps in options["steps"]:
        panel.update(**panel.values() | {"steps": steps})
        ground, frames[steps], _ = reader.read()
    return {
        **described(panel, options),
        "size": reader.size,
        "names": list(options),
        "options": list(options.values()),
        "baselines": {name: _average(baseline) for name, baseline in BASELINES.items()},
        "adam": STEPS,
        "seeded": {name: str(value) for name, value in np.random.PCG64(0).state["state"].items()},
        "band": BAND,
        "ground": ground,
        "frames": frames,
        "axes": [_place(ax, reader.size) for ax in panel.fig.axes],
    }


def _average(baseline):
    return baseline and {"decay": baseline.decay, "start": baseline.start}


def _place(ax, size):
    """Where an axes lies, in the units of the layers from the top left, and its limits."""
    (width, height), box = size, ax.get_position()
    return {
        "left": box.x0 * width,
        "right": box.x1 * width,
        "top": (1 - box.y1) * height,
        "bottom": (1 - box.y0) * height,
        "x": ax.get_xlim(),
        "y": ax.get_ylim(),
    }
