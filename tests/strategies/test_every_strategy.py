"""What holds for every strategy, whatever it does; and the examples in the docstrings."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from functools import partial

import numpy as np
import pandas as pd
import pytest

import nas_teach.strategies
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies import BayesianOptimization
from tests.test_search import HUGE, KINDS, SPACE, every_kind, every_strategy


@every_strategy
@pytest.mark.parametrize("bad", [1e39, -1e39, 1e300, "0.5", [0.5, 0.6], np.array([0.5, 0.6]), pd.NA, HUGE])
def test_a_reward_too_large_for_a_controller_is_refused(make, bad):
    strategy = make(0)
    with pytest.raises(ValueError, match=r"the reward of Arch\(.*must be finite, got .* at most 1e\+15"):
        strategy.tell(strategy.ask(), bad)
    search(strategy, lambda arch: 1e15 * (-1) ** (arch.kernel > 3), 15)
    assert strategy.ask() in SPACE
    if hasattr(strategy, "probs"):
        assert all(np.isfinite(probs).all() for probs in strategy.probs.values())


ORDER = SearchSpace({"wide": (1, 2, 3), "deep": (1, 2, 3)})
REORDERED = SearchSpace({"deep": (1, 2, 3), "wide": (1, 2, 3)})


@every_kind
def test_strategies_match_decisions_by_name(kind):
    ours, plain = kind(ORDER), kind(ORDER)
    for arch in list(REORDERED)[:6]:
        ours.tell(arch, arch.wide)
        plain.tell((arch.wide, arch.deep), arch.wide)
    assert [ours.ask() for _ in range(6)] == [plain.ask() for _ in range(6)]
    with pytest.raises(ValueError, match="decisions of this space are wide, deep, got .* high, deep"):
        ours.tell(SearchSpace({"high": (1,), "deep": (2,)}).arch(1, 2), 0.5)


@pytest.mark.parametrize("choices", [{"a": (1,)}, {"a": (1,), "b": ("x",), "c": (None,)}])
@pytest.mark.parametrize("kind", [*KINDS.values(), partial(BayesianOptimization, encoding="ordinal")])
def test_a_space_of_one_architecture(kind, choices):
    space = SearchSpace(choices)
    history = search(kind(space), lambda arch: 0.5, 15)
    assert [trial.arch for trial in history] == list(space) * 15


@every_kind
def test_a_space_too_large_for_len(kind):
    space = SearchSpace({f"layer{number}": range(40) for number in range(12)})
    strategy = kind(space)
    assert len(search(strategy, sum, 12)) == 12
    if hasattr(strategy, "probs"):
        assert set(strategy.probs) == set(space.choices)


MODULES = ["nas_teach.space", "nas_teach.search"] + [
    f"nas_teach.strategies.{module.name}" for module in pkgutil.iter_modules(nas_teach.strategies.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_room_gives_its_public_names():
    assert dir(nas_teach.strategies) == nas_teach.strategies.__all__ == sorted(nas_teach.strategies.__all__)
    assert all(hasattr(nas_teach.strategies, name) for name in nas_teach.strategies.__all__)
    with pytest.raises(AttributeError, match="module 'nas_teach.strategies' has no attribute 'Genetic'"):
        nas_teach.strategies.Genetic  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Genetic'"):
        from nas_teach.strategies import Genetic  # noqa: F401


def test_a_strategy_without_networks_does_not_wait_for_torch():
    code = "import sys; from nas_teach.strategies import RegularizedEvolution; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
