"""Labelled controls. All of them work by keyboard: Tab to reach one, arrow keys, Home, End to change it."""

import traitlets

MANY = 60  # values from which on a slider is given the whole width of its panel


class Control(traitlets.HasTraits):
    """A choice among `options`, with a label. The panel's front end draws it; `value` can be set and observed.

    Attributes: description: its label. options: all values it can have, in order. texts: how each is shown,
                with its unit. kind: "slider" or "list".
    """

    value = traitlets.Any()

    def __init__(self, kind, description, value, options, texts):
        super().__init__()
        self.kind, self.description, self.options, self.texts = (
            kind,
            description,
            tuple(options),
            tuple(texts),
        )
        self.value = value

    @traitlets.validate("value")
    def _one_of_the_options(self, proposal):
        for option in self.options:
            if option == proposal.value or _close(option, proposal.value):
                return option
        shown = ", ".join(self.texts if len(self.texts) < 8 else (*self.texts[:3], "...", self.texts[-1]))
        raise ValueError(f"{self.description} must be one of {shown}, got {proposal.value!r}")

    @property
    def index(self):
        """The place of the present value among the options."""
        return self.options.index(self.value)

    def described(self):
        """What the front end needs to draw it: a dict."""
        wide = len(self.options) >= MANY
        return {"kind": self.kind, "label": self.description, "texts": list(self.texts), "wide": wide}


def slider(label, value, low, high, step, unit=""):
    """A slider from `low` to `high`; whole numbers give whole numbers. ArrowRight adds one `step`."""
    count = int((high - low) / step + 1e-9) + 1
    options = [low + step * number for number in range(count)]
    if all(isinstance(number, int) for number in (value, low, high, step)):
        return Control("slider", label, value, options, _with(unit, map(str, options)))
    options = [round(option, 10) for option in options]  # steps of 0.1 miss by 1e-17
    decimals = _decimals(step)
    return Control("slider", label, value, options, _with(unit, (f"{x:.{decimals}f}" for x in options)))


def stops(label, value, options, unit=""):
    """A slider that halts at the given `options` only, for example (0.01, 0.1, 1.0)."""
    return Control("slider", label, value, options, _with(unit, map(str, options)))


def choice(label, value, options):
    """A drop-down list of words. The value passed on is the word shown."""
    return Control("list", label, value, options, options)


def _with(unit, texts):
    return [f"{text} {unit}".strip() for text in texts]


def _close(option, value):
    return isinstance(option, float) and isinstance(value, int | float) and abs(option - value) < 1e-9


def _decimals(step):
    """Decimals needed to write a multiple of `step`."""
    text = f"{step:.6f}".rstrip("0")
    return len(text.split(".")[1])
