"""A random architecture that a strategy has not asked for yet, while there is one."""

import math

LISTED = 100_000  # spaces up to this size are looked through when drawing finds nothing new


def sample_unseen(space, rng, seen, tries=100):
    """Draw an architecture that is not in `seen`; one that is, if the space is exhausted.

    After `tries` draws in vain the rest of the space is listed, and one of it drawn; a space of more than
    100,000 architectures is not, for it is not exhausted.

    Args:    rng: a numpy.random.Generator. seen: a set of architectures.
    """
    for _ in range(tries):
        arch = space.sample(rng)
        if arch not in seen:
            return arch
    if math.prod(map(len, space.choices.values())) <= LISTED:  # len(space) ends at 2^63
        rest = [arch for arch in space if arch not in seen]
        return rest[rng.integers(len(rest))] if rest else arch
    return arch
