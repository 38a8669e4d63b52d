"""The exercises of lesson 05: a mutation to mend, the tournament and the whole of evolution to build."""

from functools import wraps

from nas_teach.lab.checking import (
    Exercise,
    Quick,
    Recorder,
    build,
    call,
    choose,
    code,
    number,
    unchanged,
    wrong,
)
from nas_teach.lab.checking.scripted import Scripted
from nas_teach.lab.lesson_05.worlds import switch_space, switch_world
from nas_teach.search import Trial, best
from nas_teach.statistics import paired_difference


def changed_copy(parent, choices, position, number):
    child = list(parent)  # a list of its own: the parent keeps what it has
    others = [value for value in choices[position] if value != parent[position]]
    child[position] = others[number]
    return parent, child


def changed_in_place(parent, choices, position, number):
    """The broken function."""
    child = parent
    child[position] = choices[position][number]
    return parent, child


def copied_but_same(parent, choices, position, number):
    child = list(parent)
    child[position] = choices[position][number]
    return parent, child


def other_in_place(parent, choices, position, number):
    _, child = changed_copy(parent, choices, position, number)
    return child, child


def one_further(parent, choices, position, number):
    child = list(parent)
    child[position] = choices[position][number + 1]
    return parent, child


def counted_from_the_present(parent, choices, position, number):
    child, values = list(parent), choices[position]
    child[position] = values[(values.index(parent[position]) + 1 + number) % len(values)]
    return parent, child


def _code_that_keeps_its_arguments(right, **keywords):
    """code(), which also refuses a function that changes the lists it is given."""
    check = code(right, **keywords)

    @wraps(check)
    def checked(answer):
        verdict = check(answer)
        changed = verdict.outcome == "correct" and unchanged(answer, [5, 4, "conv"], CHOICES, 0, 1)
        return changed or verdict

    return checked


CHOICES = [[3, 5, 7], [4, 8], ["conv", "mbconv"]]
CHANGED_PARENT = Exercise(
    id="05.1",
    title="The parent that changed",
    kind="bug",
    dots=3,
    minutes=4,
    check=_code_that_keeps_its_arguments(
        changed_copy,
        cases=(
            ([5, 4, "conv"], CHOICES, 0, 1),
            ([3, 8, "conv"], CHOICES, 2, 0),
            ([7, 4, "mbconv"], CHOICES, 0, 1),
        ),
        given=changed_in_place,
        why="The parent keeps its architecture, and every child differs from it. Before, both were one list, so "
        "the parent turned into the child and kept the reward of what it no longer was; and now and then a "
        "training was spent on no change at all.",
        mistakes=(
            (
                copied_but_same,
                "The parent is safe now. But the second fault is still there: the new value may be the one that "
                "the parent has, and then nothing changes. Choose among the other values.",
            ),
            (
                other_in_place,
                "The new value is always another one now. But the parent still changes with the child: both "
                "names stand for one list. Make a copy before you change it.",
            ),
            (
                one_further,
                "`number + 1` skips the first value, which is not always the one that the parent has. Leave the "
                "parent's own value out first, then count.",
            ),
            (
                counted_from_the_present,
                "This counts on from the parent's value. Leave that value out, keep the others in their order, and "
                "count from the first of them.",
            ),
            (
                lambda parent, choices, position, number: (parent, list(parent)),
                "The parent is safe, but the child is an exact copy of it: the mutation is gone. Change the copy.",
            ),
            (
                lambda parent, choices, position, number: changed_copy(parent, choices, position, number)[1],
                "This is the child alone. Return both, the parent first.",
            ),
            (
                lambda parent, choices, position, number: changed_copy(parent, choices, position, number)[
                    ::-1
                ],
                "Parent and child have changed places: return the parent first.",
            ),
        ),
    ),
    hints=(
        "Call the function, then print the parent. What has become of it?",
        "`child = parent` makes no new list. It gives the parent's list a second name.",
        "For the second fault, first collect the values of that decision that differ from the parent's.",
    ),
    solution=changed_copy,
)


def tournament(population, sample_size, rng):
    drawn = rng.choice(len(population), sample_size, replace=False)
    winner = population[drawn[0]]
    for position in drawn:
        if population[position].reward > winner.reward:
            winner = population[position]
    return winner


