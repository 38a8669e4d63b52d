"""The exercises of lesson 04: decisions in sequence, the controller that makes them, what a comparison carries."""

import math
from itertools import product

import numpy as np
import torch
from torch import nn

from nas_teach.lab.checking import Exercise, Quick, build, call, choose, code, gives, number, wrong
from nas_teach.lab.checking.calling import Refused
from nas_teach.lab.checking.values import plain, same
from nas_teach.lab.lesson_04.parts import draw, first_tokens
from nas_teach.space import SearchSpace
from nas_teach.strategies.baselines import MovingAverage
from nas_teach.strategies.rnn_controller import ChoiceLSTM

PRODUCT_OF_TWO = Exercise(
    id="04.1",
    title="A product of two",
    kind="predict",
    dots=1,
    minutes=3,
    check=number(
        0.54,
        why="0.6 x 0.7 for conv with 7, plus 0.4 x 0.3 for mbconv with 3: little better than a coin, "
        "although both decisions lean the right way for one of the pairs.",
        mistakes=(
            (0.42, "That is conv with kernel 7 alone. mbconv with kernel 3 fits as well."),
            (0.12, "That is mbconv with kernel 3 alone. conv with kernel 7 fits as well."),
            (0.46, "That is the share that does *not* fit."),
            (0.65, "That is the mean of 0.6 and 0.7. Independent probabilities are multiplied."),
            (
                1.3,
                "A probability above 1: probabilities of two things that must both happen are multiplied, "
                "not added.",
            ),
            (0.18, "That is conv with kernel 3, a pair that does not fit. Which two pairs do?"),
            (0.28, "That is mbconv with kernel 7, a pair that does not fit. Which two pairs do?"),
            (0.5, "It would be a half if one of the two decisions were even; here neither is."),
            (0.88, "That is the chance of conv or kernel 7 or both. They must fit together."),
        ),
    ),
    hints=("Which two pairs fit? Work out the probability of each.", "p(conv) x p(7) + p(mbconv) x p(3)"),
    solution="answer = 0.6 * 0.7 + 0.4 * 0.3",
)


def next_decision(parts, first, d, token, state, temperature=1.0, tanh_constant=None):
    x = parts["embed"](torch.tensor([token]))  # (1, numbers)
    hidden, cell = parts["cell"](x, state)
    logits = parts["score"](hidden)[0]  # of all choices of all decisions
    logits = logits[first[d] : first[d + 1]]  # of this decision
    logits = logits / temperature
    if tanh_constant is not None:
        logits = tanh_constant * torch.tanh(logits)
    return logits.log_softmax(0), (hidden, cell)


FIRST = [0, 3, 5, 8]  # three decisions of 3, 2 and 3 choices
START = FIRST[-1]


def parts_of(first, numbers=4, seed=0, spread=0.8):
    """Embedding, LSTM cell and linear layer with random weights, the same for a seed."""
    parts = nn.ModuleDict(
        {
            "embed": nn.Embedding(first[-1] + 1, numbers),
            "cell": nn.LSTMCell(numbers, numbers),
            "score": nn.Linear(numbers, first[-1]),
        }
    )
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in parts.parameters():
            weight.copy_(spread * torch.randn(weight.shape, generator=generator))
    return parts


def only_bias(logits):
    """Parts whose scores are `logits`, whatever they read."""
    parts = parts_of(FIRST, spread=0.0)
    with torch.no_grad():
        parts["score"].bias.copy_(torch.tensor(logits))
    return parts


BY_HAND = only_bias([0.0, 0.0, 0.0, math.log(3), 0.0, 2.0, -1.0, 0.5])


def two_of(answer):
    """The two things that a decision gives back; anything else is refused in words."""
    if type(answer) is not tuple or len(answer) != 2:
        return None, wrong("Return two things: the log-probabilities of the decision, and the new state.")
    return answer, None


def right_form(f):
    answer, refusal = two_of(call(f, BY_HAND, FIRST, 0, START, None))
    if refusal:
        return refusal
    log_probs, state = answer
    if type(log_probs) is tuple:
        return "The two have changed places: the log-probabilities come first, then the state."
    if np.shape(plain(log_probs)) != (3,):
        return (
            "Decision 0 has 3 choices, so 3 log-probabilities are asked for: one row, not of all decisions, "
            "and without the axis of the batch."
        )
    if type(state) is not tuple or [tuple(part.shape) for part in state] != [(1, 4), (1, 4)]:
        return "The new state is what the cell returns: the pair (hidden, cell), each of shape (1, numbers)."
    return None


def three_to_one(f):
    [log_probs, _] = call(f, BY_HAND, FIRST, 1, 2, None)
    if same(log_probs, [0.75, 0.25]):
        return "These are probabilities. Return their logarithms: `log_softmax`."
    if same(log_probs, [math.log(3), 0.0]):
        return "These are the logits as they are. Their `log_softmax` is asked for."
    return gives(lambda: log_probs, [math.log(0.75), math.log(0.25)])


