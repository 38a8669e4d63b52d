"""The exercises of lesson 05: a tournament to write, a mutation to mend, populations to read."""

from nas_teach.lab.checking import Exercise, choose, code, number

COUNT_CHILDREN = Exercise(
    id="05.1",
    title="How many different children?",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        11,
        why="Each decision offers one choice less than it has, for the present one is no change: 2 + 2 + 1 + "
        "2 + 2 + 1 + 1 = 11. These are the neighbours of the parent.",
        mistakes=(
            (
                18,
                "This counts the present choice of each decision too. A mutation changes it, so one choice "
                "of each is left out.",
            ),
            (648, "This is the whole space, all decisions made freely. A mutation changes only one."),
            (647, "This is everybody but the parent. A mutation changes only one decision."),
            (
                16,
                "This multiplies the alternatives, as if all decisions changed at once. Only one changes, so "
                "the ways add up.",
            ),
            (7, "There are seven decisions to change, but some have two alternatives."),
        ),
        tolerance=0.01,
    ),
    hints=(
        "How many other choices does the first decision have? And the third?",
        "Exactly one decision changes, so the alternatives of the seven decisions are added up.",
    ),
    solution="answer = 2 + 2 + 1 + 2 + 2 + 1 + 1  # one less than the choices of each decision",
)


def tournament(rewards, drawn):
    return max(drawn, key=lambda position: rewards[position])


def best_of_all(rewards, drawn):
    return max(range(len(rewards)), key=lambda position: rewards[position])


def last_of_equals(rewards, drawn):
    return tournament(rewards, drawn[::-1])


TOURNAMENT = Exercise(
    id="05.2",
    title="Write the tournament",
    kind="code",
    dots=2,
    minutes=4,
    check=code(
        tournament,
        cases=(
            ([0.7, 0.9, 0.6, 0.8, 0.5], [4, 0, 3]),
            ([0.7, 0.9, 0.6, 0.8, 0.5], [2, 4]),
            ([0.5, 0.8, 0.8, 0.1], [2, 3, 1]),
            ([-0.4, -0.1, -0.3], [0, 2]),
        ),
        why="Only the drawn ones compete, so even a poor member wins now and then. The number of the drawn "
        "is the one knob that says how seldom.",
        mistakes=(
            (
                best_of_all,
                "This is the best of the whole population, whoever was drawn. A tournament is held among the "
                "drawn ones only.",
            ),
            (
                lambda rewards, drawn: max(rewards[i] for i in drawn),
                "This is the reward of the winner. Its position in the population is asked for.",
            ),
            (
                lambda rewards, drawn: max(range(len(drawn)), key=lambda k: rewards[drawn[k]]),
                "This is the winner's place among the drawn ones. Its position in the population is asked "
                "for.",
            ),
            (
                lambda rewards, drawn: min(drawn, key=lambda i: rewards[i]),
                "This is the worst of the drawn. Rewards are to be maximised.",
            ),
            (
                lambda rewards, drawn: max(drawn),
                "This is the greatest position, not the position with the greatest reward.",
            ),
            (last_of_equals, "Right but for equals: of equal ones the first drawn wins, here the last does."),
            (
                lambda rewards, drawn: drawn[0],
                "This is the first that was drawn; nobody has looked at the rewards. So it selects nothing.",
            ),
        ),
    ),
    hints=(
        "Go through the positions in `drawn`, and compare the rewards at these positions.",
        "`max` takes a `key`: a function that says by what the things are compared.",
        "max(drawn, key=…), where the key turns a position into its reward.",
    ),
    solution=tournament,
)


def mutate_a_copy(population, winner, decision, value):
    child = list(population[winner][0])  # a list of its own: the parent keeps what it has
    child[decision] = value
    return population, child


def mutate_in_place(population, winner, decision, value):
    """The broken function."""
    child = population[winner][0]
    child[decision] = value
    return population, child


def copy_unchanged(population, winner, decision, value):
    return population, list(population[winner][0])


def child_added(population, winner, decision, value):
    _, child = mutate_a_copy(population, winner, decision, value)
    return [*population, [child, population[winner][1]]], child


