"""Scores with shared weights: recalibration mends a copy, and a supernet is an evaluator."""

import copy

import pytest
import torch
from torch import nn

from nas_teach.evaluation.training import accuracy
from nas_teach.search import search
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.supernets.fashion import FashionSupernet
from nas_teach.supernets.sharing import recalibrate, supernet_path


def test_recalibration_changes_only_the_statistics_of_the_copy(trained, few_images):
    net = trained.train().extract(next(iter(trained.space)))
    before = copy.deepcopy(net.state_dict())
    fresh = recalibrate(net, few_images[0], batch_size=40)
    assert net.training and not fresh.training
    for name, tensor in fresh.state_dict().items():
        assert torch.equal(net.state_dict()[name], before[name])
        assert torch.equal(tensor, before[name]) == ("running" not in name and "tracked" not in name), name
    first = net.stem[0](few_images[0])
    torch.testing.assert_close(fresh.stem[1].running_mean, first.mean((0, 2, 3)))
    assert fresh.stem[1].momentum == net.stem[1].momentum == 0.1


def test_recalibration_repairs_a_network_with_wrong_statistics():
    labels = torch.arange(100) % 2
    images = (labels * 2.0 - 1 + 50).view(-1, 1, 1, 1)  # two classes, 49 and 51
    net = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(1, 2, bias=False))
    net[2].weight.data = torch.tensor([[-1.0], [1.0]])
    assert accuracy(net, (images, labels)) == 0.5  # mean 0 is assumed: all look like class 1
    assert accuracy(recalibrate(net, images), (images, labels)) == 1.0
    with pytest.raises(ValueError, match=r"recalibration needs images, got shape \(0, 1, 1, 1\)"):
        recalibrate(net, images[:0])


def test_the_shared_weights_are_an_evaluator_for_any_strategy(trained, few_images):
    before, mode = copy.deepcopy(trained.state_dict()), trained.training
    space = trained.space
    plain = search(RandomSearch(space, seed=0), supernet_path(trained, few_images), 3)
    calibrated = supernet_path(trained, few_images, calibration=few_images[0])
    fresh = search(RandomSearch(space, seed=0), calibrated, 3)
    for arch, reward in plain:
        assert reward == accuracy(trained.extract(arch), few_images)
    for arch, reward in fresh:
        assert reward == accuracy(recalibrate(trained.extract(arch), few_images[0]), few_images)
    assert trained.training == mode
    assert all(torch.equal(trained.state_dict()[name], tensor) for name, tensor in before.items())


def test_an_architecture_outside_the_space_is_refused(few_images):
    with pytest.raises(ValueError, match="heads must be one of .*, got 3"):
        net = FashionSupernet(4)
        supernet_path(net, few_images)(next(iter(net.space))._replace(heads=3))
