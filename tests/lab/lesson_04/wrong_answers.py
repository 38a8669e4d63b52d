"""Plausible wrong answers, each with a fragment of the message that it must get; right ones of other styles."""

NEXT = """import torch
def next_decision(parts, first, d, token, state, temperature=1.0, tanh_constant=None):
    hidden, cell = parts["cell"](parts["embed"](torch.tensor([token])), state)
    logits = parts["score"]({output})[0]{cut}
    logits = {changed}
    return {result}"""
BOUND = "logits / temperature if tanh_constant is None else tanh_constant * torch.tanh(logits / temperature)"
RIGHT_NEXT = {
    "output": "hidden",
    "cut": "[first[d]:first[d + 1]]",
    "changed": BOUND,
    "result": "logits.log_softmax(0), (hidden, cell)",
}


def next_decision(**changes):
    return NEXT.format(**RIGHT_NEXT | changes)


CONTROLLER = """import numpy as np
from nas_teach.strategies.baselines import MovingAverage


def draw(log_probs, rng):
    p = log_probs.detach().double().exp().numpy()
    return int(rng.choice(len(p), p=p / p.sum()))


class Controller:
    def __init__(self, space, decide, optimizer, beta=0.0, seed=0):
        self.space, self.decide, self.optimizer, self.beta = space, decide, optimizer, beta
        counts = [len(values) for values in space.choices.values()]
        self.first = [0, *np.cumsum(counts).tolist()]
        self.baseline, self.rng = MovingAverage(), np.random.default_rng(seed)

    def write(self):
        token, state = {start}, None
        choices, log_p, entropy = [], 0.0, 0.0
        for d in range(len(self.first) - 1):
            lp, {state} = self.decide(d, token, state)
            choice = {choice}
            choices.append(choice)
            log_p = log_p + {log_p}
            entropy = entropy {sign} (lp.exp() * lp).sum()
            token = {token}
        return {result}

    def ask(self):
        choices, self.log_p, self.entropy = self.write()
        return self.space.at(choices)

    def tell(self, arch, reward):
        {tell}
"""
STEP = "self.optimizer.zero_grad(); loss.backward(); self.optimizer.step()"
LOSS = "loss = -self.log_p * (reward - self.baseline(reward)) - self.beta * self.entropy; "
RIGHT_CONTROLLER = {
    "start": "self.first[-1]",
    "state": "state",
    "choice": "draw(lp, self.rng)",
    "log_p": "lp[choice]",
    "sign": "-",
    "token": "self.first[d] + choice",
    "result": "choices, log_p, entropy",
    "tell": LOSS + STEP,
}


def controller(**changes):
    return CONTROLLER.format(**RIGHT_CONTROLLER | changes)


SUM = """def log_probability(decide, first, choices):
    token, state, log_p = first[-1], None, 0.0
    for d, choice in enumerate(choices):
        log_probs, state = decide(d, token, state)
        log_p = log_p + log_probs[choice]
        token = {token}
    return {end}"""
TERM = "def entropy_term(log_ps, entropies):\n    return {}"
LATER = "sum(e + sum(x.detach() for x in entropies[d + 1:]) * p for d, (p, e) in enumerate(zip(log_ps, entropies)))"

