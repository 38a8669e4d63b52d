"""Plausible wrong answers, each with a fragment of the message that it must get."""

BREED = """def answer(population, winner, decision, value):
    parent, reward = population[winner]
    child = list(parent)
    {lines}
    return population, child
"""

WRONG = {
    "05.1": [
        (18, "one choice of each is left out"),
        (648, "whole space"),
        (647, "everybody but the parent"),
        (16, "the ways add up"),
        (7, "seven decisions to change"),
        (12, "Too large"),
        ("11 children", "text"),
    ],
    "05.2": [
        ("answer = lambda rewards, drawn: rewards.index(max(rewards))", "whoever was drawn"),
        ("answer = lambda rewards, drawn: max(rewards[i] for i in drawn)", "reward of the winner"),
        (
            "def answer(rewards, drawn):\n    mine = [rewards[i] for i in drawn]\n"
            "    return mine.index(max(mine))",
            "among the drawn ones. Its position",
        ),
        ("answer = lambda rewards, drawn: min(drawn, key=lambda i: rewards[i])", "worst of the drawn"),
        ("answer = lambda rewards, drawn: max(drawn)", "greatest position"),
        ("answer = lambda rewards, drawn: max(drawn[::-1], key=lambda i: rewards[i])", "but for equals"),
        ("answer = lambda rewards, drawn: drawn[0]", "selects nothing"),
        ("def answer(rewards, drawn):\n    winner = max(drawn, key=lambda i: rewards[i])", "return"),
    ],
    "05.3": [
        (BREED.format(lines="pass"), "the mutation is gone"),
        (
            BREED.format(lines="child[decision] = value; population.append([child, reward])"),
            "before it was trained",
        ),
        (BREED.format(lines="child[decision] = value; population.pop(winner)"), "has left the population"),
        (
            BREED.format(lines="child[decision] = value; child = [child, reward]"),
            "return the architecture alone",
        ),
        ("answer = lambda population, winner: population", "must accept 4 arguments"),
    ],
    "05.4": [
        (25, "win a single tournament"),
        (75, "miss a single tournament"),
        (35.8, "a tournament of one"),
        (99.7, "at least one child"),
        (0.6, "with replacement"),
        (0, "not zero"),
        (23.7, "not 5"),
        (5, "Too large"),
    ],
    "05.5": [(20, "Answer with one of")],
    "05.6": [("all", "Answer with one of")],
}
