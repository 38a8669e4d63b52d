"""The transformer supernet: every network is the first part of the largest, and nothing else moves with it."""

import pytest
import torch

from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded
from nas_teach.hardware.counting import macs, parameters
from nas_teach.networks.vision_transformer import VisionTransformer
from nas_teach.space import SearchSpace
from nas_teach.supernets.sharing import recalibrate, supernet_path, train_supernet
from nas_teach.supernets.transformer import TRANSFORMER_SPACE, TransformerSupernet, small_transformer

SMALL = TRANSFORMER_SPACE.arch(24, 2, 2, 1)
LARGE = TRANSFORMER_SPACE.arch(48, 4, 4, 2)


@pytest.fixture
def net(few_images):
    net = seeded(TransformerSupernet, seed=0)
    train_supernet(net, few_images, epochs=2, batch_size=40, lr=3e-3)
    return net


def only(arch):
    return SearchSpace({name: (value,) for name, value in arch._asdict().items()})


def test_every_architecture_runs_and_is_the_network_cut_out_to_the_last_bit(net, few_images):
    images = few_images[0][:3]
    assert len(net.space) == 81
    for arch in net.space:
        for mode in (True, False):
            assert torch.equal(net.train(mode)(images, arch), net.extract(arch)(images)), arch
    alone = net.extract(SMALL)
    assert type(alone) is VisionTransformer and not alone.training
    alone.classify.weight.data.zero_()
    assert net.largest.classify.weight.abs().sum() > 0  # a copy


def test_queries_keys_and_values_are_the_first_heads_of_each(net):
    cut, qkv = net.cut(SMALL), net.largest.blocks[1].qkv.weight.view(3, 4, 12, 48)  # (q k v, head, 12, dim)
    assert torch.equal(cut["blocks.1.qkv.weight"].view(3, 2, 12, 24), qkv[:, :2, :, :24])
    assert torch.equal(cut["blocks.1.project.weight"], net.largest.blocks[1].project.weight[:24, :24])
    assert torch.equal(cut["positions"], net.largest.positions[..., :24])
    assert not any(name.startswith("blocks.2") for name in cut)


def test_each_decision_changes_what_a_network_costs():
    costs = {arch: macs(small_transformer(arch).eval(), (1, 28, 28)) for arch in (SMALL, LARGE)}
    assert 4 * costs[SMALL] < costs[LARGE]
    for name, value in SMALL._asdict().items():
        assert macs(small_transformer(LARGE._replace(**{name: value})).eval(), (1, 28, 28)) < costs[LARGE]
    assert parameters(TransformerSupernet()) == parameters(small_transformer(LARGE))


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda weights: torch.optim.SGD(weights, 0.1, momentum=0.9, weight_decay=0.1),
        lambda weights: torch.optim.AdamW(weights, 0.1, weight_decay=0.1),
    ],
    ids=["SGD", "AdamW"],
)
@pytest.mark.parametrize("arch", [SMALL, SMALL._replace(dim=48), SMALL._replace(heads=3, depth=4)])
def test_a_step_moves_the_slice_of_its_path_and_nothing_else(net, few_images, optimizer, arch):
    step = optimizer(net.parameters())
    net(few_images[0], LARGE).square().sum().backward()  # so that everything has momentum
    step.step()
    before = {name: weight.detach().clone() for name, weight in net.named_parameters()}
    on_path = slice_of(net, arch)
    for _ in range(2):
        step.zero_grad()
        net(few_images[0], arch).square().sum().backward()
        still = net.untouched()
        step.step()
        for weight, mask, value in still:
            weight.data[mask] = value
    for name, weight in net.named_parameters():
        moved = weight != before[name]
        assert not moved[~on_path[name]].any() and (moved.any() == on_path[name].any()), name
        assert weight.grad is None or not weight.grad[~on_path[name]].any()


def slice_of(net, arch):
    """{name: mask} of the weights that a path uses, from what its sum is sensitive to."""
    net.zero_grad()
    sum(tensor.sum() for tensor in net.cut(arch).values()).backward()
    masks = {
        name: torch.zeros_like(weight, dtype=bool) if weight.grad is None else weight.grad == 1
        for name, weight in net.named_parameters()
    }
    net.zero_grad()
    assert sum(mask.sum() for mask in masks.values()) == parameters(net.extract(arch))
    return masks


def test_weights_are_entangled_training_a_small_path_changes_the_large_ones(net, few_images):
    before = {arch: net.eval()(few_images[0], arch) for arch in (SMALL, LARGE)}
    net.space = only(SMALL)
    train_supernet(net, few_images, epochs=1, batch_size=60, lr=1e-3)
    net.space = TRANSFORMER_SPACE
    for arch, logits in before.items():
        assert not torch.allclose(net.eval()(few_images[0], arch), logits, atol=1e-3)


def test_training_leaves_what_is_off_every_path_as_it_is(net, few_images):
    before, on_path = {k: v.clone() for k, v in net.state_dict().items()}, slice_of(net, SMALL)
    net.space = only(SMALL)
    train_supernet(net, few_images, sampling="sandwich", epochs=2, batch_size=30)
    for name, weight in net.named_parameters():
        assert torch.equal(weight[~on_path[name]], before[name][~on_path[name]]), name


def test_scores_and_recalibration_which_finds_nothing_to_do(net, few_images):
    evaluate = supernet_path(net, few_images, calibration=few_images[0])
    assert evaluate(SMALL) == supernet_path(net, few_images)(SMALL)
    x, alone = few_images[0], net.extract(LARGE).eval()
    assert torch.equal(recalibrate(alone, x)(x), alone(x))


def test_it_learns():
    few, unseen = (tuple(part[:600] for part in load_fashion(split)) for split in ("train", "validation"))
    net = seeded(TransformerSupernet, seed=0)
    train_supernet(net, few, epochs=6, batch_size=40, lr=3e-3)
    for arch in (SMALL, LARGE):
        assert accuracy(net.extract(arch), unseen) > 0.17  # chance is 0.1, give or take 0.04


def test_a_space_of_ones_own():
    space = SearchSpace({"dim": (8, 20), "depth": (1,), "heads": (3, 5), "ratio": (0.5, 1.3)})
    net, x = TransformerSupernet(space, num_classes=4), torch.rand(2, 1, 28, 28)
    for arch in space:
        assert net(x, arch).shape == (2, 4) and torch.equal(net(x, arch), net.extract(arch)(x))


def test_what_it_does_not_hold():
    net, x = TransformerSupernet(), torch.rand(2, 1, 28, 28)
    for call in (lambda arch: net(x, arch), net.extract, net.cut):
        with pytest.raises(ValueError, match=r"dim must be one of \(24, 36, 48\), got 20"):
            call(SMALL._replace(dim=20))
    with pytest.raises(ValueError, match="space must have the decisions dim, depth, heads, ratio, got a"):
        TransformerSupernet(SearchSpace({"a": (1,)}))
    with pytest.raises(ValueError, match=r"images must have the shape \(n, 1, h, w\)"):
        net(torch.rand(2, 3, 28, 28), SMALL)
