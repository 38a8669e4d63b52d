"""Exercise 09.4, the loop of the search."""

import torch

from nas_teach.evaluation.training import shuffled
from nas_teach.lab.checking import Exercise, build
from nas_teach.lab.checking.calling import call_with
from nas_teach.lab.lesson_09.step import TRAIN, VAL, Toy, first_order_step, half, nothing_to_see


def search(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    weights = [parameter for parameter in net.parameters() if parameter is not net.alphas]
    weight_optimizer = torch.optim.SGD(weights, 0.1, momentum=0.9)
    alpha_optimizer = torch.optim.Adam([net.alphas], alpha_lr, betas=(0.5, 0.999))
    order = torch.Generator().manual_seed(seed)
    path = [net.alphas.detach().softmax(-1)]
    for _ in range(epochs):
        both = shuffled(train_half, 64, order), shuffled(val_half, 64, order)
        for train_batch, val_batch in zip(*both, strict=True):
            first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer)
        path.append(net.alphas.detach().softmax(-1))
    return path


def _search(function, train, val, epochs, net=None, **options):
    """(what it returns, the network afterwards)."""
    net = net or Toy()
    args = (net, train, val, epochs)
    return call_with(function, args, options, shown=(args, options)), net


LONG_TRAIN, LONG_VAL = half(3, 70, numbered=0.01), half(4, 70, numbered=-0.01)


def _path_of(found):
    """Its entries; text that says what is wrong with it otherwise."""
    if found is None:
        return "The function returns None. Is a `return` missing?"
    entries = list(found) if isinstance(found, list | tuple | torch.Tensor) else [found]
    if not all(isinstance(entry, torch.Tensor) for entry in entries):
        return (
            "A list of tensors is asked for, the shares of the operations before the search and after each "
            "epoch."
        )
    if any(entry.requires_grad for entry in entries):
        return (
            "The entries still hang on the graph of the gradients, so no picture can draw them. Detach the "
            "alphas first: `net.alphas.detach()`."
        )
    return [entry.double() for entry in entries]


def _keeps_a_path(function):
    path = _path_of(_search(function, TRAIN, VAL, 3)[0])
    if isinstance(path, str):
        return path
    if any(entry.shape != (3,) for entry in path):
        return (
            "Each entry has the shape of the alphas, here (3,). Yours have "
            f"{[tuple(e.shape) for e in path][:4]}."
        )
    if len(path) != 4:
        return (
            "For 3 epochs the path has 4 entries: one before the first step, then one an epoch. Here "
            f"{len(path)}."
        )
    if (path[0] - 1 / 3).abs().max() > 1e-5:
        return (
            "The first entry holds the shares before the first step, here three thirds. Yours begins "
            f"with {[round(number_, 3) for number_ in path[0].tolist()]}."
        )
    if all(torch.equal(path[0], entry) for entry in path):
        return "All entries are the same: the alphas never moved, or every entry is one and the same tensor."
    return None


def _one_entry_an_epoch(function):
    path = _path_of(_search(function, LONG_TRAIN, LONG_VAL, 3)[0])
    if not isinstance(path, str) and len(path) != 4:
        return (
            f"With two batches an epoch and 3 epochs the path has {len(path)} entries, and 4 are right. Append "
            f"one after each epoch, not after each step."
        )
    return None


def _rows_are_shares(function):
    path = _path_of(_search(function, TRAIN, VAL, 2, Toy(shape=(2, 3)))[0])
    if isinstance(path, str) or any(entry.shape != (2, 3) for entry in path):
        return (
            "A cell has a row of alphas for each edge. Here they have the shape (2, 3), and so should "
            "every entry."
        )
    if (path[-1].sum(1) - 1).abs().max() > 1e-6:
        return (
            "Each row is an edge with a softmax of its own: take it over the last dimension, `softmax(-1)`."
        )
    return None


