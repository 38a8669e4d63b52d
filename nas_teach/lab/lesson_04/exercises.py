"""The exercises of lesson 04: a noisy table, decisions in sequence, and what a comparison carries."""

import math

import numpy as np

from nas_teach.lab.checking import Exercise, choose, code, number

BETTER_THAN_THE_BEST = Exercise(
    id="04.1",
    title="Better than the best",
    kind="explain",
    dots=2,
    minutes=4,
    check=choose(
        "B",
        {
            "A": "The optimum is the greatest true reward, a mean of three trainings. A single training may "
            "lie above its own mean, and so above the optimum: nothing is wrong with the table.",
            "B": "Right. About one training in two lies above its architecture's mean; the best of many "
            "trainings lies above its own almost always. Ask what her network is *worth*: "
            "`bench.reward(arch)`.",
            "C": "The table holds every architecture of the space, so there is no other for a search to "
            "find; `lookup` refuses any that it does not know.",
            "D": "Searching long makes the luck of the winner greater, but a search over a table trains "
            "nothing: no network saw an image more than before. The single training was lucky.",
        },
    ),
    hints=(
        "What does a search see at each evaluation, and of what is the optimum the maximum?",
        "Compare the two numbers that are printed for the winner with seed 0.",
    ),
    solution='answer = "B"  # one lucky training against the best mean',
)


PRODUCT_OF_TWO = Exercise(
    id="04.2",
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
            (0.5, "It would be a half if one of the two decisions were even; here neither is."),
            (0.88, "That is the chance of conv or kernel 7 or both. They must fit together."),
        ),
    ),
    hints=("Which two pairs fit? Work out the probability of each.", "p(conv) x p(7) + p(mbconv) x p(3)"),
    solution="answer = 0.6 * 0.7 + 0.4 * 0.3",
)


def log_probability(policy, choices):
    total = 0.0
    for d, index in enumerate(choices):
        total += math.log(policy[choices[:d]][index])  # its row belongs to the decisions before it
    return total


def first_row_of_each(policy, choices):
    return sum(math.log(policy[(0,) * d][index]) for d, index in enumerate(choices))


def log_of_sum(policy, choices):
    return math.log(sum(policy[choices[:d]][index] for d, index in enumerate(choices)))


PAIR = {(): [0.5, 0.5], (0,): [0.02, 0.98], (1,): [0.9, 0.1]}
TRIPLE = {
    (): [0.2, 0.8],
    (0,): [0.3, 0.7],
    (1,): [0.6, 0.4],
    (0, 0): [0.1, 0.9],
    (0, 1): [0.25, 0.75],
    (1, 0): [0.35, 0.65],
    (1, 1): [0.45, 0.55],
}


CHAIN_RULE = Exercise(
    id="04.3",
    title="The chain rule in code",
    kind="code",
    dots=3,
    minutes=6,
    check=code(
        log_probability,
        cases=((PAIR, (0, 1)), (PAIR, (1, 0)), (TRIPLE, (1, 0, 1)), (TRIPLE, (0, 1, 1)), (TRIPLE, (1, 1, 0))),
        why="Each decision is looked up in the row that belongs to the decisions before it, and the "
        "logarithms add up. The LSTM's state plays the part of the dictionary's key.",
        mistakes=(
            (
                lambda p, c: math.exp(log_probability(p, c)),
                "This is the probability itself. Asked for is its logarithm.",
            ),
            (
                lambda p, c: -log_probability(p, c),
                "The sign is turned round. Minus log p is what the loss takes; a log-probability is 0 or "
                "less.",
            ),
            (
                lambda p, c: math.log(p[c[:-1]][c[-1]]),
                "This is the last decision alone. Add the ones before it.",
            ),
            (
                first_row_of_each,
                "The rows do not follow the choices: this looks every decision up as if the ones before it "
                "had taken their first choice.",
            ),
            (
                log_of_sum,
                "Here the probabilities are added and then the logarithm is taken. It must be taken of each: "
                "log of a product is the sum of the logs.",
            ),
            (
                lambda p, c: log_probability(p, c) / len(c),
                "This is the mean of the conditional log-probabilities. The sum is asked for.",
            ),
            (
                lambda p, c: log_probability(p, c) / math.log(2),
                "This is the logarithm to the base 2. Take the natural one, `math.log`.",
            ),
            (
                lambda p, c: math.log(p[()][c[0]]),
                "This is the first decision alone. Is `return` inside the loop?",
            ),
        ),
    ),
    hints=(
        "Go through the decisions with `for d, index in enumerate(choices)`. Which key of the dictionary "
        "holds the probabilities of decision d?",
        "The decisions before decision d are the slice `choices[:d]`, a tuple: that is the key.",
        "Add up math.log of the probability that this row gives to `index`.",
    ),
    solution=log_probability,
)