def parent_removed(population, winner, decision, value):
    _, child = mutate_a_copy(population, winner, decision, value)
    return [member for i, member in enumerate(population) if i != winner], child


def child_with_reward(population, winner, decision, value):
    _, child = mutate_a_copy(population, winner, decision, value)
    return population, [child, population[winner][1]]


CHANGED_PARENT = Exercise(
    id="05.3",
    title="The parent that changed",
    kind="bug",
    dots=3,
    minutes=4,
    check=code(
        mutate_a_copy,
        cases=(
            ([[[3, 8], 0.7], [[5, 4], 0.9]], 1, 0, 7),
            ([[[3, 8, 1], 0.7], [[5, 4, 2], 0.9], [[7, 4, 1], 0.8]], 0, 2, 3),
        ),
        given=mutate_in_place,
        why="Now the parent keeps its architecture. Before, parent and child were one and the same list: the "
        "parent changed into the child and kept the reward of what it no longer was. In the package an Arch "
        "is a tuple, which nobody can change.",
        mistakes=(
            (
                copy_unchanged,
                "The parent is safe, but the child is an exact copy of it: the mutation is gone. Change the "
                "copy.",
            ),
            (
                child_added,
                "The child is in the population with its parent's reward, before it was trained. Return the "
                "population as it was.",
            ),
            (
                parent_removed,
                "The parent has left the population. It may breed as long as it lives: leave it there.",
            ),
            (
                child_with_reward,
                "The child comes with its parent's reward. It has none before it is trained: return the "
                "architecture alone.",
            ),
        ),
    ),
    hints=(
        "Call the function, then look at the parent in the population. What has become of it?",
        "`child = population[winner][0]` makes no new list. It gives the parent's own list a second name.",
        "Make a copy of the list first: `list(…)` does.",
    ),
    solution=mutate_a_copy,
)


CHILDLESS_DEATH = Exercise(
    id="05.4",
    title="Dying without a child",
    kind="predict",
    dots=2,
    minutes=3,
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


TAKEOVER = Exercise(
    id="05.5",
    title="Read the takeover",
    kind="explain",
    dots=2,
    minutes=4,
    check=choose(
        "C",
        {
            "A": "A family has everything when the others have no descendants left. That its founder was "
            "good, or that the search is finished, is quite another thing: it was the best of 20 random "
            "ones.",
            "B": "Of one family does not mean equal: each birth changes a decision. The right picture shows "
            "by how many decisions two members differ at the end, and it is not zero for any sample size.",
            "C": "Right. Only one founder's decisions are passed on. A good decision that only the others "
            "had is gone, and a mutation must hit upon it again. That is the price of greed, and the reason "
            "why smaller tournaments may win in the long run.",
            "D": "Look at its curve: it rises too, by drift, only more slowly. And with sample size 1 "
            "nothing is selected, so the search learns nothing from its rewards.",
        },
    ),
    hints=(
        "The curve tells of descent. Does it tell of accuracy?",
        "What happens to a decision that no member of the winning family had?",
    ),
    solution='answer = "C"  # what the other founders had is lost, unless mutation finds it again',
)


WHERE_AGING_PAYS = Exercise(
    id="05.6",
    title="Where does aging pay?",
    kind="explain",
    dots=3,
    minutes=3,
    check=choose(
        "B",
        {
            "A": "Here a good reward is true, and it stays true. There is no luck to get rid of, and to "
            "forget the best member is a waste unless the search sits on a top.",
            "B": "Right. Among so many trainings some are very lucky, and one step of progress is too small "
            "to overtake them. Without aging they breed for ever and nothing moves.",
            "C": "The mean of 100 trainings has a tenth of the noise. There is little luck left, so the "
            "reason for aging is gone, at a hundred times the price.",
            "D": "The first 20 evaluations are random and fill the population; ten deaths follow. There is "
            "no time for any difference.",
        },
    ),
    hints=(
        "Compare the size of a step with the size of the noise, as in the space of 50 switches.",
        "And luck needs time to gather in the population.",
    ),
    solution='answer = "B"  # steps small against the noise, and a long search',
)


EXERCISES = (COUNT_CHILDREN, TOURNAMENT, CHANGED_PARENT, CHILDLESS_DEATH, TAKEOVER, WHERE_AGING_PAYS)
