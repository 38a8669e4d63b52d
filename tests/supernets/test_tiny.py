"""Supernets: a path is its extracted network; sizes by hand; clear errors."""

import copy

import pytest
import torch
from torch import nn

from nas_teach.evaluation.training import seeded
from nas_teach.hardware.counting import parameters
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet
from nas_teach.supernets.fashion import FashionSupernet
from nas_teach.supernets.tiny import SuperConvBlock, SuperNet

SOME = [arch for arch in FASHION_SPACE if arch.width == 4][::5]  # 44 of 216; every choice is among them
ARCH = FASHION_SPACE.arch(kernel1=3, kernel2=3, block="conv", width=8, depth=1, skip=False, heads=0)


def test_the_published_block_and_net():
    block, net = SuperConvBlock(3, 8), SuperNet()
    for choice, kernel in (("k3", 3), ("k5", 5), ("k7", 7)):
        assert block(torch.zeros(2, 3, 9, 12), choice).shape == (2, 8, 9, 12)
        assert parameters(block.ops[choice]) == 3 * 8 * kernel**2  # no bias
        assert net(torch.zeros(2, 3, 9, 12), choice).shape == (2, 10)
        assert parameters(net.extract(choice)) == 3 * 16 * kernel**2 + 16 * 10 + 10
    assert isinstance(block.ops, nn.ModuleDict) and list(block.ops) == ["k3", "k5", "k7"]
    assert parameters(net) == 3 * 16 * (9 + 25 + 49) + 16 * 10 + 10
    assert [name for name, _ in net.named_children()] == ["conv_block", "relu", "pool", "fc"]
    assert SuperNet(num_classes=4, in_channels=1)(torch.zeros(1, 1, 1, 1), ("k7",)).shape == (1, 4)


def test_a_state_dict_of_the_published_net_loads():
    published = {f"conv_block.ops.k{k}.weight": torch.full((16, 3, k, k), k / 100) for k in (3, 5, 7)}
    published |= {"fc.weight": torch.ones(10, 16), "fc.bias": torch.arange(10.0)}
    net = SuperNet()
    net.load_state_dict(published, strict=True)
    for k in (3, 5, 7):  # every one of the k x k x 3 products of a pixel in the middle is k / 100
        middle = torch.full((16,), 3 * k**2 * k / 100)
        seen = net.conv_block(torch.ones(1, 3, 9, 9), f"k{k}")[0, :, 4, 4]
        torch.testing.assert_close(seen, middle)


def test_a_path_of_the_small_supernet_by_hand():
    net, x = seeded(SuperNet, seed=1), torch.rand(3, 3, 8, 8)
    conv = nn.functional.conv2d(x, net.conv_block.ops["k5"].weight, padding=2)
    by_hand = conv.clamp(min=0).mean((2, 3)) @ net.fc.weight.T + net.fc.bias
    torch.testing.assert_close(net(x, "k5"), by_hand)
    assert torch.equal(net(x, "k5"), net.extract("k5")(x))
    assert torch.equal(net(x, "k5"), net(x, net.space.arch("k5")))
    assert net.extract("k5").training and not net.eval().extract("k5").training


def test_a_path_is_its_extracted_network(trained, few_images):
    trained.eval()
    for arch in SOME:
        net = trained.extract(arch)
        assert type(net) is FashionNet and not net.training
        assert torch.equal(net(few_images[0][:8]), trained(few_images[0][:8], arch)), arch
        assert all(weight.requires_grad for weight in net.parameters())


def test_an_extracted_network_has_the_parameters_of_one_built_alone(trained):
    assert len(trained.space) == 216 and all(arch in FASHION_SPACE for arch in trained.space)
    for arch in SOME:
        alone = FashionNet(arch).state_dict()
        shapes = {name: tensor.shape for name, tensor in trained.extract(arch).state_dict().items()}
        assert shapes == {name: tensor.shape for name, tensor in alone.items()}


