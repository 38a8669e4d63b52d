"""Plausible wrong answers, each with a fragment of the message that it must get."""

CHANGE = """def answer(parent, choices, position, number):
    {lines}
    return parent, child
"""
DRAWN = "rng.choice(len(population), sample_size, replace=False)"


def tournament(lines):
    return f"def tournament(population, sample_size, rng):\n    drawn = {DRAWN}\n    {lines}\n"


EVOLVE = """from nas_teach.search import Trial, best

def tournament(population, sample_size, rng):
    drawn = rng.choice(len(population), sample_size, replace=False)
    return max((population[i] for i in drawn), key=lambda trial: trial.reward)

def evolve(space, evaluate, budget, population_size, sample_size, rng, aging=True):
    population, trials = [], []
    while len(trials) < budget:
        arch = space.sample(rng)
        if len(population) >= population_size:
            arch = space.mutate({parent}.arch, rng)
        trial = Trial(arch, evaluate(arch))
        trials.append(trial)
        population.append(trial)
        if len(population) > population_size:
            population.remove({dead})
    return {returns}
"""


def evolve(**changed):
    parts = {
        "parent": "tournament(population, sample_size, rng)",
        "dead": "population[0] if aging else min(population, key=lambda t: t.reward)",
        "returns": "trials",
    }
    return EVOLVE.format(**{**parts, **changed})


EVOLVE_AFTER_THE_FIRST = """from nas_teach.search import Trial

def evolve(space, evaluate, budget, population_size, sample_size, rng, aging=True):
    population, trials = [], []
    for n in range(population_size + budget):
        arch = space.sample(rng)
        if n >= population_size:
            drawn = rng.choice(population_size, sample_size, replace=False)
            arch = space.mutate(max((population[i] for i in drawn), key=lambda t: t.reward).arch, rng)
        trials.append(Trial(arch, evaluate(arch)))
        population = [*population, trials[-1]][-population_size:]
    return trials
"""

OWN = """from nas_teach.search import Trial

def own(space, evaluate, budget, rng):
    {lines}
"""

WRONG = {
    "05.1": [
        (
            CHANGE.format(lines="child = parent[:]; child[position] = choices[position][number]"),
            "second fault",
        ),
        (
            CHANGE.format(
                lines="child = parent; child[position] = "
                "[v for v in choices[position] if v != parent[position]][number]"
            ),
            "still changes with the child",
        ),
        (CHANGE.format(lines="child = list(parent)"), "the mutation is gone"),
        (
            CHANGE.format(
                lines="child = parent[:]; child[position] = "
                "[v for v in choices[position] if v != parent[position]][number]; return child"
            ),
            "child alone",
        ),
        (
            CHANGE.format(
                lines="child = parent[:]; child[position] = "
                "[v for v in choices[position] if v != parent[position]][number]; return child, parent"
            ),
            "changed places",
        ),
        (
            CHANGE.format(lines="child = parent[:]; child[position] = choices[position][number + 1]"),
            "skips the first value",
        ),
        (
            CHANGE.format(
                lines="values = choices[position]; child = parent[:]; "
                "child[position] = values[(values.index(parent[position]) + 1 + number) % len(values)]"
            ),
            "counts on from the parent's value",
        ),
        (
            CHANGE.format(
                lines="child = parent[:]; choices[position].remove(child[position]); "
                "child[position] = choices[position][number]"
            ),
            "changes its argument 2",
        ),
        (
            CHANGE.format(
                lines="child, parent = parent, parent[:]; child[position] = "
                "[v for v in choices[position] if v != parent[position]][number]"
            ),
            "changes its argument 1",
        ),
        ("answer = lambda parent: parent", "must accept 4 arguments"),
    ],
    "05.2": [
        (tournament("return max(population, key=lambda t: t.reward)"), "whoever was drawn"),
        (tournament("return max(population[i].reward for i in drawn)"), "reward of the winner"),
        (
            tournament("return max((population[i] for i in drawn), key=lambda t: t.reward).arch"),
            "architecture of",
        ),
        (tournament("return max(drawn, key=lambda i: population[i].reward)"), "winner's position"),
        (
            tournament("return min((population[i] for i in drawn), key=lambda t: t.reward)"),
            "worst of the drawn",
        ),
        (
            tournament("return max((population[i] for i in drawn[::-1]), key=lambda t: t.reward)"),
            "but for equals",
        ),
        (tournament("return population[drawn[0]]"), "selects nothing"),
        (
            tournament(
                "most, winner = 0, None\n    for i in drawn:\n        if population[i].reward > most:\n"
                "            most, winner = population[i].reward, population[i]\n    return winner"
            ),
            "starts at a number",
        ),
        (
            tournament(
                "most, winner = -1, None\n    for i in drawn:\n        if population[i].reward > most:\n"
                "            most, winner = population[i].reward, population[i]\n    return winner"
            ),
            "Minus one",
        ),
        (
            tournament(
                "winner = population[0]\n    for i in drawn:\n        if population[i].reward > winner.reward:\n"
                "            winner = population[i]\n    return winner"
            ),
            "perhaps not drawn",
        ),
        (tournament("max((population[i] for i in drawn), key=lambda t: t.reward)"), "returns None"),
        (tournament("return max(population[i] for i in drawn)"), "by their architectures first"),
        ("def tournament(population, sample_size, rng):\n    return population[0]\n", "never asked"),
    ],
    "05.3": [
        (
            evolve(dead="population[0] if not aging else min(population, key=lambda t: t.reward)"),
            "changed places",
        ),
        (evolve(dead="population[0]"), "the oldest dies in both"),
        (evolve(dead="min(population, key=lambda t: t.reward)"), "the worst dies in both"),
        (evolve(dead="max(population, key=lambda t: t.reward)"), "the best dies each time"),
        (evolve(returns="population"), "last population"),
        (evolve(returns="best(trials)"), "best trial alone"),
        (EVOLVE_AFTER_THE_FIRST, "evaluations with a budget of"),
        (evolve(parent="max(population, key=lambda t: t.reward)"), "always the best"),
    ],
    "05.4": [
        (25, "win a single tournament"),
        (75, "miss a single tournament"),
        (35.8, "a tournament of one"),
        (99.7, "at least one child"),
        (0.6, "with replacement"),
        (0, "not zero"),
        (23.7, "not 5"),
        (0.42, "misses 19"),
        (5, "Too large"),
    ],
    "05.5": [("all", "Answer with one of")],
    "05.6": [
        (
            OWN.format(
                lines="return [Trial(a, evaluate(a)) for a in (space.sample(rng) for _ in range(budget))]"
            ),
            "behind the lesson's",
        ),
        (
            OWN.format(
                lines="return [Trial(a, evaluate(a)) for a in (space.sample(rng) for _ in range(2 * budget))]"
            ),
            "equal budget",
        ),
        (
            OWN.format(
                lines="return max(Trial(a, evaluate(a)) for a in (space.sample(rng) for _ in range(budget)))"
            ),
            "Return all trials",
        ),
        (
            OWN.format(
                lines="archs = [space.sample(rng) for _ in range(budget)]; rewards = [evaluate(a) for a in archs]; "
                "return [Trial(a, 1.0) for a in archs]"
            ),
            "rewards that came back",
        ),
    ],
}