def _members(*rewards):
    """Trials with these rewards; their architectures are numbered from 0."""
    return [Trial((number,), reward) for number, reward in enumerate(rewards)]


NEVER_ASKED = "The generator `rng` is never asked: nobody is drawn with it."


def _wins(rewards, drawn, right):
    """A test: of a population with these rewards and the drawn positions, that of `right` wins."""

    def test(function):
        population = _members(*rewards)
        rng = Scripted([drawn])
        found = call(function, population, len(drawn), rng)
        if found == population[right]:
            return None
        if not rng.asked:
            return NEVER_ASKED
        received = f"rewards {rewards}, positions {drawn} drawn: returned {found!r}"
        if found is None:
            return wrong("The function returns None. Is a `return` missing?", received)
        return wrong(f"Here {population[right]} wins.", received)

    return test


def _held(rewards, drawn):
    return lambda function: call(function, _members(*rewards), len(drawn), Scripted([drawn]))


def _draws_enough(function):
    rng = Scripted([])
    call(function, _members(0.1, 0.2, 0.3, 0.4), 2, rng)
    if not rng.asked:
        return NEVER_ASKED
    return None


def _all_differ(function):
    for seed in range(40):
        found = call(function, _members(0.1, 0.9, 0.3, 0.2), 4, Scripted([], seed))
        if found != Trial((1,), 0.9):
            received = f"4 of 4 were drawn and {found!r} won"
            return wrong(
                "If all four of four are drawn, the best must win: draw without replacement.", received
            )
    return None


def _drawn(population, sample_size, rng):
    return rng.choice(len(population), sample_size, replace=False)


def _last_of_equals(population, sample_size, rng):
    return max((population[i] for i in _drawn(population, sample_size, rng)[::-1]), key=lambda t: t.reward)


def _first_drawn(population, sample_size, rng):
    return population[_drawn(population, sample_size, rng)[0]]


def _best_of_all(population, sample_size, rng):
    _drawn(population, sample_size, rng)
    return max(population, key=lambda t: t.reward)


def _from_zero(population, sample_size, rng):
    winner, most = None, 0
    for i in _drawn(population, sample_size, rng):
        if population[i].reward > most:
            winner, most = population[i], population[i].reward
    return winner


def _from_minus_one(population, sample_size, rng):
    winner, most = None, -1
    for i in _drawn(population, sample_size, rng):
        if population[i].reward > most:
            winner, most = population[i], population[i].reward
    return winner


def _from_the_first_member(population, sample_size, rng):
    winner = population[0]
    for i in _drawn(population, sample_size, rng):
        if population[i].reward > winner.reward:
            winner = population[i]
    return winner


START_AT_A_NUMBER = (
    "The search for the maximum starts at a number, and all rewards here lie below it. Rewards may be negative, "
    "as minus a loss is. Start with the first that was drawn."
)

