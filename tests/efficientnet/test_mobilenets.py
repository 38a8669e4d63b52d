"""The MobileNets: counted to the last weight, and equal to torchvision's with the same weights."""

import numpy as np
import pytest
import torch

from nas_teach.efficientnet.mobilenets import MobileNetV3, mnasnet_b1, mobilenet_v2
from nas_teach.efficientnet.space import MOBILE_SPACE, build
from nas_teach.hardware.counting import macs, parameters
from tests.efficientnet import reference

NETWORKS = {
    "mobilenet_v2": (mobilenet_v2, 3_504_872, 300_774_272),
    "mnasnet1_0": (mnasnet_b1, 4_383_312, 314_415_872),
    "mobilenet_v3_large": (MobileNetV3, 5_483_032, 216_589_760),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_they_have_as_many_weights_and_as_much_work_as_published(name):
    make, params, work = NETWORKS[name]
    with torch.device("meta"):
        model = make()
        assert (parameters(model), macs(model, (3, 224, 224))) == (params, work)


@pytest.mark.parametrize("name", NETWORKS)
def test_with_the_same_weights_they_say_what_torchvision_says(name):
    model = NETWORKS[name][0]().eval()
    shapes = {key: tuple(value.shape) for key, value in model.state_dict().items()}
    weights = reference.weights({key: shape for key, shape in shapes.items() if not key.endswith("tracked")})
    model.load_state_dict(weights, strict=False)
    with torch.no_grad():
        logits = model.double()(reference.images())[:, ::200]
    wanted = torch.tensor(reference.MOBILE_LOGITS[name], dtype=torch.float64)
    torch.testing.assert_close(logits, wanted, atol=1e-6, rtol=1e-6)


def test_their_space_builds_networks_that_run_and_learn():
    rng = np.random.default_rng(0)
    assert len(MOBILE_SPACE) == 432**7
    for _ in range(3):
        model = build(MOBILE_SPACE.sample(rng), num_classes=10, space=MOBILE_SPACE)
        logits = model(torch.rand(2, 3, 224, 224))
        logits.square().mean().backward()
        assert logits.shape == (2, 10) and model.stem.conv.weight.grad.abs().sum() > 0


@pytest.mark.parametrize("name", NETWORKS)
def test_classes_and_channels_are_the_callers(name):
    model = NETWORKS[name][0](num_classes=10, in_channels=1).eval()
    assert model(torch.rand(2, 1, 64, 64)).shape == (2, 10)
