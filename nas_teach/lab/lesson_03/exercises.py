"""The exercises of lesson 03: two baselines and the noise of a step to build, others to mend and to judge."""

import dis
from types import FunctionType

import numpy as np
import torch

from nas_teach.lab.checking import (
    Exercise,
    Quick,
    build,
    call,
    choose,
    code,
    gives,
    plain,
    same,
    shorten,
    unchanged,
    wrong,
)
from nas_teach.lab.checking.calling import Refused
from nas_teach.strategies.baselines import gradient_moments

IN_PER_CENT = Exercise(
    id="03.1",
    title="In per cent",
    kind="predict",
    dots=2,
    minutes=2,
    check=choose(
        "A",
        {
            "A": "Right. Adam divides each gradient by its usual size, so a common factor cancels: every "
            "step is the same as before. Multiplying does nothing, adding does much. Try "
            "`ends_on_best(100 * REWARDS, noise=2)`.",
            "B": "With plain gradient descent the steps would be a hundred times as long, and the first draw "
            "would decide; but in a third of the runs that is kernel 5. Adam divides by the size of the "
            "gradient, so its steps are as long as before.",
            "C": "The gaps are a hundred times as large, but so are the rewards beside which they must be "
            "noticed, and Adam divides by that size. There is still no baseline.",
            "D": "Adding 10 moves the rewards away from zero and leaves the gaps as they are: the gaps "
            "become small beside the rewards. Per cent multiplies both, so the gaps are as large beside the "
            "rewards as before.",
        },
    ),
    hints=(
        "What does Adam do with a gradient that is a hundred times as large in every step?",
        "Look again at the table of Adam's first step, for the rewards 0.6, 0.9 and 10.6.",
        "What matters is how large the gaps are beside the rewards themselves.",
    ),
    solution='answer = "A"  # Adam divides a common factor out',
)


class MovingAverage:
    def __init__(self, decay=0.9, start=None):
        self.decay = decay
        self.start = start
        self.average = start  # None until the first reward comes

    def fresh(self):
        return MovingAverage(self.decay, self.start)

    def __call__(self, reward):
        if self.average is None:
            self.average = reward  # the first reward is compared with itself
        value = self.average
        self.average = self.decay * value + (1 - self.decay) * reward
        return value


class UpdatesFirst(MovingAverage):
    def __call__(self, reward):
        super().__call__(reward)
        return self.average


class SharesExchanged(MovingAverage):
    def __call__(self, reward):
        value = reward if self.average is None else self.average
        self.average = (1 - self.decay) * value + self.decay * reward
        return value


class GivesAdvantage(MovingAverage):
    def __call__(self, reward):
        return reward - super().__call__(reward)


class NeverMoves(MovingAverage):
    def __call__(self, reward):
        self.average = reward if self.average is None else self.average
        return self.average


class PlainMean(MovingAverage):
    def __call__(self, reward):
        self.seen = [*getattr(self, "seen", ()), reward]
        value = sum(self.seen[:-1]) / (len(self.seen) - 1) if self.seen[1:] else self.start
        return reward if value is None else value


class AsksForStart(MovingAverage):
    def __call__(self, reward):
        value = super().__call__(reward)
        return reward if self.start is None else value


class ForgetsStart(MovingAverage):
    def __init__(self, decay=0.9, start=None):
        super().__init__(decay, None)


class ForgetsDecay(MovingAverage):
    def __init__(self, decay=0.9, start=None):
        super().__init__(0.9, start)


class AlwaysFromZero(MovingAverage):
    def __init__(self, decay=0.9, start=None):
        super().__init__(decay, 0.0 if start is None else start)


def values(baseline, rewards):
    """What a baseline says to one reward after the other."""
    return [plain(call(baseline, reward)) for reward in rewards]


def says(cls, right, rewards, settings, message=""):
    """None if a new MovingAverage(**settings) says `right` to the rewards, else a verdict that shows both."""
    baseline = call(cls, **settings)
    if not callable(baseline):
        return wrong("What it makes must be an object that can be called: write a class with `__call__`.")
    found = values(baseline, rewards)
    if same(found, right):
        return None
    written = ", ".join(f"{name}={value}" for name, value in settings.items())
    received = f"MovingAverage({written}) said {shorten(found)} to the rewards {shorten(rewards)}"
    if not any(value is not None for value in found):
        return wrong("`__call__` returns nothing. Does it end with `return`?", received)
    return wrong(f"{message}Right would be {shorten(right)}.", received)


