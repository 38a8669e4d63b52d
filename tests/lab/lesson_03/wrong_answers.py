"""Plausible wrong answers, each with a fragment of the message that it must get."""

AVERAGE = """def answer(rewards, decay):
    average, result = {start}, []
    for r in rewards:
        {lines}
    return result
"""
STEP = """import torch
def answer(logits, value, action, reward):
    logits = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    value = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    {lines}
    return logits.grad.tolist(), value.grad.item()
"""
UPDATE = "average = decay * average + (1 - decay) * r"
LOG_P = "logits.log_softmax(0)[action]"


def average(lines, start="rewards[0]"):
    return AVERAGE.format(start=start, lines=lines)


def step(loss):
    return STEP.format(lines=f"({loss}).backward()")


WRONG = {
    "03.1": [
        (average(f"{UPDATE}; result.append(r - average)"), "compared with itself"),
        (average(f"result.append(r - average); {UPDATE}", "0"), "starts at 0"),
        (average(f"result.append(average); {UPDATE}"), "the averages themselves"),
        (average(f"result.append(average - r); {UPDATE}"), "turned round"),
        (average("result.append(r - average)"), "never moves"),
        ("answer = lambda r, d: [x - sum(r) / len(r) for x in r]", "does not know the future"),
        (
            average("average = (1 - decay) * average + decay * r; result.append(r - average)"),
            "first compare, then update",
        ),
        (average("result.append(r - average); return result"), "inside the loop"),
        (average(UPDATE), "must be appended"),
        ("answer = lambda rewards: rewards", "must accept 2 arguments"),
    ],
    "03.2": [("B and C", "Answer with one of")],
    "03.3": [
        ("answer = lambda r: [x - sum(r) / len(r) for x in r]", "part of its own baseline"),
        ("answer = lambda r: [(sum(r) - x) / (len(r) - 1) for x in r]", "Subtract them from the rewards"),
        ("answer = lambda r: [(sum(r) - x) / (len(r) - 1) - x for x in r]", "turned round"),
        ("answer = lambda r: [x - (sum(r) - x) / len(r) for x in r]", "only n - 1 others"),
        ("answer = lambda r: [x - (sum(r) - x) for x in r]", "Divide it by their number"),
        ("answer = lambda r: [x - sum(r) / (len(r) - 1) for x in r]", "leaves the reward itself in the sum"),
        (
            "def answer(r):\n    kept = [[y for y in r if y != x] for x in r]\n"
            "    return [x - sum(rest) / len(rest) for x, rest in zip(r, kept)]",
            "equal accuracies",
        ),
        ("answer = lambda r: 0.0", "whatever its arguments are"),
    ],
    "03.4": [
        (step(f"-{LOG_P} * (reward - value) + 0 * value"), "never from its own error"),
        (step(f"-{LOG_P} * (reward - value.detach()) + 0 * value"), "nothing reaches the critic"),
        (step("(reward - value) ** 2 + 0 * logits.sum()"), "the policy learns nothing"),
        (step(f"-{LOG_P} * reward + (reward - value) ** 2"), "lost its baseline"),
        (step(f"-{LOG_P} * (reward - value.detach()) + (reward - value).detach() ** 2"), "NoneType"),
        (step(f"{LOG_P} * (reward - value.detach()) + (reward - value) ** 2"), "changed its sign"),
        (step(f"-{LOG_P} * (reward - value.detach()) + 0.5 * (reward - value) ** 2"), "half of what it was"),
        (step(f"-{LOG_P}.detach() * (reward - value) + (reward - value) ** 2"), "raised"),
    ],
    "03.5": [(63, "Answer with one of")],
}
