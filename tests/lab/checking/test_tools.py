"""What authors of tests use: scripted draws, recorded calls, networks that share their weights."""

import doctest

import numpy as np
import pytest
import torch
from torch import nn

from nas_teach.lab.checking import Recorder, call, recording, scripted
from nas_teach.lab.checking.calling import Refused
from nas_teach.lab.checking.modules import same_outputs
from nas_teach.lab.checking.scripted import Scripted
from nas_teach.space import SearchSpace


@pytest.mark.parametrize("module", [recording, scripted])
def test_the_examples_are_right(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("script", "draw", "found"),
    [
        ([2], lambda rng: rng.integers(3), 2),
        ([2], lambda rng: rng.integers(1, 2, endpoint=True), 2),
        ([2, 0], lambda rng: rng.integers(3, size=2), [2, 0]),
        ([[2, 0]], lambda rng: rng.integers(3, size=(1, 2)), [[2, 0]]),
        ([0.25], lambda rng: rng.random(), 0.25),
        ([0.25], lambda rng: rng.random((1, 1)), [[0.25]]),
        ([-1.5], lambda rng: rng.normal(1, 2), -2.0),
        ([1, 0], lambda rng: rng.choice(5, 2, replace=False), [1, 0]),
        ([[1, 1]], lambda rng: rng.choice(["a", "b"], 2), ["b", "b"]),
        ([1], lambda rng: rng.choice([[1, 2], [3, 4]]), [3, 4]),
        ([[2, 0, 1]], lambda rng: rng.permutation(3), [2, 0, 1]),
        ([2, 0, 1], lambda rng: rng.permutation(["a", "b", "c"]), ["c", "a", "b"]),
    ],
)
def test_draws_are_those_of_the_script(script, draw, found):
    rng = Scripted(script)
    assert np.array_equal(draw(rng), found)
    assert rng.left == [] and len(rng.asked) == 1 + (rng.asked[0][0] == "normal")


def test_a_list_is_shuffled_in_place():
    values = ["a", "b", "c"]
    Scripted([[2, 0, 1]]).shuffle(values)
    assert values == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("script", "draw", "text"),
    [
        ([3], lambda rng: rng.integers(3), r"`rng.integers\(3\)`.* able to give 3"),
        ([1.5], lambda rng: rng.random(2), "give"),
        ([[0, 0]], lambda rng: rng.choice(3, 2, replace=False), "give"),
        ([[0, 1]], lambda rng: rng.choice(3), "give"),
    ],
)
def test_a_draw_that_the_script_does_not_fit_is_told(script, draw, text):
    with pytest.raises(Refused, match=text):
        draw(Scripted(script))


def test_after_the_script_it_draws_at_random_as_any_generator():
    rng, own = Scripted([1], seed=5), np.random.default_rng(5)
    assert rng.integers(2) == 1
    assert [rng.integers(9), *rng.permutation(4)] == [own.integers(9), *own.permutation(4)]


def test_the_package_takes_it_and_a_call_does_not_copy_it():
    rng = Scripted([2, 0])
    space = SearchSpace({"kernel": (3, 5, 7), "width": (8, 16)})
    assert call(lambda rng: space.sample(rng), rng) == (7, 8)
    assert rng.left == [] and [method for method, *_ in rng.asked] == ["integers"] * 2


def test_calls_are_kept_as_they_were():
    seen, values = Recorder(lambda x, *more: len(x)), [1]
    call(seen, values)
    values.append(2)
    assert seen(values) == 2 and seen(values, 3) == 2
    assert seen.calls == [[1], [1, 2], ([1, 2], 3)] and seen.repeated == []
    seen([1])
    assert seen.repeated == [[1]]


def net(*layers):
    return nn.Sequential(*layers)


X = torch.linspace(-1, 1, 12).reshape(2, 6)


def test_networks_are_compared_with_shared_weights():
    own = net(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    assert same_outputs(net(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Linear(4, 2)), own, X) is None
    renamed = nn.Sequential()
    renamed.add_module("first", nn.Linear(6, 4))
    renamed.add_module("norm", nn.BatchNorm1d(4))
    renamed.add_module("last", nn.Linear(4, 2))
    assert same_outputs(renamed, own, X) is None
    other = net(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))
    assert "the output differs" in same_outputs(other, own, X).message


@pytest.mark.parametrize(
    ("network", "text"),
    [
        (net(nn.Linear(6, 4, bias=False), nn.Linear(4, 2)), r"is missing weights of the shape \(4,\)"),
        (net(nn.Linear(6, 4), nn.Linear(4, 2), nn.Linear(2, 2)), r"has weights of the shape \(2,\) too many"),
        (lambda x: x, "`nn.Module` as its base"),
    ],
)
def test_weights_that_do_not_match_are_named(network, text):
    with pytest.raises(Refused, match=text):
        same_outputs(network, net(nn.Linear(6, 4), nn.Linear(4, 2)), X)


def test_an_output_of_another_shape_is_told():
    network = net(nn.Linear(6, 4), nn.Linear(4, 2), nn.Flatten(0))
    verdict = same_outputs(network, net(nn.Linear(6, 4), nn.Linear(4, 2)), X)
    assert "must have the shape (2, 2)" in verdict.message and "(4,)" in verdict.received
