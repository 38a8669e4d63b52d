"""The exercises of lesson 03: baselines to write, to mend and to judge."""

import torch

from nas_teach.lab.checking import Exercise, choose, code


def compare_then_update(rewards, decay):
    average = rewards[0]
    advantages = []
    for reward in rewards:
        advantages.append(reward - average)
        average = decay * average + (1 - decay) * reward  # decay is the share that is kept
    return advantages


def shares_exchanged(rewards, decay):
    """The broken function."""
    return compare_then_update(rewards, 1 - decay)


def update_then_compare(rewards, decay):
    """The average has taken in the share 1 - decay of each gap before it is compared."""
    return [decay * advantage for advantage in compare_then_update(rewards, decay)]


FORGETFUL_AVERAGE = Exercise(
    id="03.1",
    title="A forgetful average",
    kind="bug",
    dots=2,
    minutes=3,
    check=code(
        compare_then_update,
        cases=(([0.6, 0.9, 0.7, 0.8], 0.9), ([1.0, 0.0, 0.5], 0.5), ([0.7, 0.2, 0.4, 0.9], 0.75)),
        given=shares_exchanged,
        why="The old average is multiplied by decay and the new reward by 1 - decay: with 0.9, nine tenths "
        "of the memory stay.",
        mistakes=(
            (
                update_then_compare,
                "Here the average is updated before the advantage is taken, so that each reward is partly "
                "compared with itself. The advantages come out too small by the factor decay.",
            ),
            (
                lambda r, d: compare_then_update([0.0, *r], d)[1:],
                "This average starts at 0, so the first rewards have hardly any baseline. Start at the first "
                "reward.",
            ),
            (
                lambda r, d: [x - a for x, a in zip(r, compare_then_update(r, d), strict=True)],
                "These are the averages themselves. The advantage is the reward minus the average.",
            ),
            (
                lambda r, d: [-a for a in compare_then_update(r, d)],
                "The sign is turned round: with average - reward the controller would avoid what pays.",
            ),
            (
                lambda r, d: [x - r[0] for x in r],
                "This average never moves from the first reward. It must take in a part of each new reward.",
            ),
            (
                lambda r, d: [x - sum(r) / len(r) for x in r],
                "This is the plain mean of all rewards, later ones included. A search does not know the "
                "future.",
            ),
            (
                lambda r, d: update_then_compare(r, 1 - d),
                "The order was right: first compare, then update. Look at the two factors in the update.",
            ),
            (lambda r, d: [0.0], "There is one advantage only. Is `return` inside the loop?"),
            (lambda r, d: [], "The list is empty. Each advantage must be appended to it."),
        ),
    ),
    hints=(
        "Put decay = 0.9 into the line that updates the average. How much of the old average is kept?",
        "decay is the share that is *kept*: it belongs to the old average.",
    ),
    solution=compare_then_update,
)


HONEST_BASELINES = Exercise(
    id="03.2",
    title="When is it no longer honest?",
    kind="explain",
    dots=3,
    minutes=5,
    check=choose(
        "B",
        {
            "A": "Earlier rewards are fixed numbers by the time the kernel is drawn. The baseline is then "
            "the same for every kernel that might come, so it can be taken out of the sum, and the sum is "
            "zero.",
            "B": "Right. This baseline depends on the kernel drawn, so it cannot be taken out of the sum. In "
            "the long run it equals each kernel's own mean reward; the mean advantage of every kernel is "
            "then zero, good ones and bad ones alike, and the search has lost its aim.",
            "C": "A random number is a poor baseline, for it adds noise. But it is drawn before the kernel "
            "and so does not depend on it: for each of its values the sum is zero. Noisy is not the same as "
            "biased.",
            "D": "Any constant can be taken out of the sum, however silly it is. The mean step is right; the "
            "variance is enormous, for the parabola has its bottom far away.",
        },
    ),
    hints=(
        "The proof takes b out of the sum over actions. For which proposal is that impossible?",
        "Ask of each: would the baseline have been another number if another kernel had been drawn in this "
        "step?",
    ),
    solution='answer = "B"  # it depends on the action that was drawn',
)


def leave_one_out(rewards):
    total, n = sum(rewards), len(rewards)
    return [reward - (total - reward) / (n - 1) for reward in rewards]


def means_of_the_others(rewards):
    return [(sum(rewards) - reward) / (len(rewards) - 1) for reward in rewards]


def equals_left_out(rewards):
    others = [[other for other in rewards if other != reward] for reward in rewards]
    return [reward - sum(rest) / len(rest) for reward, rest in zip(rewards, others, strict=True)]


LEAVE_ONE_OUT = Exercise(
    id="03.3",
    title="Leave one out",
    kind="code",
    dots=2,
    minutes=6,
    check=code(
        leave_one_out,
        cases=(([0.6, 0.9, 0.7, 0.8],), ([1.0, 0.0],), ([0.7, 0.7, 0.1],)),
        why="Each reward is compared with rewards that know nothing of its own draw: no bias.",
        mistakes=(
            (
                lambda r: [x - sum(r) / len(r) for x in r],
                "Here each reward is part of its own baseline. All advantages are too small by the factor "
                "(n - 1) / n: leave the reward itself out of the mean.",
            ),
            (
                means_of_the_others,
                "These are the baselines, the means of the others. Subtract them from the rewards.",
            ),
            (
                lambda r: [m - x for m, x in zip(means_of_the_others(r), r, strict=True)],
                "The sign is turned round: the advantage is the reward minus the mean of the others.",
            ),
            (
                lambda r: [x - (sum(r) - x) / len(r) for x in r],
                "The sum leaves the reward out, but it is divided by n. There are only n - 1 others.",
            ),
            (
                lambda r: [x - (sum(r) - x) for x in r],
                "This subtracts the sum of the others. Divide it by their number for the mean.",
            ),
            (
                lambda r: [x - sum(r) / (len(r) - 1) for x in r],
                "This divides by n - 1 but leaves the reward itself in the sum. Take it out of the sum too.",
            ),
            (
                equals_left_out,
                "This leaves out every reward of the same size. Leave out one place of the list, not a "
                "value: two networks may well have equal accuracies.",
            ),
        ),
    ),
    hints=(
        "The sum of the others is the sum of all minus the reward itself.",
        "How many others are there in a batch of n?",
        "advantage = reward - (total - reward) / (n - 1)",
    ),
    solution=leave_one_out,
)


