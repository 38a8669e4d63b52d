"""Whoever looks at a network leaves every part of it in the mode it had, after an error too."""

import pytest
import torch
from torch import nn

from nas_teach.evaluation.proxies import grad_norm, naswot, synflow
from nas_teach.evaluation.training import accuracy
from nas_teach.hardware.counting import macs
from nas_teach.hardware.timing import latency, milliseconds
from nas_teach.supernets.sharing import recalibrate

IMAGES, LABELS = torch.rand(4, 1, 8, 8), torch.zeros(4, dtype=torch.long)
LOOKS = {
    "accuracy": lambda model: accuracy(model, (IMAGES, LABELS)),
    "macs": lambda model: macs(model, (1, 8, 8)),
    "latency": lambda model: latency(model, (1, 8, 8), runs=1, warm_up=0),
    "milliseconds": lambda model: milliseconds([(model, (1, 8, 8))] * 2, 1, 0),  # the same one twice
    "recalibrate": lambda model: recalibrate(model, IMAGES),
    "synflow": lambda model: synflow(model, IMAGES, LABELS),
    "naswot": lambda model: naswot(model, IMAGES, LABELS),
    "grad_norm": lambda model: grad_norm(model, IMAGES, LABELS),
}


class Fails(nn.Module):
    def forward(self, x):
        raise RuntimeError("no way through")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("last", [nn.Identity, Fails])
@pytest.mark.parametrize("training", [True, False])
def test_every_part_keeps_its_mode(look, last, training):
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), last())
    model.train(training)[1].train(not training)  # such as a frozen batch norm in a network in training
    before = [module.training for module in model.modules()]
    threads, state = torch.get_num_threads(), {key: v.clone() for key, v in model.state_dict().items()}
    try:
        LOOKS[look](model)
    except RuntimeError as error:
        assert "no way through" in str(error)
    else:
        assert last is not Fails
    assert [module.training for module in model.modules()] == before
    assert torch.get_num_threads() == threads and torch.is_grad_enabled()
    assert all(torch.equal(value, state[key]) for key, value in model.state_dict().items())