def adds_up_to_one(f):
    """Over all 18 architectures of three decisions."""
    parts, total = parts_of(FIRST, seed=3), 0.0
    for a, b, c in product(range(3), range(2), range(3)):
        p, state = 1.0, None
        for d, (token, choice) in enumerate(((START, a), (a, b), (FIRST[1] + b, c))):
            log_probs, state = call(f, parts, FIRST, d, token, state)
            p, state = p * math.exp(plain(log_probs)[choice]), at_rest(state)
        total += p
    if not same(total, 1.0, 1e-4):
        return wrong("The probabilities of all 18 architectures must add up to 1.", f"sum {total:.4f}")
    return None


def at_rest(state):
    """A state without its history, which can be copied."""
    return state and tuple(part.detach() for part in state)


def run_through(f, temperature, tanh_constant, choices=(2, 0, 1)):
    """Log-probabilities of the decisions one after another, from random parts."""
    parts, token, state, found = parts_of(FIRST, seed=1), START, None, []
    for d, choice in enumerate(choices):
        log_probs, state = call(f, parts, FIRST, d, token, state, temperature, tanh_constant)
        state = at_rest(state)
        found.append(log_probs)
        token = FIRST[d] + choice
    return found


def as_the_package(f):
    """With the weights of the package's controller, its log-probabilities: it has the same parts."""
    network = ChoiceLSTM(np.diff(FIRST).tolist(), 1.0, None, 4)
    parts = parts_of(FIRST, seed=2)
    with torch.no_grad():
        for own, other in zip(network.parameters(), parts.parameters(), strict=True):
            own.copy_(other)
    token, state = START, None
    for d, right in enumerate(network(torch.tensor([[2, 0, 1]]))):
        log_probs, state = call(f, parts, FIRST, d, token, state)
        state = at_rest(state)
        if not same(log_probs, right[0].detach(), 1e-4):
            return wrong(
                "With the weights of the package's controller, it gives other log-probabilities at decision "
                f"{d}. Does the cell read the token and the old state, and is the new state handed back?",
                f"received {np.round(plain(log_probs), 4)}, right is {np.round(right[0].tolist(), 4)}",
            )
        token = FIRST[d] + (2, 0, 1)[d]
    return None


def still_learns(f):
    log_probs, _ = call(f, parts_of(FIRST, seed=1), FIRST, 0, START, None)
    if not getattr(log_probs, "requires_grad", False):
        return "The log-probabilities carry no gradient: keep to torch's functions, without .detach() or .item()."
    return None


def bent(change=None, softmax_first=False, output="hidden", keep=False, plain_probs=False):
    """next_decision with something done otherwise."""

    def slip(parts, first, d, token, state, temperature=1.0, tanh_constant=None):
        c = math.inf if tanh_constant is None else tanh_constant
        hidden, cell = parts["cell"](parts["embed"](torch.tensor([token])), state)
        logits, own = parts["score"](hidden if output == "hidden" else cell)[0], slice(*first[d : d + 2])
        logits = change(logits, temperature, c) if change else bounded(logits / temperature, c)
        log_probs = logits.log_softmax(0)[own] if softmax_first else logits[own].log_softmax(0)
        return log_probs.exp() if plain_probs else log_probs, state if keep else (hidden, cell)

    return slip


def bounded(logits, c):
    return logits if math.isinf(c) else c * torch.tanh(logits)


