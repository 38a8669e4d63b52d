"""Right answers of unlike styles pass; weights are filled in whatever their names and order."""

import re

import pytest
import torch
from torch import nn

from nas_teach.efficientnet.blocks import MBConv as PackageBlock
from nas_teach.efficientnet.network import EfficientNet
from nas_teach.hardware.counting import parameters
from nas_teach.lab.lesson_11.exercises import MBConv, efficientnet, fill
from notebooks.sources.build import sources


@pytest.mark.parametrize("row", [(24, 24, 3, 1, 6), (32, 16, 3, 1, 1), (24, 40, 5, 2, 6)])
def test_the_model_answer_is_the_package_s_block(row):
    into, out, kernel, stride, expansion = row
    ours, theirs = MBConv(*row), PackageBlock(into, out, kernel=kernel, stride=stride, expansion=expansion)
    x = torch.randn(2, into, 9, 8)
    assert parameters(ours) == parameters(theirs)
    torch.testing.assert_close(fill(ours)(x), fill(theirs)(x))


def test_the_model_answer_is_the_package_s_network():
    x = torch.randn(1, 3, 64, 64)
    torch.testing.assert_close(fill(efficientnet(1.1, 1.2))(x), fill(EfficientNet(1.1, 1.2))(x))


def test_filled_weights_do_not_hang_on_names_or_order():
    one = nn.Sequential(nn.Conv2d(4, 6, 1), nn.BatchNorm2d(6), nn.Conv2d(6, 4, 1))

    class Other(nn.Module):
        def __init__(self):
            super().__init__()
            self.last, self.norm, self.first = nn.Linear(6, 4), nn.BatchNorm2d(6), nn.Linear(4, 6)

        def forward(self, x):
            inner = self.norm(self.first(x.movedim(1, -1)).movedim(-1, 1))
            return self.last(inner.movedim(1, -1)).movedim(-1, 1)

    x = torch.randn(2, 4, 3, 3)
    torch.testing.assert_close(fill(one)(x), fill(Other())(x))


def test_each_of_the_six_networks_is_the_best_by_something():
    """Exercise 11.4: the verdicts say by what, so the lesson's table must bear them out."""
    text = next(path for path in sources() if path.stem.startswith("11")).read_text(encoding="utf-8")
    rows = re.findall(r"^# \| \*\*([A-F])\*\* \| ([\d.]+) \| (\d+) \| (\d+) \| ([\d.]+) \|$", text, re.M)
    six = {name: tuple(map(float, numbers)) for name, *numbers in rows}
    measures = {
        "A": lambda accuracy, macs, ms, parameters: accuracy * (macs <= 400),
        "B": lambda accuracy, macs, ms, parameters: accuracy * (macs / 400) ** 0.07,
        "C": lambda accuracy, macs, ms, parameters: -macs,
        "D": lambda accuracy, macs, ms, parameters: accuracy * (macs / 400) ** -0.07,
        "E": lambda accuracy, macs, ms, parameters: accuracy * (ms / 80) ** -0.07,
        "F": lambda accuracy, macs, ms, parameters: -parameters,
    }
    assert {name: max(six, key=lambda n, f=f: f(*six[n])) for name, f in measures.items()} == {
        name: name for name in "ABCDEF"
    }
    assert min(six, key=lambda name: six[name][2]) == "E" and max(six, key=lambda n: six[n][0]) == "B"
    rewards = {name: round(measures["D"](*numbers), 1) for name, numbers in six.items()}
    assert rewards == {"A": 77.0, "B": 75.7, "C": 78.2, "D": 78.7, "E": 75.5, "F": 75.5}