WRONG = {
    "04.1": [
        (0.42, "mbconv with kernel 3 fits as well"),
        (0.12, "conv with kernel 7 fits as well"),
        (0.46, "does *not* fit"),
        (0.65, "the mean of"),
        (1.3, "above 1"),
        (0.5, "if one of the two"),
        (0.18, "conv with kernel 3"),
        (0.28, "mbconv with kernel 7"),
        (0.88, "or both"),
        (54, "per cent"),
    ],
    "04.2": [
        (next_decision(cut=""), "Decision 0 has 3 choices"),
        (next_decision(result="logits.log_softmax(0)"), "Return two things"),
        (next_decision(result="logits.softmax(0), (hidden, cell)"), "These are probabilities"),
        (next_decision(result="logits.log_softmax(0), state"), "never remembers"),
        (next_decision(output="cell"), "private notes"),
        (next_decision(changed="tanh_constant * torch.tanh(logits / temperature)"), "raised"),
        (
            next_decision(changed="logits if tanh_constant is None else tanh_constant * torch.tanh(logits)"),
            "never used: divide",
        ),
        (next_decision(changed="logits / temperature"), "tanh constant is given"),
        (next_decision(result="(hidden, cell), logits.log_softmax(0)"), "changed places"),
        (next_decision(result="logits, (hidden, cell)"), "logits as they are"),
        (
            next_decision(
                changed=BOUND.replace(
                    "torch.tanh(logits / temperature)", "torch.tanh(logits / temperature / tanh_constant)"
                )
            ),
            "divided by the constant as well",
        ),
        (
            next_decision(
                changed=BOUND.replace(
                    "tanh_constant * torch.tanh(logits / temperature)",
                    "(logits / temperature).clamp(-tanh_constant, tanh_constant)",
                )
            ),
            "cuts the logits off",
        ),
        (next_decision(result="logits.log_softmax(0).detach(), (hidden, cell)"), "carry no gradient"),
    ],
    "04.3": [
        (controller(start="0"), "says start"),
        (controller(token="choice"), "position of the choice"),
        (controller(token="self.first[-1]"), "Every step reads the start"),
        (controller(state="_"), "state that the step before"),
        (controller(choice="int(lp.argmax())"), "likeliest"),
        (controller(log_p="lp[choice].exp()"), "log p"),
        (controller(sign="+"), "sign is turned round"),
        (controller(result="choices, log_p"), "three things"),
        (controller(log_p="lp[choice].item()"), "no weight has moved"),
        (controller(log_p="lp.max()"), "that was drawn"),
        (controller().replace("- (lp.exp() * lp).sum()", "- lp[choice]"), "over *all* its choices"),
        (
            controller(tell=LOSS.replace("self.beta * self.entropy", "self.entropy") + STEP),
            "without its weight",
        ),
        (
            controller(tell="_, self.log_p, self.entropy = self.write(); " + LOSS + STEP),
            "writes a new architecture",
        ),
        (controller(tell=LOSS.replace("= -self.log_p", "= self.log_p") + STEP), "became rarer"),
        (controller(tell=LOSS.replace("- self.beta", "+ self.beta") + STEP), "stands in the loss"),
        (controller(tell=LOSS + "loss.backward(); self.optimizer.step()"), "zero_grad"),
        (controller(tell="loss = -self.log_p * reward - self.beta * self.entropy; " + STEP), "as it is"),
    ],
    "04.4": [
        (SUM.format(token="first[d + 1] + choice", end="log_p"), "belongs to the next decision"),
        (SUM.format(token="first[d] + choice", end="log_p.exp()"), "this is the probability"),
        (SUM.format(token="first[d] + choice", end="log_p / len(choices)"), "the mean is returned"),
        (SUM.format(token="first[d] + choice", end="-log_p"), "sign is turned round"),
        (SUM.format(token="first[-1]", end="log_p"), "reads the start token"),
        (SUM.format(token="first[d - 1] + choice", end="log_p"), "one decision too early"),
        (SUM.format(token="d + choice", end="log_p"), "mixes words up as well"),
        (SUM.format(token="first[-1] + choice", end="log_p"), "none after it"),
        (SUM.format(token="len(choices) * d + choice", end="log_p"), "is right"),
        (SUM.format(token="first[d] + choice", end="log_p").replace("= log_p +", "="), "last decision alone"),
        (SUM.format(token="first[d] + choice; state = None", end="log_p"), "the state is lost"),
    ],
    "04.5": [(True, "Answer with one of")],
    "04.6": [
        (TERM.format("sum(entropies)"), "misses that an earlier"),
        (TERM.format("sum(e.detach() for e in entropies) * sum(log_ps)"), "as in ENAS"),
        (TERM.format("sum(entropies) * (1 + sum(log_ps))"), "must not carry a gradient"),
        (TERM.format("2 * sum(entropies) - " + LATER), "wrong sign"),
        (TERM.format("sum(entropies) + sum(e.detach() for e in entropies) * log_ps[0]"), "Only the first"),
        (
            TERM.format("sum(entropies) + sum(e.detach() * p for e, p in zip(entropies[1:], log_ps))"),
            "the next entropy alone",
        ),
        (TERM.format(LATER.replace("x.detach()", "x")), "into the product"),
        (TERM.format(LATER + " / len(log_ps)"), "the mean over"),
    ],
}

ACCEPTED = {
    "04.2": [
        next_decision(),
        next_decision(cut="", changed="(" + BOUND + ")[first[d]:first[d + 1]]"),
        next_decision(result="logits - torch.logsumexp(logits, 0), (hidden, cell)"),
        next_decision(result="torch.log(torch.softmax(logits, dim=-1)), (hidden, cell)"),
    ],
    "04.3": [
        controller(),
        controller(
            choice="int((self.rng.random() > lp.exp().detach().double().numpy()[:-1].cumsum()).sum())"
        ),
        controller(choice="torch.distributions.Categorical(logits=lp).sample().item()").replace(
            "import numpy", "import torch\nimport numpy", 1
        ),
        controller(result="tuple(choices), log_p, entropy"),
    ],
    "04.4": [
        SUM.format(token="first[d] + choice", end="log_p"),
        SUM.format(token="[*range(first[d], first[d + 1])][choice]", end="log_p"),
        "def log_probability(decide, first, choices, d=0, token=None, state=None):\n"
        "    if d == len(choices):\n        return 0.0\n"
        "    lp, state = decide(d, first[-1] if token is None else token, state)\n"
        "    rest = log_probability(decide, first, choices, d + 1, first[d] + choices[d], state)\n"
        "    return lp[choices[d]] + rest",
    ],
    "04.6": [
        TERM.format(LATER),
        TERM.format("sum(entropies) + sum(entropies).detach() * sum(log_ps)"),
        TERM.format("sum(entropies) + (sum(entropies).detach() - 0.7) * sum(log_ps)"),
    ],
}