NEXT_DECISION = Exercise(
    id="04.2",
    title="One decision",
    kind="code",
    dots=3,
    minutes=7,
    builds="next_decision",
    check=build(
        next_decision,
        tests=(
            (
                "It returns one log-probability a choice of the decision, and the pair (hidden, cell).",
                right_form,
            ),
            ("Scores of log 3 and 0 give probabilities of 3/4 and 1/4, as logarithms.", three_to_one),
            ("The probabilities of all architectures of a tiny space add up to 1.", adds_up_to_one),
            ("With shared weights it agrees with the package's controller.", as_the_package),
            ("Log-probabilities carry a gradient.", still_learns),
        ),
        cases=(
            lambda f: run_through(f, 1.0, None),
            lambda f: run_through(f, 0.2, None),
            lambda f: run_through(f, 3.0, 1.5),
            lambda f: run_through(f, 0.3, 0.5, (0, 1, 2)),
        ),
        mistakes=(
            (
                bent(lambda z, t, c: bounded(z, c)),
                "The temperature is given and never used: divide the logits by it.",
            ),
            (
                bent(lambda z, t, c: bounded(z, c) / t),
                "The temperature stands outside the tanh, where it breaks the bound: at temperature 0.3 and "
                "c = 0.5 logits reach 1.7. First divide, then take tanh, last multiply by the constant.",
            ),
            (bent(lambda z, t, c: z / t), "The tanh constant is given and never used."),
            (
                bent(lambda z, t, c: z / t if math.isinf(c) else torch.tanh(c * z / t)),
                "The constant stands inside the tanh, so the bound is 1 whatever the constant is.",
            ),
            (
                bent(lambda z, t, c: bounded(z / t, c) if math.isinf(c) else c * torch.tanh(z / t / c)),
                "The logits are divided by the constant as well, inside the tanh, which takes logits / T alone.",
            ),
            (
                bent(lambda z, t, c: z / t if math.isinf(c) else (z / t).clamp(-c, c)),
                "This cuts the logits off at the constant. The tanh bends them: c x tanh(logits / T).",
            ),
            (
                bent(lambda z, t, c: bounded(z * t, c)),
                "The logits are multiplied by the temperature. A large one should make the policy more even, "
                "so it divides.",
            ),
            (
                bent(softmax_first=True),
                "The softmax runs over all choices of all decisions. Cut out this decision's logits first: "
                "its own probabilities must add up to 1.",
            ),
            (
                bent(output="cell"),
                "The scores read `cell`, the cell's private notes. Its output is `hidden`, the first of the "
                "two.",
            ),
            (
                bent(keep=True),
                "The controller never remembers what it has read before. Either the cell does not get `state`, or "
                "the old state is handed back in place of the pair that the cell returned.",
            ),
            (bent(plain_probs=True), "These are probabilities. Return their logarithms: `log_softmax`."),
        ),
        why="Embed, read, score, cut, divide, bound, softmax. The state that goes out is what the next "
        "decision will know of this one.",
    ),
    hints=(
        "The three parts come in the order of the picture: embed, cell, score. The cell takes "
        "`(x, state)` and returns the new pair (hidden, cell); `hidden` is its output.",
        "`score` gives a logit for every choice of every decision, with an axis for the batch in front. The "
        "ones of decision d lie from first[d] up to first[d + 1].",
        "Then divide by the temperature; if there is a tanh constant, bound what you have; take log_softmax "
        "along the only axis that is left.",
    ),
    solution=next_decision,
)


class Controller:
    """An LSTM controller as a strategy: `ask` writes an architecture, `tell` learns from its reward."""

    def __init__(self, space, decide, optimizer, beta=0.0, seed=0):
        self.space, self.decide, self.optimizer, self.beta = space, decide, optimizer, beta
        self.first = first_tokens(space)
        self.baseline, self.rng = MovingAverage(), np.random.default_rng(seed)

    def write(self):
        """Positions of the choices drawn; log p of them all, and the entropy, as tensors."""
        token, state = self.first[-1], None  # "start"
        choices, log_p, entropy = [], 0.0, 0.0
        for d in range(len(self.first) - 1):
            lp, state = self.decide(d, token, state)
            choice = draw(lp, self.rng)
            choices.append(choice)
            log_p = log_p + lp[choice]
            entropy = entropy - (lp.exp() * lp).sum()
            token = self.first[d] + choice  # what the next step reads
        return choices, log_p, entropy

    def ask(self):
        choices, self.log_p, self.entropy = self.write()
        return self.space.at(choices)

    def tell(self, arch, reward):
        """One step on -log p x (reward - baseline) - beta x entropy."""
        advantage = reward - self.baseline(reward)
        loss = -self.log_p * advantage - self.beta * self.entropy
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


TINY = SearchSpace({"block": ("conv", "mbconv", "none"), "skip": (False, True), "kernel": (3, 5, 7)})


def forced(choices, seen):
    """A decide() that all but insists on `choices`, and notes what it was asked in `seen`."""

    def decide(d, token, state):
        seen.append((d, int(token), state))
        logits = torch.zeros(FIRST[d + 1] - FIRST[d])
        logits[choices[d]] = 40.0
        return logits.log_softmax(0), f"state {d}"

    return decide


def even(d, token, state):
    return torch.zeros(FIRST[d + 1] - FIRST[d]).log_softmax(0), state


def writes_what_is_certain(cls):
    seen = []
    written = call(cls(TINY, forced((2, 0, 1), seen), None).write)
    if type(written) not in (tuple, list) or len(written) != 3:
        return "`write` returns three things: the choices, log p and the entropy."
    if [d for d, *_ in seen] != [0, 1, 2]:
        return f"`decide` was asked for the decisions {[d for d, *_ in seen]}; right is 0, 1, 2, each once."
    if not same(written[0], (2, 0, 1)):
        values = "The values of the choices are returned. " if same(written[0], TINY.at((2, 0, 1))) else ""
        return wrong(f"{values}The positions (2, 0, 1) were as good as certain.", f"choices {written[0]}")
    return None


