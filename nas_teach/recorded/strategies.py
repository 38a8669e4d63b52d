"""Every strategy of the course on two tables, judged by what no search saw: data/strategies.csv. Lesson 14."""

from functools import partial
from typing import NamedTuple

import numpy as np

from nas_teach.recorded.reader import read_recording, require_shares
from nas_teach.strategies.bayes_opt import BayesianOptimization
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.strategies.reinforce import Reinforce
from nas_teach.strategies.rnn_controller import RNNController

BENCHMARKS = ("FashionBench", "NAS-Bench-201")
AFTER = (50, 150)  # evaluations; the last is the budget
STRATEGIES = {  # name: function (space, seed=) -> Strategy
    "random search": RandomSearch,
    "REINFORCE": partial(Reinforce, lr=0.1),
    "RNN controller": partial(RNNController, lr=0.0035, entropy=0.01),
    "evolution, oldest dies": partial(RegularizedEvolution, population_size=20, sample_size=10),
    "evolution, worst dies": partial(RegularizedEvolution, population_size=10, sample_size=3, aging=False),
    "local search": LocalSearch,
    "Bayesian optimisation": BayesianOptimization,
}


class Race(NamedTuple):
    """One search: what it would have handed over after 50 and after 150 evaluations."""

    benchmark: str
    strategy: str
    seed: int
    test: tuple  # test accuracy after each of AFTER, in [0, 1]: what no search saw
    reward: tuple  # the validation accuracy that the search had seen of the same networks
    seconds: float  # processor time of all 150 questions and answers; a look-up takes next to none


def load_strategies(path=None):
    """Read the table that data/make_strategies.py writes: a list of Race.

    Raises:  FileNotFoundError: no such file. ValueError: a row that is none of these searches.
    """
    return read_recording("strategies", _race, path)


def handed_over(races, benchmark, evaluations=150):
    """Test accuracies of what each strategy hands over: {strategy: float64 (seeds,)} in [0, 1].

    The seeds are those that all strategies have, in order: equal places are pairs. `standings`
    (nas_teach.evaluation) compares them.

    Args:    races: from `load_strategies`. evaluations: one of AFTER.
    Raises:  ValueError: another number of evaluations, a benchmark without searches.
    """
    if evaluations not in AFTER:
        raise ValueError(f"evaluations must be one of {AFTER}, got {evaluations!r}")
    found = {}
    for race in races:
        if race.benchmark == benchmark:
            found.setdefault(race.strategy, {})[race.seed] = race.test[AFTER.index(evaluations)]
    if not found:
        raise ValueError(f"benchmark must be one of {', '.join(BENCHMARKS)}, got {benchmark!r}")
    seeds = sorted(set.intersection(*map(set, found.values())))
    return {strategy: np.array([tests[seed] for seed in seeds]) for strategy, tests in found.items()}


def _race(row):
    if row["benchmark"] not in BENCHMARKS or row["strategy"] not in STRATEGIES:
        raise ValueError(f"no strategy of {', '.join(STRATEGIES)} on one of {', '.join(BENCHMARKS)}")
    test, reward = (tuple(float(row[f"{kind}_{count}"]) for count in AFTER) for kind in ("test", "reward"))
    require_shares(test + reward)
    return Race(row["benchmark"], row["strategy"], int(row["seed"]), test, reward, float(row["seconds"]))
