"""Strategies: what to try next. Whoever answers `ask` and `tell` belongs here, with baselines and simulators;
evaluating an architecture and building its network do not."""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "baselines": "MovingAverage Constant leave_one_out",
        "bayes_opt": "BayesianOptimization expected_improvement",
        "evolution": "RegularizedEvolution",
        "local_search": "LocalSearch neighbours",
        "many_controllers": "ManyLSTMs ManyLogits search_many",
        "random_search": "RandomSearch",
        "reinforce": "Reinforce reinforce_gradient simulate_reinforce",
        "rnn_controller": "RNNController",
    },
)