def reads_its_own_words(cls):
    seen = []
    call(cls(TINY, forced((2, 1, 0), seen), None).write)
    tokens = [token for _, token, _ in seen]
    if tokens[0] != START:
        return wrong(f"The first step reads the token that says start, number {START}.", f"tokens {tokens}")
    if tokens == [START] * 3:
        return "Every step reads the start token. The next one must read what was just drawn."
    if tokens == [START, 2, 1]:
        return (
            "The position of the choice is passed on as its token. The tokens of decision d begin at "
            "first[d], else position 1 of any decision would be the same word."
        )
    if tokens != [START, 2, FIRST[1] + 1]:
        right = [START, 2, FIRST[1] + 1]
        return wrong(
            f"The choices (2, 1, 0) were drawn, so the steps should read {right}.", f"tokens {tokens}"
        )
    return None


def passes_the_state_on(cls):
    seen = []
    call(cls(TINY, forced((0, 0, 0), seen), None).write)
    states = [state for *_, state in seen]
    if states != [None, "state 0", "state 1"]:
        return wrong(
            "Each step gets the state that the step before returned, the first one gets None.", f"{states}"
        )
    return None


def sums_of_an_even_policy(cls):
    _, log_p, entropy = call(cls(TINY, even, None).write)
    right = math.log(18)
    if same(log_p, math.log(1 / 3 + 1 / 2 + 1 / 3), 1e-4) or same(log_p, 1 / 18, 1e-4):
        return "log p is the sum of the log-probabilities of what was drawn: no exp and no second log."
    if same(log_p, -right / 3, 1e-4):
        return "log p is the mean over the decisions here. It is their sum."
    if not same(log_p, -right, 1e-4):
        return wrong(
            "An even policy gives each of the 18 architectures log p = -log 18 = -2.890.",
            f"log p = {plain(log_p)}",
        )
    if same(entropy, -right, 1e-4):
        return "The entropy is minus the sum of p log p. Its sign is turned round here."
    if not same(entropy, right, 1e-4):
        return wrong("The entropy of an even policy over 18 is log 18 = 2.890.", f"entropy {plain(entropy)}")
    return None


def sums_what_was_drawn(cls):
    """On an uneven policy, where the likeliest choice is not always the one that is drawn."""
    rows = [torch.tensor(row).log_softmax(0) for row in ([0.3, -0.2, 0.1], [0.5, 0.0], [0.2, 0.4, -0.3])]
    made = cls(TINY, lambda d, token, state: (rows[d], state), None)
    for _ in range(12):
        drawn, log_p, entropy = made.write()
        right = sum(row[choice] for row, choice in zip(rows, drawn, strict=True))
        if not same(log_p, right, 1e-4):
            return wrong(
                "log p takes at each step the log-probability of the choice that was drawn.",
                f"drawn {plain(drawn)}, log p = {plain(log_p)}, right is {plain(right):.4f}",
            )
        if same(entropy, -right, 1e-4):
            return "This is -log p of what was drawn. The entropy of a step sums -p log p over *all* its choices."
    return None


def draws_as_often_as_it_says(cls):
    p = [0.6, 0.1, 0.3]

    def decide(d, token, state):
        return torch.tensor(p if d != 1 else [0.5, 0.5]).log(), state

    made = cls(TINY, decide, None)
    drawn = np.array([made.write()[0][0] for _ in range(600)])
    shares = [np.mean(drawn == i) for i in range(3)]
    if max(abs(a - b) for a, b in zip(shares, p, strict=True)) > 0.1:
        most = " It always takes the likeliest: draw, do not choose." if max(shares) == 1 else ""
        return wrong(f"Choices of probability .6, .1 and .3 should be drawn as often.{most}", f"{shares}")
    return None


def one_step(cls, beta=0.0, rewards=(0.9,), level=0.5, choices=None):
    """What plain gradient descent makes of the logits of a policy without memory, one step a reward.

    With `choices` the draws are all but certain: the slopes are then tiny, and the learning rate is huge.
    """
    logits, asked = torch.zeros(FIRST[-1], requires_grad=True, dtype=torch.float64), []
    with torch.no_grad():
        logits += torch.tensor([0.3, -0.2, 0.1, 0.5, 0.0, 0.2, 0.4, -0.3])
        if choices:
            for d, choice in enumerate(choices):
                logits[FIRST[d] + choice] += 14.0

    def decide(d, token, state):
        asked.append(d)
        return logits[FIRST[d] : FIRST[d + 1]].log_softmax(0), state

    made = cls(TINY, decide, torch.optim.SGD([logits], 1e6 if choices else 1.0), beta)
    if level is not None:
        made.baseline = lambda reward: level
    before = logits.detach().clone()
    for reward in rewards:
        arch = made.ask()
        made.tell(arch, reward)
    if len(asked) > 3 * len(rewards):
        raise Refused(
            wrong(
                "`tell` writes a new architecture. The reward belongs to the old one: use `self.log_p` and "
                "`self.entropy`, which `ask` has kept."
            )
        )
    return TINY.indices(arch), (logits.detach() - before).tolist()