def starts_afresh(cls):
    """What fresh() must do, or the words that say what it does instead."""
    used = call(cls, decay=0.5, start=0.2)
    values(used, [0.8])  # now 0.5
    other = call(used.fresh)
    if other is used:
        return "`fresh()` hands out the same object. Every search must begin with an average of its own."
    if not callable(other):
        return f"`fresh()` must return a new MovingAverage; it returned {shorten(other)}."
    found = values(other, [0.8, 0.8])
    if same(found[0], 0.5):
        return "The new one remembers what the old one heard. It must begin at `start` again."
    if not same(found, [0.2, 0.5]):
        return (
            "The new one has other settings. Hand `decay` and `start` on to it: after the rewards 0.8 and "
            f"0.8 it should have said 0.2 and 0.5, and it said {shorten(found)}."
        )
    if not same(values(used, [0.8]), [0.5]):
        return "`fresh()` has changed the old average, which another search may still be using."
    return None


def each_run_apart(cls):
    """An array of rewards: one average a run."""
    rewards = [np.array([1.0, 0.0]), np.array([0.0, 0.0]), np.array([1.0, 1.0])]
    try:
        found = values(call(cls, decay=0.5), rewards)
    except Refused as refused:
        if "truth value" not in refused.verdict.message:
            raise
        return refused.verdict._replace(
            message="`if` needs one yes or no, and an array has one for each run. `== None` asks every number of "
            "the array; `is None` asks the array as a whole."
        )
    if same(found, [[1.0, 0.0], [1.0, 0.0], [0.5, 0.0]]):
        return None
    received = f"the rewards [1, 0], [0, 0], [1, 1] of two runs got the values {shorten(found)}"
    if any(type(value) is not tuple for value in found):
        return wrong("There must be an average for each run; this is one for all of them.", received)
    if same(found, [[1.0, 0.0], [0.5, 0.0], [0.75, 0.5]]):
        return wrong(
            "With numbers it is right, but an array is updated before it is handed out: `+=` and `*=` change the "
            "array itself, and the old value with it. Write `self.average = …` with a new array. The two runs "
            "should get [1, 0], then [1, 0], then [0.5, 0].",
            received,
        )
    return wrong("With decay 0.5 the two runs should get [1, 0], then [1, 0], then [0.5, 0].", received)


def leaves_arrays_alone(cls):
    """Neither the rewards nor a value that was handed out may change later."""
    baseline, first = call(cls, decay=0.5), np.array([1.0, 0.0])
    given = baseline(first)
    kept = plain(given)
    later = baseline(np.array([0.0, 1.0]))
    kept_later = plain(later)
    baseline(np.array([0.0, 1.0]))
    if plain(first) != (1.0, 0.0):
        return wrong("The caller's array of rewards has changed. `+=` and `*=` change an array in place.")
    if plain(given) != kept or plain(later) != kept_later or not same(kept_later, (1.0, 0.0)):
        return wrong(
            "A value that was handed out changes afterwards: it is the array that `+=` or `*=` updates in "
            "place. Write `self.average = …` with a new array."
        )
    return None


