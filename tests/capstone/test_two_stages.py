"""The space that comes along: no table holds it, and all its networks can be built, counted and trained."""

import numpy as np
import pytest
import torch

from nas_teach.capstone.two_stages import HAND_DESIGNED, SPACE, build
from nas_teach.evaluation.training import train
from nas_teach.hardware import macs, parameters

ONE_OF_EACH = [
    HAND_DESIGNED._replace(**{name: value}) for name, values in SPACE.choices.items() for value in values
]
SOME = [SPACE.sample(np.random.default_rng(seed)) for seed in range(10)]


def test_no_table_could_hold_it():
    assert len(SPACE) == 209_952 and HAND_DESIGNED in SPACE


@pytest.mark.parametrize(
    "arch", [*dict.fromkeys(ONE_OF_EACH + SOME)], ids=lambda arch: "-".join(map(str, arch))
)
def test_a_network_takes_images_and_is_counted(arch):
    net = build(arch)
    assert net(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
    assert parameters(net) > 500 and macs(net, (1, 28, 28)) > 10_000


def test_every_decision_makes_another_network():
    seen = {arch: str(build(arch)) for arch in ONE_OF_EACH}
    without_skips = [arch for arch in seen if arch.skip1 and arch.skip2]  # a skip has no module
    assert len({seen[arch] for arch in without_skips}) == len(without_skips)


def test_a_network_learns(few_images):
    net = build(HAND_DESIGNED)
    assert train(net, few_images, few_images, epochs=8, batch_size=20)[-1] > 0.5


def test_what_is_not_in_the_space_is_refused():
    with pytest.raises(ValueError, match="width must be one of"):
        build(HAND_DESIGNED._replace(width=9))
