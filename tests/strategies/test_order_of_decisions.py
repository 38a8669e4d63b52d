"""Whoever takes an architecture reads it by name: no decision gets the value of another in silence."""

import numpy as np
import pandas as pd
import pytest

from nas_teach.efficientnet.space import B0_ARCH, B0_SPACE, stages_of
from nas_teach.evaluation.benchmark import FashionBench, lookup
from nas_teach.evaluation.fidelity import one_training
from nas_teach.evaluation.simulated import simulated
from nas_teach.hardware.latency_table import operators
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet
from nas_teach.search import Trial, search
from nas_teach.space import SearchSpace
from nas_teach.strategies import BayesianOptimization, RandomSearch, RNNController, neighbours
from nas_teach.supernets.fashion import FashionSupernet


def swapped(space):
    """The same space with its decisions the other way round."""
    return SearchSpace(dict(reversed(space.choices.items())))


OURS = FASHION_SPACE.arch(3, 7, "conv", 16, 3, True, 0)
THEIRS = swapped(FASHION_SPACE).arch(**OURS._asdict())
FOREIGN = SearchSpace({"a": (3,), "b": (7,)}).arch(3, 7)


def shape(module):
    return [tuple(parameter.shape) for parameter in module.parameters()]


@pytest.fixture(scope="module")
def bench():
    return FashionBench.load()


TAKERS = {
    "reward": lambda bench: bench.reward,
    "reward of a seed": lambda bench: lambda arch: bench.reward(arch, bench.seeds[0], 2),
    "test": lambda bench: bench.test,
    "value": lambda bench: lambda arch: bench.value(arch, "params"),
    "lookup": lambda bench: lambda arch: lookup(bench, seed=3)(arch),
    "one training": lambda bench: lambda arch: one_training(bench, np.random.default_rng(2))(arch, 1),
    "a table of its own order": lambda bench: FashionBench(reordered(bench.table)).reward,
    "simulated": lambda bench: simulated({arch: bench.reward(arch) for arch in bench.archs}),
    "operators": lambda bench: operators,
    "neighbours": lambda bench: lambda arch: neighbours(FASHION_SPACE, arch),
    "network": lambda bench: lambda arch: shape(FashionNet(arch)),
    "supernet": lambda bench: lambda arch: shape(FashionSupernet(16).extract(arch)),
    "posterior": lambda bench: lambda arch: posterior(arch).tolist(),
    "log_probs": lambda bench: lambda arch: RNNController(FASHION_SPACE, seed=1).log_probs([arch]).tolist(),
}


def reordered(table):
    return table[["kernel2", "kernel1", *table.columns.drop(["kernel1", "kernel2"])]]


def posterior(arch):
    strategy = BayesianOptimization(FASHION_SPACE)
    for known in (OURS, OURS._replace(kernel1=7), OURS._replace(depth=1)):
        strategy.tell(known, known.kernel1 / 10)
    return strategy.posterior([arch])[0]


@pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS)
def test_by_name_wherever_an_architecture_is_taken(take, bench):
    take = take(bench)
    assert take(THEIRS) == take(OURS) == take(OURS._asdict())
    assert take(OURS._replace(kernel1=7, kernel2=3)) != take(OURS)  # or this would show nothing
    with pytest.raises(ValueError, match=r"decisions .*kernel1.*, got .* decisions a, b: Arch\(a=3, b=7\)"):
        take(FOREIGN)


@pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS)
def test_numpys_values_are_the_values_they_equal(take, bench):
    take, row = take(bench), tuple(pd.DataFrame([OURS]).iloc[0])
    values = (np.int64(3), np.int32(7), np.str_("conv"), np.float64(16), np.uint8(3), np.True_, np.array(0))
    assert take(OURS) == take(OURS._make(row)) == take(OURS._make(values))


def test_a_table_of_rewards_may_mix_orders_too():
    x, y = SearchSpace({"a": (1, 2, 3), "b": (1, 2)}), SearchSpace({"b": (1, 2), "a": (1, 2, 3)})
    evaluate = simulated({x.arch(a=1, b=2): 0.1, y.arch(a=3, b=1): 0.2})
    assert evaluate(x.arch(a=3, b=1)) == 0.2 and evaluate(y.arch(a=1, b=2)) == 0.1
    with pytest.raises(ValueError, match="decisions of this space are a, b, got .* decisions c, d"):
        simulated({x.arch(1, 2): 0.1, SearchSpace({"c": (3,), "d": (2,)}).arch(3, 2): 0.2})


def test_stages_of_an_efficientnet():
    assert stages_of(swapped(B0_SPACE).arch(**B0_ARCH._asdict())) == stages_of(B0_ARCH)


def test_a_log_holds_the_order_of_its_own_space(tmp_path):
    class Theirs:
        space = FASHION_SPACE
        ask = RandomSearch(swapped(FASHION_SPACE)).ask

        def tell(self, arch, reward):
            pass

    log = tmp_path / "trials.jsonl"
    first = search(Theirs(), lambda arch: arch.kernel1, 9, log=log)
    again = search(Theirs(), None, 9, log=log)
    assert again == [Trial(FASHION_SPACE.require(arch), reward) for arch, reward in first]