BUILD_AVERAGE = Exercise(
    id="03.2",
    title="The moving average",
    kind="code",
    dots=3,
    minutes=8,
    builds="MovingAverage",
    check=build(
        MovingAverage,
        tests=(
            (
                "The value for the first reward is the start.",
                lambda c: says(c, [0.7], [0.5], {"decay": 0.9, "start": 0.7}),
            ),
            (
                "Then the average moves a tenth of the way to the reward: 0.9 × 0.7 + 0.1 × 0.5 = 0.68.",
                lambda c: says(c, [0.7, 0.68], [0.5, 0.5], {"decay": 0.9, "start": 0.7}),
            ),
            (
                "Without a start, the first reward is compared with itself.",
                lambda c: says(
                    c,
                    [0.6, 0.6, 0.7],
                    [0.6, 0.8, 0.5],
                    {"decay": 0.5},
                    "With `start` None, the first value is the first reward itself, and the average goes on "
                    "from there. ",
                ),
            ),
            (
                "A start of 0 is a start like any other.",
                lambda c: says(
                    c,
                    [0.0, 0.4, 0.6],
                    [0.8, 0.8, 0.8],
                    {"decay": 0.5, "start": 0.0},
                    "Python takes 0.0 for False, so `or` and `if not` treat it like None. Ask `is None`. ",
                ),
            ),
            ("`fresh()` gives a new one: the same settings, no memory.", starts_afresh),
            ("With an array of rewards, each run has its own average.", each_run_apart),
            ("No array that came in or went out is changed afterwards.", leaves_arrays_alone),
        ),
        cases=(
            lambda c: values(call(c, decay=0.75, start=0.3), [0.7, 0.2, 0.4, 0.9]),
            lambda c: values(call(c, decay=0.75), [0.7, 0.2, 0.4, 0.9]),
            lambda c: values(call(c), [1.0, 0.0, 0.5]),
            lambda c: values(call(c, 0.0, -1.0), [-0.3, -0.1]),
        ),
        mistakes=(
            (
                UpdatesFirst,
                "The average is updated before it is used, so each reward is partly compared with itself. Keep "
                "the old value, update, and return the old value.",
            ),
            (
                SharesExchanged,
                "The two shares have changed places: `decay` is the share of the old average that is kept.",
            ),
            (
                GivesAdvantage,
                "This returns the advantage. Return the baseline alone; the search subtracts it itself.",
            ),
            (NeverMoves, "The average never moves. It must take in a part of each new reward."),
            (
                PlainMean,
                "This is the plain mean of all rewards so far. A moving average forgets: the old average keeps "
                "the share `decay`, and the new reward gets the rest.",
            ),
            (
                AsksForStart,
                "Without a start, every reward is compared with itself here, not only the first. Ask whether there "
                "is an average yet, not whether a start was given.",
            ),
            (ForgetsStart, "`start` is ignored. Where it is given, the average begins there."),
            (ForgetsDecay, "`decay` is ignored: this always keeps nine tenths."),
            (
                AlwaysFromZero,
                "Without a start this begins at 0, so the first rewards have hardly any baseline. With `start` "
                "None the first reward is the first value.",
            ),
        ),
        why="It is used first and updated afterwards, so that no reward is compared with itself; except for the "
        "very first, from which the average starts.",
    ),
    hints=(
        "Which attributes does an average need between two calls? Its settings, and the average so far.",
        "In `__call__`: first decide which value to return, then update the average, then return that value.",
        "The new average is `decay` parts of the old value and `1 - decay` parts of the reward. None is special: "
        "`if self.average is None`.",
    ),
    solution=MovingAverage,
)


def step_moments(probs, rewards, baseline):
    steps = []
    for action, reward in enumerate(rewards):
        one_hot = np.eye(len(probs))[action]
        advantage = reward - baseline
        steps.append((one_hot - probs) * advantage)  # the step up if this kernel is drawn
    mean = sum(p * step for p, step in zip(probs, steps, strict=True))
    variance = 0.0
    for p, step in zip(probs, steps, strict=True):
        variance += p * np.sum((step - mean) ** 2)
    return mean, variance


def moments(
    weighted=True,
    gradient=False,
    centred=True,
    root=False,
    kept_baseline=True,
    per_logit=False,
    add=np.sum,
    by_column=False,
):
    """step_moments with slips in it."""

    def slip(probs, rewards, baseline):
        probs, rewards = np.asarray(probs), np.asarray(rewards)
        weights = probs if weighted else np.full(len(probs), 1 / len(probs))
        advantages = rewards - kept_baseline * baseline
        steps = (np.eye(len(probs)) - probs) * (advantages if by_column else advantages[:, None])
        mean = weights @ steps
        squares = (steps - centred * mean) ** 2
        variance = weights @ (squares if per_logit else add(squares, axis=1))
        return (-mean if gradient else mean), (variance**0.5 if root else variance)

    return slip


def unweighted_variance(variance):
    """step_moments with the right mean and a variance in which every draw counts the same."""

    def half_right(probs, rewards, baseline):
        steps = (np.eye(len(probs)) - probs) * (np.asarray(rewards) - baseline)[:, None]
        mean = probs @ steps
        return mean, variance(steps, mean)

    return half_right


NOT_WEIGHTED = (
    "The mean step is right. In the variance every draw counts the same: there, too, a kernel counts with its "
    "probability."
)
THREE = np.array([0.2, 0.5, 0.3]), np.array([0.7, 0.9, 0.6])
MOMENTS_CASES = (
    (*THREE, 0.0),
    (*THREE, 0.73),
    (np.array([0.6, 0.4]), np.array([-1.0, 2.0]), -3.0),
    (np.array([0.1, 0.2, 0.3, 0.4]), np.array([1.0, 0.5, 0.0, 2.0]), 1.0),
)

