"""The look-up table: its operators add up to the network, and its sums to what is measured."""

import numpy as np
import pytest
import torch
from torch import nn

from nas_teach.hardware.counting import macs, parameters
from nas_teach.hardware.latency_table import (
    IMAGE,
    Operator,
    evaluate_predictor,
    measure,
    operator_module,
    operators,
    predictor,
)
from nas_teach.hardware.objectives import latency_aware
from nas_teach.hardware.timing import time_in_turn
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet

ARCH = FASHION_SPACE.arch(3, 7, "mbconv", 8, 2, True, 4)


def test_the_operators_of_a_network_by_hand():
    block1, block2 = Operator("mbconv", 8, 7, 3), Operator("mbconv", 16, 4, 7)
    stem, down = Operator("stem", 8, 28), Operator("down", 8, 7)
    attention, classify = Operator("attention", 16, 4), Operator("classify", 16, 4)
    assert operators(ARCH) == [stem, block1, block1, down, block2, block2, attention, classify]
    assert operators(ARCH._replace(heads=0)) == [stem, block1, block1, down, block2, block2, classify]


def test_all_networks_together_have_48_operators():
    assert len({operator for arch in FASHION_SPACE for operator in operators(arch)}) == 48


@pytest.mark.slow
def test_operators_add_up_to_every_networks_parameters():
    with torch.device("meta"):
        count = {op: parameters(operator_module(op)[0]) for arch in FASHION_SPACE for op in operators(arch)}
        for arch in list(FASHION_SPACE)[::7]:
            assert sum(count[op] for op in operators(arch)) == parameters(FashionNet(arch))


def test_operators_run_one_after_the_other_with_all_the_networks_macs():
    shape, counted = IMAGE, 0
    for module, wanted in map(operator_module, operators(ARCH)):
        assert shape == wanted
        counted += macs(module, shape)
        shape = tuple(module(torch.zeros(2, *shape)).shape[1:])
    assert shape == (10,) and counted == macs(FashionNet(ARCH), IMAGE)


class Recorder(nn.Module):
    """Writes down who ran, in what mode and on how many threads, and takes its time."""

    def __init__(self, name, diary, clock, seconds):
        super().__init__()
        self.name, self.diary, self.clock, self.seconds = name, diary, clock, iter(seconds)

    def forward(self, x):
        self.diary.append((self.name, self.training, torch.is_grad_enabled(), torch.get_num_threads()))
        self.clock.now += next(self.seconds)
        return x


def test_modules_take_turns_the_warm_up_is_dropped_and_all_is_left_as_it_was(clock):
    diary, threads = [], torch.get_num_threads()
    a = Recorder("a", diary, clock, [0.1, 0.001, 0.02, 0.02]).train()
    b = Recorder("b", diary, clock, [0.1, 0.04, 0.04, 0.2]).eval()
    times = time_in_turn([(a, IMAGE), (b, IMAGE)], runs=3, warm_up=1)
    assert diary == [("a", False, False, 1), ("b", False, False, 1)] * 4
    assert times == pytest.approx([20, 40])
    assert (a.training, b.training, torch.get_num_threads()) == (True, False, threads)


def test_nothing_to_time():
    with pytest.raises(ValueError, match="modules must hold at least one .*, got none"):
        time_in_turn([])
    with pytest.raises(ValueError, match="runs must be an integer of at least 1, got 0"):
        time_in_turn([(nn.Identity(), IMAGE)], runs=0)
    with pytest.raises(ValueError, match="modules must hold at least one"):
        measure([])
    with pytest.raises(ValueError, match="modules must hold at least one"):
        evaluate_predictor(len, [])


def test_an_operator_that_there_is_not():
    with pytest.raises(ValueError, match="an operator must be one of conv, mbconv, stem, .*, got 'pool'"):
        operator_module(Operator("pool", 8, 7))


def test_a_prediction_is_a_sum():
    table = {operator: 2.0**i for i, operator in enumerate(dict.fromkeys(operators(ARCH)))}
    assert predictor(table)(ARCH) == 1 + 2 + 2 + 4 + 8 + 8 + 16 + 32
    reward = latency_aware(lambda arch: 0.8, predictor(table), target=73, w=-1)
    assert reward(ARCH) == pytest.approx(0.8)
    with pytest.raises(ValueError, match=r"got none for Operator\(name='mbconv', .*kernel=5\)"):
        predictor(table)(ARCH._replace(kernel2=5))
    with pytest.raises(ValueError, match=r"width must be one of \(4, 8, 16\), got 5"):
        predictor(table)(ARCH._replace(width=5))


def test_the_error_is_the_median_of_relative_errors(monkeypatch):
    monkeypatch.setattr("nas_teach.hardware.latency_table.time_in_turn",
                        lambda modules, runs: np.array([1.0, 2.0, 4.0]))  # fmt: skip
    archs = [ARCH, ARCH._replace(depth=1), ARCH._replace(depth=3)]
    predicted, measured, error = evaluate_predictor(dict(zip(archs, [1.1, 1.0, 4.0], strict=True)).get, archs)
    assert predicted.tolist() == [1.1, 1.0, 4.0] and measured.tolist() == [1, 2, 4]
    assert error == pytest.approx(0.1)


def layers(module):
    """The modules within that have weights of their own."""
    return [part for part in module.modules() if list(part.parameters(recurse=False))]


def test_networks_that_it_has_not_seen(monkeypatch):
    """Networks of one block a stage are taken apart, deeper ones predicted, on a machine without noise: each
    module takes its own time for what it multiplies and for every layer. `make bench` asks the real one."""

    def noiseless(modules, runs, warm_up):
        took = [macs(module, shape) / 1e6 + 0.01 * len(layers(module)) for module, shape in modules]
        return np.array([took] * runs)

    monkeypatch.setattr("nas_teach.hardware.timing.milliseconds", noiseless)
    shallow = [arch for arch in FASHION_SPACE if arch.depth == 1]
    predict = predictor(measure(shallow, runs=1))
    rng = np.random.default_rng(0)
    unseen = [FASHION_SPACE.sample(rng)._replace(depth=depth) for depth in (2, 3) * 20]
    predicted, measured, error = evaluate_predictor(predict, unseen, runs=1)
    assert len(set(measured)) > 20 and error < 1e-9
    assert predicted == pytest.approx(measured)