TOURNAMENT = Exercise(
    id="05.2",
    title="Write the tournament",
    kind="code",
    dots=2,
    minutes=5,
    builds="tournament",
    check=build(
        tournament,
        tests=(
            ("A single drawn member wins.", _wins([0.7, 0.9, 0.6], [2], 2)),
            (
                "The best of the drawn wins, whoever else is better.",
                _wins([0.7, 0.9, 0.6, 0.8], [0, 2, 3], 3),
            ),
            ("It draws from the whole population, with `rng`.", _draws_enough),
            ("Nobody is drawn twice.", _all_differ),
            ("Of equals, the one drawn first wins.", _wins([0.5, 0.8, 0.8, 0.1], [3, 2, 1], 2)),
            ("Rewards may be negative.", _wins([-0.1, -7.0, -5.0], [1, 2], 2)),
            (
                "The population stays as it is.",
                lambda f: unchanged(f, _members(0.5, 0.9, 0.1), 2, Scripted([[2, 0]])),
            ),
        ),
        cases=(
            _held([0.7, 0.9, 0.6, 0.8, 0.5], [4, 0, 3]),
            _held([0.5, 0.8, 0.8, 0.1], [2, 3, 1]),
            _held([-0.4, -0.1, -0.3], [0, 2]),
            _held([-4.0, -9.0, -3.0], [1, 0]),
            _held([0.9, 0.2, 0.3], [1, 2]),
        ),
        why="Only the drawn ones compete, so even a poor member wins now and then. How many are drawn is the "
        "one knob that says how seldom.",
        mistakes=(
            (
                _best_of_all,
                "This is the best of the whole population, whoever was drawn. A tournament is held among the "
                "drawn ones only.",
            ),
            (
                lambda population, size, rng: tournament(population, size, rng).reward,
                "This is the reward of the winner. The winner itself, a Trial, is asked for.",
            ),
            (
                lambda population, size, rng: tournament(population, size, rng).arch,
                "This is the architecture of the winner. The whole Trial is asked for.",
            ),
            (
                lambda population, size, rng: population.index(tournament(population, size, rng)),
                "This is the winner's position. The winner itself, a Trial, is asked for.",
            ),
            (
                lambda population, size, rng: min(
                    (population[i] for i in _drawn(population, size, rng)), key=lambda t: t.reward
                ),
                "This is the worst of the drawn. Rewards are to be maximised.",
            ),
            (
                lambda population, size, rng: max(population[i] for i in _drawn(population, size, rng)),
                "`max` compares two trials by their architectures first. Tell it to look at the reward: "
                "`key=lambda trial: trial.reward`.",
            ),
            (
                _last_of_equals,
                "Right but for equals: of equal ones the first drawn wins, here the last does.",
            ),
            (
                _first_drawn,
                "This is the first that was drawn; nobody has looked at the rewards. So it selects nothing.",
            ),
            (_from_zero, START_AT_A_NUMBER),
            (_from_minus_one, START_AT_A_NUMBER + " Minus one is not low enough."),
            (
                _from_the_first_member,
                "The comparison starts with the first member of the population, who was perhaps not drawn. Start "
                "with the first that was drawn.",
            ),
        ),
    ),
    hints=(
        "Draw positions first. Then walk over them and keep the best member so far.",
        "`rng.choice(n, k, replace=False)` draws k different numbers from 0 to n - 1.",
        "Start with the member at the first drawn position; replace it only when another has a *greater* reward.",
    ),
    solution=tournament,
)


def evolve(space, evaluate, budget, population_size, sample_size, rng, aging=True):
    population, trials = [], []
    for _ in range(budget):
        if len(population) < population_size:
            arch = space.sample(rng)
        else:
            parent = tournament(population, sample_size, rng)
            arch = space.mutate(parent.arch, rng)
        trial = Trial(arch, evaluate(arch))
        trials.append(trial)
        population.append(trial)  # the youngest stands last
        if len(population) > population_size:
            dead = 0  # the oldest
            if not aging:
                rewards = [member.reward for member in population]
                dead = rewards.index(min(rewards))  # the first, so the older of equals
            population.pop(dead)
    return trials


