"""The interactive panels of the lessons, one file a topic. The tests run over every entry of WIDGETS."""

from nas_teach.lab.widgets.architectures import architecture_explorer
from nas_teach.lab.widgets.random_search import random_search_luck
from nas_teach.lab.widgets.reinforce import reward_tweaker

WIDGETS = {"reward_tweaker": reward_tweaker,
           "architecture_explorer": architecture_explorer, "random_search_luck": random_search_luck}