STEP_MOMENTS = Exercise(
    id="03.3",
    title="Mean and noise of a step",
    kind="code",
    dots=3,
    minutes=8,
    builds="step_moments",
    check=build(
        step_moments,
        tests=(
            (
                "Two choices at 1/2 that pay 1 and 0, no baseline: the mean step is (0.25, -0.25).",
                lambda f: first_of_two(f, np.array([0.5, 0.5]), np.array([1.0, 0.0]), 0.0, (0.25, -0.25)),
            ),
            (
                "The variance of this step is 0.125.",
                lambda f: gives(f, ((0.25, -0.25), 0.125), np.array([0.5, 0.5]), np.array([1.0, 0.0]), 0.0),
            ),
            (
                "With the baseline 0.5 both draws give the same step, so the variance is 0.",
                lambda f: gives(f, ((0.25, -0.25), 0.0), np.array([0.5, 0.5]), np.array([1.0, 0.0]), 0.5),
            ),
            (
                "Each draw counts with its own probability.",
                lambda f: gives(f, step_moments(*THREE, 0.0), *THREE, 0.0),
            ),
            ("The arguments stay as they are.", lambda f: unchanged(f, *THREE, 0.73)),
        ),
        cases=MOMENTS_CASES,
        mistakes=(
            (
                moments(weighted=False),
                "Every draw counts the same here. A kernel that is drawn with probability p counts with p.",
            ),
            (
                moments(gradient=True),
                "The sign of the mean is turned round: the step goes up the reward, one-hot minus probabilities.",
            ),
            (
                moments(centred=False),
                "This is the mean of the squares. For the variance, take the mean off each step before you "
                "square it.",
            ),
            (moments(root=True), "This is the standard deviation. The variance is its square."),
            (moments(kept_baseline=False), "The baseline is ignored: the step is multiplied by reward - b."),
            (
                moments(per_logit=True),
                "There is a variance for each logit here. Add them up: one number is asked for.",
            ),
            (
                moments(add=np.mean),
                "This is the mean over the logits. The squared distances of all logits are added up.",
            ),
            (unweighted_variance(lambda steps, mean: ((steps - mean) ** 2).sum(1).mean()), NOT_WEIGHTED),
            (unweighted_variance(lambda steps, mean: steps.var(0).sum()), NOT_WEIGHTED),
        ),
        why="No sampling was needed: with three kernels one can go through all draws, each with its probability.",
    ),
    hints=(
        "First make the list of the possible steps, one for each kernel that may be drawn.",
        "If kernel a is drawn, the step is (one-hot of a - probabilities) times (its reward - b).",
        "The mean adds up p times step. The variance adds up p times the squared distance of step and mean.",
    ),
    solution=step_moments,
)


def first_of_two(function, probs, rewards, baseline, right):
    """None if the first thing that it returns is `right`."""
    try:
        found = plain(call(function, probs, rewards, baseline))
    except Refused as refused:
        if "broadcast" not in refused.verdict.message:
            raise
        return refused.verdict._replace(
            message="The arrays have unlike lengths. Here two kernels can be drawn, not three: is there a 3 in it, "
            "where `len(probs)` belongs?"
        )
    if type(found) is tuple and len(found) == 2 and same(found, moments()(probs, rewards, baseline)[::-1]):
        return wrong("The two have changed places: first the mean step, then the variance.", shorten(found))
    if type(found) is not tuple or len(found) != 2 or type(found[0]) is not tuple:
        return wrong(
            "Return two things: the mean step, which has one number for each logit, and the variance.",
            shorten(found),
        )
    if same(found[0], right):
        return None
    if same(found[0], [-x for x in right]):
        return wrong("The sign of the mean is turned round: the step goes up the reward.", shorten(found))
    if same(found[0], right, 0.02):
        return wrong(
            "Nearly. With random numbers it is never exact: go through the kernels instead, each with its own "
            "probability.",
            f"it returned {shorten(found)}",
        )
    if same(found[0], moments(by_column=True)(probs, rewards, baseline)[0]):
        return wrong(
            "The advantages are multiplied on column by column: each logit gets the reward of its own kernel. In "
            "one step all logits get the advantage of the kernel drawn. With one row for each kernel drawn, write "
            "`(rewards - baseline)[:, None]`.",
            f"it returned {shorten(found)}",
        )
    return wrong(f"The mean step should be {right}.", f"it returned {shorten(found)}")


