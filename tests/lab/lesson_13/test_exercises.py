"""Right answers of other styles are taken, and the plain solutions do what the package does."""

import numpy as np
import torch

from nas_teach.lab.lesson_13 import exercises
from nas_teach.networks.attention import attend
from nas_teach.supernets.elastic import ElasticSupernet
from nas_teach.supernets.sharing import sandwich


def test_the_cut_is_that_of_the_supernet():
    net = ElasticSupernet((4, 8))
    arch = net.space.arch(3, 5, "conv", 4, 1, False, 0)
    large = net.largest["conv"].stage1.blocks[0][0].weight
    assert torch.equal(exercises.cut(large, 4, 4, 3), net.cut(arch)["stage1.blocks.0.0.weight"])


def test_attention_is_that_of_the_networks():
    q, k, v = exercises._qkv(5, 6)
    mixed, _ = exercises.attention(q, k, v, 3)
    assert torch.allclose(mixed, attend(torch.cat((q, k, v), 1)[None], 3)[0])


def test_the_ends_of_the_sandwich_are_those_of_the_package():
    small, large, _ = sandwich(exercises.TINY, np.random.default_rng(0))
    assert (small, large) == (exercises.SMALLEST, exercises.LARGEST)


def test_a_narrow_attention_is_that_of_the_supernet():
    net = ElasticSupernet((4, 8))
    arch = net.space.arch(3, 5, "conv", 4, 1, False, 4)
    large = net.largest["conv"].attention.qkv.weight
    assert torch.equal(exercises.cut_qkv(large, 8), net.cut(arch)["attention.qkv.weight"])