class Family:
    """A space whose names tell who descends from whom: A, B, C are random, A1 is a child of A, A12 of A1."""

    def __init__(self):
        self.random = self.children = 0

    def __deepcopy__(self, memo):
        return self

    def sample(self, rng):
        self.random += 1
        return ("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(self.random - 1) % 26],)

    def mutate(self, arch, rng):
        if not isinstance(arch, tuple) or isinstance(arch, Trial):
            raise TypeError("space.mutate takes an architecture, not a Trial: hand in `parent.arch`")
        self.children += 1
        return (*arch, self.children)


def _run(function, rewards, population_size, sample_size, draws=(), aging=None):
    """What it returns when the first evaluation has the first of the rewards, and so on; and the recorder."""
    left = list(rewards)
    seen = Recorder(lambda arch: left.pop(0) if left else 0.0)
    more = {} if aging is None else {"aging": aging}
    args = Family(), seen, len(rewards), population_size, sample_size, Scripted(list(draws))
    found = call(function, *args, **more)
    return found, seen


def _expect(rewards, names, sizes, why, draws=(), aging=None):
    """A test: the architectures are these, by name."""

    def test(function):
        found, seen = _run(function, rewards, *sizes, draws, aging)
        got = ["".join(map(str, arch)) for arch in seen.calls]
        if got != names:
            received = (
                f"rewards {list(rewards)}, population and sample size {sizes}: evaluated {', '.join(got)}"
            )
            if len(got) > len(names):
                much = f"{len(got)} evaluations with a budget of {len(names)}"
                return wrong(
                    f"{much}. The random ones count, too, and each architecture is evaluated once.", received
                )
            return wrong(f"{why} Here {', '.join(names)} should be evaluated in this order.", received)
        right = [Trial(arch, reward) for arch, reward in zip(seen.calls, rewards, strict=True)]
        if not isinstance(found, list | tuple) or list(found) != right:
            received = f"{len(right)} evaluations, returned {found!r}"[:300]
            return wrong(
                "Return the list of all trials, each `Trial(arch, reward)`, in their order.", received
            )
        return None

    return test


def _case(rewards, sizes, draws=(), aging=None):
    return lambda function: _run(function, rewards, *sizes, draws, aging)[0]


def _slip(parent=tournament, dies=None, returns=lambda trials, population: trials, early=False):
    """`evolve` with one thing done otherwise; `dies`: (population, aging) -> position."""

    def slip(space, evaluate, budget, population_size, sample_size, rng, aging=True):
        population, trials = [], []
        for _ in range(budget):
            if len(population) < population_size:
                arch = space.sample(rng)
            else:
                arch = space.mutate(parent(population, sample_size, rng).arch, rng)
                if early:
                    population.pop(dies(population, aging))
            trials.append(Trial(arch, evaluate(arch)))
            population.append(trials[-1])
            if len(population) > population_size:
                population.pop(dies(population, aging))
        return returns(trials, population)

    return slip


def _dying(population, aging):
    rewards = [member.reward for member in population]
    return 0 if aging else rewards.index(min(rewards))


def _younger_of_equals(population, aging):
    rewards = [member.reward for member in population]
    return 0 if aging else len(rewards) - 1 - rewards[::-1].index(min(rewards))


def _child_is_spared(population, aging):
    return _dying(population[:-1], aging)


ROW = (0.9, 0.1, 0.2, 0.3, 0.15, 0.4, 0.05)
EVOLVE = Exercise(
    id="05.3",
    title="Write aging evolution, whole",
    kind="code",
    dots=4,
    minutes=12,
    builds="evolve",
    check=build(
        evolve,
        tests=(
            (
                "The first `population_size` architectures are random, each evaluated once.",
                _expect((0.5, 0.7, 0.6), ["A", "B", "C"], (3, 2), "The population is not full yet."),
            ),
            (
                "A budget smaller than the population is kept, too.",
                _expect((0.5, 0.7), ["A", "B"], (5, 2), "Only `budget` evaluations are allowed."),
            ),
            (
                "Then comes a child of the winner of a tournament.",
                _expect(
                    (0.5, 0.7, 0.6, 0.1), ["A", "B", "C", "B1"], (3, 3), "All three are drawn, B is the best."
                ),
            ),
            (
                "Only the drawn compete to become the parent.",
                _expect((0.5, 0.7, 0.6, 0.1), ["A", "B", "C", "A1"], (3, 1), "Only A is drawn.", draws=[[0]]),
            ),
            (
                "The oldest dies, even if it is the best.",
                _expect(
                    (0.9, 0.1, 0.2, 0.3),
                    ["A", "B", "A1", "A12"],
                    (2, 2),
                    "A dies when A1 is born, so A1 is the best.",
                ),
            ),
            (
                "Every trial is returned, those of the dead too.",
                _expect(
                    ROW,
                    ["A", "B", "A1", "A12", "A123", "A124", "A1245"],
                    (2, 2),
                    "The oldest dies each time.",
                ),
            ),
            (
                "With aging=False the worst dies; that may be the child.",
                _expect(
                    (0.9, 0.5, 0.1, 0.6, 0.7),
                    ["A", "B", "A1", "A2", "A3"],
                    (2, 2),
                    "A1 is the worst and dies at once; A stays.",
                    aging=False,
                ),
            ),
            (
                "With aging=False, of equally bad ones the older dies.",
                _expect(
                    (0.5, 0.5, 0.5, 0.1),
                    ["A", "B", "A1", "B2"],
                    (2, 1),
                    "A, B and A1 are equal, so A dies and B is the first of those left.",
                    draws=[[0], [0]],
                    aging=False,
                ),
            ),
        ),
        cases=(
            _case(ROW, (2, 2)),
            _case((0.5, 0.7, 0.6, 0.1, 0.2), (3, 1), [[0], [2]]),
            _case((0.9, 0.5, 0.1, 0.6, 0.7, 0.2), (2, 2), aging=False),
            _case((0.5, 0.5, 0.5, 0.1, 0.3), (2, 1), [[0], [0], [1]], False),
            _case((-0.5, -0.7, -0.9, -0.1, -0.2), (3, 2), [[0, 1], [1, 2]]),
        ),
        why="The population forgets, the history does not. What the search hands over is the best of the whole "
        "history, so killing the best loses a parent and not the result.",
        mistakes=(
            (
                _slip(dies=lambda population, aging: _dying(population, not aging)),
                "The two rules have changed places: with aging=True the oldest dies, with aging=False the worst.",
            ),
            (
                _slip(dies=lambda population, aging: _dying(population, True)),
                "The argument `aging` is ignored: the oldest dies in both cases.",
            ),
            (
                _slip(dies=lambda population, aging: _dying(population, False)),
                "The argument `aging` is ignored: the worst dies in both cases.",
            ),
            (
                _slip(
                    dies=lambda population, aging: len(population) - 1 if aging else _dying(population, False)
                ),
                "Here the child itself, the youngest, dies each time, so the population never changes. The "
                "oldest stands first in the list.",
            ),
            (
                _slip(dies=_dying, returns=lambda trials, population: population),
                "This is the last population. The best of the search may be dead by then: return all trials.",
            ),
            (
                _slip(dies=_dying, returns=lambda trials, population: best(trials)),
                "This is the best trial alone. Return the whole history; the best is picked from it afterwards.",
            ),
            (
                _slip(
                    parent=lambda population, size, rng: max(population, key=lambda t: t.reward), dies=_dying
                ),
                "The parent is always the best of the population. Let a tournament of `sample_size` decide.",
            ),
            (
                _slip(dies=_younger_of_equals),
                "Right but for equals: of equally bad members the older one dies, here the younger does.",
            ),
            (
                _slip(dies=_child_is_spared),
                "With aging=False the child is spared. It competes like all others: if it is the worst, it dies.",
            ),
            (
                _slip(
                    dies=lambda population, aging: population.index(max(population, key=lambda t: t.reward))
                ),
                "Here the best dies each time. The oldest dies, however good or bad it is.",
            ),
        ),
    ),
    hints=(
        "Two lists: the population, from which members die, and the history, from which nothing is taken away.",
        "One turn of the loop: an architecture (random or a child), its trial into both lists, one death if "
        "there are too many.",
        "New members are appended, so the oldest stands at position 0. For the worst, find the position of the "
        "least reward.",
    ),
    solution=evolve,
)


CHILDLESS_DEATH = Exercise(
    id="05.4",
    title="Dying without a child",
    kind="predict",
    dots=2,
    minutes=2,
    check=number(
        100 * 0.75**20,
        why="It is drawn, and then wins, with 5/20 in each tournament. To miss 20 in a row: 0.75^20, about "
        "0.3 %. In general (1 - S/P)^P, which is close to e^-S. The best rarely dies childless, but its own "
        "reward dies with it.",
        mistakes=(
            (25, "This is the probability to win a single tournament. It must lose all of 20."),
            (75, "This is the probability to miss a single tournament. It must miss all of 20."),
            (100 * 0.95**20, "This is a tournament of one: 1/20 in each. Five are drawn."),
            (100 * (1 - 0.75**20), "This is the probability of at least one child. Asked for is none."),
            (
                100 * 0.95**100,
                "This draws with replacement, as the paper does. Here the five are different members, so it "
                "is drawn with 5/20.",
            ),
            (
                0,
                "It is small, but not zero. If you have 0.003, that is a probability from 0 to 1: it is "
                "asked for in per cent, with one decimal.",
            ),
            (100 * 0.25**20, "This is to win all twenty. It must lose all twenty."),
            (100 * 0.75**19, "This misses 19 tournaments. Its life has 20."),
            (100 * 0.75**5, "There are 20 tournaments in its life, not 5."),
        ),
        tolerance=0.05,
    ),
    hints=(
        "The best wins whenever it is drawn. With what probability is it not drawn?",
        "The tournaments are independent of each other: multiply.",
        "100 * (1 - 5 / 20) ** 20",
    ),
    solution="answer = 100 * (1 - 5 / 20) ** 20  # per cent",
)


WHERE_AGING_PAYS = Exercise(
    id="05.5",
    title="Where does aging pay?",
    kind="explain",
    dots=3,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "Here a good reward is true, and it stays true. There is no luck to get rid of, and to forget a "
            "good member is a waste.",
            "B": "The mean of 100 trainings has a tenth of the noise. There is little luck left, so the reason "
            "for aging is gone, at a hundred times the price.",
            "C": "With two drawn, births hardly select, and under aging nothing else does. The picture shows it: "
            "at sample size 2 killing the worst is ahead, in spite of noise of 2.5 steps.",
            "D": "Right. Some of so many trainings are very lucky, and without aging they breed for ever. The "
            "tournament is large enough to select in place of death.",
        },
    ),
    hints=(
        "Find the settings in the picture: which noise, and which sample size?",
        "Two things must come together: luck to get rid of, and a tournament that selects without help.",
    ),
    solution='answer = "D"  # noise well above a step, and a tournament that selects',
)


