"""The interactive panels of the lessons, one file a topic. The tests run over every entry of WIDGETS."""

from nas_teach.lab.widgets.architectures import architecture_explorer
from nas_teach.lab.widgets.baselines import baseline_explorer, gradient_variance
from nas_teach.lab.widgets.bayes_opt import bayes_opt_steps
from nas_teach.lab.widgets.darts import alphas_player
from nas_teach.lab.widgets.efficientnet import compound_scaling
from nas_teach.lab.widgets.evolution import evolution_player
from nas_teach.lab.widgets.fidelity import fidelity_ranking, halving_bracket
from nas_teach.lab.widgets.hardware import latency_target, reward_weights
from nas_teach.lab.widgets.random_search import random_search_luck
from nas_teach.lab.widgets.reinforce import reward_tweaker
from nas_teach.lab.widgets.rnn_controller import decisions_explorer
from nas_teach.lab.widgets.space_size import space_size
from nas_teach.lab.widgets.weight_sharing import shared_ranking

WIDGETS = {"alphas_player": alphas_player,
           "shared_ranking": shared_ranking,
           "decisions_explorer": decisions_explorer,
           "reward_tweaker": reward_tweaker, "space_size": space_size,
           "baseline_explorer": baseline_explorer, "gradient_variance": gradient_variance,
           "architecture_explorer": architecture_explorer, "random_search_luck": random_search_luck,
           "evolution_player": evolution_player,
           "fidelity_ranking": fidelity_ranking, "halving_bracket": halving_bracket,
           "reward_weights": reward_weights, "latency_target": latency_target,
           "bayes_opt_steps": bayes_opt_steps,
           "compound_scaling": compound_scaling}
