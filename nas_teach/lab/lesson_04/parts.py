"""What lesson 04 gives to the learner for her controller: the numbers of the tokens, a draw, a way to look on."""

import numpy as np


def first_tokens(space):
    """Decision d owns the tokens from first[d] up to first[d + 1]; the last entry is the token "start"."""
    return [0, *np.cumsum([len(values) for values in space.choices.values()]).tolist()]


def draw(log_probs, rng):
    """The position of a choice, an int, drawn with these log-probabilities (a tensor)."""
    p = log_probs.detach().double().exp().numpy()
    return int(rng.choice(len(p), p=p / p.sum()))


class Watched:
    """A controller, as a strategy, and in `rows` the probabilities of all choices at each evaluation."""

    def __init__(self, controller):
        self.controller, self.rows, decide = controller, [], controller.decide

        def watching(d, token, state):
            log_probs, state = decide(d, token, state)
            self.rows[-1] += log_probs.exp().tolist()
            return log_probs, state

        controller.decide = watching

    def ask(self):
        self.rows.append([])
        return self.controller.ask()

    def tell(self, arch, reward):
        self.controller.tell(arch, reward)