HONEST_BASELINES = Exercise(
    id="03.4",
    title="When is it no longer honest?",
    kind="explain",
    dots=3,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "Earlier rewards are fixed numbers by the time the kernel is drawn. The baseline is then "
            "the same for every kernel that might come, so it can be taken out of the sum, and the sum is "
            "zero.",
            "B": "A random number is a poor baseline, for it adds noise. But it is drawn before the kernel "
            "and so does not depend on it: for each of its values the sum is zero. Noisy is not the same as "
            "biased.",
            "C": "Any constant can be taken out of the sum, however silly it is. The mean step is right; the "
            "variance is enormous, for the curve has its bottom far away.",
            "D": "Right. This baseline depends on the kernel drawn, so it cannot be taken out of the sum. In "
            "the long run it equals each kernel's own mean reward; the mean advantage of every kernel is "
            "then zero, good ones and bad ones alike, and the search has lost its aim.",
        },
    ),
    hints=(
        "The proof takes b out of the sum over kernels. For which proposal is that impossible?",
        "Ask of each: would the baseline have been another number if another kernel had been drawn in this "
        "step?",
    ),
    solution='answer = "D"  # it depends on the kernel that was drawn',
)


def leave_one_out(rewards):
    rewards = np.asarray(rewards, dtype=float)
    n = rewards.shape[-1]
    total = rewards.sum(-1, keepdims=True)  # of each batch
    return (total - rewards) / (n - 1)


def all_batches_together(rewards):
    rewards = np.asarray(rewards, dtype=float)
    return (rewards.sum() - rewards) / (rewards.size - 1)


def along_the_first_axis(rewards):
    rewards = np.asarray(rewards, dtype=float)
    return (rewards.sum(0) - rewards) / (len(rewards) - 1)


def equals_left_out(rewards):
    rewards = np.asarray(rewards, dtype=float)
    flat = [[np.mean(row[row != reward]) for reward in row] for row in rewards.reshape(-1, rewards.shape[-1])]
    return np.reshape(flat, rewards.shape)


def slip(form):
    """A wrong formula of (rewards, their sum, their number)."""

    def leaving_out_wrongly(rewards):
        rewards = np.asarray(rewards, dtype=float)
        return form(rewards, rewards.sum(-1, keepdims=True), rewards.shape[-1])

    return leaving_out_wrongly


def single_batch(function):
    """None if each of two rewards gets the other, else words, also on an axis that a single batch lacks."""
    try:
        return gives(function, [0.0, 1.0], np.array([1.0, 0.0]))
    except Refused as refused:
        if not any(word in refused.verdict.message for word in ("AxisError", "not iterable", "IndexError")):
            raise
        return refused.verdict._replace(
            message="A single batch is an array of shape (n,): it has one axis and no rows. Work along the last "
            "axis, -1, which every array of rewards has."
        )


def rows_apart(function):
    """None if each row is a batch of its own, else words on the last axis."""
    rows = np.array([[1.0, 0.0], [0.2, 0.4], [3.0, 3.0]])
    try:
        verdict = gives(function, [[0.0, 1.0], [0.4, 0.2], [3.0, 3.0]], rows)
    except Refused as refused:
        verdict = refused.verdict
    return verdict and verdict._replace(
        message="Right for a single batch, but not for three batches in three rows: take sum and number along the "
        "last axis (`len` counts rows), and keep that axis so that the rewards can be taken off. Right would "
        "be 0, 1 in the first row."
    )


BATCHES = np.array([[0.6, 0.9, 0.7, 0.8], [0.7, 0.7, 0.1, 0.5], [-1.0, 0.0, 2.0, 4.0]])

