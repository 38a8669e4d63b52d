"""Weight sharing: training a path touches nothing else, and fair sampling is fair."""

import copy
from collections import Counter

import numpy as np
import pytest
import torch
from torch import nn

from nas_teach.evaluation.training import seeded
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch
from nas_teach.supernets.fashion import FashionSupernet
from nas_teach.supernets.sharing import fair_paths, supernet_path, train_supernet
from nas_teach.supernets.tiny import SuperNet


class OnePath(nn.Module):
    """A supernet whose space has shrunk to one architecture, to train nothing but that path."""

    def __init__(self, net, arch):
        super().__init__()
        self.net, self.space = net, SearchSpace({name: (value,) for name, value in arch._asdict().items()})

    def forward(self, x, arch):
        return self.net(x, arch)


@pytest.mark.parametrize("sampling", ["uniform", "fair"])
def test_training_one_path_leaves_all_else_bit_equal(sampling, few_images):
    net = seeded(FashionSupernet, 4, seed=0)
    arch = net.space.arch(5, 3, "conv", 4, 2, True, 0)
    on_path = {id(tensor) for module in net.path(arch).values() for tensor in module.parameters()}
    before = copy.deepcopy(net.state_dict())
    train_supernet(OnePath(net, arch), few_images, sampling=sampling, epochs=2, batch_size=30, lr=0.1)
    for name, weight in net.named_parameters():
        assert torch.equal(weight, before[name]) == (id(weight) not in on_path), name
    used = ("stem.", "down.", "stage1.candidates.conv5.", "stage2.candidates.conv3.")
    for name, tensor in net.named_buffers():  # the statistics of batch norm, too
        assert torch.equal(tensor, before[name]) == (not name.startswith(used) or ".2.1." in name), name


def test_paths_met_now_and_then_do_not_decay_in_between(few_images):
    net = seeded(SuperNet, 10, 1, seed=0)
    history = {name: [] for name in ("k3", "k5", "k7")}

    def watch(module, args):
        for name, conv in net.conv_block.ops.items():
            history[name].append(conv.weight.detach().clone())

    net.register_forward_pre_hook(watch)
    steps = train_supernet(net, few_images, epochs=3, batch_size=20)
    for i, (arch, _) in enumerate(steps[:-1]):
        moved = {name for name, seen in history.items() if not torch.equal(seen[i], seen[i + 1])}
        assert moved == {arch.kernel}


@pytest.mark.parametrize("fixed, paths", [({"block": "conv", "skip": True, "heads": 0}, 3), ({}, 6)])
def test_fair_sampling_counts_are_equal_at_every_step(fixed, paths, few_images):
    net = FashionSupernet(4, **fixed)
    trained = train_supernet(net, few_images, sampling="fair", epochs=2, batch_size=60, seed=1)
    assert len(trained) == 2 * 2 * paths
    for start in range(0, len(trained), paths):
        step = [arch for arch, _ in trained[start : start + paths]]
        for name, values in net.space.choices.items():
            counts = Counter(getattr(arch, name) for arch in step)
            assert counts == dict.fromkeys(values, paths // len(values))


def test_fair_paths_are_random_and_follow_the_generator():
    space = SearchSpace({"a": (3, 5, 7), "b": (3, 5, 7)})
    draws = [fair_paths(space, np.random.default_rng(seed)) for seed in (0, 0, 1, 2)]
    assert draws[0] == draws[1] and len({tuple(draw) for draw in draws}) > 1
    rng = np.random.default_rng(0)
    pairs = Counter(arch for _ in range(300) for arch in fair_paths(space, rng))
    assert len(pairs) == 9 and max(pairs.values()) < 2 * min(pairs.values())


def test_a_fair_step_sums_the_gradients_and_updates_once(few_images):
    net = seeded(FashionSupernet, 4, seed=0)
    steps, sums = [], []
    weight = net.classify.weight
    weight.register_hook(lambda grad: sums.append(grad.clone()))
    whole = torch.optim.AdamW.step

    def step(self, *args, **named):
        steps.append(weight.grad.clone())
        return whole(self, *args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.optim.AdamW, "step", step)
        train_supernet(net, few_images, sampling="fair", epochs=1, batch_size=60)
    assert len(steps) == 2 and len(sums) == 12
    torch.testing.assert_close(steps[0], sum(sums[:6]))


def test_uniform_sampling_follows_its_seed_and_reaches_everything(few_images):
    runs = [
        train_supernet(seeded(FashionSupernet, 4, seed=0), few_images, batch_size=20, seed=seed)
        for seed in (3, 3, 4)
    ]
    assert runs[0] == runs[1] != runs[2] and len(runs[0]) == 3 * 6
    assert {arch.depth for arch, _ in runs[0]} == {1, 2, 3}
    assert all(np.isfinite(loss) for _, loss in runs[0])


def test_the_small_supernet_trains_and_evaluates_too(few_images):
    net = seeded(SuperNet, 10, 1, seed=0)
    train_supernet(net, few_images, sampling="fair", epochs=1)
    assert len(search(RandomSearch(net.space), supernet_path(net, few_images), 3)) == 3


def test_bad_input(few_images):
    with pytest.raises(ValueError, match="sampling must be 'uniform', 'fair', 'sandwich', got 'all'"):
        train_supernet(SuperNet(), few_images, sampling="all")
    with pytest.raises(ValueError, match="epochs must be an integer of at least 1, got 0"):
        train_supernet(SuperNet(), few_images, epochs=0)
    with pytest.raises(ValueError, match=r"\(n, 3, h, w\).*got \(120, 1, 28, 28\)"):
        train_supernet(SuperNet(), few_images)