def bounded_policy(logits, temperature, c):
    bounded = [c * np.tanh(z / temperature) for z in logits]  # first the temperature, then the bound
    powers = [np.exp(z) for z in bounded]
    return [power / sum(powers) for power in powers]


def softmax_of(change):
    """A policy whose logits are changed in another way, by change(logit, temperature, c)."""

    def policy(logits, temperature, c):
        powers = [np.exp(change(z, temperature, c)) for z in logits]
        return [power / sum(powers) for power in powers]

    return policy


BROKEN_BOUND = Exercise(
    id="04.4",
    title="The bound that does not hold",
    kind="bug",
    dots=3,
    minutes=5,
    check=code(
        bounded_policy,
        cases=(([2.0, 0.0, -1.0], 0.1, 1.5), ([0.5, 0.2], 5.0, 2.5), ([3.0, -3.0, 0.3, 0.0], 0.5, 0.5)),
        given=softmax_of(lambda z, t, c: c * np.tanh(z) / t),
        why="First the temperature, then the tanh, last the constant: whatever the temperature, the logits "
        "that reach the softmax lie between -c and c.",
        mistakes=(
            (softmax_of(lambda z, t, c: c * np.tanh(z)), "The bound holds, but the temperature is gone."),
            (
                softmax_of(lambda z, t, c: c * np.tanh(z / t) / t),
                "Now the temperature divides twice, and outside the tanh it still breaks the bound.",
            ),
            (
                softmax_of(lambda z, t, c: z / t),
                "The temperature is in its place, but the tanh and its constant are gone: nothing bounds the "
                "logits.",
            ),
            (
                softmax_of(lambda z, t, c: np.tanh(c * z / t)),
                "The constant stands inside the tanh, so the bound is 1 whatever c is.",
            ),
            (
                softmax_of(lambda z, t, c: c * np.tanh(z * t)),
                "The logits are multiplied by the temperature. A large one should make the policy more "
                "cautious, so it divides.",
            ),
        ),
    ),
    hints=(
        "How large can `bounded` become at temperature 0.1 and c = 1.5?",
        "The formula of the text is c x tanh(logits / T). Where does T stand in it?",
    ),
    solution=bounded_policy,
)


WHAT_MAY_BE_CLAIMED = Exercise(
    id="04.5",
    title="What may be claimed?",
    kind="explain",
    dots=2,
    minutes=4,
    check=choose(
        "C",
        {
            "A": "A higher mean alone is no proof: the interval of the difference reaches from below 0 to "
            "above it, so other seeds might well turn the order round.",
            "B": "An interval that contains 0 does not show that the difference is 0. It may be +0.28 or "
            "-0.08: the data do not say. More seeds would.",
            "C": "Right. The first interval lies wholly above 0, the second does not. Learning was of use, "
            "memory is undecided, and another table may decide it either way.",
            "D": "For the paired differences it does not matter whether the single curves' intervals "
            "overlap. Pairing takes the shared luck away, and the first difference is clearly above 0.",
        },
    ),
    hints=(
        "Does each interval of a difference contain 0?",
        '"Not shown to differ" and "shown to be equal" are two different things.',
    ),
    solution='answer = "C"  # one difference is decided, the other is not',
)


EXERCISES = (BETTER_THAN_THE_BEST, PRODUCT_OF_TWO, CHAIN_RULE, BROKEN_BOUND, WHAT_MAY_BE_CLAIMED)
