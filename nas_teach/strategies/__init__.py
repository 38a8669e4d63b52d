"""Search strategies: which architecture to try next. Ask, tell, and their simulators.

What judges an architecture (evaluation) and what it is built of (networks) is not known here.
"""

from nas_teach.lazy import lazy_exports

__getattr__, __dir__, __all__ = lazy_exports(
    __name__,
    random_search=["RandomSearch", "hit_chance", "draws_for", "simulated_hits"],
    reinforce=["Reinforce", "simulate_reinforce", "reinforce_gradient", "winners"],
    baselines=["MovingAverage", "Constant", "leave_one_out"],
    rnn_controller=["RNNController", "ChoiceLSTM"],
    many_controllers=["ManyLogits", "ManyLSTMs", "search_many"],
    evolution=["RegularizedEvolution", "win_chance", "LocalSearch", "neighbours"],
    pedigree=["trace", "founders", "largest_family", "takeover", "diversity"],
    bayes_opt=["BayesianOptimization", "expected_improvement", "lift_failures"],
)
