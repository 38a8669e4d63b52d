"""Small weights as parts of large ones: what elastic.py and transformer.py share."""


def leading(tensor, shape):
    """The first entries of `tensor` along each axis, as many as `shape` says: a view of that shape."""
    return tensor[tuple(slice(length) for length in shape)]


def leading_thirds(tensor, shape):
    """The same of queries, keys and values, which lie one below the other: the first rows of each third."""
    thirds = tensor.view(3, -1, *tensor.shape[1:])
    return leading(thirds, (3, shape[0] // 3, *shape[1:])).flatten(0, 1)


def without_gradient(net):
    """Parts of weights that have no gradient in this step: a list of (weight, mask, their values)."""
    weights = [weight for weight in net.parameters() if weight.grad is not None]
    return [(w, w.grad == 0, w.detach()[w.grad == 0].clone()) for w in weights]
