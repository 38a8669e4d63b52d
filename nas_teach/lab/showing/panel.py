"""The one view behind every widget of the course: controls, a picture, and a line that says it in words."""

import html
import time

import ipywidgets

from nas_teach.lab.showing.controls import align, player
from nas_teach.lab.showing.figures import check_alt, css_width, picture_bundle, readable
from nas_teach.lab.showing.painting import Picture
from nas_teach.lab.showing.style import course_style

_CSS = """<style>
.nas-widget { container-type: inline-size; width: 100%; padding: 0 4px; box-sizing: border-box }
.nas-controls { gap: 0 14px }
.nas-controls .widget-readout { min-width: 72px; max-width: none; flex: 0 0 auto; width: auto }
@container (max-width: 420px) {
  .nas-controls .widget-inline-hbox { flex-wrap: wrap; height: auto }
  .nas-controls .widget-label { width: 100% !important; height: 22px; text-align: left }
}
</style>"""  # where there is little room (200 % zoom) the labels stand above their sliders
_WORDS = (
    "margin:4px 0;line-height:1.45;white-space:normal;font-size:14px;"
    "color:var(--jp-content-font-color1,inherit)"
)
_ERROR = _WORDS + ";padding:6px 10px;border-left:4px solid var(--jp-error-color1,#c62828)"


def panel(controls, update, fig, *, alt, play=None):
    """Join controls to a figure. End a cell with it to see the live widget.

    Args:    controls: dict from the argument name of `update` to an ipywidget with a description.
             update: called as update(**values) after each change; it changes the artists of `fig` and returns
                 a sentence that says what the picture now shows. Artists made with `animated=True` are
                 redrawn alone, which is ten times as fast; all else is redrawn only when it changed.
             fig: the figure, made once by `style.figure`.
             alt: a sentence that says what kind of picture this is, for those who cannot see it.
             play: name of the slider that a Play button moves on, or None.
    Returns: a Panel.
    Raises:  ValueError: alt is no sentence, a control has no description. Any error of the first update.
    """
    check_alt(alt)
    for name, control in controls.items():
        if not control.description:
            raise ValueError(f"the control {name!r} needs a description: learners and screen readers read it")
    if play is not None and play not in controls:
        raise ValueError(f"play must name one of the controls {tuple(controls)}, got {play!r}")
    return Panel(controls, update, fig, alt, play)


class Panel:
    """A live widget in a notebook, a picture on GitHub, a sentence in plain Python. Made by `panel`."""

    def __init__(self, controls, update, fig, alt, play):
        self.controls, self.update, self.fig, self.alt = controls, update, fig, alt
        self.defaults = {name: control.value for name, control in controls.items()}
        self.text, self.error, self._paused = "", None, False
        self._late = None, None, 0.0  # slider of Play, its default, until when late steps may come
        width = f"{css_width(fig)}px"
        fit = {"width": width, "max_width": "100%", "height": "auto", "flex": "0 0 auto"}
        self.image = ipywidgets.Image(format="png", layout=ipywidgets.Layout(margin="4px 0", **fit))
        self._picture = Picture(fig, lambda picture: setattr(self.image, "value", picture))
        self.words = ipywidgets.HTML(layout=ipywidgets.Layout(margin="0", **fit))
        self.draw()
        align(controls.values())
        self.box = self._build_box(play)
        for control in controls.values():
            control.observe(self._changed, names="value")

    @course_style()
    def draw(self, moving=False):
        """Compute, draw and describe the present setting; `moving`: see Picture. Errors are raised."""
        self.text = self.update(**self.values())
        self._picture.draw(moving)
        said = html.escape(self.text)
        self.words.value = f'<div role="status" aria-live="polite" style="{_WORDS}">{said}</div>'
        self.error = None

    def values(self):
        """The present setting. Sliders count in steps of 0.1 and miss by 1e-17; that is rounded away."""
        read = {name: control.value for name, control in self.controls.items()}
        return {name: round(value, 10) if isinstance(value, float) else value for name, value in read.items()}

    def reset(self, _button=None):
        """Set every control back to its default and draw once."""
        self._paused = True
        for name, control in self.controls.items():
            control.value = self.defaults[name]
        self._paused = False
        self._changed()

    def _stop(self, toggle, name):
        """Stop Play before a reset. For a second more, steps of its clock may still be on their way."""
        if toggle.value:
            toggle.value = False
            self._late = self.controls[name], self.defaults[name], time.monotonic() + 1

    def _changed(self, change=None):
        """Draw again; an error, which Jupyter would swallow, is shown in place of the sentence."""
        if self._paused:
            return
        slider, default, until = self._late
        if change and change.owner is slider and change.new != default and time.monotonic() < until:
            slider.value = default  # taken back: a step that Play sent before it heard of the reset
            return
        try:
            self.draw(moving=True)
        except Exception as error:
            self.error = error
            message = html.escape(f"{type(error).__name__}: {error}")
            self.words.value = (
                f'<div role="alert" class="nas-widget-error" style="{_ERROR}">This setting '
                f"failed, so the picture is the last good one. {message}</div>"
            )

    def _build_box(self, play):
        button = ipywidgets.Button(
            description="Reset",
            tooltip="Set every control back to its default",
            layout=ipywidgets.Layout(width="100px"),
        )
        row = [*self.controls.values()]
        if play is not None:
            toggle, clock = player(self.controls[play])
            button.on_click(lambda _: self._stop(toggle, play))  # before reset, or it would run on
            place = row.index(self.controls[play]) + 1
            row[place:place] = toggle, clock
        button.on_click(self.reset)
        row.append(button)
        wrap = ipywidgets.Layout(flex_flow="row wrap", max_width="100%", overflow="visible")
        column = ipywidgets.Layout(max_width="100%", align_items="flex-start", overflow="visible")
        unseen = ipywidgets.Layout(width="1px", height="1px", margin="0", overflow="hidden")
        spoken = f"{_CSS}<div>Picture: {html.escape(self.alt)}</div>"  # for ears only: Image has no alt
        caption = ipywidgets.HTML(spoken, layout=unseen)
        controls = ipywidgets.HBox(row, layout=wrap).add_class("nas-controls")
        parts = [controls, caption, self.image, self.words]
        box = ipywidgets.VBox(parts, layout=column)
        return box.add_class("nas-widget")

    def _repr_mimebundle_(self, include=None, exclude=None):
        self._picture.rest()  # what is saved is exact
        text = f"{self.alt} {self.text}"
        data, metadata = picture_bundle(self.image.value, css_width(self.fig), self.alt, text)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        return {"application/vnd.jupyter.widget-view+json": view, **data}, metadata

    def __repr__(self):
        return readable(f"{self.alt} {self.text}")