def learns_the_right_way(cls):
    drawn, change = one_step(cls)
    if not any(change):
        return (
            "After `tell` no weight has moved. Did log p keep its gradient, and does `tell` call backward() "
            "and then step()?"
        )
    own = [change[FIRST[d] + choice] for d, choice in enumerate(drawn)]
    if max(own) < 0:
        return (
            "The reward was above the baseline, and what was drawn became rarer. An optimiser goes down: "
            "the loss is *minus* log p x (reward - baseline)."
        )
    return None


def bonus_evens(cls):
    _, change = one_step(cls, beta=0.5, rewards=(0.5,))
    if not any(change):
        return "At a reward equal to the baseline the bonus alone should move the weights. It does not."
    if change[3] > 0:
        return (
            "The bonus made the likelier choice likelier still. It is to be large, so it stands in the loss "
            "with a minus: - beta x entropy."
        )
    return None


class Slipping(Controller):
    """Slips in tell()."""

    scale, zeroes, passes_baseline, times = 1.0, True, True, 1.0

    def tell(self, arch, reward):
        advantage = reward - self.baseline(reward) if self.passes_baseline else reward
        loss = -self.log_p * advantage * self.scale - self.times * self.beta * self.entropy
        if self.zeroes:
            self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


class NeverZeroed(Slipping):
    zeroes = False


class NoBaseline(Slipping):
    passes_baseline = False


class NoBonus(Slipping):
    times = 0.0


class NoBeta(Controller):
    def tell(self, arch, reward):
        self.beta = 1.0
        super().tell(arch, reward)


class BaselineTwice(Controller):
    def tell(self, arch, reward):
        self.baseline(reward)
        super().tell(arch, reward)


class ProbabilityInstead(Controller):
    def ask(self):
        arch = super().ask()
        self.log_p = self.log_p.exp()
        return arch


CONTROLLER = Exercise(
    id="04.3",
    title="The whole architecture",
    kind="code",
    dots=4,
    minutes=12,
    builds="Controller",
    check=build(
        Controller,
        tests=(
            (
                "write() makes the decisions in order, each once, and returns three things.",
                writes_what_is_certain,
            ),
            (
                "Each step reads the token of what was just drawn, the first one the start.",
                reads_its_own_words,
            ),
            ("Each step gets the state that the step before returned.", passes_the_state_on),
            ("log p and entropy are sums over the decisions.", sums_of_an_even_policy),
            ("log p counts the choices that were drawn.", sums_what_was_drawn),
            ("It draws each choice as often as its probability says.", draws_as_often_as_it_says),
            ("tell() makes a well-paid architecture likelier.", learns_the_right_way),
            ("The entropy bonus makes the policy more even.", bonus_evens),
        ),
        cases=(
            lambda cls: one_step(cls, choices=(1, 0, 2))[1],
            lambda cls: one_step(cls, beta=0.3, choices=(1, 0, 2))[1],
            lambda cls: one_step(cls, rewards=(0.9, 0.2, 0.4), level=None, choices=(0, 1, 1))[1],
        ),
        mistakes=(
            (
                NeverZeroed,
                "The gradients of earlier steps are still there: call zero_grad() before backward().",
            ),
            (NoBaseline, "The reward is taken as it is: subtract what `self.baseline(reward)` returns."),
            (NoBonus, "The entropy bonus is missing from the loss: - beta x entropy."),
            (NoBeta, "The entropy stands in the loss without its weight: multiply it by `self.beta`."),
            (
                BaselineTwice,
                "The baseline is asked twice for one reward. Each call updates it: call it once and keep what "
                "it returns.",
            ),
            (
                ProbabilityInstead,
                "The loss takes the probability in place of its logarithm. REINFORCE needs log p.",
            ),
        ),
        why="The loop carries two things from step to step, the token and the state, and two sums. The loss "
        "is that of lesson 02; only log p has become a sum.",
    ),
    hints=(
        "Before the loop: the start token, no state yet, an empty list, two sums at 0.",
        "In the loop, in this order: `self.decide`, `draw`, note the choice, add to both sums, work out the "
        "next token. The last choice's token is `self.first[d]` plus its position.",
        "tell(): ask the baseline once, build the loss from `self.log_p`, `self.entropy` and `self.beta`, "
        "then the three calls of every training step with an optimiser.",
    ),
    solution=Controller,
)