LEAVE_ONE_OUT = Exercise(
    id="03.5",
    title="Leave one out",
    kind="code",
    dots=2,
    minutes=5,
    builds="leave_one_out",
    check=build(
        leave_one_out,
        tests=(
            ("Of two rewards, each is compared with the other.", single_batch),
            (
                "Of three, each is compared with the mean of the other two.",
                lambda f: gives(f, [0.5, 0.4, 0.3], np.array([0.2, 0.4, 0.6])),
            ),
            (
                "Rewards of the same size: one place is left out, not a value.",
                lambda f: gives(f, [0.4, 0.4, 0.7], np.array([0.7, 0.7, 0.1])),
            ),
            ("Many batches at once, one in each row.", rows_apart),
            ("The rewards stay as they are.", lambda f: unchanged(f, np.array([0.2, 0.4, 0.6]))),
        ),
        cases=(
            *((batch,) for batch in BATCHES),
            (BATCHES,),
            (np.stack([BATCHES, BATCHES + 1]),),
            (np.array([1.0, 0.0]),),
        ),
        mistakes=(
            (
                slip(lambda r, total, n: np.broadcast_to(total / n, r.shape)),
                "Here each reward is part of its own baseline. Leave it out of the sum, and count the others "
                "only.",
            ),
            (
                slip(lambda r, total, n: total / n),
                "This is one number for the whole batch, the mean of all. Each reward needs a baseline of its own, "
                "from which it is left out.",
            ),
            (
                slip(lambda r, total, n: r - (total - r) / (n - 1)),
                "These are the advantages. Return the baselines, the means of the others; the search subtracts.",
            ),
            (
                slip(lambda r, total, n: (total - r) / n),
                "The sum leaves the reward out, but it is divided by n. There are only n - 1 others.",
            ),
            (
                slip(lambda r, total, n: total - r),
                "This is the sum of the others. Divide it by their number for the mean.",
            ),
            (
                slip(lambda r, total, n: np.broadcast_to(total / (n - 1), r.shape)),
                "This divides by n - 1 but leaves the reward itself in the sum. Take it out of the sum too.",
            ),
            (
                equals_left_out,
                "This leaves out every reward of the same size. Leave out one place, not a value: two networks "
                "may well have equal accuracies.",
            ),
            (
                all_batches_together,
                "This mixes the batches. Take the sum along the last axis only: `sum(-1, keepdims=True)`.",
            ),
            (
                along_the_first_axis,
                "This leaves out along the first axis, so it mixes the batches. The rewards of one batch lie "
                "along the last axis.",
            ),
        ),
        why="Each reward is compared with rewards that know nothing of its own draw: no bias.",
    ),
    hints=(
        "The sum of the others is the sum of all minus the reward itself. How many others are there?",
        "With many batches, `rewards.sum(-1, keepdims=True)` has one sum for each row, and it can be subtracted "
        "from as it stands.",
    ),
    solution=leave_one_out,
)


def best_baseline(probs, rewards):
    scores = np.eye(len(probs)) - probs  # row a: the gradient of log p_a
    weights = probs * (scores**2).sum(1)  # p_a |g_a|^2
    return weights @ rewards / weights.sum()


def weighted_by(weights):
    """The mean of the rewards with other weights, (probs, squared sizes) -> weights."""

    def another_mean(probs, rewards):
        size = ((np.eye(len(probs)) - probs) ** 2).sum(1)
        return np.average(rewards, weights=weights(probs, size))

    return another_mean


def undivided(probs, rewards):
    return (probs * ((np.eye(len(probs)) - probs) ** 2).sum(1)) @ rewards


def not_lower_elsewhere(function):
    """The course's own variance is least at what the function returns."""
    for probs, rewards in (
        THREE,
        (np.array([0.1, 0.8, 0.1]), THREE[1]),
        (np.array([0.7, 0.3]), THREE[1][:2]),
    ):
        found = plain(call(function, probs, rewards))
        if type(found) not in (int, float):
            return wrong("One number is asked for.", f"it returned {shorten(found)}")
        here = gradient_moments(probs, rewards, found)[0]
        for other in (found - 0.01, found + 0.01):
            there = gradient_moments(probs, rewards, other)[0]
            if there < here:
                return wrong(
                    f"It is not the least: the baseline {other:.3f} has a smaller variance.",
                    f"{found:.4f} for the probabilities {shorten(probs)}, variance {here:.6f} against {there:.6f}",
                )
    return None


def solved_for(function):
    """None if it is exact, words on a grid if it is nearly so."""
    verdict = gives(function, best_baseline(*THREE), *THREE)
    if verdict and same(call(function, *THREE), best_baseline(*THREE), 0.005):
        return verdict._replace(
            message="Nearly. A search over many values is only as exact as their distance: solve for b instead."
        )
    return verdict


