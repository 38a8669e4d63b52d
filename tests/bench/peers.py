"""Optimisers that others wrote, each as a Strategy, so that one loop drives them and ours.

They are in the extra `bench`; one that is not installed is left out. All minimise or maximise the same reward
over the same choices without order, with their own default settings.
"""

from importlib.util import find_spec


class Tpe:
    """Optuna's tree-structured Parzen estimator."""

    def __init__(self, space, seed, budget):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.space, self._trial = space, None
        self._study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))

    def ask(self):
        self._trial = self._study.ask()
        positions = {name: range(len(values)) for name, values in self.space.choices.items()}
        return self.space.at(self._trial.suggest_categorical(*item) for item in positions.items())

    def tell(self, arch, reward):
        self._study.tell(self._trial, reward)


class Nevergrad:
    """One of Nevergrad's optimisers: `name` as in its registry."""

    def __init__(self, space, seed, budget, name):
        import nevergrad

        choices = [nevergrad.p.Choice(range(len(values))) for values in space.choices.values()]
        parameters = nevergrad.p.Tuple(*choices)
        parameters.random_state.seed(seed)
        self.space, self._candidate = space, None
        self._optimizer = nevergrad.optimizers.registry[name](parameters, budget=budget)

    def ask(self):
        self._candidate = self._optimizer.ask()
        return self.space.at(self._candidate.value)

    def tell(self, arch, reward):
        self._optimizer.tell(self._candidate, -reward)


class Skopt:
    """scikit-optimize's Gaussian process with expected improvement."""

    def __init__(self, space, seed, budget):
        import skopt

        choices = [skopt.space.Categorical(range(len(values))) for values in space.choices.values()]
        self.space = space
        self._optimizer = skopt.Optimizer(choices, "GP", acq_func="EI", random_state=seed)

    def ask(self):
        self._asked = self._optimizer.ask()
        return self.space.at(self._asked)

    def tell(self, arch, reward):
        self._optimizer.tell(self._asked, -reward)


def one_plus_one(space, seed, budget):
    return Nevergrad(space, seed, budget, "DiscreteOnePlusOne")


def differential_evolution(space, seed, budget):
    return Nevergrad(space, seed, budget, "TwoPointsDE")


PEERS = {  # name: (package, function (space, seed, budget) -> Strategy, None or the budget it has time for)
    "Optuna TPE": ("optuna", Tpe, None),
    "Nevergrad DiscreteOnePlusOne": ("nevergrad", one_plus_one, None),
    "Nevergrad TwoPointsDE": ("nevergrad", differential_evolution, None),
    "scikit-optimize GP, 50 at most": ("skopt", Skopt, 50),
}


def installed():
    """Those of PEERS that can run: {name: [function, budget]}."""
    return {name: rest for name, (package, *rest) in PEERS.items() if find_spec(package)}


def missing():
    """Names of the packages that are not installed."""
    return [name for name in dict.fromkeys(package for package, *_ in PEERS.values()) if not find_spec(name)]