def log_probability(decide, first, choices):
    token, state, log_p = first[-1], None, 0.0
    for d, choice in enumerate(choices):
        log_probs, state = decide(d, token, state)
        log_p = log_p + log_probs[choice]
        token = first[d] + choice  # the token, not the position
    return log_p


def with_token(next_token, state_of=lambda old, new: new, final=lambda log_p, n: log_p, only=None):
    """log_probability with another token, state or end."""

    def slip(decide, first, choices):
        token, state, log_p = first[-1], None, 0.0
        for d, choice in enumerate(choices):
            log_probs, new = decide(d, token, state)
            state = state_of(state, new)
            log_p = log_p + log_probs[choice] if only is None or d == only else log_p
            token = next_token(first, d, choice)
        return final(log_p, len(choices))

    return slip


def last_alone(decide, first, choices):
    token, state = first[-1], None
    for d, choice in enumerate(choices):
        log_probs, state = decide(d, token, state)
        token = first[d] + choice
    return log_probs[choice]


def own_token(first, d, choice):
    return first[d] + choice


def table_policy(d, token, state):
    """A policy whose next probabilities hang on all tokens read so far."""
    read = (state or 0) * 7 + token + 1
    logits = torch.tensor([math.sin(read * (i + 1) + d) for i in range(3)])
    return logits.double().log_softmax(0), read


WORDS_MIXED_UP = Exercise(
    id="04.4",
    title="A word that means two things",
    kind="bug",
    dots=2,
    minutes=4,
    builds="log_probability",
    check=code(
        log_probability,
        cases=tuple(
            (table_policy, first, choices)
            for first in (FIRST, [0, 3, 7, 10, 13])
            for choices in ((2, 1, 0), (0, 0, 2), (1, 1, 1), (1, 0, 1))
            for choices in ((choices + (2,))[: len(first) - 1],)
        ),
        given=with_token(lambda first, d, choice: choice),
        why="Position 1 of the first decision and position 1 of the second are two different words, so they "
        "need two different tokens.",
        mistakes=(
            (
                with_token(lambda first, d, choice: first[d + 1] + choice),
                "Now the token belongs to the next decision: its tokens begin at first[d + 1]. The choice "
                "that was made is one of decision d.",
            ),
            (
                with_token(own_token, final=lambda log_p, n: log_p.exp()),
                "The token is mended, but this is the probability. Asked for is its logarithm.",
            ),
            (
                with_token(own_token, final=lambda log_p, n: log_p / n),
                "The token is mended, but the mean is returned. The sum is asked for.",
            ),
            (
                with_token(own_token, state_of=lambda old, new: None),
                "The token is mended, but the state is lost: each step forgets all but the last word.",
            ),
            (
                with_token(lambda first, d, choice: first[d - 1] + choice),
                "Now the token is looked up one decision too early: the tokens of decision d begin at first[d].",
            ),
            (
                with_token(lambda first, d, choice: d + choice),
                "d + choice mixes words up as well. Where do the tokens of decision d begin?",
            ),
            (
                with_token(lambda first, d, choice: first[-1] + choice),
                "first[-1] is the token that says start, and there are none after it.",
            ),
            (last_alone, "The token is mended, but log p is that of the last decision alone. It is a sum."),
            (with_token(lambda first, d, choice: first[-1]), "Now every step reads the start token."),
            (
                with_token(own_token, final=lambda log_p, n: -log_p),
                "The token is mended, but the sign is turned round: a log-probability is 0 or less.",
            ),
        ),
    ),
    hints=(
        "Compare with what your write() does at the end of its loop.",
        "Which numbers are the tokens of decision 1? `first` says where they begin.",
    ),
    solution=log_probability,
)


WHAT_MAY_BE_CLAIMED = Exercise(
    id="04.5",
    title="What may be claimed?",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "A higher mean alone is no proof: the interval of the difference reaches from below 0 to "
            "above it, so other seeds might well turn the order round.",
            "B": "An interval that contains 0 does not show that the difference is 0. It may be +0.28 or "
            "-0.08: the data do not say. More seeds would.",
            "C": "For the paired differences it does not matter whether the single curves' intervals "
            "overlap. Pairing takes the shared luck away, and the first difference is clearly above 0.",
            "D": "Right. The first interval lies wholly above 0, the second does not. Learning was of use, "
            "memory is undecided, and another table may decide it either way.",
        },
    ),
    hints=(
        "Does each interval of a difference contain 0?",
        '"Not shown to differ" and "shown to be equal" are two different things.',
    ),
    solution='answer = "D"  # one difference is decided, the other is not',
)


def entropy_term(log_ps, entropies):
    fixed, term = torch.stack(list(entropies)).detach(), 0.0
    for d, (log_p, entropy) in enumerate(zip(log_ps, entropies, strict=True)):
        later = fixed[d + 1 :].sum()  # what the choice of decision d has earned; no gradient through it
        term = term + entropy + later * log_p
    return term