BEST_BASELINE = Exercise(
    id="03.6",
    title="The baseline of least variance",
    kind="code",
    dots=4,
    minutes=14,
    builds="best_baseline",
    check=build(
        best_baseline,
        tests=(
            (
                "Where all probabilities are equal, it is the plain mean of the rewards.",
                lambda f: gives(f, 0.5, np.full(4, 0.25), np.array([0.2, 0.4, 0.6, 0.8])),
            ),
            (
                "With 10 added to every reward, it is 10 greater.",
                lambda f: gives(f, best_baseline(*THREE) + 10, THREE[0], THREE[1] + 10),
            ),
            ("No baseline beside it has a smaller variance.", not_lower_elsewhere),
            ("It is solved for, not found by trial.", solved_for),
        ),
        cases=(
            THREE,
            (np.array([0.1, 0.8, 0.1]), THREE[1]),
            (np.array([0.7, 0.1, 0.1, 0.1]), np.array([1.0, -1.0, 0.5, 3.0])),
        ),
        mistakes=(
            (
                weighted_by(lambda p, size: p),
                "This is the mean reward. It forgets that a rare kernel makes a larger step: the squared length of "
                "g_a belongs into the weights.",
            ),
            (
                weighted_by(lambda p, size: size),
                "The weights lack the probabilities: a kernel that is hardly ever drawn hardly counts.",
            ),
            (
                weighted_by(lambda p, size: p * size**0.5),
                "The weights take the length of g_a. In the variance the length is squared.",
            ),
            (
                weighted_by(lambda p, size: np.ones(len(p))),
                "This is the plain mean of the rewards, as if all kernels were drawn alike.",
            ),
            (
                weighted_by(lambda p, size: p * (1 - p) ** 2),
                "The weights take the logit of the drawn kernel alone. The step moves all logits, and the variance "
                "adds them up.",
            ),
            (
                weighted_by(lambda p, size: p * ((np.eye(len(p)) - p) ** 2).sum(0)),
                "The squares are added down the columns. The gradient g_a is a row of the table, one for each "
                "kernel drawn.",
            ),
            (
                weighted_by(lambda p, size: p * (1 - p)),
                "The weights are p (1 - p). In place of 1 - p belongs the squared length of g_a, over all logits.",
            ),
            (undivided, "The sum of the weights is missing below the line: divide by it."),
        ),
        why="The derivative of the variance is zero where the weighted mean of reward - b is zero, with the "
        "weights p times squared length.",
    ),
    hints=(
        "Only the first sum of the variance contains b. Its derivative with respect to b brings down a factor "
        "-2, and leaves one factor (r_a - b).",
        "Set the derivative to zero and move b to one side. What remains is a mean of the rewards with weights.",
        "The weight of kernel a is its probability times the squared length of g_a, which is row a of the "
        "identity matrix minus the probabilities.",
    ),
    solution=best_baseline,
)


def actor_and_critic(logits, value, action, reward):
    logits = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    value = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    advantage = reward - value.detach()  # to the policy the baseline is a plain number
    policy_loss = -logits.log_softmax(0)[action] * advantage
    critic_loss = (reward - value) ** 2
    (policy_loss + critic_loss).backward()
    return logits.grad.tolist(), value.grad.item()


def both_losses_reach_the_critic(logits, value, action, reward):
    """The broken function."""
    policy, critic = actor_and_critic(logits, value, action, reward)
    return policy, critic + log_p(logits, action)


def log_p(logits, action):
    """What the policy loss adds to the critic's gradient where it is not cut off."""
    return torch.tensor(logits, dtype=torch.float64).log_softmax(0)[action].item()


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


MENDED = code(
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
        (critic_alone, "Now the policy learns nothing: its gradient is gone. Cut off the baseline instead."),
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
)


def pulled_critic(answer):
    """As MENDED, and a second `backward()`, which changes nothing, is an attempt."""
    try:
        verdict = MENDED(answer)
    except Refused as refused:
        return too_much_cut_off(refused.verdict)
    if verdict.outcome == "unattempted" and calls_of_backward(answer) > 1:
        return wrong(
            "Two calls of `backward()` do what one does with the sum of the losses: PyTorch adds the gradients "
            "up. The policy loss still reaches `value`, because the advantage contains it."
        )
    return verdict


def too_much_cut_off(verdict):
    """The verdict on code that raised, with words for a gradient that is None."""
    for method, name in (("item", "value"), ("tolist", "logits")):
        if f"'NoneType' object has no attribute '{method}'" in verdict.message:
            return verdict._replace(
                message=f"`{name}.grad` is None (NoneType): no gradient flows back to `{name}` any more. Too much "
                "is cut off: detach `value` in the policy loss, and nothing else."
            )
    return verdict


def calls_of_backward(answer):
    """How many times the body of a function names `backward`: once or more often."""
    if type(answer) is not FunctionType:
        return 0
    return [step.argval for step in dis.get_instructions(answer)].count("backward")