def actor_and_critic(logits, value, action, reward):
    logits = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    value = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    advantage = reward - value.detach()  # to the policy the baseline is a plain number
    policy_loss = -logits.log_softmax(0)[action] * advantage
    critic_loss = (reward - value) ** 2
    (policy_loss + critic_loss).backward()
    return logits.grad.tolist(), value.grad.item()


def log_p(logits, action):
    """What the policy loss adds to the critic's gradient where it is not cut off."""
    return torch.tensor(logits, dtype=torch.float64).log_softmax(0)[action].item()


def both_losses_reach_the_critic(logits, value, action, reward):
    """The broken function."""
    policy, critic = actor_and_critic(logits, value, action, reward)
    return policy, critic + log_p(logits, action)


def without_baseline(logits, value, action, reward):
    policy, _ = actor_and_critic(logits, 0.0, action, reward)
    _, critic = actor_and_critic(logits, value, action, reward)
    return policy, critic


def advantage_turned_round(logits, value, action, reward):
    policy, critic = actor_and_critic(logits, value, action, reward)
    return [-gradient for gradient in policy], critic


def critic_alone(logits, value, action, reward):
    _, critic = actor_and_critic(logits, value, action, reward)
    return [0.0] * len(logits), critic


PULLED_CRITIC = Exercise(
    id="03.4",
    title="The actor pulls at the critic",
    kind="bug",
    dots=3,
    minutes=6,
    check=code(
        actor_and_critic,
        cases=(([0.0, 0.0, 0.0], 0.5, 1, 0.9), ([0.5, -0.2, 0.1], 0.8, 0, 0.6), ([1.0, 2.0], 0.0, 1, 0.3)),
        given=both_losses_reach_the_critic,
        why="`detach()` hands the policy loss the baseline as a plain number. The critic now learns from its "
        "squared error alone, and the policy's gradient is unchanged.",
        mistakes=(
            (
                lambda z, v, a, r: (actor_and_critic(z, v, a, r)[0], log_p(z, a)),
                "The wrong loss was cut off: now the critic learns from the policy loss alone and never from "
                "its own error.",
            ),
            (
                lambda *case: (actor_and_critic(*case)[0], 0.0),
                "Now nothing reaches the critic at all. Only the policy loss must leave it alone.",
            ),
            (
                critic_alone,
                "Now the policy learns nothing: its gradient is gone. Cut off the baseline instead.",
            ),
            (
                without_baseline,
                "The critic is cured, but the policy has lost its baseline: it should still learn from "
                "reward - value.",
            ),
            (
                advantage_turned_round,
                "The critic is cured, but the advantage has changed its sign: it is reward - value.",
            ),
            (
                lambda *case: (actor_and_critic(*case)[0], 0.5 * actor_and_critic(*case)[1]),
                "The gradient of the critic is half of what it was: leave the squared error as it is.",
            ),
        ),
    ),
    hints=(
        "`value` stands in both losses. What is the derivative of `policy_loss` by `value`? (Calling "
        "`backward()` for each loss in turn changes nothing: PyTorch adds the gradients up.)",
        "For the policy the baseline should be a mere number, through which no gradient flows.",
        "`value.detach()` is that number. Use it in one loss only: if `value.grad` is None, the critic no "
        "longer learns at all.",
    ),
    solution=actor_and_critic,
)


IN_PER_CENT = Exercise(
    id="03.5",
    title="In per cent",
    kind="predict",
    dots=2,
    minutes=4,
    check=choose(
        "B",
        {
            "A": "Adding 10 moves the rewards away from zero and leaves the gaps as they are: the gaps "
            "become small beside the rewards. Per cent multiplies both, so the gaps are as large beside the "
            "rewards as before.",
            "B": "Right. Adam divides each gradient by its usual size, so a common factor cancels: every "
            "step is the same as before. Multiplying does nothing, adding does much. Try "
            "`ends_on_best(100 * REWARDS, noise=2)`.",
            "C": "The gaps are a hundred times as large, but so are the rewards beside which they must be "
            "noticed, and Adam divides by that size. There is still no baseline.",
            "D": "With plain gradient descent the steps would be a hundred times as long, and the first draw "
            "would decide; but in a third of the runs that is kernel 5. Adam divides by the size of the "
            "gradient, so its steps are as long as before.",
        },
    ),
    hints=(
        "What does Adam do with a gradient that is a hundred times as large in every step?",
        "Look again at the cell that prints the first step of Adam for the rewards 0.6, 0.9 and 10.6.",
        "What matters is how large the gaps are beside the rewards themselves.",
    ),
    solution='answer = "B"  # Adam divides a common factor out',
)


EXERCISES = (FORGETFUL_AVERAGE, HONEST_BASELINES, LEAVE_ONE_OUT, PULLED_CRITIC, IN_PER_CENT)
