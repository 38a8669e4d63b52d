"""Everything that a lesson imports: `from nas_teach.lab import check, show, …`.

A name is loaded when it is first asked for, so that doctor() still runs where torch or matplotlib is missing.
"""

from importlib import import_module

PLACES = {
    "check": "exercises",
    "hint": "exercises",
    "solution": "exercises",
    "doctor": "installation",
    "progress_map": "course_map",
    "card": "display",
    "show": "display",
    "architecture_explorer": "widgets.architectures",
    "random_search_luck": "widgets.random_search",
    "baseline_explorer": "widgets.baselines",
    "gradient_variance": "widgets.baselines",
    "evolution_player": "widgets.evolution",
    "fidelity_ranking": "widgets.fidelity",
    "halving_bracket": "widgets.fidelity",
    "bayes_opt_steps": "widgets.bayes_opt",
    "alphas_player": "widgets.darts",
    "compound_scaling": "widgets.efficientnet",
    "decisions_explorer": "widgets.rnn_controller",
    "latency_target": "widgets.hardware",
    "reward_weights": "widgets.hardware",
    "reward_tweaker": "widgets.reinforce",
    "shared_ranking": "widgets.weight_sharing",
    "space_size": "widgets.space_size",
}
__all__ = list(PLACES)


def __getattr__(name):
    if name not in PLACES:
        raise AttributeError(f"module 'nas_teach.lab' has no attribute {name!r}; it has {', '.join(PLACES)}")
    return getattr(import_module(f"{__name__}.{PLACES[name]}"), name)


def __dir__():
    return __all__
