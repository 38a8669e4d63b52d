"""The interactive panels of the lessons, one file a topic. The tests run over every entry of WIDGETS."""

from nas_teach.lab.widgets.reinforce import reward_tweaker

WIDGETS = {"reward_tweaker": reward_tweaker}
