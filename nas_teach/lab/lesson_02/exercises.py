"""The exercises of lesson 02: the REINFORCE loss, its step, and what a search has shown."""

import math

import numpy as np
import torch

from nas_teach.lab.checking import Exercise, choose, code, number

ANOTHER_LOSS = Exercise(
    id="02.1",
    title="Another loss",
    kind="predict",
    dots=1,
    minutes=3,
    check=number(
        -math.log(0.25) * 0.8,
        why="-log(0.25) x 0.8 = 1.386 x 0.8 = 1.109. An unlikely action that pays well gives a large loss, "
        "and a large push.",
        mistakes=(
            (
                math.log(0.25) * 0.8,
                "The minus is missing. log p is negative for every p below 1, so the loss -log p x reward is "
                "positive here.",
            ),
            (
                -math.log10(0.25) * 0.8,
                "This is the logarithm to base 10. `log` means the natural logarithm here, as in math.log "
                "and torch.log.",
            ),
            (-math.log2(0.25) * 0.8, "This is the logarithm to base 2. The loss uses the natural logarithm."),
            (0.25 * 0.8, "This is p x reward. The loss takes the logarithm of p first."),
            (
                -math.log(0.75) * 0.8,
                "This takes 1 - p = 0.75. The loss asks for the probability of the action that was sampled, "
                "which is p itself.",
            ),
            (-math.log(0.25), "This is -log p alone. The reward scales it."),
            (1.10, "Nearly: three decimals are asked for."),
            (
                -math.log(0.8) * 0.25,
                "p and reward have changed places: the logarithm belongs to the probability.",
            ),
            (
                -math.log(0.25 * 0.8),
                "This is the logarithm of the product. The reward stands outside it, so that twice the "
                "reward makes twice the push.",
            ),
        ),
        tolerance=2e-3,
    ),
    hints=(
        "The worked case was -math.log(0.62) * 0.85.",
        "Put 0.25 where 0.62 stood and 0.8 where 0.85 stood; do not drop the minus.",
    ),
    solution="import math\nanswer = -math.log(0.25) * 0.8",
)


def softmax(logits):
    powers = np.exp(logits - np.max(logits))  # less the greatest logit, so that no power overflows
    return powers / powers.sum()


def one_hot(logits, action):
    return np.eye(len(logits))[action]


def step_by_hand(logits, action, reward, lr):
    gradient = (softmax(logits) - one_hot(logits, action)) * reward  # of the loss -log p x reward
    return softmax(logits - lr * gradient)


def logits_after(push):
    """A step that goes another way: to logits + lr x push(probs, one-hot of the action, reward)."""
    return lambda z, a, r, lr: z + lr * push(softmax(z), one_hot(z, a), r)


def probs_after(push):
    """The same, with the softmax of the new logits."""
    return lambda *case: softmax(logits_after(push)(*case))


STEP_CASES = (
    (np.array([0.0, 0.0, 0.0]), 1, 0.9, 0.5),
    (np.array([0.2, -0.4, 1.0]), 0, 0.6, 1.0),
    (np.array([1.5, 0.0, -1.0, 0.5]), 2, 0.25, 2.0),
)


STEP_WITHOUT_AUTOGRAD = Exercise(
    id="02.2",
    title="One whole step without autograd",
    kind="code",
    dots=3,
    minutes=8,
    check=code(
        step_by_hand,
        STEP_CASES,
        why="Softmax, gradient (probs - one-hot) x reward, a step against it, softmax again: the whole of "
        "REINFORCE for one decision.",
        mistakes=(
            (
                probs_after(lambda p, o, r: (p - o) * r),
                "The step goes the wrong way. To make a loss smaller, subtract lr x gradient from the "
                "logits.",
            ),
            (
                probs_after(lambda p, o, r: o - p),
                "The reward has no influence: the gradient is (probs - one-hot) times the reward.",
            ),
            (
                probs_after(lambda p, o, r: o * r),
                "Only the one-hot part is there. The part -probs pushes every action down a little, the "
                "sampled one too.",
            ),
            (
                probs_after(lambda p, o, r: o * (1 - p) * r),
                "Only the sampled logit moves. The others have a gradient too: their probability times the "
                "reward.",
            ),
            (
                probs_after(lambda p, o, r: (one_hot(p, p.argmax()) - p) * r),
                "This rewards the most probable action. The step belongs to the action that was sampled, "
                "`action`.",
            ),
            (
                logits_after(lambda p, o, r: (o - p) * r),
                "These are the new logits. Pass them through the softmax: probabilities are asked for.",
            ),
            (
                lambda z, a, r, lr: softmax(z) + lr * (one_hot(z, a) - softmax(z)) * r,
                "The step was taken on the probabilities. The parameters are the logits: change those, then "
                "take the softmax.",
            ),
            (
                lambda z, a, r, lr: step_by_hand(z, a, r, 1.0),
                "The learning rate is not used: the step is lr x gradient.",
            ),
            (
                lambda z, a, r, lr: (softmax(z) - one_hot(z, a)) * r,
                "This is the gradient. Take the step with it, then the softmax of the new logits.",
            ),
            (
                lambda z, a, r, lr: step_by_hand(z, a, r, lr)[a],
                "This is the probability of the sampled action alone. Return all of them.",
            ),
        ),
    ),
    hints=(
        "Four lines: probabilities from the logits, the gradient, the new logits, the new probabilities.",
        "np.eye(len(logits))[action] is the one-hot vector of the sampled action.",
        "new_logits = logits - lr * (probs - one_hot) * reward, and then once more the softmax.",
    ),
    solution=step_by_hand,
)


