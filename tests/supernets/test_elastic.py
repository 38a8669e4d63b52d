"""The elastic supernet: what is shared is shared, what a path does not use stays, a network is cut out of it."""

import numpy as np
import pytest
import torch

from nas_teach.networks.fashion_plan import FASHION_SPACE
from nas_teach.space import SearchSpace
from nas_teach.supernets.elastic import ElasticSupernet
from nas_teach.supernets.sharing import recalibrate, sandwich, supernet_path, train_supernet

SMALL = FASHION_SPACE.arch(3, 3, "conv", 4, 1, False, 0)
KERNEL = "largest.conv.stage1.blocks.0.0.weight"


def images(n=12, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(n, 1, 28, 28, generator=generator), torch.arange(n) % 10


@pytest.fixture(params=[False, True], ids=["cut", "transformed"])
def net(request):
    torch.manual_seed(0)
    net = ElasticSupernet(transform=request.param)
    train_supernet(net, images(64), epochs=2, batch_size=16, sampling="sandwich")
    return net


def test_it_has_every_architecture_of_its_widths():
    assert list(ElasticSupernet().space) == list(FASHION_SPACE)
    assert len(ElasticSupernet((8,)).space) == 216
    for widths in ((), (4, 5), (8, 32)):
        with pytest.raises(ValueError, match=r"widths must be among \(4, 8, 16\), got"):
            ElasticSupernet(widths)


def test_a_path_and_the_network_cut_out_of_it_agree_to_the_last_bit(net):
    x, rng = images(5, seed=1)[0], np.random.default_rng(1)
    net.eval()
    for _ in range(20):
        arch = net.space.sample(rng)
        assert torch.equal(net(x, arch), net.extract(arch)(x)), arch
    cut = net.extract(SMALL)
    cut.stem[0].weight.data.zero_()
    assert net.largest["conv"].stem[0].weight.abs().sum() > 0  # a copy


def test_in_training_mode_too_and_the_statistics_move_in_place(net):
    x, arch = images(8)[0], next(iter(net.space))
    net.train()
    alone = net.extract(arch)
    torch.testing.assert_close(net(x, arch), alone(x), atol=0, rtol=0)
    norm, whole = alone.stem[1], net.largest["conv"].stem[1]
    assert torch.equal(norm.running_mean, whole.running_mean[: arch.width])


def test_kernels_widths_and_depths_lie_within_one_another(net):
    x = images(4)[0]
    net.eval()
    before = {
        arch: net(x, arch) for arch in (SMALL, SMALL._replace(kernel1=7), SMALL._replace(block="mbconv"))
    }
    shared = dict(net.named_parameters())[KERNEL]
    with torch.no_grad():
        shared[:, :, 0, 0] += 1  # a corner of 7 x 7: outside of 3 x 3
    assert torch.equal(net(x, SMALL), before[SMALL])
    assert not torch.equal(net(x, SMALL._replace(kernel1=7)), before[SMALL._replace(kernel1=7)])
    with torch.no_grad():
        shared[:, :, 3, 3] += 1  # the middle
    assert not torch.equal(net(x, SMALL), before[SMALL])
    other = SMALL._replace(block="mbconv")
    assert torch.equal(net(x, other), before[other])
    with torch.no_grad():
        shared[8:] += 1  # channels that width 4 does not have
    assert not torch.equal(net(x, SMALL._replace(width=16)), net(x, SMALL))


@pytest.mark.parametrize("optimizer", [torch.optim.SGD, torch.optim.AdamW])
def test_a_step_leaves_everything_off_its_path_as_it_is_to_the_last_bit(net, optimizer):
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    step = optimizer(net.parameters(), lr=0.1, weight_decay=0.1)
    step.zero_grad()
    net(images()[0], SMALL).sum().backward()
    still = net.untouched()
    step.step()
    for weight, mask, value in still:
        weight.data[mask] = value
    changed = {name: net.state_dict()[name] != tensor for name, tensor in before.items()}
    kernel = changed[KERNEL]
    reach = 1 if net.transforms else 2  # a matrix to 3 x 3 reads 5 x 5
    assert kernel[:4, :4, 2:5, 2:5].any() and not kernel[4:].any() and not kernel[:, 4:].any()
    assert not kernel[:, :, :reach].any() and not kernel[..., -reach:].any()
    assert not any(
        part.any() for name, part in changed.items() if "mbconv.stage" in name or "blocks.1" in name
    )


def test_training_uses_it():
    torch.manual_seed(0)
    net = ElasticSupernet()
    before = net.state_dict()[KERNEL].clone()
    small = SearchSpace({name: (value,) for name, value in SMALL._asdict().items()})
    net.space = small
    train_supernet(net, images(32), epochs=3, batch_size=16)
    moved = net.state_dict()[KERNEL] != before
    assert moved[:4, :4, 2:5, 2:5].all() and moved.sum() == 4 * 4 * 9


def test_matrices_begin_as_the_identity_and_learn():
    torch.manual_seed(0)
    plain = ElasticSupernet((8,))
    torch.manual_seed(0)
    other = ElasticSupernet((8,), transform=True)
    x, arch = images(4)[0], next(iter(plain.space))
    assert torch.allclose(plain.eval()(x, arch), other.eval()(x, arch), atol=1e-5)
    assert {matrix.shape[0] for matrix in other.transforms.values()} == {25, 9}
    other.train()(x, arch).sum().backward()
    used = [key for key, matrix in other.transforms.items() if matrix.grad is not None]
    assert used and all(key.startswith(arch.block) for key in used)


def test_the_sandwich_has_the_smallest_the_largest_and_another():
    small, large, other = sandwich(FASHION_SPACE, np.random.default_rng(0))
    assert small == SMALL and large == (7, 7, "mbconv", 16, 3, True, 4) and other in FASHION_SPACE
    assert sandwich(SearchSpace({"k": (5, 3)}), np.random.default_rng(0))[:2] == [(3,), (5,)]


def test_scoring_and_recalibration_work_as_with_every_supernet(net):
    evaluate = supernet_path(net, images(40), calibration=images(32)[0])
    assert 0 <= evaluate(SMALL) <= 1
    assert not recalibrate(net.extract(SMALL), images(32)[0]).training


def test_an_architecture_that_it_does_not_hold():
    net = ElasticSupernet((8,))
    for call in (lambda: net(images()[0], SMALL), lambda: net.extract(SMALL), lambda: net.cut(SMALL)):
        with pytest.raises(ValueError, match=r"width must be one of \(8,\), got 4|width must be 8, got 4"):
            call()