WORLDS = range(1000, 1030)  # seeds that the lesson does not use
SWITCHES, NOISE, BUDGET = 40, 0.02, 300


def own(space, evaluate, budget, rng):
    population, trials = [], []
    for _ in range(budget):
        arch = space.sample(rng)
        if len(population) == 20:
            mother, father = (tournament(population, 10, rng).arch for _ in range(2))
            mixed = [pair[rng.integers(2)] for pair in zip(mother, father, strict=True)]  # crossover
            arch = space.mutate(space.arch(*mixed), rng)
        trials.append(Trial(arch, evaluate(arch)))
        population = [*population, trials[-1]][-20:]  # the youngest 20
    return trials


def _truth_of(search, seed):
    truth, evaluate = switch_world(SWITCHES, NOISE, seed)
    return truth(best(search(evaluate, seed)).arch)


def _generator(seed):
    return Scripted([], seed)


def _keeps_the_budget(function):
    _, evaluate = switch_world(6, NOISE, 0)
    answers = []
    seen = Recorder(lambda arch: answers.append(evaluate(arch)) or answers[-1])
    found = call(function, switch_space(6), seen, 50, _generator(0))
    if len(seen.calls) != 50:
        received = f"{len(seen.calls)} evaluations with a budget of 50"
        return wrong(
            "The comparison is fair only at equal budget: evaluate exactly `budget` times.", received
        )
    if len(found) != 50:
        return wrong("Return all trials, as `evolve` does.", f"50 evaluations, {len(found)} trials")
    pairs = list(zip(seen.calls, answers, strict=True))
    if [(tuple(arch), reward) for arch, reward in found] != [(tuple(arch), reward) for arch, reward in pairs]:
        return "The trials must hold what was evaluated and the rewards that came back, in that order."
    return None