def _undetached(log_ps, entropies):
    pairs = enumerate(zip(log_ps, entropies, strict=True))
    return sum(entropy + sum(entropies[d + 1 :]) * log_p for d, (log_p, entropy) in pairs)


def mean_gradient(term, sizes=(2, 2), seed=0):
    """The gradient of `term`, averaged over all sequences by their probability."""
    generator = torch.Generator().manual_seed(seed)
    rows = {
        prefix: torch.randn(size, generator=generator, dtype=torch.float64).requires_grad_()
        for d, size in enumerate(sizes)
        for prefix in product(*map(range, sizes[:d]))
    }
    weights, total = list(rows.values()), 0.0
    for choices in product(*map(range, sizes)):
        steps = [rows[choices[:d]].log_softmax(0) for d in range(len(sizes))]
        log_ps = [step[choice] for step, choice in zip(steps, choices, strict=True)]
        entropies = [-(step.exp() * step).sum() for step in steps]
        value = term(log_ps, entropies)
        if not getattr(value, "requires_grad", False):
            return "The result carries no gradient: it must be a tensor made of `log_ps` and `entropies`."
        gradients = torch.autograd.grad(value, weights, allow_unused=True)
        p = sum(log_ps).exp().item()
        parts = [torch.zeros_like(w) if g is None else g for w, g in zip(weights, gradients, strict=True)]
        total = total + p * torch.cat(parts)
    return total.tolist()


def exact_gradient(sizes=(2, 2), seed=0):
    """The gradient of the entropy of all sequences, by enumeration."""

    def minus_log_p(log_ps, entropies):
        log_p = sum(log_ps)  # d/dw of -p log p, divided by p, since mean_gradient multiplies by p
        return -(log_p.detach() * log_p + log_p)

    return mean_gradient(minus_log_p, sizes, seed)


def one_decision(f):
    found = mean_gradient(f, (3,))
    if isinstance(found, str):
        return found
    if not same(found, exact_gradient((3,)), 1e-5):
        return wrong(
            "With a single decision its own entropy has the whole gradient.", f"{np.round(found, 4)}"
        )
    return None


def two_decisions(f):
    found, right = mean_gradient(f), exact_gradient()
    if same(found, right, 1e-5):
        return None
    return wrong(
        "Averaged over all sequences, the gradient is not that of the entropy.",
        f"received {np.round(found, 3).tolist()}, right is {np.round(right, 3).tolist()}",
    )


WHOLE_ENTROPY = Exercise(
    id="04.6",
    title="The whole gradient of the entropy",
    kind="code",
    dots=5,
    minutes=18,
    builds="entropy_term",
    check=build(
        entropy_term,
        tests=(
            ("With one decision it has the gradient of that decision's entropy.", one_decision),
            ("With two decisions it has, on average, the gradient of the whole entropy.", two_decisions),
        ),
        cases=(lambda f: mean_gradient(f, (2, 2), 3), lambda f: mean_gradient(f, (2, 3, 2), 4)),
        mistakes=(
            (
                lambda log_ps, entropies: sum(entropies),
                "On average this has the gradient of the entropy along the sequence that was drawn, the "
                "package's bonus. It misses that an earlier choice decides which entropies come later.",
            ),
            (
                lambda log_ps, entropies: sum(e.detach() for e in entropies) * sum(log_ps),
                "This is the entropy used as a reward, as in ENAS: the score-function half alone. The "
                "entropies have a gradient of their own, too.",
            ),
            (
                lambda log_ps, entropies: sum(entropies) + sum(entropies) * sum(log_ps),
                "What multiplies log p is a reward: it must not carry a gradient. Use .detach().",
            ),
            (
                lambda log_ps, entropies: sum(entropies) + sum(entropies).detach() * log_ps[0],
                "Only the first decision is credited with what it opens. Every decision has later ones, but the "
                "last.",
            ),
            (
                lambda log_ps, entropies: (
                    sum(entropies) + sum(e.detach() * p for e, p in zip(entropies[1:], log_ps, strict=False))
                ),
                "Each decision is credited with the next entropy alone. It opens all the later ones.",
            ),
            (
                _undetached,
                "The later entropies carry their gradient into the product. They play the part of a reward: use "
                ".detach().",
            ),
            (
                lambda log_ps, entropies: 2 * sum(entropies) - entropy_term(log_ps, entropies),
                "The second term has the wrong sign: a choice that opens much entropy should become likelier.",
            ),
            (
                lambda log_ps, entropies: entropy_term(log_ps, entropies) / len(log_ps),
                "The direction is right, but this is the mean over the decisions; the entropy is a sum.",
            ),
        ),
        why="Each choice is credited with the entropies that follow it, as with a reward, and each entropy "
        "brings its own gradient. Entropies that came before a choice may be added: they act as a baseline.",
    ),
    hints=(
        "Write the entropy of two decisions as H(first) + sum over a of p(a) H(second | a), and "
        "differentiate the sum by the product rule.",
        "The derivative of p(a) is p(a) times that of log p(a). So H(second | a) stands where a reward would "
        "stand.",
        "For each decision add its own entropy, and its log p times the sum of the later entropies, with "
        "these as plain numbers.",
    ),
    solution=entropy_term,
)


