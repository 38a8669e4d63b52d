"""What lesson 04 gives to the learner for her controller: the numbers of the tokens, and a draw."""

import numpy as np


def first_tokens(space):
    """Decision d owns the tokens from first[d] up to first[d + 1]; the last entry is the token "start"."""
    return [0, *np.cumsum([len(values) for values in space.choices.values()]).tolist()]


def draw(log_probs, rng):
    """The position of a choice, an int, drawn with these log-probabilities (a tensor)."""
    p = log_probs.detach().double().exp().numpy()
    return int(rng.choice(len(p), p=p / p.sum()))