def _beats_the_lesson(function):
    space = switch_space(SWITCHES)

    def hers(evaluate, seed):
        return [Trial(*trial) for trial in call(function, space, evaluate, BUDGET, _generator(seed))]

    def ours(evaluate, seed):
        return evolve(space, evaluate, BUDGET, 20, 5, _generator(seed))

    found = [[_truth_of(search, seed) for seed in WORLDS] for search in (hers, ours)]
    mean, low, high = (100 * x for x in paired_difference(*found))
    received = (
        f"yours minus the lesson's on {len(WORLDS)} worlds: {mean:+.1f} points ({low:+.1f} to {high:+.1f})"
    )
    if high < 0:
        return wrong("Your form is behind the lesson's: the whole interval lies below zero.", received)
    if low <= 0:
        return wrong("Undecided: the interval contains zero. A form that is ahead must clear it.", received)
    return None


OWN_FORM = Exercise(
    id="05.6",
    title="A form of your own",
    kind="code",
    dots=5,
    minutes=20,
    builds="own",
    check=build(
        own,
        tests=(
            ("It spends the budget, no more and no less, and returns all trials.", _keeps_the_budget),
            ("On 30 new worlds it is ahead of the lesson's form.", _beats_the_lesson),
        ),
        why="The whole interval lies above zero, at equal budget, on worlds that neither of you had seen. That is "
        "what a claim needs. It holds for rows of switches; for another space it must be measured again. And is "
        "your idea the cause? On these worlds `evolve` with sample size 10 or 20 is ahead of sample size 5, too, "
        "by about 4 points. Race yours against those before you credit the idea.",
        seconds=60,
    ),
    hints=(
        "What does the lesson's form leave unused? Each child has a single parent.",
        "Crossover: hold two tournaments and take each decision from one of the two winners at random.",
        "Mutate after the crossover. Then turn the knobs you know, sample size and who dies.",
    ),
    solution=own,
)