EXERCISES = (PRODUCT_OF_TWO, NEXT_DECISION, CONTROLLER, WORDS_MIXED_UP, WHAT_MAY_BE_CLAIMED, WHOLE_ENTROPY)

QUICK = (
    Quick(
        id="04.q1",
        question="Lesson 02: what does the loss -log p x reward ask for, when it becomes small?",
        answer="C",
        options={
            "A": "a reward that is closer to log p",
            "B": "an even policy",
            "C": "well-paid draws that are likely",
            "D": "few different draws",
        },
        reason="With a positive reward, making -log p small makes what was drawn more likely.",
        slips={
            "B": "That is what the entropy bonus asks for.",
            "A": "The reward is a number; log p is moved.",
        },
    ),
    Quick(
        id="04.q2",
        question="Lesson 03: does a baseline that knows nothing of the present draw change the mean step? "
        "Answer yes or no.",
        answer=("no",),
        reason="It changes only the noise of the step. Its mean contribution is 0.",
        slips={"yes": "Its contribution is the baseline times the mean slope of log p. What is that mean?"},
    ),
    Quick(
        id="04.q3",
        question="Lesson 03: an entropy bonus pays 0.2 for each nat, a policy over four choices is even. "
        "What bonus does it get, to three decimals?",
        answer=0.277,
        reason="An even policy over four has log 4 = 1.386 nats; times 0.2.",
        slips={
            1.386: "These are the nats. Each is paid 0.2.",
            0.4: "With base 2 it is 2 bits; nats use the natural logarithm.",
        },
        tolerance=0.002,
    ),
    Quick(
        id="04.q4",
        question="A table of conditional probabilities: two decisions of 3 choices each. How many rows does "
        "the second decision need?",
        answer=3,
        reason="One row for each choice that the first decision may have made.",
        slips={9: "That is the count of its probabilities: 3 rows of 3.", 1: "One row would be independent."},
    ),
    Quick(
        id="04.q5",
        question="With the mixed-up tokens, do the probabilities of all architectures still add up to 1?",
        answer="A",
        options={
            "A": "yes",
            "B": "no, to less than 1",
            "C": "no, to more than 1",
            "D": "nothing can be said without running it",
        },
        reason="Each step's probabilities add up to 1, whatever the step has read. It is a proper policy, "
        "but another one than the controller samples from.",
        slips={
            "B": "Each step ends in a softmax, whatever it reads.",
            "C": "Each step ends in a softmax, whatever it reads.",
            "D": "It can: think of one step, whatever it reads.",
        },
    ),
    Quick(
        id="04.q6",
        question="The marginals of two policies are the same. What follows for their joint probabilities?",
        answer="D",
        options={
            "A": "they are the same",
            "B": "they differ",
            "C": "one of them is independent",
            "D": "nothing can be said",
        },
        reason="Even marginals fit independent draws, and draws in which block and kernel always agree.",
        slips={
            "A": "Look at the two maps: marginals alike, joint policies not.",
            "B": "They may, but need not.",
            "C": "Both may have a memory.",
        },
    ),
    Quick(
        id="04.q7",
        question="A colleague's best single training reached more than the best mean of the whole table. What "
        "happened?",
        answer="A",
        options={
            "A": "luck: one training against a mean of three",
            "B": "the table is wrong",
            "C": "she found a network that is not in the table",
            "D": "she overfitted by searching too long",
        },
        reason="Many trainings lie above their own mean, and she reports the luckiest of many.",
        slips={
            "B": "A single training may lie above any mean.",
            "C": "The table holds the whole space.",
            "D": "A search over a table trains nothing; it selects luck.",
        },
    ),
    Quick(
        id="04.q8",
        question="Suppose a strategy's learning rate had been chosen on the very seeds of the verdict. Whose "
        "results would then look too good?",
        answer="B",
        options={
            "A": "those of random search",
            "B": "those of the tuned strategy",
            "C": "nobody's: the differences are paired",
            "D": "those of all alike",
        },
        reason="The best of several settings is partly the luckiest on those seeds.",
        slips={
            "A": "It has no setting that could be chosen.",
            "C": "Pairing takes away luck that both share. The luck of a setting is not shared.",
            "D": "Only what is chosen among several is flattered.",
        },
    ),
)
