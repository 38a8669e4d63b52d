"""The trainer learns, repeats itself under a seed, and leaves the global generator alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn

from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded, train, train_from_scratch
from nas_teach.networks.simple_cnn import SimpleCNN
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.random_search import RandomSearch


@pytest.fixture(scope="module")
def splits():
    return [tuple(part[:600] for part in load_fashion(name, 14)) for name in ("train", "validation")]


def test_training_learns(splits):
    accuracies = train(seeded(SimpleCNN, 5, seed=0), *splits, epochs=3, batch_size=50)
    assert len(accuracies) == 3 and all(0 <= a <= 1 for a in accuracies)
    assert accuracies[-1] > 0.4  # ten balanced classes: chance is 0.1


def test_same_seed_same_accuracies_and_no_global_state(splits):
    before = torch.get_rng_state()
    runs = [train(seeded(SimpleCNN, 3, seed=s), *splits, epochs=2, seed=s) for s in (0, 0, 1)]
    assert runs[0] == runs[1] != runs[2]
    assert (torch.get_rng_state() == before).all()


def test_every_image_is_seen_once_an_epoch():
    class Counting(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale, self.seen = nn.Parameter(torch.ones(())), []

        def forward(self, x):
            if self.training:
                self.seen += x[:, 0, 0, 0].tolist()
            return self.scale * x.flatten(1)[:, :10]

    images = torch.arange(25.0).view(25, 1, 1, 1).expand(25, 1, 4, 4)
    data, model = (images, torch.zeros(25, dtype=torch.long)), Counting()
    train(model, data, data, epochs=2, batch_size=10)
    assert (
        sorted(model.seen[:25]) == sorted(model.seen[25:]) == list(range(25))
        and model.seen[:25] != model.seen[25:]
    )


def test_accuracy_by_hand():
    class Fixed(nn.Module):
        def forward(self, x):
            return x.flatten(1)

    images = torch.eye(3).view(3, 1, 1, 3)
    assert accuracy(Fixed(), (images, torch.tensor([0, 1, 0])), batch_size=2) == pytest.approx(2 / 3)


def test_train_from_scratch_is_an_evaluator(splits):
    space = SearchSpace({"kernel": (3, 5)})
    evaluate = train_from_scratch(lambda arch: SimpleCNN(arch.kernel), *splits, epochs=1, seed=3)
    expected = train(seeded(SimpleCNN, 3, seed=3), *splits, epochs=1, seed=3)[-1]
    assert evaluate(space.arch(3)) == expected
    assert len(search(RandomSearch(space), evaluate, 2)) == 2


def test_weights_come_from_the_seed_alone_when_trials_run_side_by_side():
    def first_weights(number):
        return seeded(SimpleCNN, (3, 5, 7)[number % 3], seed=1).features[0].weight

    alone, state = [first_weights(number) for number in range(3)], torch.get_rng_state()
    with ThreadPoolExecutor(4) as executor:
        together = list(executor.map(first_weights, range(120)))
    assert all(torch.equal(weights, alone[number % 3]) for number, weights in enumerate(together))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("bad", [{"epochs": 0}, {"batch_size": 0}, {"epochs": -1}, {"batch_size": 2.5}])
def test_bad_input(bad, splits):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be an integer of at least 1, got"):
        train(SimpleCNN(3), *splits, **bad)
    with pytest.raises(ValueError, match="lr must be a positive number, got 0"):
        train(SimpleCNN(3), *splits, lr=0)
    with pytest.raises(ValueError, match="the number of .*images must be an integer of at least 1, got 0"):
        train(SimpleCNN(3), [part[:0] for part in splits[0]], None)
    with pytest.raises(ValueError, match="the number of images must be an integer of at least 1, got 0"):
        accuracy(SimpleCNN(3), [part[:0] for part in splits[0]])