EXERCISES = (CHANGED_PARENT, TOURNAMENT, EVOLVE, CHILDLESS_DEATH, WHERE_AGING_PAYS, OWN_FORM)


QUICK = (
    Quick(
        id="05.q1",
        question="From lesson 01: a search hands over the best of 100 noisy rewards. Compared with the true "
        "accuracy of that network, the reward is on average",
        options={"A": "too high", "B": "too low", "C": "just right", "D": "nothing can be said"},
        answer="A",
        reason="The winner's curse: the best-looking is partly the best and partly the luckiest.",
        slips={
            "C": "A single reward is right on average. The largest of many is not.",
            "D": "Recall the winner's curse.",
        },
    ),
    Quick(
        id="05.q2",
        question="From lesson 03: on what may a baseline not depend?",
        options={"A": "earlier rewards", "B": "the action just drawn", "C": "the number of the step"},
        answer="B",
        reason="Else the gradient gets a bias; all that was known before the draw is allowed.",
        slips={
            "A": "A moving average is made of them.",
            "C": "It is known before the draw, so it does no harm.",
        },
    ),
    Quick(
        id="05.q3",
        question="From lesson 04: why do two strategies that are compared get the same seeds?",
        options={
            "A": "so that both find the same network",
            "B": "so that fewer evaluations are needed for each",
            "C": "so that luck which both share cancels in the difference",
        },
        answer="C",
        reason="That is what paired differences are for: their interval is narrower.",
        slips={"A": "They may find quite different ones.", "B": "Each still spends its whole budget."},
    ),
    Quick(
        id="05.q4",
        question="The seven decisions of FashionBench have 3, 3, 2, 3, 3, 2 and 2 choices. How many different "
        "children can one parent have?",
        answer=11,
        reason="Each decision offers one choice less than it has: 2 + 2 + 1 + 2 + 2 + 1 + 1 = 11.",
        slips={
            18: "This counts the present choice of each decision, too.",
            648: "This is the whole space. A mutation changes one decision only.",
            7: "There are seven decisions to change, but some have two alternatives.",
            16: "This multiplies the alternatives. Only one decision changes, so they are added.",
        },
    ),
    Quick(
        id="05.q5",
        question="All rewards are positive. Each is replaced by its square. What changes in the tournaments?",
        options={
            "A": "good ones win more often",
            "B": "good ones win less often",
            "C": "ties appear",
            "D": "nothing",
        },
        answer="D",
        reason="Only the order of the rewards counts, and squaring keeps it.",
        slips={
            "A": "Larger gaps do not matter: nobody adds or averages rewards.",
            "C": "Different stays different.",
        },
    ),
    Quick(
        id="05.q6",
        question="Sample size 1 and the oldest dies. Which part of the search still prefers good networks?",
        options={"A": "none", "B": "the birth", "C": "the death"},
        answer="A",
        reason="Anyone may be the parent and age alone kills, so the population only drifts.",
        slips={"B": "With one drawn, the winner is whoever is drawn.", "C": "Age asks for no reward."},
    ),
    Quick(
        id="05.q7",
        question="One family has 100 % of the population. How many different architectures does it have?",
        options={"A": "one", "B": "two", "C": "as many as members", "D": "that cannot be said from this"},
        answer="D",
        reason="Family means descent. Each birth changes a decision, so relatives differ, by how much is not said.",
        slips={
            "A": "Parent and child are of one family, and differ in a decision.",
            "C": "Some may be equal.",
        },
    ),
)