def test_parameters_of_the_supernet_by_hand():
    def conv(c, k):
        return c * c * k**2 + 2 * c

    def around(w):  # stem, downsampling, classifier
        return w * 16 + 2 * w + 2 * w * w * 9 + 4 * w + 2 * w * 10 + 10

    net = FashionSupernet(8, block="conv", heads=0)
    assert parameters(net) == around(8) + 3 * sum(conv(c, k) for c in (8, 16) for k in (3, 5, 7))
    assert len(net.space) == 54


def test_an_extracted_network_is_a_copy(trained):
    before, arch = copy.deepcopy(trained.state_dict()), next(iter(trained.space))
    state = torch.get_rng_state()
    net = trained.extract(arch)
    assert torch.equal(torch.get_rng_state(), state)  # and no random number was spent on it
    for tensor in net.state_dict().values():
        tensor.zero_()
    assert all(torch.equal(trained.state_dict()[name], tensor) for name, tensor in before.items())


def test_a_path_gets_the_gradients_of_its_extracted_network(few_images):
    net = seeded(FashionSupernet, 4, seed=2).train()
    arch = net.space.arch(7, 5, "mbconv", 4, 2, True, 4)
    alone, x = net.extract(arch), few_images[0][:16]
    net(x, arch).square().sum().backward()
    alone(x).square().sum().backward()
    assert alone.training
    theirs = {name: weight.grad for name, weight in alone.named_parameters()}
    ours = {
        f"{place}.{name}": weight.grad
        for place, module in net.path(arch).items()
        for name, weight in module.named_parameters()
    }
    assert theirs.keys() == ours.keys()
    for name, grad in theirs.items():
        torch.testing.assert_close(grad, ours[name])


def test_the_smallest_images_run():
    net = FashionSupernet(8).eval()
    assert net(torch.zeros(2, 1, 4, 4), ARCH).shape == (2, 10)


@pytest.mark.parametrize(
    "call, error",
    [
        (lambda: SuperConvBlock(3, 8)(torch.zeros(1, 3, 8, 8), "k9"), r"\('k3', 'k5', 'k7'\), got 'k9'"),
        (lambda: SuperConvBlock(3, 8)(torch.zeros(1, 3, 8, 8), 3), r"choice must be one of .*, got 3"),
        (lambda: SuperConvBlock(3, 8)(torch.zeros(1, 1, 8, 8), "k3"), r"\(n, 3, h, w\).*got \(1, 1, 8, 8\)"),
        (lambda: SuperConvBlock(3, 8)(torch.zeros(3, 8, 8), "k3"), r"\(n, 3, h, w\).*got \(3, 8, 8\)"),
        (lambda: SuperNet()(torch.zeros(1, 3, 0, 8), "k3"), r"at least 1, got \(1, 3, 0, 8\)"),
        (lambda: SuperNet()(torch.zeros(1, 3, 8, 8), ("k4",)), r"kernel must be one of .*, got 'k4'"),
        (lambda: SuperNet().extract(None), r"choice must be one of .*, got None"),
        (lambda: FashionSupernet(8)(torch.zeros(1, 1, 3, 28), ARCH), r"w at least 4, got \(1, 1, 3, 28\)"),
        (lambda: FashionSupernet(8)(torch.zeros(1, 3, 28, 28), ARCH), r"\(n, 1, h, w\).*got \(1, 3, 28"),
        (lambda: FashionSupernet(4)(torch.zeros(1, 1, 28, 28), ARCH), r"width must be one of \(4,\), got 8"),
        (lambda: FashionSupernet(8).extract(ARCH._replace(kernel1=9)), r"kernel1 must be one of .*, got 9"),
        (lambda: FashionSupernet(5), r"width must be one of \(4, 8, 16\), got 5"),
        (lambda: FashionSupernet(8, kernel=3), "fixed decisions must be among kernel1, .*, got kernel$"),
    ],
)
def test_bad_input(call, error):
    with pytest.raises(ValueError, match=error):
        call()