def _alphas_see_validation(function):
    _, net = _search(function, nothing_to_see(TRAIN), VAL, 1)
    if not torch.equal(net.w, Toy().w):
        return (
            "The training half was all zeros, and yet the weights moved. They learn from the training "
            "half alone, and no optimiser but their own may hold them."
        )
    return (
        None
        if net.alphas.abs().max() > 0
        else "The validation half had much to say, and yet the alphas of the network that was handed in did "
        "not move."
    )


def _weights_see_training(function):
    _, net = _search(function, TRAIN, nothing_to_see(VAL), 1)
    if net.alphas.abs().max() > 0:
        return (
            "The validation half was all zeros, and yet the alphas moved. Either the halves have changed "
            "places, or the weights' optimiser holds the alphas, too: leave them out of its list."
        )
    return None if not torch.equal(net.w, Toy().w) else "The weights did not move: do they have an optimiser?"


def _seen(function, epochs, seed=0):
    """What the network saw of both halves, in order: (of training, of validation), numbers of images."""
    _, net = _search(function, LONG_TRAIN, LONG_VAL, epochs, seed=seed)
    numbers = [round(100 * value) for batch in net.seen for value in batch]
    return [n for n in numbers if n > 0], [-n for n in numbers if n < 0], max(map(len, net.seen))


def _uses_every_image(function):
    *both, largest = _seen(function, 1)
    for name, seen in zip(("training", "validation"), both, strict=True):
        if sorted(seen) != list(range(1, 71)):
            return (
                f"Each of the 70 images of the {name} half is used once in an epoch, the last, smaller "
                f"batch included. Here {len(set(seen))} different images were used, {len(seen)} times in "
                "all."
            )
    if largest != 64:
        return f"Batches have 64 images, the last one fewer. The largest had {largest}."
    return None


def _shuffles(function):
    both = _seen(function, 2)[:2]
    if len(both[0]) < 140:
        return (
            f"In two epochs 140 images come, and here {len(both[0])}: `shuffled` hands out one epoch, and then "
            f"it is used up. Call it anew in each epoch."
        )
    for name, seen in zip(("training", "validation"), both, strict=True):
        if seen[:70] == seen[70:]:
            return (
                f"Both epochs have the same order of the {name} half. Make the generator once, before the loop "
                f"over the epochs, and shuffle anew in each."
            )
        if seen[:70] == sorted(seen[:70]):
            return (
                f"The images of the {name} half come in the order in which they are stored. Shuffle them in each "
                f"epoch."
            )
    if both[0] == _seen(function, 2, seed=1)[0]:
        return "Another `seed` should give another order."
    if both[0] != _seen(function, 2)[0]:
        return "The same `seed` should give the same order, so that a search can be repeated."
    return None


def _keeps_to_the_rate(function):
    _, net = _search(function, TRAIN, VAL, 1, alpha_lr=0.3)
    moved = net.alphas.abs().max().item()
    if not 0.29 < moved < 0.31:
        return (
            "Adam's first step is as long as its rate, so with alpha_lr = 0.3 and one batch the alphas "
            f"move by 0.3. Here they moved by {moved:.3f}."
        )
    return None


def _few_epochs(function):
    found, net = _search(function, TRAIN, VAL, 4, alpha_lr=0.1)
    return [torch.as_tensor(entry).tolist() for entry in found], net.w.tolist()


