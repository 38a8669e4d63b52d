"""Search strategies: which architecture to try next. Ask, tell, and their simulators.

What judges an architecture (evaluation/) and what it is built of (networks/) is not known here.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "random_search": "RandomSearch hit_chance draws_for simulated_hits",
        "reinforce": "Reinforce simulate_reinforce reinforce_gradient winners",
        "baselines": "MovingAverage Constant Recorded leave_one_out gradient_moments",
        "rnn_controller": "RNNController ChoiceLSTM",
        "many_controllers": "ManyLogits ManyLSTMs search_many",
        "evolution": "RegularizedEvolution win_chance",
        "local_search": "LocalSearch neighbours",
        "pedigree": "trace founders largest_family takeover diversity",
        "bayes_opt": "BayesianOptimization lift_failures",
        "gaussian_process": "Prior expected_improvement posterior search_axis",
    },
)