PULLED_CRITIC = Exercise(
    id="03.7",
    title="The actor pulls at the critic",
    kind="bug",
    dots=3,
    minutes=6,
    check=pulled_critic,
    hints=(
        "`value` stands in both losses. What is the derivative of `policy_loss` with respect to `value`?",
        "For the policy the baseline should be a mere number, through which no gradient flows.",
        "`x.detach()` is such a number. Use it in one loss only: if `value.grad` is None, the critic no "
        "longer learns at all.",
    ),
    solution=actor_and_critic,
)


EXERCISES = (
    IN_PER_CENT,
    BUILD_AVERAGE,
    STEP_MOMENTS,
    HONEST_BASELINES,
    LEAVE_ONE_OUT,
    BEST_BASELINE,
    PULLED_CRITIC,
)

QUICK = (
    Quick(
        id="03.q1",
        question="From lesson 02. Three kernels have the probability 1/3 each. One is drawn and pays only 0.1; "
        "nothing is subtracted. What does one step of REINFORCE do to its probability?",
        options={
            "A": "It falls.",
            "B": "It stays, because 0.1 is close to zero.",
            "C": "It rises.",
            "D": "That depends on the other two rewards.",
        },
        answer="C",
        reason="Any positive reward raises what was drawn; a small one raises it less.",
        slips={
            "A": "The factor in front is the reward itself, and 0.1 is positive.",
            "B": "It moves little, but it moves.",
            "D": "The step knows one reward only, that of the kernel drawn.",
        },
    ),
    Quick(
        id="03.q2",
        question="From lesson 02. What are the free numbers called that the softmax turns into probabilities?",
        answer=("logits", "logit", "the logits"),
        reason="The controller holds logits, because they may be pushed anywhere.",
    ),
    Quick(
        id="03.q3",
        question="From lesson 01. Which accuracy may a search strategy look at while it searches?",
        options={
            "A": "that on the test images",
            "B": "that on the validation images",
            "C": "both",
            "D": "neither",
        },
        answer="B",
        reason="The test images are kept for the judgement of what the search hands over.",
        slips={
            "A": "Then nothing would be left that the search has not seen.",
            "C": "What the search has looked at can no longer judge it.",
            "D": "Without a reward it could not learn.",
        },
    ),
    Quick(
        id="03.q4",
        question="With 500 steps the share rises a good deal, too. Why is this the wrong cure for NAS?",
        options={
            "A": "Each step is a network that must be trained.",
            "B": "The controller would forget its first draws.",
            "C": "Adam works for 50 steps at most.",
            "D": "The noise of the rewards grows with the steps.",
        },
        answer="A",
        reason="Ten times the steps are ten times the trainings; a subtraction costs nothing.",
        slips={
            "B": "It would not matter if it did: the share does rise.",
            "C": "Adam has no such limit.",
            "D": "The noise of a reward is the same in every step.",
        },
    ),
    Quick(
        id="03.q5",
        question="A moving average with decay 0.9 stands at 0.70, and the reward 0.80 comes in. Where does the "
        "average stand afterwards?",
        answer=0.71,
        reason="0.9 × 0.70 + 0.1 × 0.80 = 0.71.",
        slips={
            0.79: "The shares have changed places: nine tenths of the old average are kept.",
            0.7: "That is the value that is used for this reward. Afterwards the average has moved.",
            0.75: "That would be decay 0.5.",
        },
    ),
    Quick(
        id="03.q6",
        question="A batch of four gets 0.6, 0.9, 0.7 and 0.8. What is the leave-one-out baseline of the 0.9?",
        answer=0.7,
        reason="The others are 0.6, 0.7 and 0.8.",
        slips={
            0.75: "That is the mean of all four; leave the 0.9 out.",
            0.2: "That is the advantage.",
            0.525: "Divide by the three others.",
        },
    ),
    Quick(
        id="03.q7",
        question="A reward is minus the latency, from -200 to -5 milliseconds. What must you change in a search "
        "with Adam and a moving average from the first reward?",
        options={
            "A": "take logarithms, so that it is positive",
            "B": "divide it by 200",
            "C": "start the average at 0",
            "D": "nothing",
        },
        answer="D",
        reason="The average finds its own level, below zero too, and Adam divides the unit out.",
        slips={
            "A": "The sign of a reward does not matter once something is subtracted.",
            "B": "Adam divides a common factor out.",
            "C": "Zero lies outside the rewards, on the side where every try is punished.",
        },
    ),
)