def _search_slip(
    adam=None,
    sgd=None,
    entry=None,
    swap=False,
    rate=0.1,
    momentum=0.9,
    betas=(0.5, 0.999),
    decay=0,
    cross=False,
    fresh=False,
):
    """`search` with one thing done otherwise; adam, sgd: net -> the parameters that each holds."""
    adam, sgd = adam or (lambda net: [net.alphas]), sgd or (lambda net: [net.w])
    entry = entry or (lambda net: net.alphas.detach().softmax(-1))

    def optimizers(net, alpha_lr):
        both = (
            torch.optim.SGD(sgd(net), rate, momentum),
            torch.optim.Adam(adam(net), alpha_lr, betas, weight_decay=decay),
        )
        return both[::-1] if cross else both

    def slip(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
        both, path = optimizers(net, alpha_lr), [entry(net)]
        for _ in range(epochs):
            halves = (val_half, train_half) if swap else (train_half, val_half)
            both = optimizers(net, alpha_lr) if fresh else both
            first_order_step(net, *halves, *both)
            path.append(entry(net))
        return path

    return slip


def _without_the_first(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    return search(net, train_half, val_half, epochs, seed, alpha_lr)[1:]


def _everything(net):
    return list(net.parameters())


def _only_the_last(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    return search(net, train_half, val_half, epochs, seed, alpha_lr)[-1]


SEARCH_LOOP = Exercise(
    id="09.4",
    title="The whole search",
    kind="code",
    dots=3,
    minutes=6,
    builds="search",
    check=build(
        search,
        tests=(
            ("The path begins before the first step and grows by one entry an epoch.", _keeps_a_path),
            ("An epoch of several steps still has one entry.", _one_entry_an_epoch),
            ("Each edge of a cell has a softmax of its own.", _rows_are_shares),
            ("The weights learn from the training half alone.", _alphas_see_validation),
            ("The alphas learn from the validation half alone.", _weights_see_training),
            ("`alpha_lr` is the learning rate of the alphas.", _keeps_to_the_rate),
            ("An epoch uses every image of both halves once, in batches of 64.", _uses_every_image),
            ("Each epoch has an order of its own, and `seed` decides it.", _shuffles),
        ),
        cases=(_few_epochs,),
        why="Two optimisers, two halves, one loop: this is the whole of first-order DARTS. It costs one ordinary "
        "training with a second pass in each step, and hands you the architecture's shares over time.",
        mistakes=(
            (
                _search_slip(swap=True),
                "The halves have changed places: the alphas learn from the training half.",
            ),
            (
                _search_slip(sgd=_everything),
                "The weights' optimiser holds all parameters, the alphas among them, so the alphas also "
                "learn from the training half. Leave them out of its list.",
            ),
            (
                _search_slip(adam=_everything),
                "Adam holds all parameters, so the weights also learn from the validation half. Hand it "
                "`[net.alphas]` alone.",
            ),
            (
                _search_slip(entry=lambda net: net.alphas.detach().clone()),
                "These are the alphas themselves. The path holds their softmax, the shares of the mixture.",
            ),
            (
                _search_slip(entry=lambda net: net.alphas.detach()),
                "Every entry is the one tensor of the alphas, which changes with each step. Take the "
                "softmax of it: that is a new tensor, and what the path should hold.",
            ),
            (
                _without_the_first,
                "The shares before the first step are missing at the beginning of the path.",
            ),
            (_only_the_last, "This is the end alone. Return the whole path, entry by entry."),
            (_search_slip(rate=0.01), "The weights have the rate 0.01. The docstring asks for 0.1."),
            (
                _search_slip(decay=1e-3),
                "The alphas have weight decay, as in the paper. This lesson's search goes without it.",
            ),
            (_search_slip(momentum=0), "The weights' optimiser has no momentum. The docstring asks for 0.9."),
            (
                _search_slip(cross=True),
                "The optimisers have changed places in the call of the step: first that of the weights, "
                "then that of the alphas.",
            ),
            (
                _search_slip(fresh=True),
                "The optimisers are made anew in each epoch, so momentum and Adam forget what they knew. "
                "Make them once, before the loop.",
            ),
            (
                _search_slip(betas=(0.9, 0.999)),
                "Adam has its usual betas, (0.9, 0.999). The docstring asks for (0.5, 0.999).",
            ),
        ),
        seconds=20,
    ),
    hints=(
        "Before the loop: two optimisers, one generator, the path with its first entry.",
        "Which parameters belong to the weights? All of `net.parameters()` but one; compare with `is not`.",
        "`zip` the batches of both halves and call your `first_order_step` for each pair. Then keep the softmax.",
    ),
    solution=search,
)
