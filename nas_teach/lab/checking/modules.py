"""Compare a network that the learner built with the course's own, by giving both the same weights."""

from collections import defaultdict

from nas_teach.lab.checking.calling import Refused, call
from nas_teach.lab.checking.exercise import wrong
from nas_teach.lab.checking.values import same, shorten

TOLERANCE = 1e-4  # float32, summed in another order


def same_outputs(module, reference, *inputs):
    """None if both networks give the same for `inputs`, once the learner's has the reference's weights.

    Args:    module: an nn.Module of the learner's. reference: the course's own. Both are put into eval mode.
    Returns: None, or a verdict that shows how the outputs differ.
    Raises:  Refused: the weights of the two cannot be matched.
    """
    import torch

    share_weights(module, reference)
    module.eval(), reference.eval()
    with torch.no_grad():
        found, right = call(module, *inputs), reference(*inputs)
    if getattr(found, "shape", None) != right.shape:
        got = f"the shape {tuple(found.shape)}" if hasattr(found, "shape") else shorten(found)
        return wrong(f"The output must have the shape {tuple(right.shape)}.", f"the output has {got}")
    if same(found, right, TOLERANCE):
        return None
    largest = (found - right).abs().max().item()
    message = "With the same weights as the course's own, the output differs."
    return wrong(message, f"largest difference {largest:.3g}")


def share_weights(module, reference):
    """Copy all weights and buffers of `reference` into `module`, whatever their names.

    Where the names differ, those of one shape are matched in their order. Raises Refused: they do not match.
    """
    import torch

    if not isinstance(module, torch.nn.Module):
        raise Refused(wrong("A network is asked for, a class with `nn.Module` as its base.", shorten(module)))
    mine, theirs = module.state_dict(), reference.state_dict()
    if {name: value.shape for name, value in mine.items()} == {k: v.shape for k, v in theirs.items()}:
        pairs = [(mine[name], theirs[name]) for name in theirs]
    else:
        pairs = _by_shape(mine, theirs)
    with torch.no_grad():
        for own, other in pairs:
            own.copy_(other)


def _by_shape(mine, theirs):
    waiting = defaultdict(list)
    for value in mine.values():
        waiting[tuple(value.shape)].append(value)
    shapes = [tuple(value.shape) for value in theirs.values()]
    if sorted(shapes) != sorted(tuple(value.shape) for value in mine.values()):
        missing = [shape for shape in set(shapes) if shapes.count(shape) > len(waiting[shape])]
        spare = [shape for shape in waiting if len(waiting[shape]) > shapes.count(shape)]
        words = [f"is missing weights of the shape {shape}" for shape in sorted(missing)[:1]]
        words += [f"has weights of the shape {shape} too many" for shape in sorted(spare)[:1]]
        raise Refused(
            wrong(f"The network {' and '.join(words)}.", f"{len(mine)} weights; {len(theirs)} are right")
        )
    return [(waiting[tuple(value.shape)].pop(0), value) for value in theirs.values()]