WHY_SEED_4_ENDED_ON_KERNEL_7 = Exercise(
    id="02.3",
    title="Why seed 4 ended on kernel 7",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "B",
        {
            "A": "The noise is 0.02 and the gap between kernels 5 and 7 is 0.3, fifteen times as much. No "
            "reward of kernel 7 came near one of kernel 5. What was lucky was the draw, not the pay.",
            "B": "Right: chance decides what is drawn, every reward is positive and pushes it up, and the "
            "lead feeds itself. A smaller pay is still pay.",
            "C": "The average push points to kernel 5: you printed it, as the slope of the expected reward. "
            "The average is right; a single run of 50 draws is no average.",
            "D": "Nothing is punished here. All rewards are positive, so each pushes the sampled kernel up; "
            "0.9 pushes harder than 0.6.",
        },
    ),
    hints=(
        "Look at the line that begins `seed 4 sampled:`.",
        "What does every reward do to the kernel that was drawn, and how often was kernel 5 drawn?",
    ),
    solution='answer = "B"',
)


def credit_the_sampled(logits, action, reward, lr):
    logits = torch.tensor(logits, requires_grad=True)
    probs = logits.softmax(0)
    loss = -probs[action].log() * reward  # the probability of the action that earned the reward
    loss.backward()
    return (logits - lr * logits.grad).detach()


def credit_the_favourite(logits, action, reward, lr):
    """The broken function."""
    logits = torch.tensor(logits, requires_grad=True)
    probs = logits.softmax(0)
    loss = -probs.max().log() * reward
    loss.backward()
    return (logits - lr * logits.grad).detach()


BUG_CASES = (
    ([0.1, 0.5, -0.3], 0, 0.7, 0.5),
    ([1.0, -1.0, 0.5], 2, 0.3, 1.0),
    ([0.2, 0.9, -0.6], 1, 0.9, 0.5),
)


FAVOURITE_CREDITED = Exercise(
    id="02.4",
    title="The step that learns the wrong thing",
    kind="bug",
    dots=3,
    minutes=6,
    check=code(
        credit_the_sampled,
        BUG_CASES,
        why="The loss must hold the probability of the action that earned the reward. The broken line "
        "credited whatever was most probable already, so the favourite grew whoever did the work.",
        mistakes=(
            (
                logits_after(lambda p, o, r: (p - o) * r),
                "Now the right action is credited, but the step makes it less probable the better it paid. "
                "Keep the minus.",
            ),
            (
                logits_after(lambda p, o, r: o - p),
                "Right action, but the reward is gone: good and bad kernels would be pushed alike.",
            ),
            (
                logits_after(lambda p, o, r: p * (o - (p * o).sum()) * r),
                "The logarithm is gone. Without it the gradient is p times smaller, so rare actions hardly "
                "learn.",
            ),
            (
                lambda z, a, r, lr: z + lr * one_hot(z, a) * r / np.asarray(z),
                "This takes the logarithm of a logit, which is no probability and may be negative. Take it "
                "of probs, after the softmax.",
            ),
            (
                logits_after(lambda p, o, r: (one_hot(p, p.argmin()) - p) * r),
                "This credits the least probable action. Neither the favourite nor the outsider earned the "
                "reward: the sampled action did.",
            ),
            (
                logits_after(lambda p, o, r: (1 - len(p) * p) * r),
                "This adds up the log-probabilities of all actions, so it pulls them all towards 1/3. One "
                "action earned the reward.",
            ),
            (
                logits_after(lambda p, o, r: (p - one_hot(p, p.argmax())) * r),
                "Now the favourite is pushed down, whoever earned the reward. The minus was right; the "
                "choice of the probability is not.",
            ),
            (step_by_hand, "These are probabilities. The function returns the new logits, as it did before."),
        ),
        given=credit_the_favourite,
        tolerance=1e-5,
    ),
    hints=(
        "Which of the four arguments is never used?",
        "The reward was earned by the action that was sampled, not by the one with the greatest probability.",
        "One expression in the line of the loss is wrong: probs.max().",
    ),
    solution=credit_the_sampled,
)


WHAT_MAY_BE_CLAIMED = Exercise(
    id="02.5",
    title="What may be claimed?",
    kind="explain",
    dots=2,
    minutes=4,
    check=choose(
        "C",
        {
            "A": "The controller's probability is not the probability of being right. It is where 40 noisy "
            "trials have pushed three logits; another seed would have pushed them elsewhere.",
            "B": "One greatest value is the luckiest seed, and the kernel that was sampled most had the most "
            "tries at luck. Compare means, with their errors.",
            "C": "Right: 0.15 between kernel 3 and the others is many standard errors, while 0.02 between 5 "
            "and 7 is below one error of the difference, the root of 0.015² + 0.02². More seeds could "
            "settle it; this report cannot.",
            "D": "Too cautious. Between kernel 3 and the others lie many standard errors; noise of that size "
            "does not do that.",
        },
    ),
    hints=(
        "Compare each difference of means with the standard errors beside it.",
        "Two means whose difference is about as large as their standard errors cannot be told apart.",
    ),
    solution='answer = "C"',
)


EXERCISES = (
    ANOTHER_LOSS,
    STEP_WITHOUT_AUTOGRAD,
    WHY_SEED_4_ENDED_ON_KERNEL_7,
    FAVOURITE_CREDITED,
    WHAT_MAY_BE_CLAIMED,
)
