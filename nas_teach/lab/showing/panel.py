"""The one view behind every widget of the course: controls, a picture, and a line that says it in words."""

from nas_teach.lab.showing.figures import check_alt, css_width, picture_bundle, readable
from nas_teach.lab.showing.painting import Picture
from nas_teach.lab.showing.style import course_style
from nas_teach.lab.showing.view import View


def panel(controls, update, fig, *, alt, play=None):
    """Join controls to a figure. End a cell with it to see the live widget.

    Args:    controls: dict from the argument name of `update` to a control with a description.
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
        self.image = View(
            controls=[control.described() for control in controls.values()],
            defaults=self._places(),
            play=-1 if play is None else list(controls).index(play),
            alt=alt,
            width=css_width(fig),
        )
        self._picture = Picture(fig, lambda picture: setattr(self.image, "value", picture))
        self.draw()
        for control in controls.values():
            control.observe(self._changed, names="value")
        self.image.observe(self._asked, names="asked")

    @course_style()
    def draw(self, moving=False):
        """Compute, draw and describe the present setting; `moving`: see Picture. Errors are raised."""
        self.text = self.update(**self.values())
        with self.image.hold_sync():  # picture and words arrive together
            self._picture.draw(moving)
            self._say(self.text)
        self.error = None

    def values(self):
        """The present setting: {name: value}."""
        return {name: control.value for name, control in self.controls.items()}

    def reset(self):
        """Set every control back to its default and draw once."""
        self._set(self.defaults)

    def _set(self, values):
        """Give the controls these values and draw once, if only to say that it was done."""
        self._paused = True
        for name, value in values.items():
            self.controls[name].value = value
        self._paused = False
        self._changed()

    def _asked(self, change):
        """The browser wants another setting."""
        places = zip(self.controls.items(), change.new["at"], strict=True)
        self._set({name: control.options[at] for (name, control), at in places})

    def _changed(self, _change=None):
        """Draw again; an error, which Jupyter would swallow, is shown in place of the sentence."""
        if self._paused:
            return
        try:
            self.draw(moving=True)
        except Exception as error:
            self.error = error
            self._say(
                f"This setting failed, so the picture is the last good one. {type(error).__name__}: {error}",
                failed=True,
            )

    def _say(self, words, failed=False):
        turn = self.image.asked["turn"]
        self.image.shown = {"turn": turn, "at": self._places(), "words": words, "failed": failed}

    def _places(self):
        return [control.index for control in self.controls.values()]

    def _repr_mimebundle_(self, include=None, exclude=None):
        self._picture.rest()  # what is saved is exact
        text = f"{self.alt} {self.text}"
        data, metadata = picture_bundle(self.image.value, css_width(self.fig), self.alt, text)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.image.model_id}
        return {"application/vnd.jupyter.widget-view+json": view, **data}, metadata

    def __repr__(self):
        return readable(f"{self.alt} {self.text}")
