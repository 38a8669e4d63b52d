"""Every room exports its public names, and loads each of them only when it is asked for."""

import doctest
import subprocess
import sys
from importlib import import_module

import pytest

from nas_teach import lazy

ROOMS = [
    "strategies",
    "evaluation",
    "hardware",
    "networks",
    "supernets",
    "darts",
    "efficientnet",
    "scale",
    "recorded",
    "capstone",
    "lab",
]


@pytest.mark.parametrize("room", ROOMS)
def test_every_exported_name_is_there(room):
    package = import_module(f"nas_teach.{room}")
    assert package.__all__ and len(set(package.__all__)) == len(package.__all__)
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        value = getattr(package, name)
        assert getattr(value, "__module__", package.__name__).startswith("nas_teach."), name


@pytest.mark.parametrize("room", ROOMS)
def test_a_name_that_a_room_has_not_is_refused(room):
    with pytest.raises(AttributeError, match=f"nas_teach.{room}.*'something_else'"):
        import_module(f"nas_teach.{room}").something_else  # noqa: B018


def test_the_names_that_stay_fixed():
    from nas_teach.darts import MixedOp, darts_step, genotype  # noqa: F401
    from nas_teach.efficientnet import EfficientNet, compound_scale  # noqa: F401
    from nas_teach.evaluation import FashionBench, compare, lookup, simulated, train_from_scratch
    from nas_teach.hardware import latency, macs, parameters, pareto_front  # noqa: F401
    from nas_teach.networks import FASHION_SPACE, FashionNet, SimpleCNN  # noqa: F401
    from nas_teach.recorded import load_darts, load_scaling, load_supernets  # noqa: F401
    from nas_teach.strategies import (  # noqa: F401
        BayesianOptimization,
        LocalSearch,
        RandomSearch,
        RegularizedEvolution,
        Reinforce,
        RNNController,
        simulate_reinforce,
    )
    from nas_teach.supernets import SuperConvBlock, SuperNet, supernet_path, train_supernet  # noqa: F401

    assert callable(simulated) and callable(lookup) and FashionBench and compare and train_from_scratch


def test_a_light_name_loads_no_torch():
    code = "import sys; from nas_teach.strategies import RegularizedEvolution; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_the_example_of_the_lazy_exports_runs():
    assert doctest.testmod(lazy).failed == 0
